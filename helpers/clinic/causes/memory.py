"""A layer asks for more memory than there is.

Flatten of a large map before Dense makes one row of weights for each number of the map: at
512 × 512 × 64 that are 16 million rows. Pool first.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .. import edits
from ..facts import Facts
from ..reading import Clue, Cost, Fix, Shape
from ..treat_sizes import POOL, kinds_of
from ..words import SHAPE, Wording, shape_of

CODE = "SC129"
NAME = "memory"
TITLE = "a layer larger than memory"
OUTSIDE = True

SAY = {
    "matrix": (
        "Memory for {shape} was asked for, {many} numbers: a Dense behind Flatten makes a row of "
        "weights for each number of the map."
    ),
    "array": "Memory for {shape} was asked for, {many} numbers.",
    "nothing": "More memory was asked for than there is.",
}


def _shaped(found: re.Match[str], text: str) -> Clue:
    shape = shape_of(found["shape"])
    return Clue(NAME, "array", None, None, shape, facts={"shape": shape, "many": _grouped(shape)})


def _grouped(shape: Shape) -> str:
    many = 1
    for size in shape:
        many *= size or 1
    return f"{many:,}".replace(",", " ")


WORDINGS = (
    Wording(
        rf"OOM when allocating tensor with shape ?(?P<shape>{SHAPE})", _shaped, "TF 2.1 to 2.21"
    ),
    Wording(
        rf"Unable to allocate [\d.]{{1,12}} \w{{2,4}} for an array with shape (?P<shape>{SHAPE})",
        _shaped,
        "NumPy 2.4",
    ),
    Wording(
        r"failed to allocate memory",
        lambda found, text: Clue(NAME, "nothing"),
        "TF 2 of 2022, on a GPU",
    ),
)


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """A matrix of weights, where the learner's lines or the model lay maps out as rows."""
    rows = clue.cause == NAME and clue.say == "array" and len(clue.received or ()) == 2
    flat = "Flatten" in kinds_of(facts) or any("Flatten(" in line for line in edits.lines(facts))
    return replace(clue, say="matrix", axis=0) if rows and flat else None


def treatments(facts: Facts) -> list[Fix]:
    """A pooling in the place of Flatten."""
    if facts.clue.say != "matrix":
        return [Fix("smaller batches or pictures", "memory grows with both")]
    why = "one number a channel, whatever the size"
    found = [
        (line, code.replace("Flatten", "GlobalAveragePooling2D"))
        for line, code in ((one, one) for one in edits.lines(facts))
        if "Flatten()" in line
    ]
    return edits.fixes(found, POOL, why, Cost.NEW) or [Fix(POOL, why)]
