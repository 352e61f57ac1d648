"""What raises nothing and is wrong: a model and its inputs, examined without running the model.

The evidence is TensorFlow's own inference of shapes, the channels of every kernel against those
that come, and, of a pipeline, its real batches. No number of the model is computed: a convolution
without room for its window may answer from uninitialised memory, and other such calls end the
process.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from . import causes, diagnose, trial
from .case import Case
from .facts import Facts
from .reading import Diagnosis, Fix
from .trace import trace_shapes


def examine(model: Any, inputs: Any) -> tuple[Diagnosis, ...]:
    """What is wrong with `model(inputs)` although it raises nothing: () for nothing found.

    `model`: a Keras model or layer, what `tf.saved_model.load` returns, or one of its signatures.
    `inputs`: what it is called with, a tensor or an array, (batch, height, width, channels), or
    several in a list or dict; or a batched tf.data.Dataset of such, alone or with labels. A
    dataset is gone through twice, ten batches at most; of it the model is asked about the first
    batch. A model that was never called is built, as by a call.

    What the model refuses is not for here: () as well. Whether a map that comes out empty is
    refused depends on the build of TensorFlow, so that is told in either case. Raises TypeError
    where `model` cannot be called, or where `inputs` are no tensors.
    """
    if not callable(model) and not _signatures(model):
        raise TypeError(f"examine() takes a model first, not {type(model).__name__}.")
    if isinstance(inputs, tf.data.Dataset):
        return _of_dataset(model, inputs)
    for value in tf.nest.flatten(inputs):
        if not hasattr(value, "shape") or not hasattr(value, "dtype"):
            raise TypeError(
                "examine() takes tensors, arrays or a tf.data.Dataset after the model, "
                f"not {type(value).__name__}."
            )
    spec, signature = _spec(inputs), _signature(model)
    if signature is not None:
        return found(Case(signature=signature, inputs=inputs, spec=spec))
    seen = trace_shapes(model, spec) if spec is not None else None
    if not seen or not all(isinstance(size, int) for size in seen.shape_in):
        return ()  # of several inputs, nobody knows which is the picture
    return found(Case(seen, model, inputs, spec))


def found(case: Case) -> tuple[Diagnosis, ...]:
    """What the rooms find in a case, in the order of their codes."""
    readings = []
    for room in causes.ROOMS:
        silent = getattr(room, "silent", None)
        clue = silent(case) if silent else None
        if clue is not None:
            facts = Facts(clue, case.seen, case.model, case.inputs)
            readings.append(diagnose.reading(facts, clue.sure, fixes=_tried(room, facts)))
    return tuple(readings)


def _tried(room: Any, facts: Facts) -> tuple[Fix, ...]:
    """The room's treatments, those first after which it finds nothing any more."""

    def finds(model: Any, inputs: Any) -> bool:
        return any(one.cause == facts.clue.cause for one in examine(model, inputs))

    return trial.quieted(facts, diagnose.candidates(facts), finds)


def _of_dataset(model: Any, dataset: tf.data.Dataset) -> tuple[Diagnosis, ...]:
    """Pictures scrambled on their way into a batch; else what becomes of the first batch."""
    scrambled = found(Case(model=model, inputs=dataset, dataset=dataset))
    if scrambled:
        return scrambled
    try:
        batch = next(iter(dataset))
    except (StopIteration, tf.errors.OpError):
        return ()
    return examine(model, batch[0] if isinstance(batch, tuple) else batch)


def _signatures(model: Any) -> Any:
    return getattr(model, "signatures", None)


def _signature(model: Any) -> Any:
    """The graph function behind an exported model or its signature; None for other models."""
    if signatures := _signatures(model):
        return signatures.get("serving_default", next(iter(signatures.values())))
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
