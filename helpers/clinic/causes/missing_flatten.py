"""An answer for each place or step, and one label for each picture, sequence or row.

Dense works on the last axis alone: behind a convolution without Flatten or pooling it answers for
every place of the map, behind an LSTM with `return_sequences=True` for every step.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .. import axes, edits
from ..facts import Facts
from ..reading import Clue, Cost, Fix
from ..treat import treated
from ..treat_sizes import kinds_of

CODE = "SC121"
NAME = "missing-flatten"
TITLE = "an answer for each place, and one label for all"

#: Causes that words give to another number of axes.
RANKS = ("number-of-axes", "rank-missing-batch", "size-pinned-by-functional-input")

SAY = {
    "rows": (
        "The model takes rows of {expected_size} numbers, {own}, and {came} came: "
        "{factors} = {expected_size} numbers each, not laid out as a row."
    ),
    "places": (
        "The model answers for every place, {expected}, and there is one label for each, "
        "{received}: nothing in it makes one row of the map."
    ),
    "steps": (
        "The model answers for every step, {expected}, and there is one label for each sequence, "
        "{received}: its last {recurrent} gives all steps."
    ),
    "inputs": (
        "The model answers in {expected}, an answer for each row of its input, and there is one "
        "label for each, {received}: nothing in it makes one row of it."
    ),
}


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """Maps where rows are taken; or labels with fewer axes than the answer, and a model that never
    gave the others away."""
    return _at_the_door(clue, facts) or _at_the_loss(clue, facts)


def _at_the_door(clue: Clue, facts: Facts) -> Clue | None:
    """Pictures or sequences for a model of rows, of as many numbers."""
    own, came = facts.made_for, facts.given
    if clue.cause not in RANKS or not axes.as_many_in_rows(facts):
        return None
    told = {"own": own, "came": came, "factors": " × ".join(map(str, came[1:]))}
    return replace(clue, cause=NAME, say="rows", axis=1, expected=own, received=came, facts=told)


def _at_the_loss(clue: Clue, facts: Facts) -> Clue | None:
    if clue.cause != "label-shape" or clue.say not in ("targets", "numbers"):
        return None
    answer = facts.answer or clue.expected or ()
    labels = clue.received or ()
    flat = labels[:1] if labels[1:] == (1,) else labels
    if len(answer) < 3 or len(flat) > 2 or facts.model is None:
        return None
    kinds = kinds_of(facts)
    if any(one == "Flatten" or one.startswith("Global") for one in kinds):
        return None
    if not recurrent_or_dense(kinds):
        return None  # a last convolution answers for places on purpose
    recurrent = [one for one in kinds if one in edits.RECURRENT or one == "Bidirectional"]
    say = "steps" if recurrent else "places" if len(answer) > 3 else "inputs"
    told = {"recurrent": recurrent[-1] if recurrent else ""}
    return replace(clue, cause=NAME, say=say, axis=1, expected=answer, received=labels, facts=told)


def recurrent_or_dense(kinds: list[str]) -> bool:
    """Whether the last layer that has weights gives one answer, for each row or step that it is
    given."""
    last = [one for one in kinds if one == "Dense" or "Conv" in one or one in edits.RECURRENT]
    return bool(last) and "Conv" not in last[-1].replace("ConvLSTM", "")


def treatments(facts: Facts) -> list[Fix]:
    """One row made of the map before the first Dense; or the last step alone."""
    if facts.clue.say == "rows":
        why = "each becomes one row of numbers, in the order of the training"
        array = isinstance(facts.pictures, np.ndarray)
        row = "{x}.reshape(len({x}), -1)" if array else "tf.reshape({x}, (len({x}), -1))"
        return [treated(facts, "one row each", why, row, cost=Cost.CONVERTED)]
    if facts.clue.say == "steps":
        found = [
            (line, code)
            for line, code in edits.with_setting(facts, edits.RECURRENT, "return_sequences", False)
            if "return_sequences=True" in line
        ]
        return edits.fixes(found, "the last step alone", "one answer for each sequence")
    why = "one row of each picture, and Dense answers once"
    found = edits.in_order(edits.before(facts, ("Dense",), "Flatten"))
    flat = edits.fixes(found, "a Flatten before Dense", why, Cost.SOME_NEW)
    if facts.clue.say != "places":
        return flat
    why = "one number a channel, whatever the size"
    pooled = edits.in_order(edits.before(facts, ("Dense",), "GlobalAveragePooling2D"))
    return [*flat, *edits.fixes(pooled, "pool before Dense", why, Cost.SOME_NEW)]
