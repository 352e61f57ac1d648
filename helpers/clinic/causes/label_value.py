"""A label names a class that the model has no score for.

Classes are counted from 0: ten classes are 0 to 9. Either the labels count from 1, or the last
Dense has too few units.
"""

from __future__ import annotations

import re

from ..compare import row
from ..facts import Facts
from ..reading import Clue, Cost, Fix
from ..treat import relabelled
from ..words import Wording

CODE = "SC118"
NAME = "label-value"
TITLE = "a class number beyond the last class"
OUTSIDE = True

SAY = {
    "beyond": (
        "A label says class {label}, and the model answers for classes under {expected_size}: "
        "count the classes from 0, or give the last Dense more units."
    ),
}


def _beyond(found: re.Match[str], text: str) -> Clue:
    facts = {"label": found["label"]}
    return Clue(NAME, "beyond", 1, row(int(found["classes"])), facts=facts)


WORDINGS = (
    Wording(
        r"label value of (?P<label>-?\d+) which is outside the valid range of "
        r"\[0, (?P<classes>\d+)\)",
        _beyond,
        "TF 2.21",
    ),
)


def treatments(facts: Facts) -> list[Fix]:
    """Classes that are counted from 1, counted from 0."""
    span, classes = facts.label_span, facts.clue.expected_size
    if span is None or classes is None or span != (1, classes):
        return [Fix("count the classes from 0", "or give the last Dense more units")]
    why = f"the labels are 1 to {classes}: are the {classes} classes counted from 1?"
    return relabelled(facts, "count the classes from 0", why, "{y} - 1", Cost.CONVERTED)
