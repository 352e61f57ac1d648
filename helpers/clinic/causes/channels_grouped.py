"""More channels than the kernels are deep: a raw convolution makes groups of them.

`tf.nn.conv2d` with six channels and kernels three deep lets each kernel see three of the six.
Keras' own layers compare channels and refuse; a bare op does not.
"""

from __future__ import annotations

import re
from typing import Any

import tensorflow as tf

from ..case import Case
from ..compare import only
from ..facts import Facts
from ..reading import Clue, Fix
from ..replay import layers_of
from ..trace import LayerStep, Trace

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
    if case.passed is None or case.model is None:
        return None
    layers = {layer.name: layer for layer in layers_of(case.model) if hasattr(layer, "name")}
    for op in _graph(case.model, case.spec).get_operations():
        if op.type != "Conv2D":
            continue
        came, kernel = (tuple(tensor.shape) for tensor in op.inputs[:2])
        channels = came[-1 if op.get_attr("data_format") == b"NHWC" else 1]
        step = next((one for one in case.passed.steps if _inside(op.name, one.name)), None)
        meant = getattr(layers.get(step.name if step else ""), "groups", 1) > 1
        if channels != kernel[2] and not meant:
            return _clue(case.passed, step, channels, kernel)
    return None


def _clue(seen: Trace, step: LayerStep | None, channels: int, kernel: tuple[int, ...]) -> Clue:
    facts = {
        "channels": channels,
        "depth": kernel[2],
        "groups": channels // kernel[2],
        "filters": kernel[3],
        "at the door": channels == seen.shape_in[-1],
    }
    name, kind = (step.name, step.kind) if step else ("", "")
    return Clue(NAME, "groups", 3, only(3, kernel[2]), only(3, channels), name, kind, facts=facts)


def _graph(model: Any, spec: Any) -> tf.Graph:
    return (
        tf.function(lambda given: model(given), autograph=False).get_concrete_function(spec).graph
    )


def _inside(op_name: str, layer_name: str) -> bool:
    """Whether an op's name, 'functional_1/stem_1/Conv2D', says that the layer 'stem' made it."""
    pattern = rf"{re.escape(layer_name)}(_\d+)?"
    return any(re.fullmatch(pattern, part) for part in op_name.split("/"))


def treatments(facts: Facts) -> list[Fix]:
    """The channels that the kernels are made for; or a layer that compares."""
    depth = facts.clue.facts["depth"]
    why = f"here the first {depth}, if those are the picture"
    return [
        Fix(f"give it {depth} channels", why, _first_channels(facts, depth)),
        Fix("Conv2D of Keras in place of tf.nn.conv2d", "it compares channels, and refuses"),
    ]


def _first_channels(facts: Facts, depth: int) -> str:
    """Code that gives the model fewer channels; "" where they are too many only further in."""
    if not facts.clue.facts["at the door"]:
        return ""
    x, model, made_for = facts.inputs_name, facts.model_name, facts.made_for
    cut = f"{x} = {x}[..., :{depth}]"
    if made_for[-1:] != (facts.clue.facts["channels"],):
        return cut
    door = (*made_for[1:-1], depth)
    return (
        f"{cut}\n{model} = keras.models.clone_model("
        f"{model}, input_tensors=keras.Input({door}))  # to be trained anew"
    )
