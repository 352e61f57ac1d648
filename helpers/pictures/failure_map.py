"""The failure map of a model, and the trace of one with many layers, as SVG and HTML text.

The same map gives the same text every time, so tests and nbval can compare it.
"""

from html import escape
from math import log2

from IPython.display import HTML

from helpers.clinic import diagnosis as reading
from helpers.pictures import frame as figures
from helpers.pictures.frame import MARKS, coloured, shape_text
from helpers.clinic.trace import PASSED, REFUSED, WRONG

#: What a cell is filled with, light theme and dark. The hatch over it says the same without colour.
FILLS = {
    PASSED: ("#cfe9dc", "#1f4d3d"),
    REFUSED: ("#f6d3c8", "#6b2f20"),
    WRONG: ("#fbe7ae", "#66500c"),
    None: ("#f2f2f2", "#2b2b2b"),
}
_NAMES = {PASSED: "passed", REFUSED: "refused", WRONG: "wrong", None: "unasked"}

#: Beside figures.STYLE, on every page that shows a drawing of this room.
STYLE = (
    ":root {" + "".join(f"--sc-map-{_NAMES[key]}:{light};" for key, (light, _) in FILLS.items()) + "}\n"
    'body[data-jp-theme-light="false"] {'
    + "".join(f"--sc-map-{_NAMES[key]}:{dark};" for key, (_, dark) in FILLS.items())
    + "}\n"
    + "".join(f".sc-figure .sc-map-{name} {{fill:var(--sc-map-{name})}}\n" for name in _NAMES.values())
    + """
.sc-figure .sc-hatching {fill:none;stroke:currentColor;stroke-width:1}
.sc-figure .sc-line {fill:none;stroke-width:2.5;stroke-linejoin:round}
.sc-figure .sc-tick {stroke:currentColor;opacity:.25}
.sc-figure .sc-right {text-anchor:end}
.sc-figure .sc-mine {fill:none;stroke:currentColor;stroke-width:2.5}
.sc-map-figure {max-width:960px}
.sc-map-figure svg {width:100%;height:auto;display:block}
.sc-layers {border-collapse:collapse} .sc-layers td {padding:1px 12px 1px 0;text-align:left}
.sc-layers code {color:inherit;background:none}
"""
)

WIDTH, HEIGHT = 960, 400  # of the map's drawing, in its own units
LEFT, TOP, SIDE = 96, 22, 320  # of the field of cells
LEGEND = 470
MOST = 6  # entries of the legend: what is less frequent is told together
#: The hatches of a cell, from its upper left corner, for a cell of w × h: refused in one layer, in another, …
HATCHES = ("M{x} {b}L{r} {y}", "M{x} {y}L{r} {b}", "M{x} {y}L{r} {b}M{x} {b}L{r} {y}", "M{m} {y}V{b}", "M{x} {n}H{r}")
DOTS = "M{m} {n}m-1.6 0a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0"


# --- the map ------------------------------------------------------------------------------------


def figure(found, told=""):
    """A `FailureMap` as a picture for a notebook. `told`: a sentence on its rule, for the picture and its alternative text."""
    return HTML(f"<style>{figures.STYLE}{STYLE}</style><div class='sc-map-figure'>{drawing(found, told)}</div>")


def drawing(found, told=""):
    """A `FailureMap` as an SVG: one cell for each height and width, coloured and hatched by what became of it."""
    kinds = _kinds(found)
    return (
        f"<svg class='sc-figure' role='img' viewBox='0 0 {WIDTH} {HEIGHT}' aria-label='{escape(describe(found, told), quote=True)}'>"
        f"{_fills(found)}{_hatching(found, kinds)}{_own_size(found)}{_axes(found)}{_legend(found, kinds, told)}</svg>"
    )


def describe(found, told=""):
    """The map in a few sentences: its alternative text."""
    sides = f"{found.heights[0]} to {found.heights[-1]} and widths from {found.widths[0]} to {found.widths[-1]}"
    parts = [f"{MARKS[outcome]} {_entry(outcome, layer)}: {count}" for (outcome, layer), count in found.counts.items()]
    asked = "" if found.complete else " Not all sizes were asked."
    return f"Failure map of {found.model} over heights from {sides}. Of {_total(found)} sizes, {'; '.join(parts) or 'none asked'}.{asked} {told}".strip()


def _total(found):
    return len(found.heights) * len(found.widths)


def _entry(outcome, layer):
    return f"{outcome} at {layer}" if layer and outcome != PASSED else outcome


