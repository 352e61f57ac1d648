"""Two ways through a model should meet again, and their feature maps have different sizes.

Halving an odd side rounds, and doubling it back does not undo that: 25 → 12 → 24. Give a U-Net
sides that divide by 2 for each halving: pad, and cut the answer back.
"""

from __future__ import annotations

from math import ceil
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .. import announced, axes, edits, search
from ..facts import Facts, parts
from ..meeting import Between, Meeting
from ..reading import Clue, Cost, Fix, Shape
from ..replay import layers_of
from ..treat import treated, with_numbers

CODE = "SC109"
NAME = "skip-connection-odd-size"
TITLE = "two branches whose feature maps do not meet"

SAY = {
    "apart": "Two branches should meet and their maps differ: {expected} and {received}.",
    "maps": (
        "Two branches should meet and their feature maps differ: {expected} and {received}. "
        "Halving an odd side rounds, doubling it back does not undo that."
    ),
}

WHY = (
    "each halving then divides evenly, and the branches meet again; cut the answer back afterwards"
)
PAD = "tf.image.pad_to_bounding_box({{x}}, 0, 0, {}, {})"


def meeting(met: Meeting) -> Clue | None:
    """Two feature maps that differ in height or width."""
    if met.between is not Between.MAPS:
        return None
    say = "maps" if _by_rounding(met) else "apart"
    return Clue(NAME, say, met.axis, met.first, met.second, kind=met.op)


def _by_rounding(met: Meeting) -> bool:
    """Whether the sides differ by what halving rounds away, and no more."""
    pairs = [(met.first[axis] or 0, met.second[axis] or 0) for axis in met.axes]
    return all(2 * abs(one - other) < max(one, other) for one, other in pairs)


def treatments(facts: Facts) -> list[Fix]:
    """The pictures padded to sides that meet, or the model built for such."""
    if axes.building(facts):
        return _while_building(facts)
    known = facts.model is not None and facts.spec is not None
    if known and (len(facts.given) != 4 or _channels_first(facts)):
        return _padded_any(facts)
    if known and (size := search.next_multiple(facts.model, facts.spec)):
        tail = _padded_labels(facts, size)
        return [treated(facts, "pad to a multiple", WHY, PAD.format(*size), tail)]
    open_sizes = known and isinstance(facts.inputs, tf.data.Dataset)
    if open_sizes and (divisor := search.divisor(facts.model, facts.spec)):
        return [Fix("pad to a multiple", WHY, _padded_as_they_come(facts, divisor))]
    if built := _built_for_a_multiple(facts):
        return built
    return [Fix("pad to a multiple", f"{WHY} (height and width divisible by 2 for each halving)")]


#: Multiples that sides are raised to, the least first.
STEPS = (2, 4, 8, 16, 32)


def _while_building(facts: Facts) -> list[Fix]:
    """The branches made to meet in the learner's own lines: windows with padding, an Input of even
    sides, a shortcut with the stride of the other branch."""
    why = "a valid window leaves out the border, and the branches then differ by it"
    windows = edits.fixes(edits.all_padded(facts), 'padding="same"', why)
    sized = [*_built_for_a_multiple(facts), *_larger_input(facts)]
    return [*_shortcut(facts), *windows, *sized] or [
        Fix("pad to a multiple", f"{WHY} (height and width divisible by 2 for each halving)")
    ]


def _larger_input(facts: Facts) -> list[Fix]:
    """The Input's sides raised to a multiple."""
    why = "each halving then divides evenly"
    found = []
    for step in STEPS:

        def raised(shape: Shape, step: int = step) -> Shape:
            return (*(size and ceil(size / step) * step for size in shape[:-1]), shape[-1])

        found += announced.inputs_changed(facts, raised)
    return edits.fixes(found, "an Input of even sides", why, Cost.NEW)


