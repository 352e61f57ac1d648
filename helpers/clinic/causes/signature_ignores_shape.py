"""An exported model's signature was made for one shape, and runs on another without looking.

`serve()` checks the shape, `signatures["serving_default"]` does not: the graph holds no check.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import (
    convert_variables_to_constants_v2 as frozen,
)

from ..case import Case
from ..facts import Facts
from ..reading import Clue, Fix, Shape

CODE = "SC206"
NAME = "signature-ignores-shape"
TITLE = "an exported signature that does not check its shape"

SAY = {
    "ignored": (
        "The signature was exported for {expected} and does not check it: {received} runs as "
        "well, and gives {answer}. The exported model's serve() refuses this shape."
    ),
}


def silent(case: Case) -> Clue | None:
    """A shape that is not the declared one, and that no op of the graph refuses."""
    if case.signature is None or not isinstance(case.spec, tf.TensorSpec):
        return None
    declared = [
        spec
        for spec in tf.nest.flatten(case.signature.structured_input_signature)
        if hasattr(spec, "shape")
    ]
    if len(declared) != 1 or declared[0].shape.is_compatible_with(case.spec.shape):
        return None
    made_for, given = tuple(declared[0].shape), tuple(case.spec.shape)
    answer = _answer_of(case.signature, given)
    if answer is None:
        return None
    name = declared[0].name
    return Clue(NAME, "ignored", None, made_for, given, name, facts={"answer": answer})


def _answer_of(signature: Any, shape: Shape) -> Shape | None:
    """The shape of what the graph gives for an input of that shape, None where an op refuses it.

    The graph holds shapes of its own: it is made anew from its definition, with weights as
    constants, so that TensorFlow infers every shape again.
    """
    graph = frozen(signature).graph
    (entry,) = [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]
    leaving = [tensor.name for tensor in graph.outputs]
    with tf.Graph().as_default():
        given = tf.compat.v1.placeholder(entry.dtype, shape)
        try:
            answers = tf.graph_util.import_graph_def(
                graph.as_graph_def(), {entry.name: given}, leaving, name=""
            )
        except ValueError:
            return None
        return tuple(answers[0].shape)


def treatments(facts: Facts) -> list[Fix]:
    """The exported shape, as far as slicing and resizing can bring it about."""
    made_for, given = facts.clue.expected or (), facts.clue.received or ()
    x, lines = facts.inputs_name, []
    own, came = made_for[-1], given[-1]
    if own is not None and came is not None and came > own:
        lines.append(f"{x} = {x}[..., :{own}]")
    if made_for[1:3] != given[1:3] and None not in made_for[1:3]:
        lines.append(f"{x} = tf.image.resize({x}, {made_for[1:3]})")
    why = "that is what the weights were trained for"
    return [Fix("the exported shape", why, "\n".join(lines))]
