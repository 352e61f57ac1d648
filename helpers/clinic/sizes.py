"""Which sizes a model takes: the map of its failures, the rule behind it, the layer behind that.

A size is decided by shapes alone (see `shapes`); what that says is then tried by running.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from . import guard, pins, replay
from .rules import Rule, Size, rules_of, worth_trying
from .search import MADE_FOR, starts
from .shapes import Point, Shapes, channels_of, made_for, point
from .trace import PASSED, REFUSED, Outcome, Shape, Trace, trace, trace_shapes
from .ways import Way, ways

CHECKED = 1 << 20  # pixels: a larger picture is not run as a check, for memory's sake


@dataclass(frozen=True)
class FailureMap:
    """What became of every height and width, in rows from the first height down.

    `outcomes` are None for a size not yet asked. `refusers` names, in the same places, the layer
    that refuses, or that misreads; "" for none.
    """

    model: str
    made_for: Shape
    channels: int
    heights: tuple[int, ...]
    widths: tuple[int, ...]
    outcomes: tuple[tuple[Outcome | None, ...], ...]
    refusers: tuple[tuple[str, ...], ...]

    @property
    def complete(self) -> bool:
        """Whether every point was asked; a cancelled map is not."""
        return not any(outcome is None for row in self.outcomes for outcome in row)

    @property
    def counts(self) -> dict[Point, int]:
        """{(outcome, layer): points}, the most frequent first."""
        rows = zip(self.outcomes, self.refusers)
        points = [point for row in rows for point in zip(*row) if point[0]]
        found = {point: points.count(point) for point in sorted(set(points))}
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def at(self, height: int, width: int) -> Point:
        """(outcome, layer) at that size. ValueError where the map has no such point."""
        row, column = self.heights.index(height), self.widths.index(width)
        return self.outcomes[row][column], self.refusers[row][column]

    def __str__(self) -> str:
        told = [
            f"{count} {outcome}" + (f" at {layer}" if layer else "")
            for (outcome, layer), count in self.counts.items()
        ]
        size = f"{len(self.heights)} × {len(self.widths)} sizes"
        return f"{self.model}, {size}: {', '.join(told) or 'none asked'}"


def failure_map(
    model: Any,
    heights: Iterable[int],
    widths: Iterable[int],
    channels: int | None = None,
    progress: Callable[[int, int], object] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> FailureMap:
    """The `FailureMap` of a model over all pairs of `heights` and `widths`, in pixels.

    `channels`: of the pictures; None for what the model is made for. `progress(done, total)` is
    called after every point, `cancelled()` before: once it says yes, the map is returned as far as
    it is.
    """
    heights, widths = tuple(heights), tuple(widths)
    points: list[Point] = []
    total = len(heights) * len(widths)
    asking = map_points(model, heights, widths, channels)
    while len(points) < total and not cancelled():
        points.append(next(asking))
        progress(len(points), total)
    return map_of(model, heights, widths, channels, points)


def map_points(
    model: Any, heights: Iterable[int], widths: Sequence[int], channels: int | None = None
) -> Iterator[Point]:
    """Yields (outcome, layer) of every size, row by row, for who does other things in between."""
    shapes = _asked(model)
    for height in heights:
        for width in widths:
            yield point(shapes.at(height, width, channels))


def _asked(model: Any) -> Shapes:
    """What answers for a model: for one that is not built, its copy, so that it stays as it is.

    One that has no copy is built by being asked, as a call would. A Sequential keeps the first size
    that it is built on, so its copy is built on open sides, where it can be.
    """
    if all(layer.built for layer in replay.layers_of(model)):
        return Shapes(model)
    try:
        asked = copy.deepcopy(model)
    except Exception:  # a class of the learner's own may not know how
        return Shapes(model)
    if isinstance(asked, keras.Sequential):
        with suppress(ValueError):  # Dense on None
            asked.build((None, None, None, channels_of(model)))
    return Shapes(asked)


def map_of(
    model: Any,
    heights: Sequence[int],
    widths: Sequence[int],
    channels: int | None,
    points: Sequence[Point],
) -> FailureMap:
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


# --- really running ----------------------------------------------------------------------------


def careful_trace(model: Any, picture: Any) -> Trace:
    """`trace(model, picture)`, but a picture that a convolution or a pooling would refuse is not
    run.

    There TensorFlow's own inference of shapes has the word, and its `Trace` is returned.
    """
    watched = guard.sees(model)
    if watched:
        with suppress(guard.TooSmall), guard.standing():
            return trace(model, picture)
    seen = trace_shapes(model, tf.TensorSpec(picture.shape, picture.dtype))
    if seen is None or not (_dangerous(seen) or (watched and seen.refusal)):
        return trace(model, picture)
    return seen


def _dangerous(seen: Trace) -> bool:
    """Whether running it could compute on what is not there: a window larger than its picture."""
    if seen.outcome != REFUSED or not seen.steps:
        return False
    last = seen.steps[-1]
    return not last.refusal or "Conv" in last.kind or "Pool" in last.kind


@dataclass(frozen=True)
class Run:
    """A size at which the model was called: what was foretold and what came, both outcomes.

    `ran` is False where the picture is too small for a convolution or a pooling, and was not run.
    """

    height: int
    width: int
    foretold: Outcome
    came: Outcome
    ran: bool


def runs(model: Any, sizes: Iterable[Size], channels: int | None = None) -> tuple[Run, ...]:
    """A `Run` of each size: the model called on zeros, and what the shapes alone had said."""
    shapes = _asked(model)
    return tuple(_run(shapes, size, channels) for size in sizes)


def _run(shapes: Shapes, size: Size, channels: int | None) -> Run:
    seen = shapes.at(*size, channels)
    foretold = point(seen)[0] or REFUSED
    ran = not _dangerous(seen) and size[0] * size[1] <= CHECKED
    came = _really(shapes, seen.shape_in) if ran else foretold
    return Run(*size, foretold, came, ran)


def _really(shapes: Shapes, shape: Shape) -> Outcome:
    """What becomes of zeros of that shape, or of those shapes."""
    picture = [tf.zeros(one) for one in shape] if _several(shape) else tf.zeros(shape)
    return point(trace(shapes.model, picture))[0] or REFUSED


def _several(shape: Shape) -> bool:
    return bool(shape) and isinstance(shape[0], tuple)


def border(found: FailureMap, most: int = 12) -> list[Size]:
    """Sizes of a `FailureMap` that have a neighbour of another outcome, and a few others.

    At most `most` of each, the same every time: what is worth running to see whether the map is
    right.
    """
    cells = {
        (height, width): found.at(height, width)
        for row, height in zip(found.outcomes, found.heights)
        for outcome, width in zip(row, found.widths)
        if outcome
    }
    below, right = (dict(zip(sides, sides[1:])) for sides in (found.heights, found.widths))
    beside = {
        size: ((below.get(size[0]), size[1]), (size[0], right.get(size[1]))) for size in cells
    }
    edges = [
        size
        for size, others in beside.items()
        if any(other in cells and cells[other] != cells[size] for other in others)
    ]
    chance = random.Random(0)
    picked = [chance.sample(few, min(most, len(few))) for few in (edges, list(cells))]
    return sorted({size for few in picked for size in few})


# --- the rule ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ValidSizes:
    """The rule for each side, None where none was found, and the sizes that were run to try it.

    `broken` are tried sizes that do not keep to the rule: then the rule is not the whole truth.
    `ways`: how the model fared at a second size in each way of running it, where shapes alone say
    that these differ; () where they do not.
    """

    model: str
    height: Rule | None
    width: Rule | None
    runs: tuple[Run, ...]
    broken: tuple[Size, ...]
    ways: tuple[Way, ...] = ()

    @property
    def rule(self) -> str:
        """In words: "height and width divisible by 8"; "" where none was found."""
        if not (self.height and self.width):
            return ""
        if self.height != self.width:
            return f"height {self.height}, width {self.width}"
        side = self.height.least
        return f"height and width {self.height}" if self.height.step else f"exactly {side} × {side}"

    def __str__(self) -> str:
        if not self.rule:
            return f"{self.model}: no rule found; of the sizes tried, none passes."
        ran = sum(run.ran for run in self.runs)
        told = f"{self.model}: {self.rule}. Tried by running {ran} sizes"
        if ran < len(self.runs):
            told += f", {len(self.runs) - ran} more by their shapes alone"
        if self.broken:
            broken = ", ".join(f"{height} × {width}" for height, width in self.broken)
            return f"{told}: not the whole truth, see {broken}.{self._ways()}"
        return f"{told}: it holds at these.{self._ways()}"

    def _ways(self) -> str:
        """What takes a second size, and what does not."""
        takes, refuses = (
            ", ".join(way.name for way in self.ways if way.takes == taken)
            for taken in (True, False)
        )
        if not refuses:
            return ""
        return (
            f" A second size after a first is taken by: {takes or 'none'}; refused by: {refuses}."
        )


def valid_sizes(model: Any, channels: int | None = None) -> ValidSizes:
    """The `ValidSizes` of a model: `rules`, then tried at sizes inside and outside by running it.

    Of several inputs, all pictures have that size, except those whose Input has one of its own. A
    size is valid where the model passes in a graph as well, as `predict` and `fit` run it; a size
    at which it runs and is wrong is not.
    """
    shapes = _asked(model)
    found = _rules(shapes, channels)
    if not found:
        return ValidSizes(model.name, None, None, (), ())
    height, width = found
    tried = tuple(_run(shapes, size, channels) for size in worth_trying(height, width))
    broken = [
        (run.height, run.width)
        for run in tried
        if (height.allows(run.height) and width.allows(run.width)) != (run.came == PASSED)
    ]
    broken += [(side, width.least) for side in height.exceptions]
    broken += [(height.least, side) for side in width.exceptions]
    first = tried[0]
    second = height.following(first.height + 1), width.following(first.width + 1)
    both = [shapes.shape(*size, channels) for size in ((first.height, first.width), second)]
    differing = () if both[0] == both[1] or _several(both[0]) else ways(shapes, *both)
    return ValidSizes(model.name, height, width, tried, tuple(dict.fromkeys(broken)), differing)


def rules(model: Any, channels: int | None = None) -> tuple[Rule, Rule] | tuple[()]:
    """The `Rule` of the height and that of the width, by shapes alone; () where no size passes."""
    return _rules(_asked(model), channels)


def _rules(shapes: Shapes, channels: int | None) -> tuple[Rule, Rule] | tuple[()]:
    return rules_of(
        lambda height, width: shapes.passes(height, width, channels), starts(shapes.model)
    )


# --- the layer behind it -------------------------------------------------------------------------


def pinning(model: Any, channels: int | None = None) -> Trace | None:
    """The symbolic `Trace` at a size beside one that passes, at which the model does not pass.

    None where there is none. Its last step is the layer that pins the size; `read` says why. Where
    several make a rule together, it is the one with the largest step.
    """
    shapes = _asked(model)
    found = _rules(shapes, channels)
    size = pins.beside(shapes, found, channels) if found else (MADE_FOR, MADE_FOR)
    if size is None:
        return None
    shape = shapes.shape(*size, channels)
    specs = [tf.TensorSpec(one) for one in (shape if _several(shape) else (shape,))]
    return trace_shapes(shapes.model, specs if _several(shape) else specs[0])
