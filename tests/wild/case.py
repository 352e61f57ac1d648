"""One failure that people meet with image shapes: code that leads to it, and what is true of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """`setup` runs, `call` raises; the sets hold every answer that is right.

    `call` is run by itself, in the namespace of `setup`, so that a treatment's code can come
    between the two. `inputs` and `model` name what is handed to `explain`, None where only the
    message is. Layers are names that occur in the answer, as "dense" or, where numbers matter,
    "dense_1 (Dense)". In a shape, None fits any size. An empty set: the failure does not settle
    that point, so no answer is judged. `misses`: the fields of the verdict that are still wrong.
    """

    name: str
    setup: str
    call: str
    cause: set
    layer: set = frozenset()
    axis: set = frozenset()
    expected: set = frozenset()
    received: set = frozenset()
    inputs: str | None = "x"
    model: str | None = "model"
    misses: set = frozenset()


def picture(height, width, channels):
    """A picture's shape, (height, width, channels), and the same with a batch axis before it."""
    return {(height, width, channels), (None, height, width, channels)}


def flat(features):
    """What a Dense layer gets, as a number and as the shape (batch, features): both are right."""
    return {features, (None, features)}


#: The axes of a batch of pictures.
BATCH, HEIGHT, WIDTH, CHANNELS = {0}, {1}, {2}, {3}
#: Both height and width differ, so one of them, or none in particular.
SIDES = HEIGHT | WIDTH | {None}
#: The last axis of (batch, features).
FEATURES = {1}
