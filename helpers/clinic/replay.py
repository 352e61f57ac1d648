"""A model and what it was given, called once more without running.

Only shapes go through the model, by TensorFlow's own inference, so nothing is computed and nothing
can abort.
"""

from __future__ import annotations

import copy
from typing import Any

import keras
import tensorflow as tf

from .facts import parts, spec_of
from .reading import Shape
from .trace import Trace, trace_shapes

#: Weights: more are not copied, or explaining could need more memory than what failed.
COPIED = 5_000_000


def watched(model: Any, inputs: Any, called: bool = True, batch: int | None = None) -> Trace | None:
    """The `Trace` of `model` on the shapes of `inputs`, or None where it cannot be had without
    running.

    The model is left as it is: one that was not built yet is replayed as a copy. `called`: whether
    the replay is of a call that the model has had, which has built all that it will build.
    """
    spec = spec_of(parts(inputs)[0])
    if spec is None or not isinstance(model, keras.layers.Layer):
        return None
    safe = _safe(model, called)
    if safe is not None and batch is not None:
        spec = tf.nest.map_structure(lambda one: _first(one, batch), spec)
    return None if safe is None else trace_shapes(safe, spec)


def _first(spec: Any, batch: int) -> Any:
    """The spec of the first so many along the first axis."""
    if not isinstance(spec, tf.TensorSpec) or not spec.shape.rank or spec.shape[0] is None:
        return spec
    return tf.TensorSpec((min(batch, spec.shape[0]), *spec.shape[1:]), spec.dtype)


def player(model: Any) -> Any:
    """What may be called in the model's stead, on shapes; None for nothing."""
    return _anew(model) or _safe(model, called=True)


def _anew(model: Any) -> Any:
    """A model that is not built, made again of its config, for a call that failed leaves traces in
    it; None where its classes are not all Keras's own."""
    own = all(type(one).__module__.split(".")[0] == "keras" for one in layers_of(model))
    if not own or model.built or _weights(model) > COPIED:
        return None
    config = model.get_config()
    config.pop("build_input_shape", None)  # of the call that failed
    return type(model).from_config(config)


def _weights(model: Any) -> int:
    return sum(weight.shape.num_elements() for weight in model.weights)


def _safe(model: Any, called: bool) -> Any:
    """The model, or a copy of it where a replay could build what is not built yet; None for
    neither.
    """
    layers = layers_of(model)
    if all(layer.built for layer in layers):
        return model
    if _weights(model) <= COPIED:
        try:
            return copy.deepcopy(model)
        except Exception:  # a class of the learner's own may not know how: that is no error of ours
            pass
    return model if called and any(layer.built for layer in layers if layer.weights) else None


def layers_of(model: Any) -> list[Any]:
    """The model and all that is in it, nested models too."""
    return [model, *getattr(model, "_flatten_layers", lambda: ())()]


def origin(trace: Trace | None) -> tuple[Shape, Shape]:
    """(expected from, received from): the maps that Flatten lays out, () where there is none to
    see.
    """
    steps = trace.steps if trace else ()
    flat = next((step for step in steps if step.kind == "Flatten"), None)
    own = trace.own_step(flat.name) if trace and flat else None
    return (own.shape_in[1:] if own else (), flat.shape_in[1:] if flat else ())
