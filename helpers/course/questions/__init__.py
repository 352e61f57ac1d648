"""The questions of the visits, with an answer to each option. One file a visit.

A visit's file has `QUESTIONS` to predict, and `DECISIONS` to choose with consequences. A cell of a
notebook names one: no answer stands where it is asked.
"""

from helpers.course.questions import (
    channels,
    fixed_size,
    mixed_batch,
    own_model,
    silent,
    start,
    trial,
)
from helpers.course.questions.question import Option, Question

#: {number of the visit: what it asks}, in the order of the course.
VISITS = {
    "00": start,
    "01": fixed_size,
    "02": channels,
    "03": mixed_batch,
    "05": silent,
    "06": trial,
    "07": own_model,
}


def asked(name: str) -> Question:
    """The question or decision of that name. Raises KeyError, with the names that there are."""
    known = {
        one.name: one for visit in VISITS.values() for one in (*visit.QUESTIONS, *visit.DECISIONS)
    }
    if name not in known:
        raise KeyError(f"There is no question {name!r}. There are: {', '.join(known)}.")
    return known[name]


__all__ = ["VISITS", "Option", "Question", "asked"]
