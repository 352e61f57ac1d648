"""Another number of channels came than the kernels are deep.

A photo has three channels, a PNG with transparency four, a gray picture one, and that is an axis
too. Decode with `channels=3`, or convert: `x[..., :3]`, `tf.image.grayscale_to_rgb`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import keras

from .. import announced, axes, edits
from ..compare import lacks_channels, only
from ..facts import Facts
from ..meeting import Between, Meeting
from ..reading import Clue, Cost, Fix, Shape
from ..syntax import parsed
from ..trace import LayerStep, Trace
from ..treat import CHANNELS, brought, compiled_again, converted, treated
from ..words import GAP, SHAPE, Wording, input_shapes, shape_of

CODE = "SC104"
NAME = "channel-mismatch"
TITLE = "another number of channels than the kernels are deep"

SAY = {
    "channels": "{expected_size} channels are expected, and {received_size} came.",
    "first": "{expected_size} channels are expected on axis 1, and {received_size} came.",
    "no axis": (
        "The axis of channels is missing: gray pictures have one channel, and that is an axis too."
    ),
    "no last": (
        "The axis of channels is missing: {layer} reads {reads}, and {came} came. One channel is "
        "an axis too."
    ),
    "open": (
        "The number of channels is open, None: a convolution must know it when it makes its "
        "kernels."
    ),
    "imagenet": "Weights trained on ImageNet are for pictures of three channels.",
    "index": (
        "Something asks for colour channel {place}, and there are {received_size}: the pictures "
        "are gray."
    ),
    "gray": "Only gray pictures, of one channel, can be turned to RGB so.",
    "groups": (
        "The channels are divided into {expected_size} groups, and {received_size} do not divide "
        "by that."
    ),
    "kernels": (
        "The door let it in, and {layer} refuses: its kernels are {expected_size} channels deep."
    ),
    "input": (
        "The model refuses at its door, before any layer runs: its Input is written for "
        "{expected_size} channels."
    ),
}


def _channels(wanted: int, came: Shape) -> Clue:
    axes = max(len(came), 1)
    return Clue(NAME, "channels", axes - 1, only(axes - 1, wanted, axes), came)


def _depth(found: re.Match[str], text: str) -> Clue | None:
    came, depth = int(found["came"]), int(found["depth"])
    shape = (input_shapes(text) or [only(3, came)])[0]
    first = 'data_format="NCHW"' in text
    if len(shape) == 4 and (first and shape[-1] == depth or shape[1] == depth != shape[-1]):
        return None  # the channels are there, on the other axis
    return _channels(depth, shape if shape[-1] == came else only(3, came))


def _not_colour(found: re.Match[str], text: str) -> Clue | None:
    shapes = input_shapes(text)
    return _channels(3, shapes[0]) if shapes else None


def _imagenet(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "imagenet", 3, only(3, 3), (None, *shape_of(found["came"])))


def _index(found: re.Match[str], text: str) -> Clue:
    facts = {"place": found["place"]}
    return Clue(NAME, "index", 3, only(3, 3), only(3, int(found["came"])), facts=facts)


def _gray(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "gray", 3, only(3, 1))


def _groups(found: re.Match[str], text: str) -> Clue:
    groups, came = int(found["groups"]), int(found["came"])
    return Clue(NAME, "groups", 3, only(3, groups), only(3, came))


def _open(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "open", 3)


def _open_kernel(found: re.Match[str], text: str) -> Clue | None:
    """A kernel of a convolution has four axes, a matrix of Dense two."""
    if len(shape_of(found["shape"])) != 4:
        return None
    return Clue(NAME, "open", 3, layer=found["path"].split("/")[-2] if "/" in found["path"] else "")


WORDINGS = (
    Wording(
        rf"must be fully-defined{GAP}Received: shape=(?P<shape>{SHAPE})"
        r" for variable path='(?P<path>[^']*)'",
        _open_kernel,
        "Keras 3.1 to 3.16",
    ),
    Wording(
        r"unsupported operand type\(s\) for [%/]+: 'NoneType' and 'int'"
        r"|channel dimension of the inputs should be defined",
        _open,
        "TF 2.1 to 2.15, Keras 3.1 to 3.16",
    ),
    Wording(
        r"Depth of input \((?P<came>\d+)\) is not a multiple of input depth of filter"
        r" \((?P<depth>\d+)\)",
        _depth,
        "TF 2.21",
    ),
    Wording(
        r"input depth must be evenly divisible by filter depth: (?P<came>\d+) vs (?P<depth>\d+)",
        _depth,
        "TF 2.1 to 2.23",
    ),
    Wording(
        r"[Dd]epth of input must be a multiple of depth of filter: (?P<came>\d+) vs (?P<depth>\d+)",
        _depth,
        "XLA of TF 2.21",
    ),
    Wording(
        r"must have (?P<depth>\d+) channels but instead has (?P<came>\d+) channels",
        _depth,
        "Keras 3.15",
    ),
    Wording(
        r"divisible by the number of groups\. Received:? groups=(?P<groups>\d+)"
        rf"{GAP}has (?P<came>\d+) channels",
        _groups,
        "Keras 3.15",
    ),
    Wording(
        r"index (?P<place>[12]) is out of bounds for axis 3 with size (?P<came>1)\b",
        _index,
        "NumPy 2.4",
    ),
    Wording(r"grayscale image should be size 1", _gray, "TF 2.21"),
    Wording(
        r"must be equal, but are \d+ and \d+ for '[^']*rgb_to_grayscale", _not_colour, "TF 2.21"
    ),
    Wording(
        rf"input must have 3 channels{GAP}input_shape=(?P<came>{SHAPE})", _imagenet, "Keras 3.15"
    ),
)


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """Another last axis of a batch of pictures, or none."""
    if len(came) == len(wanted) - 1 and lacks_channels(wanted, came):
        return Clue(NAME, "no axis", len(wanted) - 1, wanted, came)
    if not len(wanted) == len(came) == 4 or None in (wanted[3], came[3]) or wanted[3] == came[3]:
        return None
    return None if came[1] == wanted[3] else Clue(NAME, "channels", 3, wanted, came)


def axis(place: int, size: int, came: Shape) -> Clue | None:
    """A layer that checks how many channels a batch of pictures has, last or first."""
    if len(came) != 4:
        return None
    if place == 1 and came[3] != size:
        return Clue(NAME, "first", 1, only(1, size), came)
    return _channels(size, came) if place == 3 and came[1] != size else None


def rank(least: int, came: Shape) -> Clue | None:
    """Three axes, of which the batch axis is one: the channels are missing."""
    if least != 4 or len(came) != 3 or came[0] is not None or came[1] is None:
        return None
    return Clue(NAME, "no axis", 3, only(3, 1), came)


def meeting(met: Meeting) -> Clue | None:
    """Pictures and a constant, such as a mean of three numbers, that differ in the last axis
    alone.
    """
    if met.between is not Between.CONSTANT or max(len(met.first), len(met.second)) < 3:
        return None
    first, second = met.first, met.second
    constant = second if len(second) < len(first) or set(second[:-1]) <= {1} else first
    other = first if constant is second else second
    axes = len(other)
    return Clue(NAME, "channels", axes - 1, only(axes - 1, constant[-1], axes), other)


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """One axis too few, and what is there shows that it is the last one."""
    conv = any(one in clue.kind for one in ("2D", "3D"))
    if clue.cause != "rank-missing-batch" or clue.say == "list" or not conv:
        return None
    came, axes_read = clue.received or (), axes.read_by(clue.kind)
    if len(came) != len(axes_read) - 1 or axes.missing(facts) != -1:
        return None
    if axes.giver(facts) not in ("", "InputLayer") or axes.counted_in(facts):
        return None  # a layer before it gave the axis away, or the samples are counted in
    if len(facts.given) == len(came):
        came = facts.given
    expected = only(len(came), 1, len(axes_read))
    say = "no axis" if len(came) == 3 else "no last"
    told = {"reads": axes.told(clue.kind), "came": came, "layer": clue.layer or clue.kind}
    return replace(
        clue, cause=NAME, say=say, axis=len(came), expected=expected, received=came, facts=told
    )


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """Whether it was the Input that refused, or a kernel behind it."""
    if clue.say != "channels" or clue.expected_size is None:
        return clue
    if step and len(step.kernel) == 4:
        depth = only(clue.axis or 0, step.kernel[2], len(clue.expected or ()))
        return replace(clue, say="kernels", expected=depth)
    return clue if trace.steps else replace(clue, say="input")


def at_step(trace: Trace, step: LayerStep) -> Clue | None:
    """A longer row because the maps have other channels, height and width being the same."""
    flat = next((one for one in trace.steps if one.kind == "Flatten"), None)
    own = trace.own_step(flat.name) if flat else None
    if (
        step.kind != "Dense"
        or not flat
        or not own
        or not len(own.shape_in) == len(flat.shape_in) == 4
    ):
        return None
    same = own.shape_in[1:3] == flat.shape_in[1:3] and own.shape_in[3] != flat.shape_in[3]
    return _channels(own.shape_in[3], flat.shape_in) if same else None


# --- treatments ----------------------------------------------------------------------------------


def treatments(facts: Facts) -> list[Fix]:
    """The decoder asked, the picture converted, or an adapter learned."""
    clue = facts.clue
    wanted, came = clue.expected_size, clue.received_size
    if rewritten := _builder_of_rgb(facts):
        return [
            Fix("ask for three channels", "and decode the pictures so", rewritten, replaces=True)
        ]
    if clue.say in ("no axis", "no last"):
        return _with_an_axis(facts, wanted)
    if hasattr(facts.inputs, "color_mode"):
        return _read_so(facts, wanted)
    if _made_inside(facts, came):
        why = f"this one was built for {wanted} channels, and {came} come to it"
        return [Fix("a layer of its own for each width", why)]
    found = _decoded(wanted, came)
    in_hand = facts.names_the_inputs and (
        not facts.given or facts.given[-1] == came or len(facts.made_for) == 4
    )
    if in_hand:
        found += _converted(facts, wanted, came)
        if not facts.given or len(facts.given) == 4:
            found += _adapter(facts, wanted, came)
    return found


def _with_an_axis(facts: Facts, wanted: int | None) -> list[Fix]:
    why = "one channel is an axis too"
    came = (facts.clue.received or ())[1:]
    if axes.building(facts):
        found = announced.shape_written(facts, came, (*came, 1))
        return edits.fixes(found, f"write the Input as {(*came, 1)}", why, Cost.NOTHING)
    added = "tf.expand_dims({x}, -1)"
    code = f"tf.image.grayscale_to_rgb({added})" if wanted == 3 else added
    return [treated(facts, "add the axis of channels", why, code, cost=Cost.NOTHING)]


#: How Keras's readers of folders name the numbers of channels.
COLOR_MODES = {1: "grayscale", 3: "rgb", 4: "rgba"}


def _read_so(facts: Facts, wanted: int | None) -> list[Fix]:
    """The folder read in the colours that the model takes."""
    mode = COLOR_MODES.get(wanted or 0)
    if mode is None:
        return []
    found = edits.with_setting(facts, edits.READERS, "color_mode", mode)
    why = f"the files are then read with {wanted} channels"
    name = f'color_mode="{mode}"'
    return edits.fixes(found, name, why, Cost.NOTHING) or [Fix(name, why)]


def _made_inside(facts: Facts, came: int | None) -> bool:
    """Whether the channels were made by the model's own layers, and not by the picture."""
    if not facts.trace or not facts.trace.steps or not facts.trace.shape_in:
        return False
    last = facts.trace.shape_in[-1]
    return not isinstance(last, tuple) and last != came


