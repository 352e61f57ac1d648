"""What is known of a failure: the clue, the replay, the learner's objects and line."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .callsite import CallSite
from .reading import Clue, Shape
from .syntax import parsed
from .trace import LayerStep, Trace


@dataclass(frozen=True)
class Facts:
    """One failure: the `clue` that speaks of it, and what it was about.

    `trace`: the replay, or the real call of a panel; None where there is none. `model` and
    `inputs`: the learner's objects, or None. `site`: the learner's statement; `trail`: those that
    led to it, the outermost first; `inner`: their very last line, which a library may have called.
    """

    clue: Clue
    trace: Trace | None = None
    model: Any = None
    inputs: Any = None
    site: CallSite = CallSite()
    trail: tuple[CallSite, ...] = ()
    inner: CallSite = CallSite()

    @property
    def model_name(self) -> str:
        """The variable that holds the model."""
        return self.site.name_of(self.model, "model") if self.model is not None else "model"

    @property
    def inputs_name(self) -> str:
        """The variable that holds what was given."""
        return self.site.name_of(self.inputs, "x") if self.inputs is not None else "x"

    @property
    def pictures(self) -> Any:
        """What was given, without labels."""
        return parts(self.inputs)[0]

    @property
    def labels(self) -> Any:
        """What the answers are compared with: beside the pictures in hand, or on the line."""
        labels = parts(self.inputs)[1]
        return self.site.value(self.label_name) if labels is None else labels

    @property
    def label_name(self) -> str:
        """The text of the labels on the line, those of the validation where it is these that the
        message is about; "" for none."""
        if self.site.function.rpartition(".")[2] not in LABELLED:
            return ""
        own = self.site.argument(1, "y")
        validation = parsed(self.site.keywords.get("validation_data", "0"), mode="eval").body
        if isinstance(validation, (ast.Tuple, ast.List)) and len(validation.elts) > 1:
            other = ast.unparse(validation.elts[1])
            first, second = (self._shape_of(text) for text in (own, other))
            if first and second and first[1:] != second[1:]:
                return other if self._refused(second) else own
        return own

    def _shape_of(self, text: str) -> Shape:
        """The shape of what a text on the line stands for; () where it has none."""
        return tuple(getattr(self.site.value(text), "shape", None) or ())

    def _refused(self, shape: Shape) -> bool:
        """Whether it is labels of that shape that the message tells."""
        came = self.clue.received or ()
        return len(came) == len(shape) or (len(came), len(shape)) == (2, 1) and came[1] == 1

    @property
    def labelled(self) -> int | None:
        """How many labels are given beside the inputs; None where none are."""
        shape = shape_of_value(self.labels)
        return shape[0] if shape else None

    @property
    def label_span(self) -> tuple[int, int] | None:
        """(lowest, highest) of class numbers; None for other labels."""
        labels = self.labels
        plain = isinstance(labels, np.ndarray) and labels.size and labels.dtype.kind in "iufb"
        if not plain or not np.array_equal(labels, np.floor(labels)):
            return None
        return int(labels.min()), int(labels.max())

    @property
    def metric(self) -> Any:
        """The first of the model's metrics that compares class numbers, as MeanIoU does; None."""
        measured = getattr(getattr(self.model, "_compile_metrics", None), "_user_metrics", None)
        listed = measured if isinstance(measured, (list, tuple)) else ()
        return next((one for one in listed if hasattr(one, "sparse_y_pred")), None)

    @property
    def answer(self) -> Shape:
        """The shape of the model's one answer, as far as it is known; () for none, or several."""
        shape: Any = self.trace.shape_out if self.trace else None
        shape = shape or getattr(self.model, "output_shape", ())
        plain = isinstance(shape, tuple) and not any(isinstance(one, tuple) for one in shape)
        return tuple(shape) if plain else ()

    @property
    def thing(self) -> str:
        """What one of the samples is, by the axes of a batch of them: "picture", "row", ...; of
        what is not known, "sample"."""
        ranks = [len(shape) for shape in (self.made_for, self.given) if shape]
        return _THINGS.get(ranks[0], "sample") if ranks else "sample"

    @property
    def as_named(self) -> Any:
        """What the variable of the inputs holds: of (x, y) put together for the clinic, x alone."""
        named = self.site.values.get(self.inputs_name, self.inputs)
        return self.inputs if named is self.inputs else self.pictures

    @property
    def spec(self) -> tf.TensorSpec | None:
        """The shape of the pictures, from the trace where there are none in hand; None for none."""
        if is_flow(self.inputs):
            return tf.TensorSpec((self.inputs.batch_size, *self.inputs.image_shape))
        if self.inputs is None and self.trace and all(_is_size(one) for one in self.trace.shape_in):
            return tf.TensorSpec(self.trace.shape_in)
        spec = spec_of(self.pictures)
        known = isinstance(spec, tf.TensorSpec) and spec.shape.rank is not None
        return spec if known else None

    @property
    def given(self) -> Shape:
        """The shape of the pictures; () where it is not known."""
        return tuple(self.spec.shape) if self.spec is not None else ()

    @property
    def made_for(self) -> Shape:
        """What the model's Input, or else its first layer, is made for; () where neither says."""
        if self.trace is None:
            return ()
        first = self.trace.steps[0].takes if self.trace.steps else ()
        return self.trace.made_for or (first if len(first) == 4 else ())

    @property
    def names_the_inputs(self) -> bool:
        """Whether the failing line may be about the inputs in hand: it names them, or nothing is
        known.
        """
        if self.inputs is None or self.model is not None or not self.site.statement:
            return True
        return self.inputs_name in self.site.used()


