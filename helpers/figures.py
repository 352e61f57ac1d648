"""From a trace and its reading to a picture: SVG and HTML text for the stage and the notebooks.

The same trace gives the same text every time, so tests and nbval can compare it.
"""

import base64
import io
import re
from html import escape
from math import sqrt

import PIL.Image
from IPython.display import HTML

from helpers import diagnosis as reading
from helpers.trace import PASSED, REFUSED, WRONG

#: One colour per axis, light theme and dark: Okabe-Ito hues, darkened or lightened until their
#: contrast is at least 4.5 : 1 on white and on JupyterLab's dark background (WCAG AA).
AXIS_COLOURS = {
    "batch": ("#5c5c5c", "#b5b5b5"),
    "height": ("#0072b2", "#56b4e9"),
    "width": ("#b54e00", "#f08a3c"),
    "channels": ("#007a58", "#2fc79a"),
    "flat": ("#a03d77", "#df9cc2"),
}
AXES = ("batch", "height", "width", "channels")

MARKS = {PASSED: "✓", REFUSED: "✗", WRONG: "⚠"}

_PALETTES = (
    "".join(f"--sc-{axis}:{light};" for axis, (light, dark) in AXIS_COLOURS.items()),
    "".join(f"--sc-{axis}:{dark};" for axis, (light, dark) in AXIS_COLOURS.items()),
)

