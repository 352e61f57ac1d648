"""What a model's methods do with what they are given, on shapes alone, fed as Keras feeds it.

`fit`, `evaluate` and `predict` cut arrays into batches, the last one smaller, and put the answer
and the labels into the loss and the metrics. Nothing is computed, and the model stays as it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.trainers.compile_utils import CompileLoss, CompileMetrics

from . import replay
from .compare import differences
from .facts import is_flow, spec_of
from .guarded import NotTried
from .kept import kept

#: The batch size of `fit`, `evaluate` and `predict` where none is given.
USUAL = 32

#: The methods that take pictures, and whether they take labels too.
METHODS = {
    "__call__": False,
    "predict": False,
    "predict_on_batch": False,
    "fit": True,
    "evaluate": True,
    "train_on_batch": True,
    "test_on_batch": True,
}
#: Those that cut arrays into batches.
IN_BATCHES = ("fit", "evaluate", "predict")


@dataclass(frozen=True)
class Compiled:
    """How a model was compiled: what `compile` was given."""

    loss: Any = None
    metrics: Any = None
    weighted_metrics: Any = None
    loss_weights: Any = None

    @classmethod
    def of(cls, model: Any) -> Compiled:
        """As the model was compiled, nothing where it was not."""
        measured = getattr(model, "_compile_metrics", None)
        lost = getattr(model, "_compile_loss", None)
        return cls(
            getattr(model, "loss", None),
            getattr(measured, "_user_metrics", None),
            getattr(measured, "_user_weighted_metrics", None),
            getattr(lost, "_user_loss_weights", None),
        )


@dataclass(frozen=True)
class Fed:
    """One batch, as specs: pictures, labels, weights of the samples; None for what is not there."""

    x: Any
    y: Any = None
    weight: Any = None


class Call:
    """`model.method(*args, **kwargs)`, on shapes.

    `compiled`: in the place of what the model was compiled with. `anew`: what stands for a loss of
    the learner's own. `strict`: labels that are broadcast against the answer are refused, though
    Keras would not. `shown`: the shapes that were fed, as text.
    """

    def __init__(
        self,
        model: Any,
        method: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        compiled: Compiled | None = None,
        anew: Callable[[Any], Any] = lambda function: function,
        strict: bool = False,
    ) -> None:
        self.model, self.method, self.anew, self.strict = model, method, anew, strict
        self.given = _given(model, method, args, kwargs)
        self.how = (compiled or Compiled.of(model)) if METHODS[method] else None
        self.shown = ""

    def answer(self) -> Any:
        """What the call would give, as zeros of its shape; None for `fit`.

        Raises what Keras and TensorFlow raise on these shapes; NotTried for what cannot be seen on
        shapes.
        """
        if whose := replay.unplayable(self.model):
            raise NotTried(f"the code of {whose} may do more than compute")
        player = replay.player(self.model)
        if self.how is not None and self.how.loss is None:
            raise NotTried("the model was not compiled with a loss")
        answers = [self._step(player, batch) for batch in _batches(self.method, self.given)]
        for batch in self._validation():
            self._step(player, batch)
        return None if self.how is not None else _zeros(answers[0], self.given, self.method)

    def _validation(self) -> Iterator[Fed]:
        """The batches of `validation_data`, which meet the same model."""
        data = self.given.get("validation_data")
        if isinstance(data, (tuple, list)) and len(data) > 1:
            x, y, *weight = data
            yield from _batches("evaluate", {"x": x, "y": y, "sample_weight": (*weight, None)[0]})
        elif data is not None:
            yield from _batches("evaluate", {"x": data})

    def _step(self, player: Any, batch: Fed) -> Any:
        answer = _step(player, batch, self.how, self.anew)
        if self.how is not None:
            _in_range(self.given.get("y"), answer, self.how)
        if self.strict and self.how is not None:
            _not_broadcast(batch.y, answer, self.how)
        if not self.shown:
            self.shown = " with labels ".join(map(_told, filter(None, (batch.x, batch.y))))
        return answer


def _told(spec: Any) -> str:
    return ", ".join(str(tuple(one.shape)) for one in tf.nest.flatten(spec))


def _in_range(labels: Any, answer: Any, how: Compiled) -> None:
    """Raises ValueError, as TensorFlow does where it computes, for a class number without score."""
    plain = isinstance(labels, np.ndarray) and labels.size and labels.dtype.kind in "iuf"
    if not plain or not _sparse(how) or not isinstance(answer, tf.TensorSpec | tf.Tensor):
        return
    classes, highest = answer.shape[-1], labels.max()
    if classes is not None and highest >= classes:
        raise ValueError(
            f"Received a label value of {int(highest)} which is outside the valid range of "
            f"[0, {classes})."
        )


def _sparse(how: Compiled) -> bool:
    return "sparse" in str(getattr(how.loss, "name", how.loss)).lower()


def _not_broadcast(labels: Any, answer: Any, how: Compiled) -> None:
    """Raises ValueError where the loss took labels of another shape by repeating them."""
    pairs = list(zip(tf.nest.flatten(labels), tf.nest.flatten(answer), strict=False))
    sparse = _sparse(how)
    for label, one in pairs:
        own, came = tuple(one.shape), tuple(label.shape)
        if len(own) == len(came) and differences(own[1:], came[1:]):
            if not (sparse and came[-1] == 1 and not differences(own[1:-1], came[1:-1])):
                raise ValueError(f"labels {came} are broadcast against {own}")
        elif abs(len(own) - len(came)) > 1:
            raise ValueError(f"labels {came} are broadcast against {own}")


def _given(
    model: Any, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """{parameter: value} of the call, what was left out missing."""
    if method == "__call__":
        known = {key: value for key, value in kwargs.items() if key != "training"}
        if len(args) + len(known) != 1:
            raise NotTried("a model that is called with several things")
        return {"x": args[0] if args else next(iter(known.values()))}
    try:
        bound = inspect.signature(getattr(model, method)).bind(*args, **kwargs)
    except TypeError as error:
        raise NotTried("a call with other parameters") from error
    return bound.arguments


# --- batches -------------------------------------------------------------------------------------


def _batches(method: str, given: dict[str, Any]) -> Iterator[Fed]:
    """The batches that differ: the first one, and a smaller last one."""
    x, y, weight = (given.get(name) for name in ("x", "y", "sample_weight"))
    if isinstance(x, tf.data.Dataset):
        parts = x.element_spec if isinstance(x.element_spec, tuple) else (x.element_spec,)
        if len(parts) > 3:
            raise NotTried("a dataset of more than three parts")
        yield Fed(*parts)
        return
    if is_flow(x):
        yield flow_of(x)
        return
    specs = Fed(_spec(x), _spec(y), _spec(weight))
    weight = given.get("class_weight")
    if weight is not None:
        specs = Fed(specs.x, specs.y, _by_class(y, weight))
    if method not in IN_BATCHES:
        yield specs
        return
    told = (specs.x, specs.y, specs.weight)
    lengths = [spec.shape[0] for spec in tf.nest.flatten(told) if spec is not None]
    if len(set(lengths)) > 1:
        raise ValueError(_cardinality(dict(zip(("x", "y", "sample_weight"), told, strict=True))))
    many, size = lengths[0], given.get("batch_size") or USUAL
    for length in dict.fromkeys((min(many, size), many % size or min(many, size))):
        yield Fed(*(_cut(part, length) for part in told))


def _cardinality(told: dict[str, Any]) -> str:
    """As Keras words it, so that it is read as Keras's words are."""
    listed = "".join(
        f"'{name}' sizes: {', '.join(str(one.shape[0]) for one in tf.nest.flatten(spec))}\n"
        for name, spec in told.items()
        if spec is not None
    )
    words = (
        "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples."
    )
    return words + listed


