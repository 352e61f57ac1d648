"""The rule that the sides keep to which a model takes, found by asking about a few of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import gcd

#: (height, width), in pixels.
Size = tuple[int, int]

#: Pixels that many steps divide. A side that passes does so that much further on too, and then its
#: step is one of their divisors: of the second also 81, 100, 128 and 7, of the third 110 and 143. A
#: list of as many numbers still fits into memory, should a layer make one.
REACHES = (2**5 * 3**2 * 5 * 7, 2**8 * 3**4 * 5**2 * 7, 2**4 * 3**2 * 5**2 * 7 * 11 * 13)
#: Pixels: the steps of networks that halve the picture up to six times; they are asked first, as
#: sides so near each other share what the deeper layers answer.
POWERS = (1, 2, 4, 8, 16, 32, 64)
#: Pixels: other steps, and the end of what passes, are looked for up to this.
FARTHEST = 64
#: Pixels: a few more sides, to make the step smaller or show that it is none.
AWAY = (2, 3, 5, 7, 9, 16, 25, 33)


class Spent(Exception):
    """No more may be asked: see `rules_of`."""


@dataclass(frozen=True)
class Rule:
    """The sides that pass along one axis, in pixels: `least`, and from there on every `step`.

    A `step` of 0: that one alone. `most`: the last that passes, None where none is. `exceptions`
    are sides seen during the search that do not keep to it.
    """

    least: int
    step: int
    exceptions: tuple[int, ...] = ()
    most: int | None = None

    def allows(self, side: int) -> bool:
        """Whether a side of that many pixels keeps to the rule."""
        if not self.step:
            return side == self.least
        inside = side >= self.least and (self.most is None or side <= self.most)
        return inside and (side - self.least) % self.step == 0

    def following(self, side: int) -> int:
        """The first side from that one on that keeps to the rule; the last one where none does."""
        if not self.step or side <= self.least:
            return self.least
        found = self.least - (self.least - side) // self.step * self.step
        return found if self.most is None else min(found, self.most)

    def __str__(self) -> str:
        if not self.step:
            return f"exactly {self.least}"
        if self.most is not None:
            steps = "" if self.step == 1 else f" in steps of {self.step}"
            return f"from {self.least} to {self.most}{steps}"
        if self.step == 1:
            return f"at least {self.least}"
        if self.least == self.step:
            return f"divisible by {self.step}"
        if self.least % self.step == 0:
            return f"divisible by {self.step}, at least {self.least}"
        first = ", ".join(str(self.least + times * self.step) for times in range(3))
        return f"{first} and so on, in steps of {self.step}"


def rules_of(
    passes: Callable[[int, int], bool],
    starts: Iterable[Size],
    allowed: Callable[[], bool] = lambda: True,
) -> tuple[Rule, Rule] | tuple[()]:
    """The `Rule` of the height and that of the width, or () where no start passes.

    `passes(height, width)` answers for a size; `starts` are sizes that may pass, the likeliest
    first. `allowed()` is asked before each: once it says no, the search ends with `Spent`.
    """

    def ask(height: int, width: int) -> bool:
        if not allowed():
            raise Spent
        return height > 0 < width and passes(height, width)

    home = next((size for size in starts if ask(*size)), None)
    if home is None:
        return ()
    height = rule_around(home[0], lambda side: ask(side, home[1]))
    return height, rule_around(home[1], lambda side: ask(home[0], side), height)


def rule_around(home: int, passes: Callable[[int], bool], guess: Rule | None = None) -> Rule:
    """The `Rule` along one side, in pixels, `home` being a side that passes.

    `guess`: a rule that may be the same, as that of the width mostly is that of the height. It is
    tried first, at a few sides, and mostly saves the search.
    """
    if guess and _fits(guess, home, passes):
        return _with_exceptions(replace(guess, exceptions=()), home, passes)
    step = _step(home, passes)
    if not step:
        return _bounded(home, passes)
    step = gcd(step, *(away for away in AWAY if passes(home + away)))
    rest = home % step
    first = least(lambda count: passes(rest + count * step), -1 if rest else 0, home // step)
    return _with_exceptions(Rule(rest + first * step, step), home, passes)


def _with_exceptions(rule: Rule, home: int, passes: Callable[[int], bool]) -> Rule:
    others = (home + away for away in AWAY)
    broken = (side for side in others if rule.allows(side) != passes(side))
    return replace(rule, exceptions=tuple(broken))


def _fits(rule: Rule, home: int, passes: Callable[[int], bool]) -> bool:
    """Whether a rule without end holds where it begins, far on, and for no part of its step."""
    if not rule.step or rule.most is not None or not rule.allows(home):
        return False
    inside = (rule.least, home + rule.step, home + rule.step * REACHES[0])
    parts = (home + part for part in range(1, rule.step) if rule.step % part == 0)
    outside = (rule.least - rule.step, *parts)
    return all(map(passes, inside)) and not any(map(passes, outside))


def _step(home: int, passes: Callable[[int], bool]) -> int:
    """The pixels from one side that passes to the next, 0 where they have an end."""
    reach = next((reach for reach in REACHES if passes(home + reach)), 0)
    if not reach:
        near = (away for away in range(1, FARTHEST + 1) if passes(home + away))
        step = next(near, 0)
        return step if step > 1 and passes(home + 7 * step) and passes(home + 60 * step) else 0
    halvings = next((step for step in POWERS if passes(home + step)), 0)
    if halvings:
        return halvings
    for prime in (2, 3, 5, 7, 11, 13):
        while reach % prime == 0 and passes(home + reach // prime):
            reach //= prime
    return reach


def _bounded(home: int, passes: Callable[[int], bool]) -> Rule:
    """The `Rule` of what begins and ends not far from `home`."""
    around = range(max(1, home - FARTHEST), home + FARTHEST + 1)
    passed = [side for side in around if side == home or passes(side)]
    step = gcd(*(side - home for side in passed))
    if not step:
        return Rule(home, 0)
    first, last = home, home
    while first - step in passed:
        first -= step
    while last + step in passed:
        last += step
    rule = Rule(first, step, most=last)
    return replace(rule, exceptions=tuple(side for side in passed if not rule.allows(side)))


def least(enough: Callable[[int], bool], too_small: int, large: int) -> int:
    """By halves: the smallest number that is enough, between one that is not and one that is."""
    while large - too_small > 1:
        middle = (large + too_small) // 2
        too_small, large = (too_small, middle) if enough(middle) else (middle, large)
    return large


def refuser_of(step: int, refuser: Callable[[int], str]) -> tuple[int, int]:
    """(its step, pixels) of the layer that makes a `step`: that many pixels from a side that passes
    it refuses.

    `refuser(pixels)`: the name of who refuses that far from a side that passes. Who refuses at a
    divisor of the step has a step of its own, which does not divide that; the largest makes the
    rule.
    """
    divisors = [pixels for pixels in range(1, step) if step % pixels == 0]
    refused: dict[str, list[int]] = {}
    for pixels in divisors:
        refused.setdefault(refuser(pixels), []).append(pixels)

    def own(far: list[int]) -> int:
        return next(one for one in (*divisors, step) if all(pixels % one for pixels in far))

    far = max(refused.values(), key=own)
    return own(far), max(far)


def worth_trying(height: Rule, width: Rule) -> list[Size]:
    """(height, width) on both sides of each border of the rules, and a few at random, each once.

    Where the rule has an end, those of as many pixels too: what only counts does not tell them
    apart.
    """
    inside = _inside(height), _inside(width)
    sizes = [inside]
    sizes += [(side, inside[1]) for side in _borders(height)]
    sizes += [(inside[0], side) for side in _borders(width)]
    if not height.step or height.most is not None:
        sizes += [
            (part * height.least, width.least // part) for part in (2, 3) if width.least % part == 0
        ]
    chance = random.Random(0)
    for _ in range(4):
        sizes.append((_near(height, chance), _near(width, chance)))
    return [size for size in dict.fromkeys(sizes) if min(size) > 0]


def _inside(rule: Rule) -> int:
    """A side that keeps to the rule, and does so with one below and one above, if it can."""
    return rule.following(rule.least + 2 * rule.step)


def _borders(rule: Rule) -> list[int]:
    ends = [rule.least + away for away in (0, -1, 1, -rule.step, rule.step)]
    return ends if rule.most is None else [*ends, rule.most, rule.most + 1]


def _near(rule: Rule, chance: random.Random) -> int:
    """A side near the least, which keeps to the rule or is a pixel beside it."""
    return rule.least + chance.randrange(4) * (rule.step or 1) + chance.choice((0, 0, 1))
