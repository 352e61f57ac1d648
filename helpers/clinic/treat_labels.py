"""Treatments of labels and losses that do not go together: class numbers, and rows of scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import edits
from .facts import LABELLED, Facts, shape_of_value
from .reading import Cost, Fix, Shape
from .treat import relabelled

#: Losses for rows of scores, and those for class numbers.
_SPARSE = {
    "categorical_crossentropy": "sparse_categorical_crossentropy",
    "CategoricalCrossentropy": "SparseCategoricalCrossentropy",
}
_ROWS = {sparse: rows for rows, sparse in _SPARSE.items()}


def for_numbers(facts: Facts, output: Shape, target: Shape) -> list[Fix]:
    """Class numbers came: the sparse loss in the learner's line, or a row of scores for each."""
    classes = output[-1]
    span = facts.label_span
    if span is not None and span[1] >= (classes or 0):
        return []
    why = f"the labels are class numbers, and the model gives {classes} scores"
    sparse = edits.fixes(edits.loss(facts, _SPARSE), "a sparse loss", why, Cost.NOTHING)
    numbers = "tf.cast({y}, tf.int32)"
    if target and len(target) == len(output) and target[-1] == 1:
        numbers = f"tf.squeeze({numbers}, -1)"
    why = f"each label becomes a row of {classes}"
    rows = f"tf.one_hot({numbers}, {classes})"
    one_hot = relabelled(facts, "one-hot labels", why, rows, Cost.CONVERTED)
    compiled = [] if sparse or not _is_of(facts, _SPARSE) else [_compiled(facts, _SPARSE)]
    return [*sparse, *compiled, *one_hot]


def for_rows(facts: Facts, target: Shape) -> list[Fix]:
    """Rows of scores came: the loss for these in the learner's line, or each class's number."""
    why = "the labels are rows of scores, not class numbers"
    rows = edits.fixes(edits.loss(facts, _ROWS), "a loss for one-hot labels", why, Cost.NOTHING)
    compiled = [] if rows or not _is_of(facts, _ROWS) else [_compiled(facts, _ROWS)]
    numbers = _class_numbers(facts, target)
    return [*rows, *compiled, *([numbers] if numbers else [])]


def _is_of(facts: Facts, names: Mapping[str, str]) -> bool:
    return facts.model is not None and loss_name(facts) in names


def _compiled(facts: Facts, names: Mapping[str, str]) -> Fix:
    """`compile` once more, with the optimizer and the metrics that are there."""
    name = facts.model_name
    loss = names[loss_name(facts)]
    own = facts.model.loss
    if not isinstance(own, str) and getattr(own, "from_logits", False):
        given = f"keras.losses.{_class_of(loss)}(from_logits=True)"
    else:
        given = repr(loss)
    code = f"{name}.compile(optimizer={name}.optimizer, loss={given})"
    why = "the optimizer stays; the metrics are to be named again"
    return Fix("a loss that goes with the labels", why, code, cost=Cost.NOTHING)


def _class_of(loss: str) -> str:
    return "".join(part.capitalize() for part in loss.split("_"))


def _class_numbers(facts: Facts, target: Shape) -> Fix | None:
    """Rows of scores to class numbers, where a loss was called by itself."""
    why = "this loss wants the number of the class, not a row of scores"
    if facts.site.function.rpartition(".")[2] in LABELLED:
        numbers = "{y}.argmax(-1)" if _array(facts.labels) else "tf.argmax({y}, -1)"
        return next(iter(relabelled(facts, "class numbers", why, numbers, Cost.CONVERTED)), None)
    used = facts.site.used().items()
    names = [name for name, value in used if shape_of_value(value) == target]
    code = f"{names[-1]} = tf.argmax({names[-1]}, axis=-1)" if names else ""
    return Fix("class numbers", why, code, cost=Cost.CONVERTED) if names else None


def _array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def loss_name(facts: Facts) -> str:
    """What the loss that the model was compiled with is called, however it was given."""
    loss = getattr(facts.model, "loss", None)
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", None) or loss)
