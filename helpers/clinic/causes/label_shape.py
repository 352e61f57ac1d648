"""The labels have another shape than the model's answer.

Class numbers, (batch,), go with `sparse_categorical_crossentropy`; rows of scores, (batch,
classes), with `categorical_crossentropy`; masks need the size of the model's output; and there is
one label for each picture.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from .. import edits, words
from ..broadcast import loss_of, repeated
from ..case import Case
from ..compare import count
from ..facts import Facts
from ..meeting import Between, Meeting
from ..reading import Clue, Cost, Fix, Shape
from ..syntax import parsed
from ..treat import compiled_again, relabelled
from ..treat_labels import for_numbers, for_rows, loss_name
from ..words import GAP, SHAPE, Wording, shape_of

CODE = "SC111"
NAME = "label-shape"
TITLE = "labels of another shape than the model's answer"
OUTSIDE = True

SAY = {
    "targets": "The model answers in shape {expected}, and the labels have {received}.",
    "numbers": (
        "The loss wants a class number for each answer, shape {expected}, and the labels have "
        "{received}."
    ),
    "outputs": "The model has another number of outputs than the labels have parts.",
    "metric": (
        "The metric {metric} compares class numbers: {labels} labels, and {scores} scores came, "
        "{each} for each."
    ),
    "counts": "There are {expected_size} {things} and {received_size} labels.",
    "weights": "There are {expected_size} {things}, and sample_weight has {received_size} numbers.",
    "slices": (
        "The parts of a dataset have different lengths: {expected_size} and {received_size}."
    ),
    "repeated": (
        "The model answers in shape {expected}, and the labels have {received}. {loss} raises "
        "nothing: it repeats what is shorter, and compares {pairs} pairs, {each} for each answer."
    ),
    "repeated labels": (
        "The model answers in shape {expected}, and the labels have {received}. {loss} raises "
        "nothing: it repeats what is shorter, and compares {pairs} pairs, {each} for each label."
    ),
}


def _targets(output: Shape, target: Shape) -> Clue:
    pairs = enumerate(zip(output, target, strict=False))
    axis = next((at for at, pair in pairs if pair[0] != pair[1] and None not in pair), None)
    if axis is None and len(output) != len(target):
        axis = min(len(output), len(target))
    return Clue(NAME, "targets", axis, output, target)


def _target_and_output(found: re.Match[str], text: str) -> Clue:
    return _targets(shape_of(found["output"]), shape_of(found["target"]))


def _one_hot(found: re.Match[str], text: str) -> Clue:
    """A loss for class numbers, given rows of scores."""
    output, target = shape_of(found["output"]), shape_of(found["target"])
    if len(output) != len(target):
        return _targets(output, target)
    return Clue(NAME, "numbers", len(output) - 1, output[:-1], target)


def _outputs(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "outputs")


def _slices(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "slices", 0, (int(found["first"]),), (int(found["other"]),))


def _cardinality(found: re.Match[str], text: str) -> Clue | None:
    """'x' sizes: 12, 'y' sizes: 10: which part is another number."""
    told = re.findall(r"'(\w+)' sizes: ([\d, ]+)", text)
    sizes = [[int(one) for one in re.findall(r"\d+", listed)] for _, listed in told]
    if not sizes or len(set(sizes[0])) > 1:
        return None  # several inputs that differ among themselves
    pictures = sizes[0][0]
    named = [
        (name, size)
        for (name, _), part in zip(told[1:], sizes[1:], strict=True)
        for size in part
        if size != pictures
    ]
    if not named:
        return None
    name, size = named[0]
    say = "weights" if name == "sample_weight" else "counts"
    return Clue(NAME, say, 0, (pictures,), (size,))


WORDINGS = (
    Wording(
        rf"Arguments `target` and `output` must have the same{GAP}"
        rf"target\.shape=(?P<target>{SHAPE}), output\.shape=(?P<output>{SHAPE})",
        _target_and_output,
        "Keras 3.15",
    ),
    Wording(
        rf"`output` must have rank{GAP}"
        rf"target\.shape=(?P<target>{SHAPE}), output\.shape=(?P<output>{SHAPE})",
        _one_hot,
        "Keras 3.15",
    ),
    Wording(
        rf"rank` must equal `logits{GAP}labels\.shape=(?P<target>{SHAPE}) of rank"
        rf"{GAP}logits\.shape=(?P<output>{SHAPE})",
        _one_hot,
        "TF 2.21",
    ),
    Wording(
        rf"labels\.shape=(?P<target>{SHAPE}) and logits\.shape=(?P<output>{SHAPE})",
        _target_and_output,
        "TF 2.21",
    ),
    Wording(
        rf"logits shape (?P<output>{SHAPE}) and labels shape (?P<target>{SHAPE})",
        _target_and_output,
        "TF 2.21",
    ),
    Wording(
        rf"logits and labels must be broadcastable: "
        rf"logits_size=(?P<output>{SHAPE}) labels_size=(?P<target>{SHAPE})",
        _target_and_output,
        "TF 2.21",
    ),
    Wording(
        rf"`?logits`? and `?labels`? must have the same shape{GAP}"
        rf"\((?P<output>{SHAPE}) vs (?P<target>{SHAPE})\)",
        _target_and_output,
        "TF 2.21",
    ),
    Wording(
        rf"^.{{0,200}}Shapes (?P<target>{SHAPE}) and (?P<output>{SHAPE}) are incompatible",
        _target_and_output,
        "TF 2.1 to 2.21",
    ),
    Wording(
        r"y_true and y_pred have different structures",
        _outputs,
        "Keras 3.15",
    ),
    Wording(r"Data cardinality is ambiguous", _cardinality, "Keras 3.1 to 3.16"),
    Wording(
        r"^Dimensions (?P<first>\d+) and (?P<other>\d+) are not compatible", _slices, "TF 2.21"
    ),
)


def meeting(met: Meeting) -> Clue | None:
    """A loss that could not compare."""
    return _targets(met.second, met.first) if met.between is Between.TARGETS else None


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """A metric that compares class numbers with rows of scores: as many times more as there are."""
    pair = [shape for shape in (clue.expected, clue.received) if shape]
    sizes = [one for shape in pair for one in shape if one] if len(pair) == 2 else []
    metric = facts.metric
    scores = facts.answer[-1] if facts.answer else None
    if metric is None or len(sizes) != 2 or not scores or scores < 2:
        return None
    if max(sizes) != scores * min(sizes):
        return None
    told = {"metric": metric.name, "scores": max(sizes), "labels": min(sizes), "each": scores}
    expected: Shape = (min(sizes),)
    return replace(
        clue,
        cause=NAME,
        say="metric",
        axis=None,
        expected=expected,
        received=(max(sizes),),
        layer=metric.name,
        kind=type(metric).__name__,
        op="",
        facts=told,
    )


def silent(case: Case) -> Clue | None:
    """Labels that the loss compares with more, or fewer, answers than it should."""
    loss = loss_of(case.model)
    met = repeated(case.labels, case.answer) if loss and case.labels and case.answer else None
    if met is None:
        return None
    pairs, answers, labels = count(met), count(case.answer), count(case.labels)
    say, own = ("repeated", answers) if answers < pairs else ("repeated labels", labels)
    told = {"loss": loss.__name__, "pairs": pairs, "each": f"{pairs / own:g}"}
    return replace(_targets(case.answer, case.labels), say=say, facts=told)


# --- treatments ----------------------------------------------------------------------------------


def treatments(facts: Facts) -> list[Fix]:
    """The loss that goes with the labels in the learner's own line, or labels that go with it."""
    clue = facts.clue
    output, target = clue.expected, clue.received
    if clue.say.startswith("repeated") and output and target:
        return _one_for_each(facts, output, target)
    if clue.say == "weights":
        why = f"they must be cut the way the {facts.thing}s were"
        return [Fix("one weight for each", why)]
    if clue.say in ("counts", "slices"):
        return [
            *_meant(facts),
            Fix("find what has no label", "one of the two has lost or gained an entry"),
        ]
    if clue.say == "metric":
        why = "the metric takes the largest of each row of scores itself"
        found = edits.with_setting(facts, (clue.kind,), "sparse_y_pred", False)
        return edits.fixes(found, "sparse_y_pred=False", why, Cost.NOTHING)
    if output is None or target is None:
        return [Fix("one label array for each output", "in the order of the model's outputs")]
    if clue.say == "numbers":
        return [*_reordered(facts), *for_rows(facts, target)]
    return [*_reordered(facts), *_of_targets(facts, output, target)]


