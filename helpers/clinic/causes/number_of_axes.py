"""Another number of axes than the model or the layer takes, and not one batch axis too few.

An animated file decodes to frames, on an axis of their own: `tf.io.decode_image(data,
expand_animations=False)` gives one picture. A dataset that was batched twice has two batch axes.
"""

from __future__ import annotations

from dataclasses import replace

import tensorflow as tf

from ..compare import lacks_channels
from ..facts import Facts
from ..reading import Clue, Fix, Shape
from ..trace import LayerStep, Trace
from ..treat import treated

CODE = "SC116"
NAME = "number-of-axes"
TITLE = "another number of axes than is taken"

SAY = {
    "door": "{where} takes {need} axes, and {have} came.",
    "rank": "{need} axes are expected, and {have} came.",
    "frames": (
        "The model refuses at its door: {have} axes came, and it takes {need}. An animated file "
        "decodes to frames: {frames} of them here, on an axis of their own."
    ),
    "twice": (
        "The model refuses at its door: {have} axes came, and it takes {need}. The first two are "
        "open, as after a second batch()."
    ),
}


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """Too many axes, or more than one too few."""
    short = len(wanted) - len(came)
    if short in (0, 1) or short == 2 == len(came) or lacks_channels(wanted, came):
        return None
    return _clue("door", wanted, came, where)


def rank(least: int, came: Shape) -> Clue | None:
    """A layer that checks for another number of axes, and not one more than came."""
    return None if len(came) == least - 1 else _clue("rank", (None,) * least, came)


def _clue(say: str, wanted: Shape, came: Shape, where: str = "") -> Clue:
    facts = {"where": where, "need": len(wanted), "have": len(came)}
    return Clue(NAME, say, None, wanted, came, facts=facts)


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """Frames, or two batch axes, where a model of pictures refused one axis too many."""
    came = trace.shape_in
    if trace.steps or not len(came) == len(trace.made_for) + 1 == 5:
        return clue
    twice = came[0] is None and came[1] is None
    return replace(
        clue, say="twice" if twice else "frames", facts={**clue.facts, "frames": came[1]}
    )


def treatments(facts: Facts) -> list[Fix]:
    """One picture decoded, or one batch axis taken off."""
    wanted, came = facts.clue.expected or (), facts.clue.received or ()
    if not len(came) == len(wanted) + 1 == 5:
        return []
    name = facts.inputs_name
    if facts.clue.say == "twice" and isinstance(facts.inputs, tf.data.Dataset):
        why = "each batch of batches gives its batches"
        return [Fix("take one batch axis off", why, f"{name} = {name}.unbatch()")]
    how = "tf.io.decode_image(data, expand_animations=False)"
    decode = Fix("decode one frame", f"a picture, not a film: {how}")
    title, why = "no batch axis on top", "the frames are a batch already"
    if came[0] != 1:
        return [decode, Fix(title, why)]
    return [decode, treated(facts, title, why, "tf.squeeze({x}, 0)")]
