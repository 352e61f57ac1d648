"""A model and what it was given, called once more without running.

Only shapes go through the model, by TensorFlow's own inference, so nothing is computed and nothing
can abort.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from .facts import parts, spec_of
from .own_code import layers_of, unplayable
from .reading import Shape
from .trace import Trace, trace_shapes

__all__ = ["by_name", "layers_of", "origin", "player", "unplayable", "watched"]


def watched(model: Any, inputs: Any, batch: int | None = None) -> Trace | None:
    """The `Trace` of `model` on the shapes of `inputs`, or None where it cannot be had without
    running.

    The model is left as it is: built or not, and whatever its own code keeps in it. Code of the
    learner's own that may do more is not called again: see `own_code.unplayable`. `batch`: how many
    samples it is given at a time, where it is not given all.
    """
    spec = spec_of(parts(inputs)[0])
    if spec is None or not isinstance(model, keras.layers.Layer) or unplayable(model):
        return None
    if batch is not None:
        spec = tf.nest.map_structure(lambda one: _first(one, batch), spec)
    return trace_shapes(model, spec)


def _first(spec: Any, batch: int) -> Any:
    """The spec of the first so many along the first axis."""
    if not isinstance(spec, tf.TensorSpec) or not spec.shape.rank or spec.shape[0] is None:
        return spec
    return tf.TensorSpec((min(batch, spec.shape[0]), *spec.shape[1:]), spec.dtype)


def player(model: Any) -> Any:
    """What may be called in the model's stead: itself, or where a call that failed may have left
    traces in it, for it is not built, another of its config, of Keras's own classes."""
    own = all(type(one).__module__.split(".")[0] == "keras" for one in layers_of(model))
    if not own or model.built:
        return model
    config = model.get_config()
    config.pop("build_input_shape", None)
    return type(model).from_config(config)


def by_name(model: Any) -> dict[str, Any]:
    """The same by their names, as far as they have one: a plain function has none."""
    return {layer.name: layer for layer in layers_of(model) if hasattr(layer, "name")}


def origin(trace: Trace | None) -> tuple[Shape, Shape]:
    """(expected from, received from): the maps that Flatten lays out, () where there is none to
    see.
    """
    steps = trace.steps if trace else ()
    flat = next((step for step in steps if step.kind == "Flatten"), None)
    own = trace.own_step(flat.name) if trace and flat else None
    return (own.shape_in[1:] if own else (), flat.shape_in[1:] if flat else ())
