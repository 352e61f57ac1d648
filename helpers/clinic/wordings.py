"""Wordings that leave the cause open: they tell two shapes, and the rooms say what these differ
in.
"""

from __future__ import annotations

import re
from dataclasses import replace

from . import causes
from .meeting import Meeting
from .reading import Clue, Shape
from .words import GAP, SHAPE, Wording, in_a_loss, input_shapes, shape_of


def door(wanted: Shape, came: Shape, where: str = "The model") -> Clue | None:
    """What two whole shapes, such as (None, 224, 224, 3) and what came, disagree on."""
    return causes.asked("door", wanted, came, where)


def _met(meeting: Meeting) -> Clue | None:
    """What two shapes that should have been equal disagree on."""
    return causes.asked("meeting", meeting)


def _shapes(found: re.Match[str], text: str) -> Clue | None:
    return door(shape_of(found["wanted"]), shape_of(found["came"]))


def _pictures(found: re.Match[str], text: str) -> Clue | None:
    """As Keras worded it up to TensorFlow 2.1: shapes without the batch axis."""
    return door((None, *shape_of(found["wanted"])), (None, *shape_of(found["came"])))


def _axis(found: re.Match[str], text: str) -> Clue | None:
    came, place = shape_of(found["shape"]), int(found["axis"])
    place = place % len(came) if came else place
    return causes.asked("axis", place, int(found["value"]), came)


def _rank(found: re.Match[str], text: str) -> Clue | None:
    came = shape_of(found["shape"] or "") or (None,) * int(found["ndim"])
    return causes.asked("rank", int(found["least"]), came)


def _rank_of_array(found: re.Match[str], text: str) -> Clue | None:
    return causes.asked("rank", int(found["least"]), shape_of(found["shape"]))


def _rank_of_lite(found: re.Match[str], text: str) -> Clue | None:
    return causes.asked("rank", int(found["wanted"]), (None,) * int(found["came"]))


def _rank_of_op(found: re.Match[str], text: str) -> Clue | None:
    came = (input_shapes(text) or [(None,) * int(found["came"])])[0]
    return causes.asked("rank", int(found["wanted"]), came)


def _four_axes(found: re.Match[str], text: str) -> Clue | None:
    return causes.asked("rank", 4, shape_of(found["shape"]))


def _lite_axis(found: re.Match[str], text: str) -> Clue | None:
    place = int(found["axis"])
    wanted, came = (
        tuple(int(found[name]) if axis == place else None for axis in range(4))
        for name in ("wanted", "came")
    )
    return door(wanted, came, "The converted model")


def _two(found: re.Match[str], text: str) -> Clue | None:
    """Two shapes that an addition, a concatenation or a loss wanted to be equal."""
    first, second = shape_of(found["first"]), shape_of(found["second"])
    alone = "[Op:Concat" in text or "ConcatOp :" in text
    return _met(Meeting(first, second, "oncat" in text, in_a_loss(text), alone))


def _two_of_numpy(found: re.Match[str], text: str) -> Clue | None:
    """Of rows of plain numbers, nobody knows what they mean."""
    if max(len(shape_of(found[name])) for name in ("first", "second")) < 2:
        return None
    return _met(Meeting(shape_of(found["first"]), shape_of(found["second"]), alone=True))


def _two_unbatched(found: re.Match[str], text: str) -> Clue | None:
    """Keras' merging layers leave the batch axis out of their words."""
    first, second = ((None, *shape_of(found[name])) for name in ("first", "second"))
    return _met(Meeting(first, second, op="Add" if "Add" in text else ""))


def _two_in_a_list(found: re.Match[str], text: str) -> Clue | None:
    shapes = [shape_of(one) for one in re.findall(r"\(([^()]*)\)", found["shapes"])]
    if len(shapes) < 2:
        return None
    return _met(Meeting(shapes[0], shapes[1], concat=True, op="Concatenate"))


def _two_of_an_op(found: re.Match[str], text: str) -> Clue | None:
    """'Dimensions must be equal, but are 33 and 34', with the shapes behind it."""
    shapes, op = input_shapes(text), re.search(r"\}\} = (\w+)", text)
    if len(shapes) < 2:
        return None
    name = op[1] if op else ""
    matrices = name in ("MatMul", "BatchMatMulV2")
    concat = name.startswith("Concat")
    return _met(Meeting(shapes[0], shapes[1], concat, in_a_loss(text), matrices=matrices))


def _steps(found: re.Match[str], text: str) -> Clue | None:
    clue = causes.asked("rank", int(found["least"]), shape_of(found["shape"]))
    return clue and replace(clue, kind="TimeDistributed")


