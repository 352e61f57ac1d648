"""Which sizes a model takes: the map of its failures, the rule behind it, and the layer that makes the rule.

A size is decided by TensorFlow's own inference of shapes: the model is called inside a graph that nobody
runs. That takes no memory for feature maps, and no picture that is too small can reach a convolution,
where running it may answer from uninitialised memory. What that says is then tried by running.
"""

import random
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import gcd

import keras
import tensorflow as tf

from .trace import PASSED, REFUSED, WATCH, WRONG, LayerStep, Refusal, Trace, trace, trace_shapes

DOOR = "the model's door"

#: Sides that are tried to find one that passes, the usual ones first.
USUAL = (224, 256, 299, 320, 512, 128, 96, 64, 48, 32, 28)
FARTHEST = 64  # pixels: the next side that passes is looked for up to this
AWAY = (2, 3, 5, 7, 9, 16, 25, 33)  # pixels: a few more sides, to make the step smaller or show that it is none
CHECKED = 1 << 20  # pixels: a larger picture is not run as a check, for memory's sake


def _layers(names):
    return tuple(getattr(keras.layers, name) for name in names.split())


#: Layers of Keras that treat height and width apart: what comes out along one does not depend on the other.
#: They are asked once for each height and once for each width that comes, and not for every pair.
APART = _layers(
    "Conv2D DepthwiseConv2D SeparableConv2D Conv2DTranspose MaxPooling2D AveragePooling2D ZeroPadding2D Cropping2D "
    "UpSampling2D Add Multiply Concatenate"
)
#: Layers that change each number by itself: what comes out has the shape of what came. They are asked once.
KEEPING = _layers("Activation ReLU LeakyReLU Dropout Rescaling BatchNormalization")


@dataclass(frozen=True)
class FailureMap:
    """What became of every height and width: rows of outcomes from the first height down, None for not yet asked.

    `refusers` names, in the same places, the layer that refuses, or that misreads; "" for none.
    """

    model: str
    made_for: tuple
    channels: int
    heights: tuple
    widths: tuple
    outcomes: tuple
    refusers: tuple

    @property
    def complete(self):
        """Whether every point was asked; a cancelled map is not."""
        return not any(outcome is None for row in self.outcomes for outcome in row)

    @property
    def counts(self):
        """{(outcome, layer): points}, the most frequent first."""
        pairs = [pair for rows in zip(self.outcomes, self.refusers) for pair in zip(*rows) if pair[0]]
        found = {pair: pairs.count(pair) for pair in sorted(set(pairs))}
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def at(self, height, width):
        """(outcome, layer) at that size. ValueError where the map has no such point."""
        row, column = self.heights.index(height), self.widths.index(width)
        return self.outcomes[row][column], self.refusers[row][column]

    def __str__(self):
        told = [f"{count} {outcome}" + (f" at {layer}" if layer else "") for (outcome, layer), count in self.counts.items()]
        return f"{self.model}, {len(self.heights)} × {len(self.widths)} sizes: {', '.join(told) or 'none asked'}"


def failure_map(model, heights, widths, channels=None, progress=lambda done, total: None, cancelled=lambda: False):
    """The `FailureMap` of a model over all pairs of `heights` and `widths`, in pixels.

    `channels`: of the pictures; None for what the model is made for. `progress(done, total)` is called after
    every point, `cancelled()` before: once it says yes, the map is returned as far as it is.
    """
    heights, widths = tuple(heights), tuple(widths)
    points, total = [], len(heights) * len(widths)
    asking = map_points(model, heights, widths, channels)
    while len(points) < total and not cancelled():
        points.append(next(asking))
        progress(len(points), total)
    return map_of(model, heights, widths, channels, points)


def map_points(model, heights, widths, channels=None):
    """Yields (outcome, layer) of every size, row by row: `failure_map` for those who do other things in between."""
    shapes = Shapes(model)
    for height in heights:
        for width in widths:
            seen = shapes.trace((1, height, width, channels or channels_of(model)))
            yield seen.outcome, _culprit(seen)


def map_of(model, heights, widths, channels, points):
    """The `FailureMap` that holds `points`, a list as from `map_points`, as far as they go."""
    points = [*points, *[(None, "")] * (len(heights) * len(widths) - len(points))]
    rows = [points[start : start + len(widths)] for start in range(0, len(points), len(widths))]
    return FailureMap(
        model.name,
        made_for(model),
        channels or channels_of(model),
        tuple(heights),
        tuple(widths),
        tuple(tuple(outcome for outcome, _ in row) for row in rows),
        tuple(tuple(layer for _, layer in row) for row in rows),
    )


