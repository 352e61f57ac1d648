"""One axis more came than is taken.

A list around an array that is a batch already, two batch axes, clips into a network for pictures, a
picture of (1, height, width, channels) put into a batch once more.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .. import announced, axes, edits
from ..facts import Facts
from ..reading import Clue, Cost, Fix
from ..treat import treated

CODE = "SC126"
NAME = "axis-too-many"
TITLE = "one axis more than is taken"

SAY = {
    "one": (
        "{layer} reads {reads}, and {came} came: one axis more. An axis of size 1 stands at place "
        "{place}: it may be the one that is too many."
    ),
    "places": "{layer} reads {reads}, and a map came, {came}: it has places, not steps.",
    "clips": (
        "{layer} reads {reads}, and {came} came: clips or volumes, with an axis of frames or depth."
    ),
}


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """More axes than the layer, or the model at its door, takes."""
    if clue.cause not in ("number-of-axes", "rank-missing-batch"):
        return None
    if (axes.building(facts) and _whole(facts)) or axes.counted_in(facts):
        return None
    if axes.as_many_in_rows(facts):
        return None
    came = facts.given if clue.received and len(facts.given) == len(clue.received) else None
    came = came or clue.received or ()
    need = len(clue.expected or ())
    if len(came) <= need or not need or clue.say in ("twice", "frames"):
        return None
    ones = [place for place, size in enumerate(came) if size == 1]
    told = {
        "layer": clue.layer or clue.kind or "The model",
        "reads": axes.told(clue.kind) or f"{need} axes",
        "came": tuple(came),
        "own": tuple(clue.expected or ()),
        "place": ones[0] if ones else None,
    }
    say = _how(clue, came, need, ones)
    return replace(clue, cause=NAME, say=say, received=tuple(came), facts=told) if say else None


def _whole(facts: Facts) -> bool:
    """Whether the line writes the shape of a whole array for that of one sample."""
    own = announced.written(facts)
    values = facts.site.values.values()
    return bool(own) and any(isinstance(one, np.ndarray) and one.shape == own for one in values)


def _how(clue: Clue, came: tuple, need: int, ones: list[int]) -> str:
    if ones and len(came) == need + 1:
        return "one"
    if need == 2:
        return ""
    if clue.kind in edits.RECURRENT or "1D" in clue.kind:
        return "places" if len(came) == 4 else "clips"
    return "clips"


def treatments(facts: Facts) -> list[Fix]:
    """The axis taken off, the pictures laid out as rows, or a layer that reads what came."""
    clue = facts.clue
    if clue.say == "one" and not axes.building(facts):
        place = clue.facts["place"]
        why = "it holds one entry, and nothing is lost"
        return [
            treated(
                facts,
                f"take axis {place} off",
                why,
                f"tf.squeeze({{x}}, {place})",
                cost=Cost.NOTHING,
            )
        ]
    if axes.building(facts) and (own := announced.written(facts)) and own[0] in (1, None):
        found = announced.shape_written(facts, own, own[1:])
        why = "the batch axis is put on by Keras"
        return edits.fixes(found, f"the shape of one sample, {own[1:]}", why, Cost.NOTHING)
    if clue.say == "places":
        how = "layers.Reshape((steps, features)): which of the sides are the steps?"
        return [Fix("a Reshape between", how)]
    if clue.say == "clips":
        how = f"layers.TimeDistributed({clue.kind or 'the layer'}) reads each frame by itself"
        return [Fix("a layer for each frame", how)]
    return []
