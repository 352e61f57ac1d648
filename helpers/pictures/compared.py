"""Two failure maps beside each other, the one to reach and one's own, with what differs. HTML text.

Each is a drawing of its own, so that they stand below each other where the page is narrow.
"""

from html import escape

from helpers.clinic.marks import coloured
from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.pictures.parts import edge, text
from helpers.pictures.style import MAP_NAMES, MARKS

WIDTH, HEIGHT = 260, 318  # of a drawing, in its own units
LEFT, TOP, SIDE = 48, 24, 195  # of the field of cells
LEGEND, ENTRY, SWATCH = TOP + SIDE + 28, 17, 13  # where it begins, and its entries' heights
#: What is drawn in a cell, from its upper left corner: the sign without colour.
STROKES = {PASSED: "", REFUSED: "M{x} {b}L{r} {y}", WRONG: "M{x} {m}H{r}"}


def target(found):
    """The map to reach."""
    return _drawing("To reach", found)


def own(found, wanted):
    """The map of the order that was checked, a dot where it differs from the one to reach."""
    return _drawing("Checked last", found, wanted)


def different(found, wanted):
    """[(row, column)] of the sizes at which two maps over the same sizes differ."""
    return [
        (row, column)
        for row, pair in enumerate(zip(found.outcomes, wanted.outcomes, strict=True))
        for column, (one, other) in enumerate(zip(*pair, strict=True))
        if one != other
    ]


def _drawing(title, found, wanted=None):
    apart = different(found, wanted) if wanted else []
    parts = [
        text(LEFT + SIDE / 2, 18, title, "name"),
        *_cells(found),
        *(_dot(*_cell(found, *place)) for place in apart),
        _axes(found),
        *_legend(found, apart, wanted),
    ]
    return (
        f"<svg class='sc-figure sc-compared' role='img' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"aria-label='{escape(_described(title, found, apart, wanted))}'>{''.join(parts)}</svg>"
    )


def _cell(found, row, column):
    """Left, top, width and height of a cell."""
    wide, high = SIDE / len(found.widths), SIDE / len(found.heights)
    return LEFT + column * wide, TOP + row * high, wide, high


def _dot(left, top, wide, high):
    x, y, radius = left + wide / 2, top + high / 2, min(wide, high) / 4
    return f"<circle class='sc-apart' cx='{x:.1f}' cy='{y:.1f}' r='{radius:.1f}'/>"


def _cells(found):
    """The cells, with a stroke in each that is not passed."""
    for row, outcomes in enumerate(found.outcomes):
        for column, outcome in enumerate(outcomes):
            yield _filled(outcome, *_cell(found, row, column))


def _filled(outcome, left, top, wide, high):
    inset = min(wide, high) / 6
    places = {"x": left + inset, "r": left + wide - inset}
    places |= {"y": top + inset, "b": top + high - inset, "m": top + high / 2}
    stroke = STROKES[outcome].format(**{name: f"{place:.1f}" for name, place in places.items()})
    drawn = f"<path class='sc-hatching' d='{stroke}'/>" if stroke else ""
    return edge(left, top, wide, high, f"map-{MAP_NAMES[outcome]}") + drawn


def _axes(found):
    left, top = LEFT - 6, TOP + SIDE + 16
    ticks = []
    for place in sorted({0, len(found.heights) // 2, len(found.heights) - 1}):
        _, y, _, high = _cell(found, place, 0)
        number = coloured(found.heights[place], "height", "tspan")
        ticks.append(text(left, round(y + high / 2 + 4, 1), number, "right"))
    for place in sorted({0, len(found.widths) // 2, len(found.widths) - 1}):
        x, _, wide, _ = _cell(found, 0, place)
        number = coloured(found.widths[place], "width", "tspan")
        ticks.append(text(round(x + wide / 2, 1), top, number, ""))
    down = coloured("height", "height", "tspan")
    right = coloured("width", "width", "tspan")
    return (
        "".join(ticks)
        + f"<text transform='translate(14 {TOP + SIDE / 2}) rotate(-90)'>{down}</text>"
        + text(LEFT + 3 * SIDE / 4, top, right, "")
    )


def _told(found):
    """[("✓", "passed", 12), …]"""
    counts = {}
    for (outcome, _), count in found.counts.items():
        counts[outcome] = counts.get(outcome, 0) + count
    return [(MARKS[outcome], outcome, count) for outcome, count in sorted(counts.items())]


def _legend(found, apart, wanted):
    """What the cells mean, a line each, and how many of each there are."""
    entries = [
        (_filled(outcome, 0, 0, SWATCH, SWATCH), f"{mark} {outcome}: {count}")
        for mark, outcome, count in _told(found)
    ]
    if wanted:
        entries.append((_dot(0, 0, SWATCH, SWATCH), f"other than to reach: {len(apart)}"))
    for place, (swatch, told) in enumerate(entries):
        top = LEGEND + ENTRY * place
        yield f"<g transform='translate({LEFT} {top})'>{swatch}</g>"
        yield text(LEFT + 20, top + 11, told, "note left")


def _described(title, found, apart, wanted):
    told = ", ".join(f"{count} {outcome}" for _, outcome, count in _told(found))
    sides = f"heights and widths from {found.heights[0]} to {found.heights[-1]} pixels"
    differs = f" {len(apart)} sizes differ from the map to reach." if wanted else ""
    return f"{title}: failure map over {sides}: {told}.{differs}"
