"""Another number of axes than the model or the layer takes, and not one batch axis too few.

An animated file decodes to frames, on an axis of their own: `tf.io.decode_image(data,
expand_animations=False)` gives one picture. A dataset that was batched twice has two batch axes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np
import tensorflow as tf

from .. import announced, axes, edits
from ..compare import lacks_channels
from ..facts import Facts
from ..reading import Clue, Cost, Fix, Shape
from ..trace import LayerStep, Trace
from ..treat import treated
from ..words import SHAPE, Wording, shape_of

CODE = "SC116"
NAME = "number-of-axes"
TITLE = "another number of axes than is taken"

SAY = {
    "door": "{where} takes {need} axes, and {have} came.",
    "rank": "{need} axes are expected, and {have} came.",
    "last": (
        "The last axis is missing: {layer} reads {reads}, and {came} came. One feature is an axis "
        "too."
    ),
    "laid out": (
        "Rows of {received_size} numbers came where {own} is taken: {factors} = {received_size}, "
        "not laid out as such."
    ),
    "either": (
        "{layer} reads {reads}, and {came} came: one axis too few. Is it one {thing} without the "
        "batch axis, or are they {many} without the last axis?"
    ),
    "clip": "{layer} reads {reads}, and {came} came: pictures, without the axis of frames.",
    "image": (
        "A picture has 3 axes, (height, width, channels), a batch of them 4, and {came} came."
    ),
    "frames": (
        "The model refuses at its door: {have} axes came, and it takes {need}. An animated file "
        "decodes to frames: {frames} of them here, on an axis of their own."
    ),
    "twice": (
        "The model refuses at its door: {have} axes came, and it takes {need}. The first two are "
        "open, as after a second batch()."
    ),
}


def _image(found: re.Match[str], text: str) -> Clue | None:
    came = shape_of(found.groupdict().get("came") or "")
    if not came:
        return Clue(NAME, "image", facts={"came": "another number"})
    told = {"came": f"{len(came)} axes, {came}"}
    return Clue(NAME, "image", None, (None,) * 3, came, facts=told)


def _kernel(found: re.Match[str], text: str) -> Clue | None:
    wanted, came = shape_of(found["kernel"]), shape_of(found["came"])
    return _clue("rank", (None,) * len(wanted), came)


WORDINGS = (
    Wording(
        rf"Kernel shape must have the same length as input, but received kernel of shape "
        rf"(?P<kernel>{SHAPE}) and input of shape (?P<came>{SHAPE})",
        _kernel,
        "Keras 3.15",
    ),
    Wording(
        rf"Expected image (?:tensor|array) to have rank 3[^\n]{{0,80}}?"
        rf"(?:shape=|with shape: )(?P<came>{SHAPE})",
        _image,
        "Keras 3.15",
    ),
    Wording(r"'images?'[^\n]{0,60} must have either 3 or 4 dimensions", _image, "TF 2.21"),
)


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """Too many axes, or more than one too few."""
    short = len(wanted) - len(came)
    if short in (0, 1) or short == 2 == len(came) or lacks_channels(wanted, came):
        return None
    return _clue("door", wanted, came, where)


def rank(least: int, came: Shape) -> Clue | None:
    """A layer that checks for another number of axes, and not one more than came."""
    return None if len(came) == least - 1 else _clue("rank", (None,) * least, came)


def _clue(say: str, wanted: Shape, came: Shape, where: str = "") -> Clue:
    facts = {"where": where, "need": len(wanted), "have": len(came)}
    return Clue(NAME, say, None, wanted, came, facts=facts)


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """What the line gave to an operation on pictures, where the message does not say."""
    if clue.cause != NAME or clue.say != "image" or clue.received is not None or not facts.given:
        return None
    told = {"came": f"{len(facts.given)} axes, {facts.given}"}
    return replace(clue, expected=(None,) * 3, received=facts.given, facts=told)


def _rows(clue: Clue, facts: Facts) -> Clue | None:
    """Rows of as many numbers as a sample has that the model takes."""
    own, given = facts.made_for, facts.given
    ranks = ("rank-missing-batch", NAME)
    if clue.cause not in ranks or len(given) != 2 or len(own) < 3 or None in (*own[1:], given[1]):
        return None
    if prod(size or 0 for size in own[1:]) != given[1]:
        return None
    told = {"own": own, "factors": " × ".join(map(str, own[1:]))}
    return replace(
        clue, cause=NAME, say="laid out", axis=1, expected=own, received=given, facts=told
    )


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """Rows where more axes are taken; or one axis too few, where what is there shows the last one
    missing, or leaves it open."""
    if (rows := _rows(clue, facts)) is not None:
        return rows
    came = facts.given if len(facts.given) == len(clue.received or ()) else clue.received or ()
    reads = axes.read_by(clue.kind)
    if clue.cause != "rank-missing-batch" or clue.say == "list" or len(came) != len(reads) - 1:
        return None
    if axes.giver(facts) not in ("", "InputLayer", "Embedding") or axes.counted_in(facts):
        return None  # a layer before it gave the axis away, or the samples are counted in
    missing = axes.missing(facts)
    conv = any(one in clue.kind for one in ("2D", "3D"))
    if missing == 0 or (missing == -1 and conv) or len(came) < 2 or facts.clue.kind == "Dense":
        return None
    told: dict[str, Any] = {
        "layer": clue.layer or clue.kind,
        "reads": axes.told(clue.kind),
        "came": came,
    }
    told["many"] = came[0]
    axis = len(came) if missing == -1 else missing
    say = {None: "either", -1: "last"}.get(missing, "clip")
    return replace(
        clue,
        cause=NAME,
        say=say,
        axis=axis,
        expected=(None,) * len(reads),
        received=came,
        facts=told,
    )


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """Frames, or two batch axes, where a model of pictures refused one axis too many."""
    came = trace.shape_in
    if trace.steps or not len(came) == len(trace.made_for) + 1 == 5:
        return clue
    twice = came[0] is None and came[1] is None
    return replace(
        clue, say="twice" if twice else "frames", facts={**clue.facts, "frames": came[1]}
    )


def treatments(facts: Facts) -> list[Fix]:
    """One picture decoded, or one batch axis taken off."""
    wanted, came = facts.clue.expected or (), facts.clue.received or ()
    if facts.clue.say == "clip" and not axes.building(facts):
        why = "each picture is then a clip of one frame"
        frames = "tf.expand_dims({x}, 1)"
        return [treated(facts, "add the axis of frames", why, frames, cost=Cost.CONVERTED)]
    if facts.clue.say == "laid out":
        sizes = ", ".join(map(str, facts.made_for[1:]))
        array = isinstance(facts.pictures, np.ndarray)
        code = f"{{x}}.reshape(-1, {sizes})" if array else f"tf.reshape({{x}}, (-1, {sizes}))"
        why = "each row laid out as it was before, if that was its order"
        return [treated(facts, "lay the rows out", why, code, cost=Cost.CONVERTED)]
    if facts.clue.say in ("last", "either"):
        return _put_on(facts)
    if facts.clue.say == "image":
        return _of_a_picture(facts)
    if not len(came) == len(wanted) + 1 == 5:
        return []
    name = facts.inputs_name
    if facts.clue.say == "twice" and isinstance(facts.inputs, tf.data.Dataset):
        why = "each batch of batches gives its batches"
        return [Fix("take one batch axis off", why, f"{name} = {name}.unbatch()")]
    how = "tf.io.decode_image(data, expand_animations=False)"
    decode = Fix("decode one frame", f"a picture, not a film: {how}")
    title, why = "no batch axis on top", "the frames are a batch already"
    if came[0] != 1:
        return [decode, Fix(title, why)]
    return [decode, treated(facts, title, why, "tf.squeeze({x}, 0)")]


def _put_on(facts: Facts) -> list[Fix]:
    """The last axis, and where it may be that one as well, the batch axis."""
    came = (facts.clue.received or ())[1:]
    if axes.building(facts):
        found = announced.shape_written(facts, came, (*came, 1))
        why = "one feature is an axis too"
        return edits.fixes(found, f"write the Input as {(*came, 1)}", why, Cost.NOTHING)
    last = treated(
        facts,
        "add the last axis",
        "if these are several",
        "tf.expand_dims({x}, -1)",
        cost=Cost.NOTHING,
    )
    first = treated(
        facts, "add the batch axis", "if it is one", "tf.expand_dims({x}, 0)", cost=Cost.NOTHING
    )
    return [last] if facts.clue.say == "last" else [last, first]


def _of_a_picture(facts: Facts) -> list[Fix]:
    """The axis of channels put on, or a batch axis of one picture taken off."""
    why = "gray has one channel, and that is an axis too"
    last = treated(
        facts, "add the axis of channels", why, "tf.expand_dims({x}, -1)", cost=Cost.NOTHING
    )
    if facts.given[:1] == (1,) and len(facts.given) == 4:
        why = "one picture of the batch"
        return [treated(facts, "take the batch axis off", why, "{x}[0]", cost=Cost.NOTHING)]
    return [last] if len(facts.given) == 2 else []
