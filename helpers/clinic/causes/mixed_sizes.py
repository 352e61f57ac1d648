"""A batch is one tensor, one tensor has one shape, and these pictures have several.

Resize each picture before batching, or batch without one common size: batches of one,
`padded_batch` (the zeros move the answer unless they are masked), or buckets of equal sizes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from .. import edits
from ..compare import PICTURE_CHANNELS, differences, first_difference, only
from ..facts import LABELLED, Facts
from ..meeting import Between, Meeting
from ..reading import Clue, Fix, Shape
from ..treat_batches import resized_before
from ..words import GAP, SHAPE, Wording, input_shapes, shape_of

CODE = "SC108"
NAME = "mixed-sizes-in-batch"
TITLE = "pictures of several sizes in one tensor"
OUTSIDE = True

SAY = {
    "compared": "Two pictures are compared, and have two shapes: {expected} and {received}.",
    "several": "One tensor has one shape, and these pictures have several.",
    "two": "One tensor has one shape, and these pictures have several: {expected} and {received}.",
    "along": (
        "One array has one shape; these pictures differ on axis {axis}: {expected_size} and "
        "{received_size}."
    ),
    "objects": (
        "An array of objects: NumPy found no common shape for these pictures and kept them apart."
    ),
    "list": (
        "A list of arrays is taken for several inputs, one each, and their first axes differ: "
        "{sizes}. Pictures of one batch belong in one array."
    ),
}


def _mixed(found: re.Match[str], text: str) -> Clue:
    groups = found.groupdict()
    return _two(*(shape_of(groups.get(name) or "") for name in ("first", "other")))


def _two(first: Shape, other: Shape) -> Clue:
    if not first or not other:
        return Clue(NAME, "several", None, first or None, other or None)
    axis = first_difference(first, other) if len(first) == len(other) else None
    return Clue(NAME, "two", axis, first, other)


def _padded(found: re.Match[str], text: str) -> Clue:
    """A padded batch of a fixed size, and a picture that exceeds it."""
    first, other = shape_of(found["first"]), shape_of(found["other"])
    pairs = enumerate(zip(first, other, strict=False))
    axis = next((at for at, (size, came) in pairs if (came or 0) > (size or 0)), None)
    return Clue(NAME, "two", axis, first, other)


def _packed(found: re.Match[str], text: str) -> Clue | None:
    shapes = input_shapes(text)
    return _two(*shapes[:2]) if len(shapes) > 1 else None


def _along(found: re.Match[str], text: str) -> Clue:
    axis, first, other = (int(found[name]) for name in ("axis", "first", "other"))
    axes = max(axis + 1, 3)
    return Clue(NAME, "along", axis, only(axis, first, axes), only(axis, other, axes))


def _objects(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "objects")


def _list(found: re.Match[str], text: str) -> Clue | None:
    """`fit([first, second], ...)`: Keras counts the first axis of each, and they differ."""
    sizes = [int(one) for one in re.findall(r"\d+", found["first"])]
    if len(set(sizes)) == 1:
        return None
    other = next(size for size in sizes if size != sizes[0])
    facts = {"sizes": ", ".join(map(str, sizes[:4]))}
    return Clue(NAME, "list", 0, only(0, sizes[0], 3), only(0, other, 3), facts=facts)


WORDINGS = (
    Wording(
        rf"Cannot batch tensors with different shapes in component \d+\. "
        rf"First element had shape (?P<first>{SHAPE}) and element \d+ had shape (?P<other>{SHAPE})",
        _mixed,
        "TF 2.1 to 2.23",
    ),
    Wording(
        rf"number of elements does not match\. "
        rf"Shapes are: \[tensor\]: (?P<other>{SHAPE}), \[batch\]: (?P<first>{SHAPE})",
        _mixed,
        "TF 2.21",
    ),
    Wording(
        rf"Shapes of all inputs must match: "
        rf"values\[0\]\.shape = (?P<first>{SHAPE}) != values\[\d+\]\.shape = (?P<other>{SHAPE})",
        _mixed,
        "TF 2.1 to 2.23",
    ),
    Wording(r"all input arrays must have the same shape", _mixed, "NumPy 1.18 to 2.4"),
    Wording(r"inhomogeneous shape", _mixed, "NumPy 1.24 to 2.4"),
    Wording(r"non-rectangular Python sequence", _mixed, "TF 2.1 to 2.23"),
    Wording(rf"in both shapes must be equal, but are {GAP}= Pack\[", _packed, "TF 2.21"),
    Wording(
        rf"could not broadcast input array from shape (?P<other>{SHAPE})"
        rf" into shape (?P<first>{SHAPE})",
        _mixed,
        "NumPy 1.18 to 2.4",
    ),
    Wording(
        r"along dimension (?P<axis>\d{1,2}), the array at index \d+ has size (?P<first>\d+)"
        r" and the array at index \d+ has size (?P<other>\d+)",
        _along,
        "NumPy 2.4",
    ),
    Wording(
        rf"yielded an element of shape (?P<other>{SHAPE})"
        rf" where an element of shape (?P<first>{SHAPE}) was expected",
        _mixed,
        "TF 2.21",
    ),
    Wording(
        r"Invalid dtype: object|Unsupported object type|numpy\.object_|dtype\('O'\)",
        _objects,
        "TF 2.1 to 2.23, Keras 3.1 to 3.16",
    ),
    Wording(
        rf"Data cardinality is ambiguous{GAP}'\w+' sizes: (?P<first>[\d, ]+)",
        _list,
        "Keras 3.1 to 3.16",
    ),
    Wording(
        rf"padded shape (?P<first>{SHAPE}) is not compatible with the shape (?P<other>{SHAPE})",
        _padded,
        "TF 2.21",
    ),
    Wording(r"Attempted to pad to a smaller size than the input", _mixed, "TF 2.21"),
)


def meeting(met: Meeting) -> Clue | None:
    """Pictures that an operation called by itself should have joined."""
    if met.between is not Between.PICTURES:
        return None
    return Clue(NAME, "two", met.axis, met.first, met.second)


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """Two pictures that are compared by a function of tf.image, where no labels are."""
    if clue.cause == NAME and clue.say == "several" and _of_plain_lists(facts):
        return Clue("unknown", "other")
    function = facts.site.function
    inside = function.rpartition(".")[2] in LABELLED
    if clue.cause != "label-shape" or inside or ".image." not in f".{function}":
        return None
    expected, received = clue.received, clue.expected
    return replace(clue, cause=NAME, say="compared", expected=expected, received=received)


def _of_plain_lists(facts: Facts) -> bool:
    """Whether lists of plain numbers or words were to become an array, and no pictures."""
    lists = [one for one in facts.site.used().values() if isinstance(one, (list, tuple))]
    return bool(lists) and not any(hasattr(one, "shape") for many in lists for one in many)


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """The sizes of the pictures in hand, where the message has none, or speaks of one alone."""
    several = set(_sizes_in_hand(facts.inputs, facts)) if _is_list(facts.inputs) else set()
    unsaid = clue.cause == NAME and clue.expected is None
    one_alone = clue.cause != NAME and len(clue.received or ()) == 3 and len(several) > 1
    if not unsaid and not (one_alone and {len(size) for size in several} == {3}):
        return None
    shapes = _sizes_in_hand(facts.inputs, facts) or _sizes_in_hand(None, facts, inner=True)
    other = next((shape for shape in shapes if shape != shapes[0]), None)
    if other is None:
        return None
    found = _two(shapes[0], other)
    return replace(found, layer=clue.layer, kind=clue.kind, op=clue.op)


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _sizes_in_hand(inputs: Any, facts: Facts, inner: bool = False) -> list[Shape]:
    """The shapes of the first collection of arrays among the inputs and what is on the line."""
    site = facts.inner if inner else facts.site
    for value in (inputs, *map(site.value, site.arguments), *site.used().values()):
        many = _is_list(value) or isinstance(value, np.ndarray) and value.dtype == np.object_
        if many and len(value) > 1 and all(hasattr(one, "shape") for one in value):
            return [tuple(one.shape) for one in value]
    return []


def treatments(facts: Facts) -> list[Fix]:
    """One size before the batch; what to do without one is advice."""
    shapes = (facts.clue.expected, facts.clue.received)
    if facts.clue.say == "compared":
        return [Fix("compare pictures of one shape", "an answer for patches is no picture")]
    if None not in shapes and len(shapes[0]) != len(shapes[1]):  # type: ignore[arg-type]
        how = "tf.io.decode_image(data, expand_animations=False)"
        why = f"an animated file decodes to frames, on an axis of their own: {how}"
        return [Fix("decode one frame", why)]
    if None not in shapes and _channels_alone(*shapes):  # type: ignore[arg-type]
        return _decoded(facts)
    return [resized_before(facts), *_without_resizing()]


def _channels_alone(first: Shape, other: Shape) -> bool:
    """Whether two pictures differ in their channels, and in nothing else."""
    pictures = len(first) == 3 and {first[-1], other[-1]} <= set(PICTURE_CHANNELS)
    return pictures and differences(first, other) == [2]


def _decoded(facts: Facts) -> list[Fix]:
    """Pictures that differ in their channels alone: decoded to three in the learner's own line."""
    why = "one of them has an alpha, or is gray: the decoder converts"
    kinds = ("decode_png", "decode_image", "decode_jpeg")
    found = edits.fixes(edits.with_setting(facts, kinds, "channels", 3), "decode to 3", why)
    return found or [Fix("decode to 3", f"{why}, with channels=3")]


def _without_resizing() -> list[Fix]:
    return [
        Fix("batches of one", "nothing is resized or padded; slower: dataset.batch(1)"),
        Fix(
            "padded_batch",
            "zeros fill the smaller ones, and they move the answer unless they are masked",
        ),
    ]
