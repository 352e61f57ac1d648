"""From a `Trace` to a picture and words: every layer from left to right, its shape written out.

The same trace gives the same text every time, so tests and nbval can compare it.
"""

from html import escape
from math import sqrt

from helpers.clinic.marks import coloured, shape_text
from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.pictures import photos
from helpers.pictures import unread as rest
from helpers.pictures.arrange import CENTRE, COLUMNS, DOOR, LONE
from helpers.pictures.parts import arrow, edge, label, mark, piece, stopped, svg
from helpers.pictures.words import describe, fit, words

SCALE = 0.74  # drawing units per pixel of a picture: 320 pixels are 237, and the scale stays put
NAMES = 264  # the height of the arrows between the columns' names
STACK = 5  # drawing units from one picture of a batch to the next behind it
UNKNOWN_SIDE = 160  # pixels: how large an open side is drawn


def frame(trace, photo, seam, door=False, unread=None, reading=None):
    """One frame for the stage: a drawing of the trace, `seam`, and its words. Plain text.

    `photo` is the name of the picture that was fed; its pixels come from `photos.defs`. `door`:
    draw the model's door as well, where channels and axes are compared. `unread`: the part that is
    never read of the picture (see `helpers.pictures.unread`), None for none. `reading`: a
    Diagnosis, where more is known than the trace says.
    """
    return drawing(trace, photo, door, unread) + seam + words(trace, fit, unread, reading)


def drawing(trace, photo, door=False, unread=None):
    """The photo and every layer: faces to scale, shapes written out, the outcome marked."""
    steps = trace.steps + trace.own[len(trace.steps) :]
    columns = COLUMNS[max(4, len(steps))]
    at_the_door = trace.outcome == REFUSED and not trace.steps
    parts = [_picture(trace, photo, None if door else "any size", unread)]
    if door:
        parts.append(_door(trace, at_the_door))
    elif at_the_door:
        parts.append(piece("stop", stopped((columns[0] + columns[1]) / 2, CENTRE)))
    for place, step in enumerate(steps):
        x, before = columns[place + 1], columns[place]
        reached = place < len(trace.steps)
        wrong = step is trace.misread or unread and step.name == unread.reading.layer_name
        body, told = (
            _layer(trace, step, x, before, wrong) if reached else _not_reached(step, x, before)
        )
        parts += [piece(f"g{place + 1}", body), piece(f"t{place + 1}", told)]
        if place or not door:
            parts.append(piece(f"w{place + 1}", _way((before + x) / 2, reached)))
    kind = f"{'doors' if door else 'trace'} of-{len(columns) - 1}"
    return svg(describe(trace, unread), parts, kind)


def picture_frame(shape, photo, seam):
    """One frame without a model: a photo at its size, and what that size is to TensorFlow.

    `shape`: of the batch of one, (1, height, width, channels).
    """
    batch, height, width, channels = shape
    told = (
        f"A batch of {coloured(batch, 'batch')} picture: "
        f"{coloured(height, 'height')} rows (height), {coloured(width, 'width')} columns (width), "
        f"{coloured(channels, 'channels')} channels (red, green, blue) a pixel."
    )
    drawn = [
        piece("g0", _photo(photo, LONE, height, width)),
        piece("t0", label(LONE, photo, "picture", shape_text(shape), "")),
    ]
    return (
        svg(f"{photo} as a picture of {height} × {width} pixels, shape {shape}", drawn, "lone")
        + seam
        + f"<p class='sc-verdict'>Shape <b>{shape_text(shape, 'span')}</b></p><p>{told}</p>"
        + f"<p>That is {height * width * channels} numbers.</p>"
    )


# What comes: the picture, and the model's door.