#: Files that TensorFlow decodes to so many channels whatever they hold; others it may refuse.
DECODES = {1: "PNG", 3: "PNG, JPEG, GIF or WebP", 4: "PNG"}


def _decoded(wanted: int | None, came: int | None) -> list[Fix]:
    if came is None or came > 4 or wanted not in DECODES:
        return []
    how = f"tf.io.decode_image(data, channels={wanted}, expand_animations=False)"
    why = f"the decoder converts what a file of {DECODES[wanted]} holds: {how}"
    return [Fix(f"decode to {wanted}", why)]


def _converted(facts: Facts, wanted: int | None, came: int | None) -> list[Fix]:
    known = facts.given and len(facts.made_for) == 4
    expression = brought(facts.given, facts.made_for) if known else None
    expression = expression or converted(came, wanted)
    if not expression:
        return []
    name, why, _ = CHANNELS.get(
        (came or 0, wanted or 0),
        ("bring the pictures to the model's shape", "the model stays as it is", ""),
    )
    return [treated(facts, name, why, expression)]


def _adapter(facts: Facts, wanted: int | None, came: int | None) -> list[Fix]:
    if came is None or wanted is None:
        return []
    title, name = "learn an adapter", facts.model_name
    why = f"a 1 × 1 convolution makes {wanted} channels of {came}; it must be trained"
    if not isinstance(facts.model, keras.Model):
        return [treated(facts, title, why, f"keras.layers.Conv2D({wanted}, 1)({{x}})")]
    code = (
        f"{name} = keras.Sequential([keras.Input((None, None, {came})), "
        f"keras.layers.Conv2D({wanted}, 1), {name}])"
    )
    return [Fix(title, why, compiled_again(facts, code))]


def _builder_of_rgb(facts: Facts) -> str:
    """A builder's call of `keras.applications` with its input_shape's channels put right, or ""."""
    clue, tree = facts.clue, parsed(facts.site.statement or "0")
    for node in ast.walk(tree):
        shape = node.value if isinstance(node, ast.keyword) and node.arg == "input_shape" else None
        last = shape.elts[-1] if isinstance(shape, ast.Tuple) else None
        wrong = isinstance(last, ast.Constant) and last.value == clue.received_size
        if isinstance(last, ast.Constant) and wrong and clue.expected_size:
            last.value = clue.expected_size
            return ast.unparse(tree)
    return ""
