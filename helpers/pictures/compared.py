"""Two failure maps beside each other, the one to reach and one's own, with what differs. HTML text.

Each is a drawing of its own, so that they stand below each other where the page is narrow.
"""

from html import escape

from helpers.clinic.marks import coloured
from helpers.clinic.trace import PASSED
from helpers.pictures.parts import edge, text
from helpers.pictures.style import MAP_NAMES, MARKS

WIDTH, HEIGHT = 260, 290  # of a drawing, in its own units
LEFT, TOP, SIDE = 48, 24, 195  # of the field of cells


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
        text(LEFT + SIDE / 2, HEIGHT - 26, _legend(found), "note"),
        text(LEFT + SIDE / 2, HEIGHT - 8, f"● differs: {len(apart)}", "note") if wanted else "",
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
    """The cells, with a stroke through each that is not passed."""
    for row, outcomes in enumerate(found.outcomes):
        for column, outcome in enumerate(outcomes):
            left, top, wide, high = _cell(found, row, column)
            yield edge(left, top, wide, high, f"map-{MAP_NAMES[outcome]}")
            if outcome != PASSED:
                way = f"M{left + 2:.1f} {top + high - 2:.1f}L{left + wide - 2:.1f} {top + 2:.1f}"
                yield f"<path class='sc-hatching' d='{way}'/>"


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


def _legend(found):
    return "\u2003".join(f"{mark} {outcome}: {count}" for mark, outcome, count in _told(found))


def _described(title, found, apart, wanted):
    told = ", ".join(f"{count} {outcome}" for _, outcome, count in _told(found))
    sides = f"heights and widths from {found.heights[0]} to {found.heights[-1]} pixels"
    differs = f" {len(apart)} sizes differ from the map to reach." if wanted else ""
    return f"{title}: failure map over {sides}: {told}.{differs}"