def made_for(model):
    """The model's input shape, () where it has none yet, or several."""
    shape = getattr(model, "input_shape", ())
    return shape if isinstance(shape, tuple) and not any(isinstance(part, tuple) for part in shape) else ()


def channels_of(model):
    """The channels that a model is made for; 3 where that is open."""
    shape = made_for(model)
    return shape[-1] if shape and shape[-1] else 3


def _culprit(seen):
    """The layer that refuses or misreads, the door, or "" where all is well."""
    if seen.outcome == PASSED:
        return ""
    if seen.outcome == WRONG:
        return seen.misread.name if seen.misread else DOOR
    return seen.steps[-1].name if seen.steps and seen.steps[-1].refusal else DOOR if not seen.steps else seen.model


# --- one model, many shapes -------------------------------------------------------------------


class _Stop(BaseException):
    """Ends a call at a layer known to refuse. No Exception: Keras would rewrite it at every level, for milliseconds."""


class Shapes:
    """Asks one model about many shapes. A layer that has answered a shape once is not asked again."""

    RENEWED = 500  # answers after which a new graph is begun: what was asked stays in the old one, and takes memory

    def __init__(self, model):
        self.model = model
        self._answers = {}  # by layer, shapes and arguments: the outputs' shapes and types, or a Refusal
        self._steps_known = {}  # the same by call as it came, so that most calls need one look
        self._home = {}  # by layer: shapes that it took
        self._own = None
        self._begin()

    def _begin(self):
        self._graph = tf.function(lambda: tf.zeros(()), autograph=False).get_concrete_function().graph
        self._tensors, self._blanks, self._asked = {}, {}, 0

    def trace(self, shape):
        """The `Trace` of that shape, (batch, height, width, channels), without kernels and whole messages."""
        if self._own is None:
            own = made_for(self.model)
            self._own = () if not own or None in own[1:] else self._steps((1, *own[1:]))[0]
        steps, shape_out, refusal = self._steps(shape)
        return Trace(
            self.model.name, type(self.model).__name__, made_for(self.model), shape, steps, shape_out, refusal, self._own
        )

    def passes(self, height, width, channels):
        """Whether the model passes at that size, and is not wrong."""
        return self.trace((1, height, width, channels)).outcome == PASSED

    def _steps(self, shape):
        if self._asked > self.RENEWED:
            self._begin()
        steps = []
        with self._watched(steps), self._graph.as_default():
            try:
                out = self.model(self._tensor(shape, tf.float32), training=False)
            except _Stop:
                return tuple(steps), None, steps[-1].refusal
            except Exception as error:  # any type: what a model raises is what we are here to see
                return tuple(steps), None, Refusal.of(error)
        return tuple(steps), tuple(out.shape) if isinstance(out, tf.Tensor) else (), None

    @contextmanager
    def _watched(self, steps):
        """While open, layers answer from what they have answered before, and their calls are added to `steps`."""
        here, depth = threading.get_ident(), 0

        def inside(model, args, kwargs):
            """One inside another that refuses at its own door is a step, as in `trace`."""
            nonlocal depth
            depth += 1
            try:
                return call(model, *args, **kwargs)
            except Exception as error:
                if depth > 1 and not (steps and steps[-1].refusal):
                    given = _given(args, kwargs)[0]
                    shape = tuple(given[0].shape) if len(given) == 1 else ()
                    steps.append(LayerStep(model.name, type(model).__name__, shape, refusal=Refusal.of(error)))
                raise
            finally:
                depth -= 1

        def watched(layer, *args, **kwargs):
            if threading.get_ident() != here:
                return call(layer, *args, **kwargs)
            if isinstance(layer, keras.Model):
                return inside(layer, args, kwargs)
            given, told = _given(args, kwargs)
            key = (layer, tuple([tuple(tensor.shape) for tensor in given]), told)
            if key not in self._steps_known:
                self._steps_known[key] = self._step(_Call(call, layer, args, kwargs, given, told), key[1])
            step, answer = self._steps_known[key]
            steps.append(step)
            if step.refusal:
                raise _Stop
            if isinstance(answer, tuple):
                return self._tensor(*answer)
            return tf.nest.map_structure(lambda spec: self._tensor(tuple(spec.shape), spec.dtype), answer)

        with WATCH:
            call = keras.layers.Layer.__call__
            keras.layers.Layer.__call__ = watched
            try:
                yield
            finally:
                keras.layers.Layer.__call__ = call

    def _step(self, call, shapes):
        """A layer's `LayerStep` on tensors of these shapes, and what it gives: (shape, type), or a structure of TensorSpecs."""
        step = LayerStep(call.layer.name, type(call.layer).__name__, shapes[0] if len(shapes) == 1 else shapes)
        answer = self._answer(call, shapes)
        if isinstance(answer, Refusal):
            return replace(step, refusal=answer), None
        if isinstance(answer, tf.TensorSpec):
            return replace(step, shape_out=tuple(answer.shape)), (tuple(answer.shape), answer.dtype)
        return replace(step, shape_out=()), answer

    def _answer(self, call, shapes):
        """The TensorSpec, or the structure of them, that a layer gives for tensors of these shapes, or its `Refusal`."""
        if shapes and all(shape and len(shape) == 4 for shape in shapes):
            if isinstance(call.layer, KEEPING) and getattr(call.layer, "axis", -1) in (-1, 3):
                return self._answer_keeping(call, shapes)
            if isinstance(call.layer, APART):
                return self._answer_apart(call, shapes)
            if isinstance(call.layer, keras.layers.Flatten):  # counts, and a × b is b × a
                shapes = tuple((shape[0], *sorted(shape[1:3], key=str), shape[3]) for shape in shapes)
        return self._ask(call, shapes)

    def _answer_keeping(self, call, shapes):
        """The same of a layer that needs to be asked once, for as long as the channels stay the same."""
        home = self._home.setdefault(call.layer, shapes)
        asked = tuple((*shape[:1], *at_home[1:3], shape[3]) for at_home, shape in zip(home, shapes))
        answer = self._ask(call, asked)
        return answer if isinstance(answer, Refusal) else tf.TensorSpec(shapes[0], answer.dtype)

    def _answer_apart(self, call, shapes):
        """The same, put together from the answer along the height and that along the width."""
        home = self._home.get(call.layer)
        if home is None or [shape[::3] for shape in home] != [shape[::3] for shape in shapes]:
            answer = self._ask(call, shapes)
            if not isinstance(answer, Refusal):
                self._home[call.layer] = shapes
            return answer
        found = []
        for axis in (1, 2):
            asked = [_with_axis(at_home, axis, shape[axis]) for at_home, shape in zip(home, shapes)]
            answer = self._ask(call, tuple(asked))
            if isinstance(answer, Refusal):
                return answer
            found.append(answer)
        return tf.TensorSpec(_with_axis(tuple(found[0].shape), 2, found[1].shape[2]), found[0].dtype)

    def _ask(self, call, shapes):
        """The answer to tensors of these shapes in the places of those given: remembered, or really asked for."""
        key = (call.layer, shapes, call.told)
        if key not in self._answers:
            self._asked += 1
            try:
                out = call.on([self._tensor(shape, old.dtype) for old, shape in zip(call.given, shapes)])
                self._answers[key] = tf.nest.map_structure(lambda tensor: tf.TensorSpec(tensor.shape, tensor.dtype), out)
            except Exception as error:  # any type, as above
                self._answers[key] = Refusal.of(error)
        return self._answers[key]

    def _tensor(self, shape, dtype):
        """A tensor of that shape that nobody will fill."""
        if (shape, dtype) not in self._tensors:
            self._tensors[shape, dtype] = self._blank(dtype)
            self._tensors[shape, dtype].set_shape(shape)
        return self._tensors[shape, dtype]

    def _blank(self, dtype):
        """A tensor without a shape. They are made by the hundred: one op each would take most of the time."""
        if not self._blanks.get(dtype):
            with self._graph.as_default():
                self._blanks[dtype] = tf.unstack(tf.compat.v1.placeholder(dtype), num=500)
        return self._blanks[dtype].pop()


