"""From a trace and its reading to a picture: SVG and HTML text for the stage and the notebooks.

The same trace gives the same text every time, so tests and nbval can compare it.
"""

import base64
import io
import re
from html import escape
from math import sqrt

import PIL.Image
from helpers.clinic import diagnosis as reading
from helpers.clinic.marks import AXES, coloured, shape_text
from helpers.pictures.style import AXIS_COLOURS, PALETTE
from helpers.clinic.reading import factors, numbers, plain
from helpers.clinic.trace import PASSED, REFUSED, WRONG

MARKS = {PASSED: "✓", REFUSED: "✗", WRONG: "⚠"}

#: The style that every frame is drawn with. JupyterLab's variables give the colours of its theme;
#: what stands behind the comma is for pages without them.
STYLE = f"""{PALETTE}
.sc-figure {{color:var(--jp-content-font-color1,#1f1f1f);font-family:var(--jp-content-font-family,sans-serif)}}
.sc-figure text {{fill:currentColor;font-size:13px;text-anchor:middle}}
.sc-figure .sc-name {{font-weight:600}}
.sc-figure .sc-kind, .sc-figure .sc-note {{font-size:12px}}
.sc-figure .sc-long {{font-size:11px}}
.sc-figure .sc-shape {{font-family:var(--jp-code-font-family,monospace)}}
.sc-figure .sc-mark {{font-size:16px}}
.sc-figure .sc-stopped {{font-size:36px;font-weight:700;dominant-baseline:central}}
.sc-figure .sc-face {{fill:var(--jp-layout-color2,#eee);stroke:none}}
.sc-figure .sc-side {{fill:var(--jp-layout-color3,#ddd);stroke:none}}
.sc-figure .sc-ghost {{fill:none;stroke:currentColor;stroke-dasharray:4 4;opacity:.75}}
.sc-figure .sc-way {{stroke:currentColor;fill:none}}
.sc-figure .sc-guide {{stroke:currentColor;stroke-dasharray:1 4}}
.sc-figure .sc-stop {{stroke:currentColor;stroke-width:4}}
.sc-figure .sc-bar {{fill:var(--sc-flat)}}
.sc-figure .sc-plug {{fill:var(--sc-channels)}}
.sc-figure .sc-slot {{fill:none;stroke:var(--sc-channels);stroke-width:2}}
.sc-figure .sc-batch-edge {{fill:none;stroke:var(--sc-batch);stroke-width:1.5}}
.sc-figure .sc-left {{text-anchor:start}}
.sc-figure .sc-bracket {{fill:none;stroke:var(--sc-batch);stroke-width:2.5}}
.sc-figure .sc-waste {{fill:url(#sc-hatch)}}
.sc-figure .sc-edge {{fill:none;stroke:currentColor}}
.sc-figure .sc-grid {{fill:none;stroke:var(--jp-layout-color0,#fff);stroke-width:3}}
.sc-figure .sc-inner {{stroke:currentColor;stroke-width:1}}
.sc-figure .sc-guide-line {{fill:none;stroke:currentColor;opacity:.6}}
.sc-figure .sc-ring {{fill:none;stroke:currentColor;stroke-width:1.5}}
.sc-figure .sc-dot {{fill:var(--sc-flat)}}
.sc-hatch {{stroke:var(--sc-batch);stroke-width:1.6}}
.sc-figure .sc-socket {{fill:none;stroke:var(--sc-flat);stroke-width:2}}
""" + "".join(
    f".sc-{axis} {{color:var(--sc-{axis});font-weight:600}}"
    f".sc-figure tspan.sc-{axis} {{fill:var(--sc-{axis})}}"
    f".sc-figure line.sc-{axis} {{stroke:var(--sc-{axis});stroke-width:2.5}}\n"
    for axis in AXIS_COLOURS
)

WIDTH, HEIGHT = 960, 330  # of the drawing, in its own units: about a notebook's width in CSS pixels
CENTRE = 127  # the height at which the layers' middles lie
SCALE = 0.74  # drawing units per pixel of a picture: 320 pixels are 237, and the scale stays put
#: Middles of the columns, by the number of layers: the picture, and each layer behind it.
COLUMNS = {4: (134, 402, 608, 752, 888), 5: (134, 402, 595, 714, 811, 904)}
DOOR = 268  # the middle of the gap between the picture and the first layer
STACK = 5  # drawing units from one picture of a batch to the next behind it
UNKNOWN_SIDE = 160  # pixels: how large an open side is drawn


