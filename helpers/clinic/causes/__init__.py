"""The causes, a room each: every file of this folder is one, and nothing else has to name it.

A room has
  CODE, NAME, TITLE      "SC104", "channel-mismatch", and what it is in half a sentence; its
                         docstring is the page that `explain SC104` prints;
  SAY                    its sentences, templates that a clue's numbers and facts fill in;
and of the following what it needs:
  WORDINGS               how messages say it: see `words.Wording`;
  OUTSIDE                True where the model on its input cannot show it: the message leads.

It answers questions, each with a `Clue`, or None for "not mine":
  door(wanted, came, where)          two whole shapes that a model or a layer compared;
  axis(place, size, came)            a size that a layer checks for on one axis;
  rank(least, came)                  a number of axes that it checks for;
  meeting(first, second, how)        two shapes that should have been equal; see `wordings.How`;
  at_step(trace, step)               the layer at which a replay stopped, and what came to it;
  sharpened(clue, trace, step)       its own clue, with what the replay knows better than words;
  instead(clue, facts)               its own clue in the stead of the one that words gave, where
                                     the learner's objects show that it is this;
  evidence(clue, facts)              what the learner's objects and line say for it;
and gives
  treatments(facts)                  a list of `Fix`, the one to try first first;
  silent(case)                       the clue where nothing is raised: see `examine.Case`.
At most one room claims a question: tests see to that.
"""

from __future__ import annotations

import pkgutil
from collections import Counter
from importlib import import_module
from typing import Any, cast

from ..reading import Cause, Clue

_FOUND = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]

#: The rooms, in the order of their codes.
ROOMS: tuple[Any, ...] = tuple(sorted(_FOUND, key=lambda room: room.CODE))

for _key in ("CODE", "NAME"):
    _twice = [value for value, n in Counter(getattr(r, _key) for r in ROOMS).items() if n > 1]
    if _twice:
        raise ImportError(f"Two rooms in {__name__} have the same {_key}: {', '.join(_twice)}.")

_MEMBERS = {room.NAME.replace("-", "_").upper(): (room.NAME, room.CODE) for room in ROOMS}

#: An enum of all causes: `Causes.CHANNEL_MISMATCH == "channel-mismatch"`, its `code` "SC104".
Causes = cast(Any, Cause)("Causes", _MEMBERS)

UNKNOWN = ROOMS[0]

_BY_NAME = {room.NAME: room for room in ROOMS}


def room_of(name: str) -> Any:
    """The room of a cause. KeyError where there is none of that name."""
    return _BY_NAME[name]


def by_code(code: str) -> Any:
    """The room of a code, "SC104" in capitals or not. KeyError where there is none."""
    return {room.CODE: room for room in ROOMS}[code.upper()]


def asked(question: str, *about: Any) -> Clue | None:
    """The clue of the room that claims a question; None where none does."""
    for room in ROOMS:
        answer = getattr(room, question, None)
        clue = answer and answer(*about)
        if clue is not None:
            return cast(Clue, clue)
    return None


def sentence(clue: Clue, thing: str = "sample") -> str:
    """A clue's reading in words: its room's sentence, filled in with its numbers and facts.

    `thing`: what one of the samples is, "picture" or "row", as far as that is known.
    """
    told = vars(clue) | {
        "thing": thing,
        "things": _several(thing),
        "expected_size": clue.expected_size,
        "received_size": clue.received_size,
        **clue.facts,
    }
    return cast(str, room_of(clue.cause).SAY[clue.say].format_map(told))


def _several(thing: str) -> str:
    return " or ".join(f"{one}s" for one in thing.split(" or "))
