"""Run the cases, hand each failure to `explain`, and compare the answer with the truth.

python -m tests.wild.judging [name ...]
"""

import ast
import contextlib
import io
import linecache
import re
import sys
import tempfile
import warnings
from dataclasses import dataclass, field, replace

import keras
import numpy as np
import tensorflow as tf
from keras.src.utils import file_utils

from helpers.clinic import explain, strict
from helpers.clinic.syntax import parsed

from .cases import CASES

FIELDS = (
    "cause",
    "layer",
    "axis",
    "expected",
    "received",
    "helped",
    "first_harmless",
    "every_helps",
)


#: Causes of a missing or a superfluous axis: their numbers are counts of axes.
ABOUT_AXES = {"rank-missing-batch", "number-of-axes"}
#: Causes for which advice, or nothing, may be all that helps.
UNTREATED = {
    *("unknown", "size-in-reshape", "size-in-table"),
    *("number-of-axes", "order-of-inputs", "label-value"),
}


@dataclass
class Verdict:
    """How one diagnosis did: True right, False wrong, None not judged."""

    cause: bool | None = None
    layer: bool | None = None
    axis: bool | None = None
    expected: bool | None = None
    received: bool | None = None
    helped: bool | None = None
    first_harmless: bool | None = None
    every_helps: bool | None = None
    crashed: bool = False
    diagnosis: object = None
    notes: list = field(default_factory=list)

    @property
    def all_right(self):
        """No field is wrong; a crash leaves nothing to be right."""
        return not self.crashed and all(getattr(self, name) is not False for name in FIELDS)


def run(source, names, title, above=""):
    """Execute `source` in `names`, known to linecache so that tracebacks and AutoGraph can read it.

    `above`: what stands before it in the same file, and has run already.

    What it prints and warns about is not the failure, and would only bury the table.
    """
    filename = f"<{title}>"
    above = [f"{line}\n" for line in above.splitlines()]
    linecache.cache[filename] = (
        len(source),
        None,
        [*above, *source.splitlines(keepends=True)],
        filename,
    )
    source = "\n" * len(above) + source
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
        exec(compile(source, filename, "exec"), names)


def prepared(case, folder):
    """The names after the case's setup; layers are numbered anew, as in a fresh notebook."""
    keras.utils.clear_session()
    names = {"__name__": "__main__", "tf": tf, "keras": keras, "layers": keras.layers, "np": np}
    names["folder"] = tempfile.mkdtemp(
        dir=folder
    )  # its own each time: the setup runs once more for every treatment
    run(case.setup, names, f"{case.name}, setup")
    return names


def call_error(case, names):
    """The exception that the case's call raises in `names`, or None."""
    try:
        run(case.call, names, case.name, above=case.setup)
    except Exception as error:
        return error
    return None


def fails(case, folder):
    """Run setup and call; return the names and the exception, which must be there."""
    names = prepared(case, folder)
    error = call_error(case, names)
    assert error is not None, f"{case.name} raised nothing"
    return names, error


def same(answer, truth):
    """Equal; in a shape, a None in the truth fits any size."""
    return len(answer) == len(truth) and all(t in (None, a) for a, t in zip(answer, truth))


def compare(answer, truths, number=None):
    """Whether `answer`, a shape, fits one of `truths`; None where there are none.

    A truth may also be the one `number` that the answer speaks of.
    """
    if not truths:
        return None
    if answer is None:
        return None in truths
    return any(
        same(answer, truth) if isinstance(truth, tuple) else truth is not None and truth == number
        for truth in truths
    )


def number_of(diagnosis, shape):
    """The number that a diagnosis speaks of: the size on its axis, or how many axes there are."""
    if diagnosis.cause in ABOUT_AXES:
        return shape and len(shape)
    axis = diagnosis.axis
    return None if shape is None or axis is None or axis >= len(shape) else shape[axis]


def names_layer(answer, truths):
    """Whether one of `truths` occurs in `answer` as a whole word.

    Case is ignored, so "conv2d" fits the class of any convolution: a truth that means one of
    several is spelled in full, as "conv2d_1 (Conv2D)".
    """
    if not truths:
        return None
    found = str(answer or "")
    return any(
        re.search(rf"(?<!\w){re.escape(truth)}(?!\w)", found, re.IGNORECASE) for truth in truths
    )


def explained(case, names, error):
    """What `explain` says, given what the case hands over."""
    given = {
        key: names[name] for key, name in (("model", case.model), ("inputs", case.inputs)) if name
    }
    return explain(error, **given)


class Downloading(BaseException):
    """A builder has taken its arguments and would fetch its weights: nothing is left to refuse."""


