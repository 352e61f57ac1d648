"""Run a model for real and record what enters and leaves every layer, up to the one that refuses.

A `Trace` is plain data: shapes, names and words. It holds no tensor and no model, so it can be
kept, compared and printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import prod
from typing import Any
from weakref import WeakKeyDictionary

import keras
import tensorflow as tf

from . import frames, watch
from .kept import in_a_graph
from .untouched import keras_holds

#: The size of each axis, None for one that is open; of several tensors, the tuple of their shapes.
Shape = tuple[Any, ...]


class Outcome(StrEnum):
    """What became of a call."""

    PASSED = "passed"
    REFUSED = "refused"
    WRONG = "passed but wrong"


PASSED, REFUSED, WRONG = Outcome

MOST_CHANNELS = 4  # of a picture: red, green, blue, alpha


@dataclass(frozen=True)
class Refusal:
    """An exception, as text: the name of its class and its whole message."""

    kind: str
    message: str

    @classmethod
    def of(cls, error: BaseException) -> Refusal:
        """The text of an exception. Holds nothing of the exception itself."""
        return cls(type(error).__name__, str(error))


@dataclass(frozen=True)
class LayerStep:
    """One call of one layer, or of an operation in a model's graph, or of a nested model that
    refused at its door.

    `shape_in` and `shape_out` are with the batch axis; `shape_out` is None where the layer raised,
    and then `refusal` says what. Of several inputs, `shape_in` is the tuple of their shapes.
    `kernel` is the shape of the layer's largest weight, () for none. `takes` is the shape that it
    checks for, by its `input_spec` or as a model's Input, None for what is open; its rank is the
    least allowed; () where it checks nothing.
    """

    name: str
    kind: str
    shape_in: Shape
    shape_out: Shape | None = None
    kernel: Shape = ()
    refusal: Refusal | None = None
    takes: Shape = ()


@dataclass(frozen=True)
class Trace:
    """One call of a model on a picture, or the attempt to build the model (see `trace_building`).

    `made_for` is the input shape that the model was built with, None for an axis left open. `steps`
    are the layers that ran, the last being the innermost that refused, if a layer did: a model that
    refuses at its door, before any layer runs, has no steps at all. `own` is the same model's steps
    on a picture of the shape it was made for: the measure of what should have come. Where that is
    open, `own` is there after a refusal only, at the refused picture's height and width.
    """

    model: str
    kind: str
    made_for: Shape
    shape_in: Shape
    steps: tuple[LayerStep, ...]
    shape_out: Shape | None = None
    refusal: Refusal | None = None
    own: tuple[LayerStep, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """PASSED, REFUSED, or WRONG: it ran, and what it ran on is not what it was made for."""
        if self.refusal:
            return REFUSED
        return WRONG if self.misread or self.guessed else PASSED

    @property
    def unbuilt(self) -> bool:
        """Whether the model could not even be built: its layers met only open shapes."""
        return bool(self.steps) and None in self.steps[0].shape_in

    @property
    def guessed(self) -> bool:
        """Whether a picture without a batch axis passed: Keras put an axis behind it and took its
        height for the batch, as it does where the model's last axis is 1
        (`keras.Functional._adjust_input_rank`).
        """
        return not self.refusal and self.one_for_many

    @property
    def one_for_many(self) -> bool:
        """Whether the shape is that of one picture, (height, width, channels), for a model of
        batches. A stack of gray pictures, (many, height, width), is none: a picture is wider than
        a pixel has channels, and the stack has the model's own width, where that is fixed.
        """
        if not len(self.shape_in) == len(self.made_for) - 1 == 3:
            return False
        _, width, channels = self.shape_in
        own_height, own_width = self.made_for[1:-1]
        stack = own_width == channels and own_height in (None, width)
        return channels <= MOST_CHANNELS and not stack

    @property
    def misread(self) -> LayerStep | None:
        """The step behind which another size can no longer be told from the right one, or None.

        A Dense layer after a Flatten tells its inputs apart by their place in the row alone. Where
        pooling drops what is too much, or the row's length fits by luck, nothing is raised, and the
        places do not mean what they meant. (Pooling over the whole picture has no places to mix
        up.)
        """
        if self.refusal or self.shape_in[1:] == self.made_for[1:]:
            return None
        if "Flatten" not in [step.kind for step in self.own]:
            return None
        meeting = (
            step
            for step, own in zip(self.steps, self.own)
            if (step.shape_out or ())[1:] == (own.shape_out or ())[1:]
            and step.shape_in[1:] != own.shape_in[1:]
        )
        step = next(meeting, None)
        meant = step is not None and step.kind.startswith(
            ("Resizing", "Global", "Adaptive")
        )  # made to take any size
        return None if meant else step

    def step(self, name: str) -> LayerStep:
        """The step of the layer of that name. KeyError where it was not reached."""
        return {step.name: step for step in self.steps}[name]

    def own_step(self, name: str) -> LayerStep | None:
        """The step of that layer on a picture of the size the model was made for, or None."""
        return {step.name: step for step in self.own}.get(name)

    def __str__(self) -> str:
        lines = [f"{self.model} ({self.kind}) on {self.shape_in}: {self.outcome}"]
        for step in self.steps:
            end = step.refusal.kind if step.refusal else step.shape_out
            lines.append(f"  {step.name:<10} {step.kind:<24} {step.shape_in} -> {end}")
        return "\n".join(lines)


def trace(model: Any, picture: Any) -> Trace:
    """Call `model(picture)` and record it. What the model raises is recorded, not raised.

    What is called here runs. `trace_shapes` records the same without running anything.

    `picture`: a tensor, (batch, height, width, channels), or of a rank that the model may refuse.
    Sizes under what the first convolution and pooling can take are not for this function: there
    TensorFlow's oneDNN build may answer from uninitialised memory.
    """
    steps, answer, refusal = _record(lambda: model(picture))
    return Trace(
        model=model.name,
        kind=type(model).__name__,
        made_for=_made_for(model),
        shape_in=_shape(picture),
        steps=steps,
        shape_out=None if refusal else _shape(answer),
        refusal=refusal,
        own=_own_steps(model, _shape(picture), steps, refusal),
    )


def trace_shapes(
    model: Any, spec: Any, graph: Callable[[tf.Graph], Any] = lambda graph: None
) -> Trace | None:
    """What `model` would do with `spec`, a tf.TensorSpec or a structure of them, by TensorFlow's
    own inference of shapes.

    The model is called inside a graph that nobody runs: no number is computed, no memory taken for
    feature maps, and nothing can bring the process down. What only running shows (an op that the
    device lacks, a value out of range) is therefore not seen. A `Trace` as from `trace`; None where
    the model cannot be put into a graph, such as one that asks a tensor's value in a Python `if`.

    The model's own Python is called, if it has any, and once more where `spec` has not the size
    that the model was made for: what that changes in the model is put back (see `kept`), what it
    changes elsewhere is not. `graph` is given the graph, where nothing refuses.
    """

    def call() -> Any:
        traced = in_a_graph(model, spec)
        graph(traced.graph)
        return traced.structured_outputs

    steps, answer, refusal = _record(call)
    if refusal is not None and refusal.kind in _NOT_FOR_GRAPHS:
        return None
    shape = _shape(spec)
    return Trace(
        model=getattr(model, "name", ""),
        kind=type(model).__name__,
        made_for=_made_for(model),
        shape_in=shape,
        steps=steps,
        shape_out=None if refusal else _shape(answer),
        refusal=refusal,
        own=_own_shapes(model, shape, steps),
    )


#: What a graph refuses, and a real run does not.
_NOT_FOR_GRAPHS = {"OperatorNotAllowedInGraphError", "NotImplementedError", "AttributeError"}


def _own_shapes(model, shape_in, steps):
    """As `_own_steps`, without running: `steps` themselves, where they are of that size."""
    shape = _made_for(model)[1:]
    if (
        not shape
        or not isinstance(shape_in, tuple)
        or any(isinstance(part, tuple) for part in shape_in)
    ):
        return ()
    own = (1, *_filled(shape, shape_in))
    if own[1:] == shape_in[1:]:
        return steps
    return _record(lambda: in_a_graph(model, tf.TensorSpec(own)))[0]


def trace_building(build: Callable[[], Any], name: str, shape_in: Shape = ()) -> Trace:
    """Call `build()`, which should make a model of that name, and record how far it comes.

    `shape_in`: of the picture that waits outside. The steps hold None for every axis left open. A
    build that succeeds gives a `Trace` without refusal, and its `shape_out` is the model's.
    """
    steps, model, refusal = _record(build, building=True)
    return Trace(
        model=name,
        kind="Functional",
        made_for=steps[0].shape_in if steps else (),
        shape_in=shape_in,
        steps=steps,
        shape_out=None if refusal else tuple(model.output_shape),
        refusal=refusal,
    )


def _record(
    call: Callable[[], Any], building: bool = False
) -> tuple[tuple[LayerStep, ...], Any, Refusal | None]:
    """The steps, the answer and the refusal of one real call; one of the last two is None.

    Models are no steps, what they are made of is; but one inside another that refuses at its own
    door is. Before the first call of a model with a `call` of its own Keras tries that out, to
    build it: those steps count where `building` is what is recorded.
    """
    steps: list[LayerStep] = []
    handled, told = sys.exception(), refusals(steps)

    def tried_out():
        return not building and keras_holds("symbolic_scope")

    def answer(call, layer, args, kwargs):
        out = call(layer, *args, **kwargs)
        if not isinstance(layer, keras.Model) and not tried_out():
            steps.append(replace(step_of(layer, args, kwargs), shape_out=_shape(out)))
        return out

    def refused(error, layer, args, kwargs):
        if not tried_out():
            told(error, layer, args, kwargs)

    with watch.calls(answer, refused):
        try:
            out = call()
            return tuple(steps), out, None
        except Exception as error:  # any type: what a model raises is what we are here to see
            refusal = Refusal.of(error)
            # Keras' frames and the exception hold each other, and the frames hold the feature maps:
            # without this they would stay in memory until the garbage collector comes by.
            frames.forget(error, handled)
    return tuple(steps), None, refusal


def refusals(steps: list[LayerStep]) -> watch.Refused:
    """For `watch.calls`: adds the innermost layer that refuses to the steps, with its words."""

    def refused(error: Exception, layer: Any, args: tuple, kwargs: dict) -> None:
        if not (steps and steps[-1].refusal):
            steps.append(replace(step_of(layer, args, kwargs), refusal=Refusal.of(error)))

    return refused


def step_of(layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> LayerStep:
    """What came to a layer, and what it is; after its first call, when its weights are there."""
    return LayerStep(
        name=layer.name,
        kind=type(layer).__name__,
        shape_in=_came(args, kwargs),
        kernel=_kernel_shape(layer),
        takes=_takes(layer),
    )


def _came(args, kwargs):
    """The shape of the first input; of an operation with several, such as `add(a, b)`, of each."""
    came = [
        value
        for value in (*args, *kwargs.values())
        if hasattr(value, "shape") or isinstance(value, (list, tuple))
    ]
    return _shape(came[0] if len(came) == 1 else came) if came else ()


def _takes(layer):
    """The shape that a layer checks for; see `LayerStep`."""
    if isinstance(layer, keras.Model):
        return _made_for(layer)
    spec = getattr(layer, "input_spec", None)
    if not isinstance(spec, keras.InputSpec):
        return ()
    if spec.shape is not None:
        return tuple(spec.shape)
    rank = spec.ndim or spec.min_ndim or 0
    axes = spec.axes or {}
    places = {place % rank: size for place, size in axes.items() if rank}
    return tuple(places.get(place) for place in range(rank))


def _shape(value):
    """The shape of a tensor; the tuple of their shapes of several; () of what has none."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return tuple(_shape(one) for one in value)
    shape = getattr(value, "shape", ())
    known = shape is not None and getattr(shape, "rank", 0) is not None
    return tuple(shape) if known else ()


