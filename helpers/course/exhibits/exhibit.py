"""What an exhibit is: a phrase, the lines that decide it, and what they would print if it held."""

import io
import logging
import re
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import keras
import numpy as np
import tensorflow as tf
from keras import layers

ARTICLE = "Why does resizing a TensorFlow layer crash with differing image shapes?"

TRUE, PARTLY, FALSE, DEPENDS = VERDICTS = ("true", "partly", "false", "depends on the version")

#: What may be foreseen of a try without its words: that it runs, or that it does not.
RUNS, ERROR = "runs", "an error"
_KINDS = {RUNS: r"\(.*\)", ERROR: r"\w+Error"}

#: In place of a value that was not printed, because the lines failed before.
MISSING = "not reached"


class Other:
    """A module, or an object, with some of its names changed: a part of another world."""

    def __init__(self, real, **changed):
        self.__dict__.update(changed)
        self._real = real

    def __getattr__(self, name):
        return getattr(self._real, name)


def outcome(act):
    """The shape of what `act()` gives, or the name of what it raises, as text."""
    try:
        return str(tuple(act().shape))
    except Exception as error:  # its type is the answer
        return type(error).__name__


@dataclass(frozen=True)
class Exhibit:
    """A claim on trial.

    `claim`: its place in the article, such as "T9" in the text or "E1.4" in an example. `phrase`:
    a few of its words. `code`: plain TensorFlow, which prints lines of the form "what: value".
    `foreseen`: {what: value} of some of them, if the claim held. `instead`: what to say.
    `elsewhere`: {versions: {what: value}}, recorded where another one is printed; not run here.
    """

    name: str
    claim: str
    phrase: str
    code: str
    foreseen: Mapping[str, str]
    instead: str
    elsewhere: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def run(self, **world) -> str:
        """What the code prints. `world`: other things under the names that it uses, like `tf`."""
        told = io.StringIO()
        names = {"keras": keras, "layers": layers, "np": np, "tf": tf, "outcome": outcome}
        names |= world | {"print": partial(print, file=told)}
        with _without_advice():
            try:
                exec(self.code, names)  # lines of the course
            except Exception as error:  # in another world
                print(f"stopped by: {type(error).__name__}", file=told)
        return told.getvalue()

    def compared(self, printed) -> "dict[str, Compared]":
        """{what: what the claim foresees, what was printed, and whether these agree}."""
        return self._compared(values(printed))

    def verdict(self, printed) -> str:
        """One of `VERDICTS`, from what was printed."""
        here = values(printed)
        holds = [one.agrees for one in self._compared(here).values()]
        for recorded in self.elsewhere.values():
            there = self._compared(here | dict(recorded))
            if holds != [one.agrees for one in there.values()]:
                return DEPENDS
        return TRUE if all(holds) else PARTLY if any(holds) else FALSE

    def _compared(self, found):
        return {
            what: Compared(told, found.get(what, MISSING)) for what, told in self.foreseen.items()
        }


@dataclass(frozen=True)
class Compared:
    """One value: what the claim foresees, and what was printed."""

    foreseen: str
    printed: str

    @property
    def agrees(self) -> bool:
        """Whether it is what the claim foresees."""
        pattern = _KINDS.get(self.foreseen, re.escape(self.foreseen))
        return re.fullmatch(pattern, self.printed) is not None


@contextmanager
def _without_advice():
    """Without what TensorFlow logs on many graphs: to make them is what some lines are for."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def values(printed) -> "dict[str, str]":
    """{what: value} of printed lines."""
    parts = (line.rpartition(": ") for line in printed.splitlines())
    return {what: value for what, _, value in parts}
