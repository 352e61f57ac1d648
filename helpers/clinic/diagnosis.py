"""From a failure to a reading: which layer, which axis, what it expected, what it got, whence the numbers.

Needs neither matplotlib nor widgets, so it works in a plain script. The evidence is the model, replayed
without running (see `replay`); TensorFlow's message is read to confirm, kept whole and never replaced.
"""

import contextlib
import difflib
import re
from dataclasses import replace
from math import prod

import keras
import tensorflow as tf

from . import callsite
from . import messages
from . import replay
from . import reading as r
from .fixes import Facts, fixes
from .reading import Diagnosis, Fix  # noqa: F401  what this room gives out
from .silent import examine  # noqa: F401  the failures that raise nothing are read here too
from .trace import REFUSED, WRONG

#: What the model on its input cannot show: there the message leads.
_OUTSIDE = {r.MIXED_SIZES, r.LABEL_SHAPE, r.WEIGHTS_MISMATCH, r.PRETRAINED_TOP, r.DENSE_ON_NONE, r.RAGGED}


def explain(error, model=None, inputs=None):
    """Read an exception: a `Diagnosis`. Raises nothing, runs no model and changes none.

    `model` is the Keras model or layer that was called, `inputs` what it was given (array, tensor, list, dict,
    dataset, or (x, y)); what is left out is looked for in the learner's line that failed.
    """
    text = _text(error)
    try:
        return replace(_explained(error, text, model, inputs), original=text)
    except Exception:  # the learner's objects can be anything, and explaining must not be a second failure
        return r.Diagnosis(r.OTHER, "This failure could not be read. The message itself says all there is.", original=text)


def _text(error):
    try:
        return str(error)
    except Exception:  # an exception class may be broken itself
        return type(error).__name__


def _explained(error, text, model, inputs):
    trail = callsite.trail(error)
    site = trail[-1] if trail else callsite.CallSite()
    model, inputs = _from_the_line(site, model, inputs)
    said = messages.read(text, type(error).__name__)
    if model is None and said is not None and said.layer:
        model = _model_around(site, said)
    listed = isinstance(inputs, list) and said is not None and said.cause == r.MIXED_SIZES  # no tensor came about
    trace = None if listed else replay.watched(model, _or_from_the_text(inputs, model, text))
    seen = replay.clue_of(trace)
    if seen is not None and not trace.steps:
        seen = replay.at_one_of_several_doors(model, replay.parts(inputs)[0]) or seen
    clue, confidence, note = _weighed(said, seen, trace, text)
    inner = callsite.of(error, innermost=True)
    facts = Facts(_with_evidence(clue, inputs, site, inner), trace, model, inputs, site, tuple(trail))
    if facts.clue.cause == r.MIXED_SIZES and facts.clue.expected is not None and confidence == r.MEDIUM and inputs is not None:
        confidence = r.HIGH  # the sizes were read off the pictures themselves
    return _diagnosis(facts, confidence, note)


def _from_the_line(site, model, inputs):
    """Model and inputs, what was not handed over being taken from the line that failed."""
    holder = site.function.split(".")[0]
    if model is None and isinstance(site.value(holder), keras.layers.Layer):
        model = site.value(holder)
    if inputs is None:
        inputs = _given_on(site)
    return model, inputs


def _given_on(site):
    """The pictures that the failing line handed over, as far as they are bare names; None otherwise."""
    text = site.argument(0, "x")
    value = site.value(text.removeprefix("*"))
    if hasattr(value, "shape") or isinstance(value, (list, tuple, dict, tf.data.Dataset)):
        return value
    return next((value for value in site.used().values() if isinstance(value, tf.data.Dataset)), None)