def _given(args, kwargs):
    """The tensors among a call's arguments, and the rest of them, as something to compare."""
    first = args[0] if len(args) == 1 else None
    if isinstance(first, tf.Tensor) and not kwargs:
        return [first], ""
    told = tf.nest.flatten((args, kwargs))
    rest = str([value for value in told if not isinstance(value, tf.Tensor)]) + str(list(kwargs))
    return [value for value in told if isinstance(value, tf.Tensor)], rest


@dataclass
class _Call:
    """One call of a layer. `given`: the tensors among its arguments; `told`: the rest of them, as a text to compare."""

    call: object
    layer: object
    args: tuple
    kwargs: dict
    given: list
    told: str

    def on(self, tensors):
        """The same call with other tensors in their places."""
        fresh = {id(old): new for old, new in zip(self.given, tensors)}
        args, kwargs = tf.nest.map_structure(lambda value: fresh.get(id(value), value), (self.args, self.kwargs))
        return self.call(self.layer, *args, **kwargs)


def _with_axis(shape, axis, size):
    return (*shape[:axis], size, *shape[axis + 1 :])


# --- really running ----------------------------------------------------------------------------


def careful_trace(model, picture):
    """`trace(model, picture)`, but for a picture that a convolution or a pooling would refuse: that one is not run.

    There TensorFlow's own inference of shapes has the word, and its `Trace` is returned.
    """
    seen = trace_shapes(model, tf.TensorSpec(picture.shape, picture.dtype))
    return seen if seen is not None and _dangerous(seen) else trace(model, picture)


