"""Two shapes that should have been equal: what they were of, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from .compare import PICTURE_CHANNELS, unequal
from .reading import Shape


class Between(Enum):
    """What two things did not meet."""

    TARGETS = auto()  # a model's answer and what it was to be
    MATRICES = auto()  # two that were multiplied
    CONSTANT = auto()  # pictures and a constant that differs in the channels alone
    PICTURES = auto()  # pictures, by an operation called by itself
    TABLE = auto()  # rows and a table of as many
    MAPS = auto()  # two feature maps of a model


@dataclass(frozen=True)
class Meeting:
    """`first` and `second` met in the operation `op`, "" where the message names none.

    `concat`: along the last axis, which may differ. `loss`: in a loss. `alone`: the operation was
    called by itself, so equal channels of 1, 3 or 4 speak for pictures and not for feature maps.
    `matrices`: they were multiplied.
    """

    first: Shape
    second: Shape
    concat: bool = False
    loss: bool = False
    alone: bool = False
    matrices: bool = False
    op: str = ""

    @property
    def axes(self) -> list[int]:
        """The axes that differ, counted from the end."""
        return unequal(self.first, self.second, self.concat)

    @property
    def axis(self) -> int:
        """The first of them, counted from 0 in the longer shape."""
        return max(len(self.first), len(self.second)) + self.axes[0]

    @property
    def between(self) -> Between | None:
        """What did not meet; None where nothing differs."""
        if self.matrices or self.loss:
            return Between.MATRICES if self.matrices else Between.TARGETS
        if not self.axes:
            return None
        if self.axes == [-1] and not self.concat:
            return Between.CONSTANT
        if self.alone and self.first[-1] == self.second[-1] and self.first[-1] in PICTURE_CHANNELS:
            return Between.PICTURES
        return Between.TABLE if min(len(self.first), len(self.second)) < 4 else Between.MAPS
