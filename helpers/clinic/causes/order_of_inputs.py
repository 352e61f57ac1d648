"""The inputs of a model of several stand in another order than its Inputs.

A list is taken in the model's own order, `model.input_names`; a dict with those names needs none.
"""

from __future__ import annotations

from .. import edits
from ..compare import fits
from ..facts import Facts
from ..reading import Clue, Cost, Fix, Shape

CODE = "SC117"
NAME = "order-of-inputs"
TITLE = "several inputs in another order"

MOST = 100  # inputs of a model

SAY = {"order": "The inputs stand in another order than the model's: {names}."}


def doors(
    names: tuple[str, ...], wanted: tuple[Shape, ...], came: tuple[Shape, ...]
) -> Clue | None:
    """Inputs that do not fit their Inputs, and do in another order."""
    if all(map(fits, wanted, came)) or not in_some_order(wanted, came):
        return None
    axis_of_list = 0
    return Clue(NAME, "order", axis_of_list, wanted[0], came[0], facts={"names": ", ".join(names)})


def in_some_order(wanted: tuple[Shape, ...], came: tuple[Shape, ...]) -> bool:
    """Whether each Input finds an input of its own that fits it; False for more than `MOST`.

    One that finds all taken asks those who sit there to look further: the time grows with the cube
    of the number of inputs, and not with that of their orders.
    """
    if len(wanted) > MOST:
        return False
    fitting = [[at for at, shape in enumerate(came) if fits(own, shape)] for own in wanted]
    taken_by: dict[int, int] = {}

    def finds(one: int, asked: set[int]) -> bool:
        for at in fitting[one]:
            if at not in asked:
                asked.add(at)
                if at not in taken_by or finds(taken_by[at], asked):
                    taken_by[at] = one
                    return True
        return False

    return all(finds(one, set()) for one in range(len(wanted)))


def treatments(facts: Facts) -> list[Fix]:
    """Advice: which array is meant for which Input, only the learner knows."""
    why = f"in the order {facts.clue.facts['names']}, or as a dict with these names"
    lines = edits.reordered(facts, facts.site.picture)
    name = "the model's own order"
    found = [Fix(name, why, one, True, cost=Cost.NOTHING) for one in lines]
    return found or [Fix(name, why)]