def _picture(trace, photo, made_for, unread):
    """The photo at its size, and behind it, dashed, the size that the model was made for.

    `made_for`: what to write where that size is open; None writes nothing under the picture at all.
    """
    height, width = trace.shape_in[-3:-1]
    x, ghost = COLUMNS[4][0], ""
    if None not in trace.made_for[1:3]:
        ghost = _ghost(x, trace.made_for)
        made_for = f"{trace.made_for[1]} × {trace.made_for[2]}"
    refused = made_for and trace.outcome == REFUSED and not trace.steps
    name = (mark(REFUSED) if refused else "") + escape(photo)
    kind, note = "picture", f"model made for {made_for}" if made_for else ""
    if unread:
        ghost += rest.strips(unread, *_corner(x, height, width), SCALE)
        kind, note = "picture, never read:", unread.part
    behind = _behind(x, height, width, many=max((1, *trace.shape_in[:-3])))
    told = label(x, name, kind, shape_text(trace.shape_in), note)
    return piece("g0", behind, _photo(photo, x, height, width), ghost) + piece("t0", told)


def _photo(photo, x, height, width):
    left, top = _corner(x, height, width)
    drawn = photos.use(photo, left, top, width * SCALE, height * SCALE)
    return drawn + _edges(left, top, height, width)


def _door(trace, at_it):
    """The channels of the picture, plugs, before those of the model's Input, slots; its verdict.

    `at_it`: whether the model refuses at its door.
    """
    outcome = REFUSED if at_it else WRONG if trace.guessed else PASSED
    name = ("" if trace.unbuilt else mark(outcome)) + "door"
    waits = "never built" if trace.unbuilt else "not passed" if at_it else ""
    wants = trace.made_for[-1]
    channels = coloured(f"{wants} channel{'' if wants == 1 else 's'}", "channels", "tspan")
    takes = f"{len(trace.made_for)} axes, {channels}"
    return (
        piece(
            "gdoor",
            f"<line class='sc-way' x1='{DOOR}' x2='{DOOR}' y1='60' y2='194'/>",
            _squares("plug", DOOR - 14, 8, trace.shape_in[-1]),
            _squares("slot", DOOR + 5, 7, wants),
        )
        + piece("tdoor", label(DOOR, name, escape(trace.kind), waits, takes))
        + piece("wdoor", _way(DOOR - 60, True))
        + piece("w1", _way(DOOR + 72, not (at_it or trace.unbuilt)))
    )


def _squares(style, x, side, count):
    """A column of plugs or slots, one a channel, around the middle."""
    tops = (CENTRE - 5 + round(16 * (place - (count - 1) / 2)) for place in range(count))
    return "".join(
        f"<rect class='sc-{style}' x='{x}' y='{top}' width='{side}' height='{side}'/>"
        for top in tops
    )


# A layer: what it gives, or that it refuses, or what it would have given.


def _layer(trace, step, x, before, wrong):
    """One layer that was reached: its drawing, its lines. `before`: the column in front of it."""
    outcome = REFUSED if step.refusal else WRONG if wrong else PASSED
    shape = step.shape_out
    if step.refusal:
        body, told = stopped(x, CENTRE), "refuses"
    else:
        body, told = (_ghost if None in shape[1:] else _output)(x, shape), shape_text(shape)
    weights = _weights(step) + (" yet" if step.refusal and trace.unbuilt else "")
    name = mark(outcome) + escape(step.name)
    body += _socket(step, x, before) + (_through(x, before) if _takes_a_row(step) and shape else "")
    return body, label(x, name, escape(step.kind), told, weights)


def _not_reached(step, x, before):
    """One layer that was not reached, dashed."""
    body = (_ghost(x, step.shape_out) if step.shape_out else "") + _socket(step, x, before)
    return body, label(x, escape(step.name), escape(step.kind), "not reached", _weights(step))


def _weights(step):
    return f"kernel {' × '.join(map(str, step.kernel))}" if step.kernel else "no weights"


def _way(x, reached):
    """The arrow between two columns, on the line of the names; a bar where none came through."""
    if reached:
        return arrow(x - 12, NAMES, 24)
    return f"<line class='sc-stop' x1='{x:g}' x2='{x:g}' y1='{NAMES - 9}' y2='{NAMES + 9}'/>"


