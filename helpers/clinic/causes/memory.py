"""A layer asks for more memory than there is.

Flatten of a large map before Dense makes one row of weights for each number of the map: at
512 × 512 × 64 that are 16 million rows. Pool first.
"""

from __future__ import annotations

import re

from .. import edits
from ..facts import Facts
from ..reading import Clue, Cost, Fix, Shape
from ..treat_sizes import POOL
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
    "bytes": "More memory was asked for than there is: {size}.",
}


def _shaped(found: re.Match[str], text: str) -> Clue:
    shape = shape_of(found["shape"])
    say = "matrix" if len(shape) == 2 else "array"
    told = {"shape": shape, "many": _grouped(shape)}
    return Clue(NAME, say, 0 if len(shape) == 2 else None, None, shape, facts=told)


def _grouped(shape: Shape) -> str:
    many = 1
    for size in shape:
        many *= size or 1
    return f"{many:,}".replace(",", " ")


def _bytes(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "bytes", facts={"size": found["size"]})


WORDINGS = (
    Wording(
        rf"OOM when allocating tensor with shape ?(?P<shape>{SHAPE})", _shaped, "TF 2.1 to 2.21"
    ),
    Wording(
        rf"Unable to allocate [\d.]{{1,12}} \w{{2,4}} for an array with shape (?P<shape>{SHAPE})",
        _shaped,
        "NumPy 2.4",
    ),
    Wording(r"failed to allocate (?:memory|(?P<size>[\d.]{1,12} ?\w{1,5}))", _bytes, "TF 2.21"),
)


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
