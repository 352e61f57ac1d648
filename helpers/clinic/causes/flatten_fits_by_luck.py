"""The row has the right length by luck, and every number in it stands in the wrong place.

Dense tells its inputs apart by their place alone. 37 × 333 places make as long a row as
111 × 111, so nothing is raised; but the places hold other parts of the picture.
"""

from __future__ import annotations

from ..case import Case
from ..compare import row
from ..facts import Facts
from ..reading import Clue, Fix
from ..treat_sizes import kinds_of, pooled, resize_first
from ..words import sides

CODE = "SC201"
NAME = "flatten-fits-by-luck"
TITLE = "a row of the right length from a picture of another shape"

SAY = {
    "luck": (
        "The picture is read in rows of the wrong length: it is {size} instead of {own}, and "
        "{layer} makes as long a row of both, {received_size} numbers. Dense tells them apart by "
        "their place in the row, and in this picture the same places hold other parts."
    ),
}


def silent(case: Case) -> Clue | None:
    """A Flatten that makes as long a row of another map."""
    seen = case.passed
    step = seen.misread if seen else None
    own = seen.own_step(step.name) if seen and step else None
    if seen is None or step is None or own is None or step.kind != "Flatten" or case.swapped:
        return None
    facts = {
        "size": sides(seen.shape_in[1:3]),
        "own": sides(seen.made_for[1:3]),
        "from": (own.shape_in[1:], step.shape_in[1:]),
    }
    expected, received = row((own.shape_out or ())[-1]), (step.shape_out or ())
    return Clue(NAME, "luck", 1, expected, received, step.name, step.kind, facts=facts)


def treatments(facts: Facts) -> list[Fix]:
    """The size that the model was made for; or a head that takes any."""
    resize = resize_first(facts)
    others = [pooled(facts)] if "Flatten" in kinds_of(facts) else []
    return [resize, *others] if resize else others