def _model_around(site, clue):
    """The one model in reach that has the layer that the message names, with the weights that it names; or None."""
    models = {id(value): value for value in site.values.values() if isinstance(value, keras.Model)}.values()
    fitting = [
        model for model in models
        if any(layer.name == clue.layer and clue.expected in _first_axes(layer) for layer in replay.layers_of(model))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _first_axes(layer):
    """The sizes that a layer's weights fix: of each, what comes before the last axis."""
    return {weight.shape[-2] for weight in layer.weights if len(weight.shape) > 1}


def _or_from_the_text(inputs, model, text):
    """The inputs, or their shape as Keras lists it under "Arguments received"."""
    if inputs is not None or model is None:
        return inputs
    found = re.search(rf"received by {type(model).__name__}\.call\(\):\s+• \w+=tf\.Tensor\(shape=(\([^)]*\)), dtype=(\w+)", text)
    return tf.TensorSpec(messages.shape_of(found[1]), found[2]) if found else None


def _weighed(said, seen, trace, text):
    """(clue, confidence, note): the message's clue and the replay's, weighed against each other."""
    if said is None and seen is None:
        return messages.Clue(r.OTHER, _nothing_fits(trace)), r.UNKNOWN, ""
    if seen is None:
        if trace and not trace.refusal and said.cause not in _OUTSIDE and said.cause != r.OTHER and _known(trace.shape_in):
            return said, r.LOW, "Replayed on these inputs the model refuses nothing, so this rests on the message alone."
        return said, r.MEDIUM, ""
    same_words = _alike(trace.refusal.message, text)
    if said is None:
        if same_words:
            return seen, r.HIGH, ""
        return messages.Clue(r.OTHER, _nothing_fits(trace)), r.UNKNOWN, (
            f"By the way: replayed on these inputs the model refuses. {seen.summary}"
        )
    if said.cause == seen.cause or same_words:
        return _merged(seen, said), r.HIGH, ""
    if said.cause in _OUTSIDE:
        return said, r.LOW, f"The replay disagrees: on these inputs the model refuses. {seen.summary}"
    return seen, r.LOW, f"The message reads otherwise: {said.summary}"


def _nothing_fits(trace):
    replayed = " Replayed on these inputs, the model refuses nothing by its shapes." if trace and not trace.refusal else ""
    return f"Nothing in this message speaks of a shape mistake that is known here.{replayed}"


def _known(shape):
    return bool(shape) and all(isinstance(size, int) for size in shape[1:])


def _alike(one, other):
    """Whether two messages are the same wording, numbers and names of nodes aside."""
    bare = [re.sub(r"\d+|\{\{.*?\}\}", "#", r.plain(text))[:600] for text in (one, other)]
    return difflib.SequenceMatcher(None, *bare, autojunk=False).ratio() > 0.85


def _merged(seen, said):
    """The replay's clue, and where it is silent the message's."""
    fields = {name: value for name, value in vars(said).items() if getattr(seen, name) in (None, "") and name not in ("layer", "kind")}
    return replace(seen, **fields)


def _with_evidence(clue, inputs, site, inner):
    """The clue with what the learner's own objects say where the message leaves it out."""
    sizes = set(_sizes_in_hand(inputs, site)) if isinstance(inputs, (list, tuple)) else set()
    in_list = clue.cause == r.RANK_MISSING_BATCH and len(sizes) > 1 and {len(size) for size in sizes} == {3}
    if clue.cause == r.MIXED_SIZES and clue.expected is None or in_list:
        shapes = _sizes_in_hand(inputs, site) or _sizes_in_hand(None, inner)
        if len(set(shapes)) > 1:
            other = next(shape for shape in shapes if shape != shapes[0])
            differing = (place for place, pair in enumerate(zip(shapes[0], other)) if pair[0] != pair[1])
            return replace(
                clue, cause=r.MIXED_SIZES, expected=shapes[0], received=other, axis=next(differing, None),
                summary=f"One tensor has one shape, and these pictures have several: {shapes[0]} and {other}.",
            )
    if clue.cause == r.RANK_MISSING_BATCH:
        spec = replay.spec_of(replay.parts(inputs)[0])
        shape = tuple(spec.shape) if isinstance(spec, tf.TensorSpec) and spec.shape.rank else None
        if shape and len(shape) in (2, 3):  # `predict` cuts a picture into rows and prints those
            return replace(clue, received=shape)
    if clue.cause == r.SIZE_PINNED_BY_INPUT and clue.axis == 1 and clue.received in (1, 3, 4):
        spec = replay.spec_of(replay.parts(inputs)[0])
        if isinstance(spec, tf.TensorSpec) and spec.shape.rank == 4 and clue.expected in tuple(spec.shape[2:]):
            return replace(
                clue, cause=r.DATA_FORMAT, axis=-1,
                summary=f"The channels stand on axis 1 of what came, {tuple(spec.shape)}; here they belong on the last axis.",
            )
    if clue.cause == r.TOO_SMALL and clue.received is None:
        return _window_and_map(clue, inner)
    return clue if clue.layer else replace(clue, **_layer_on_the_line(clue, inner))


def _window_and_map(clue, inner):
    """The sizes on the line that failed, where the message has none: `max_pool2d(map, 2, ...)`."""
    shape = getattr(inner.value(inner.argument(0, "input")), "shape", ())
    window = inner.argument(1, "ksize")
    if len(shape) != 4:
        return clue
    axis = 1 if shape[1] <= shape[2] else 2
    return replace(clue, axis=axis, received=shape[axis], expected=int(window) if window.isdigit() else None)


def _layer_on_the_line(clue, inner):
    """{layer, kind} where the line that failed makes the layer and calls it: `Conv2D(8, 3, name="third")(x)`."""
    made = re.match(r"(?:\w+\.)*([A-Z]\w+)\((.*)\)$", inner.function, re.DOTALL)
    if not made or clue.op or clue.kind not in ("", made[1]):
        return {}
    named = re.search(r"name=['\"]([\w-]+)['\"]", made[2])
    return {"layer": named[1] if named else "", "kind": made[1]}


def _sizes_in_hand(inputs, site):
    for value in (inputs, *map(site.value, site.arguments), list(site.used().values())):
        many = isinstance(value, (list, tuple)) or getattr(value, "dtype", None) == object
        if many and len(value) > 1 and all(hasattr(one, "shape") for one in value):
            return [tuple(one.shape) for one in value]
    return []


def _diagnosis(facts, confidence, note):
    clue = facts.clue
    own, came = replay.origin(facts.trace) if clue.cause == r.SIZE_PINNED_BY_DENSE else ((), ())
    return r.Diagnosis(
        cause=clue.cause,
        summary=" ".join(filter(None, (clue.summary, note))),
        layer=_layer(clue, facts.model),
        axis=clue.axis,
        expected=clue.expected,
        received=clue.received,
        expected_from=own if _makes(own, clue.expected) else (),
        received_from=came if _makes(came, clue.received) else (),
        fixes=fixes(facts),
        confidence=confidence,
    )


def _makes(factors, number):
    return bool(factors) and None not in factors and prod(factors) == number


def _layer(clue, model):
    """"dense (Dense)", "MatMul (op)", or what there is of it."""
    known = {layer.name: type(layer).__name__ for layer in replay.layers_of(model)} if model is not None else {}
    name = clue.layer
    if name not in known and re.sub(r"_\d+$", "", name) in known:  # a graph's scope counts calls: dense_1 is dense
        name = re.sub(r"_\d+$", "", name)
    kind = clue.kind or known.get(name, "") or _usual_class(name)
    if not name and kind in known.values():
        names = [one for one, its in known.items() if its == kind]
        name = names[0] if len(names) == 1 else ""
    if name:
        return f"{name} ({kind})" if kind else name
    return kind or (f"{clue.op} (op)" if clue.op else "")


def _usual_class(name):
    """The class that Keras names so: "conv2d_3" -> "Conv2D", "" for a name of the learner's."""
    bare = re.sub(r"_\d+$", "", name)
    classes = [one for one in dir(keras.layers) if one[0].isupper()]
    return next((one for one in classes if _as_a_name(one) == bare), "")


def _as_a_name(kind):
    """A class as Keras writes it in names: "Conv2DTranspose" -> "conv2d_transpose"."""
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)).lower()


