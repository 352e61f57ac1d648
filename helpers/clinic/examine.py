"""What raises nothing and is wrong: a model and its inputs, examined without running the model.

The evidence is TensorFlow's own inference of shapes, the channels of every kernel against those
that come, and, of a pipeline, its real batches. No number of the model is computed: a convolution
without room for its window may answer from uninitialised memory, and other such calls end the
process.
"""

from __future__ import annotations

import warnings
from typing import Any

import keras
import tensorflow as tf

from . import causes, diagnose, trial
from .case import Case
from .facts import Facts
from .own_code import unplayable
from .reading import Clue, Diagnosis, Shape
from .trace import trace_shapes


def examine(model: Any, inputs: Any) -> tuple[Diagnosis, ...]:
    """What is wrong with `model(inputs)` although it raises nothing: () for nothing found.

    `model`: a Keras model or layer, what `tf.saved_model.load` returns, one of its signatures, or a
    `tf.function`. `inputs`: what it is called with, a tensor or an array, (batch, height, width,
    channels), or several in a list or dict; with labels, (x, y), as `fit` gets them; or a batched
    tf.data.Dataset of such, alone or with labels. A dataset is gone through twice, ten batches at
    most; of it the model is asked about the first batch. Of large arrays a sample is looked at. A
    model that was never called stays without weights. One whose own code may do more than compute
    (see `own_code`) is not asked: then a warning says so.

    What the model refuses is not for here: () as well. Whether a map that comes out empty is
    refused depends on the build of TensorFlow, so that is told in either case. Raises TypeError
    where `model` cannot be called, or where `inputs` are no tensors, NotImplementedError where
    Keras runs on another backend.
    """
    return tuple(_reading(case, clue) for case, clue in _findings(model, inputs))


#: What was found, and in which case.
Finding = tuple[Case, Clue]


def _findings(model: Any, inputs: Any) -> list[Finding]:
    """What is wrong, before treatments are tried. Raises as `examine` does."""
    if keras.backend.backend() != "tensorflow":
        raise NotImplementedError(
            f"examine() asks TensorFlow for shapes, and Keras runs on {keras.backend.backend()} "
            "here. Set KERAS_BACKEND=tensorflow before Keras is imported."
        )
    if not callable(model) and not _signatures(model):
        raise TypeError(f"examine() takes a model first, not {type(model).__name__}.")
    if isinstance(inputs, tf.data.Dataset):
        return _of_dataset(model, inputs)
    return _of_call(model, *_apart(model, inputs))


def _of_call(model: Any, inputs: Any, labels: Any) -> list[Finding]:
    """What there is to say of `model(inputs)`, and of its answer beside the labels."""
    for value in tf.nest.flatten(inputs):
        if not hasattr(value, "shape") or not hasattr(value, "dtype"):
            raise TypeError(
                "examine() takes tensors, arrays or a tf.data.Dataset after the model, "
                f"not {type(value).__name__}."
            )
    spec, signature = _spec(inputs), _signature(model)
    if signature is not None:
        told = found(Case(signature=signature, inputs=inputs, spec=spec))
        if told or not callable(model) or signature is model:
            return told
    whose = unplayable(model) if isinstance(model, keras.layers.Layer) else ""
    if whose:
        words = f"examine() found nothing out: the code of {whose} may do more than compute, and "
        warnings.warn(f"{words}so it was not called.", stacklevel=3)
        return []
    graphs: list[tf.Graph] = []
    seen = trace_shapes(model, spec, graphs.append) if spec is not None else None
    if seen is None:
        return []
    answer = () if seen.refusal else _one_shape(seen.shape_out)
    if not _one_shape(seen.shape_in):
        seen = None  # of several inputs, nobody knows which is the picture
    graph = graphs[0] if graphs else None
    return found(Case(seen, model, inputs, spec, graph, answer=answer, labels=_labels(labels)))


def found(case: Case) -> list[Finding]:
    """What the rooms find in a case, in the order of their codes."""
    clues = [room.silent(case) for room in causes.ROOMS if hasattr(room, "silent")]
    return [(case, clue) for clue in clues if clue is not None]


def _reading(case: Case, clue: Clue) -> Diagnosis:
    """The reading of a finding, those treatments first after which it is found no more."""
    facts = Facts(clue, case.seen, case.model, case.inputs)

    def finds(model: Any, inputs: Any) -> bool:
        called = case.signature if model is None else model
        return any(other.cause == clue.cause for _, other in _findings(called, inputs))

    fixes = trial.quieted(facts, diagnose.candidates(facts), finds)
    return diagnose.reading(facts, clue.sure, fixes=fixes)


def _of_dataset(model: Any, dataset: tf.data.Dataset) -> list[Finding]:
    """Pictures scrambled on their way into a batch; else what becomes of the first batch."""
    scrambled = found(Case(model=model, inputs=dataset, dataset=dataset))
    if scrambled:
        return scrambled
    try:
        batch = next(iter(dataset))
    except (StopIteration, tf.errors.OpError):
        return []
    inputs, labels = (*batch, None)[:2] if isinstance(batch, tuple) else (batch, None)
    return _of_call(model, inputs, labels)


def _apart(model: Any, inputs: Any) -> tuple[Any, Any]:
    """(inputs, labels): of a pair, as `fit` gets it, the two; None for labels where there are none.

    A model of several inputs may be called with a tuple of them, and one of a class of its own too.
    """
    if not isinstance(inputs, tuple) or len(inputs) not in (2, 3):
        return inputs, None
    doors = len(getattr(model, "inputs", None) or ())
    pair = doors == 1 or doors == 0 and getattr(model, "compiled", False)
    return inputs[:2] if pair else (inputs, None)


def _labels(labels: Any) -> Shape:
    """The shape of labels that are one array or tensor; () for others, and for none."""
    shape = getattr(labels, "shape", None)
    return _one_shape(tuple(shape)) if shape is not None else ()


def _one_shape(shape: Shape | None) -> Shape:
    """A shape that is known and of one tensor; () for others."""
    return shape if shape and all(isinstance(size, int) for size in shape) else ()


def _signatures(model: Any) -> Any:
    return getattr(model, "signatures", None)


def _signature(model: Any) -> Any:
    """The graph function behind an exported model or its signature; None for other models."""
    if signatures := _signatures(model):
        return signatures.get("serving_default", next(iter(signatures.values())))
    if getattr(model, "input_signature", None) and hasattr(model, "get_concrete_function"):
        return model.get_concrete_function()  # a tf.function for shapes that were left open
    return model if hasattr(model, "structured_input_signature") else None


def _spec(inputs: Any) -> Any:
    """Shapes and types of what goes in; None for what has no one shape, or no type of
    TensorFlow's.
    """
    try:
        return tf.nest.map_structure(
            lambda value: tf.TensorSpec(tuple(value.shape), value.dtype), inputs
        )
    except (TypeError, ValueError):
        return None