def _one_for_each(facts: Facts, output: Shape, target: Shape) -> list[Fix]:
    """A last layer that answers as often as there are labels; else what to look at."""
    wanted = 1 if len(target) < len(output) else target[-1]
    last = [*output[:-1], wanted] == [*target, wanted][: len(output)]
    layers, name = getattr(facts.model, "layers", ()), facts.model_name
    word = {"Dense": "units", "Conv2D": "filters", "Conv1D": "filters"}.get(
        type(layers[-1]).__name__ if layers else ""
    )
    graph = type(facts.model).__name__ in ("Sequential", "Functional")
    if not last or not word or not graph:
        advice = "one number of the answer for each of the labels: which of the two is too short?"
        return [Fix("answers and labels of one shape", advice)]
    code = (
        f"last = {name}.layers[-1].get_config()\n"
        f"last = type({name}.layers[-1]).from_config("
        f'last | {{"{word}": {wanted}, "name": "last"}})  # it is new: train it\n'
        f"{name} = keras.Model({name}.inputs, last({name}.layers[-1].input))"
    )
    why = f"if the labels are right, the model gives {output[-1]} where {wanted} are wanted"
    return [Fix(f"a last layer of {wanted}", why, compiled_again(facts, code))]


def _meant(facts: Facts) -> list[Fix]:
    """Other labels in reach, of the same kind and as many as there are samples."""
    name, labels, site = facts.label_name, facts.labels, facts.site
    if not name.isidentifier() or not isinstance(labels, np.ndarray) or not facts.given:
        return []
    meant = [
        other
        for other, value in site.values.items()
        if isinstance(value, np.ndarray)
        and not other.startswith("_")
        and value.shape == (facts.given[0], *labels.shape[1:])
        and value.dtype == labels.dtype
    ]
    lines = [_with_name(site.statement, name, other) for other in meant]
    return [
        Fix(f"is {other} meant?", "it has as many entries", line, True, cost=Cost.NOTHING)
        for other, line in zip(meant, lines, strict=True)
    ][:3]


