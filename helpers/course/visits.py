"""The visits, and how far a learner is in each."""

from dataclasses import dataclass
from importlib import import_module

from helpers.course import progress
from helpers.course.exercises.exercise import Task
from helpers.course.exercises.order import Order
from helpers.course.questions import VISITS

#: {number of the visit: what it is about}, as on the map of the first page.
ABOUT = {
    "00": "this page",
    "01": "a size pinned by Flatten and Dense",
    "02": "open sizes, channels, the batch axis",
    "03": "mixed sizes, padding and masks, buckets",
    "05": "what raises nothing: scrambled, unread, empty",
    "06": "explanations from the web, each decided by a run",
    "07": "failure maps, model files, repairs",
}


@dataclass(frozen=True)
class Done:
    """What was done in a visit.

    `predictions`: for each question True, False, or None where it was not committed; `exercises`:
    for each whether it was solved. In the order of the visit.
    """

    visit: str
    about: str
    predictions: tuple[bool | None, ...]
    exercises: tuple[bool, ...]


def room(visit):
    """The module that holds the exercises of a visit, such as "01"."""
    name = VISITS[visit].__name__.rpartition(".")[2]
    return import_module(f"helpers.course.exercises.{name}")


def tasks(visit):
    """{variable: exercise, message or order} of a visit."""
    known = vars(room(visit)).items()
    return {name: value for name, value in known if isinstance(value, (Task, Order))}


def done():
    """A `Done` of each visit, in the order of the course."""
    known = progress.read()
    solved = known.get("exercise", {})
    answered = known.get("prediction", {}) | known.get("decision", {})
    for visit, about in ABOUT.items():
        asked = (*VISITS[visit].QUESTIONS, *VISITS[visit].DECISIONS)
        yield Done(
            visit,
            about,
            tuple(answered.get(one.name, {}).get("right") for one in asked),
            tuple(task.progress_name in solved for task in tasks(visit).values()),
        )
