"""map() and batch(), fused into one step, fill a picture into another one's shape.

TensorFlow fuses them to save time, and the fused step copies numbers without comparing shapes:
where two pictures have equally many numbers, 120 × 80 and 80 × 120, nothing is raised.
"""

from __future__ import annotations

import re
from math import prod
from typing import Any

import tensorflow as tf

from ..case import Case
from ..facts import Facts
from ..reading import Clue, Fix, Shape
from ..words import plain, shape_of, sides

CODE = "SC203"
NAME = "scrambled-in-batch"
TITLE = "a picture filled into another one's shape"

SAY = {
    "scrambled": (
        "In batch {number} the first picture is {first} and picture {place} is {other}: {count} "
        "numbers each. map() and batch(), which TensorFlow fuses, fill one into the other's "
        "shape and raise nothing; kept apart they refuse that batch. {number} of at most {most} "
        "batches were looked at."
    ),
}

LOOKED_AT = 10  # batches of a pipeline, at most


def silent(case: Case) -> Clue | None:
    """A batch that is refused where map and batch are kept apart, and comes if they are fused."""
    if case.dataset is None:
        return None
    batches, error = _batches(case.dataset.with_options(_apart()))
    met = _two_shapes(error)
    if met is None or prod(map(int, met[0])) != prod(map(int, met[1])):  # type: ignore[arg-type]
        return None
    number = len(batches) + 1
    fused, error = _batches(case.dataset.take(number))
    if error:
        return None
    first, other, place = met
    facts = {
        "number": number,
        "first": sides(first),
        "other": sides(other),
        "place": place + 1,
        "count": prod(map(int, first)),  # type: ignore[arg-type]
        "most": LOOKED_AT,
        "batch": fused[0],
    }
    return Clue(NAME, "scrambled", None, first, other, "map, batch", facts=facts)


def _apart() -> tf.data.Options:
    options = tf.data.Options()
    options.experimental_optimization.map_and_batch_fusion = False
    return options


def _batches(dataset: tf.data.Dataset) -> tuple[list[int], str]:
    """The sizes of the batches that come, and the words of what a batch raises, "" for nothing."""
    came: list[int] = []
    try:
        for batch in dataset.take(LOOKED_AT):
            came.append(tf.nest.flatten(batch)[0].shape[0])
    except tf.errors.OpError as error:
        return came, plain(str(error))
    return came, ""


def _two_shapes(message: str) -> tuple[Shape, Shape, int] | None:
    """The shapes that could not be batched, and the second's place; None for other messages."""
    found = re.search(
        r"First element had shape (\[[\d,]*\]) and element (\d+) had shape (\[[\d,]*\])", message
    )
    return (shape_of(found[1]), shape_of(found[3]), int(found[2])) if found else None


def treatments(facts: Facts) -> list[Fix]:
    """One size before the batch; or the two steps kept apart, which refuses."""
    apart = (
        "apart = tf.data.Options()\n"
        "apart.experimental_optimization.map_and_batch_fusion = False\n"
        "dataset = dataset.with_options(apart)"
    )
    why = (
        "in the map, where every picture still has its own shape; here `dataset` is the pipeline "
        "up to its batch()"
    )
    return [
        Fix("one size before the batch", why, _resized(facts)),
        Fix("keep map and batch apart", "the batch is refused then, instead of scrambled", apart),
    ]


def _resized(facts: Facts) -> str:
    spec: Any = facts.inputs.element_spec
    labelled = isinstance(spec, tuple) and len(spec) == 2
    if not labelled and not isinstance(spec, tf.TensorSpec):
        return ""
    made_for = getattr(facts.model, "input_shape", None) or ()
    fixed = len(made_for) == 4 and None not in made_for[1:3]
    first = facts.clue.expected or ()
    size = tuple(made_for[1:3]) if fixed else (max(side or 0 for side in first[:2]),) * 2
    resized = f"tf.image.resize(picture, {size})"
    work = (
        f"lambda picture, label: ({resized}, label)" if labelled else f"lambda picture: {resized}"
    )
    return f"dataset = dataset.map({work}).batch({facts.clue.facts['batch']})"