_THINGS = {2: "row", 3: "sequence", 4: "picture", 5: "volume or clip"}

#: Methods of a model that take labels after the pictures.
LABELLED = ("fit", "evaluate", "train_on_batch", "test_on_batch")


def parts(inputs: Any) -> tuple[Any, Any]:
    """(pictures, labels) of what a call was given: (x, y) as one, or x alone with None."""
    if isinstance(inputs, tf.data.Dataset):
        spec = inputs.element_spec
        if isinstance(spec, tuple) and spec:
            return spec[0], spec[1] if len(spec) > 1 else None
        return spec, None
    pair = isinstance(inputs, tuple) and len(inputs) in (2, 3)
    if pair and all(hasattr(part, "shape") for part in inputs):
        return inputs[0], inputs[1]
    return inputs, None


def shape_of_value(value: Any) -> Shape:
    """The shape that an array or a tensor has; () for anything else, which may have a `shape` of
    another kind, as the module `numpy` has."""
    try:
        shape = getattr(value, "shape", None)
        return tuple(shape) if isinstance(shape, (tuple, tf.TensorShape)) else ()
    except Exception:  # a property of the learner's, or a rank that is not known
        return ()


def is_flow(x: Any) -> bool:
    """Whether it is one of Keras's iterators over a folder or arrays of pictures."""
    return hasattr(x, "class_mode") and hasattr(x, "image_shape") and hasattr(x, "batch_size")


def spec_of(value: Any) -> Any:
    """`value` as tf.TensorSpec, a structure of them for a structure; None for what has no one
    shape.

    A list of equal arrays is one batch, as `predict` would see it after stacking.
    """
    if isinstance(value, keras.KerasTensor):
        return tf.TensorSpec(value.shape, value.dtype)
    if isinstance(value, tf.TypeSpec):
        return value
    if isinstance(value, dict):
        specs = {key: spec_of(part) for key, part in value.items()}
        return None if None in specs.values() else specs
    if isinstance(value, (list, tuple)) and value and all(hasattr(one, "shape") for one in value):
        listed = [spec_of(part) for part in value]
        return None if None in listed else listed
    if isinstance(value, np.ndarray):
        return None if value.dtype == object else tf.TensorSpec(value.shape, _read(value.dtype))
    return tf.type_spec_from_value(value) if tf.is_tensor(value) else None


def _read(dtype: np.dtype) -> Any:
    """Arrays of whole numbers become float32 on their way into a model."""
    return dtype if np.issubdtype(dtype, np.floating) else tf.float32


def _is_size(value: Any) -> bool:
    return isinstance(value, int)


def last_step(trace: Trace) -> LayerStep | None:
    """The step that refuses; None where the model itself does, before or between its layers."""
    return trace.steps[-1] if trace.steps and trace.steps[-1].refusal else None
