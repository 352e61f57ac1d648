"""A `Trace` in words: the reading beside a drawing as HTML, and its alternative text."""

from html import escape

from helpers import clinic
from helpers.clinic.marks import coloured, shape_text
from helpers.clinic.render import factors, numbers, whole
from helpers.clinic.trace import REFUSED, WRONG
from helpers.clinic.words import plain
from helpers.pictures import unread as rest
from helpers.pictures.style import MARKS


def describe(trace, unread=None):
    """A drawing of every layer in a sentence or two: its alternative text.

    `unread`: the part of the picture that is never read, None for none.
    """
    told = [
        f"{_fed(trace.shape_in)} {'waits for' if trace.unbuilt else 'goes into'} {trace.model}."
    ]
    told += [
        f"{step.name} gives {' × '.join(map(str, step.shape_out[1:]))}."
        for step in trace.steps
        if step.shape_out
    ]
    if trace.outcome == REFUSED:
        told.append(f"{_refuser(trace)} refuses.")
    if trace.unbuilt:
        told.append("The model cannot be built.")
    if trace.guessed:
        told.append(f"It answers {trace.shape_out[0]} times for one picture.")
    if unread:
        told.append(f"Hatched: the {unread.part}, which it never reads.")
    return f"{MARKS[_outcome(trace, unread)]} {' '.join(told)}"


def _outcome(trace, unread):
    return WRONG if unread else trace.outcome


def _fed(shape):
    """What was fed, in words: its last three axes are height, width and channels."""
    size = " × ".join(map(str, shape[-3:]))
    if len(shape) == 3:
        return f"A picture of {size} without a batch axis"
    frames = max(shape[:-3])
    return f"A picture of {size}" if frames == 1 else f"A film of {frames} frames of {size}"


def _refuser(trace):
    if not trace.steps:
        return "The model, at its door,"
    last = trace.steps[-1]
    return last.name if last.refusal else f"The model, after {last.name},"


def words(trace, passing, unread=None, reading=None):
    """What happened, decoded, with the original message one click away. HTML.

    `passing(trace)`: what to say of one that passes, in HTML. `unread`: see `describe`. `reading`:
    a Diagnosis to tell instead of what the trace alone says.
    """
    diagnosis = unread.reading if unread else reading or clinic.read(trace)
    if diagnosis is None:
        answer = f"{escape(trace.model)} answers {shapes_text(trace.shape_out)}"
        return f"{verdict(trace.outcome)}: {answer}.</p>{passing(trace)}"
    at = f" at <b>{escape(diagnosis.layer_name)}</b>" if diagnosis.layer else ""
    told = numbers(diagnosis)
    told = f": {told}" if told else ""
    begins = verdict(_outcome(trace, unread))
    reading = f"{begins}{at}{told}</p><p>{whole(diagnosis.summary)}</p>"
    return reading + (rest.tried(unread) if unread else _fixes(diagnosis)) + original(trace)


def verdict(outcome):
    """The beginning of the first line, open for what follows. HTML."""
    return f"<p class='sc-verdict'><b>{MARKS[outcome]} {outcome}</b>"


def fit(trace):
    """Why it passes: the row that comes is as long as Dense takes, or no row is counted. HTML."""
    last, before = trace.steps[-1], trace.steps[-2]
    frames = trace.shape_in[0]
    many = f"<p>One answer a frame: the {frames} frames stand on the batch axis.</p>"
    many = many if frames > 1 else ""
    if last.kind != "Dense":
        return (
            f"<p><b>{escape(last.name)}</b> makes {coloured(last.shape_out[-1], 'flat')} of "
            f"{factors(last.shape_in[1:])}, whatever the size: "
            f"no layer here counts a whole row.</p>{many}"
        )
    return (
        f"<p><b>{escape(last.name)}</b> takes {coloured(last.kernel[0], 'flat')} numbers. "
        f"<b>{escape(before.name)}</b> makes {coloured(before.shape_out[-1], 'flat')} of "
        f"{factors(before.shape_in[1:])}.</p>{many}"
    )


def _fixes(diagnosis):
    named = "; ".join(f"<b>{escape(fix.name)}</b> ({whole(fix.why)})" for fix in diagnosis.fixes)
    return f"<p>What helps: {named}.</p>" if named else ""


def original(run):
    """The whole message of what a run raised, folded, or that it raised nothing. HTML.

    `run`: whatever has a `refusal`, a `Refusal` or None.
    """
    if not run.refusal:
        return "<p>TensorFlow says nothing: no exception, no warning.</p>"
    return (
        f"<details><summary>The full message ({escape(run.refusal.kind)})</summary>"
        f"<pre>{escape(plain(run.refusal.message))}</pre></details>"
    )


def shapes_text(shape):
    """One shape, or several of a layer that joins. HTML."""
    if shape and isinstance(shape[0], tuple):
        return " + ".join(shapes_text(one) for one in shape)
    return shape_text(shape, "span")
