"""The inputs of a model of several stand in another order than its Inputs.

A list is taken in the model's own order, `model.input_names`; a dict with those names needs none.
"""

from __future__ import annotations

from itertools import permutations

from ..compare import fits
from ..facts import Facts
from ..reading import Clue, Fix, Shape

CODE = "SC117"
NAME = "order-of-inputs"
TITLE = "several inputs in another order"

SAY = {"order": "The inputs stand in another order than the model's: {names}."}


def doors(
    names: tuple[str, ...], wanted: tuple[Shape, ...], came: tuple[Shape, ...]
) -> Clue | None:
    """Inputs that do not fit their Inputs, and do in another order."""
    if _fit(wanted, came) or not any(_fit(wanted, order) for order in permutations(came)):
        return None
    axis_of_list = 0
    return Clue(NAME, "order", axis_of_list, wanted[0], came[0], facts={"names": ", ".join(names)})


def _fit(wanted: tuple[Shape, ...], came: tuple[Shape, ...]) -> bool:
    return all(fits(own, other) for own, other in zip(wanted, came, strict=True))


def treatments(facts: Facts) -> list[Fix]:
    """Advice: which array is meant for which Input, only the learner knows."""
    why = f"in the order {facts.clue.facts['names']}, or as a dict with these names"
    return [Fix("the model's own order", why)]