def _spec(value: Any) -> Any:
    if value is None:
        return None
    if getattr(value, "dtype", None) is np.dtype(object):
        raise ValueError("Invalid dtype: object")  # as Keras words it
    if isinstance(value, list) and not any(
        hasattr(one, "shape") for one in tf.nest.flatten(value[:100])
    ):
        raise ValueError(f"Unrecognized data type: x=[...] (of type {type(value)})")  # as above
    spec = spec_of(value)
    if spec is None or any(one.shape.rank in (None, 0) for one in tf.nest.flatten(spec)):
        raise NotTried(f"a {type(value).__name__} without one shape")
    return spec


def _cut(spec: Any, length: int) -> Any:
    if spec is None:
        return None
    return tf.nest.map_structure(
        lambda one: (
            one
            if isinstance(one, tf.RaggedTensorSpec)
            else tf.TensorSpec((length, *one.shape[1:]), one.dtype)
        ),
        spec,
    )


def _by_class(y: Any, weight: Any) -> Any:
    """The weights of the samples that `class_weight` makes, as Keras makes them."""
    if len(getattr(y, "shape", ())) > 2 or isinstance(y, (list, tuple, dict)):
        raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
    return tf.TensorSpec((y.shape[0],), tf.float32)


def flow_of(x: Any) -> Fed:
    """What one batch of a generator of Keras's feeds. NotTried for a class_mode of its own."""
    labels = {
        "categorical": (x.batch_size, getattr(x, "num_classes", None)),
        "binary": (x.batch_size,),
        "sparse": (x.batch_size,),
        "input": (x.batch_size, *x.image_shape),
    }
    if x.class_mode is not None and x.class_mode not in labels:
        raise NotTried(f"class_mode {x.class_mode}")
    pictures = tf.TensorSpec((x.batch_size, *x.image_shape))
    return Fed(pictures, x.class_mode and tf.TensorSpec(labels[x.class_mode]))


