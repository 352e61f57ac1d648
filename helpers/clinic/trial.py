"""Treatments tried: their code and the learner's line are run on stand-ins, and models on shapes.

Only what passes so, where the line as it is fails so too, is printed as code.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

import keras
import tensorflow as tf

from . import pipelines, replay, rerun
from .callsite import CallSite
from .compare import differences
from .facts import Facts
from .guarded import NotTried
from .reading import Cost, Fix
from .syntax import parsed
from .world import Fetching, World, graph_kept, no_downloads


@dataclass(frozen=True)
class Tried:
    """What a trial came to: `error` is what the line raised, None where it `passed` or where
    nothing could be tried. `shape`: of what passed, as text."""

    passed: bool = False
    error: Exception | None = None
    shape: str = ""
    why_not: str = ""


class Trial:
    """The learner's line as it is, and with each treatment."""

    def __init__(self, facts: Facts, mixed: frozenset[int] = frozenset()) -> None:
        self.facts, self.mixed = facts, mixed
        self.values, self.statement = _line(facts)
        self.before = self._made_anew()
        self.tried_line = ""  # the failing line as a treatment changes it

    def _made_anew(self) -> str:
        """The lines that make the model again, where the call that failed has left traces in it: a
        layer that was added, the shape that it was built for; "" where it has not."""
        site, model = self.facts.site, self.facts.model
        owner = site.value(site.function.rpartition(".")[0])
        added = site.function.endswith(".add") and isinstance(owner, keras.Sequential)
        marked = isinstance(model, keras.Model) and not all(
            layer.built for layer in replay.layers_of(model)
        )
        if not added and not marked:
            return ""
        name = site.function.rpartition(".")[0] if added else self.facts.model_name
        try:
            return rerun.making(site.source, site.statement, {name}, site.values) + "\n"
        except (NotTried, SyntaxError):
            return ""

    def as_it_is(self) -> Tried:
        """The line without any treatment: a trial proves nothing unless this one fails.

        Where the line cannot be run under guard, the call on it that failed stands for it.
        """
        whole = self._run(self.before + self.statement, strict=False)
        if whole.why_not and self.before:
            self.before = ""
            whole = self._run(self.statement, strict=False)
        alone = _call_alone(self.facts.site)
        if not whole.why_not or not alone:
            return whole
        self.statement = alone
        return self._run(alone, strict=False)

    def of(self, fix: Fix) -> Tried:
        """The line with the treatment before it, or in its stead."""
        if fix.line and fix.line != self.facts.site.statement:
            return self._with_another_line(fix)
        if not fix.replaces:
            return self._run(f"{self.before}{fix.code}\n{self.statement}", strict=True)
        self.tried_line = fix.code
        came = self._run(self.before + fix.code, strict=True)
        if not came.passed:
            return self._earlier(fix) or came
        return self._for_all_callers(fix) or came

    def _for_all_callers(self, fix: Fix) -> Tried | None:
        """What the lines that led into the function raise, once its line is changed for all of its
        calls; None where they raise nothing, or cannot be run."""
        for site in self.facts.trail[:-1]:
            told = site.source, site.statement, fix.line
            try:
                came = self._run(rerun.lines(*told, fix.code, site.values), True, site.values)
            except (NotTried, SyntaxError):
                continue
            if came.error is not None:
                return came
        return None

    def _earlier(self, fix: Fix) -> Tried | None:
        """The same words in an earlier line, of two that are alike: that one changed."""
        site = self.facts.site
        try:
            code = rerun.lines(site.source, site.statement, fix.line, fix.code, site.values)
        except (NotTried, SyntaxError):
            return None
        return self._run(code, strict=True)

    def _with_another_line(self, fix: Fix) -> Tried:
        """The lines that lead to the one that failed, one of them changed; as they are, these must
        fail as well."""
        site = self._site_of(fix.line)
        if site is None:
            return Tried(why_not="the line that is changed is not to be had")
        told = site.source, site.statement, fix.line
        try:
            if ".compile(" not in fix.line:
                as_it_is = self._run(rerun.lines(*told, fix.line, site.values), False, site.values)
                if as_it_is.error is None:
                    return Tried(why_not=as_it_is.why_not or "these lines alone do not fail")
            return self._run(rerun.lines(*told, fix.code, site.values), True, site.values)
        except NotTried as reason:
            return Tried(why_not=str(reason))

    def _site_of(self, line: str) -> CallSite | None:
        """Of the learner's lines on the way, the innermost in whose source the line leads to it."""
        for site in reversed(self.facts.trail):
            try:
                rerun.lines(site.source, site.statement, line, line, site.values)
            except NotTried:
                continue
            return site
        return None

    def _run(self, code: str, strict: bool, values: dict[str, Any] | None = None) -> Tried:
        world = World(self.values if values is None else values, self.mixed, strict)
        try:
            tree = parsed(code)
            if not tree.body:
                return Tried(why_not="there is no line to be seen")
            with graph_kept(self.values.values()), no_downloads(), redirect_stdout(StringIO()):
                answer = world.run(tree)
        except Fetching:
            if code not in (self.facts.site.statement, self.tried_line):
                return Tried(why_not="weights would have to be fetched")
            return Tried(True, shape="as far as the download of its weights")
        except NotTried as reason:
            return Tried(why_not=str(reason))
        except SyntaxError:
            return Tried(why_not="the line is not to be had")
        except Exception as error:  # what the line raises is what is to be seen
            return _refused(error)
        return Tried(True, shape=world.shown or _shape_of(answer))


