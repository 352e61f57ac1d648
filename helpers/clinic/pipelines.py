"""What a tf.data pipeline will give, from what it says of itself: none of it is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from .guarded import NotTried


def check(dataset: tf.data.Dataset, mixed: frozenset[int]) -> None:
    """Raises ValueError where a batch may be asked to hold pictures of several sizes.

    `mixed`: the axes of one picture, counted from the end, on which the sizes are known to differ:
    one of these that is open before a `batch` fails.
    """
    if not mixed:
        return
    for stage in stages(dataset):
        kind = type(stage).__name__
        if "Padded" in kind:
            _check_padded(stage)
        elif "Batch" in kind and "Ragged" not in kind:
            _check_batch(stage, mixed)


def stages(dataset: tf.data.Dataset) -> Iterator[tf.data.Dataset]:
    """The dataset and those that it is made of, the last one first."""
    while dataset is not None:
        yield dataset
        dataset = getattr(dataset, "_input_dataset", None)


def _check_batch(stage: Any, mixed: frozenset[int]) -> None:
    for spec in tf.nest.flatten(stage._input_dataset.element_spec):
        if isinstance(spec, tf.RaggedTensorSpec):
            continue
        shape = spec.shape
        if shape.rank is None or any(shape[axis] is None for axis in mixed if -axis <= shape.rank):
            raise ValueError(f"Cannot batch tensors with different shapes: {spec.shape}")


def _check_padded(stage: Any) -> None:
    parts = tf.nest.flatten(stage._input_dataset.element_spec)
    for spec, wanted in zip(parts, _shapes(stage), strict=False):
        came = tuple(spec.shape)
        larger = [  # to -1: to the largest of the batch
            size >= 0 and (own is None or own > size)
            for own, size in zip(came, wanted, strict=False)
        ]
        if any(larger):
            raise ValueError(f"Attempted to pad {came} to {wanted}")


def _shapes(stage: Any) -> list[tuple[int, ...]]:
    shapes = getattr(stage, "_padded_shapes", None)
    if shapes is None:
        raise NotTried("padded_batch of sizes that are not to be seen")
    return [tuple(tf.get_static_value(one).tolist()) for one in tf.nest.flatten(shapes)]


def zeros(spec: Any) -> Any:
    """One element that a spec allows, open axes of one place."""
    if isinstance(spec, tf.RaggedTensorSpec) or not isinstance(spec, tf.TensorSpec):
        raise NotTried("an element that is no plain tensor")
    if spec.shape.rank is None:
        raise NotTried("an element of an unknown rank")
    return tf.zeros([size or 1 for size in spec.shape], spec.dtype)
