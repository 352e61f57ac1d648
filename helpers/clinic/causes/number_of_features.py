"""Rows of another number of features than the model was built for.

A model of rows, `keras.Input((20,))`, has weights for twenty columns and for no other count. A
column more is often the label, or an index that was saved with the table; one-hot columns come and
go with the values that the data hold. Give it the columns of the training, in their order.
"""

from __future__ import annotations

from dataclasses import replace

from .. import announced, edits
from ..compare import differences
from ..facts import Facts
from ..meeting import Between, Meeting
from ..reading import Clue, Cost, Fix, Shape

CODE = "SC120"
NAME = "number-of-features"
TITLE = "rows of another number of features"

SAY = {
    "meet": (
        "Two rows should meet, number by number, and they have {expected_size} and "
        "{received_size} numbers."
    ),
    "rows": (
        "{where} was built for rows of {expected_size} features, and rows of {received_size} came."
    ),
}


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """Two axes, rows and features, and another number of features."""
    if not len(wanted) == len(came) == 2 or differences(wanted, came) != [1]:
        return None
    return Clue(NAME, "rows", 1, wanted, came, facts={"where": where})


def meeting(met: Meeting) -> Clue | None:
    """Two rows, with or without a batch axis, that should be equal."""
    rows = max(len(met.first), len(met.second)) <= 2
    if met.between is not Between.CONSTANT or not rows:
        return None
    return Clue(NAME, "meet", met.axis, met.first, met.second, kind=met.op)


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """A layer refused a row that is the learner's own: no picture was laid out before it."""
    own, given = facts.made_for, facts.given
    rows = len(own) == len(given) == 2 and differences(own, given) == [1]
    if clue.cause == NAME or not rows or (clue.axis, clue.received_size) != (1, given[1]):
        return None
    return replace(
        clue, cause=NAME, say="rows", expected=own, received=given, facts={"where": "The model"}
    )


def treatments(facts: Facts) -> list[Fix]:
    """Advice: which column is too many, or missing, only the table's owner knows."""
    wanted, came = facts.clue.expected_size, facts.clue.received_size
    if facts.clue.say == "meet":
        return [Fix("as many numbers in both", "which of the two is right, only you know")]
    more = wanted is not None and came is not None and came > wanted
    why = (
        "a column more is often the label, or an index that was saved with the table"
        if more
        else "a column less is often a category that these rows do not hold"
    )
    advice = Fix("the columns of the training, in their order", why)
    return [*_announced(facts), advice]


def _announced(facts: Facts) -> list[Fix]:
    """A new model's Input written for the columns that there are."""
    own, came = facts.made_for[1:], facts.given[1:]
    if facts.site.function.rpartition(".")[2] not in ("fit", "train_on_batch"):
        return []
    if len(own) != 1 or len(came) != 1 or None in (*own, *came):
        return []
    why = f"if all {came[0]} columns are features"
    found = announced.shape_written(facts, own, came)
    return edits.fixes(found, f"an Input of {came[0]}", why, Cost.NEW)
