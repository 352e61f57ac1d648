"""What a reading of a failure is: plain data. `render` makes text and HTML of it.

Needs neither a model nor TensorFlow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from . import render

#: The size of each axis, None for one that is open or not said. The only form in which numbers
#: are told:
#: what a Dense layer takes is (None, 394272), a kernel three channels deep takes (None, None,
#: None, 3),
#: a list of twelve labels has (12,).
Shape = tuple[int | None, ...]


class Cause(StrEnum):
    """What a failure comes from. The members are made of the rooms in `causes`, one each."""

    code: str

    def __new__(cls, name: str, code: str) -> Cause:
        """`code`: stable, such as "SC104"; it may be searched for and never changes its meaning."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.code = code
        return member


class Confidence(StrEnum):
    """How sure a reading is, by what was tried.

    HIGH: the failure was reproduced on shapes, and a treatment made it pass. MEDIUM: one of the
    two, or the objects on the learner's line say the same as the message. LOW: only words speak, or
    words and replay disagree, and the summary says so. UNKNOWN: nothing fits.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class Cost(StrEnum):
    """What a treatment costs, the least first."""

    NOTHING = "nothing is lost"
    CONVERTED = "the numbers are laid out or converted anew"
    DROPPED = "a part of each picture is left out"
    STRETCHED = "the pictures are stretched"
    PADDED = "the pictures are padded"
    KEPT = "trained weights are kept"
    SOME_NEW = "some weights are new and must be trained"
    NEW = "new weights: to be trained anew"


@dataclass(frozen=True)
class Place:
    """A layer or an operation: its name, "" for none, and its class ("op" for an operation)."""

    name: str = ""
    kind: str = ""

    def __str__(self) -> str:
        if self.name and self.kind:
            return f"{self.name} ({self.kind})"
        return self.name or self.kind


@dataclass(frozen=True)
class Fix:
    """A treatment: its short name, why it applies here, and code that runs, "" for plain advice.

    The code comes before the learner's `line`, or, where it `replaces` that, in its stead. Without
    a line to be seen, it comes before the call that failed. `cost`: what is lost by it. `tried`:
    what passed when it was tried, such as "(1, 128, 128, 3) passes"; "" for what was not, and that
    has no code.
    """

    name: str
    why: str
    code: str = ""
    replaces: bool = False
    line: str = ""
    cost: Cost | None = None
    tried: str = ""

    def as_advice(self) -> Fix:
        """The same in words, for what was not tried: without code."""
        return replace(self, code="", replaces=False, line="")


@dataclass(frozen=True)
class Clue:
    """What a wording, a replay or a look at the learner's objects says, before it is weighed.

    `cause` is the NAME of a room, and `say` the key of one of its sentences, which `facts` and the
    numbers fill in. `layer`, `kind` and `op` are names as they were found, "" for none. `sure`: how
    sure that is where nothing was raised, and so nothing can confirm it.
    """

    cause: str
    say: str
    axis: int | None = None
    expected: Shape | None = None
    received: Shape | None = None
    layer: str = ""
    kind: str = ""
    op: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    sure: Confidence = Confidence.HIGH

    @property
    def expected_size(self) -> int | None:
        """What is expected on `axis`."""
        return on_axis(self.expected, self.axis)

    @property
    def received_size(self) -> int | None:
        """What came on `axis`."""
        return on_axis(self.received, self.axis)


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """The reading of one failure.

    `layer` is the layer or operation that refuses (or, where none does, that misreads), None for
    none. `axis` is the axis that it speaks of, counted from 0, None where it is about several.
    `expected` and `received` are shapes, the user's own where the message shows others;
    `expected_from` and `received_from` are the feature maps whose product the numbers on `axis`
    are, () where they are no product. `original` is TensorFlow's message untouched, "" where it
    said nothing.
    """

    cause: Cause
    summary: str
    layer: Place | None = None
    axis: int | None = None
    expected: Shape | None = None
    received: Shape | None = None
    expected_from: Shape = ()
    received_from: Shape = ()
    fixes: tuple[Fix, ...] = ()
    original: str = ""
    confidence: Confidence = Confidence.UNKNOWN

    @property
    def layer_name(self) -> str:
        """The layer without its class: "dense"; "" for none."""
        return self.layer.name if self.layer else ""

    @property
    def expected_size(self) -> int | None:
        """The number expected on `axis`: 394272 of (None, 394272)."""
        return on_axis(self.expected, self.axis)

    @property
    def received_size(self) -> int | None:
        """The number that came on `axis`."""
        return on_axis(self.received, self.axis)

    @property
    def origin(self) -> str:
        """Whence the numbers: "127008 = 63 × 63 × 32", a line each, "" for no products."""
        told = (
            (self.expected_size, self.expected_from),
            (self.received_size, self.received_from),
        )
        return "\n".join(render.product(size, factors) for size, factors in told if factors)

    def as_data(self) -> dict[str, Any]:
        """The reading as what JSON knows: dicts, lists, numbers, texts and None."""
        return {
            "cause": str(self.cause),
            "code": self.cause.code,
            "confidence": str(self.confidence),
            "summary": self.summary,
            "layer": self.layer and {"name": self.layer.name, "kind": self.layer.kind},
            "axis": self.axis,
            "expected": self.expected and list(self.expected),
            "received": self.received and list(self.received),
            "expected_from": list(self.expected_from),
            "received_from": list(self.received_from),
            "fixes": [dict(vars(fix)) for fix in self.fixes],
            "original": self.original,
        }

    def __repr__(self) -> str:
        return render.text(self)

    def _repr_html_(self) -> str:
        return render.html(self)


def on_axis(shape: Shape | None, axis: int | None) -> int | None:
    """The size of one axis, None where there is none or nothing is said of it."""
    if shape is None or axis is None or not -len(shape) <= axis < len(shape):
        return None
    return shape[axis]
