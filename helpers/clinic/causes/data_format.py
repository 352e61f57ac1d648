"""The channels stand on another axis than the layers look for them.

(batch, channels, height, width) comes from other libraries; Keras reads (batch, height, width,
channels) unless told otherwise. `tf.transpose(x, (0, 2, 3, 1))` puts them last.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from .. import announced, edits
from ..case import Case
from ..compare import PICTURE_CHANNELS, only
from ..facts import Facts
from ..reading import Clue, Confidence, Cost, Fix, Shape
from ..replay import by_name
from ..smoothness import measurable, sample, smooth
from ..trace import LayerStep, Trace
from ..treat import brought, treated
from ..words import Wording, input_shapes

CODE = "SC105"
NAME = "data-format"
TITLE = "channels first where last is read, or the other way round"

SAY = {
    "first": (
        "The channels stand on axis 1 of what came, {received}; here they belong on the last axis."
    ),
    "last": "{expected_size} channels are expected on axis 1, and {received_size} came.",
    "told first": (
        "This convolution was told that channels come first, and finds {received_size} on axis "
        "1; they stand last here."
    ),
    "device": (
        "The model keeps its channels first (NCHW), and on this device the op knows only "
        "channels last (NHWC)."
    ),
    "kernels": (
        "The door let it in, and {layer} refuses: its kernels are {expected_size} channels deep. "
        "They stand on axis 1 of this picture, not on the last."
    ),
    "input": (
        "The model refuses at its door, before any layer runs: its Input is written for "
        "{expected_size} channels. They stand on axis 1 of this picture, not on the last."
    ),
    "by luck": (
        "The channels stand first: {came} is the {own} that the model was made for in another "
        "order, {count} numbers in both, so {layer} takes it and reads them in the wrong places."
    ),
    "smooth": (
        "Do the channels stand first here? {layer} reads the last axis as channels: a picture "
        "{high} pixels high and {wide} wide, with {deep} channels a pixel. From one of these to "
        "the next the values change as smoothly as along a side of a photo."
    ),
}

#: Axes of channels that a photo has, as told from its numbers. Four rows of something else are
#: met more often than four planes, one of them alpha.
PLANES = (1, 3)

#: What is a sum of three patterns, as hardly a photo is, holds this part of itself in them; and
#: planes that are rows of one thing go together by more than this.
SIMPLE, ALIKE = 0.95, 0.5


def _device(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "device")


def _depth(found: re.Match[str], text: str) -> Clue | None:
    """The channels that the kernels want are there, on the other axis."""
    depth, shapes = int(found["depth"]), input_shapes(text)
    shape = shapes[0] if shapes else ()
    if len(shape) != 4:
        return None
    if 'data_format="NCHW"' in text and shape[-1] == depth:
        return Clue(NAME, "told first", 1, only(1, depth), shape)
    return _first(depth, shape) if shape[1] == depth != shape[-1] else None


def _first(depth: int | None, came: Shape) -> Clue:
    return Clue(NAME, "first", 3, only(3, depth), came)


WORDINGS = (
    Wording(
        r"only supports (?:the )?NHWC",
        _device,
        "TF 2.9 to 2.21 without oneDNN",
    ),
    Wording(
        r"Depth of input \((?P<came>\d+)\) is not a multiple of input depth of filter"
        r" \((?P<depth>\d+)\)",
        _depth,
        "TF 2.21",
    ),
)


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """The channels that are wanted last stand on axis 1."""
    if not len(wanted) == len(came) == 4 or None in (wanted[3], came[3]):
        return None
    return _first(wanted[3], came) if came[1] == wanted[3] != came[3] else None


def axis(place: int, size: int, came: Shape) -> Clue | None:
    """A layer that checks for channels on one axis, and they stand on the other."""
    if len(came) != 4 or place not in (1, 3):
        return None
    if place == 1:
        return Clue(NAME, "last", 1, only(1, size), came) if came[3] == size else None
    return _first(size, came) if came[1] == size != came[3] else None


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """Whether it was the Input that refused, or a kernel behind it."""
    if clue.say != "first":
        return clue
    if step and len(step.kernel) == 4:
        return replace(clue, say="kernels", expected=only(3, step.kernel[2]))
    return clue if trace.steps else replace(clue, say="input")


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """A size refused on axis 1 that is a count of channels, while the size itself stands behind
    it.
    """
    told = clue.axis == 1 and clue.received_size in PICTURE_CHANNELS and clue.cause != NAME
    if not told or len(facts.given) != 4 or clue.expected_size not in facts.given[2:]:
        return None
    depth = only(3, clue.received_size)
    return replace(clue, cause=NAME, say="first", axis=3, expected=depth, received=facts.given)


def treatments(facts: Facts) -> list[Fix]:
    """The axis of channels moved to where it is read."""
    clue, shape = facts.clue, facts.given
    if clue.axis == 1 and len(shape) == 4 and shape[3] == clue.expected_size:
        turned = "tf.transpose({x}, (0, 3, 1, 2))"
        return [treated(facts, "channels first", "the model wants them on axis 1", turned)]
    if clue.say == "device":
        how = (
            'set keras.config.set_image_data_format("channels_last") before building, and feed '
            "(batch, height, width, channels)"
        )
        return [Fix("build it with channels last", how)]
    turned = "tf.transpose({x}, (0, 2, 3, 1))"
    if clue.say == "smooth":
        return [_rebuilt(facts, turned)]
    own = facts.made_for
    if len(own) == len(shape) == 4 and own[1:] == (shape[3], *shape[1:3]):
        return _announced(facts)
    if len(shape) == 4 and len(own) == 4 and clue.say != "by luck":
        turned = brought(shape, own) or turned
    return [treated(facts, "channels last", "the channels stand on axis 1 here", turned)]


def _announced(facts: Facts) -> list[Fix]:
    """The Input of a new model written as the pictures are."""
    one = facts.given[1:]
    why = "the channels of the pictures stand last, and so do those that the layers read"
    found = announced.shape_written(facts, facts.made_for[1:], one)
    return edits.fixes(found, f"write the Input as {one}", why, Cost.NEW)


def _rebuilt(facts: Facts, turned: str) -> Fix:
    x, model = facts.inputs_name, facts.model_name
    code = (
        f"{x} = {turned.format(x=x)}\n"
        f"{model} = keras.models.clone_model("
        f"{model}, input_tensors=keras.Input({x}.shape[1:]))  # to be trained anew"
    )
    why = "the weights were made for the wrong axis too"
    return Fix("channels last, pictures and model", why, code)


# --- where nothing is raised ---------------------------------------------------------------------


def silent(case: Case) -> Clue | None:
    """(batch, channels, height, width) in layers that read (batch, height, width, channels)."""
    seen = case.passed
    if seen is None or len(seen.shape_in) != 4 or seen.shape_in[1] not in PICTURE_CHANNELS:
        return None
    shape, own = seen.shape_in, seen.made_for
    if case.swapped and seen.misread:
        facts = {"came": shape[1:], "own": own[1:], "count": prod(shape[1:])}
        return _at(seen.misread, "by luck", own, shape, facts)
    step = _reads_channels_last(case)
    if step is None or shape[1] not in PLANES or not _looks_like_channels_first(case):
        return None
    facts = dict(zip(("high", "wide", "deep"), shape[1:], strict=True))
    clue = _at(step, "smooth", (shape[0], *shape[2:], shape[1]), shape, facts)
    return replace(clue, sure=Confidence.MEDIUM)


def _at(step: LayerStep, say: str, own: Shape, came: Shape, facts: dict[str, Any]) -> Clue:
    return Clue(NAME, say, 3, own, came, step.name, step.kind, facts=facts)


def _reads_channels_last(case: Case) -> LayerStep | None:
    """The first layer that gets the picture in its own shape and looks for channels last."""
    if case.model is None or case.seen is None:
        return None
    layers = by_name(case.model)
    for step in case.seen.steps:
        layer = layers.get(step.name)
        if step.kind != "Flatten" and getattr(layer, "data_format", "") == "channels_last":
            window = getattr(layer, "kernel_size", ())  # of two lengths for axes of two kinds
            sides = step.shape_in == case.seen.shape_in and len(set(window)) < 2
            return step if sides else None
    return None


def _looks_like_channels_first(case: Case) -> bool:
    """Whether both last axes are sides of a photo: large, fixed, smooth along both, and none of a
    table.

    Feature maps may be as small and as deep, but neighbours among their channels have nothing in
    common. Bands of a spectrum have; a strip of its rows says so by a side that is left open, or
    by rows that are alike and planes of a simple pattern.
    """
    seen = case.seen
    if seen is None or not measurable(case.inputs) or None in seen.made_for[1:]:
        return False
    shape = seen.shape_in
    channels, height, width = shape[1:]
    if min(height, width) <= 2 * max(PICTURE_CHANNELS) or channels == 1 and height != width:
        return False
    sides = smooth(case.inputs, shape, 2) and smooth(case.inputs, shape, 3)
    return sides and not _spectra(sample(case.inputs[:1], (1, *shape[1:]))[0])


def _spectra(planes: np.ndarray) -> bool:
    """Whether planes, (many, places, bands), are rows of a table of spectra: each is a sum of three
    spectra, more here and less there, and the next is much the same.
    """
    patterns = [np.linalg.svd(plane - plane.mean(), compute_uv=False) ** 2 for plane in planes]
    simple = all(one[:3].sum() >= SIMPLE * one.sum() for one in patterns)
    rows = planes.reshape(len(planes), -1)
    with np.errstate(invalid="ignore"):  # of an even plane: like nothing
        alike = [np.corrcoef(rows[at : at + 2])[0, 1] > ALIKE for at in range(len(rows) - 1)]
    return simple and all(alike)
