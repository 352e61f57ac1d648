"""Two ways through a model should meet again, and their feature maps have different sizes.

Halving an odd side rounds, and doubling it back does not undo that: 25 → 12 → 24. Give a U-Net
sides that divide by 2 for each halving: pad, and cut the answer back.
"""

from __future__ import annotations

from math import ceil

import tensorflow as tf

from .. import search
from ..facts import Facts, parts
from ..meeting import Between, Meeting
from ..reading import Clue, Fix, Shape
from ..treat import treated, with_numbers

CODE = "SC109"
NAME = "skip-connection-odd-size"
TITLE = "two branches whose feature maps do not meet"

SAY = {
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
    return Clue(NAME, "maps", met.axis, met.first, met.second, kind=met.op)


def treatments(facts: Facts) -> list[Fix]:
    """The pictures padded to sides that meet, or the model built for such."""
    known = facts.model is not None and facts.spec is not None
    if known and (size := search.next_multiple(facts.model, facts.spec)):
        tail = _padded_labels(facts, size)
        return [treated(facts, "pad to a multiple", WHY, PAD.format(*size), tail)]
    open_sizes = known and isinstance(facts.inputs, tf.data.Dataset)
    if open_sizes and (divisor := search.divisor(facts.model, facts.spec)):
        return [Fix("pad to a multiple", WHY, _padded_as_they_come(facts, divisor))]
    line, rewritten = _built_for_a_multiple(facts)
    if rewritten:
        why = "sides divisible by 2 for each halving"
        return [Fix("build it for a multiple", why, rewritten, True, line)]
    return [Fix("pad to a multiple", f"{WHY} (height and width divisible by 2 for each halving)")]


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


def _built_for_a_multiple(facts: Facts) -> tuple[str, str]:
    """The line that builds the model, its odd sizes raised to multiples of 32; "" without."""
    if facts.model is not None:
        return "", ""
    shapes = (facts.clue.expected or (), facts.clue.received or ())
    sides = {size for shape in shapes for size in shape[1:3] if size}
    return with_numbers(facts, {size: ceil(size / 32) * 32 for size in sides})


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
