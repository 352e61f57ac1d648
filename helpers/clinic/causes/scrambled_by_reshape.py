"""An array was reshaped where its axes should have been moved: numbers stay in their order.

`reshape` cuts the same row of numbers at other places. Rows of 3072 that hold all reds, then all
greens, then all blues, are (3, 32, 32) first, and `tf.transpose` makes (32, 32, 3) of that. A map
of 12 × 50 places becomes 50 steps by `Permute`, and only then by `Reshape`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Any

from ..case import Case
from ..compare import PICTURE_CHANNELS
from ..facts import Facts
from ..reading import Clue, Confidence, Fix, Shape
from ..replay import by_name
from ..smoothness import measurable, near, ragged, smooth
from ..trace import LayerStep
from ..treat import treated
from ..words import sides

CODE = "SC207"
NAME = "scrambled-by-reshape"
TITLE = "reshaped where axes should have been moved"

SAY = {
    "pixels": (
        "Was this made by a reshape? Neighbours in these pictures of {size} differ by {apart}. "
        "Read as {other}, in the same order, they differ by {together} only, as in a photo."
    ),
    "axis": (
        "{layer} makes {made} of {came}. Is its axis of {length} meant to be the {length} {lines} "
        "of that map? A reshape moves no axis: each of the {length} is a piece of {piece} numbers, "
        "{places} places out of a row of {width} and none of the {lines}."
    ),
}

#: What is in its own order differs by less than this part of what it does in another.
CLEARLY = 0.75


@dataclass(frozen=True)
class Order:
    """Another order that pictures may have had: `shape`, its two sides, and the way back from it,
    an expression of {x}. `words`: what it is.
    """

    shape: tuple[int, ...]
    sides: tuple[int, int]
    back: str
    words: str


def silent(case: Case) -> Clue | None:
    """A Reshape that cuts through the sides of a map; or pictures that are smoother in another
    order of the same numbers.
    """
    return _by_a_layer(case) or _by_the_numbers(case)


# --- by a layer: index arithmetic ----------------------------------------------------------------


def _by_a_layer(case: Case) -> Clue | None:
    steps = case.passed.steps if case.passed else ()
    for at, step in enumerate(steps):
        if step.kind != "Reshape" or not any("2D" in one.kind for one in steps[:at]):
            continue
        came, made = step.shape_in[1:], (step.shape_out or ())[1:]
        whole = len(came) == 3 and all(isinstance(size, int) for size in (*came, *made))
        if whole and prod(came) == prod(made) and (place := _taken_for(came, made)) is not None:
            return _clue_of(step, came, made, place)
    return None


def _clue_of(step: LayerStep, came: tuple[int, ...], made: tuple[int, ...], place: int) -> Clue:
    piece = prod(made[place + 1 :])
    facts = {
        "made": sides(made),
        "came": sides(came),
        "length": made[place],
        "lines": "columns" if made[place] == came[1] else "rows",
        "piece": piece,
        "places": f"{piece / came[2]:g}",
        "width": came[1],
        "first": place == 0,
    }
    clue = Clue(NAME, "axis", None, None, step.shape_in, step.name, step.kind, facts=facts)
    return replace(clue, sure=Confidence.MEDIUM)


def _taken_for(came: tuple[int, ...], made: tuple[int, ...]) -> int | None:
    """The axis of `made` that is as long as a side of the map `came`, (height, width, channels),
    and holds parts of both sides; None for none.

    An axis that is cut in equal parts, or joined with its neighbour, stays in order.
    """
    own, new = _spans(came), _spans(made)
    if not any(_cuts(span, side) for span in new for side in own[:2]):
        return None
    for place, span in enumerate(new):
        if made[place] > 1 and made[place] in came[:2] and span not in own:
            return place
    return None


def _spans(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Of each axis: how many numbers lie between neighbours on it, and between its ends."""
    steps = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    return [(step, step * size) for step, size in zip(steps, shape, strict=True)]


def _cuts(span: tuple[int, int], side: tuple[int, int]) -> bool:
    """Whether an axis takes a part of a side, and something else besides."""
    meets = max(span[0], side[0]) < min(span[1], side[1])
    inside = side[0] <= span[0] and span[1] <= side[1]
    around = span[0] <= side[0] and side[1] <= span[1]
    return meets and not inside and not around


# --- by the numbers: what a photo looks like -----------------------------------------------------


def _by_the_numbers(case: Case) -> Clue | None:
    if case.passed is None or not measurable(case.inputs):
        return None
    step, first = _windowed(case)
    shape = step.shape_in if step else ()
    if step is None or len(shape) != 4:
        return None
    height, width, channels = (*shape[2:], shape[1]) if first else shape[1:]
    least = 2 * max(PICTURE_CHANNELS)
    if channels not in PICTURE_CHANNELS or min(height, width) <= least:
        return None
    in_rows = len(case.passed.shape_in) == 2
    for order in _orders(shape, first, case.passed.made_for)[: 1 if in_rows else None]:
        told = _smoother(case.inputs, shape, (2, 3) if first else (1, 2), order)
        if told is not None:
            rows = f"tf.reshape({order.back}, (-1, {prod(shape[1:])}))"
            facts = {
                "size": sides(shape[1:]),
                "other": order.words,
                "apart": f"{told[0]:.2g}",
                "together": f"{told[1]:.2g}",
                "back": rows if in_rows else order.back,
            }
            came = case.passed.shape_in
            clue = Clue(NAME, "pixels", None, None, came, step.name, step.kind, facts=facts)
            return replace(clue, sure=Confidence.MEDIUM)
    return None