OPEN = (
    Wording(
        rf"`TimeDistributed` Layer should be passed an `input_shape` with at least "
        rf"(?P<least>\d{{1,2}}) dimensions, received: (?P<shape>{SHAPE})",
        _steps,
        "Keras 3.15",
    ),
    Wording(
        rf"expected shape=(?P<wanted>{SHAPE}), found shape=(?P<came>{SHAPE})",
        _shapes,
        "TF 2.4 to 2.15, Keras 3.1 to 3.16",
    ),
    Wording(
        rf"Expected shape (?P<wanted>{SHAPE}), but input has incompatible shape (?P<came>{SHAPE})",
        _shapes,
        "Keras 3.1 to 3.16",
    ),
    Wording(
        rf"an not cast TensorSpec\(shape=(?P<came>{SHAPE}).{{0,80}}?"
        rf" to TensorSpec\(shape=(?P<wanted>{SHAPE})",
        _shapes,
        "TF 2.13 to 2.23",
    ),
    Wording(
        rf"Tensor's shape (?P<came>{SHAPE})"
        rf" is not compatible with supplied shape (?P<wanted>{SHAPE})",
        _shapes,
        "TF 2.21",
    ),
    Wording(
        rf"[Ss]hape of tensor \S+ (?P<came>{SHAPE}) is not compatible with expected shape "
        rf"(?P<wanted>{SHAPE})",
        _shapes,
        "TF 2.21",
    ),
    Wording(
        rf"Shapes are (?P<wanted>{SHAPE}) and (?P<came>{SHAPE})\. for '[^']*= EnsureShape\[",
        _shapes,
        "TF 2.21",
    ),
    Wording(
        rf"expected \S+ to have shape (?P<wanted>{SHAPE})"
        rf" but got array with shape (?P<came>{SHAPE})",
        _pictures,
        "TF 2.1",
    ),
    Wording(
        r"expected \S+ to have (?P<least>\d{1,2}) dimensions,"
        rf" but got array with shape (?P<shape>{SHAPE})",
        _rank_of_array,
        "TF 2.1",
    ),
    Wording(
        rf"expected axis (?P<axis>-?\d{{1,2}}) ?of input shape to have value (?P<value>\d+),? "
        rf"but received input with shape (?P<shape>{SHAPE})",
        _axis,
        "TF 2.1 to 2.15, Keras 3.1 to 3.16",
    ),
    Wording(
        rf"expected (?:min_|max_)?ndim=(?P<least>\d{{1,2}}), found ndim=(?P<ndim>\d{{1,2}})"
        rf"(?:\. Full shape received: (?P<shape>{SHAPE}))?",
        _rank,
        "TF 2.1 to 2.15, Keras 3.1 to 3.16",
    ),
    Wording(
        r"Dimension mismatch\. Got (?P<came>\d+) but expected (?P<wanted>\d+)"
        r" for dimension (?P<axis>\d+) of input",
        _lite_axis,
        "TFLite of TF 2.21",
    ),
    Wording(
        r"Dimension mismatch\. Got (?P<came>\d{1,2}) but expected (?P<wanted>\d{1,2}) for input",
        _rank_of_lite,
        "TFLite of TF 2.21",
    ),
    Wording(
        r"[Ss]hape must be rank (?P<wanted>\d{1,2}) but is rank (?P<came>\d{1,2})",
        _rank_of_op,
        "TF 2.21",
    ),
    Wording(
        r"must be (?:4-dimensional|rank 4)[^\[\(]{0,40}(?P<shape>\[[\d,]*\])",
        _four_axes,
        "TF 2.2 to 2.3",
    ),
    Wording(
        rf"`Concatenate` layer requires inputs with matching shapes{GAP}"
        rf"(?:input_shape=|inputs shapes: )\[(?P<shapes>[^\]]{{0,2000}})\]",
        _two_in_a_list,
        "TF 2.1 to 2.6, Keras 3.1 to 3.15",
    ),
    Wording(
        rf"All dimensions except \d+ must match\. Input \d+ has shape (?P<second>{SHAPE})"
        rf" and doesn't match input 0 with shape (?P<first>{SHAPE})",
        _two,
        "TF 2.21",
    ),
    Wording(
        rf"ConcatOp : Dimension.{{0,40}}?(?:must be equal|should match): "
        rf"shape\[0\] = (?P<first>{SHAPE}) vs\. shape\[\d+\] = (?P<second>{SHAPE})",
        _two,
        "TF 2.1 to 2.7, TF 2.21",
    ),
    Wording(
        r"Inputs have incompatible shapes\. "
        rf"Received shapes (?P<first>{SHAPE}) and (?P<second>{SHAPE})",
        _two_unbatched,
        "Keras 3.15",
    ),
    Wording(
        r"[Dd]imension.{0,20}must be equal, but are \d+ and \d+",
        _two_of_an_op,
        "TF 2.21",
    ),
    Wording(
        rf"Incompatible shapes: (?P<first>{SHAPE}) vs\. (?P<second>{SHAPE})",
        _two,
        "TF 2.16 to 2.22",
    ),
    Wording(
        rf"operands could not be broadcast together with (?:remapped )?shapes "
        rf"(?P<first>{SHAPE}) (?P<second>{SHAPE})",
        _two_of_numpy,
        "NumPy 2.4",
    ),
)