def _kinds(found):
    """{(outcome, layer): hatch} of the map; "" for what passed."""
    hatches, kinds = iter(HATCHES), {}
    for outcome, layer in found.counts:
        kinds[outcome, layer] = "" if outcome == PASSED else DOTS if outcome == WRONG else next(hatches, HATCHES[-1])
    return kinds


def _cell(found, row, column):
    """Left, top, width and height of a cell."""
    wide, high = SIDE / len(found.widths), SIDE / len(found.heights)
    return LEFT + column * wide, TOP + row * high, wide, high


def _fills(found):
    """The cells' colours: one rectangle for each run of equal ones in a row."""
    parts = []
    for row, outcomes in enumerate(found.outcomes):
        start = 0
        for column in range(1, len(outcomes) + 1):
            if column == len(outcomes) or outcomes[column] != outcomes[start]:
                left, top, wide, high = _cell(found, row, start)
                style = f"sc-map-{_NAMES[outcomes[start]]}"
                parts.append(
                    f"<rect class='{style}' x='{left:.1f}' y='{top:.1f}' width='{wide * (column - start):.1f}' height='{high:.1f}'/>"
                )
                start = column
    return "".join(parts)


def _hatching(found, kinds):
    """One path for each kind of cell that did not pass."""
    paths = {kind: [] for kind, hatch in kinds.items() if hatch}
    for row, (outcomes, layers) in enumerate(zip(found.outcomes, found.refusers)):
        for column, kind in enumerate(zip(outcomes, layers)):
            if kind in paths:
                paths[kind].append(_hatch(kinds[kind], *_cell(found, row, column)))
    return "".join(f"<path class='sc-hatching' d='{''.join(marks)}'/>" for marks in paths.values())


def _hatch(pattern, left, top, wide, high):
    inset = min(wide, high) / 5
    places = {"x": left + inset, "y": top + inset, "r": left + wide - inset, "b": top + high - inset}
    places |= {"m": left + wide / 2, "n": top + high / 2}
    return pattern.format(**{name: f"{place:.1f}" for name, place in places.items()})


def _own_size(found):
    """A frame around the size that the model was made for, where the map has it."""
    if len(found.made_for) != 4 or found.made_for[1] not in found.heights or found.made_for[2] not in found.widths:
        return ""
    left, top, wide, high = _cell(found, found.heights.index(found.made_for[1]), found.widths.index(found.made_for[2]))
    return f"<rect class='sc-mine' x='{left - 2:.1f}' y='{top - 2:.1f}' width='{wide + 4:.1f}' height='{high + 4:.1f}'/>"


def _axes(found):
    """Heights down the left side, widths along the bottom, each in its colour."""
    parts = []
    for place in _marked(found.heights):
        _, top, _, high = _cell(found, place, 0)
        y = top + high / 2 + 4
        parts.append(f"<text class='sc-right' x='{LEFT - 8}' y='{y:.1f}'>{coloured(found.heights[place], 'height', 'tspan')}</text>")
    for place in _marked(found.widths):
        left, _, wide, _ = _cell(found, 0, place)
        parts.append(f"<text x='{left + wide / 2:.1f}' y='{TOP + SIDE + 18}'>{coloured(found.widths[place], 'width', 'tspan')}</text>")
    middle = TOP + SIDE / 2
    parts.append(f"<text transform='translate(34 {middle}) rotate(-90)'>{coloured('height, pixels', 'height', 'tspan')}</text>")
    parts.append(f"<text x='{LEFT + SIDE / 2}' y='{TOP + SIDE + 42}'>{coloured('width, pixels', 'width', 'tspan')}</text>")
    return "".join(parts)


def _marked(sides):
    """The places of up to five sides to write at an axis, the first and the last among them."""
    count = min(5, len(sides))
    return sorted({round(k * (len(sides) - 1) / max(1, count - 1)) for k in range(count)})


def _legend(found, kinds, told):
    """What the colours and hatches mean, and how many of each there are."""
    title = f"<text class='sc-name sc-left' x='{LEGEND}' y='{TOP + 12}'>{escape(found.model)}</text>"
    fed = f"{found.channels} channels, {_total(found)} sizes" + ("" if found.complete else ", not all asked")
    lines = [title, f"<text class='sc-note sc-left' x='{LEGEND}' y='{TOP + 32}'>{fed}</text>"]
    y = TOP + 50
    for place, ((outcome, layer), count) in enumerate(found.counts.items()):
        if place == MOST:
            rest = sum(list(found.counts.values())[MOST:])
            lines.append(f"<text class='sc-left' x='{LEGEND + 40}' y='{y + 17}'>and {rest} in other layers</text>")
            y += 30
            break
        lines.append(_swatch(outcome, kinds[outcome, layer], y))
        entry = f"<tspan class='sc-mark'>{MARKS[outcome]}</tspan> {escape(_entry(outcome, layer))}: {count}"
        lines.append(f"<text class='sc-left' x='{LEGEND + 40}' y='{y + 17}'>{entry}</text>")
        y += 30
    if _own_size(found):
        lines.append(f"<rect class='sc-mine' x='{LEGEND + 6}' y='{y + 3}' width='18' height='18'/>")
        size = " × ".join(coloured(side, axis, "tspan") for side, axis in zip(found.made_for[1:3], ("height", "width")))
        lines.append(f"<text class='sc-left' x='{LEGEND + 40}' y='{y + 17}'>made for {size}</text>")
        y += 30
    for place, line in enumerate(_wrapped(told, 62)):
        lines.append(f"<text class='sc-left' x='{LEGEND}' y='{y + 26 + 18 * place}'>{escape(line)}</text>")
    return "".join(lines)


