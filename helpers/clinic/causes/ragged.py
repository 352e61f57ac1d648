"""The pictures came as a ragged tensor, each with its own size, and the layer computes on
rectangles.

`to_tensor()` fills the smaller ones up with zeros, which move the answer unless they are masked;
resizing each picture first makes a rectangle without them.
"""

from __future__ import annotations

import re

import tensorflow as tf

from ..facts import Facts
from ..reading import Clue, Fix
from ..treat import fixed_size, treated
from ..words import Wording

CODE = "SC110"
NAME = "ragged-to-dense-op"
TITLE = "a ragged tensor where a rectangle belongs"
OUTSIDE = True

SAY = {
    "ragged": (
        "The pictures came as a ragged tensor, each with its own size, and this layer computes "
        "on rectangles only."
    ),
}


def _ragged(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "ragged")


WORDINGS = (Wording(r"Ragged", _ragged, "TF 2.1 to 2.21, Keras 3.1 to 3.15"),)


def treatments(facts: Facts) -> list[Fix]:
    """Each picture resized, or the smaller ones filled up."""
    name, (height, width) = facts.inputs_name, fixed_size(facts) or (224, 224)
    zeros = "to_tensor pads the smaller ones; the zeros move the answer unless they are masked"
    pad = treated(facts, "fill up with zeros", zeros, "{x}.to_tensor()")
    if not isinstance(facts.inputs, tf.RaggedTensor) or facts.inputs.shape.rank != 4:
        return [pad]
    each = f"tf.image.resize(one.to_tensor(), ({height}, {width})) for one in {name}"
    why = "each picture brought to one size; then they make a rectangle"
    return [Fix("resize each", why, f"{name} = tf.stack([{each}])"), pad]
