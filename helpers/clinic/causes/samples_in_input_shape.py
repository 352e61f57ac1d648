"""The number of samples is counted into the shape of one.

`input_shape` and `keras.Input(shape)` are the shape of one sample: the batch axis comes on its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .. import announced, axes, edits
from ..facts import Facts
from ..reading import Clue, Cost, Fix

CODE = "SC124"
NAME = "samples-in-input-shape"
TITLE = "the number of samples counted into the shape of one"

SAY = {
    "counted": (
        "The Input is written for samples of {own}, and that is the shape of all {many} together: "
        "one sample has {one}."
    ),
    "open": (
        "The Input is written for samples of {own}, with an open axis for the batch in front: "
        "that comes on its own. One sample has {one}."
    ),
}


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """An Input whose shape is that of the whole array."""
    own, given = facts.made_for[1:], facts.given
    if axes.building(facts):
        return _announced(clue, facts)
    if not axes.counted_in(facts):
        return None
    told = {"own": own, "many": given[0], "one": given[1:]}
    say = "open" if own[0] is None else "counted"
    expected = facts.made_for
    return replace(clue, cause=NAME, say=say, axis=0, expected=expected, received=given, facts=told)


def _announced(clue: Clue, facts: Facts) -> Clue | None:
    """A line that writes the shape of a whole array in reach as that of one sample."""
    own = announced.written(facts)
    arrays = [value for value in facts.site.values.values() if isinstance(value, np.ndarray)]
    if len(own) < 2 or not any(value.shape == own for value in arrays):
        return None
    told = {"own": own, "many": own[0], "one": own[1:]}
    return replace(clue, cause=NAME, say="counted", axis=0, facts=told)


def treatments(facts: Facts) -> list[Fix]:
    """The shape of one sample in the line that makes the Input."""
    own, one = facts.clue.facts["own"], facts.clue.facts["one"]
    why = "the batch axis is put on by Keras"
    found = announced.shape_written(facts, own, one)
    fixes = edits.fixes(found, f"the shape of one sample, {one}", why, Cost.NEW)
    return fixes or [Fix(f"the shape of one sample, {one}", why)]
