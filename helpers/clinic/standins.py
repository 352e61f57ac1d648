"""What stands for the learner's objects in a trial: the same shapes, and no effects."""

from __future__ import annotations

import types
from collections.abc import Iterable
from math import prod
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .facts import is_flow
from .guarded import Held
from .phone import Phone

#: Numbers that an array has at most in a trial: of more, its first entries stand for all.
MOST_NUMBERS = 2_000_000
#: Two batches of the usual size and a smaller last one: `fit` must meet what it meets.
FEWEST = 72
#: Entries of a list that are looked at.
MOST_LISTED = 256

_PLAIN = (
    *(type(None), bool, int, float, complex, str, bytes, type(...), slice, range, np.generic),
    *(types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType, types.MethodType),
    *(np.dtype, np.ufunc, tf.DType, tf.TypeSpec, tf.TensorShape, tf.data.Dataset, tf.RaggedTensor),
    *(keras.KerasTensor, keras.layers.Layer, keras.losses.Loss, keras.metrics.Metric),
    *(keras.optimizers.Optimizer, keras.initializers.Initializer),
)


class StandIns:
    """Makes stand-ins; arrays of one length along their first axis are cut to the same length."""

    def __init__(self, values: Iterable[Any]) -> None:
        self._entries: dict[int, int] = {}
        for value in values:
            for one in value if isinstance(value, (list, tuple)) else (value,):
                self._count(one)

    def _count(self, value: Any) -> None:
        if isinstance(value, (np.ndarray, tf.Tensor)) and len(value.shape):
            length = value.shape[0]
            each = prod(value.shape[1:]) or 1
            enough = length if length * each <= MOST_NUMBERS else max(FEWEST, MOST_NUMBERS // each)
            self._entries[length] = min(self._entries.get(length, length), enough, length)

    def __call__(self, value: Any) -> Any:
        """What stands for a value: arrays, lists and dicts are new ones; a dataset or a layer is
        itself, for its calls are looked at; an object of another class is `Held`.
        """
        if isinstance(value, np.ndarray):
            return np.array(value[: self._cut(value)] if value.ndim else value)
        if type(value) in (list, tuple):
            return type(value)(map(self, value[:MOST_LISTED]))
        if type(value) is dict:
            return {key: self(one) for key, one in value.items()}
        if isinstance(value, tf.lite.Interpreter):
            return Phone(value)
        if is_flow(value):  # asked for its shapes, never for pictures
            return value
        if isinstance(value, tf.Variable):
            value = tf.convert_to_tensor(value)
        if isinstance(value, tf.Tensor):
            return value[: self._cut(value)] if value.shape.rank else value
        return value if isinstance(value, _PLAIN) or _plain_callable(value) else Held(value)

    def _cut(self, value: Any) -> int:
        length = value.shape[0]
        if length not in self._entries:
            self._count(value)
        return self._entries[length]


def _plain_callable(value: Any) -> bool:
    known = type(value).__module__.split(".")[0] in ("keras", "tensorflow", "numpy")
    return known and callable(value)
