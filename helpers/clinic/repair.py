"""From a model that takes one size, or few, to one that takes more, with the weights that can be
kept.

Three repairs, tried in this order, each only where it is needed: the Input's height and width are
opened; a Flatten in front of a Dense layer becomes a pooling over the whole picture; what takes
every eighth side only gets a layer in front that pads, and one behind that crops.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from . import sizes
from .shapes import made_for
from .trace import Shape

OPENED = "the Input's height and width are open now"
POOLED = "Flatten gave way to a mean over each feature map"
PADDED = "the picture is padded at the door, and the answer cropped"


class PadToMultiple(layers.Layer):
    """Repeats the lower and the right edge until both sides are multiples of `step`.

    Input and output: (batch, height, width, channels).
    """

    def __init__(self, step: int, **options: Any) -> None:
        super().__init__(**options)
        self.step = step

    def call(self, pictures: tf.Tensor) -> tf.Tensor:
        """The padded pictures."""
        padded = pictures
        for axis in (1, 2):
            side = pictures.shape[axis] or tf.shape(pictures)[axis]
            places = tf.range(-(-side // self.step) * self.step)
            padded = tf.gather(padded, tf.minimum(places, side - 1), axis=axis)
        return tf.ensure_shape(padded, self.compute_output_shape(pictures.shape))

    def compute_output_shape(self, shape: Shape) -> Shape:
        """With the sides rounded up."""
        sides = [side and -(-side // self.step) * self.step for side in shape[1:3]]
        return (shape[0], *sides, shape[3])


class CropLike(layers.Layer):
    """Of two inputs, cuts the first to the height and width of the second."""

    def call(self, both: list[tf.Tensor]) -> tf.Tensor:
        """The upper left part of the first."""
        answer, pictures = both
        cut = answer[:, : tf.shape(pictures)[1], : tf.shape(pictures)[2]]
        return tf.ensure_shape(cut, self.compute_output_shape([answer.shape, pictures.shape]))

    def compute_output_shape(self, shapes: list[Shape]) -> Shape:
        """The second's height and width, the first's channels."""
        return (shapes[0][0], *shapes[1][1:3], shapes[0][3])


@dataclass(frozen=True)
class Repair:
    """What came of it. `model` is None where no repair helps, and then `done` says why.

    `done`: what was changed, in words. `kept` and `anew`: parameters by layer, copied and to be
    trained.
    """

    model: keras.Model | None
    done: tuple[str, ...]
    kept: dict[str, int]
    anew: dict[str, int]
    diff: str

    def __str__(self) -> str:
        if self.model is None:
            return "; ".join(self.done)
        anew = ", ".join(f"{name} ({count})" for name, count in self.anew.items()) or "nothing"
        return (
            f"{self.model.name}: {'; '.join(self.done)}.\n"
            f"Kept: {sum(self.kept.values())} parameters in {len(self.kept)} layers.\n"
            f"To be trained anew: {anew}."
        )


def repaired(model: Any) -> Repair:
    """The `Repair` of a Sequential or Functional model; the model itself stays as it is.

    It has one input, (batch, height, width, channels), and one output.
    """
    if not _has_graph(model) or len(made_for(model)) != 4 or len(model.outputs) != 1:
        return _none(
            "a model without a graph of layers, or of several inputs or outputs, can only be "
            "repaired in its source"
        )
    done: tuple[str, ...] = ()
    found = model
    if None not in made_for(model)[1:3]:
        found, done = _opened(model), (OPENED,)
        if found is None:
            found, done = _opened(model, pool=True), (OPENED, POOLED)
        if found is None:
            return _none(
                "no layer could be replaced so that the model can be built on an open size"
            )
    step = _step(found)
    if step and step > 1:
        found, done = (
            _padded(found, step),
            (*done, f"{PADDED}: every side becomes a multiple of {step}"),
        )
        step = _step(found)
    if step != 1:
        return _none("none of the repairs makes it take every size")
    if not done:
        return _none("nothing to repair: every size passes that is not too small")
    kept, anew = _copy(model, found)
    return Repair(found, done, kept, anew, diff(model, found))


def _none(why: str) -> Repair:
    return Repair(None, (why,), {}, {}, "")


def _has_graph(model: Any) -> bool:
    """Whether a model is described by its layers alone: no subclass with a `call` of its own."""
    return type(model).__module__.startswith("keras.")


def _opened(model: Any, pool: bool = False) -> Any:
    """The same layers, new, behind an Input of open height and width; None where that cannot be
    built.

    `pool`: with a mean over each feature map where a Flatten stands.
    """

    def anew(layer: Any) -> Any:
        if isinstance(layer, keras.Model) and _has_graph(layer):
            return _opened(layer, pool) or layer.__class__.from_config(layer.get_config())
        if pool and isinstance(layer, layers.Flatten) and len(layer.input.shape) == 4:
            return layers.GlobalAveragePooling2D(name=f"{layer.name}_pooled")
        return _fresh(layer)

    shape = made_for(model)
    if len(shape) != 4:
        return model.__class__.from_config(model.get_config())
    door = keras.Input(
        (None, None, shape[3]), dtype=model.inputs[0].dtype, name=model.inputs[0].name
    )
    try:
        if isinstance(model, keras.Sequential):
            made = keras.Sequential(
                [door, *(anew(layer) for layer in model.layers)], name=model.name
            )
            return made if made.built else None
        return keras.models.clone_model(model, input_tensors=door, clone_function=anew)
    except (ValueError, TypeError):  # Dense on None, or a Reshape that counts
        return None


def _fresh(layer: Any) -> Any:
    """The same layer without what it was built for: Dense keeps its units, not its row's length."""
    return type(layer).from_config(layer.get_config())


