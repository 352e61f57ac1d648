"""The failure map of a model as SVG and HTML text: one cell a size, what became of it, and where.

The same map gives the same text every time, so tests and nbval can compare it.
"""

import textwrap
from html import escape

from IPython.display import HTML

from helpers.clinic.marks import coloured
from helpers.clinic.trace import PASSED, WRONG
from helpers.pictures.arrange import LEGEND
from helpers.pictures.parts import edge, mark, piece, size, svg, text
from helpers.pictures.style import MAP_NAMES, MARKS, STYLE

HEIGHT = 400  # of the map's drawing, in its own units
LEFT, TOP, SIDE = 96, 22, 320  # of the field of cells
ENTRY = 30  # the height of an entry of the legend
LETTERS = 38  # of a line under the legend, at most
MOST = 6  # entries of the legend: what is less frequent is told together
#: The hatches of a cell, from its upper left corner: refused in one layer, in another, …
HATCHES = (
    "M{x} {b}L{r} {y}",
    "M{x} {y}L{r} {b}",
    "M{x} {y}L{r} {b}M{x} {b}L{r} {y}",
    "M{m} {y}V{b}",
    "M{x} {n}H{r}",
)
DOTS = "M{m} {n}m-1.6 0a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0"


def figure(found, told=""):
    """A `FailureMap` for a notebook. `told`: a sentence on its rule, for eye and ear."""
    return HTML(f"<style>{STYLE}</style>{boxed(found, told)}")


def boxed(found, told=""):
    """The same for a page that has the style already. HTML text."""
    return f"<div class='sc-map-figure'>{drawing(found, told)}</div>"


def drawing(found, told=""):
    """A `FailureMap` as an SVG: a cell for each height and width, coloured and hatched."""
    kinds = _kinds(found)
    field = [_fills(found), _hatching(found, kinds), _own_size(found), _axes(found)]
    parts = [piece("gfield", *field), piece("legend", _legend(found, kinds, told))]
    return svg(describe(found, told), parts, "sizes", HEIGHT)


def describe(found, told=""):
    """The map in a few sentences: its alternative text."""
    entries = [
        f"{MARKS[outcome]} {_entry(outcome, layer)}: {count}"
        for (outcome, layer), count in found.counts.items()
    ]
    asked = "" if found.complete else " Not all sizes were asked."
    return (
        f"Failure map of {found.model} over heights from {found.heights[0]} to {found.heights[-1]} "
        f"and widths from {found.widths[0]} to {found.widths[-1]}. "
        f"Of {_total(found)} sizes, {'; '.join(entries) or 'none asked'}.{asked} {told}"
    ).strip()


def _total(found):
    return len(found.heights) * len(found.widths)


def _entry(outcome, layer):
    return f"{outcome} at {layer}" if layer and outcome != PASSED else outcome


def _kinds(found):
    """{(outcome, layer): hatch} of the map; "" for what passed."""
    hatches, kinds = iter(HATCHES), {}
    for outcome, layer in found.counts:
        if outcome in (PASSED, WRONG):
            kinds[outcome, layer] = "" if outcome == PASSED else DOTS
        else:
            kinds[outcome, layer] = next(hatches, HATCHES[-1])
    return kinds


# The field of cells.


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
                style = f"map-{MAP_NAMES[outcomes[start]]}"
                parts.append(edge(left, top, wide * (column - start), high, style))
                start = column
    return "".join(parts)


def _hatching(found, kinds):
    """One path for each kind of cell that did not pass."""
    paths = {kind: [] for kind, hatch in kinds.items() if hatch}
    for row, (outcomes, layers) in enumerate(zip(found.outcomes, found.refusers)):
        for column, kind in enumerate(zip(outcomes, layers)):
            if kind in paths:
                paths[kind].append(_hatch(kinds[kind], *_cell(found, row, column)))
    return "".join(f"<path class='sc-hatching' d='{''.join(cells)}'/>" for cells in paths.values())


