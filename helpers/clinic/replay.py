"""A model and what it was given, called once more without running: where it refuses, and in which words.

Only shapes go through the model, by TensorFlow's own inference, so nothing is computed and nothing can abort.
"""

import copy
from dataclasses import replace
from itertools import permutations
from math import ceil

import keras
import numpy as np
import tensorflow as tf

from . import messages
from . import reading as r
from .trace import trace_shapes


def parts(inputs):
    """(pictures, labels) of what a call was given: (x, y) as one, or x alone with None."""
    if isinstance(inputs, tf.data.Dataset):
        spec = inputs.element_spec
        return (spec[0], spec[1]) if isinstance(spec, tuple) and len(spec) > 1 else (_first(spec), None)
    if isinstance(inputs, tuple) and len(inputs) in (2, 3) and all(hasattr(part, "shape") for part in inputs):
        return inputs[0], inputs[1]
    return inputs, None


def _first(spec):
    return spec[0] if isinstance(spec, tuple) and len(spec) == 1 else spec


def spec_of(value):
    """`value` as tf.TensorSpec, a structure of them for a structure; None for what has no one shape.

    A list of equal arrays is one batch, as `predict` would see it after stacking.
    """
    if isinstance(value, (tf.TypeSpec, keras.KerasTensor)):
        return tf.TensorSpec(value.shape, value.dtype) if isinstance(value, keras.KerasTensor) else value
    if isinstance(value, dict):
        specs = {key: spec_of(part) for key, part in value.items()}
        return None if None in specs.values() else specs
    if isinstance(value, (list, tuple)) and value and all(hasattr(part, "shape") for part in value):
        specs = [spec_of(part) for part in value]
        return None if None in specs else specs
    if isinstance(value, np.ndarray):
        return None if value.dtype == object else tf.TensorSpec(value.shape, _as_keras_reads(value.dtype))
    if tf.is_tensor(value):
        return tf.type_spec_from_value(value)
    return None


def _as_keras_reads(dtype):
    """Arrays of whole numbers become float32 on their way into a model."""
    return dtype if np.issubdtype(dtype, np.floating) else tf.float32


_COPIED = 5_000_000  # weights: more are not copied, or explaining could need more memory than what failed


def _safe(model, called):
    """The model, or a copy of it where a replay could build what is not built yet. Raises where it cannot be copied.

    `called`: whether the replay is of a call that the model has had: that has built all that it will build.
    """
    built = [layer.built for layer in layers_of(model)]
    if all(built):
        return model
    try:
        if sum(weight.shape.num_elements() for weight in model.weights) > _COPIED:
            raise MemoryError
        return copy.deepcopy(model)
    except Exception:  # a class of the learner's own may not know how
        if called and any(layer.built for layer in layers_of(model) if layer.weights):
            return model
        raise


def watched(model, inputs, called=True):
    """The `Trace` of `model` on the shapes of `inputs`, or None where it cannot be had without running. Never raises.

    The model is left as it is: one that was not built yet is replayed as a copy. `called`: see `_safe`.
    """
    try:
        spec = spec_of(parts(inputs)[0])
        if spec is None or not isinstance(model, keras.layers.Layer):
            return None
        return trace_shapes(_safe(model, called), spec)
    except Exception:  # a model of the learner's may do anything: then only the message is left
        return None


def layers_of(model):
    """The model and all that is in it, nested models too."""
    return [model, *getattr(model, "_flatten_layers", lambda: ())()]