def _with_name(statement: str, name: str, other: str) -> str:
    tree = parsed(statement)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            node.id = other
    return ast.unparse(tree)


def _of_targets(facts: Facts, output: Shape, target: Shape) -> list[Fix]:
    """What makes labels of shape `target` go with an answer of shape `output`."""
    classes = output[-1] if output else None
    if not output or not target:
        return []
    plain = len(target) == 1 or target[-1] == 1
    if len(output) == len(target) == 4 and output[1:3] != target[1:3]:
        return _other_size(facts, output, target)
    if len(output) == len(target) + 1 == 4 and output[1:3] != target[1:3]:
        return _other_size(facts, output, (*target, 1))
    if classes and classes > 1 and (plain or len(output) == len(target) + 1):
        return for_numbers(facts, output, target)
    if classes == 1 and target and target[-1] == 3 and len(target) == 4:
        return _one_channel(facts)
    if classes == 1 and target and target[-1] == 2 and len(target) == 2:
        why = "two columns say the same twice"
        return relabelled(facts, "one column", why, "{y}[:, 1:]", Cost.NOTHING)
    if _same_numbers(output, target):
        why = "the same numbers, laid out as the model answers"
        flat = f"{{y}}.reshape(len({{y}}), {', '.join(map(str, output[1:]))})"
        return relabelled(facts, "labels in the answer's shape", why, flat, Cost.CONVERTED)
    if len(output) == 4 and len(target) <= 2:
        return [_averaged(facts)]
    if "sparse" in loss_name(facts) and len(target) >= 2:
        return for_rows(facts, target)
    return []


def _same_numbers(output: Shape, target: Shape) -> bool:
    """Whether each label holds as many numbers as each answer."""
    known = None not in output[1:] and None not in target[1:]
    many, wanted = (prod(size or 0 for size in shape[1:]) for shape in (output, target))
    return known and len(output) != len(target) and many == wanted


def _one_channel(facts: Facts) -> list[Fix]:
    """Masks that were read as colour: one of three equal channels; else nobody knows which."""
    labels = facts.labels
    equal = isinstance(labels, np.ndarray) and bool((labels == labels[..., :1]).all())
    if equal:
        why = "the three are equal: the mask was read as a colour picture"
        return relabelled(facts, "one channel of the mask", why, "{y}[..., :1]", Cost.NOTHING)
    return [Fix("decode the masks to one channel", "tf.io.decode_png(data, channels=1)")]


def _other_size(facts: Facts, output: Shape, target: Shape) -> list[Fix]:
    """The answer brought to the size of the labels, which stay: never the other way round."""
    why = "a valid window leaves out the border; the answer then keeps the size of the picture"
    padded = edits.fixes(edits.all_padded(facts), 'padding="same"', why, Cost.KEPT)
    sides: Any = output[1:3], target[1:3]
    if any(None in one for one in sides):
        return padded
    factors = {large // small for small, large in zip(*sides, strict=True) if small}
    whole = all(large % small == 0 for small, large in zip(*sides, strict=True) if small)
    if whole and len(factors) == 1 and output[-1] == target[-1] and max(factors) > 1:
        name, factor = facts.model_name, max(factors)
        code = (
            f"{name} = keras.Sequential([{name}, keras.layers.UpSampling2D({factor}, "
            'interpolation="bilinear")])'
        )
        why = f"the answer is {factor} times smaller than the labels, which stay as they are"
        grown = Fix("enlarge the answer", why, compiled_again(facts, code), cost=Cost.KEPT)
        return [*padded, grown]
    return padded or [
        Fix(
            "an answer of the labels' size",
            f"it answers at {words.sides(sides[0])}, the labels have {words.sides(sides[1])}",
        )
    ]


def _averaged(facts: Facts) -> Fix:
    name = facts.model_name
    code = f"{name} = keras.Sequential([{name}, keras.layers.GlobalAveragePooling2D()])"
    why = "the model answers for every place of its last map, and there is one label a picture"
    return Fix("average over the places", why, compiled_again(facts, code), cost=Cost.KEPT)


def _reordered(facts: Facts) -> list[Fix]:
    """The labels of several outputs in another order."""
    why = "the labels stand in the order of the model's outputs"
    lines = edits.reordered(facts, facts.site.argument(1, "y"))
    return [Fix("the order of the outputs", why, one, True, cost=Cost.NOTHING) for one in lines]
