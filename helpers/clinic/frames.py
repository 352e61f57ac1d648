"""Frames that a call of ours has left behind, and whose they are."""

from __future__ import annotations

import sys
from contextlib import suppress
from traceback import walk_tb
from types import FrameType


def forget(error: BaseException | None, handled: BaseException | None) -> None:
    """Let go of what the frames under an exception hold. Keras cuts its own out of the traceback,
    but they stay reachable as the callers of those that remain.

    To be called from the function that called what raised. `handled`: what was being handled before
    the call, and so came first in the exceptions' chain. Its frames are the learner's, and stay for
    the debugger.
    """
    here = sys._getframe(1)
    while error and error is not handled:
        for inner, _ in walk_tb(error.__traceback__):
            for frame in _called_by(here, inner):
                with suppress(RuntimeError):  # a generator that waits
                    frame.clear()
        error = error.__context__


def _called_by(here: FrameType, inner: FrameType) -> list[FrameType]:
    """A frame and its callers up to `here`; [] where it was not called from there."""
    found: list[FrameType] = []
    frame: FrameType | None = inner
    while frame is not None and frame is not here:
        found.append(frame)
        frame = frame.f_back
    return found if frame is here else []
