"""A converted model on the phone, as far as its door: what it takes, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from .guarded import NotTried


class Phone:
    """Stands for a tf.lite.Interpreter, which is asked what it takes and given nothing."""

    __module__ = "tensorflow.lite"  # its methods are plain calls

    def __init__(self, interpreter: tf.lite.Interpreter) -> None:
        self._inputs = interpreter.get_input_details()
        self._outputs = interpreter.get_output_details()

    def get_input_details(self) -> list[dict[str, Any]]:
        """As the interpreter tells them."""
        return self._inputs

    def get_output_details(self) -> list[dict[str, Any]]:
        """As the interpreter tells them."""
        return self._outputs

    def set_tensor(self, index: int, value: Any) -> None:
        """Raises ValueError as the interpreter does, for other axes, another size or type."""
        known = {one["index"]: one for one in self._inputs}
        if index not in known:
            raise ValueError(f"Invalid tensor index {index}")
        wanted, came = known[index], np.asarray(value)
        own = tuple(int(size) for size in wanted["shape"])
        if came.dtype != wanted["dtype"]:
            words = (
                f"Got value of type {_type(came.dtype)} but expected type {_type(wanted['dtype'])}"
            )
            raise ValueError(f"Cannot set tensor: {words} for input 0, name: {wanted['name']} ")
        if came.ndim != len(own):
            words = f"Dimension mismatch. Got {came.ndim} but expected {len(own)} for input 0."
            raise ValueError(f"Cannot set tensor: {words}")
        for axis, (size, other) in enumerate(zip(came.shape, own, strict=True)):
            if size != other:
                words = f"Got {size} but expected {other} for dimension {axis} of input 0."
                raise ValueError(f"Cannot set tensor: Dimension mismatch. {words}")

    def __getattr__(self, name: str) -> Any:
        raise NotTried(f"{name} of a converted model")


def _type(dtype: Any) -> str:
    """As the interpreter writes it: FLOAT32."""
    return np.dtype(dtype).name.upper()
