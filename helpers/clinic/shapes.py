"""One model asked about many shapes: what a layer has answered once, it is not asked again.

The model is called inside a graph that nobody runs, and TensorFlow infers the shapes. That takes no
memory for feature maps, and no picture that is too small can reach a convolution, where running it
may answer from uninitialised memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from . import replay, watch
from .compare import with_axis
from .trace import (
    PASSED,
    REFUSED,
    WRONG,
    LayerStep,
    Outcome,
    Refusal,
    Shape,
    Trace,
    refusals,
    step_of,
)

#: Layers that treat height and width apart: what comes out along one does not depend on the other.
#: They are asked once for each height and once for each width that comes, and not for every pair.
APART = (
    *(layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D, layers.Conv2DTranspose),
    *(layers.MaxPooling2D, layers.AveragePooling2D),
    *(layers.ZeroPadding2D, layers.Cropping2D),
    *(layers.Add, layers.Multiply, layers.Concatenate),
)
#: Layers that change each number by itself: what comes out has the shape of what came. They are
#: asked once.
KEEPING = (
    *(layers.Activation, layers.ReLU, layers.LeakyReLU, layers.Dropout),
    *(layers.Rescaling, layers.BatchNormalization),
)
#: Answers after which a new graph is begun: what was asked stays in the old one, and takes memory.
RENEWED = 500

DOOR = "the model's door"

#: What became of a size, None for not yet asked; and the layer that refuses or misreads, "" for
#: none.
Point = tuple[Outcome | None, str]
#: What a layer gives: a tf.TensorSpec, or a structure of them; or it refuses.
_Specs = Any


def made_for(model: Any) -> Shape:
    """The model's input shape, () where it has none yet, or several."""
    shape = getattr(model, "input_shape", ())
    one = isinstance(shape, tuple) and not any(isinstance(part, tuple) for part in shape)
    return shape if one else ()


def side_axes(model: Any) -> tuple[int, int]:
    """The axes of a batch of pictures that hold height and width: (1, 2), or (2, 3) for a model
    whose first layer with an opinion has the channels first.
    """
    told = (getattr(layer, "data_format", None) for layer in replay.layers_of(model))
    return (2, 3) if next(filter(None, told), "") == "channels_first" else (1, 2)


def sides_of(model: Any) -> tuple[int | None, int | None]:
    """(height, width) of the pictures that a model is made for; None for what is open."""
    height, width = side_axes(model)
    picture = next((shape for shape in doors_of(model) if len(shape) == 4), (None,) * 4)
    return picture[height], picture[width]


def channels_of(model: Any) -> int:
    """The channels that a model is made for; 3 where that is open.

    Of a model without an Input, those that it was built with.
    """
    axis = ({1, 2, 3} - {*side_axes(model)}).pop()
    built = (getattr(model, "get_build_config", lambda: None)() or {}).get("input_shape")
    shapes = (*doors_of(model), built if isinstance(built, tuple) else ())
    shape = next((shape for shape in shapes if len(shape) == 4), (None,) * 4)
    return shape[axis] or 3


def doors_of(model: Any) -> list[Shape]:
    """The shape of each Input."""
    if len(getattr(model, "inputs", None) or ()) > 1:
        return [tuple(door.shape) for door in model.inputs]
    return [made_for(model)]


def emptied(seen: Trace) -> LayerStep | None:
    """The first step whose feature map has no place left in it, though nothing is refused."""
    return next((step for step in seen.steps if 0 in (step.shape_out or ())[1:]), None)


def point(seen: Trace) -> Point:
    """What became of it, and the layer that refuses or misreads, the door, or "" where all is
    well.

    A map that was emptied on the way is misread too: its mean is no number.
    """
    if seen.outcome == REFUSED:
        return REFUSED, _refuser(seen)
    empty = emptied(seen)
    if seen.outcome == PASSED and empty is None:
        return PASSED, ""
    step = seen.misread or empty
    return WRONG, step.name if step else DOOR


def _refuser(seen: Trace) -> str:
    if not seen.steps:
        return DOOR
    return seen.steps[-1].name if seen.steps[-1].refusal else seen.model


class _Stop(BaseException):
    """Ends a call at a layer known to refuse.

    No Exception: Keras would rewrite that at every level, for milliseconds.
    """


