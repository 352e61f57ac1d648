"""Lines of a model to put in order, so that it takes the sizes that a failure map shows."""

from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

import keras
import tensorflow as tf
from keras import layers

from helpers.clinic import sizes
from helpers.clinic.words import telling
from helpers.course import progress


@dataclass(frozen=True)
class Order:
    """The layers of a `keras.Sequential`, a line of code each, to be put into a right order.

    `name`: as `progress` knows it, "<visit's file>.<variable>" like "fixed_size.order". `asks`:
    the task in words. `lines` stand in one right order, without commas at their ends; any order
    with the same failure map over `sizes` (pixels, of heights and widths alike) is right.
    """

    name: str
    asks: str
    lines: tuple[str, ...]
    sizes: tuple[int, ...]

    @property
    def progress_name(self) -> str:
        """The name by which `progress` knows it."""
        return self.name

    @cached_property
    def shuffled(self) -> tuple[int, ...]:
        """Places of `lines` in the order in which they are shown: the same ones every time.

        No two models that differ by their map are taken for one: it is an order that is wrong.
        """
        chance, places = Random(self.name), list(range(len(self.lines)))
        for _ in range(100):
            chance.shuffle(places)
            if not self.judged(places).right:
                break
        return tuple(places)

    @cached_property
    def target(self) -> sizes.FailureMap:
        """The failure map to reach. Its layers are not named: that would tell the order."""
        found = self._map(range(len(self.lines)))
        return replace(found, refusers=tuple(("",) * len(row) for row in found.refusers))

    def judged(self, places) -> "Judgement":
        """What becomes of the lines in the order of `places`. Raises ValueError for no order."""
        if sorted(places) != list(range(len(self.lines))):
            raise ValueError(f"{places} is no order of {len(self.lines)} lines")
        try:
            found = self._map(places)
        except Exception as error:  # whatever Keras says to such an order
            return Judgement(problem=f"{type(error).__name__}: {telling(str(error))}")
        return Judgement(found, found.outcomes == self.target.outcomes)

    def check(self, places) -> "Judgement":
        """`judged`, and noted where it is right."""
        judgement = self.judged(places)
        if judgement.right:
            progress.record("exercise", self.progress_name)
        return judgement

    def code(self, places) -> str:
        """The model in that order, as Python."""
        return "keras.Sequential([{}])".format(
            "".join(f"\n    {self.lines[place]}," for place in places) + "\n"
        )

    def _map(self, places):
        """The failure map of the lines in that order, its refusing layers named by their lines."""
        names = {"keras": keras, "layers": layers, "tf": tf}
        model = eval(self.code(places), names)  # lines of the course, the learner's order
        # An Input is no layer of a Sequential.
        kept = [place for place in places if "Input(" not in self.lines[place]]
        lines = {
            layer.name: self.lines[place] for layer, place in zip(model.layers, kept, strict=True)
        }
        found = sizes.failure_map(model, self.sizes, self.sizes)
        told = tuple(tuple(lines.get(one, one) for one in row) for row in found.refusers)
        return replace(found, refusers=told)


@dataclass(frozen=True)
class Judgement:
    """What an order gives: its failure map and whether that is the target's, or why it is none."""

    found: sizes.FailureMap | None = None
    right: bool = False
    problem: str = ""
