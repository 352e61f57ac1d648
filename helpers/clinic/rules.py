"""The rule that the sides keep to which a model takes, found by asking about a few of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import gcd

from .search import least

#: Pixels: the next side that passes is looked for up to this.
FARTHEST = 64
#: Pixels: a few more sides, to make the step smaller or show that it is none.
AWAY = (2, 3, 5, 7, 9, 16, 25, 33)


@dataclass(frozen=True)
class Rule:
    """The sides that pass along one axis, in pixels: `least`, and from there on every `step`.

    A `step` of 0: that one alone. `exceptions` are sides seen during the search that do not keep to
    it.
    """

    least: int
    step: int
    exceptions: tuple[int, ...] = ()

    def allows(self, side: int) -> bool:
        """Whether a side of that many pixels keeps to the rule."""
        if not self.step:
            return side == self.least
        return side >= self.least and (side - self.least) % self.step == 0

    def __str__(self) -> str:
        if not self.step:
            return f"exactly {self.least}"
        if self.step == 1:
            return f"at least {self.least}"
        if self.least == self.step:
            return f"divisible by {self.step}"
        if self.least % self.step == 0:
            return f"divisible by {self.step}, at least {self.least}"
        first = ", ".join(str(self.least + times * self.step) for times in range(3))
        return f"{first} and so on, in steps of {self.step}"


def rule_around(home: int, passes: Callable[[int], bool]) -> Rule:
    """The `Rule` along one side, in pixels, `home` being a side that passes."""
    step = next((away for away in range(1, FARTHEST + 1) if passes(home + away)), 0)
    if not step:
        return Rule(home, 0)
    others = {home + away: passes(home + away) for away in AWAY}
    step = gcd(step, *(side - home for side, passed in others.items() if passed))
    rest = home % step
    first = least(lambda count: passes(rest + count * step), -1 if rest else 0, home // step)
    rule = Rule(rest + first * step, step)
    broken = (side for side, passed in others.items() if rule.allows(side) != passed)
    return replace(rule, exceptions=tuple(broken))


def worth_trying(height: Rule, width: Rule) -> list[tuple[int, int]]:
    """(height, width) on both sides of each border of the rules, and a few at random, each once."""
    inside = (height.least + 2 * height.step, width.least + 2 * width.step)
    sizes = [inside]
    for away in (0, -1, 1, -height.step, height.step):
        sizes.append((height.least + away, inside[1]))
    for away in (0, -1, 1, -width.step, width.step):
        sizes.append((inside[0], width.least + away))
    chance = random.Random(0)
    for _ in range(4):
        sizes.append((_near(height, chance), _near(width, chance)))
    return [size for size in dict.fromkeys(sizes) if min(size) > 0]


def _near(rule: Rule, chance: random.Random) -> int:
    """A side near the least, which keeps to the rule or is a pixel beside it."""
    return rule.least + chance.randrange(4) * (rule.step or 1) + chance.choice((0, 0, 1))
