"""A real run that is stopped before a window reaches a picture that is smaller than itself.

There TensorFlow's oneDNN build may answer from uninitialised memory. Asking the shapes of a whole
network first would be safe too, and costs several times the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from . import watch

#: In the names of the operations that lay a window on a picture.
WINDOWS = ("Conv", "Pool")


class TooSmall(BaseException):
    """A window was about to meet a picture smaller than itself.

    No Exception: Keras would rewrite it, and a trace would record it as the model's own.
    """


def sees(model: Any) -> bool:
    """Whether all windows of a model are those of Keras' own layers, so that none passes unseen.

    Not so in what the person has written: a layer, a model's `call`, a Lambda; nor where a
    convolution or a pooling is an operation of the model's graph.
    """
    if type(model).__name__ not in ("Sequential", "Functional"):
        return False
    inside = [model, *model._flatten_layers(include_self=False)]
    bare = [one for layer in inside for one in getattr(layer, "operations", ())]
    bare = [one for one in bare if not isinstance(one, keras.layers.Layer)]
    windows = [one for one in bare for part in WINDOWS if part in type(one).__name__]
    return all(map(_known, inside)) and not windows


def _known(layer: Any) -> bool:
    own = type(layer).__module__.startswith("keras.")
    return own and not isinstance(layer, keras.layers.Lambda)


@contextmanager
def standing() -> Iterator[None]:
    """While open, a call that would lay a window on less than its size raises `TooSmall`."""
    with watch.calls(_answer, lambda *_: None):
        yield


def _answer(call, layer, args, kwargs):
    if _window(layer) and _does_not_fit(layer, args):
        raise TooSmall(layer.name)
    return call(layer, *args, **kwargs)


def _window(layer):
    """The least sides that a layer's window fits on; () where it has none, or lays it over the
    edge. An adaptive pooling cuts a map into fields, of one place each at least.
    """
    if hasattr(layer, "output_size") and "Pooling" in type(layer).__name__:
        return _each(layer.output_size)
    if getattr(layer, "padding", None) != "valid" or "Transpose" in type(layer).__name__:
        return ()
    size = _each(getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None) or ())
    apart = _each(getattr(layer, "dilation_rate", 1), len(size))
    return tuple((side - 1) * step + 1 for side, step in zip(size, apart))


def _each(sides, count=1):
    return (sides,) * count if isinstance(sides, int) else tuple(sides)


def _does_not_fit(layer, args):
    shape = tuple(getattr(args[0], "shape", ())) if args else ()
    window = _window(layer)
    if len(shape) != len(window) + 2:
        return False
    first = 2 if getattr(layer, "data_format", None) == "channels_first" else 1
    return any(side < least for side, least in zip(shape[first:], window))
