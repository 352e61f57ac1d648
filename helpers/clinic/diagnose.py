"""From a failure to a reading: which layer, which axis, what it expected, what it got, whence the
numbers.

The evidence is the model, replayed without running (see `replay`), and what the learner's line
holds; TensorFlow's message is read to confirm, kept whole and never replaced.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import Any

import keras
import tensorflow as tf

from . import callsite, causes, edits, feed, messages, refused, replay, strict, treat, trial
from .callsite import CallSite
from .case import Case
from .compare import count
from .facts import Facts, is_flow, parts, spec_of
from .naming import place
from .reading import Clue, Confidence, Diagnosis, Fix, Shape
from .trace import Outcome, Trace
from .untouched import untouched
from .words import SHAPE, bounded, shape_of

#: Exceptions that no shape is the cause of: a missing file, name or module.
NO_SHAPES = (OSError, ImportError, NameError, KeyError, EOFError, tf.errors.NotFoundError)


#: Where Keras runs on JAX or PyTorch: the replay is TensorFlow's own inference of shapes.
OTHER_BACKEND = (
    "Keras does not run on TensorFlow here, so nothing was replayed: this rests on the message "
    "alone."
)


def explain(error: Any, model: Any = None, inputs: Any = None) -> Diagnosis:
    """Read an exception. Raises nothing, runs no model and changes none.

    `model` is the Keras model or layer that was called, `inputs` what it was given (array, tensor,
    list, dict, dataset, or (x, y)); what is left out is looked for in the learner's line that
    failed. `error` may also be the text of a message.
    """
    text = _text(error)
    if keras.backend.backend() != "tensorflow":
        return replace(_by_words(text, OTHER_BACKEND), original=text)
    try:
        with untouched():
            return replace(_explained(error, text, model, inputs), original=text)
    except Exception as own:  # the learner's objects can be anything
        strict.swallowed(own)
        return replace(_by_words(text), original=text)


def _by_words(text: str, note: str = "") -> Diagnosis:
    """The reading of the message alone, where the objects could not be looked at."""
    try:
        said = messages.read(text)
    except Exception as own:
        strict.swallowed(own)
        said = None
    if said is None:
        nothing = Facts(Clue(causes.UNKNOWN.NAME, "unreadable"))
        return reading(nothing, Confidence.UNKNOWN, note)
    return reading(Facts(said), Confidence.LOW, note)


def _text(error: Any) -> str:
    try:
        return str(error)
    except Exception:  # an exception class may be broken itself
        return type(error).__name__


def _explained(error: Any, text: str, model: Any, inputs: Any) -> Diagnosis:
    if isinstance(error, NO_SHAPES) or callsite.raised_there(error):
        return reading(Facts(Clue(causes.UNKNOWN.NAME, "other")), Confidence.UNKNOWN)
    trail = callsite.trail(error)
    site = trail[-1] if trail else CallSite()
    model, inputs = _from_the_line(site, *_as_meant(model, inputs))
    if model is None and site.function.rpartition(".")[2] in feed.METHODS:
        model = callsite.called(error)
    said = messages.read(text)
    if model is None and said is not None and said.layer:
        model = _model_around(site, said)
    no_tensor = isinstance(inputs, list) and said is not None and _outside(said)
    given = _or_from_the_text(inputs, model, text)
    batch = _batch_of(site) if not isinstance(inputs, tf.data.Dataset) else None
    trace = None if no_tensor else replay.watched(model, given, batch=batch)
    seen = refused.clue_of(trace, model, parts(inputs)[0])
    clue, confidence, note = _weighed(said, seen, trace, text)
    note = " ".join(filter(None, (note, _left_out(trace, model, inputs))))
    inner = callsite.of(error, innermost=True)
    clue = _on_the_line(clue, inner)
    facts = Facts(clue, trace, model, inputs, site, tuple(trail), inner)
    known = place(clue, model)
    clue = replace(clue, kind=clue.kind or (known.kind if known and known.kind != "op" else ""))
    facts = replace(facts, clue=clue)
    if (other := causes.asked("instead", clue, facts)) is not None:
        clue, note = other, ""
        facts = replace(facts, clue=clue)
        if confidence is Confidence.LOW:
            confidence = Confidence.MEDIUM
    told = causes.asked("evidence", clue, facts)
    facts = replace(facts, clue=told or clue)
    outcome = trial.tried(facts, candidates(facts), lambda other: _same(other, text, facts))
    sure = _sure(confidence, told is not None, outcome)
    return reading(facts, sure, note, outcome.fixes)


def _batch_of(site: CallSite) -> int | None:
    """How many samples the model is given at a time, where `fit`, `evaluate` or `predict` cuts what
    came into batches; None for calls that do not."""
    if site.function.rpartition(".")[2] not in feed.IN_BATCHES:
        return None
    told = site.keywords.get("batch_size", "")
    value = int(told) if told.isdigit() else site.value(told)
    return value if isinstance(value, int) else feed.USUAL


def _sure(by_replay: Confidence, told: bool, outcome: trial.Outcome) -> Confidence:
    """HIGH where the failure was reproduced and a treatment made it pass; see `Confidence`."""
    if by_replay is Confidence.UNKNOWN or by_replay is Confidence.LOW:
        return by_replay
    reproduced = by_replay is Confidence.HIGH or outcome.reproduced
    treated = any(fix.tried for fix in outcome.fixes)
    if reproduced and treated:
        return Confidence.HIGH
    return Confidence.MEDIUM if reproduced or treated or told else Confidence.LOW


def _same(other: Exception, text: str, facts: Facts) -> bool:
    """Whether an error is the one that is explained: in its words, or as it is read."""
    if _alike(str(other), text):
        return True
    said = messages.read(str(other))
    if said is None:
        return _names_the_sizes(str(other), facts.clue)
    meant = causes.asked("instead", replace(said, kind=facts.clue.kind), facts) or said
    return meant.cause == facts.clue.cause or _names_the_sizes(str(other), facts.clue)


def _names_the_sizes(text: str, clue: Clue) -> bool:
    """Whether a text names the sizes that differ."""
    told = {clue.expected_size, clue.received_size} - {None, 0, 1}
    if clue.axis is None:
        told = {size for shape in (clue.expected, clue.received) for size in shape or () if size}
    return len(told) > 1 and told <= {int(size) for size in re.findall(r"\d{1,9}", text)}


def _left_out(trace: Trace | None, model: Any, inputs: Any) -> str:
    """What was not replayed though model and inputs were there, "" where nothing was left out."""
    if trace is not None or inputs is None or not isinstance(model, keras.layers.Layer):
        return ""
    whose = replay.unplayable(model)
    return whose and (
        f"The code of {whose} was not called again, since it may do more than compute: this rests "
        "on the message alone."
    )


def reading(
    facts: Facts, confidence: Confidence, note: str = "", fixes: tuple[Fix, ...] = ()
) -> Diagnosis:
    """The `Diagnosis` that a clue and what is known beside it make."""
    clue = facts.clue
    own, came = clue.facts.get("from") or replay.origin(facts.trace)
    return Diagnosis(
        cause=causes.Causes(clue.cause),
        summary=" ".join(filter(None, (causes.sentence(clue, facts.thing), note))),
        layer=place(clue, facts.model),
        axis=clue.axis,
        expected=clue.expected,
        received=clue.received,
        expected_from=own if _makes(own, clue.expected_size) else (),
        received_from=came if _makes(came, clue.received_size) else (),
        fixes=fixes,
        confidence=confidence,
    )


def candidates(facts: Facts) -> list[Fix]:
    """The treatments of the clue's room, to be tried."""
    treatments = getattr(causes.room_of(facts.clue.cause), "treatments", None)
    try:
        found = treatments(facts) if treatments else []
        return [
            edits.with_imports(treat.placed(fix, facts.site), facts.site.values) for fix in found
        ]
    except Exception as own:  # a reading without code is better than none
        strict.swallowed(own)
        return []