#: The style that every frame is drawn with. JupyterLab's variables give the colours of its theme;
#: what stands behind the comma is for pages without them.
STYLE = f"""
:root {{{_PALETTES[0]}}}
body[data-jp-theme-light="false"] {{{_PALETTES[1]}}}
.sc-figure {{color:var(--jp-content-font-color1,#1f1f1f);font-family:var(--jp-content-font-family,sans-serif)}}
.sc-figure text {{fill:currentColor;font-size:13px;text-anchor:middle}}
.sc-figure .sc-name {{font-weight:600}}
.sc-figure .sc-kind, .sc-figure .sc-note {{font-size:12px}}
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
COLUMNS = (134, 402, 614, 748, 888)  # middles of picture, convolution, pooling, row, logits


# --- the frame -------------------------------------------------------------------------------


def frame(trace, photo, seam):
    """One frame for the stage: a drawing of the trace, `seam`, and its words. Plain text.

    `photo` is the name of the picture that was fed; its pixels come from `photo_defs`.
    """
    return drawing(trace, photo) + seam + words(trace)


def drawing(trace, photo):
    """The photo and every layer as an SVG: faces to scale, shapes written out, the outcome marked."""
    parts = [_picture(trace, photo)]
    steps = trace.steps + trace.own[len(trace.steps) :]
    if trace.outcome == REFUSED and not trace.steps:
        parts.append(_stopped((COLUMNS[0] + COLUMNS[1]) / 2))
    for place, step in enumerate(steps):
        reached = place < len(trace.steps)
        parts.append(_layer(trace, step, COLUMNS[place + 1], reached))
        parts.append(_way(COLUMNS[place], COLUMNS[place + 1], reached))
    return _svg(describe(trace), parts)


def _svg(alt, parts):
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
        f"A batch of {_coloured(batch, 'batch')} picture: {_coloured(height, 'height')} rows (height), "
        f"{_coloured(width, 'width')} columns (width), {_coloured(channels, 'channels')} channels (red, green, "
        f"blue) a pixel."
    )
    alt = f"{photo} as a picture of {height} × {width} pixels, shape {shape}"
    return (
        _svg(alt, [_photo(photo, x, height, width), _label(x, photo, "picture", _shape(shape), "")])
        + seam
        + f"<p class='sc-verdict'>Shape <b>{_shape(shape, 'span')}</b></p><p>{told}</p>"
        + f"<p>That is {height * width * channels} numbers.</p>"
    )


def _picture(trace, photo):
    """The photo at its size, and behind it, dashed, the size that the model was made for."""
    _, height, width, _ = trace.shape_in
    ghost, made_for = "", "any height and width"
    if None not in trace.made_for[1:3]:
        ghost = _ghost(COLUMNS[0], trace.made_for)
        made_for = f"{trace.made_for[1]} × {trace.made_for[2]}"
    mark = _mark(REFUSED) if trace.outcome == REFUSED and not trace.steps else ""
    return (
        _photo(photo, COLUMNS[0], height, width)
        + ghost
        + _label(COLUMNS[0], mark + escape(photo), "picture", _shape(trace.shape_in), f"model made for {made_for}")
    )


def _photo(photo, x, height, width):
    left, top = _corner(x, height, width)
    return (
        f"<use href='#sc-photo-{photo}' transform='translate({left:.1f} {top:.1f}) "
        f"scale({width * SCALE:.2f} {height * SCALE:.2f})'/>" + _edges(left, top, height, width)
    )


def _layer(trace, step, x, reached):
    """One layer: what it gives, as a volume or a row, or its ghost where it was not reached."""
    refused = reached and step.refusal is not None
    shape = step.shape_out if reached else None
    if refused:
        body = _stopped(x)
    elif reached:
        body = _volume(x, shape) if len(shape) == 4 else _row(x, shape[-1])
    else:
        body = _ghost(x, step.shape_out)
    if step.kind == "Dense":
        body += _socket(step, x, came_through=bool(shape))
    mark = _mark(REFUSED if refused else WRONG if step is trace.misread else PASSED) if reached else ""
    label = _shape(shape) if shape else "refuses" if refused else "not reached"
    kernel = f"kernel {' × '.join(map(str, step.kernel))}" if step.kernel else "no weights"
    return body + _label(x, mark + escape(step.name), escape(step.kind), label, kernel)


def _stopped(x):
    return f"<text class='sc-stopped' x='{x}' y='{CENTRE}'>{MARKS[REFUSED]}</text>"


def _way(left, right, reached):
    """The arrow from one column to the next, on the line of the names; barred where none came through."""
    x, y = (left + right) / 2, 264
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
    _, height, width, channels = shape
    left, top = _corner(x, height, width)
    right, bottom, depth = left + width * SCALE, top + height * SCALE, channels * 0.45
    back = f"l{depth:.1f} {-depth * 0.6:.1f}"
    return (
        f"<path class='sc-side' d='M{left:.1f} {top:.1f}{back}H{right + depth:.1f}"
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


def _socket(step, x, came_through):
    """How long a row the Dense layer takes: an opening, and guides to the row that comes."""
    length = _length(step.kernel[0])
    top, bottom = CENTRE - length / 2, CENTRE + length / 2
    left, row = x - 52, COLUMNS[-2] + 10
    guides = "".join(
        f"<line class='sc-guide' x1='{row}' x2='{left}' y1='{y:.1f}' y2='{y:.1f}'/>" for y in (top, bottom)
    )
    arrow = f"<path class='sc-way' d='M{left + 16} {CENTRE}h22m-7 -5l7 5l-7 5'/>" if came_through else ""
    return f"<path class='sc-socket' d='M{left} {top:.1f}h10V{bottom:.1f}h-10'/>" + guides + arrow


def _ghost(x, shape):
    if len(shape) == 2:
        length = _length(shape[-1])
        return f"<rect class='sc-ghost' x='{x - 6}' y='{CENTRE - length / 2:.1f}' width='12' height='{length:.1f}'/>"
    _, height, width, _ = shape
    left, top = _corner(x, height, width)
    return (
        f"<rect class='sc-ghost' x='{left:.1f}' y='{top:.1f}' "
        f"width='{width * SCALE:.1f}' height='{height * SCALE:.1f}'/>"
    )


def _mark(outcome):
    return f"<tspan class='sc-mark'>{MARKS[outcome]}</tspan> "


def _label(x, name, kind, shape, note):
    """Four lines under a column: what it is called, what it is, its shape, and a remark."""
    lines = (("name", name), ("kind", kind), ("shape", shape), ("note", note))
    return "".join(
        f"<text class='sc-{style}' x='{x}' y='{268 + 18 * place}'>{text}</text>"
        for place, (style, text) in enumerate(lines)
    )


def _shape(shape, tag="tspan"):
    """A shape as Python writes it, each number in the colour of its axis."""
    axes = AXES if len(shape) == 4 else ("batch", "flat")
    return f"({', '.join(_coloured(size, axis, tag) for size, axis in zip(shape, axes))})"


def _coloured(text, axis, tag="span"):
    return f"<{tag} class='sc-{axis}'>{text}</{tag}>"


# --- the words -------------------------------------------------------------------------------


def describe(trace):
    """The drawing in one sentence or two: its alternative text."""
    _, height, width, channels = trace.shape_in
    told = [f"A picture of {height} × {width} × {channels} goes into {trace.model}."]
    told += [
        f"{step.name} gives {' × '.join(map(str, step.shape_out[1:]))}."
        for step in trace.steps
        if step.shape_out
    ]
    if trace.outcome == REFUSED:
        told.append(f"{_refuser(trace)} refuses.")
    return f"{MARKS[trace.outcome]} {' '.join(told)}"


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
        return f"{verdict}: {escape(trace.model)} answers {_shape(trace.shape_out, 'span')}.</p>{_fit(trace)}"
    at = f" at <b>{escape(diagnosis.layer)}</b>" if diagnosis.layer else ""
    return "".join(
        (
            f"{verdict}{at}{_numbers(diagnosis)}</p>",
            f"<p>{escape(diagnosis.summary)}</p>",
            _fixes(diagnosis),
            _original(trace),
        )
    )


def _fit(trace):
    """Why it passes: the row that comes is as long as the row that Dense takes."""
    dense = trace.steps[-1]
    came_from = trace.steps[-2]
    return (
        f"<p><b>{escape(dense.name)}</b> takes {_coloured(dense.kernel[0], 'flat')} numbers. "
        f"<b>{escape(came_from.name)}</b> makes {_coloured(came_from.shape_out[-1], 'flat')} of "
        f"{_factors(came_from.shape_in[1:])}.</p>"
    )


def _numbers(diagnosis):
    if diagnosis.expected is None:
        return ""
    expected = _number(diagnosis.expected, diagnosis.expected_from)
    received = _number(diagnosis.received, diagnosis.received_from)
    return f": expected {expected}, received {received}"


def _number(value, factors):
    """A number as the product it is, or a shape, coloured by axis."""
    if isinstance(value, tuple):
        return _shape(value, "span")
    return _coloured(value, "flat") + (f" = {_factors(factors)}" if factors else "")


def _factors(shape):
    return " × ".join(_coloured(size, axis) for size, axis in zip(shape, AXES[1:]))


def _fixes(diagnosis):
    named = "; ".join(f"<b>{escape(fix.name)}</b> ({escape(fix.why)})" for fix in diagnosis.fixes)
    return f"<p>What helps: {named}.</p>" if named else ""


def _original(trace):
    if not trace.refusal:
        return "<p>TensorFlow says nothing: no exception, no warning.</p>"
    return (
        f"<details><summary>The full message ({escape(trace.refusal.kind)})</summary>"
        f"<pre>{escape(_plain(trace.refusal.message))}</pre></details>"
    )


def _plain(message):
    """Without the terminal's escape codes for bold, which a page would print as they are."""
    return re.sub(r"\x1b\[[\d;]*m", "", message)