class Shapes:
    """Asks one model about many shapes. A layer that has answered once is not asked again.

    One that is not built yet is built by the first call.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self._axes, self._doors = side_axes(model), doors_of(model)
        self._channels = channels_of(model)
        #: By layer, shapes and other arguments.
        self._answers: dict[tuple, _Specs | Refusal] = {}
        #: The same by call as it came, with the steps inside the layer: most calls need one look.
        self._known: dict[tuple, tuple[tuple[LayerStep, ...], LayerStep, Any]] = {}
        #: By layer: shapes that it took.
        self._home: dict[Any, tuple[Shape, ...]] = {}
        self._own: tuple[LayerStep, ...] | None = None
        self._begin()

    def _begin(self) -> None:
        nothing = tf.function(lambda: tf.zeros(()), autograph=False)
        self._graph = nothing.get_concrete_function().graph
        self._tensors: dict[tuple, tf.Tensor] = {}
        self._blanks: dict[Any, list[tf.Tensor]] = {}
        self._asked = 0

    def trace(self, shape: Shape) -> Trace:
        """The `Trace` of a batch of one shape, or of the tuple of those of several inputs, without
        kernels and whole messages.
        """
        model = self.model
        if self._own is None:
            own = made_for(model)
            self._own = () if not own or None in own[1:] else self._steps((1, *own[1:]))[0]
        steps, shape_out, refusal = self._steps(shape)
        kind, door = type(model).__name__, made_for(model)
        return Trace(model.name, kind, door, shape, steps, shape_out, refusal, self._own)

    def at(self, height: int, width: int, channels: int | None = None) -> Trace:
        """The `Trace` at that size, in pixels: of all pictures alike, where there are several
        inputs, except those whose Input has a size of its own.
        """
        return self.trace(self.shape(height, width, channels))

    def shape(self, height: int, width: int, channels: int | None = None) -> Shape:
        """What the model is given then: one shape with batch axis, or the tuple of several."""
        if len(self._doors) == 1:
            return self._picture((None,) * 4, height, width, channels or self._channels)
        pictures = [shape for shape in self._doors if len(shape) == 4]
        return tuple(
            self._picture(shape, height, width, channels)
            if len(shape) == 4 and (None in shape[1:] or shape is pictures[0])
            else (1, *(side or 1 for side in shape[1:]))
            for shape in self._doors
        )

    def _picture(self, shape: Shape, height: int, width: int, channels: int | None) -> Shape:
        sides = dict(zip(self._axes, (height, width)))
        return (1, *(sides.get(axis) or shape[axis] or channels or 3 for axis in (1, 2, 3)))

    def passes(self, height: int, width: int, channels: int | None = None) -> bool:
        """Whether the model passes at that size, is not wrong, and leaves no map empty."""
        seen = self.at(height, width, channels)
        return seen.outcome == PASSED and emptied(seen) is None

    def _steps(self, shape: Shape) -> tuple[tuple[LayerStep, ...], Shape | None, Refusal | None]:
        if self._asked > RENEWED:
            self._begin()
        steps: list[LayerStep] = []
        with watch.calls(self._answering(steps), refusals(steps)), self._graph.as_default():
            try:
                out = self.model(self._inputs(shape), training=False)
            except _Stop:
                return tuple(steps), None, steps[-1].refusal
            except Exception as error:  # any type: what a model raises is what we are here to see
                return tuple(steps), None, Refusal.of(error)
        return tuple(steps), tuple(out.shape) if isinstance(out, tf.Tensor) else (), None

    def _inputs(self, shape: Shape) -> Any:
        """Tensors of that shape, or of those shapes, as the model is given them."""
        if not isinstance(shape[0], tuple):
            return self._tensor(shape, tf.float32)
        doors = self.model.inputs
        return [self._tensor(one, tf.as_dtype(door.dtype)) for one, door in zip(shape, doors)]

    def _answering(self, steps: list[LayerStep]) -> watch.Answer:
        """For `watch.calls`: layers answer from what they have answered before, and are `steps`."""

        def answer(call, layer, args, kwargs):
            if isinstance(layer, keras.Model):
                return call(layer, *args, **kwargs)
            if not isinstance(layer, layers.Layer):  # an operation of the model's graph
                out = call(layer, *args, **kwargs)
                steps.append(replace(step_of(layer, args, kwargs), shape_out=tuple(out.shape)))
                return out
            given, told = _given(args, kwargs)
            key = (layer, tuple([tuple(tensor.shape) for tensor in given]), told)
            if key not in self._known:
                outside = len(steps)
                found = self._step(_Call(call, layer, args, kwargs, given, told), key[1])
                self._known[key] = (tuple(steps[outside:]), *found)
                del steps[outside:]
            inner, step, gives = self._known[key]
            steps.extend((*inner, step))
            if step.refusal:
                raise _Stop
            if isinstance(gives, tuple):
                return self._tensor(*gives)
            return tf.nest.map_structure(
                lambda one: self._tensor(tuple(one.shape), one.dtype), gives
            )

        return answer

    def _step(self, call: _Call, shapes: tuple[Shape, ...]) -> tuple[LayerStep, Any]:
        """The step of a layer on tensors of these shapes, and what it gives.

        That is (shape, type), as it mostly is; or a structure of TensorSpecs; None for a refusal.
        """
        came = shapes[0] if len(shapes) == 1 else shapes
        step = LayerStep(call.layer.name, type(call.layer).__name__, came)
        answer = self._answer(call, shapes)
        if isinstance(answer, Refusal):
            return replace(step, refusal=answer), None
        if isinstance(answer, tf.TensorSpec):
            shape = tuple(answer.shape)
            return replace(step, shape_out=shape), (shape, answer.dtype)
        return replace(step, shape_out=()), answer

    def _answer(self, call: _Call, shapes: tuple[Shape, ...]) -> _Specs | Refusal:
        """What a layer gives for tensors of these shapes."""
        if shapes and all(shape and len(shape) == 4 for shape in shapes):
            last = self._axes == (1, 2) and getattr(call.layer, "axis", -1) in (-1, 3)
            if isinstance(call.layer, KEEPING) and last:
                return self._answer_keeping(call, shapes)
            if isinstance(call.layer, layers.UpSampling2D):  # of thirty operations, and plain
                return tf.TensorSpec(
                    call.layer.compute_output_shape(shapes[0]), call.given[0].dtype
                )
            if isinstance(call.layer, APART):
                return self._answer_apart(call, shapes)
            if isinstance(call.layer, layers.Flatten):  # counts, and a × b is b × a
                batch, *sides, channels = shapes[0]
                shapes = ((batch, *sorted(sides, key=str), channels),)
        return self._ask(call, shapes)

    def _answer_keeping(self, call: _Call, shapes: tuple[Shape, ...]) -> _Specs | Refusal:
        """The same of a layer that is asked once, for as long as the channels stay the same."""
        home = self._home.setdefault(call.layer, shapes)
        asked = tuple((*shape[:1], *at_home[1:3], shape[3]) for at_home, shape in zip(home, shapes))
        answer = self._ask(call, asked)
        return answer if isinstance(answer, Refusal) else tf.TensorSpec(shapes[0], answer.dtype)

    def _answer_apart(self, call: _Call, shapes: tuple[Shape, ...]) -> _Specs | Refusal:
        """The same, put together from the answer along the height and that along the width."""
        home = self._home.get(call.layer)
        if home is None or self._others(home) != self._others(shapes):
            answer = self._ask(call, shapes)
            if not isinstance(answer, Refusal):
                self._home[call.layer] = shapes
            return answer
        found = []
        for axis in self._axes:
            asked = [with_axis(at_home, axis, shape[axis]) for at_home, shape in zip(home, shapes)]
            answer = self._ask(call, tuple(asked))
            if isinstance(answer, Refusal):
                return answer
            found.append(answer)
        across = self._axes[1]
        shape = with_axis(tuple(found[0].shape), across, found[1].shape[across])
        return tf.TensorSpec(shape, found[0].dtype)

    def _others(self, shapes: tuple[Shape, ...]) -> list[Shape]:
        """What is left of shapes without height and width."""
        return [tuple(shape[axis] for axis in (0, 6 - sum(self._axes))) for shape in shapes]

    def _ask(self, call: _Call, shapes: tuple[Shape, ...]) -> _Specs | Refusal:
        """The same, remembered or really asked for."""
        key = (call.layer, shapes, call.told)
        if key not in self._answers:
            self._asked += 1
            fresh = [self._tensor(shape, old.dtype) for old, shape in zip(call.given, shapes)]
            try:
                self._answers[key] = tf.nest.map_structure(_spec, call.on(fresh))
            except Exception as error:  # any type, as above
                self._answers[key] = Refusal.of(error)
        return self._answers[key]

    def _tensor(self, shape: Shape, dtype: Any) -> tf.Tensor:
        """A tensor of that shape that nobody will fill."""
        if (shape, dtype) not in self._tensors:
            self._tensors[shape, dtype] = self._blank(dtype)
            self._tensors[shape, dtype].set_shape(shape)
        return self._tensors[shape, dtype]

    def _blank(self, dtype: Any) -> tf.Tensor:
        """A tensor without a shape. They are made by the hundred: an op each would take long."""
        if not self._blanks.get(dtype):
            with self._graph.as_default():
                self._blanks[dtype] = tf.unstack(tf.compat.v1.placeholder(dtype), num=500)
        return self._blanks[dtype].pop()


def _given(args: tuple, kwargs: dict) -> tuple[list[tf.Tensor], str]:
    """The tensors among a call's arguments, and the rest of them, as something to compare."""
    first = args[0] if len(args) == 1 else None
    if isinstance(first, tf.Tensor) and not kwargs:
        return [first], ""
    told = tf.nest.flatten((args, kwargs))
    rest = str([value for value in told if not isinstance(value, tf.Tensor)]) + str(list(kwargs))
    return [value for value in told if isinstance(value, tf.Tensor)], rest


@dataclass
class _Call:
    """One call of a layer: `given` are its tensors, `told` its other arguments, as a text."""

    call: Callable[..., Any]
    layer: Any
    args: tuple
    kwargs: dict
    given: list[tf.Tensor]
    told: str

    def on(self, tensors: list[tf.Tensor]) -> Any:
        """The same call with other tensors in their places."""
        fresh = {id(old): new for old, new in zip(self.given, tensors)}
        given = self.args, self.kwargs
        args, kwargs = tf.nest.map_structure(lambda value: fresh.get(id(value), value), given)
        return self.call(self.layer, *args, **kwargs)


def _spec(tensor: tf.Tensor) -> tf.TensorSpec:
    return tf.TensorSpec(tensor.shape, tensor.dtype)
