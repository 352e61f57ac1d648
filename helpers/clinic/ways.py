"""The ways of running a model, where they differ: a call, `predict`, `fit`, `export`.

`predict` and `fit` trace a model for the first size that they see. For a second they trace it once
more, with open sides, as `export` does from the start; a layer that needs numbers there refuses.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from .shapes import Shapes
from .trace import REFUSED, Refusal, Shape

#: Weights: of more no copy is made, or trying could need more memory than there is.
COPIED = 5_000_000


@dataclass(frozen=True)
class Way:
    """One way of running a model, `refusal` being what it raised at the second of two sizes.

    `name`: "call", "predict", "fit" or "export"; the last is refused at once, or not.
    """

    name: str
    refusal: Refusal | None = None

    @property
    def takes(self) -> bool:
        """Whether it takes a second size after a first."""
        return self.refusal is None


def ways(shapes: Shapes, first: Shape, second: Shape) -> tuple[Way, ...]:
    """Each `Way`, tried on a copy with zeros of one shape and then of another, batch axis included.

    () where a trace with open sides says that they do not differ, and for a model without a copy.
    """
    sides = tuple(one if one == other else None for one, other in zip(first, second))
    if shapes.trace(sides).outcome != REFUSED or shapes.model.count_params() > COPIED:
        return ()
    try:
        patient = copy.deepcopy(shapes.model)
    except Exception:  # a class of the learner's own may not know how
        return ()
    pictures = np.zeros(first, "float32"), np.zeros(second, "float32")
    return tuple(Way(name, _refused(try_)) for name, try_ in _tries(patient, pictures).items())


def _tries(model: Any, pictures: tuple[Any, Any]) -> dict[str, Callable[[], object]]:
    """{name: what runs the model in that way on both}."""

    def call() -> None:
        for picture in pictures:
            model(picture)

    def predict() -> None:
        for picture in pictures:
            model.predict(picture, verbose=0)

    def fit() -> None:
        model.compile("sgd", "mse")
        for picture in pictures:
            targets = tf.nest.map_structure(tf.zeros_like, model(picture))
            model.fit(picture, targets, verbose=0)

    def export() -> None:
        with tempfile.TemporaryDirectory() as folder:
            model.export(folder, verbose=False)

    return {"call": call, "predict": predict, "fit": fit, "export": export}


def _refused(try_: Callable[[], object]) -> Refusal | None:
    """What is raised, as text; None for nothing."""
    try:
        try_()
    except Exception as error:  # any type: what a model raises is what we are here to see
        return Refusal.of(error)
    return None
