"""How alike neighbours are along an axis of numbers, read in whatever shape: from samples.

Of large arrays nothing is copied but the places that are looked at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

#: Places along one axis that are looked at, at most.
PLACES = 24

#: Neighbours in a photo differ by less than this part of what places far apart differ by.
SMOOTH = 0.5


def measurable(values: Any) -> bool:
    """Whether there are numbers to look at: an array of them, or a tensor that holds some."""
    if isinstance(values, tf.Tensor):
        return hasattr(values, "numpy") and (values.dtype.is_floating or values.dtype.is_integer)
    return isinstance(values, np.ndarray) and values.dtype.kind in "fiu"


def near(values: Any, shape: tuple[int, ...], axis: int) -> float:
    """By how much neighbours along an axis differ in the mean, `values` being read as `shape`."""
    return _step(values, shape, axis, 1)


def smooth(values: Any, shape: tuple[int, ...], axis: int) -> bool:
    """Whether neighbours along an axis are alike, compared with places half the axis apart."""
    return near(values, shape, axis) < SMOOTH * _far(values, shape, axis)


def ragged(values: Any, shape: tuple[int, ...], axis: int) -> bool:
    """Whether they are not. Where all is the same along an axis, that is neither."""
    return near(values, shape, axis) > SMOOTH * _far(values, shape, axis)


def _far(values: Any, shape: tuple[int, ...], axis: int) -> float:
    return _step(values, shape, axis, shape[axis] // 2)


def sample(values: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers from all over, `values` being read as `shape`: float32, at most 24 along an axis."""
    return _read(values, shape, [_places(size, size) for size in shape])


def _step(values: Any, shape: tuple[int, ...], axis: int, apart: int) -> float:
    places = [_places(size, size) for size in shape]
    places[axis] = _places(shape[axis] - apart, shape[axis])
    here = _read(values, shape, places)
    places[axis] = places[axis] + apart
    return float(np.abs(_read(values, shape, places) - here).mean())


def _places(count: int, size: int) -> np.ndarray:
    return np.unique(np.linspace(0, max(count - 1, 0), min(PLACES, size)).astype(int))


def _read(values: Any, shape: tuple[int, ...], places: list[np.ndarray]) -> np.ndarray:
    """The numbers at these places along each axis of `shape`."""
    flat = np.ravel_multi_index(np.ix_(*places), shape)
    own = np.unravel_index(flat, tuple(values.shape))
    if isinstance(values, np.ndarray):
        return values[own].astype(np.float32)
    return tf.cast(tf.gather_nd(values, np.stack(own, axis=-1)), tf.float32).numpy()
