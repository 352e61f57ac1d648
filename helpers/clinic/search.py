"""The search for a size that a model takes, on shapes alone: nothing is run, and nothing built.

`spec` is what the model was to be given, (..., height, width, channels); its own height and width
are where a search starts, or do not matter. A model that is not built yet is asked as a copy.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

import tensorflow as tf

from . import replay
from .trace import PASSED

#: Sides that pictures are often given to models with.
USUAL = (
    *(8, 16, 24, 28, 32, 48, 64, 75, 96, 100, 112, 128, 150, 160, 180, 192, 200, 224),
    *(227, 240, 256, 288, 299, 320, 331, 384, 448, 512),
)
POWERS = (2, 4, 8, 16, 32, 64)  # the steps of networks that halve the picture up to six times
FARTHEST = 64  # times its own side: as far as a larger picture is looked for
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


def usual_size(model: Any, spec: tf.TensorSpec) -> int | None:
    """Side of the smallest usual square that passes, or None. Of many layers, three are asked."""
    sides = USUAL if len(replay.layers_of(model)) <= MANY else (64, 128, 224)
    return next((side for side in sides if passes(model, spec, side, side)), None)


def divisor(model: Any, spec: tf.TensorSpec) -> int | None:
    """The smallest power of two, up to 64, whose odd multiples pass as both sides, or None."""
    return next((step for step in POWERS if passes(model, spec, 7 * step, 5 * step)), None)


def next_multiple(model: Any, spec: tf.TensorSpec) -> tuple[int, int] | None:
    """(height, width) of `spec` rounded up to the smallest power of two that passes, or None."""
    height, width = spec.shape[-3:-1]
    if None in (height, width):
        return None
    sizes = ((ceil(height / step) * step, ceil(width / step) * step) for step in POWERS)
    return next((size for size in sizes if passes(model, spec, *size)), None)


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


def least(enough: Callable[[int], bool], too_small: int, large: int) -> int:
    """By halves: the smallest number that is enough, between one that is not and one that is."""
    while large - too_small > 1:
        middle = (large + too_small) // 2
        too_small, large = (too_small, middle) if enough(middle) else (middle, large)
    return large
