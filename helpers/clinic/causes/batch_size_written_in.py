"""A batch size is written into the model or its loss, and the last batch is smaller.

72 samples in batches of 32 are 32, 32 and 8. `tf.shape(x)[0]` asks each batch for its own size.
"""

from __future__ import annotations

from dataclasses import replace

from ..facts import Facts
from ..reading import Clue, Cost, Fix

CODE = "SC127"
NAME = "batch-size-written-in"
TITLE = "a batch size that meets a smaller last batch"

SAY = {
    "last": (
        "{size} is written in as the size of a batch, and the last batch has {last}: {many} "
        "samples are no multiple of {size}."
    ),
}


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """Two shapes that differ on axis 0 alone, by the batch and by what is left for the last one."""
    first, second = clue.expected or (), clue.received or ()
    many = facts.given[0] if facts.given else None
    if not first or not second or first[0] is None or second[0] is None or many is None:
        return None
    size, last = max(first[0], second[0]), min(first[0], second[0])
    said = clue.say in ("counts", "weights", "slices") or many < size
    if said or size == last or many % size != last or first[1:] != second[1:]:
        return None
    told = {"size": size, "last": last, "many": many}
    return replace(
        clue,
        cause=NAME,
        say="last",
        axis=0,
        expected=(size, *first[1:]),
        received=(last, *second[1:]),
        facts=told,
    )


def treatments(facts: Facts) -> list[Fix]:
    """The batch asked for its size; or whole batches only."""
    size, many = facts.clue.facts["size"], facts.clue.facts["many"]
    ask = Fix(
        "ask each batch for its size",
        f"tf.shape(x)[0], or keras.ops.shape(x)[0], in the place of {size}",
    )
    whole = Fix(
        "whole batches only",
        f"a dataset with batch({size}, drop_remainder=True) leaves out the last {many % size}",
        cost=Cost.DROPPED,
    )
    return [ask, whole]
