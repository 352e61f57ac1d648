"""Run the cases, hand each failure to `explain`, and compare the answer with the truth.

python -m tests.wild.judging [--kind NAME] [--record] [name ...]

Prints a line for each case and the scoreboard by kind; where cases are named, what was diagnosed of
each. `--record` writes what is wrong into misses.json.
"""

import argparse
import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers.clinic import examine, explain, strict

from .board import board
from .case import Quiet
from .cases import CASES
from .keeping import kept, labels_kept, swaps_loss, weights_kept
from .marking import pictures_kept
from .running import brief, fails, prepared, run, treated

FIELDS = (
    *("cause", "layer", "axis", "expected", "received"),
    *("helped", "first_right", "every_helps", "none_raises", "harmless", "sure"),
)

#: {name of a case: the fields of its verdict that are still wrong}.
RECORD = Path(__file__).with_name("misses.json")

#: Causes of a missing or a superfluous axis: their numbers are counts of axes.
ABOUT_AXES = {"rank-missing-batch", "number-of-axes", "axis-too-many", "layer-drops-axis"}
#: Causes for which advice, or nothing, may be all that helps.
UNTREATED = {
    *("unknown", "size-in-reshape", "size-in-table"),
    *("number-of-axes", "order-of-inputs", "label-value"),
    *("number-of-features", "dtype", "memory", "layer-drops-axis", "units-against-classes"),
    *("batch-size-written-in", "size-of-batch", "samples-in-input-shape"),
}


@dataclass
class Verdict:
    """How one diagnosis did: True right, False wrong, None not judged.

    Of the treatments with code: `helped`: one there was that did, or none is needed; `first_right`:
    the first ran, the call then passed, and all that should is as it was before;
    `every_helps`: all let the call pass; `none_raises`: none raised itself; `harmless`: nothing
    that may never be offered was. `sure`: a wrong cause was not told with high confidence.
    """

    cause: bool | None = None
    layer: bool | None = None
    axis: bool | None = None
    expected: bool | None = None
    received: bool | None = None
    helped: bool | None = None
    first_right: bool | None = None
    every_helps: bool | None = None
    none_raises: bool | None = None
    harmless: bool | None = None
    sure: bool | None = None
    crashed: bool = False
    diagnosis: object = None
    notes: list = field(default_factory=list)

    @property
    def wrong(self):
        """The fields that are; a crash leaves nothing to be right or wrong."""
        if self.crashed:
            return {"crashed"}
        return {name for name in FIELDS if getattr(self, name) is False}


def misses():
    """{name of a case: set of the fields that are known to be wrong}."""
    return {name: set(wrong) for name, wrong in json.loads(RECORD.read_text()).items()}


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


def means(case, names, was):
    """Whether what the case asks for is true of `names`; None where nothing can be asked.

    What cannot be told any more, as of a loss that has become a name, is not true.
    """
    if not case.meaning or names is None:
        return None
    try:
        return bool(eval(case.meaning, {"np": np, **names, "was": was}))
    except Exception:
        return False


def harmful(case, fixes, was):
    """The names of treatments that may never be offered for this; another loss never is."""
    return [
        fix.name
        for fix in fixes
        if any(re.search(pattern, f"{fix.name}\n{fix.code}") for pattern in case.harmful)
        or swaps_loss(fix.code, was)
    ]


def changed(case, fix, names, was):
    """What is another after a treatment that helped, and should not be: a list of words."""
    if names is None:
        return []
    kept_so = {
        "the meaning is lost": means(case, names, was),
        "another loss or optimizer": kept(names, was),
        "trained weights are lost": weights_kept(case, names, was),
        "labels are lost": labels_kept(case, names, was),
        "another picture": pictures_kept(case, fix, was),
    }
    return [words for words, answer in kept_so.items() if answer is False]


def judge_fixes(case, fixes, folder, verdict, was):
    """Try each treatment that has code, and say of all of them what a `Verdict` says."""
    outcomes = []
    for fix in fixes:
        if not fix.code:
            continue
        own, after, names = treated(case, fix, folder)
        outcomes.append((own, after))
        outcome = f"fails itself, {brief(own)}" if own else f"then {brief(after)}" if after else ""
        if len(outcomes) == 1:
            lost = [] if outcome else changed(case, fix, names, was)
            verdict.first_right = not outcome and not lost
            outcome = outcome or ", ".join(lost)
        verdict.notes.append(f"{fix.name}: {outcome or 'helps'}")
    if outcomes:
        verdict.none_raises = all(own is None for own, _ in outcomes)
        verdict.every_helps = all(outcome == (None, None) for outcome in outcomes)
    needed = not case.cause & UNTREATED if case.curable is None else case.curable
    if outcomes or needed:
        verdict.helped = (None, None) in outcomes
    judge_harm(case, fixes, verdict, was)