def _made_for(model):
    """The input shape that the model was built with; () where it has none, or several."""
    shape = getattr(model, "input_shape", ())
    return shape if isinstance(shape, tuple) else ()


def _kernel_shape(layer):
    """The shape of the layer's largest weight, () where it has none."""
    shapes = [tuple(weight.shape) for weight in getattr(layer, "weights", ())]
    return max(shapes, key=prod, default=())


#: By model: for a fixed shape they do not change, and every trace asks.
_own_steps_of: WeakKeyDictionary[Any, tuple[LayerStep, ...]] = WeakKeyDictionary()


def _own_steps(model, shape_in, steps, refusal):
    """The model's steps on an empty picture of the shape it was made for; see `Trace`.

    `steps`: those of the call itself, which are the same where it passed at that shape.
    """
    shape = _made_for(model)[1:]
    if None in shape and refusal:
        return _record(lambda: model(tf.zeros((1, *_filled(shape, shape_in)))))[0]
    if not shape or None in shape:
        return ()
    if shape_in == (1, *shape) and not refusal:
        return steps
    if model not in _own_steps_of:
        _own_steps_of[model], _, _ = _record(lambda: model(tf.zeros((1, *shape))))
    return _own_steps_of[model]


def _filled(shape, shape_in):
    """The model's (height, width, channels), what is open taken from the picture's last axes."""
    return [own or got for own, got in zip(shape, (1, 1, *shape_in)[-len(shape) :])]
