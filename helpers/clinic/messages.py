"""From the text of an exception to a clue: which cause its words speak of, where, with which
numbers.

TensorFlow, Keras, XLA, NumPy and TFLite word one mistake in many ways, and no version words it as
the last one did. So a clue is a hint that a replay of the model may confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from . import causes, wordings
from .reading import Clue
from .words import Wording, bounded, layer_in, op_in


def read(message: str) -> Clue | None:
    """The `Clue` in the text of an exception, or None where no wording fits."""
    text = bounded(message)
    for wording in every_wording():
        told = wording.clue(text)
        if told:
            return _placed(told, text)
    return None


def every_wording() -> Iterator[Wording]:
    """The rooms' own wordings, and then those that leave the cause open."""
    for room in causes.ROOMS:
        yield from getattr(room, "WORDINGS", ())
    yield from wordings.OPEN


def _placed(clue: Clue, text: str) -> Clue:
    """The clue with the layer and op that the rest of the message names, where it has none."""
    name, kind = layer_in(text)
    layer, op = clue.layer, clue.op
    if not layer and not op:
        layer, op = name, op_in(text)
    same_layer = not clue.layer or clue.layer == name
    return replace(clue, layer=layer, op=op, kind=clue.kind or (kind if same_layer else ""))
