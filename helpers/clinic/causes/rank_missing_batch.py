"""One picture came where a batch of pictures belongs: the batch axis is missing.

`model(x)`, `predict` and `fit` take (batch, height, width, channels). A batch of one picture is a
batch: `tf.expand_dims(x, 0)`, or `dataset.batch(32)`.
"""

from __future__ import annotations

import re
from dataclasses import replace

import tensorflow as tf

from ..case import Case
from ..compare import lacks_channels
from ..exported import declared
from ..facts import Facts
from ..reading import Clue, Cost, Fix, Shape
from ..trace import MOST_CHANNELS, LayerStep, Trace
from ..treat import assigned, brought, treated
from ..words import GAP, Wording

CODE = "SC103"
NAME = "rank-missing-batch"
TITLE = "one picture where a batch belongs"

SAY = {
    "one": "One {thing} came, {have} axes, where a batch of {things} belongs, {need} axes.",
    "row": "One row came, {have} axis, where a batch of rows belongs, {need} axes.",
    "least": (
        "A batch of {things} has {need} axes, and {have} came: one {thing}, without the batch axis."
    ),
    "numbers": "A list of plain numbers came, and a model takes an array: a batch of {things}.",
    "list": (
        "A list is taken for several inputs, one each: {received_size} came, and the model has "
        "{expected_size}. A batch of pictures is one tensor."
    ),
    "replayed": (
        "The model refuses at its door: it takes a batch of pictures, {need} axes, and this is "
        "one picture, {have} axes."
    ),
    "guessed": (
        "Keras guessed an axis: it took this one picture of {height} × {width} × {channels} for "
        "{height} gray pictures of {width} × {channels}, to be answered {height} times."
    ),
}


def _inputs(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "list", 0, (int(found["wanted"]),), (int(found["came"]),))


def _numbers(found: re.Match[str], text: str) -> Clue | None:
    """A list, which stands in the words with all its numbers."""
    return Clue(NAME, "numbers", 0) if "(of type <class 'list'>)" in text else None


WORDINGS = (
    Wording(
        r"Unrecognized data type: x=\[",
        _numbers,
        "Keras 3.15",
    ),
    Wording(
        rf"expects (?P<wanted>1) (?:named )?input(?:\(s\))?{GAP}received (?P<came>\d+) input",
        _inputs,
        "TF 2.4 to 2.15, Keras 3.4 to 3.16",
    ),
    Wording(
        r"expected (?P<wanted>1) input\(s\)\. Received (?P<came>\d+) instead",
        _inputs,
        "Keras 3.1 to 3.3",
    ),
)


def door(wanted: Shape, came: Shape, where: str) -> Clue | None:
    """One axis too few (or a flat picture and no batch axis), and it is not that of channels."""
    short = len(wanted) - len(came)
    flat = short == 2 == len(came)
    if not (short == 1 or flat) or not flat and lacks_channels(wanted, came):
        return None
    return _clue("one" if len(wanted) > 2 else "row", wanted, came)


def rank(least: int, came: Shape) -> Clue | None:
    """A layer that checks for one axis more than came."""
    if len(came) != least - 1 or len(came) == 3 and came[0] is None and came[1] is not None:
        return None  # `fit` and `predict` have put the batch axis on: the channels are missing
    return _clue("least", (None,) * least, came)


def _clue(say: str, wanted: Shape, came: Shape) -> Clue:
    return Clue(NAME, say, 0, wanted, came, facts={"have": len(came), "need": len(wanted)})


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """The model's own axes, where it refused the one picture that it takes."""
    if trace.steps or len(trace.made_for) != 4:
        return clue
    facts = {"need": len(trace.made_for), "have": len(trace.shape_in)}
    return replace(clue, say="replayed", facts=facts)


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """The picture's own shape: `predict` cuts a picture into rows, and prints those."""
    if clue.cause != NAME or len(facts.given) not in (2, 3):
        return None
    return replace(clue, received=facts.given)


def silent(case: Case) -> Clue | None:
    """Keras puts an axis behind a picture for a model of one channel, and takes its height for a
    batch.
    """
    if case.signature is not None:
        return _of_a_signature(case)
    if not case.guessed or case.seen is None:
        return None
    seen = case.seen
    return _guessed(seen.made_for, seen.shape_in, seen.model, seen.kind)


def _guessed(made_for: Shape, came: Shape, name: str, kind: str) -> Clue:
    told = dict(zip(("height", "width", "channels"), came, strict=True))
    return Clue(NAME, "guessed", 0, made_for, came, name, kind, facts=told)


def _of_a_signature(case: Case) -> Clue | None:
    """The same of a graph that was traced for shapes left open: Keras put the axis into it."""
    spec = declared(case.signature)
    if spec is None or spec.shape.rank != 3 or not isinstance(case.spec, tf.TensorSpec):
        return None
    came = tuple(case.spec.shape)
    if not spec.shape.is_compatible_with(came) or spec.shape[-1] is not None:
        return None
    (entry,) = [op for op in case.signature.graph.get_operations() if op.type == "Placeholder"][:1]
    expanded = any(op.type == "ExpandDims" for op in entry.outputs[0].consumers())
    if not expanded or not came[2] <= MOST_CHANNELS < came[1]:
        return None
    return _guessed((None, None, None, 1), came, spec.name, "")


def treatments(facts: Facts) -> list[Fix]:
    """The batch axis put on, where the pictures come from."""
    name = facts.inputs_name
    if isinstance(facts.inputs, tf.data.Dataset):
        return [_batched(facts)]
    if facts.clue.say == "numbers":
        return [_as_array(facts)]
    if isinstance(facts.inputs, list):
        why = "a list of pictures of one size makes a batch"
        return [Fix("stack them", why, f"{name} = tf.stack({name})")]
    expression = None
    if facts.given and facts.made_for:
        expression = brought(facts.given, facts.made_for)
        if len(facts.given) == 2:  # a gray picture without channels
            expression = "tf.reshape({x}, (1, *{x}.shape, 1))"
    one = "row" if len(facts.given) == 1 else facts.thing
    why = f"a batch of one {one} is a batch"
    expression = expression or "tf.expand_dims({x}, 0)"
    return [treated(facts, "add the batch axis", why, expression, cost=Cost.NOTHING)]


def _as_array(facts: Facts) -> Fix:
    """A list of numbers as an array: of one row with a batch axis, of several rows as they are."""
    rows = isinstance(facts.inputs, list) and facts.inputs and isinstance(facts.inputs[0], list)
    made = "np.array({x})" if rows else "np.array([{x}])"
    why = "a batch of rows" if rows else "a batch of one row is a batch"
    return treated(facts, "make an array of it", why, made, cost=Cost.NOTHING)


def _batched(facts: Facts) -> Fix:
    """A dataset of single pictures, batched; by ones where their sizes are open."""
    name, many = facts.inputs_name, 1 if None in facts.given else 32
    if name not in facts.site.values:
        why = "its elements are single pictures, and a model takes batches"
        return treated(facts, "batch the dataset", why, f"{{x}}.batch({many})")
    code = f"{name} = {name}.batch({many})"
    if facts.given and len(facts.made_for) == 4:
        expression = brought(facts.given, facts.made_for, batched_later=True)
        code = f"{assigned(name, facts.inputs, expression)}\n{code}" if expression else code
    why = "its elements are single pictures, and a model takes batches"
    return Fix("batch the dataset", why, code)
