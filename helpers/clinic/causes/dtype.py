"""The type of the numbers is another one than is taken: no question of shapes.

float16 beside float32, text where numbers belong, pictures of 0 to 1 for a converted model of whole
numbers. Reshaping does not help.
"""

from __future__ import annotations

import re

from ..facts import Facts
from ..reading import Clue, Fix
from ..words import Wording

CODE = "SC128"
NAME = "dtype"
TITLE = "another type of numbers, not another shape"
OUTSIDE = True

SAY = {
    "type": "This is about the type of the numbers, {came}, not about their shape.",
    "two": (
        "This is about the type of the numbers, {came} where {wanted} is taken, not about their "
        "shape."
    ),
}


def _one(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "type", facts={"came": found["came"]})


def _two(found: re.Match[str], text: str) -> Clue:
    told = {"came": found["came"].lower(), "wanted": found["wanted"].lower()}
    return Clue(NAME, "two", facts=told)


WORDINGS = (
    Wording(r"has DataType (?P<came>\w{1,20}) not in list of allowed", _one, "TF 2.21"),
    Wording(
        r"Value for attr '\w{1,40}' of (?P<came>\w{1,20}) is not in the list of allowed values",
        _one,
        "TF 2.21",
    ),
    Wording(
        r"Got value of type (?P<came>\w{1,20}) but expected type (?P<wanted>\w{1,20}) for input",
        _two,
        "TFLite of TF 2.21",
    ),
    Wording(
        r"Tensors in list passed to '\w{1,40}' of '\w{1,40}' Op have types \[[^\]]{0,200}\] that "
        r"don't all match",
        lambda found, text: Clue(NAME, "type", facts={"came": "several types"}),
        "TF 2.21",
    ),
    Wording(
        r"has type (?P<came>\w{1,20}) that does not match (?:type (?P<wanted>\w{1,20}) of|expected "
        r"type of (?P<other>\w{1,20}))",
        lambda found, text: Clue(
            NAME, "two", facts={"came": found["came"], "wanted": found["wanted"] or found["other"]}
        ),
        "TF 2.21",
    ),
    Wording(
        r"expected to be an? (?P<wanted>\w{1,20}) tensor but is an? (?P<came>\w{1,20}) tensor",
        _two,
        "TF 2.21",
    ),
    Wording(
        r"Tensor conversion requested dtype (?P<wanted>\w{1,20}) for Tensor with dtype "
        r"(?P<came>\w{1,20})",
        _two,
        "TF 2.21",
    ),
)


def treatments(facts: Facts) -> list[Fix]:
    """Advice: what the numbers mean in the other type, only the learner knows."""
    wanted = facts.clue.facts.get("wanted")
    if wanted == "uint8":
        why = (
            "a converted model of whole numbers has a scale and a zero point: "
            "(x / scale + zero_point), rounded, as uint8"
        )
        return [Fix("quantise", why)]
    return [Fix("one type of numbers", "tf.cast(x, dtype), or the layer made in the type of x")]
