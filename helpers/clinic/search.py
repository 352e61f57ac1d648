"""The search for a size that a model takes, on shapes alone: nothing is run, and nothing built.

`spec` is what the model was to be given, (..., height, width, channels); its own height and width
are where a search starts, or do not matter. A model that is not built yet stays so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import ceil, lcm
from typing import Any

import tensorflow as tf

from . import replay, rules
from .rules import POWERS, REACHES, Rule, Size, least
from .shapes import Shapes, doors_of, sides_of
from .trace import PASSED

#: Sides that pictures are often given to models with.
USUAL = (
    *(8, 16, 24, 28, 32, 48, 64, 75, 96, 100, 112, 128, 150, 160, 180, 192, 200, 224),
    *(227, 240, 256, 288, 299, 320, 331, 384, 448, 512),
)
FARTHEST = 64  # times its own side: as far as a larger picture is looked for
MADE_FOR = 224  # pixels: the side that most models for pictures are made for
SECONDS = 1.0  # of the processor, for one rule
MANY = 80  # layers: a model of more takes a second for every size, and is asked about three


def passes(model: Any, spec: tf.TensorSpec, height: int, width: int) -> bool:
    """Whether the model takes pictures of that size: refuses nothing, misreads nothing, and leaves
    something in every feature map.
    """
    shape = list(spec.shape)
    shape[-3:-1] = height, width
    seen = replay.watched(model, tf.TensorSpec(shape, spec.dtype))
    if seen is None or seen.outcome != PASSED:
        return False
    return not any(0 in (step.shape_out or ())[1:] for step in seen.steps)


def within(seconds: float) -> Callable[[], bool]:
    """What says whether this process has used less than that much time of the processor so far."""
    until = time.process_time() + seconds
    return lambda: time.process_time() < until


def starts(model: Any) -> Iterator[Size]:
    """Sizes that may pass, the likeliest first: its own, squares, and oblong ones."""
    height, width = sides_of(model)
    alike = (MADE_FOR, *REACHES, *sorted(USUAL, key=lambda side: abs(side - MADE_FOR)))
    squares = [(side, side) for side in (*alike, *range(MADE_FOR + 1, MADE_FOR + 129))]
    oblong = [size for side in USUAL for size in ((side, 2 * side), (2 * side, side))]
    yield from dict.fromkeys((height or one, width or two) for one, two in squares + oblong)


def rules_of(
    model: Any, spec: tf.TensorSpec, allowed: Callable[[], bool] | None = None
) -> tuple[Rule, Rule] | tuple[()]:
    """The `Rule` of the height and that of the width, by shapes alone.

    () where none was found, or not before `allowed()` said no; by default that is after `SECONDS`
    of the processor.
    """
    try:
        return rules.rules_of(_asking(model, spec), starts(model), allowed or within(SECONDS))
    except rules.Spent:
        return ()


def _asking(model: Any, spec: tf.TensorSpec) -> Callable[[int, int], bool]:
    """What says whether a size passes: with a memory for layers, where one picture is the input of
    a model without Python of the person's own, which has its weights.
    """
    plain = type(model).__name__ in ("Sequential", "Functional") and len(doors_of(model)) == 1
    built = plain and all(layer.built for layer in replay.layers_of(model))
    if not built or len(spec.shape) != 4 or spec.dtype != tf.float32:
        return lambda height, width: passes(model, spec, height, width)
    shapes = Shapes(model)
    return lambda height, width: shapes.passes(height, width, spec.shape[-1])


def usual_size(model: Any, spec: tf.TensorSpec) -> int | None:
    """Side of the smallest usual square that passes, or else by the rule of the sides; or None.

    Of many layers, three usual ones are asked.
    """
    sides = USUAL if len(replay.layers_of(model)) <= MANY else (64, 128, 224)
    usual = next((side for side in sides if passes(model, spec, side, side)), None)
    return usual or _square(model, spec)


def _square(model: Any, spec: tf.TensorSpec) -> int | None:
    """Side of a square that keeps to the rule of both sides, and passes; None for none."""
    found = rules_of(model, spec)
    if not found:
        return None
    both = max(rule.least for rule in found), lcm(*(rule.step or 1 for rule in found))
    side = -(-both[0] // both[1]) * both[1]
    return side if passes(model, spec, side, side) else None


def steps(model: Any, spec: tf.TensorSpec) -> tuple[int, int] | None:
    """(of the height, of the width): pixels whose multiples pass; None where there are no such."""

    def enough(step: int) -> bool:  # odd multiples, and even ones
        return all(passes(model, spec, many * step, (many - 2) * step) for many in (7, 8))

    same = next(filter(enough, POWERS[1:]), None)
    found = () if same else rules_of(model, spec)
    if not found or any(rule.step == 0 or rule.least % rule.step for rule in found):
        return (same, same) if same else None
    return found[0].step, found[1].step


def divisor(model: Any, spec: tf.TensorSpec) -> int | None:
    """The pixels whose multiples pass as both sides, or None."""
    found = steps(model, spec)
    return lcm(*found) if found else None


def next_multiple(model: Any, spec: tf.TensorSpec) -> Size | None:
    """(height, width) of `spec`, each rounded up to the next that passes, or None.

    Tried first: multiples of powers of two; then the rule of each side.
    """
    height, width = spec.shape[-3:-1]
    if None in (height, width):
        return None
    sizes = [(ceil(height / step) * step, ceil(width / step) * step) for step in POWERS[1:]]
    size = next((size for size in sizes if passes(model, spec, *size)), None)
    found = rules_of(model, spec) if size is None or max(size) > 2 * max(height, width) else ()
    if not found:
        return size
    ruled = found[0].following(height), found[1].following(width)
    enough = ruled[0] >= height and ruled[1] >= width
    return ruled if enough and passes(model, spec, *ruled) else size


def least_of_aspect(model: Any, spec: tf.TensorSpec) -> tuple[int, int] | None:
    """(height, width) of the smallest picture that passes, of the aspect of `spec` and not smaller.

    None where none does up to `FARTHEST` times its sides, or where those are open. Of a model that
    takes one size and refuses a larger one, the size passes, and may not be the smallest.
    """
    height, width = spec.shape[-3:-1]
    if not height or not width:
        return None
    shorter = min(height, width)

    def size(side: int) -> tuple[int, int]:
        return -(-side * height // shorter), -(-side * width // shorter)

    def enough(side: int) -> bool:
        return passes(model, spec, *size(side))

    if enough(shorter):
        return size(shorter)
    too_small, side = shorter, 2 * shorter
    while not enough(side):
        too_small, side = side, 2 * side
        if side > FARTHEST * shorter:
            return None
    return size(least(enough, too_small, side))
