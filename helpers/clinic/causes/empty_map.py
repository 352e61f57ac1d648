"""Nothing is left of a feature map, and what follows computes with nothing.

The mean of nothing is NaN, and what comes of a convolution without room for its window may be
whatever lay in memory. Give the model pictures that leave a place in every map.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from .. import reach, replay, search
from ..case import Case
from ..facts import Facts
from ..reading import Clue, Fix
from ..words import sides

CODE = "SC205"
NAME = "empty-feature-map"
TITLE = "a feature map without a place in it"

SAY = {
    "left": (
        "The picture is too small: {layer} gets {came}, and leaves {left} of it. The mean of "
        "nothing is NaN, and what comes of a convolution without room may be whatever lay in "
        "memory."
    ),
    "no room": (
        "The picture is too small: {layer} gets {came}, and has no room for its window there. "
        "The mean of nothing is NaN, and what comes of a convolution without room may be "
        "whatever lay in memory."
    ),
}


def silent(case: Case) -> Clue | None:
    """The layer that empties its map, whether this build of TensorFlow refuses that or not."""
    step = None if case.guessed or case.model is None else case.emptied
    if step is None:
        return None
    facts = {"came": sides(step.shape_in[1:]), "left": sides((step.shape_out or ())[1:])}
    say = "left" if step.shape_out else "no room"
    return Clue(NAME, say, None, None, step.shape_in, step.name, step.kind, facts=facts)


def treatments(facts: Facts) -> list[Fix]:
    """The least size of this aspect that leaves something in every map, and is read as a whole."""
    larger = search.least_of_aspect(facts.model, facts.spec) if facts.spec is not None else None
    if larger is None or facts.spec is None:
        return [Fix("larger pictures", "a model needs a place in every map")]
    name = facts.inputs_name
    whole = _all_read(facts.model, facts.spec, larger)
    why = f"{sides(whole)} is the least of this aspect that leaves something in every map"
    if whole != larger:
        why += ", and of which every row and column is read"
    return [Fix("resize or pad first", why, f"{name} = tf.image.resize({name}, {whole})")]


def _all_read(model: Any, spec: tf.TensorSpec, least: tuple[int, int]) -> tuple[int, int]:
    """The first size from `least` on of which every row and column is read; `least` for none."""
    shape = (*spec.shape[:-3], *least, spec.shape[-1])
    seen = replay.watched(model, tf.TensorSpec(shape, spec.dtype))
    windows = reach.of(model, seen) if seen else None
    if windows is None:
        return least
    height, width = spec.shape[-3:-1]
    for side in range(min(least), 8 * min(least)):
        size = (-(-side * height // min(height, width)), -(-side * width // min(height, width)))
        if all(windows.read(axis, one) == one for axis, one in enumerate(size)):
            return size
    return least
