"""From a model that takes one size, or few, to one that takes more, with the weights that can be kept.

Three repairs, tried in this order, each only where it is needed: the Input's height and width are opened;
a Flatten in front of a Dense layer becomes a pooling over the whole picture; what takes every eighth side only
gets a layer in front that pads, and one behind that crops.
"""

import difflib
from dataclasses import dataclass

import keras
import tensorflow as tf
from keras import layers

from . import sizes

OPENED = "the Input's height and width are open now"
POOLED = "Flatten gave way to a mean over each feature map"
PADDED = "the picture is padded at the door, and the answer cropped"


class PadToMultiple(layers.Layer):
    """Repeats the lower and the right edge until both sides are multiples of `step`: (batch, height, width, channels)."""

    def __init__(self, step, **options):
        super().__init__(**options)
        self.step = step

    def call(self, pictures):
        """The padded pictures."""
        padded = pictures
        for axis in (1, 2):
            side = pictures.shape[axis] or tf.shape(pictures)[axis]
            places = tf.range(-(-side // self.step) * self.step)
            padded = tf.gather(padded, tf.minimum(places, side - 1), axis=axis)
        return tf.ensure_shape(padded, self.compute_output_shape(pictures.shape))

    def compute_output_shape(self, shape):
        """With the sides rounded up."""
        sides = [side and -(-side // self.step) * self.step for side in shape[1:3]]
        return (shape[0], *sides, shape[3])


class CropLike(layers.Layer):
    """Of two inputs, cuts the first to the height and width of the second."""

    def call(self, both):
        """The upper left part of the first."""
        answer, pictures = both
        cut = answer[:, : tf.shape(pictures)[1], : tf.shape(pictures)[2]]
        return tf.ensure_shape(cut, self.compute_output_shape([answer.shape, pictures.shape]))

    def compute_output_shape(self, shapes):
        """The second's height and width, the first's channels."""
        return (shapes[0][0], *shapes[1][1:3], shapes[0][3])


@dataclass(frozen=True)
class Repair:
    """What came of it. `model` is None where no repair helps, and then `done` says why.

    `done`: what was changed, in words. `kept` and `anew`: parameters by layer, copied and to be trained.
    """

    model: keras.Model | None
    done: tuple
    kept: dict
    anew: dict
    diff: str

    def __str__(self):
        if self.model is None:
            return "; ".join(self.done)
        anew = ", ".join(f"{name} ({count})" for name, count in self.anew.items()) or "nothing"
        return "\n".join((
            f"{self.model.name}: {'; '.join(self.done)}.",
            f"Kept: {sum(self.kept.values())} parameters in {len(self.kept)} layers.",
            f"To be trained anew: {anew}.",
        ))  # fmt: skip


def repaired(model):
    """A `Repair` of a Sequential or Functional model with one input, (batch, height, width, channels), and one output.

    The model itself stays as it is.
    """
    if not _has_graph(model) or len(sizes.made_for(model)) != 4 or len(model.outputs) != 1:
        return _none("a model without a graph of layers, or of several inputs or outputs, can only be repaired in its source")
    done, found = (), model
    if None not in sizes.made_for(model)[1:3]:
        found, done = _opened(model), (OPENED,)
        if found is None:
            found, done = _opened(model, pool=True), (OPENED, POOLED)
        if found is None:
            return _none("no layer could be replaced so that the model can be built on an open size")
    step = _step(found)
    if step and step > 1:
        found, done = _padded(found, step), (*done, f"{PADDED}: every side becomes a multiple of {step}")
        step = _step(found)
    if step != 1:
        return _none("none of the repairs makes it take every size")
    if not done:
        return _none("nothing to repair: every size passes that is not too small")
    kept, anew = _copy(model, found)
    return Repair(found, done, kept, anew, diff(model, found))


def _none(why):
    return Repair(None, (why,), {}, {}, "")


def _has_graph(model):
    """Whether a model is described by its layers alone: no subclass with a `call` of its own."""
    return type(model).__module__.startswith("keras.")


def _opened(model, pool=False):
    """The same layers, new, behind an Input of open height and width; None where that cannot be built.

    `pool`: with a mean over each feature map where a Flatten stands.
    """

    def anew(layer):
        if isinstance(layer, keras.Model) and _has_graph(layer):
            return _opened(layer, pool) or layer.__class__.from_config(layer.get_config())
        if pool and isinstance(layer, layers.Flatten) and len(layer.input.shape) == 4:
            return layers.GlobalAveragePooling2D(name=f"{layer.name}_pooled")
        return _fresh(layer)

    shape = sizes.made_for(model)
    if len(shape) != 4:
        return model.__class__.from_config(model.get_config())
    door = keras.Input((None, None, shape[3]), dtype=model.inputs[0].dtype, name=model.inputs[0].name)
    try:
        if isinstance(model, keras.Sequential):
            made = keras.Sequential([door, *(anew(layer) for layer in model.layers)], name=model.name)
            return made if made.built else None
        return keras.models.clone_model(model, input_tensors=door, clone_function=anew)
    except (ValueError, TypeError):  # Dense on None, or a Reshape that counts
        return None


def _fresh(layer):
    """The same layer without what it was built for: Dense keeps its units, and forgets how long its row was."""
    return type(layer).from_config(layer.get_config())


def _step(model):
    """The pixels from one side that passes to the next, for both axes; None where no size passes."""
    found = sizes.rules(model)
    return max(rule.step for rule in found) if found else None


def _padded(model, step):
    """The model between a layer that pads and, where its answer has the picture's size, one that crops."""
    picture = keras.Input(model.input_shape[1:], dtype=model.inputs[0].dtype, name="any_size")
    answer = model(PadToMultiple(step, name="pad")(picture))
    if len(answer.shape) == 4:
        answer = CropLike(name="crop")([answer, picture])
    return keras.Model(picture, answer, name=f"{model.name}_padded")


def _copy(old, new):
    """Copies the weights that fit, layer by layer, by name. ({layer: parameters copied}, {layer: parameters not})."""
    before = {layer.name: layer for layer in _leaves(old)}
    kept, anew = {}, {}
    for layer in _leaves(new):
        weights = before[layer.name].get_weights() if layer.name in before else []
        if not layer.weights or layer is before.get(layer.name):
            fits = True
        elif fits := [weight.shape for weight in weights] == [tuple(weight.shape) for weight in layer.weights]:
            layer.set_weights(weights)
        if layer.weights:
            (kept if fits else anew)[layer.name] = layer.count_params()
    return kept, anew


def _leaves(model):
    """The layers of a model and of the models in it, in their order."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _leaves(layer)
        else:
            yield layer


# --- what changed ----------------------------------------------------------------------------------


def summary(model):
    """One short line for the Input and for each layer, those of nested models included: name, kind, parameters."""
    door = f"{'Input':<18} {sizes.made_for(model)[1:]}"
    told = [layer for layer in _leaves(model) if not isinstance(layer, layers.InputLayer)]
    return [door, *(f"{layer.name:<18} {type(layer).__name__:<24} {layer.count_params():>9}" for layer in told)]


def diff(old, new):
    """What differs between two models' summaries, as a patch has it: - for what went, + for what came."""
    lines = difflib.unified_diff(summary(old), summary(new), old.name, "repaired", lineterm="", n=1)
    return "\n".join(lines)
