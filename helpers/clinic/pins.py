"""The size beside those that pass which shows the layer that makes their rule."""

from __future__ import annotations

from collections.abc import Sequence

from .rules import Rule, Size, refuser_of
from .search import MADE_FOR
from .shapes import Point, Shapes, point
from .trace import PASSED, REFUSED


def beside(shapes: Shapes, found: tuple[Rule, Rule], channels: int | None) -> Size | None:
    """(height, width) at which the layer of the largest step of the rules `found` refuses.

    None where all sizes pass.
    """
    home = [rule.following(min(MADE_FOR, rule.most or MADE_FOR)) for rule in found]
    both = [_along(shapes, axis, found[axis], home, channels) for axis in (0, 1)]
    steps = [(step, size) for step, size in both if size]
    return max(steps, key=lambda one: one[0])[1] if steps else None


def _along(
    shapes: Shapes, axis: int, rule: Rule, home: Sequence[int], channels: int | None
) -> tuple[int, Size | None]:
    """(step, size): the size of another height (axis 0) or width (axis 1) that shows the layer of
    the largest step there; None for one where all pass.
    """

    def at(side: int) -> Size:
        return (side, home[1]) if axis == 0 else (home[0], side)

    def became(side: int) -> Point:
        return point(shapes.at(*at(side), channels))

    if rule.step > 1:
        step, pixels = refuser_of(rule.step, lambda pixels: became(home[axis] + pixels)[1])
        return step, at(home[axis] + pixels)
    near = range(1, 9) if not rule.step else [away for away in _ends(rule, home[axis]) if away]
    seen = {away: became(home[axis] + away)[0] for away in near if home[axis] + away > 0}
    away = next((away for away in seen if seen[away] == REFUSED), 0)
    away = away or next((away for away in seen if seen[away] != PASSED), 0)
    return (0 if rule.step else 1 << 30), (at(home[axis] + away) if away else None)


def _ends(rule: Rule, home: int) -> list[int]:
    """How far it is to the first side below the rule, and above it."""
    above = [] if rule.most is None else [rule.most + 1 - home]
    return [*above, rule.least - 1 - home]
