"""Two axes stand in each other's place.

Width before height, steps where features belong, the samples on the last axis of a .mat file: the
sizes are the same ones, in another order. Turn the array, `np.swapaxes`, or write the Input so; to
resize would stretch what only lies on its side.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import tensorflow as tf

from .. import announced, edits
from ..facts import Facts
from ..reading import Clue, Cost, Fix, Shape
from ..treat import treated

CODE = "SC125"
NAME = "swapped-axes"
TITLE = "two axes in each other's place"

SAY = {
    "swapped": (
        "{given} came where {own} is taken: the same sizes, axes {first} and {second} in each "
        "other's place. Do they stand for the same?"
    ),
    "last": (
        "There are {labels} labels, and {labels} stands on axis {place} of what came, {given}: "
        "is that the number of samples? The first axis counts them."
    ),
}


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """The sizes that are taken, two of them exchanged; or as many labels as another axis has."""
    return _samples_last(clue, facts) or _exchanged(clue, facts)


def _exchanged(clue: Clue, facts: Facts) -> Clue | None:
    own, given = facts.made_for, facts.given
    if len(own) != len(given) or len(own) < 3:
        return None
    pair = next(
        (
            pair
            for pair in combinations(range(1, len(own)), 2)
            if given != own
            and _fits(_swapped(given, pair), own)
            and given[pair[0]] != given[pair[1]]
        ),
        None,
    )
    if pair is None or _fits(given, own) or _channels(own, pair):
        return None
    told = {"own": own, "given": given, "first": pair[0], "second": pair[1], "pair": pair}
    return replace(
        clue, cause=NAME, say="swapped", axis=pair[0], expected=own, received=given, facts=told
    )


def _channels(own: Shape, pair: tuple[int, int]) -> bool:
    """Channels first is a cause of its own."""
    return len(own) > 3 and pair[1] == len(own) - 1


def _swapped(shape: Shape, pair: tuple[int, int]) -> Shape:
    turned = list(shape)
    turned[pair[0]], turned[pair[1]] = turned[pair[1]], turned[pair[0]]
    return tuple(turned)


def _fits(shape: Shape, own: Shape) -> bool:
    return all(wanted in (None, size) for size, wanted in zip(shape[1:], own[1:], strict=True))


def _samples_last(clue: Clue, facts: Facts) -> Clue | None:
    """More labels, or fewer, than the first axis has, and as many as another one."""
    many, given = facts.labelled, facts.given
    if clue.cause != "label-shape" or clue.say != "counts" or many is None or not given:
        return None
    places = [place for place, size in enumerate(given) if size == many]
    if len(places) != 1 or places[0] == 0:
        return None
    told = {"labels": many, "place": places[0], "given": given}
    expected = (many, *given[: places[0]], *given[places[0] + 1 :])
    return replace(
        clue, cause=NAME, say="last", axis=0, expected=expected, received=given, facts=told
    )


def treatments(facts: Facts) -> list[Fix]:
    """The array turned, or the Input written in the order that came."""
    told = facts.clue.facts
    if facts.clue.say == "last":
        why = f"axis {told['place']} comes first, the others keep their order"
        moved = f"np.moveaxis({{x}}, {told['place']}, 0)"
        return [treated(facts, "samples first", why, moved, cost=Cost.NOTHING)]
    first, second = told["pair"]
    order = list(range(len(facts.given)))
    order[first], order[second] = second, first
    tensor = isinstance(facts.pictures, (tf.Tensor, tf.data.Dataset))
    turned = (
        f"tf.transpose({{x}}, {tuple(order)})"
        if tensor
        else f"np.swapaxes({{x}}, {first}, {second})"
    )
    why = "the model stays as it is; is that what the axes mean?"
    data = treated(facts, f"exchange axes {first} and {second}", why, turned, cost=Cost.NOTHING)
    written = announced.shape_written(facts, facts.made_for[1:], facts.given[1:])
    why = "the Input takes the axes in the order in which they came"
    anew = edits.fixes(written, f"write the Input as {facts.given[1:]}", why, Cost.NEW)
    return [data, *anew] if len(facts.given) == 4 else [*anew, data]