def _step(model: Any) -> int | None:
    """The pixels from one side that passes to the next, on both axes; None where none passes."""
    found = sizes.rules(model)
    return max(rule.step for rule in found) if found else None


def _padded(model: Any, step: int) -> Any:
    """The model between a layer that pads and, where its answer has the picture's size, one that
    crops.
    """
    picture = keras.Input(model.input_shape[1:], dtype=model.inputs[0].dtype, name="any_size")
    answer = model(PadToMultiple(step, name="pad")(picture))
    if len(answer.shape) == 4:
        answer = CropLike(name="crop")([answer, picture])
    return keras.Model(picture, answer, name=f"{model.name}_padded")


def _copy(old: Any, new: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Copies the weights that fit, layer by layer, by name: ({layer: parameters}, {the others})."""
    before = {layer.name: layer for layer in _leaves(old)}
    kept: dict[str, int] = {}
    anew: dict[str, int] = {}
    for layer in _leaves(new):
        weights = before[layer.name].get_weights() if layer.name in before else []
        if not layer.weights or layer is before.get(layer.name):
            fits = True
        elif fits := [weight.shape for weight in weights] == [
            tuple(weight.shape) for weight in layer.weights
        ]:
            layer.set_weights(weights)
        if layer.weights:
            (kept if fits else anew)[layer.name] = layer.count_params()
    return kept, anew


def _leaves(model: Any) -> Iterator[Any]:
    """The layers of a model and of the models in it, in their order."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _leaves(layer)
        else:
            yield layer


# --- what changed
# ----------------------------------------------------------------------------------


def summary(model: Any) -> list[str]:
    """A short line for the Input and each layer, those of nested models too: name, kind, size."""
    door = f"{'Input':<18} {made_for(model)[1:]}"
    told = [layer for layer in _leaves(model) if not isinstance(layer, layers.InputLayer)]
    lines = (f"{one.name:<18} {type(one).__name__:<24} {one.count_params():>9}" for one in told)
    return [door, *lines]


def diff(old: Any, new: Any) -> str:
    """What differs between two models' summaries, as a patch has it: - for what went, + for what
    came.
    """
    lines = difflib.unified_diff(summary(old), summary(new), old.name, "repaired", lineterm="", n=1)
    return "\n".join(lines)
