"""A pretrained top knows 1000 classes, and one size of picture.

`include_top=False` leaves it out: the convolutions keep what they learned, and a Dense of your own
is trained on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..compare import first_difference, row
from ..facts import Facts
from ..reading import Clue, Fix
from ..treat import call_with
from ..words import GAP, SHAPE, Wording, shape_of, sides

CODE = "SC112"
NAME = "pretrained-top"
TITLE = "a pretrained top asked for something else"
OUTSIDE = True

SAY = {
    "classes": (
        "The top that comes with ImageNet's weights tells 1000 classes apart, and "
        "{received_size} are asked for."
    ),
    "size": "The top that comes with ImageNet's weights was trained at {own}.",
    "answers": (
        "Only the top that comes with ImageNet's weights gives 1000 scores; this model gives "
        "{received_size}."
    ),
    "open": "A top with Flatten and Dense needs a fixed size, and the size is open.",
}


def _classes(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "classes", 1, row(1000), row(int(found["came"])))


def _size(found: re.Match[str], text: str) -> Clue:
    wanted, came = ((None, *shape_of(found[name])) for name in ("wanted", "came"))
    facts = {"own": sides(wanted[1:3])}
    return Clue(NAME, "size", first_difference(wanted, came), wanted, came, facts=facts)


def _answers(found: re.Match[str], text: str) -> Clue:
    came = shape_of(found["came"])
    return Clue(NAME, "answers", 1, row(1000), row(came[-1] if came else None))


def _open(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "open", 1, None, (None, *shape_of(found["came"])))


WORDINGS = (
    Wording(
        rf"`classes` should be 1000{GAP}Received{GAP}classes=(?P<came>\d+)", _classes, "Keras 3.15"
    ),
    Wording(
        rf"`?input_shape`? should be (?P<wanted>{SHAPE}){GAP}"
        rf"Received:? *`?input_shape=(?P<came>{SHAPE})",
        _size,
        "Keras 3.15",
    ),
    Wording(
        rf"expects a batch of predictions{GAP}with shape: (?P<came>{SHAPE})", _answers, "Keras 3.15"
    ),
    Wording(
        rf"specify a static `input_shape`{GAP}input_shape=(?P<came>{SHAPE})", _open, "Keras 3.15"
    ),
)


def treatments(facts: Facts) -> list[Fix]:
    """The builder's call without the top, or without its weights."""
    without = {"include_top": False, "pooling": "avg"}
    own = _builder_with(facts, without, frozenset({"classes"}))
    why = "the convolutions keep what they learned; a Dense of your own is trained on them"
    top = Fix("your own top", why, own, replaces=bool(own))
    if facts.clue.say == "open":
        return [top]
    scratch = _builder_with(facts, {"weights": None})
    why = "without ImageNet's weights the top can be of any size"
    return [top, Fix("train from scratch", why, scratch, replaces=bool(scratch))]


def _builder_with(
    facts: Facts, words: Mapping[str, Any], without: frozenset[str] = frozenset()
) -> str:
    """The learner's call of a builder of keras.applications with other keywords, or ""."""
    told = {"weights", "input_shape", "classes", "include_top"} & set(facts.site.keywords)
    return call_with(facts.site, words, without) if told else ""
