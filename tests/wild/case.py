"""One failure that people meet with shapes: code that leads to it, and what is true of it."""

from dataclasses import dataclass

#: In `harmful`: nothing at all may be offered.
ANYTHING = r"(?s)."


@dataclass(frozen=True)
class Case:
    """`setup` runs, `call` raises; the sets hold every answer that is right.

    `call` is run by itself, in the namespace of `setup`, so that a treatment's code can come
    between the two. `inputs` and `model` name what is handed to `explain`, None where only the
    message is. Layers are names that occur in the answer, as "dense" or, where numbers matter,
    "dense_1 (Dense)". In a shape, None fits any size. An empty set: the failure does not settle
    that point, so no answer is judged.

    `kind`: the kind of failure, as the scoreboard counts. `reported`: where somebody posted one of
    this kind. `harmful`: regular expressions that occur in no treatment's name or code. `meaning`:
    what must be true after the first treatment and the call, an expression over the names that are
    there then and over `was`, those of the failed run. `curable`: whether code that helps is asked
    for; None where its cause says so. `whole`: a program with its own imports.
    What of a verdict is still wrong stands in misses.json.
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
    kind: str = ""
    reported: str = ""
    harmful: set = frozenset()
    meaning: str = ""
    curable: bool | None = None
    whole: bool = False


@dataclass(frozen=True)
class Quiet:
    """A program that raises nothing: `setup`, then `examine(model, inputs)`.

    `cause`: what is wrong all the same, any of them; empty for a right program, where nothing may
    be found. The other fields are those of a `Case`.
    """

    name: str
    setup: str
    cause: set = frozenset()
    inputs: str = "x"
    model: str = "model"
    kind: str = "right program"
    reported: str = ""
    harmful: set = frozenset()
    meaning: str = ""
    whole: bool = False


def picture(height, width, channels):
    """A picture's shape, (height, width, channels), and the same with a batch axis before it."""
    return {(height, width, channels), (None, height, width, channels)}


def axes(count):
    """So many axes, as a number and as a shape of any sizes: both are right."""
    return {count, (None,) * count}


def flat(features):
    """What a Dense layer gets, as a number and as the shape (batch, features): both are right."""
    return {features, (None, features)}


#: The axes of a batch of pictures.
BATCH, HEIGHT, WIDTH, CHANNELS = {0}, {1}, {2}, {3}
#: Both height and width differ, so one of them, or none in particular.
SIDES = HEIGHT | WIDTH | {None}
#: The last axis of (batch, features).
FEATURES = {1}