def _output(x, shape):
    return _volume(x, shape) if len(shape) == 4 else _row(x, shape[-1], "bar")


def _ghost(x, shape):
    """A shape that is not there, dashed; its open sides at a size of their own."""
    if len(shape) == 2:
        return _row(x, shape[-1] or UNKNOWN_SIDE**2, "ghost")
    height, width = (side or UNKNOWN_SIDE for side in shape[1:3])
    return edge(*_corner(x, height, width), width * SCALE, height * SCALE, "ghost")


def _corner(x, height, width):
    """The upper left corner of a face of height × width pixels in the column at `x`."""
    return x - width * SCALE / 2, CENTRE - height * SCALE / 2


def _edges(x, y, height, width):
    """The two edges that carry the colours of height and width."""
    down, right = y + height * SCALE, x + width * SCALE
    return (
        f"<line class='sc-height' x1='{x:.1f}' x2='{x:.1f}' y1='{y:.1f}' y2='{down:.1f}'/>"
        f"<line class='sc-width' x1='{x:.1f}' x2='{right:.1f}' y1='{down:.1f}' y2='{down:.1f}'/>"
    )


def _behind(x, height, width, many):
    """The rest of a batch of `many`, outlined behind its first: three at most, and their number."""
    if many == 1:
        return ""
    left, top = _corner(x, height, width)
    outlines = "".join(
        f"<path class='sc-batch-edge' d='M{left + STACK * k:.1f} {top - STACK * k:.1f}"
        f"h{width * SCALE:.1f}v{height * SCALE:.1f}'/>"
        for k in range(min(many - 1, 3), 0, -1)
    )
    number = coloured(f"× {many}", "batch", "tspan")
    return f"{outlines}<text x='{x:.1f}' y='{max(12, top - STACK * 4):.1f}'>{number}</text>"


def _volume(x, shape):
    """A feature map as a box: face = height × width to scale, depth = channels."""
    many, height, width, channels = shape
    left, top = _corner(x, height, width)
    right, bottom, depth = left + width * SCALE, top + height * SCALE, channels * 0.45
    up = depth * 0.6
    return (
        _behind(x, height, width, many)
        + f"<path class='sc-side' d='M{left:.1f} {top:.1f}l{depth:.1f} {-up:.1f}"
        f"H{right + depth:.1f}V{bottom - up:.1f}L{right:.1f} {bottom:.1f}V{top:.1f}z'/>"
        f"<path class='sc-face' d='M{left:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}z'/>"
        + _edges(left, top, height, width)
        + f"<line class='sc-channels' x1='{right:.1f}' y1='{top:.1f}' "
        f"x2='{right + depth:.1f}' y2='{top - up:.1f}'/>"
    )


# Rows of numbers, and the length of row that a Dense layer takes.


def _length(count):
    """Drawing units for a row of `count` numbers: the square root, as of a square of them."""
    return max(4.0, 0.26 * sqrt(count))


def _row(x, count, style):
    return edge(x - 6, CENTRE - _length(count) / 2, 12, _length(count), style)


def _takes_a_row(step):
    return step.kind == "Dense" and bool(step.kernel)


def _opening(x, before):
    """Where the opening in front of a Dense layer begins."""
    return x - 0.38 * (x - before)


def _socket(step, x, before):
    """How long a row a Dense layer takes: an opening, and guides to the row that comes."""
    if not _takes_a_row(step):
        return ""
    length, left = _length(step.kernel[0]), _opening(x, before)
    top, bottom = CENTRE - length / 2, CENTRE + length / 2
    guides = "".join(
        f"<line class='sc-guide' x1='{before + 10}' x2='{left}' y1='{y:.1f}' y2='{y:.1f}'/>"
        for y in (top, bottom)
    )
    return f"<path class='sc-socket' d='M{left} {top:.1f}h10V{bottom:.1f}h-10'/>{guides}"


def _through(x, before):
    """The arrow out of that opening, where the row fits."""
    return arrow(_opening(x, before) + 14, CENTRE, 14)