def _shortcut(facts: Facts) -> list[Fix]:
    """The larger of two maps that are added brought to the other by a convolution of 1 × 1."""
    first, second = facts.clue.expected or (), facts.clue.received or ()
    added = facts.clue.kind == "Add" or "Add" in facts.site.statement
    if not added or len(first) != 4 or len(second) != 4 or None in (*first[1:], *second[1:]):
        return []
    large, small = sorted((first[1:], second[1:]), key=lambda one: -(one[0] or 0))
    sides: Any = zip(large[:2], small[:2], strict=True)
    strides = {ceil(big / little) for big, little in sides}
    if len(strides) != 1 or strides == {1}:
        return []
    how = f"{small[2]}, 1, strides={strides.pop()}, padding='same'"
    names = [
        name
        for name, value in facts.site.used().items()
        if isinstance(value, keras.KerasTensor) and tuple(value.shape)[1:] == large
    ]
    why = "the shortcut takes the same stride as the other branch"
    found = [
        (
            facts.site.statement,
            edits.through(facts.site.statement, name, f"keras.layers.Conv2D({how})"),
        )
        for name in names
    ]
    return edits.fixes(found, "a convolution in the shortcut", why, Cost.SOME_NEW)


def _channels_first(facts: Facts) -> bool:
    return any(
        getattr(layer, "data_format", "") == "channels_first" for layer in layers_of(facts.model)
    )


def _padded_any(facts: Facts) -> list[Fix]:
    """Zeros behind every side that is no multiple, for volumes and for channels first."""
    given, first = facts.given, _channels_first(facts)
    places = range(2, len(given)) if first else range(1, len(given) - 1)
    if None in [given[place] for place in places]:
        return []
    fixes: dict[str, Fix] = {}
    for step in STEPS:
        sizes: Any = enumerate(given)
        more = [-size % step if place in places else 0 for place, size in sizes]
        pads = ", ".join(f"(0, {size})" for size in more)
        code = f"np.pad({{x}}, [{pads}])" if _array(facts) else f"tf.pad({{x}}, [{pads}])"
        if any(more):
            fixes[code] = treated(facts, "pad to a multiple", WHY, code, cost=Cost.PADDED)
    return list(fixes.values())


def _array(facts: Facts) -> bool:
    return isinstance(facts.pictures, np.ndarray)


def _padded_as_they_come(facts: Facts, divisor: int) -> str:
    """For a dataset whose sizes are open: padding that measures each batch."""
    name, spec = facts.inputs_name, facts.inputs.element_spec
    code = (
        f"def padded(pictures, step={divisor}):\n"
        "    height, width = tf.shape(pictures)[1], tf.shape(pictures)[2]\n"
        "    to = -(-height // step) * step, -(-width // step) * step\n"
        "    return tf.image.pad_to_bounding_box(pictures, 0, 0, *to)\n\n"
    )
    if not isinstance(spec, tuple):
        return code + f"{name} = {name}.map(padded)"
    second = "padded(other)" if len(spec) == 2 and spec[1].shape.rank == 4 else "other"
    return code + f"{name} = {name}.map(lambda pictures, other: (padded(pictures), {second}))"


def _built_for_a_multiple(facts: Facts) -> list[Fix]:
    """The line that builds the model, its odd sizes raised to multiples, the least first."""
    if facts.model is not None:
        return []
    shapes = (facts.clue.expected or (), facts.clue.received or ())
    sides = {size for shape in shapes for size in shape[1:3] if size}
    why = "sides divisible by 2 for each halving"
    found = [
        with_numbers(facts, {size: ceil(size / step) * step for size in sides}) for step in STEPS
    ]
    return edits.fixes(
        [one for one in found if one[1]] if sides else [], "build it for a multiple", why, Cost.NEW
    )


def _padded_labels(facts: Facts, size: tuple[int, int]) -> str:
    """Masks of the picture's size grow with it."""
    name, labels = facts.inputs_name, parts(facts.inputs)[1]
    if labels is not None:
        if len(labels.shape) != 4 or not _as_large(labels.shape, facts.given):
            return ""
        if isinstance(facts.inputs, tf.data.Dataset):
            pad = PAD.format(*size).format(x="masks")
            return f"\n{name} = {name}.map(lambda pictures, masks: (pictures, {pad}))"
        pad = PAD.format(*size).format(x=f"{name}[1]")
        return f"\n{name} = ({name}[0], {pad})"
    name = facts.site.argument(1, "y")
    value = facts.site.value(name)
    if getattr(value, "ndim", 0) not in (3, 4) or not _as_large(value.shape, facts.given):
        return ""
    if value.ndim == 4:
        return f"\n{name} = {PAD.format(*size).format(x=name)}"
    padded = PAD.format(*size).format(x=f"{name}[..., None]")  # class numbers have no channels
    return f"\n{name} = tf.squeeze({padded}, -1)"


def _as_large(shape: tf.TensorShape, given: Shape) -> bool:
    return tuple(shape[1:3]) == given[1:3]