def advice(facts: Facts) -> tuple[Fix, ...]:
    """The treatments of the clue's room in words, where nothing can be tried."""
    return tuple(fix.as_advice() for fix in candidates(facts))


def _makes(factors: Shape, number: int | None) -> bool:
    return bool(factors) and None not in factors and count(factors) == number


# --- what the learner's line adds ----------------------------------------------------------------


def _as_meant(model: Any, inputs: Any) -> tuple[Any, Any]:
    """Model and inputs, also where they were handed over in the other order; None for a model that
    is none, as a file's name or a function, and for inputs that cannot be asked their shape."""
    if isinstance(inputs, keras.layers.Layer) and not isinstance(model, keras.layers.Layer):
        model, inputs = inputs, model
    try:
        spec_of(parts(inputs)[0])
    except Exception:  # the learner's objects can be anything
        inputs = None
    return (model if isinstance(model, keras.layers.Layer) else None), inputs


def _from_the_line(site: CallSite, model: Any, inputs: Any) -> tuple[Any, Any]:
    """Model and inputs, what was not handed over being taken from the line that failed."""
    holder = site.value(site.function.split(".")[0])
    if model is None and isinstance(holder, keras.layers.Layer):
        model = holder
    return model, _given_on(site) if inputs is None else inputs


def _given_on(site: CallSite) -> Any:
    """The pictures that the failing line handed over, as far as they are bare names; None
    otherwise.
    """
    value = site.value(site.picture.removeprefix("*"))
    if value is None and not site.picture.isidentifier():
        value = trial.value_of(site.picture, site.values)
    if hasattr(value, "shape") or isinstance(value, (list, tuple, dict, tf.data.Dataset)):
        return value
    if is_flow(value):
        return value
    used = site.used().values()
    return next((value for value in used if isinstance(value, tf.data.Dataset)), None)


