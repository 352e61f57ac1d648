"""The labels have another shape than the model's answer.

Class numbers, (batch,), go with `sparse_categorical_crossentropy`; rows of scores, (batch,
classes), with `categorical_crossentropy`; masks need the size of the model's output; and there is
one label for each picture.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..broadcast import loss_of, repeated
from ..case import Case
from ..compare import count
from ..facts import Facts
from ..meeting import Between, Meeting
from ..reading import Clue, Fix, Shape
from ..treat import compiled_again, on_labels, resized
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
    "counts": "There are {expected_size} pictures and {received_size} labels.",
    "weights": "There are {expected_size} pictures, and sample_weight has {received_size} numbers.",
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
    """The loss that goes with the labels, or labels that go with the answer."""
    clue = facts.clue
    output, target = clue.expected, clue.received
    if clue.say.startswith("repeated") and output and target:
        return _one_for_each(facts, output, target)
    if clue.say == "weights":
        why = "they must be cut the way the pictures were"
        return [Fix("one weight for each picture", why)]
    if clue.say in ("counts", "slices"):
        return _pairs(facts)
    if output is None or target is None:
        return [Fix("one label array for each output", "in the order of the model's outputs")]
    if len(output) == len(target) - 1:
        numbers = _class_numbers(facts, target)
        return [numbers] if numbers else [_categorical(facts)]
    return _of_the_loss(facts, output, target)


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
    return [Fix(f"a last layer of {wanted}", why, code + compiled_again(facts))]


def _of_the_loss(facts: Facts, output: Shape, target: Shape) -> list[Fix]:
    of_places = len(output) == len(target) + 1 == 4
    classes = output[-1] if output else None
    if len(output) == 4 and len(target) <= 2:
        return [_averaged(facts)]
    if len(output) == len(target) == 4 and output[1:3] != target[1:3] and None not in output[1:3]:
        nearest = resized(output[1:3], "nearest").replace("{x}", "{y}")
        why = "one label for each place that it answers for"
        return [Fix("masks at the model's size", why, on_labels(facts, nearest))]
    if classes and classes > 1 and (len(target) == 1 or target[-1] == 1 or of_places):
        return _sparse(facts, classes, of_places)
    if classes == 1 and target[-1] == 2:
        why = "two columns say the same twice"
        return [Fix("one column", why, on_labels(facts, "{y}[:, 1:]"))]
    if len(target) == 2 and target[-1] and classes and target[-1] != classes:
        why = f"the labels know {target[-1]} classes, the model {classes}"
        return [Fix(f"a last Dense of {target[-1]}", why, _another_top(facts, target[-1]))]
    return [_categorical(facts)]


def _averaged(facts: Facts) -> Fix:
    name = facts.model_name
    code = f"{name} = keras.Sequential([{name}, keras.layers.GlobalAveragePooling2D()])"
    why = "the model answers for every place of its last map, and there is one label a picture"
    return Fix("average over the places", why, code + compiled_again(facts))


def _sparse(facts: Facts, classes: int, of_places: bool) -> list[Fix]:
    loss = f'{facts.model_name}.compile(optimizer="adam", loss="sparse_categorical_crossentropy")'
    numbers = "tf.cast({y}, tf.int32)"
    if not of_places:
        numbers = f"tf.reshape({numbers}, [-1])"
    one_hot = on_labels(facts, f"tf.one_hot({numbers}, {classes})")
    why = f"the labels are class numbers, and the model gives {classes} scores"
    return [
        Fix("a sparse loss", why, loss),
        Fix("one-hot labels", f"each label becomes a row of {classes}", one_hot),
    ]


def _class_numbers(facts: Facts, target: Shape) -> Fix | None:
    """Rows of scores to class numbers, where a loss was called by itself; None inside `fit`."""
    if facts.site.function.endswith(("fit", "evaluate", "_on_batch")):
        return None
    used = facts.site.used().items()
    names = [name for name, value in used if tuple(getattr(value, "shape", ())) == target]
    why = "this loss wants the number of the class, not a row of scores"
    code = f"{names[-1]} = tf.argmax({names[-1]}, axis=-1)" if names else ""
    return Fix("class numbers", why, code) if names else None


def _categorical(facts: Facts) -> Fix:
    code = f'{facts.model_name}.compile(optimizer="adam", loss="categorical_crossentropy")'
    why = "the labels are rows of scores, not class numbers"
    return Fix("a loss for one-hot labels", why, code)


def _another_top(facts: Facts, classes: int) -> str:
    """The same layers under a new last Dense, "" for a model that does not end in one."""
    layers, name = getattr(facts.model, "layers", ()), facts.model_name
    if not layers or type(layers[-1]).__name__ != "Dense":
        return ""
    activation = layers[-1].activation.__name__
    return (
        f"top = keras.layers.Dense({classes}, activation={activation!r})\n"
        f"{name} = keras.Model({name}.inputs, top({name}.layers[-1].input))"
    ) + compiled_again(facts)


def _pairs(facts: Facts) -> list[Fix]:
    why = "one of the two lists has lost or gained an entry"
    advice = Fix("find the pictures without a label", why)
    pictures, labels = (facts.site.argument(at, word) for at, word in ((0, "x"), (1, "y")))
    if not pictures.isidentifier() or not labels.isidentifier():
        return [advice]
    code = (
        f"n = min(len({pictures}), len({labels}))\n"
        f"{pictures}, {labels} = {pictures}[:n], {labels}[:n]"
    )
    return [advice, Fix("keep the pairs", "only if both are still in the same order", code)]
