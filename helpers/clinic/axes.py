"""What the axes of a layer's input are, and which of them is missing."""

from __future__ import annotations

from math import prod
from typing import Any

import keras
import tensorflow as tf

from .compare import PICTURE_CHANNELS, fits
from .facts import Facts
from .reading import Shape
from .replay import layers_of

_READ = (
    (("ConvLSTM3D",), ("frames", "depth", "height", "width", "channels")),
    (("ConvLSTM2D",), ("frames", "height", "width", "channels")),
    (("ConvLSTM1D",), ("frames", "steps", "channels")),
    (("3D",), ("depth or frames", "height", "width", "channels")),
    (("2D",), ("height", "width", "channels")),
    (("Conv1D", "Pooling1D", "1D"), ("steps", "channels")),
    (("LSTM", "GRU", "RNN", "Bidirectional"), ("steps", "features")),
    (("TimeDistributed",), ("steps", "features")),
    (("Dense",), ("features",)),
)


def read_by(kind: str) -> tuple[str, ...]:
    """The names of the axes that a layer of that class reads, the batch axis first; () if unknown.

    Source: the input shapes in the documentation of keras.layers.
    """
    if kind.endswith("Cell"):
        return ()
    for words, axes in _READ:
        if any(word in kind for word in words):
            return ("batch", *axes)
    return ()


def told(kind: str) -> str:
    """'(batch, steps, features)' of a class, "" if unknown."""
    axes = read_by(kind)
    return f"({', '.join(axes)})" if axes else ""


def building(facts: Facts) -> bool:
    """Whether layers are put together, and no data are there yet."""
    if facts.site.function.endswith(".add") or facts.site.function.split(".")[-1] == "Sequential":
        return True
    used = [*facts.site.used().values(), *facts.inner.used().values()]
    flat = [
        one for value in used for one in (value if isinstance(value, (list, tuple)) else [value])
    ]
    return any(isinstance(one, keras.KerasTensor) for one in flat)


def counted_in(facts: Facts) -> bool:
    """Whether the Input is written for samples of the shape that all of them have together."""
    own, given = facts.made_for[1:], facts.given
    if len(own) < 2 or len(own) != len(given) or own[1:] != given[1:]:
        return False
    # without labels beside them, it may be one sample without the batch axis
    return own[0] in (None, given[0]) and facts.labelled == given[0]


def as_many_in_rows(facts: Facts) -> bool:
    """Whether the model takes rows, and each sample is laid out otherwise with as many numbers."""
    own, given = facts.made_for, facts.given
    if len(own) != 2 or len(given) < 3 or None in (own[1], *given[1:]):
        return False
    return prod(size or 0 for size in given[1:]) == own[1]


def before(facts: Facts) -> list[str]:
    """The classes of the layers before the one that refused, the nearest first."""
    if facts.trace and facts.trace.steps:
        return [step.kind for step in reversed(facts.trace.steps[:-1])]
    owner = facts.site.value(facts.site.function.rpartition(".")[0])
    if isinstance(owner, keras.Sequential) and facts.site.function.endswith(".add"):
        kinds = [type(layer).__name__ for layer in owner.layers]
        return list(reversed(kinds[:-1] if kinds[-1:] == [facts.clue.kind] else kinds))
    for value in facts.inner.used().values():
        if isinstance(value, keras.KerasTensor):
            return _history(value)
    return []


#: Layers that change no axes, or none but the last one.
_PASS_ON = (
    "Dropout",
    "BatchNormalization",
    "Activation",
    "ReLU",
    "LayerNormalization",
    "LeakyReLU",
)


def giver(facts: Facts) -> str:
    """The class of the layer before the one that refused, those that change no axes aside; "" where
    none is known."""
    kinds = [one for one in before(facts) if one not in _PASS_ON]
    behind = next((one for one in kinds if one != "Dense"), "")  # Dense keeps all axes but the last
    return "Dense" if "Dense" in kinds[:1] and behind in ("", "InputLayer") else behind


def _history(tensor: Any) -> list[str]:
    """The classes of the operations that made a placeholder, the last one first."""
    kinds: list[str] = []
    while isinstance(tensor, keras.KerasTensor) and len(kinds) < 50:
        operation = tensor._keras_history.operation
        kinds.append(type(operation).__name__)
        inputs = [] if kinds[-1] == "InputLayer" else tf.nest.flatten(operation.input)
        tensor = inputs[0] if inputs else None
    return kinds


def missing(facts: Facts) -> int | None:
    """Which axis is missing where there is one too few: 0, that of the batch, or -1, the last.

    1 where pictures came and clips are read; None where the shapes leave it open. Judged by the
    labels that are there, by the model's own shape, by the depth of the kernel, and for pictures by
    what a number of channels can be.
    """
    given = facts.given or facts.clue.received or ()
    clips = len(axes := read_by(facts.clue.kind)) == 5 == len(given) + 1
    if clips and given[-1] in PICTURE_CHANNELS:
        return 1 if "frames" in axes else -1
    first = building(facts) and giver(facts) in ("", "InputLayer")
    if first or (given and facts.labelled == given[0] is not None):
        return -1
    by_shape = _by_shape(facts.made_for, given)
    if by_shape is not None:
        return by_shape
    depth = _depth(facts)
    if depth is not None and given[-1] != depth and depth == 1:
        return -1
    if depth is not None and depth != 1 and given[-1] == depth:
        return 0
    if "2D" in facts.clue.kind and len(given) == 3:
        return 0 if given[-1] in PICTURE_CHANNELS else -1
    return None


def _by_shape(wanted: Shape, given: Shape) -> int | None:
    if len(wanted) != len(given) + 1:
        return None
    batch, last = fits(wanted[1:], given), fits(wanted[:-1], given) and wanted[-1] == 1
    return None if batch == last else 0 if batch else -1


def _depth(facts: Facts) -> int | None:
    """How many channels or features the layer that refused has weights for; None if unknown."""
    step = facts.trace.steps[-1] if facts.trace and facts.trace.steps else None
    if step is not None and len(step.kernel) > 1:
        return step.kernel[-2]
    layers = layers_of(facts.model) if facts.model is not None else []
    named = [layer for layer in layers if layer.name == facts.clue.layer and layer.weights]
    return named[0].weights[0].shape[-2] if named and len(named[0].weights[0].shape) > 1 else None