# --- the frame -------------------------------------------------------------------------------


def frame(trace, photo, seam, door=False):
    """One frame for the stage: a drawing of the trace, `seam`, and its words. Plain text.

    `photo` is the name of the picture that was fed; its pixels come from `photo_defs`. `door`: draw
    the model's door as well, where channels and axes are compared.
    """
    return drawing(trace, photo, door) + seam + words(trace)


def drawing(trace, photo, door=False):
    """The photo and every layer as an SVG: faces to scale, shapes written out, the outcome marked."""
    steps = trace.steps + trace.own[len(trace.steps) :]
    columns = COLUMNS[max(4, len(steps))]
    at_the_door = trace.outcome == REFUSED and not trace.steps
    parts = [_picture(trace, photo, None if door else "any height and width")]
    if door:
        parts.append(_door(trace, at_the_door))
    elif at_the_door:
        parts.append(_stopped((columns[0] + columns[1]) / 2))
    for place, step in enumerate(steps):
        reached = place < len(trace.steps)
        x, before = columns[place + 1], columns[place]
        parts.append(_layer(trace, step, x, before, reached))
        if place or not door:
            parts.append(_way((before + x) / 2, reached))
    return svg(describe(trace), parts)


def _door(trace, stopped):
    """The channels of the picture, plugs, in front of those of the model's Input, slots; and its verdict."""
    has, wants = trace.shape_in[-1], trace.made_for[-1]
    plugs = "".join(
        f"<rect class='sc-plug' x='{DOOR - 14}' y='{_slot(k, has)}' width='8' height='8'/>" for k in range(has)
    )
    slots = "".join(
        f"<rect class='sc-slot' x='{DOOR + 5}' y='{_slot(k, wants)}' width='7' height='7'/>" for k in range(wants)
    )
    post = f"<line class='sc-way' x1='{DOOR}' x2='{DOOR}' y1='60' y2='194'/>"
    mark = "" if trace.unbuilt else _mark(REFUSED if stopped else WRONG if trace.guessed else PASSED)
    waits = "never built" if trace.unbuilt else "not passed" if stopped else ""
    channels = "1 channel" if wants == 1 else f"{wants} channels"
    takes = f"{len(trace.made_for)} axes, {coloured(channels, 'channels', 'tspan')}"
    label = _label(DOOR, mark + "door", escape(trace.kind), waits, takes)
    return post + plugs + slots + label + _way(DOOR - 60, True) + _way(DOOR + 72, not (stopped or trace.unbuilt))


def _slot(place, count):
    """The upper edge of the plug or slot of that place, of so many."""
    return CENTRE - 5 + round(16 * (place - (count - 1) / 2))


def svg(alt, parts):
    """A drawing of the stage's size, with its alternative text."""
    return (
        f"<svg class='sc-figure' role='img' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"aria-label='{escape(alt)}'>{''.join(parts)}</svg>"
    )


def picture_frame(shape, photo, seam):
    """One frame without a model: a photo at its size, and what that size is to TensorFlow.

    `shape`: of the batch of one, (1, height, width, channels).
    """
    batch, height, width, channels = shape
    x = WIDTH / 2
    told = (
        f"A batch of {coloured(batch, 'batch')} picture: {coloured(height, 'height')} rows (height), "
        f"{coloured(width, 'width')} columns (width), {coloured(channels, 'channels')} channels (red, green, "
        f"blue) a pixel."
    )
    alt = f"{photo} as a picture of {height} × {width} pixels, shape {shape}"
    return (
        svg(alt, [_photo(photo, x, height, width), _label(x, photo, "picture", shape_text(shape), "")])
        + seam
        + f"<p class='sc-verdict'>Shape <b>{shape_text(shape, 'span')}</b></p><p>{told}</p>"
        + f"<p>That is {height * width * channels} numbers.</p>"
    )


