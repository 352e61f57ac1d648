"""The trace of a model with many layers: lines from layer to layer, and the layers as a table."""

from html import escape
from math import log2

from IPython.display import HTML

from helpers.clinic.marks import coloured, shape_text
from helpers.clinic.trace import PASSED, REFUSED
from helpers.pictures.arrange import END_SIGN, FROM, SECOND, TO
from helpers.pictures.parts import piece, placed, svg, text
from helpers.pictures.style import MARKS, STYLE
from helpers.pictures.words import shapes_text
from helpers.pictures.words import words as read

FLOOR, CEILING = 214, 26  # the heights at which 1 and `MOST` are drawn
MOST = 4096
LABELS = 74  # drawing units from one layer's name to the next at least
FEW = 12  # layers, up to which all are named


def strip(trace):
    """A trace of any number of layers: height, width and channels from the picture to its end."""
    shapes = [trace.shape_in, *(step.shape_out for step in trace.steps)]
    step = (TO - FROM) / max(len(shapes) - 1, 1)
    places = [FROM + step * place for place in range(len(shapes))]
    lines = {axis: _line(axis, sizes, places) for axis, sizes in _sizes(shapes).items()}
    lines = {axis: line for axis, line in lines.items() if line}
    curves = [_curve(axis, line) for axis, line in lines.items()]
    drawn = [_scale(), *curves, _ends(lines), _names(trace, places), _end(trace)]
    return svg(describe(trace), drawn, "strip")


def figure(trace):
    """The same for a notebook."""
    return HTML(f"<style>{STYLE}</style><div class='sc-map-figure'>{strip(trace)}</div>")


def frame(trace, seam):
    """One frame for the stage: the strip, `seam`, and its words. Plain text."""
    return strip(trace) + seam + words(trace)


def _sizes(shapes):
    """{axis: its size in each shape, None where a shape has no such axis}"""
    found = {
        axis: [shape[place] if shape and len(shape) == 4 else None for shape in shapes]
        for place, axis in ((1, "height"), (2, "width"), (3, "channels"))
    }
    return found | {"flat": [shape[1] if shape and len(shape) == 2 else None for shape in shapes]}


def _y(count):
    """The height at which a count is drawn: equal steps for doubling."""
    return FLOOR - (FLOOR - CEILING) * min(log2(max(count, 1)) / log2(MOST), 1)


def _scale():
    counts = [1, 8, 64, 512, MOST]
    lines = (
        f"<line class='sc-tick' x1='{FROM}' x2='{TO}' y1='{_y(count):.1f}' y2='{_y(count):.1f}'/>"
        for count in counts
    )
    numbers = (text(FROM - 8, _y(count) + 4, count, "note right") for count in counts)
    return piece("glines", *lines) + piece("scale", *numbers)


def _line(axis, sizes, places):
    """The points of one axis from layer to layer; layers without it are left out."""
    shift = {"height": -1.5, "width": 1.5}.get(axis, 0)  # so that a square picture shows both lines
    return [(x, _y(size) + shift) for size, x in zip(sizes, places) if size is not None]


def _curve(axis, line):
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
    x, y = line[-1]
    drawn = f"<polyline class='sc-line' style='stroke:var(--sc-{axis})' points='{points}'/>"
    end = f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3.5' fill='var(--sc-{axis})'/>"
    return piece("glines", drawn) + placed(x, end)


def _ends(lines):
    """The name of each axis beside the end of its line, none over another."""
    parts, free = [], 0
    ends = {axis: line[-1] for axis, line in lines.items()}
    for axis, (x, y) in sorted(ends.items(), key=lambda end: end[1][1]):
        place = max(y + 4, free)
        free = place + 15
        name = coloured("row" if axis == "flat" else axis, axis, "tspan")
        end = f"<text class='sc-left' x='{x + 9:.1f}' y='{place:.1f}'>{name}</text>"
        parts.append(placed(x, end))
    return "".join(parts)