#: Of CPU that trying treatments may take, and what may be taken to try more once one has passed:
#: what comes later stays advice.
SECONDS, ENOUGH = 1.5, 0.4

ANEW = "the call that failed has marked the model: make it again first"


def _mixed(facts: Facts) -> frozenset[int]:
    """The axes, counted from the end, on which pictures of one batch are known to differ."""
    if facts.clue.cause != "mixed-sizes-in-batch":
        return frozenset()
    first, other = facts.clue.expected or (), facts.clue.received or ()
    if len(first) != len(other) or not first:
        return frozenset({-3, -2, -1})
    return frozenset(axis - len(first) for axis in differences(first, other))


def tried(facts: Facts, candidates: list[Fix], alike: Callable[[Exception], bool]) -> Outcome:
    """The candidates after their trial. `alike`: whether an error is the one that is explained.

    Those that pass come first, those that cost least before the others; what cannot be tried
    follows as advice, without code; what fails is left out.
    """
    trial = Trial(facts, _mixed(facts))
    as_it_is = trial.as_it_is()
    reproduced = as_it_is.error is not None and (bool(trial.mixed) or alike(as_it_is.error))
    passed: list[Fix] = []
    advice: list[Fix] = []
    began = time.process_time()
    for fix in candidates:
        spent = time.process_time() - began
        in_time = spent < (ENOUGH if passed else SECONDS)
        came = trial.of(fix) if fix.code and reproduced and in_time else Tried()
        if came.passed:
            anew = bool(trial.before) and not facts.site.function.endswith(".add")
            why = f"{fix.why}; {ANEW}" if anew else fix.why
            passed.append(replace(fix, why=why, tried=f"{came.shape} passes".strip()))
        elif came.error is None:
            advice.append(fix.as_advice())
    passed.sort(key=lambda fix: list(Cost).index(fix.cost) if fix.cost else 0)
    return Outcome((*passed, *advice), reproduced)


def quieted(
    facts: Facts, candidates: list[Fix], finds: Callable[[Any, Any], bool]
) -> tuple[Fix, ...]:
    """The same where nothing is raised: `finds(model, inputs)` says whether it still is so."""
    passed, advice = [], []
    for fix in candidates:
        cured = bool(fix.code) and _cured(fix, facts, finds)
        if cured:
            passed.append(replace(fix, tried="nothing of this is found any more"))
        else:
            advice.append(fix.as_advice())
    return (*passed, *advice)


def _cured(fix: Fix, facts: Facts, finds: Callable[[Any, Any], bool]) -> bool:
    values, inputs = _line(facts)[0], facts.inputs_name
    if isinstance(facts.inputs, tf.data.Dataset):
        inputs = "dataset"
        values[inputs] = _up_to_its_batch(facts.inputs) if ".batch(" in fix.code else facts.inputs
    world = World(values, mixed=frozenset(), strict=True)
    try:
        with graph_kept(values.values()):
            world.run(parsed(fix.code))
            names = values | world.names
            return not finds(names.get(facts.model_name), names[inputs])
    except Exception:  # whatever it raises, it is no cure
        return False


def _up_to_its_batch(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """What a pipeline puts into batches; itself where it does not."""
    made = (one for one in pipelines.stages(dataset) if "Batch" in type(one).__name__)
    return getattr(next(made, dataset), "_input_dataset", dataset)


@dataclass(frozen=True)
class Outcome:
    """What trying came to: the treatments, and whether the line failed when it was run again."""

    fixes: tuple[Fix, ...] = ()
    reproduced: bool = False


def _refused(error: Exception) -> Tried:
    odd = "read-only" in str(error) or "Held" in str(error)
    name = isinstance(error, NameError)
    return Tried(why_not=str(error)) if odd or name else Tried(error=error)


def _shape_of(answer: Any) -> str:
    shape = getattr(answer, "shape", None)
    if isinstance(answer, tf.data.Dataset):
        shape = getattr(answer.element_spec, "shape", None)
    return "" if shape is None else str(tuple(shape))


def _call_alone(site: CallSite) -> str:
    given = [*site.arguments, *(f"{name}={value}" for name, value in site.keywords.items())]
    return f"{site.function}({', '.join(given)})" if site.function else ""


def _line(facts: Facts) -> tuple[dict[str, Any], str]:
    """(names, statement): of a text without a traceback, the model called on its inputs."""
    values = dict(facts.site.values)
    if facts.model is not None:
        values.setdefault(facts.model_name, facts.model)
    if facts.inputs is not None:
        values.setdefault(facts.inputs_name, facts.inputs)
    if facts.site.statement or facts.model is None or facts.inputs is None:
        return values, facts.site.statement
    pair = isinstance(facts.inputs, tuple)
    return values, f"{facts.model_name}({facts.inputs_name}{'[0]' if pair else ''})"


def value_of(text: str, values: dict[str, Any]) -> Any:
    """What an expression in the learner's line stands for, made of stand-ins; None for unknown."""
    if not text:
        return None
    try:
        with graph_kept(values.values()):
            return World(values, frozenset(), strict=False).run(parsed(text))
    except Exception:  # whatever it is, it is not known
        return None