# --- the reading of a trace, for the panels ------------------------------------------------------


def read(trace):
    """The `Diagnosis` of a `Trace`, or None where the model did what it was made for."""
    if trace.outcome == REFUSED:
        clue = replay.clue_of(trace) or _bare(trace)
        return replace(_diagnosis(Facts(clue, trace), r.HIGH, ""), original=trace.refusal.message)
    return _read_luck(trace) if trace.outcome == WRONG else None


def _bare(trace):
    """Where it refuses, and nothing else: no cause is known."""
    if not trace.steps:
        return messages.Clue(r.OTHER, f"{trace.model} refuses before any of its layers runs.")
    step = trace.steps[-1]
    if step.refusal:
        return messages.Clue(r.OTHER, f"Layer {step.name} ({step.kind}) refuses.", layer=step.name, kind=step.kind)
    return messages.Clue(r.OTHER, f"{trace.model} refuses after {step.name}, outside its layers.")


def _read_luck(trace):
    """Nothing was raised, because what Dense gets happens to have the right length, or Keras guessed an axis."""
    if trace.guessed:
        height, width, channels = trace.shape_in
        clue = messages.missing_axis(trace.made_for, trace.shape_in)
        summary = (
            f"It ran on something else: Keras guessed an axis. It took this one picture for {height} gray pictures "
            f"of {width} × {channels}, and gave {height} answers."
        )
        found = replace(clue, cause=r.RANK_MISSING_BATCH, axis=0, summary=summary, layer=trace.model, kind=trace.kind)
        return _diagnosis(Facts(found, trace), r.HIGH, "")
    step, own = trace.misread, trace.own_step(trace.misread.name)
    treatments = fixes(Facts(messages.Clue(r.SIZE_PINNED_BY_DENSE, ""), trace))
    if step.kind != "Flatten":
        return r.Diagnosis(
            r.ROWS_NEVER_READ,
            f"It ran on a part of the picture: {step.name} leaves out what does not fill a window, so "
            f"of {_size(trace.shape_in)} pixels the model read {_size(trace.made_for)}.",
            layer=f"{step.name} ({step.kind})",
            expected=trace.made_for,
            received=trace.shape_in,
            fixes=treatments,
            confidence=r.HIGH,
        )
    return r.Diagnosis(
        r.FLATTEN_FITS_BY_LUCK,
        "It ran on a scrambled picture: the count fits by luck. Dense tells the numbers apart by their "
        "place in the row, and in this picture the same places hold other parts.",
        layer=f"{step.name} ({step.kind})",
        axis=-1,
        expected=own.shape_out[-1],
        received=step.shape_out[-1],
        expected_from=own.shape_in[1:],
        received_from=step.shape_in[1:],
        fixes=treatments,
        confidence=r.HIGH,
    )