def _model_around(site: CallSite, clue: Clue) -> Any:
    """The one model in reach that has the layer and the weights that the message names; or None."""
    models = {id(value): value for value in site.values.values() if isinstance(value, keras.Model)}
    fitting = [
        model
        for model in models.values()
        if any(
            layer.name == clue.layer and clue.expected_size in _first_axes(layer)
            for layer in replay.layers_of(model)
        )
    ]
    return fitting[0] if len(fitting) == 1 else None


def _first_axes(layer: Any) -> set[int]:
    """The sizes that a layer's weights fix: of each, what comes before the last axis."""
    return {weight.shape[-2] for weight in layer.weights if len(weight.shape) > 1}


def _or_from_the_text(inputs: Any, model: Any, text: str) -> Any:
    """The inputs, or their shape as Keras lists it under "Arguments received"."""
    if inputs is not None or model is None:
        return inputs
    found = re.search(
        rf"received by {re.escape(type(model).__name__)}\.call\(\):\s+• \w+=tf\.Tensor\("
        rf"shape=({SHAPE}), dtype=(\w+)",
        bounded(text),
    )
    return tf.TensorSpec(shape_of(found[1]), found[2]) if found else None


def _on_the_line(clue: Clue, inner: CallSite) -> Clue:
    """The layer, where the line that failed makes it and calls it: `Conv2D(8, 3,
    name="third")(x)`.
    """
    told = inner.argument(0, "layer") if inner.function.endswith(".add") else inner.function
    made = re.match(r"(?:\w+\.)*([A-Z]\w+)\((.*)\)$", told, re.DOTALL)
    if clue.layer or not made or clue.op or clue.kind not in ("", made[1]):
        return clue
    named = re.search(r"name=['\"]([\w-]+)['\"]", made[2])
    return replace(clue, layer=named[1] if named else "", kind=made[1])


# --- the message and the replay, weighed against each other --------------------------------------


