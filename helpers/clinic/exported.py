"""Graph functions, as exported models hold them: what they were made for, and what they would do.

The graph holds shapes of its own: it is made anew from its definition, with weights as constants,
so that TensorFlow infers every shape again. Nothing is run.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import (
    convert_variables_to_constants_v2 as frozen,
)

from .reading import Shape


def declared(signature: Any) -> tf.TensorSpec | None:
    """The one tensor that a graph function takes; None for none or several."""
    specs = [
        spec
        for spec in tf.nest.flatten(signature.structured_input_signature)
        if isinstance(spec, tf.TensorSpec)
    ]
    return specs[0] if len(specs) == 1 else None


def inferred(signature: Any, shape: Shape) -> tuple[tf.Graph, Shape] | None:
    """The graph as it would be for an input of that shape, and the shape of what it gives; None
    where an op of it refuses.
    """
    graph = frozen(signature).graph
    (entry,) = [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]
    leaving = [tensor.name for tensor in graph.outputs]
    with tf.Graph().as_default() as anew:
        given = tf.compat.v1.placeholder(entry.dtype, shape)
        try:
            answers = tf.graph_util.import_graph_def(
                graph.as_graph_def(), {entry.name: given}, leaving, name=""
            )
        except ValueError:
            return None
        return anew, tuple(answers[0].shape)
