"""What a replay was refused with: at which layer, in which words, with which of the learner's
numbers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import tensorflow as tf

from . import causes, messages, wordings
from .facts import last_step, spec_of
from .reading import Clue
from .trace import LayerStep, Trace


def clue_of(trace: Trace | None, model: Any = None, inputs: Any = None) -> Clue | None:
    """The `Clue` of a trace's refusal, with the layer that refused and the numbers that the
    learner knows.

    None for a trace without refusal, or where nothing fits. `model` and `inputs`: what was called,
    to tell which of several inputs was refused.
    """
    if trace is None or not trace.refusal:
        return None
    step = last_step(trace)
    refusal = step.refusal if step and step.refusal else trace.refusal
    clue = (
        _at_the_inputs(trace, model, inputs)
        or _by_what_it_was_made_for(trace)
        or (_at_the_step(trace, step) if step else None)
        or messages.read(refusal.message)
    )
    if clue is None:
        return None
    if step is None and trace.steps:  # the model's own lines, between its layers
        return clue if clue.op else replace(clue, layer=trace.model, kind=trace.kind)
    name, kind = (step.name, step.kind) if step else (trace.model, trace.kind)
    clue = replace(clue, layer=name, kind=kind)
    sharpened = getattr(causes.room_of(clue.cause), "sharpened", None)
    return sharpened(clue, trace, step) if sharpened else clue


def _at_the_inputs(trace: Trace, model: Any, inputs: Any) -> Clue | None:
    """The first of several inputs that has not the shape of its Input."""
    if trace.steps or model is None:
        return None
    doors = tf.nest.flatten(getattr(model, "inputs", None) or [])
    named = isinstance(inputs, dict)
    came = [spec_of(inputs.get(door.name)) for door in doors] if named else spec_of(inputs)
    specs = tf.nest.flatten(came)
    if len(doors) < 2 or len(doors) != len(specs) or None in specs:
        return None
    wanted, given = ([tuple(one.shape) for one in listed] for listed in (doors, specs))
    names = tuple(door.name for door in doors)
    if not named and (clue := causes.asked("doors", names, tuple(wanted), tuple(given))):
        return clue
    for name, own, shape in zip(names, wanted, given, strict=True):
        if clue := wordings.door(own, shape, f"The input {name}"):
            return clue
    return None


def _by_what_it_was_made_for(trace: Trace) -> Clue | None:
    """What the picture and the model's Input disagree on before any layer is asked."""
    wanted, came = trace.made_for, trace.shape_in
    if len(wanted) != 4 or not came or any(isinstance(part, tuple) for part in came):
        return None
    channels = len(came) == 4 and None not in (wanted[3], came[3]) and came[3] != wanted[3]
    if len(came) == 3 or channels:
        return wordings.door(wanted, came)
    return None if trace.steps else wordings.door(wanted, came)


def _at_the_step(trace: Trace, step: LayerStep) -> Clue | None:
    """What a layer checks for against what came, where its words leave out the learner's own
    numbers.
    """
    if not step.takes or not step.shape_in or isinstance(step.shape_in[0], tuple):
        return None
    if len(step.takes) == 4 and len(step.shape_in) == 3:
        first = step is trace.steps[0]
        return wordings.door(step.takes, trace.shape_in if first else step.shape_in)
    if step.kind in ("Functional", "Sequential"):
        return wordings.door(step.takes, step.shape_in, step.name)
    return causes.asked("at_step", trace, step)