def judge_harm(case, fixes, verdict, was):
    """Whether something was offered that never may be."""
    bad = harmful(case, fixes, was)
    verdict.harmless = not bad
    verdict.notes += [f"harmful: {name}" for name in bad]


def judge(case, folder):
    """Run the case, have it explained, and say which parts of the diagnosis are right."""
    if isinstance(case, Quiet):
        return judge_quiet(case, folder)
    names, error = fails(case, folder)
    verdict = Verdict()
    try:
        diagnosis = verdict.diagnosis = explained(case, names, error)
    except Exception as crash:
        verdict.crashed = True
        verdict.notes.append("explain raised " + brief(crash))
        return verdict
    verdict.cause = diagnosis.cause in case.cause
    verdict.sure = verdict.cause or diagnosis.confidence != "high"
    verdict.layer = names_layer(diagnosis.layer, case.layer)
    verdict.axis = diagnosis.axis in case.axis if case.axis else None
    for name in ("expected", "received"):
        shape = getattr(diagnosis, name)
        setattr(verdict, name, compare(shape, getattr(case, name), number_of(diagnosis, shape)))
    judge_fixes(case, diagnosis.fixes, folder, verdict, names)
    return verdict


def judge_quiet(case, folder):
    """Examine what raises nothing; the fixes of what is found run in the names that are there."""
    names, verdict = prepared(case, folder), Verdict()
    try:
        readings = examine(names[case.model], names[case.inputs])
    except Exception as crash:
        verdict.crashed = True
        verdict.notes.append("examine raised " + brief(crash))
        return verdict
    fitting = [reading for reading in readings if reading.cause in case.cause]
    verdict.diagnosis = next(iter(fitting or readings), None)
    verdict.cause = bool(fitting) if case.cause else not readings
    verdict.sure = all(
        reading.cause in case.cause or reading.confidence != "high" for reading in readings
    )
    judge_harm(case, [fix for reading in readings for fix in reading.fixes], verdict, names)
    codes = [fix for reading in fitting for fix in reading.fixes if fix.code]
    for fix in codes[:1]:
        fresh = prepared(case, folder)
        try:
            run(fix.code, fresh, f"{case.name}, {fix.name}")
        except Exception as error:
            verdict.notes.append(f"{fix.name}: fails itself, {brief(error)}")
            verdict.none_raises = verdict.first_right = False
        else:
            verdict.none_raises = True
            verdict.first_right = means(case, fresh, names) is not False
    return verdict


def row(case, verdict):
    """One line of the table: case, cause given and true, wrong fields."""
    given = "(crashed)" if verdict.crashed else getattr(verdict.diagnosis, "cause", "(nothing)")
    true = "|".join(sorted(case.cause)) or "(nothing)"
    wrong = [name for name in (*FIELDS, "crashed") if name in verdict.wrong]
    return f"{case.name:44} {given:31} {true:55} {' '.join(wrong) or 'ok'}"


def record(verdicts):
    """Write what is wrong of the cases judged; those that were not keep what is written."""
    known = misses() | {case.name: verdict.wrong for case, verdict in verdicts}
    order = [case.name for case in CASES if known.get(case.name)]
    text = {name: [f for f in (*FIELDS, "crashed") if f in known[name]] for name in order}
    lines = [f"  {json.dumps(name)}: {json.dumps(wrong)}" for name, wrong in text.items()]
    RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n" if lines else "{}\n")


def main(names=(), kind="", keep=False):
    """Judge the cases of these names, or of this kind, or all; return the scoreboard."""
    strict.on = True  # as under pytest
    chosen = [case for case in CASES if (case.name in names if names else kind in ("", case.kind))]
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            verdicts.append((case, verdict := judge(case, folder)))
            print(row(case, verdict), flush=True)
            if names:
                print(verdict.diagnosis, *verdict.notes, sep="\n")
    if keep:
        record(verdicts)
    print(board(verdicts))


def asked():
    """The arguments of the command line, as `main` takes them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--kind", default="")
    parser.add_argument("--record", action="store_true", dest="keep")
    return parser.parse_args()


if __name__ == "__main__":
    main(**vars(asked()))
