"""A Dense layer has one row of weights for each number that it is given.

Flatten lays a feature map out as one row; a picture of another size makes a row of another length,
and the weights do not fit. Give the model the size that it was made for, or put a pooling in the
place of Flatten, which leaves one number a channel whatever the size.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..compare import only, row
from ..facts import Facts
from ..meeting import Between, Meeting
from ..reading import Clue, Fix, Shape
from ..trace import LayerStep, Trace
from ..treat_sizes import POOL, POOL_WHY, kinds_of, pooled, pooled_lines, resize_first
from ..words import SHAPE, Wording, shape_of

CODE = "SC101"
NAME = "size-pinned-by-dense"
TITLE = "a row of another length than Dense has weights for"

SAY = {
    "spec": (
        "This layer owns one row of weights for each number that it is given, {expected_size} "
        "rows, and {received_size} came."
    ),
    "matrix": (
        "Two matrices are multiplied: the second has {expected_size} rows, one for each number of "
        "a row of the first, and rows of {received_size} came."
    ),
    "replayed": (
        "Every layer before {layer} took the picture. {layer} owns one row of weights for each "
        "number it is given, {rows} rows, so it can take no other count."
    ),
}


def _matrices(found: re.Match[str], text: str) -> Clue:
    came, owned = shape_of(found["a"]), shape_of(found["b"])
    return _rows(owned[-2] if len(owned) > 1 else None, came[-1] if came else None)


def _counts(found: re.Match[str], text: str) -> Clue:
    return _rows(int(found["wanted"]), int(found["came"]))


def _rows(expected: int | None, received: int | None) -> Clue:
    return Clue(NAME, "matrix", 1, row(expected), row(received))


WORDINGS = (
    Wording(
        rf"Matrix size-incompatible: In\[0\]: (?P<a>{SHAPE}), In\[1\]: (?P<b>{SHAPE})",
        _matrices,
        "TF 2.1 to 2.21",
    ),
    Wording(
        r"In\[0\] mismatch In\[1\] shape: (?P<came>\d+) vs\. (?P<wanted>\d+)",
        _counts,
        "TF 2.5 to 2.6",
    ),
    Wording(
        r"Expected dimension (?P<came>\d+) at axis \d+ of the input shaped \[[\d,]+\]"
        r" but got dimension (?P<wanted>\d+)",
        _counts,
        "TF 2.21",
    ),
    Wording(
        r"\(size (?P<wanted>\d+) is different from (?P<came>\d+)\)",
        _counts,
        "NumPy 2.4",
    ),
    Wording(
        r"not aligned: (?P<came>\d+) \(dim \d+\) != (?P<wanted>\d+) \(dim \d+\)",
        _counts,
        "NumPy 2.4",
    ),
)


def axis(place: int, size: int, came: Shape) -> Clue | None:
    """A layer that checks how many numbers a row has."""
    if len(came) == 4 and place in (1, 3):
        return None  # channels
    return Clue(NAME, "spec", place, only(place, size, max(len(came), place + 1)), came)


def meeting(met: Meeting) -> Clue | None:
    """Two matrices in a graph, whose rows and columns do not meet."""
    if met.between is not Between.MATRICES or len(met.second) < 2:
        return None
    rows, numbers = met.second[-2], met.first[-1]
    return None if rows == numbers else _rows(rows, numbers)


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """The count of rows, once the replay has come to the layer that owns them."""
    if step is None or not step.kernel:
        return clue
    return replace(clue, say="replayed", facts={"rows": step.kernel[0]})


def treatments(facts: Facts) -> list[Fix]:
    """The picture resized, the model pooled; nothing where there is neither."""
    resize = resize_first(facts)
    found = [resize] if resize else []
    if "Flatten" in kinds_of(facts):
        return [*found, *pooled_lines(facts), pooled(facts)]
    named = facts.clue.say == "matrix" and (facts.clue.layer or facts.clue.kind)
    if facts.model is None and len(facts.given) != 4 and not named:
        return found  # a product of arrays, of which no layer is known
    return [*found, Fix(POOL, POOL_WHY)] if len(facts.given) in (0, 4) else found