def at_one_of_several_doors(model, inputs):
    """The `Clue` of the first of several inputs that has not the shape of its Input; None where all have, or for one."""
    doors = tf.nest.flatten(getattr(model, "inputs", None) or [])
    came = tf.nest.flatten(spec_of(inputs))
    if isinstance(inputs, dict):
        came = [spec_of(inputs.get(door.name)) for door in doors]
    if len(doors) < 2 or len(doors) != len(came):
        return None
    if not isinstance(inputs, dict) and _fit(doors, came) is False and any(_fit(doors, order) for order in permutations(came)):
        return messages.Clue(
            r.OTHER, f"The inputs stand in another order than the model's: {', '.join(door.name for door in doors)}.",
            layer=model.name, kind=type(model).__name__,
        )
    for door, spec in zip(doors, came):
        clue = spec is not None and messages.by_shapes(tuple(door.shape), tuple(spec.shape), f"The input {door.name}")
        if clue:
            return replace(clue, layer=model.name, kind=type(model).__name__)
    return None


def _fit(doors, specs):
    """Whether every input has the rank and the sizes of its Input."""
    pairs = [(tuple(door.shape), tuple(spec.shape)) for door, spec in zip(doors, specs) if spec is not None]
    return all(
        len(own) == len(came) and all(None in pair or pair[0] == pair[1] for pair in zip(own, came)) for own, came in pairs
    )


def clue_of(trace):
    """The `Clue` of a trace's refusal, with the layer that refused and the numbers that the learner knows; None for a
    trace without refusal, or where nothing fits.
    """
    if trace is None or not trace.refusal:
        return None
    step = trace.steps[-1] if trace.steps and trace.steps[-1].refusal else None
    refusal = step.refusal if step else trace.refusal
    clue = (
        _by_what_it_was_made_for(trace)
        or _by_the_step(trace, step)
        or messages.read(refusal.message, refusal.kind)
    )
    if clue is None:
        return None
    if step is None and trace.steps:  # the model's own lines, between its layers
        return clue if clue.op else replace(clue, layer=trace.model, kind=trace.kind)
    name, kind = (step.name, step.kind) if step else (trace.model, trace.kind)
    if clue.cause == r.TOO_SMALL and clue.axis is None and step and len(step.shape_in) == 4:
        clue = replace(clue, axis=1 if step.shape_in[1] <= step.shape_in[2] else 2)
    return replace(clue, layer=name, kind=kind, summary=_words(clue, trace, step) or clue.summary)


def _words(clue, trace, step):
    """The summary where the trace knows more than a message says; "" where it does not."""
    if clue.cause == r.SIZE_PINNED_BY_DENSE and step and step.kernel:
        return (
            f"Every layer before {step.name} took the picture. {step.name} owns one row of weights for "
            f"each number it is given, {step.kernel[0]} rows, so it can take no other count."
        )
    if clue.cause == r.DENSE_ON_NONE and step:
        return (
            f"No picture got this far: the model cannot be built. {step.name} wants one row of weights for each number "
            f"that it will be given, and on an open height and width nobody knows how many that are: None."
        )
    if clue.cause == r.TOO_SMALL and step and len(step.shape_in) == 4:
        return (
            f"The picture is too small for this network: {step.name} cannot put its window on "
            f"{step.shape_in[1]} × {step.shape_in[2]} places."
        )
    if clue.cause in (r.CHANNEL_MISMATCH, r.DATA_FORMAT) and isinstance(clue.expected, int):
        return _words_on_channels(clue, trace, step)
    return "" if trace.steps else _words_at_the_door(clue, trace)


def _words_on_channels(clue, trace, step):
    moved = " They stand on axis 1 of this picture, not on the last." if clue.cause == r.DATA_FORMAT else ""
    if step and len(step.kernel) == 4:
        return f"The door let it in, and {step.name} refuses: its kernels are {step.kernel[2]} channels deep.{moved}"
    if not trace.steps:
        return (
            f"The model refuses at its door, before any layer runs: its Input is written for {clue.expected} "
            f"channels.{moved}"
        )
    return ""