def _size(shape):
    """'224 × 224' of (None, 224, 224, 3)."""
    return f"{shape[1]} × {shape[2]}"


# --- two comfortable ways in ---------------------------------------------------------------------


class clinic(contextlib.ContextDecorator):
    """`with clinic(model, x): model.predict(x)`, or `@clinic()` over a function: a failure inside leaves with its
    reading under it.

    The exception is the same one, its message untouched; the reading stands in its notes, which Python prints
    below the traceback, and in `diagnosis`, None as long as nothing failed.
    """

    def __init__(self, model=None, inputs=None):
        self.model, self.inputs, self.diagnosis = model, inputs, None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trail):
        if isinstance(error, Exception):
            self.diagnosis = explain(error, self.model, self.inputs)
            error.add_note(repr(self.diagnosis))
        return False


def hook(on=True):
    """In a notebook: from now on, show the reading of any cell that fails under its traceback; False ends that.

    RuntimeError outside IPython: there, use `clinic`.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise RuntimeError("The hook is for notebooks. In a script: with clinic(model, x): model(x)")
    if _read_cell in shell.events.callbacks["post_run_cell"]:
        shell.events.unregister("post_run_cell", _read_cell)
    if on:
        shell.events.register("post_run_cell", _read_cell)


def _read_cell(result):
    """Shows the reading of a cell that failed. `result`: IPython's ExecutionResult."""
    from IPython.display import display

    if isinstance(result.error_in_exec, Exception):
        display(explain(result.error_in_exec))