# --- one step ------------------------------------------------------------------------------------


def _step(model: Any, batch: Fed, how: Compiled | None, anew: Callable[[Any], Any]) -> Any:
    """The answer's specs, of the model and then of loss and metrics. Raises what these raise."""
    lost = _loss(model, how, anew) if how else None
    measured = _metrics(model, how, anew) if how else None

    def step(x: Any, y: Any, weight: Any) -> Any:
        answer = model(x) if how is None else model(x, training=True)
        if lost is not None:
            lost(y, answer, weight)
        if measured is not None:
            measured.update_state(y, answer, weight)
        return answer

    with kept(model):
        traced = tf.function(step, autograph=False)
        return traced.get_concrete_function(batch.x, batch.y, batch.weight).structured_outputs


def _loss(model: Any, how: Compiled, anew: Callable[[Any], Any]) -> Any:
    if how.loss is None:
        return None
    loss = tf.nest.map_structure(anew, how.loss)
    names = getattr(model, "output_names", None)
    return CompileLoss(loss, how.loss_weights, output_names=names)


def _metrics(model: Any, how: Compiled, anew: Callable[[Any], Any]) -> Any:
    if not how.metrics and not how.weighted_metrics:
        return None

    def fresh(metric: Any) -> Any:
        own = isinstance(metric, keras.metrics.Metric)
        return type(metric).from_config(metric.get_config()) if own else anew(metric)

    listed = [tf.nest.map_structure(fresh, one) for one in (how.metrics, how.weighted_metrics)]
    names = getattr(model, "output_names", None)
    return CompileMetrics(*listed, output_names=names)


def _zeros(answer: Any, given: dict[str, Any], method: str) -> Any:
    """Zeros of the answer's shape, of all batches together."""
    x = given["x"]
    many = None
    if method == "predict" and not isinstance(x, tf.data.Dataset):
        many = tf.nest.flatten(_spec(x))[0].shape[0]

    def zeros(one: Any) -> Any:
        shape = [size or 1 for size in one.shape]
        shape[:1] = [many] if many and shape else shape[:1]
        blank = np.broadcast_to(np.zeros((), one.dtype.as_numpy_dtype), shape)
        return tf.convert_to_tensor(blank) if method == "__call__" else np.array(blank)

    return tf.nest.map_structure(zeros, answer)