# --- photos for frames -------------------------------------------------------------------------


def photo_defs(photos):
    """Markup that holds each photo once, one unit wide and high, for frames to refer to.

    `photos`: {name: uint8 pixels (height, width, 3)}.
    """
    images = "".join(
        f"<image id='sc-photo-{name}' width='1' height='1' preserveAspectRatio='none' "
        f"href='{_jpeg(pixels)}'/>"
        for name, pixels in photos.items()
    )
    return f"<style>{STYLE}</style><svg width='0' height='0'><defs>{images}</defs></svg>"


def _jpeg(pixels, longest=400):
    """Pixels as a data URI, at most `longest` wide or high: sharp at twice the drawing's size."""
    picture = PIL.Image.fromarray(pixels)
    picture.thumbnail((longest, longest))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def standalone(drawing, photos):
    """A drawing as an SVG file of its own, for places that show no widget: white behind, photo inside."""
    root = drawing.replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' ", 1)
    start = root.index(">") + 1
    needed = {name: pixels for name, pixels in photos.items() if f"#sc-photo-{name}'" in drawing}
    return f"{root[:start]}<rect width='100%' height='100%' fill='white'/>{photo_defs(needed)}{root[start:]}"


# --- a message and its reading, for the notebooks -----------------------------------------------


def decoded(diagnosis):
    """TensorFlow's message, whole, beside the reading of it."""
    numbers = _numbers(diagnosis).removeprefix(": ")
    return HTML(
        f"<style>{STYLE}.sc-decoded{{display:flex;flex-wrap:wrap;gap:24px}}"
        f".sc-decoded>div{{flex:1 1 320px}}.sc-decoded pre{{white-space:pre-wrap}}</style>"
        f"<div class='sc-decoded'><div><b>TensorFlow says</b>"
        f"<pre>{escape(_plain(diagnosis.original))}</pre></div>"
        f"<div><b>Read as</b><p>At <b>{escape(diagnosis.layer)}</b>: {numbers}.</p>"
        f"<p>{escape(diagnosis.summary)}</p>{_fixes(diagnosis)}</div></div>"
    )
