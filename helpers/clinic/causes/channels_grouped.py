"""More channels than the kernels are deep: a raw convolution makes groups of them.

`tf.nn.conv2d` with six channels and kernels three deep lets each kernel see three of the six.
Keras' own layers compare channels and refuse; a bare op does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import tensorflow as tf

from ..case import Case
from ..compare import PICTURE_CHANNELS, only
from ..exported import declared, inferred
from ..facts import Facts
from ..reading import Clue, Fix, Shape
from ..replay import by_name
from ..trace import LayerStep
from ..treat import converted

CODE = "SC204"
NAME = "channels-grouped"
TITLE = "more channels than kernels are deep, in groups"

SAY = {
    "groups": (
        "{channels} channels come to kernels that are {depth} deep, and TensorFlow makes "
        "{groups} groups of them: each of the {filters} kernels sees {depth} of the {channels} "
        "channels only."
    ),
}


def silent(case: Case) -> Clue | None:
    """A Conv2D op whose kernel is less deep than its input: read off the graph that a call would
    run.
    """
    if case.signature is not None:
        return _of_a_signature(case)
    if case.passed is None or case.graph is None:
        return None
    layers = by_name(case.model)
    for name, channels, kernel in _convolutions(case.graph):
        step = next((one for one in case.passed.steps if _inside(name, one.name)), None)
        meant = getattr(layers.get(step.name if step else ""), "groups", 1) > 1
        if channels != kernel[2] and not meant:
            return _clue(case.passed.shape_in, step, channels, kernel)
    return None


def _of_a_signature(case: Case) -> Clue | None:
    """The same of a graph function that left its channels open, of its first convolution: further
    in, nobody knows what is meant.
    """
    spec = declared(case.signature)
    known = isinstance(case.spec, tf.TensorSpec) and case.spec.shape.rank == 4
    if spec is None or not known or not spec.shape.is_compatible_with(case.spec.shape):
        return None
    given = tuple(case.spec.shape)
    anew = inferred(case.signature, given) if spec.shape[-1] is None else None
    for _, channels, kernel in islice(_convolutions(anew[0]), 1) if anew else ():
        if channels == given[-1] != kernel[2] and kernel[2] in PICTURE_CHANNELS:
            return _clue(given, None, channels, kernel)
    return None


def _convolutions(graph: tf.Graph) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """(name, channels that come, shape of the kernel) of each convolution whose shapes are known.

    Where channels were left open while it was traced, Keras has put it into a function of its own.
    """
    bodies = {body.signature.name: body for body in graph.as_graph_def().library.function}
    for op in graph.get_operations():
        if op.type == "Conv2D":
            given, form = list(op.inputs), op.get_attr("data_format")
        elif op.type.endswith("PartitionedCall"):
            given, form = _inside_a_function(op, bodies[op.get_attr("f").name])
        else:
            continue
        shapes = [tuple(tensor.shape) for tensor in given if tensor.shape.rank == 4]
        if len(shapes) == 2 and None not in (*shapes[0], *shapes[1]):
            yield op.name, shapes[0][1 if form == b"NCHW" else 3], shapes[1]


def _inside_a_function(op: Any, body: Any) -> tuple[list[tf.Tensor], bytes]:
    """Of a function that is one convolution of what it is given: (picture and kernel, format)."""
    inside = [node for node in body.node_def if node.op == "Conv2D"]
    names = [arg.name for arg in body.signature.input_arg]
    if len(inside) != 1 or len(names) != 2 or inside[0].input[0] not in names:
        return [], b""
    picture = names.index(inside[0].input[0])
    return [op.inputs[picture], op.inputs[1 - picture]], inside[0].attr["data_format"].s


def _clue(given: Shape, step: LayerStep | None, channels: int, kernel: tuple[int, ...]) -> Clue:
    facts = {
        "channels": channels,
        "depth": kernel[2],
        "groups": channels // kernel[2],
        "filters": kernel[3],
        "at the door": channels == given[-1],
    }
    name, kind = (step.name, step.kind) if step else ("", "")
    return Clue(NAME, "groups", 3, only(3, kernel[2]), only(3, channels), name, kind, facts=facts)


def _inside(op_name: str, layer_name: str) -> bool:
    """Whether an op's name, 'functional_1/stem_1/Conv2D', says that the layer 'stem' made it."""
    pattern = rf"{re.escape(layer_name)}(_\d+)?"
    return any(re.fullmatch(pattern, part) for part in op_name.split("/"))


def treatments(facts: Facts) -> list[Fix]:
    """The channels that the kernels are made for; or a layer that compares."""
    depth = facts.clue.facts["depth"]
    gray = depth == 1 and facts.clue.facts["channels"] in (3, 4)
    why = "brightness" if gray else f"here the first {depth}, if those are the picture"
    many = f"{depth} channels" if depth > 1 else "one channel"
    return [
        Fix(f"give it {many}", why, _first_channels(facts, depth)),
        Fix("Conv2D of Keras in place of tf.nn.conv2d", "it compares channels, and refuses"),
    ]


def _first_channels(facts: Facts, depth: int) -> str:
    """Code that gives the model fewer channels; "" where they are too many only further in."""
    if not facts.clue.facts["at the door"]:
        return ""
    x, model, made_for = facts.inputs_name, facts.model_name, facts.made_for
    fewer = (converted(facts.clue.facts["channels"], 1) if depth == 1 else None) or (
        f"{{x}}[..., :{depth}]"
    )
    cut = f"{x} = {fewer.format(x=x)}"
    if made_for[-1:] != (facts.clue.facts["channels"],):
        return cut
    door = (*made_for[1:-1], depth)
    return (
        f"{cut}\n{model} = keras.models.clone_model("
        f"{model}, input_tensors=keras.Input({door}))  # to be trained anew"
    )