def _picture(trace, photo, made_for):
    """The photo at its size, and behind it, dashed, the size that the model was made for.

    `made_for`: what to write where that size is open; None writes nothing under the picture at all.
    """
    height, width = trace.shape_in[-3:-1]
    x, ghost = COLUMNS[4][0], ""
    if None not in trace.made_for[1:3]:
        ghost = _ghost(x, trace.made_for)
        made_for = f"{trace.made_for[1]} × {trace.made_for[2]}"
    mark = _mark(REFUSED) if made_for and trace.outcome == REFUSED and not trace.steps else ""
    many = max((1, *trace.shape_in[:-3]))
    return (
        _behind(*_corner(x, height, width), height, width, many)
        + _photo(photo, x, height, width)
        + ghost
        + _label(x, mark + escape(photo), "picture", shape_text(trace.shape_in), f"model made for {made_for}" if made_for else "")
    )


def _photo(photo, x, height, width):
    left, top = _corner(x, height, width)
    return (
        f"<use href='#{photo_id(photo)}' transform='translate({left:.1f} {top:.1f}) "
        f"scale({width * SCALE:.2f} {height * SCALE:.2f})'/>" + _edges(left, top, height, width)
    )


def _behind(left, top, height, width, many):
    """The rest of a batch of `many`, as outlines behind its first: three at most, and their number."""
    if many == 1:
        return ""
    outlines = "".join(
        f"<path class='sc-batch-edge' d='M{left + STACK * k:.1f} {top - STACK * k:.1f}h{width * SCALE:.1f}v{height * SCALE:.1f}'/>"
        for k in range(min(many - 1, 3), 0, -1)
    )
    number = f"<text x='{left + width * SCALE / 2:.1f}' y='{max(12, top - STACK * 4):.1f}'>{coloured(f'× {many}', 'batch', 'tspan')}</text>"
    return outlines + number


def _layer(trace, step, x, before, reached):
    """One layer: what it gives, as a volume or a row, or its ghost where it was not reached."""
    refused = reached and step.refusal is not None
    shape = step.shape_out if reached else None
    if refused:
        body = _stopped(x)
    elif reached and None not in shape[1:]:
        body = _volume(x, shape) if len(shape) == 4 else _row(x, shape[-1])
    else:
        body = _ghost(x, step.shape_out) if step.shape_out else ""
    if step.kind == "Dense" and step.kernel:
        body += _socket(step, x, before, came_through=bool(shape))
    mark = _mark(REFUSED if refused else WRONG if step is trace.misread else PASSED) if reached else ""
    label = shape_text(shape) if shape else "refuses" if refused else "not reached"
    kernel = f"kernel {' × '.join(map(str, step.kernel))}" if step.kernel else "no weights"
    kernel += " yet" if refused and trace.unbuilt else ""
    return body + _label(x, mark + escape(step.name), escape(step.kind), label, kernel)


def _stopped(x):
    return f"<text class='sc-stopped' x='{x}' y='{CENTRE}'>{MARKS[REFUSED]}</text>"


def _way(x, reached):
    """The arrow from one column to the next, on the line of the names; barred where none came through."""
    y = 264
    if not reached:
        return f"<line class='sc-stop' x1='{x}' x2='{x}' y1='{y - 9}' y2='{y + 9}'/>"
    return f"<path class='sc-way' d='M{x - 12} {y}h24m-7 -5l7 5l-7 5'/>"


def _corner(x, height, width):
    """The upper left corner of a face of height × width pixels in the column at `x`."""
    return x - width * SCALE / 2, CENTRE - height * SCALE / 2


def _edges(x, y, height, width):
    """The two edges that carry the colours of height and width."""
    down, right = height * SCALE, width * SCALE
    return (
        f"<line class='sc-height' x1='{x:.1f}' x2='{x:.1f}' y1='{y:.1f}' y2='{y + down:.1f}'/>"
        f"<line class='sc-width' x1='{x:.1f}' x2='{x + right:.1f}' y1='{y + down:.1f}' y2='{y + down:.1f}'/>"
    )