def _swatch(outcome, hatch, y):
    """A cell of the legend."""
    marks = _hatch(hatch, LEGEND, y, 15, 12) + _hatch(hatch, LEGEND + 15, y, 15, 12) if hatch else ""
    marks += _hatch(hatch, LEGEND, y + 12, 15, 12) + _hatch(hatch, LEGEND + 15, y + 12, 15, 12) if hatch else ""
    return (
        f"<rect class='sc-map-{_NAMES[outcome]}' x='{LEGEND}' y='{y}' width='30' height='24'/>"
        f"<path class='sc-hatching' d='{marks}'/><rect class='sc-edge' x='{LEGEND}' y='{y}' width='30' height='24'/>"
    )


def _wrapped(text, most):
    """Lines of at most so many letters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if text else []


# --- many layers ----------------------------------------------------------------------------------

FROM, TO, FLOOR, CEILING = 124, 820, 214, 26  # the strip's field: left, right, bottom (1), top (4096)
LABELS = 74  # drawing units from one layer's name to the next at least


def strip(trace):
    """A trace of any number of layers as an SVG: height, width and channels from the picture to where it ends."""
    shapes = [trace.shape_in, *(step.shape_out for step in trace.steps)]
    places = [FROM + (TO - FROM) * place / max(len(shapes) - 1, 1) for place in range(len(shapes))]
    counts = {name: _sides(shapes, axis) for axis, name in ((1, "height"), (2, "width"), (3, "channels"))}
    counts["flat"] = [shape[-1] if shape and len(shape) == 2 else None for shape in shapes]
    lines = {name: _line(name, counts[name], places) for name in counts}
    parts = [_curve(name, line) for name, line in lines.items() if line]
    return figures.svg(_strip_told(trace), [_scale(), *parts, _ends(lines), _names(trace, places), _end(trace)])


def strip_figure(trace):
    """The same for a notebook."""
    return HTML(f"<style>{figures.STYLE}{STYLE}</style><div class='sc-map-figure'>{strip(trace)}</div>")


def _sides(shapes, axis):
    return [shape[axis] if shape and len(shape) == 4 else None for shape in shapes]


def _y(count):
    """The height at which a count is drawn: equal steps for doubling."""
    return FLOOR - (FLOOR - CEILING) * min(log2(max(count, 1)), 12) / 12


def _scale():
    marks = [1, 8, 64, 512, 4096]
    return "".join(
        f"<line class='sc-tick' x1='{FROM}' x2='{TO}' y1='{_y(mark):.1f}' y2='{_y(mark):.1f}'/>"
        f"<text class='sc-note sc-right' x='{FROM - 8}' y='{_y(mark) + 4:.1f}'>{mark}</text>"
        for mark in marks
    )


def _line(name, counts, places):
    """The points of one axis from layer to layer; layers without it are left out."""
    shift = {"height": -1.5, "width": 1.5}.get(name, 0)  # so that a square picture shows both lines
    return [(x, _y(count) + shift) for count, x in zip(counts, places) if count is not None]


def _curve(name, line):
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
    x, y = line[-1]
    return (
        f"<polyline class='sc-line' style='stroke:var(--sc-{name})' points='{points}'/>"
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3.5' fill='var(--sc-{name})'/>"
    )


def _ends(lines):
    """The name of each axis beside the end of its line, none over another."""
    parts, free = [], 0
    for name, (x, y) in sorted(((name, line[-1]) for name, line in lines.items() if line), key=lambda end: end[1][1]):
        y = max(y + 4, free)
        free = y + 15
        label = coloured("row" if name == "flat" else name, name, "tspan")
        parts.append(f"<text class='sc-left' x='{x + 9:.1f}' y='{y:.1f}'>{label}</text>")
    return "".join(parts)


def _names(trace, places):
    """The names of layers behind which the size is another, and of the last, with what they give; aslant."""
    steps, parts, free = trace.steps, [], FROM
    last = len(steps) - 1
    for place, step in enumerate(steps):
        x = places[place + 1]
        changes = step.shape_out and (len(step.shape_out) != 4 or step.shape_out[1:3] != tuple(step.shape_in)[1:3])
        room = x >= free and (place == last or x + LABELS <= places[last + 1])
        if (changes or len(steps) <= 12 or place == last) and room:
            mark = MARKS[REFUSED] + " " if step.refusal else ""
            given = shape_text(step.shape_out) if step.shape_out else "refuses"
            parts.append(
                f"<line class='sc-tick' x1='{x:.1f}' x2='{x:.1f}' y1='{FLOOR}' y2='{FLOOR + 10}'/>"
                f"<g transform='translate({x + 4:.1f} {FLOOR + 22}) rotate(-28)'>"
                f"<text class='sc-name sc-right'>{mark}{escape(_short(step.name))}</text></g>"
                f"<g transform='translate({x + 12:.1f} {FLOOR + 36}) rotate(-28)'><text class='sc-note sc-shape sc-right'>{given}</text></g>"
            )
            free = x + LABELS
    return "".join(parts)


def _short(name):
    return name if len(name) <= 20 else f"{name[:9]}…{name[-9:]}"


def _end(trace):
    """The outcome; and how many layers were called."""
    mark = f"<text class='sc-stopped' x='924' y='{(FLOOR + CEILING) / 2}'>{MARKS[trace.outcome]}</text>"
    door = f"<text class='sc-name' x='{(FROM + TO) / 2}' y='120'>refused at the model's door, before any layer</text>"
    told = f"{len(trace.steps)} layer calls, from left to right; upwards, from one line to the next is eight times as many"
    note = f"<text class='sc-note sc-left' x='{FROM}' y='322'>{told}</text>"
    return mark + note + ("" if trace.steps else door)


def _strip_told(trace):
    """The strip in a sentence or two: its alternative text."""
    passed = [step for step in trace.steps if not step.refusal]
    told = f"{MARKS[trace.outcome]} A picture of {' × '.join(map(str, trace.shape_in[1:]))} goes into {trace.model}. "
    if trace.outcome != REFUSED:
        return f"{told}It goes through {len(passed)} layers and comes out as {trace.shape_out}."
    last = trace.steps[-1].name if trace.steps and trace.steps[-1].refusal else None
    return f"{told}It passes {len(passed)} layers. {last or 'The model itself'} refuses."


def words(trace):
    """What happened, decoded, with the last layers' shapes and the original message one click away. HTML."""
    verdict = f"<p class='sc-verdict'><b>{MARKS[trace.outcome]} {trace.outcome}</b>"
    found = reading.read(trace)
    last = f"<p>The last layers:</p>{rows(trace.steps[-4:])}" if trace.steps else ""
    if found is None:
        return f"{verdict}: {escape(trace.model)} answers {_shapes_text(trace.shape_out)}.</p>{last}"
    at = f" at <b>{escape(found.layer)}</b>" if found.layer else ""
    helps = "; ".join(f"<b>{escape(fix.name)}</b> ({escape(fix.why)})" for fix in found.fixes)
    told = f"<p>What helps: {helps}.</p>" if helps else ""
    return f"{verdict}{at}</p><p>{escape(found.summary)}</p>{told}{figures.original(trace)}{last}"


def table(trace, shown=6):
    """The steps of a trace for a notebook: the last ones in sight, those before them folded."""
    early, late = trace.steps[:-shown], trace.steps[-shown:]
    folded = f"<details><summary>{len(early)} layers before, all passed</summary>{rows(early)}</details>" if early else ""
    return HTML(f"<style>{figures.STYLE}{STYLE}</style>{folded}{rows(late)}")


def rows(steps):
    """A table of steps, one a row: outcome, name, kind, what came and what went. HTML."""
    told = "".join(
        f"<tr><td>{MARKS[REFUSED if step.refusal else PASSED]}</td><td><b>{escape(step.name)}</b></td><td>{escape(step.kind)}</td>"
        f"<td><code>{_shapes_text(step.shape_in)}</code></td><td><code>{shape_text(step.shape_out, 'span') if step.shape_out else 'refuses'}</code></td></tr>"
        for step in steps
    )
    return f"<table class='sc-layers'>{told}</table>"


def _shapes_text(shape):
    """One shape, or several of a layer that joins."""
    if shape and isinstance(shape[0], tuple):
        return " + ".join(_shapes_text(one) for one in shape)
    return shape_text(shape, "span")
