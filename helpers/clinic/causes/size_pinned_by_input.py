"""The model's Input names a height and a width, and the model checks them before any layer runs.

A Functional model does, and so does an exported or converted one; a Sequential model of Keras 3
does not. Resize the pictures, or, where no layer counts places, build the same layers on an open
Input.
"""

from __future__ import annotations

from dataclasses import replace

from ..compare import differences
from ..facts import Facts
from ..reading import Clue, Fix, Shape
from ..trace import LayerStep, Trace
from ..treat_sizes import kinds_of, opened, pooled, resize_first, resize_one_of_several
from ..words import sides

CODE = "SC102"
NAME = "size-pinned-by-functional-input"
TITLE = "an Input of another height or width"

SAY = {
    "door": "{where} was made for {own} and says so at its door; {size} came.",
    "replayed": (
        "The model refuses at its door, before any layer runs: its Input is written for {own}, "
        "and a {kind} model checks that."
    ),
}


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """Another height or width, the channels being right."""
    axes = differences(wanted, came)
    pictures = len(wanted) == len(came) > 2
    if not pictures or not axes or axes[0] == 0 or _channels(wanted, axes):
        return None
    facts = {"where": where, "own": sides(wanted[-3:-1]), "size": sides(came[-3:-1])}
    return Clue(NAME, "door", axes[0], wanted, came, facts=facts)


def _channels(wanted: Shape, axes: list[int]) -> bool:
    return len(wanted) == 4 and axes[-1] == 3


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """The model's class, where it refused the one picture that it takes."""
    if trace.steps or len(trace.made_for) != 4:
        return clue
    return replace(clue, say="replayed", facts={"own": sides(trace.made_for[1:3])})


def treatments(facts: Facts) -> list[Fix]:
    """The picture resized, the model pooled or its Input opened."""
    if one := resize_one_of_several(facts):
        return [one]
    resize = resize_first(facts)
    others = [pooled(facts)] if "Flatten" in kinds_of(facts) else opened(facts)
    return [resize, *others] if resize else others
