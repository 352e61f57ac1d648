"""The last rows or columns of the picture are never read: they do not fill a window.

A pooling of 2 makes 112 of 224 and of 225. What is over is left out, and nothing is raised.
"""

from __future__ import annotations

from ..case import Case
from ..facts import Facts
from ..reading import Clue, Fix
from ..trace import LayerStep
from ..treat_sizes import kinds_of, pooled, resize_first
from ..words import sides

CODE = "SC202"
NAME = "rows-never-read"
TITLE = "the rest of a picture that fills no window"

SAY = {
    "rest": (
        "A part of the picture is never read: of {size} pixels the model read {own}. {layer} "
        "makes {out} of {came} as it does of {meant}; what does not fill a window is left out."
    ),
}


def silent(case: Case) -> Clue | None:
    """Windows that give the same map for a larger one."""
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


def treatments(facts: Facts) -> list[Fix]:
    """The size that the model was made for; or a head that takes any."""
    resize = resize_first(facts)
    others = [pooled(facts)] if "Flatten" in kinds_of(facts) else []
    return [resize, *others] if resize else others