def _dangerous(seen):
    """Whether running what was refused could compute on what is not there: a window larger than its picture."""
    if seen.outcome != REFUSED or not seen.steps:
        return False
    last = seen.steps[-1]
    return not last.refusal or "Conv" in last.kind or "Pooling" in last.kind


@dataclass(frozen=True)
class Run:
    """A size at which the model was called: what was foretold and what came, both outcomes.

    `ran` is False where the picture is too small for a convolution or a pooling, and was not run.
    """

    height: int
    width: int
    foretold: str
    came: str
    ran: bool


def runs(model, sizes, channels=None):
    """A `Run` of each (height, width): the model really called on zeros, and what the shapes alone had said."""
    shapes, channels = Shapes(model), channels or channels_of(model)
    return tuple(_run(shapes, (1, height, width, channels)) for height, width in sizes)


def _run(shapes, shape):
    foretold = shapes.trace(shape)
    ran = not _dangerous(foretold) and shape[1] * shape[2] <= CHECKED
    came = trace(shapes.model, tf.zeros(shape)).outcome if ran else foretold.outcome
    return Run(shape[1], shape[2], foretold.outcome, came, ran)


def border(found, most=12):
    """(height, width) of points of a `FailureMap` that have a neighbour of another outcome, and of a few others.

    At most `most` of each, the same every time: what is worth running to see whether the map is right.
    """
    cells = {
        (height, width): found.at(height, width)
        for row, height in zip(found.outcomes, found.heights)
        for outcome, width in zip(row, found.widths)
        if outcome
    }
    beside = dict(zip(found.heights, found.heights[1:])), dict(zip(found.widths, found.widths[1:]))
    edges = [
        point
        for point in cells
        for other in ((beside[0].get(point[0]), point[1]), (point[0], beside[1].get(point[1])))
        if other in cells and cells[other] != cells[point]
    ]
    chance = random.Random(0)
    picked = [chance.sample(few, min(most, len(few))) for few in (list(dict.fromkeys(edges)), list(cells))]
    return sorted({point for few in picked for point in few})