@contextlib.contextmanager
def no_downloads():
    """Nothing here needs the network: a treatment that gets as far as a download has helped."""
    get_file = file_utils.get_file

    def refused(*args, **kwargs):
        raise Downloading

    file_utils.get_file = refused
    try:
        yield
    except Downloading:
        pass
    finally:
        file_utils.get_file = get_file


def treated(case, fix, folder):
    """Run a treatment between setup and call, or in the stead of a line of either.

    Returns (its own error, the call's error), each None where nothing was raised.
    """
    mended = with_the_fix(case, fix)
    try:
        with no_downloads():
            names = prepared(mended, folder)
            if mended is case:
                run(fix.code, names, f"{case.name}, {fix.name}")
            return None, call_error(mended, names)
    except Exception as error:
        return error, None
    return None, None  # as far as a download


def bodies(tree):
    """Every list of statements in a syntax tree, the outermost first."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            if isinstance(body := getattr(node, name, None), list):
                yield body


def with_the_fix(case, fix):
    """The case with the treatment before its line, or in its stead; the case itself without one."""
    for part in ("setup", "call"):
        tree = parsed(getattr(case, part))
        for body in bodies(tree):
            lines = [ast.unparse(statement) for statement in body]
            if fix.line not in lines:
                continue
            if part == "call" and body is tree.body and not fix.replaces:
                return case  # the code runs between setup and call
            place = lines.index(fix.line)
            body[place : place + fix.replaces] = parsed(fix.code).body
            return replace(case, **{part: ast.unparse(tree)})
    return case


def brief(error):
    """Class and first line of an exception, for the notes."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"


def judge_fixes(case, fixes, folder, verdict):
    """Try each treatment that has code: all should help, the first do no harm, and one be there."""
    outcomes = []
    for fix in fixes:
        if not fix.code:
            continue
        own, after = treated(case, fix, folder)
        outcomes.append((own, after))
        verdict.notes.append(
            f"{fix.name}: "
            + (
                "fails itself, " + brief(own)
                if own
                else "then " + brief(after)
                if after
                else "helps"
            )
        )
    if outcomes:
        verdict.first_harmless = outcomes[0][0] is None
        verdict.every_helps = all(outcome == (None, None) for outcome in outcomes)
    if outcomes or not case.cause & UNTREATED:
        verdict.helped = (None, None) in outcomes


def judge(case, folder):
    """Run the case, have it explained, and say which parts of the diagnosis are right."""
    names, error = fails(case, folder)
    verdict = Verdict()
    try:
        diagnosis = verdict.diagnosis = explained(case, names, error)
    except Exception as crash:
        verdict.crashed = True
        verdict.notes.append("explain raised " + brief(crash))
        return verdict
    verdict.cause = diagnosis.cause in case.cause
    verdict.layer = names_layer(diagnosis.layer, case.layer)
    verdict.axis = diagnosis.axis in case.axis if case.axis else None
    for name in ("expected", "received"):
        shape = getattr(diagnosis, name)
        setattr(verdict, name, compare(shape, getattr(case, name), number_of(diagnosis, shape)))
    judge_fixes(case, diagnosis.fixes, folder, verdict)
    return verdict


def row(case, verdict):
    """One line of the table: case, cause given and true, wrong fields."""
    given = "(crashed)" if verdict.crashed else verdict.diagnosis.cause
    wrong = [name for name in FIELDS if getattr(verdict, name) is False]
    return f"{case.name:44} {given:31} {'|'.join(sorted(case.cause)):55} {' '.join(wrong) or 'ok'}"


def totals(verdicts):
    """{field: (right, judged)} over all, and how many are right throughout, and crashed."""
    counts = {}
    for name in FIELDS:
        judged = [
            getattr(verdict, name) for verdict in verdicts if getattr(verdict, name) is not None
        ]
        counts[name] = (sum(judged), len(judged))
    counts["all right"] = (sum(verdict.all_right for verdict in verdicts), len(verdicts))
    counts["crashed"] = (sum(verdict.crashed for verdict in verdicts), len(verdicts))
    return counts


def score(cases, folder):
    """Judge the cases, print a line for each and the totals, and return the totals."""
    verdicts = []
    for case in cases:
        verdicts.append(judge(case, folder))
        print(row(case, verdicts[-1]), flush=True)
    counts = totals(verdicts)
    for name, (right, judged) in counts.items():
        print(f"{name:15} {right:3} of {judged}")
    return counts


def main(*names):
    """Score all cases, or judge the named ones and show what was diagnosed."""
    strict.on = True  # as under pytest
    with tempfile.TemporaryDirectory() as folder:
        for case in (case for case in CASES if case.name in names):
            verdict = judge(case, folder)
            print(row(case, verdict), verdict.diagnosis, *verdict.notes, sep="\n")
        if not names:
            score(CASES, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
