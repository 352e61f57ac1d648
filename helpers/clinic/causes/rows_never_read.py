"""The last rows or columns of the picture are never read: they do not fill a window.

A pooling of 2 makes 112 of 224 and of 225. What is over is left out, and nothing is raised.
"""

from __future__ import annotations

from .. import reach
from ..case import Case
from ..compare import PICTURE_CHANNELS
from ..facts import Facts
from ..reading import Clue, Fix
from ..trace import LayerStep, Trace
from ..treat import resized, treated
from ..treat_sizes import resize_first
from ..words import sides

CODE = "SC202"
NAME = "rows-never-read"
TITLE = "the rest of a picture that fills no window"

SAY = {
    "rest": (
        "A part of the picture is never read: of {size} pixels the model read {own}. {layer} "
        "makes {out} of {came} as it does of {meant}; what does not fill a window is left out."
    ),
    "pooled": (
        "A part of the picture is never read: of {size} pixels the model reads {own}. {layer} "
        "makes {out} of {came}; what does not fill a window is left out. Whatever stood there, "
        "the answer would be the same."
    ),
}


def silent(case: Case) -> Clue | None:
    """Windows that give the same map for a larger one; or, of a model for any size, a rest that no
    window reads.
    """
    return _same_map(case) or _any_size(case)


def _same_map(case: Case) -> Clue | None:
    seen = case.passed
    step = seen.misread if seen else None
    own = seen.own_step(step.name) if seen and step else None
    if seen is None or step is None or own is None or not _has_a_window(step) or case.swapped:
        return None
    facts = {
        "size": sides(seen.shape_in[1:3]),
        "own": sides(seen.made_for[1:3]),
        "out": sides((step.shape_out or ())[1:3]),
        "came": sides(step.shape_in[1:3]),
        "meant": sides(own.shape_in[1:3]),
    }
    return Clue(NAME, "rest", None, seen.made_for, seen.shape_in, step.name, step.kind, facts=facts)


def _has_a_window(step: LayerStep) -> bool:
    """Whether a layer slides a window that may leave a rest out. Global and adaptive pooling do
    not.
    """
    slides = "Conv" in step.kind or step.kind.endswith("Pooling2D")
    return slides and not step.kind.startswith(("Global", "Adaptive"))


def _any_size(case: Case) -> Clue | None:
    """Of a classifier that takes pictures of any size, or is fed another than its own. At the size
    that a model was made for, its maker has settled what it reads.
    """
    seen = case.passed
    if seen is None or case.model is None or not _a_classifier_elsewhere(seen):
        return None
    found = reach.of(case.model, seen)
    step = found.leaves_a_rest() if found else None
    if found is None or step is None:
        return None
    given, made_for = seen.shape_in[1:3], seen.made_for[1:3]
    read = tuple(found.read(axis, size) for axis, size in enumerate(given))
    own = [found.read(axis, size) - size if size else 0 for axis, size in enumerate(made_for)]
    whole = tuple(found.whole(axis, size) for axis, size in enumerate(given))
    more = any(one - size < at_home for one, size, at_home in zip(read, given, own, strict=True))
    if None in whole or not more:
        return None
    facts = {
        "size": sides(given),
        "own": sides(read),
        "out": sides((step.shape_out or ())[1:3]),
        "came": sides(step.shape_in[1:3]),
        "whole": whole,
    }
    return Clue(NAME, "pooled", None, None, seen.shape_in, step.name, step.kind, facts=facts)


def _a_classifier_elsewhere(seen: Trace) -> bool:
    """Whether pictures of an open size, or of another than the model's, get one answer each. What
    answers for every place leaves out the places.
    """
    if not len(seen.made_for) == len(seen.shape_in) == 4 or len(seen.shape_out or ()) != 2:
        return False
    _, *size, channels = seen.made_for
    settled = tuple(size) == seen.shape_in[1:3] or size.count(None) == 1
    return channels in PICTURE_CHANNELS and not settled


def treatments(facts: Facts) -> list[Fix]:
    """A size that leaves no rest. A head for any size is none: it pools what the windows gave."""
    if facts.clue.say == "pooled":
        size = facts.clue.facts["whole"]
        why = f"of {sides(size)} every row and column is read; the picture is stretched a little"
        return [treated(facts, "resize to what fills the windows", why, resized(size))]
    resize = resize_first(facts)
    return [resize] if resize else []
