"""A table has one row for each place or patch of the picture, and another number of them came.

Position tables of vision transformers fix the size of the picture as Dense does. Give the model the
size that its table was made for.
"""

from __future__ import annotations

from ..facts import Facts
from ..meeting import Between, Meeting
from ..reading import Clue, Fix
from ..treat_sizes import resize_what_is_refused

CODE = "SC115"
NAME = "size-in-table"
TITLE = "a table with a row for each place"

SAY = {
    "places": (
        "A table was made for {places} places, and {tokens} came: patches and position tables "
        "fix the size of the picture."
    ),
}


def meeting(met: Meeting) -> Clue | None:
    """Rows of patches, (batch, places, features), and a table of another number of places."""
    if met.between is not Between.TABLE or met.alone or len(met.axes) > 1:
        return None
    first, second = met.first, met.second
    table_second = second[:1] == (1,) or len(second) < len(first)
    table, came = (second, first) if table_second else (first, second)
    axis = met.axes[0]  # from the end, where they are laid over each other
    facts = {"places": table[axis], "tokens": came[axis]}
    return Clue(NAME, "places", len(came) + axis, table, came, facts=facts)


def treatments(facts: Facts) -> list[Fix]:
    """The picture brought to the size that the table was made for, where the replay finds it."""
    return resize_what_is_refused(facts)