def _volume(x, shape):
    """A feature map as a box: face = height × width to scale, depth = channels."""
    many, height, width, channels = shape
    left, top = _corner(x, height, width)
    right, bottom, depth = left + width * SCALE, top + height * SCALE, channels * 0.45
    back = f"l{depth:.1f} {-depth * 0.6:.1f}"
    return (
        _behind(left, top, height, width, many)
        + f"<path class='sc-side' d='M{left:.1f} {top:.1f}{back}H{right + depth:.1f}"
        f"V{bottom - depth * 0.6:.1f}L{right:.1f} {bottom:.1f}V{top:.1f}z'/>"
        f"<path class='sc-face' d='M{left:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}z'/>"
        + _edges(left, top, height, width)
        + f"<line class='sc-channels' x1='{right:.1f}' y1='{top:.1f}' "
        f"x2='{right + depth:.1f}' y2='{top - depth * 0.6:.1f}'/>"
    )


def _length(count):
    """Drawing units for a row of `count` numbers: its square root, as a square of them would have."""
    return max(4.0, 0.26 * sqrt(count))


def _row(x, count):
    length = _length(count)
    return f"<rect class='sc-bar' x='{x - 6}' y='{CENTRE - length / 2:.1f}' width='12' height='{length:.1f}'/>"


def _socket(step, x, before, came_through):
    """How long a row the Dense layer takes: an opening, and guides to the row that comes."""
    length = _length(step.kernel[0])
    top, bottom = CENTRE - length / 2, CENTRE + length / 2
    left, row = x - 0.38 * (x - before), before + 10
    guides = "".join(
        f"<line class='sc-guide' x1='{row}' x2='{left}' y1='{y:.1f}' y2='{y:.1f}'/>" for y in (top, bottom)
    )
    arrow = f"<path class='sc-way' d='M{left + 14} {CENTRE}h14m-6 -5l6 5l-6 5'/>" if came_through else ""
    return f"<path class='sc-socket' d='M{left} {top:.1f}h10V{bottom:.1f}h-10'/>" + guides + arrow


def _ghost(x, shape):
    if len(shape) == 2:
        length = _length(shape[-1] or UNKNOWN_SIDE**2)
        return f"<rect class='sc-ghost' x='{x - 6}' y='{CENTRE - length / 2:.1f}' width='12' height='{length:.1f}'/>"
    height, width = (side or UNKNOWN_SIDE for side in shape[1:3])
    left, top = _corner(x, height, width)
    return (
        f"<rect class='sc-ghost' x='{left:.1f}' y='{top:.1f}' "
        f"width='{width * SCALE:.1f}' height='{height * SCALE:.1f}'/>"
    )


def _mark(outcome):
    return f"<tspan class='sc-mark'>{MARKS[outcome]}</tspan> "


def _label(x, name, kind, shape, note):
    """Four lines under a column: what it is called, what it is, its shape, and a remark."""
    long = " sc-long" if len(kind) > 22 else ""  # AdaptiveAveragePooling2D has little room
    lines = (("name", name), (f"kind{long}", kind), ("shape", shape), ("note", note))
    return "".join(
        f"<text class='sc-{style}' x='{x}' y='{268 + 18 * place}'>{text}</text>"
        for place, (style, text) in enumerate(lines)
    )


# --- the words -------------------------------------------------------------------------------


def describe(trace):
    """The drawing in one sentence or two: its alternative text."""
    told = [f"{_fed(trace.shape_in)} {'waits for' if trace.unbuilt else 'goes into'} {trace.model}."]
    told += [
        f"{step.name} gives {' × '.join(map(str, step.shape_out[1:]))}."
        for step in trace.steps
        if step.shape_out
    ]
    if trace.outcome == REFUSED:
        told.append(f"{_refuser(trace)} refuses.")
    if trace.unbuilt:
        told.append("The model cannot be built.")
    if trace.guessed:
        told.append(f"It answers {trace.shape_out[0]} times for one picture.")
    return f"{MARKS[trace.outcome]} {' '.join(told)}"


def _fed(shape):
    """What was fed, in words: its last three axes are height, width and channels."""
    size = " × ".join(map(str, shape[-3:]))
    if len(shape) == 3:
        return f"A picture of {size} without a batch axis"
    frames = max(shape[:-3])
    return f"A picture of {size}" if frames == 1 else f"A film of {frames} frames of {size}"


def _refuser(trace):
    if not trace.steps:
        return "The model, at its door,"
    last = trace.steps[-1]
    return last.name if last.refusal else f"The model, after {last.name},"


