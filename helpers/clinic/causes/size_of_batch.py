"""The batch axis has a fixed size, and another number of pictures came.

A batch size written into the Input or the code meets the last, smaller batch. Leave the axis open,
or drop that batch: `dataset.batch(32, drop_remainder=True)`.
"""

from __future__ import annotations

from ..compare import differences
from ..facts import Facts
from ..reading import Clue, Fix, Shape

CODE = "SC119"
NAME = "size-of-batch"
TITLE = "a batch size that is written in"

SAY = {"door": "{where} takes batches of {expected_size}, and {received_size} came."}


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """Another size on axis 0, and the pictures themselves fit."""
    same_axes = len(wanted) == len(came)
    if not same_axes or differences(wanted, came) != [0]:
        return None
    return Clue(NAME, "door", 0, wanted, came, facts={"where": where})


def treatments(facts: Facts) -> list[Fix]:
    """Advice: where the size is written, only the learner's code shows."""
    why = "keras.Input(shape) leaves the axis open; dataset.batch(n, drop_remainder=True) fills it"
    return [Fix("leave the batch axis open", why)]