def _words_at_the_door(clue, trace):
    wanted, came = trace.made_for, trace.shape_in
    if len(wanted) != 4:  # several inputs: the message names the one
        return ""
    if clue.cause == r.SIZE_PINNED_BY_INPUT:
        return (
            f"The model refuses at its door, before any layer runs: its Input is written for "
            f"{wanted[1]} × {wanted[2]}, and a {trace.kind} model checks that."
        )
    if clue.cause == r.RANK_MISSING_BATCH:
        return (
            f"The model refuses at its door: it takes a batch of pictures, {len(wanted)} axes, and this is one picture, "
            f"{len(came)} axes."
        )
    if len(came) == len(wanted) + 1 == 5:
        return (
            f"The model refuses at its door: {len(came)} axes came, and it takes {len(wanted)}. "
            f"An animated file decodes to frames: {came[1]} of them here, on an axis of their own."
        )
    return ""


def _by_what_it_was_made_for(trace):
    """What the picture and the model's Input disagree on before any layer is asked."""
    wanted, came = trace.made_for, trace.shape_in
    if len(wanted) != 4 or not came or any(isinstance(part, tuple) for part in came):
        return None
    if len(came) == 3:
        return messages.missing_axis(wanted, came)
    if len(came) == 4 and None not in (wanted[3], came[3]) and came[3] != wanted[3]:
        return messages.channels(wanted[3], came)
    return None if trace.steps else messages.by_shapes(wanted, came)


def _by_the_step(trace, step):
    """What a layer checks for against what came, where its words leave out the learner's own numbers."""
    if step is None or not step.takes or not step.shape_in or isinstance(step.shape_in[0], tuple):
        return None
    first = trace.steps[0]
    if len(step.takes) == 4 and len(step.shape_in) == 3:
        return messages.missing_axis(step.takes, trace.shape_in if step == first else step.shape_in)
    if step.kind in ("Functional", "Sequential"):
        return messages.by_shapes(step.takes, step.shape_in, step.name)
    flat = next((one for one in trace.steps if one.kind == "Flatten"), None)
    own = trace.own_step(flat.name) if flat else None
    if step.kind == "Dense" and own and len(own.shape_in) == len(flat.shape_in) == 4:
        if own.shape_in[1:3] == flat.shape_in[1:3] and own.shape_in[3] != flat.shape_in[3]:
            return messages.channels(own.shape_in[3], flat.shape_in)
    return None


def origin(trace):
    """(expected from, received from): the feature maps that Flatten lays out, () where there is none to see."""
    flat = next((step for step in trace.steps if step.kind == "Flatten"), None) if trace else None
    own = trace.own_step(flat.name) if flat else None
    return (own.shape_in[1:] if own else (), flat.shape_in[1:] if flat else ())


# --- sizes that pass -----------------------------------------------------------------------------

#: Sides that pictures are often given to models with.
_USUAL = (8, 16, 24, 28, 32, 48, 64, 75, 96, 100, 112, 128, 150, 160, 180, 192, 200, 224, 227, 240, 256, 288, 299, 320, 331, 384, 448, 512)


def passes(model, spec, height, width):
    """Whether the model takes `spec` with its pictures at (height, width), by its shapes."""
    shape = list(spec.shape)
    shape[-3:-1] = height, width
    trace = watched(model, tf.TensorSpec(shape, spec.dtype), called=False)
    return bool(trace) and not trace.refusal


def usual_size(model, spec):
    """The smallest usual square that passes, or None. A model of hundreds of layers is not searched."""
    if len(layers_of(model)) > 80:
        return next((side for side in (64, 128, 224) if passes(model, spec, side, side)), None)
    return next((side for side in _USUAL if passes(model, spec, side, side)), None)


def divisor(model, spec):
    """The smallest power of two, up to 64, whose odd multiples pass as height and width; None where none does."""
    for step in (2, 4, 8, 16, 32, 64):
        if passes(model, spec, 7 * step, 5 * step):
            return step
    return None


def next_multiple(model, spec):
    """(height, width): the sides of `spec` rounded up to the smallest power of two that passes, or None."""
    height, width = spec.shape[-3:-1]
    if None in (height, width):
        return None
    for step in (2, 4, 8, 16, 32, 64):
        size = ceil(height / step) * step, ceil(width / step) * step
        if passes(model, spec, *size):
            return size
    return None