def _hatch(pattern, left, top, wide, high):
    inset = min(wide, high) / 5
    places = {"x": left + inset, "r": left + wide - inset, "m": left + wide / 2}
    places |= {"y": top + inset, "b": top + high - inset, "n": top + high / 2}
    return pattern.format(**{name: f"{place:.1f}" for name, place in places.items()})


def _own_size(found):
    """A frame around the size that the model was made for, where the map has it."""
    if not _has_own_size(found):
        return ""
    _, height, width, _ = found.made_for
    cell = _cell(found, found.heights.index(height), found.widths.index(width))
    left, top, wide, high = cell
    return edge(left - 2, top - 2, wide + 4, high + 4, "mine")


def _has_own_size(found):
    if len(found.made_for) != 4:
        return False
    return found.made_for[1] in found.heights and found.made_for[2] in found.widths


# The axes: heights down the left side, widths along the bottom, each in its colour.


def _axes(found):
    heights = [_height_tick(found, place) for place in _marked(found.heights)]
    widths = [_width_tick(found, place) for place in _marked(found.widths)]
    down = coloured("height, pixels", "height", "tspan")
    right = coloured("width, pixels", "width", "tspan")
    names = (
        f"<text transform='translate(34 {TOP + SIDE / 2}) rotate(-90)'>{down}</text>"
        f"<text x='{LEFT + SIDE / 2}' y='{TOP + SIDE + 42}'>{right}</text>"
    )
    return "".join((*heights, *widths, names))


def _height_tick(found, place):
    _, top, _, high = _cell(found, place, 0)
    number = coloured(found.heights[place], "height", "tspan")
    return f"<text class='sc-right' x='{LEFT - 8}' y='{top + high / 2 + 4:.1f}'>{number}</text>"


def _width_tick(found, place):
    left, _, wide, _ = _cell(found, 0, place)
    number = coloured(found.widths[place], "width", "tspan")
    return f"<text x='{left + wide / 2:.1f}' y='{TOP + SIDE + 18}'>{number}</text>"


def _marked(sides):
    """The places of up to five sides to write at an axis, the first and the last among them."""
    count = min(5, len(sides))
    return sorted({round(k * (len(sides) - 1) / max(1, count - 1)) for k in range(count)})


# The legend: what the colours and hatches mean, and how many of each there are.


def _legend(found, kinds, told):
    asked = "" if found.complete else ", not all asked"
    fed = f"{found.channels} channels, {_total(found)} sizes{asked}"
    lines = [
        text(LEGEND, TOP + 12, escape(found.model), "name left"),
        text(LEGEND, TOP + 32, fed, "note left"),
    ]
    top = TOP + 50
    for entry in _entries(found, kinds):
        lines.append(f"<g transform='translate({LEGEND} {top})'>{entry}</g>")
        top += ENTRY
    for place, line in enumerate(textwrap.wrap(told, LETTERS)):
        lines.append(text(LEGEND, top + 26 + 18 * place, escape(line), "left"))
    return "".join(lines)


def _entries(found, kinds):
    """The legend's entries, each drawn at the origin."""
    counts = list(found.counts.items())
    for (outcome, layer), count in counts[:MOST]:
        told = f"{mark(outcome)}{escape(_entry(outcome, layer))}: {count}"
        yield _swatch(outcome, kinds[outcome, layer]) + _beside(told)
    if rest := sum(count for _, count in counts[MOST:]):
        yield _beside(f"and {rest} in other layers")
    if _has_own_size(found):
        frame = "<rect class='sc-mine' x='6' y='3' width='18' height='18'/>"
        yield frame + _beside(f"made for {size(*found.made_for[1:3])}")


def _beside(told):
    return text(40, 17, told, "left")


def _swatch(outcome, hatch):
    """Four cells, with the hatch that they have on the map."""
    cells = "".join(_hatch(hatch, right, down, 15, 12) for right in (0, 15) for down in (0, 12))
    return (
        edge(0, 0, 30, 24, f"map-{MAP_NAMES[outcome]}")
        + f"<path class='sc-hatching' d='{cells}'/>"
        + edge(0, 0, 30, 24)
    )
