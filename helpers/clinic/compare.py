"""Two shapes beside each other: where they differ, and what fits what."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from .reading import Shape

#: Gray, RGB, with alpha: what the axis of channels of a picture holds.
PICTURE_CHANNELS = (1, 3, 4)


def first_difference(one: Iterable[int | None], other: Iterable[int | None]) -> int | None:
    """The first axis on which two shapes differ, None for none. An open size differs from none."""
    return next(iter(differences(one, other)), None)


def differences(one: Iterable[int | None], other: Iterable[int | None]) -> list[int]:
    """All axes, counted from 0, on which two shapes differ as far as both reach."""
    pairs = enumerate(zip(one, other, strict=False))
    return [axis for axis, pair in pairs if None not in pair and pair[0] != pair[1]]


def fits(pattern: Shape, shape: Shape) -> bool:
    """Whether a shape has the axes of a pattern, and on each its size; None fits any."""
    return len(pattern) == len(shape) and not differences(pattern, shape)


def only(axis: int, size: int | None, axes: int = 4) -> Shape:
    """A shape of which one size is said: only(3, 4) -> (None, None, None, 4)."""
    return tuple(size if place == axis else None for place in range(axes))


def row(size: int | None) -> Shape:
    """A batch of rows of that many numbers: row(1352) -> (None, 1352)."""
    return (None, size)


def count(shape: Shape) -> int:
    """How many numbers that are, an open axis counted as one."""
    return prod(size or 1 for size in shape)


def with_axis(shape: Shape, axis: int, size: int | None) -> Shape:
    """The same shape with another size on one axis."""
    return (*shape[:axis], size, *shape[axis + 1 :])


def lacks_channels(wanted: Shape, came: Shape) -> bool:
    """Whether, of one axis too few, it is that of channels: gray pictures came, (batch, height,
    width).
    """
    if not came or came[-1] in PICTURE_CHANNELS:
        return False
    if not fits(wanted[:-1], came) or fits(wanted[1:], came):
        return False
    return wanted[-1] == 1 or None not in wanted[1:3] or came[0] == 1


def unequal(first: Shape, second: Shape, concat: bool = False) -> list[int]:
    """The axes, counted from the end, that keep two shapes from being broadcast against each other.

    `concat`: they are joined along the last axis, which may differ unless nothing else does.
    """
    reach = min(len(first), len(second))
    pairs = zip(first[-reach:], second[-reach:], strict=True) if reach else ()
    axes = [
        place - reach
        for place, pair in enumerate(pairs)
        if pair[0] != pair[1] and (concat or 1 not in pair)
    ]
    return [axis for axis in axes if axis != -1] or axes if concat else axes