def _windowed(case: Case) -> tuple[LayerStep | None, bool]:
    """The first layer that looks at places beside each other in the numbers as they came, be it
    that a Reshape made pictures of them; and whether it takes channels first. A Dense behind a
    Flatten does not mind the order.
    """
    layers = by_name(case.model)
    shape = case.seen.shape_in if case.seen else ()
    for step in case.seen.steps if case.seen else ():
        told = getattr(layers.get(step.name), "data_format", "")
        if step.kind == "Reshape" and step.shape_in == shape and len(shape) == 2:
            shape = step.shape_out or ()
        elif step.kind != "Flatten" and told in ("channels_last", "channels_first"):
            return (step if step.shape_in == shape else None), told == "channels_first"
    return None, False


def _orders(shape: tuple[int, ...], first: bool, made_for: Shape) -> list[Order]:
    """Orders that are mistaken for (batch, height, width, channels), or for channels first."""
    if first:
        many, deep, high, wide = shape
        back = f"tf.transpose(tf.reshape({{x}}, (-1, {high}, {wide}, {deep})), (0, 3, 1, 2))"
        words = f"{high} × {wide} × {deep}, channels last"
        return [Order((many, high, wide, deep), (1, 2), back, words)] if deep > 1 else []
    many, high, wide, deep = shape
    orders = []
    if deep > 1:  # first: it is the only one that is looked for in rows
        back = f"tf.transpose(tf.reshape({{x}}, (-1, {deep}, {high}, {wide})), (0, 2, 3, 1))"
        words = f"{deep} planes of {high} × {wide}"
        orders.append(Order((many, deep, high, wide), (2, 3), back, words))
    if many > 1:
        back = f"tf.transpose(tf.reshape({{x}}, ({high}, {wide}, {deep}, -1)), (3, 0, 1, 2))"
        words = f"{high} × {wide} × {deep} with the {many} pictures on the last axis"
        orders.append(Order((high, wide, deep, many), (0, 1), back, words))
    if high != wide:
        back = f"tf.reshape({{x}}, (-1, {wide}, {high}, {deep}))"
        if made_for[1:3] == (high, wide):
            back = f"tf.image.resize({back}, ({high}, {wide}))"
        words = f"pictures of {wide} × {high}"
        orders.append(Order((many, wide, high, deep), (1, 2), back, words))
    return orders


def _smoother(
    values: Any, shape: tuple[int, ...], own: tuple[int, int], order: Order
) -> tuple[float, float] | None:
    """How far neighbours differ as they came and in another order, where only that is a photo's."""
    if not all(smooth(values, order.shape, axis) for axis in order.sides):
        return None
    came = [near(values, shape, axis) for axis in own]
    other = [near(values, order.shape, axis) for axis in order.sides]
    less = [one < CLEARLY * before for one, before in zip(other, came, strict=True)]
    rough = any(ragged(values, shape, axis) for axis in own)
    on_the_whole = rough and any(less) and sum(other) < CLEARLY * sum(came)
    if on_the_whole or all(less) and _differ(values, shape, own, max(other)):
        return max(came), max(other)
    return None


def _differ(values: Any, shape: tuple[int, ...], own: tuple[int, int], least: float) -> bool:
    """Whether the channels differ, as neighbours do: three equal ones are a gray picture."""
    axis = 3 if own == (1, 2) else 1
    return shape[axis] > 1 and near(values, shape, axis) > least / 2


# --- treatments ----------------------------------------------------------------------------------


def treatments(facts: Facts) -> list[Fix]:
    """The same numbers in the order that they had, or the axes moved before the Reshape."""
    if facts.clue.say == "pixels":
        why = "first the shape that the numbers had, then the axes moved"
        return [treated(facts, "reshape, then transpose", why, facts.clue.facts["back"])]
    return [_permuted(facts)]


def _permuted(facts: Facts) -> Fix:
    """Width and height changed round before the Reshape, in a copy with the same weights."""
    name, why = "Permute before Reshape", "Permute moves an axis, Reshape cuts and joins"
    clue, model = facts.clue, facts.model_name
    functional = type(facts.model).__name__ in ("Functional", "Sequential") and any(
        layer.name == clue.layer for layer in getattr(facts.model, "layers", ())
    )
    if not functional or not clue.facts["first"] or clue.facts["lines"] != "columns":
        return Fix(name, why)
    code = (
        "def permuted(layer):\n"
        "    same = type(layer).from_config(layer.get_config())\n"
        f"    if layer.name != {clue.layer!r}:\n"
        "        return same\n"
        "    return keras.Sequential([keras.layers.Permute((2, 1, 3)), same])\n\n"
        f"turned = keras.models.clone_model({model}, clone_function=permuted)\n"
        f"turned.set_weights({model}.get_weights())\n"
        f"{model} = turned  # to be trained on: what comes to the next layer is new to it"
    )
    return Fix(name, why, code)
