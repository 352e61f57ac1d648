"""The last Dense has another number of units than there are classes or numbers to tell.

One unit a class: four classes are `Dense(4, activation="softmax")` under a crossentropy, and labels
in rows have as many columns as the answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import edits
from ..compare import only
from ..facts import Facts
from ..reading import Clue, Cost, Fix

CODE = "SC123"
NAME = "units-against-classes"
TITLE = "another number of units than of classes"

SAY = {
    "columns": (
        "The model gives {expected_size} numbers for each, and the labels have {received_size}: "
        "the last layer has another number of units than there is to tell."
    ),
    "classes": (
        "The labels number {classes} classes, 0 to {highest}, and the model gives "
        "{expected_size} scores."
    ),
}


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """Rows of labels and of answers, of other lengths; or a class number beyond the last."""
    if clue.cause == "label-value":
        return _beyond(clue, facts)
    if clue.cause != "label-shape" or clue.say != "targets":
        return None
    answer, labels = clue.expected or (), clue.received or ()
    rows = len(answer) == len(labels) == 2
    if not rows or None in (answer[1], labels[1]) or 1 in (answer[1], labels[1]):
        return None
    if answer[1] == labels[1] or not facts.answer:
        return None
    return replace(clue, cause=NAME, say="columns", axis=1, **_last(facts))


def _last(facts: Facts) -> dict[str, Any]:
    """The model's last layer, by name and class."""
    layers = getattr(facts.model, "layers", ())
    return {"layer": layers[-1].name, "kind": type(layers[-1]).__name__} if layers else {}


def _beyond(clue: Clue, facts: Facts) -> Clue | None:
    """Class numbers that begin at 0 and go beyond the last score: units are missing."""
    span = facts.label_span
    if span is None or clue.expected_size is None or span[0] != 0:
        return None
    told = {"classes": span[1] + 1, "highest": span[1]}
    received = only(1, span[1] + 1, 2)
    return replace(clue, cause=NAME, say="classes", received=received, facts=told, **_last(facts))


def treatments(facts: Facts) -> list[Fix]:
    """As many units as the labels tell."""
    own, wanted = facts.clue.expected_size, facts.clue.received_size
    if own is None or wanted is None:
        return []
    name = f"a last Dense of {wanted}"
    why = f"the labels tell {wanted} apart"
    found = edits.fixes(edits.units(facts, own, wanted), name, why, Cost.NEW)
    return found or [Fix(name, why)]