# --- the rule ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """The sides that pass along one axis: `least`, and from there on every `step` pixels; a `step` of 0: that one alone.

    `exceptions` are sides seen during the search that do not keep to it.
    """

    least: int
    step: int
    exceptions: tuple = ()

    def allows(self, side):
        """Whether a side of that many pixels keeps to the rule."""
        return side == self.least if not self.step else side >= self.least and (side - self.least) % self.step == 0

    def __str__(self):
        if not self.step:
            return f"exactly {self.least}"
        if self.step == 1:
            return f"at least {self.least}"
        if self.least == self.step:
            return f"divisible by {self.step}"
        if self.least % self.step == 0:
            return f"divisible by {self.step}, at least {self.least}"
        return f"{self.least}, {self.least + self.step}, {self.least + 2 * self.step} and so on, in steps of {self.step}"


@dataclass(frozen=True)
class ValidSizes:
    """The rule for each side, None where none was found, and the sizes at which it was tried by running.

    `broken` are tried sizes that do not keep to the rule: then the rule is not the whole truth.
    """

    model: str
    height: Rule | None
    width: Rule | None
    runs: tuple
    broken: tuple

    def __str__(self):
        if not (self.height and self.width):
            return f"{self.model}: no rule found; of the sizes tried, none passes."
        if self.height == self.width:
            rule = f"exactly {self.height.least} × {self.width.least}" if not self.height.step else f"height and width {self.height}"
        else:
            rule = f"height {self.height}, width {self.width}"
        ran = [run for run in self.runs if run.ran]
        told = f"{self.model}: {rule}. Tried by running {len(ran)} sizes"
        told += f", {len(self.runs) - len(ran)} more by their shapes alone" if len(ran) < len(self.runs) else ""
        if self.broken:
            return f"{told}: not the whole truth, see {', '.join(f'{height} × {width}' for height, width in self.broken)}."
        return f"{told}: it holds."


def valid_sizes(model, channels=None):
    """The `ValidSizes` of a model: `rules`, then tried at sizes inside and outside by running the model.

    A size is valid where the model passes; a size at which it runs and is wrong is not.
    """
    shapes, channels = Shapes(model), channels or channels_of(model)
    found = _rules(shapes, channels)
    if not found:
        return ValidSizes(model.name, None, None, (), ())
    tried = tuple(_run(shapes, (1, *size, channels)) for size in _worth_trying(*found))
    kept = [(found[0].allows(run.height) and found[1].allows(run.width)) == (run.came == PASSED) for run in tried]
    broken = [(run.height, run.width) for run, keeps in zip(tried, kept) if not keeps]
    broken += [(side, found[1].least) for side in found[0].exceptions] + [(found[0].least, side) for side in found[1].exceptions]
    return ValidSizes(model.name, *found, tried, tuple(broken))


def rules(model, channels=None):
    """The `Rule` of the height and that of the width, found by search on shapes alone; () where no size passes."""
    return _rules(Shapes(model), channels or channels_of(model))


def _rules(shapes, channels):
    home = _home(shapes, channels)
    if home is None:
        return ()
    return (
        _rule(lambda side: shapes.passes(side, home[1], channels), home[0]),
        _rule(lambda side: shapes.passes(home[0], side, channels), home[1]),
    )


def _home(shapes, channels):
    """A size that passes, (height, width), or None."""
    own = (made_for(shapes.model) or (None,) * 4)[1:3]
    sizes = [tuple(fixed or side for fixed in own) for side in USUAL]
    return next((size for size in dict.fromkeys(sizes) if shapes.passes(*size, channels)), None)


def _rule(passes, home):
    """The `Rule` along one side, `home` being a side that passes."""
    step = next((away for away in range(1, FARTHEST + 1) if passes(home + away)), 0)
    if not step:
        return Rule(home, 0)
    others = {home + away: passes(home + away) for away in AWAY}
    step = gcd(step, *(side - home for side, passed in others.items() if passed))
    least, most = 0, home // step  # in steps below home: by halves to the farthest that still passes
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if home - middle * step > 0 and passes(home - middle * step) else (least, middle - 1)
    rule = Rule(home - least * step, step)
    return replace(rule, exceptions=tuple(side for side, passed in others.items() if rule.allows(side) != passed))


def _worth_trying(height, width):
    """Sizes on both sides of each border of the rules, and some at random, each (height, width) once."""
    chance, inside = random.Random(0), [rule.least + 2 * rule.step for rule in (height, width)]
    sizes = [tuple(inside)]
    for axis, rule in enumerate((height, width)):
        for away in (0, -1, 1, -rule.step, rule.step):
            sizes.append(tuple(rule.least + away if place == axis else side for place, side in enumerate(inside)))
    for _ in range(4):
        sizes.append(tuple(rule.least + chance.randrange(4) * (rule.step or 1) + chance.choice((0, 0, 1)) for rule in (height, width)))
    return [size for size in dict.fromkeys(sizes) if min(size) > 0]


# --- the layer behind it -------------------------------------------------------------------------


def pinning(model, channels=None):
    """The symbolic `Trace` of the model at a size near one that passes, at which it does not; None if there is none.

    Its last step is the layer that pins the size; `diagnosis.read` says why.
    """
    shapes, channels = Shapes(model), channels or channels_of(model)
    home = _home(shapes, channels) or (USUAL[0], USUAL[0])
    near = [(home[0] + away, home[1] + away) for away in (3, 1, 2)]
    small = [(side, side) for side in (*range(min(home) // 2, 8, -8), 8, 4, 2, 1)]
    for size in near + small:
        if not shapes.passes(*size, channels):
            return trace_shapes(model, tf.TensorSpec((1, *size, channels)))
    return None