def _weighed(
    said: Clue | None, seen: Clue | None, trace: Trace | None, text: str
) -> tuple[Clue, Confidence, str]:
    """(clue, confidence, note): the message's clue and the replay's, weighed against each other."""
    if seen is None or trace is None or trace.refusal is None:
        return _by_words_alone(said, trace)
    same_words = _alike(trace.refusal.message, text)
    if said is None and not same_words:
        note = f"By the way: replayed on these inputs the model refuses. {causes.sentence(seen)}"
        return _nothing(trace), Confidence.UNKNOWN, note
    if said is None:
        return seen, Confidence.HIGH, ""
    if said.cause == seen.cause or same_words:
        return _merged(seen, said), Confidence.HIGH, ""
    if _outside(said):
        note = f"The replay disagrees: on these inputs the model refuses. {causes.sentence(seen)}"
        return said, Confidence.LOW, note
    return seen, Confidence.LOW, f"The message reads otherwise: {causes.sentence(said)}"


def _by_words_alone(said: Clue | None, trace: Trace | None) -> tuple[Clue, Confidence, str]:
    if said is None:
        return _nothing(trace), Confidence.UNKNOWN, ""
    refuses_nothing = trace is not None and not trace.refusal and _known(trace.shape_in)
    if refuses_nothing and not _outside(said) and said.cause != causes.UNKNOWN.NAME:
        note = (
            "Replayed on these inputs the model refuses nothing: this rests on the message alone."
        )
        return said, Confidence.LOW, note
    return said, Confidence.MEDIUM, ""


def _outside(clue: Clue) -> bool:
    """Whether it is a cause that the model on its input cannot show."""
    return getattr(causes.room_of(clue.cause), "OUTSIDE", False)


def _nothing(trace: Trace | None) -> Clue:
    say = "replayed" if trace is not None and not trace.refusal else "nothing"
    return Clue(causes.UNKNOWN.NAME, say)


def _known(shape: Shape) -> bool:
    return bool(shape) and all(isinstance(size, int) for size in shape[1:])


def _alike(one: str, other: str) -> bool:
    """Whether two messages are the same wording, numbers and names of nodes aside."""
    bare = [re.sub(r"\d+|\{\{[^{}]{0,300}\}\}", "#", bounded(text))[:600] for text in (one, other)]
    match = difflib.SequenceMatcher(None, bare[0], bare[1], autojunk=False)
    # each is more than the next, and takes more time
    return all(ratio() > 0.85 for ratio in (match.real_quick_ratio, match.quick_ratio, match.ratio))


def _merged(seen: Clue, said: Clue) -> Clue:
    """The replay's clue, and where it is silent the message's."""
    fields = {
        name: getattr(said, name)
        for name in ("axis", "expected", "received", "op")
        if getattr(seen, name) in (None, "")
    }
    return replace(seen, **fields)


# --- the reading of a trace, for pictures --------------------------------------------------------


def read(trace: Trace, model: Any = None) -> Diagnosis | None:
    """The `Diagnosis` of a `Trace`, or None where the model did what it was made for.

    With its `model`, also of one for any size that never reads a part of this picture.
    """
    if trace.outcome is Outcome.REFUSED and trace.refusal:
        clue = refused.clue_of(trace) or _bare(trace)
        facts = Facts(clue, trace)
        found = reading(facts, Confidence.HIGH, fixes=advice(facts))
        return replace(found, original=trace.refusal.message)
    wrong = trace.outcome is Outcome.WRONG or model is not None
    silent = causes.asked("silent", Case(trace, model)) if wrong else None
    if silent is None:
        return None
    facts = Facts(silent, trace, model)
    return reading(facts, silent.sure, fixes=advice(facts))


def _bare(trace: Trace) -> Clue:
    """Where it refuses, and nothing else: no cause is known."""
    name = causes.UNKNOWN.NAME
    if not trace.steps:
        return Clue(name, "before", layer=trace.model, kind=trace.kind)
    step = trace.steps[-1]
    if step.refusal:
        return Clue(name, "layer", layer=step.name, kind=step.kind)
    return Clue(name, "between", facts={"model": trace.model, "after": step.name})