def words(trace):
    """What happened, decoded, with the original message one click away. HTML."""
    verdict = f"<p class='sc-verdict'><b>{MARKS[trace.outcome]} {trace.outcome}</b>"
    diagnosis = reading.read(trace)
    if diagnosis is None:
        return f"{verdict}: {escape(trace.model)} answers {shape_text(trace.shape_out, 'span')}.</p>{_fit(trace)}"
    at = f" at <b>{escape(diagnosis.layer_name)}</b>" if diagnosis.layer else ""
    return "".join(
        (
            f"{verdict}{at}{_numbers(diagnosis)}</p>",
            f"<p>{escape(diagnosis.summary)}</p>",
            _fixes(diagnosis),
            original(trace),
        )
    )


def _fit(trace):
    """Why it passes: the row that comes is as long as the row that Dense takes, or there is no Dense."""
    last, before = trace.steps[-1], trace.steps[-2]
    frames = trace.shape_in[0]
    many = f"<p>One answer a frame: the {frames} frames stand on the batch axis.</p>" if frames > 1 else ""
    if last.kind != "Dense":
        return (
            f"<p><b>{escape(last.name)}</b> makes {coloured(last.shape_out[-1], 'flat')} of "
            f"{factors(last.shape_in[1:])}, whatever the size: no layer here counts a whole row.</p>{many}"
        )
    return (
        f"<p><b>{escape(last.name)}</b> takes {coloured(last.kernel[0], 'flat')} numbers. "
        f"<b>{escape(before.name)}</b> makes {coloured(before.shape_out[-1], 'flat')} of "
        f"{factors(before.shape_in[1:])}.</p>{many}"
    )


def _numbers(diagnosis):
    told = numbers(diagnosis)
    return f": {told}" if told else ""


def _fixes(diagnosis):
    named = "; ".join(f"<b>{escape(fix.name)}</b> ({escape(fix.why)})" for fix in diagnosis.fixes)
    return f"<p>What helps: {named}.</p>" if named else ""


def original(trace):
    """The whole message of what a run raised, folded, or that it raised nothing. HTML."""
    if not trace.refusal:
        return "<p>TensorFlow says nothing: no exception, no warning.</p>"
    return (
        f"<details><summary>The full message ({escape(trace.refusal.kind)})</summary>"
        f"<pre>{escape(plain(trace.refusal.message))}</pre></details>"
    )


# --- photos for frames -------------------------------------------------------------------------


def photo_defs(photos):
    """Markup that holds each photo once, one unit wide and high, for frames to refer to.

    `photos`: {name: uint8 pixels (height, width, channels), of 1 to 4 channels}.
    """
    images = "".join(
        f"<image id='{photo_id(name)}' width='1' height='1' preserveAspectRatio='none' "
        f"href='{image_uri(pixels)}'/>"
        for name, pixels in photos.items()
    )
    hatch = (
        "<pattern id='sc-hatch' width='7' height='7' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>"
        "<path class='sc-hatch' d='M0 0V7'/></pattern>"
    )
    return f"<style>{STYLE}</style><svg width='0' height='0'><defs>{hatch}{images}</defs></svg>"


def photo_id(name):
    """The id of a photo in the page: 'PNG, palette' -> 'sc-photo-PNG-palette'."""
    return "sc-photo-" + re.sub(r"\W+", "-", name)


def image_uri(pixels, longest=400):
    """Pixels as a data URI, at most `longest` wide or high: sharp at twice the drawing's size.

    `pixels`: uint8, (height, width, channels): gray, gray with alpha, RGB or RGBA.
    """
    picture = PIL.Image.fromarray(pixels.squeeze(-1) if pixels.shape[-1] == 1 else pixels)
    picture.thumbnail((longest, longest))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def standalone(drawing, photos):
    """A drawing as an SVG file of its own, for places that show no widget: white behind, photo inside."""
    root = drawing.replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' ", 1)
    start = root.index(">") + 1
    needed = {name: pixels for name, pixels in photos.items() if f"#{photo_id(name)}'" in drawing}
    return f"{root[:start]}<rect width='100%' height='100%' fill='white'/>{photo_defs(needed)}{root[start:]}"
