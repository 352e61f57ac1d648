"""An exported model's signature was made for one shape, and runs on another without looking.

`serve()` checks the shape, `signatures["serving_default"]` does not: the graph holds no check.
"""

from __future__ import annotations

import tensorflow as tf

from ..case import Case
from ..exported import declared, inferred
from ..facts import Facts
from ..reading import Clue, Fix

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
    spec = declared(case.signature)
    if spec is None or spec.shape.is_compatible_with(case.spec.shape):
        return None
    made_for, given = tuple(spec.shape), tuple(case.spec.shape)
    anew = inferred(case.signature, given)
    if anew is None:
        return None
    return Clue(NAME, "ignored", None, made_for, given, spec.name, facts={"answer": anew[1]})


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
