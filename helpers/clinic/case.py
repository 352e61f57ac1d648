"""What is examined where nothing was raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from .compare import PICTURE_CHANNELS
from .reading import Shape
from .trace import LayerStep, Trace


@dataclass(frozen=True)
class Case:
    """A call that raises nothing, or nothing but an empty map.

    `seen`: its trace, by shapes or of a real call; None where there is no Keras model. `model` and
    `inputs` are None where only the trace is at hand, and so is `graph`, which the call would run.
    `signature`: the graph function behind an exported model; `dataset`: the pipeline that the
    inputs come from. `answer` and `labels`: the shapes of what the model gives and of what it is
    compared with, () where that is not one tensor or not known.
    """

    seen: Trace | None = None
    model: Any = None
    inputs: Any = None
    spec: Any = None
    graph: tf.Graph | None = None
    signature: Any = None
    dataset: tf.data.Dataset | None = None
    answer: Shape = ()
    labels: Shape = ()

    @property
    def passed(self) -> Trace | None:
        """The trace, where nothing was refused and nothing guessed."""
        return None if self.seen is None or self.seen.refusal or self.guessed else self.seen

    @property
    def guessed(self) -> bool:
        """Whether one picture without a batch axis is taken for many gray ones, if need be until
        a map of one of these is empty.
        """
        seen = self.seen
        if seen is None or not seen.one_for_many:
            return False
        return not seen.refusal or self.emptied is not None

    @property
    def swapped(self) -> bool:
        """Whether the channels stand first in pictures of the size that the model was made for."""
        seen = self.seen
        if seen is None or len(seen.shape_in) != 4:
            return False
        shape = seen.shape_in
        return shape[1] in PICTURE_CHANNELS and (*shape[2:], shape[1]) == seen.made_for[1:]

    @property
    def emptied(self) -> LayerStep | None:
        """The first step that gives a map without places, or that is refused because it would."""
        seen = self.seen
        if seen is None:
            return None
        for step in seen.steps:
            if step.shape_out and 0 in step.shape_out[1:] and 0 not in step.shape_in[1:]:
                return step
        empties = seen.refusal and "Negative dimension size" in seen.refusal.message
        return seen.steps[-1] if empties and seen.steps else None