def _names(trace, places):
    """The names of the layers behind which the size is another, and of the last; aslant."""
    parts, free, end = [], FROM, places[-1]
    for step, x in zip(trace.steps, places[1:]):
        room = x >= free and (x == end or x + LABELS <= end)
        if room and (x == end or len(trace.steps) <= FEW or _changes(step)):
            parts.append(_name(step, x))
            free = x + LABELS
    return "".join(parts)


def _changes(step):
    """Whether a layer gives another height or width than it got."""
    if not step.shape_out:
        return False
    return len(step.shape_out) != 4 or step.shape_out[1:3] != tuple(step.shape_in)[1:3]


def _name(step, x):
    """A layer's name and what it gives, under its place."""
    sign = f"{MARKS[REFUSED]} " if step.refusal else ""
    name = step.name if len(step.name) <= 20 else f"{step.name[:9]}…{step.name[-9:]}"
    given = shape_text(step.shape_out) if step.shape_out else "refuses"
    tick = f"<line class='sc-tick' x1='{x:.1f}' x2='{x:.1f}' y1='{FLOOR}' y2='{FLOOR + 10}'/>"
    return placed(
        x,
        tick,
        _aslant(x + 4, FLOOR + 22, sign + escape(name), "sc-name"),
        _aslant(x + 12, FLOOR + 36, given, "sc-note sc-shape"),
    )


def _aslant(x, y, told, classes):
    return (
        f"<g transform='translate({x:.1f} {y})'>"
        f"<text class='{classes} sc-right' transform='rotate(-28)'>{told}</text></g>"
    )


def _end(trace):
    """The outcome; and how many layers were called."""
    sign = text(END_SIGN, (FLOOR + CEILING) / 2, MARKS[trace.outcome], "stopped")
    called = text(FROM, 322, f"{len(trace.steps)} layer calls, from left to right;", "note left")
    upwards = "upwards, each line is eight times the one below"
    door = "refused at the model's door, before any layer"
    parts = [
        piece("sign", sign),
        piece("called", called),
        piece("upwards", text(SECOND, 322, upwards, "note left")),
    ]
    if not trace.steps:
        parts.append(piece("door", text((FROM + TO) / 2, 120, door, "name")))
    return "".join(parts)


def describe(trace):
    """The strip in a sentence or two: its alternative text."""
    passed = len([step for step in trace.steps if not step.refusal])
    fed = f"A picture of {' × '.join(map(str, trace.shape_in[1:]))} goes into {trace.model}."
    if trace.outcome == REFUSED:
        last = trace.steps[-1] if trace.steps else None
        who = last.name if last and last.refusal else "The model itself"
        told = f"It passes {passed} layers. {who} refuses."
    else:
        told = f"It goes through {passed} layers and comes out as {trace.shape_out}."
    return f"{MARKS[trace.outcome]} {fed} {told}"


def words(trace):
    """What happened, decoded, with the last layers' shapes. HTML."""
    last = f"<p>The last layers:</p>{_rows(trace.steps[-4:])}" if trace.steps else ""
    return read(trace, passing=lambda _: "") + last


def table(trace, shown=6):
    """The steps of a trace for a notebook: the last ones in sight, those before them folded."""
    early, late = trace.steps[:-shown], trace.steps[-shown:]
    count = f"{len(early)} layers before, all passed"
    folded = f"<details><summary>{count}</summary>{_rows(early)}</details>" if early else ""
    return HTML(f"<style>{STYLE}</style>{folded}{_rows(late)}")


def _rows(steps):
    """A table of steps, one a row: outcome, name, kind, what came and what went. HTML."""
    return f"<table class='sc-layers'>{''.join(map(_as_row, steps))}</table>"


def _as_row(step):
    sign = MARKS[REFUSED if step.refusal else PASSED]
    given = shape_text(step.shape_out, "span") if step.shape_out else "refuses"
    return (
        f"<tr><td>{sign}</td><td><b>{escape(step.name)}</b></td><td>{escape(step.kind)}</td>"
        f"<td><code>{shapes_text(step.shape_in)}</code></td><td><code>{given}</code></td></tr>"
    )
