"""A model and what it was given, called once more without running.

Only shapes go through the model, by TensorFlow's own inference, so nothing is computed and nothing
can abort.
"""

from __future__ import annotations

from typing import Any

import keras

from .facts import parts, spec_of
from .own_code import layers_of, unplayable
from .reading import Shape
from .trace import Trace, trace_shapes

__all__ = ["layers_of", "origin", "unplayable", "watched"]


def watched(model: Any, inputs: Any) -> Trace | None:
    """The `Trace` of `model` on the shapes of `inputs`, or None where it cannot be had without
    running.

    The model is left as it is: built or not, and whatever its own code keeps in it. Code of the
    learner's own that may do more is not called again: see `own_code.unplayable`.
    """
    spec = spec_of(parts(inputs)[0])
    if spec is None or not isinstance(model, keras.layers.Layer) or unplayable(model):
        return None
    return trace_shapes(model, spec)


def origin(trace: Trace | None) -> tuple[Shape, Shape]:
    """(expected from, received from): the maps that Flatten lays out, () where there is none to
    see.
    """
    steps = trace.steps if trace else ()
    flat = next((step for step in steps if step.kind == "Flatten"), None)
    own = trace.own_step(flat.name) if trace and flat else None
    return (own.shape_in[1:] if own else (), flat.shape_in[1:] if flat else ())
