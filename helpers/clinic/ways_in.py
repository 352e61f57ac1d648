"""Two comfortable ways in: a `with` block or decorator, and a hook for notebooks."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Any, Literal

from .callsite import may_be_of_shapes
from .diagnose import explain
from .reading import Confidence, Diagnosis


class clinic(contextlib.ContextDecorator):
    """`with clinic(model, x): model.predict(x)`, or `@clinic()` over a function: a failure inside
    leaves with its reading under it.

    The exception is the same one, its message untouched; the reading stands in its notes, which
    Python prints below the traceback, and in `diagnosis`, None as long as nothing failed. A failure
    that is none of shapes leaves without either.
    """

    def __init__(self, model: Any = None, inputs: Any = None) -> None:
        self.model, self.inputs = model, inputs
        self.diagnosis: Diagnosis | None = None

    def __enter__(self) -> clinic:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trail: TracebackType | None,
    ) -> Literal[False]:
        if isinstance(error, Exception) and may_be_of_shapes(error):
            self.diagnosis = explain(error, self.model, self.inputs)
            error.add_note(_quiet(self.diagnosis) or repr(self.diagnosis))
        return False


def hook(on: bool = True) -> None:
    """In a notebook: from now on, show the reading of any cell that fails under its traceback.

    Of a failure that is none of shapes (see `callsite.may_be_of_shapes`) nothing is shown, and of
    one that is unknown here a line.
    False ends that. RuntimeError outside IPython: there, use `clinic`.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise RuntimeError(
            "The hook is for notebooks. In a script: with clinic(model, x): model(x)"
        )
    if _read_cell in shell.events.callbacks["post_run_cell"]:
        shell.events.unregister("post_run_cell", _read_cell)
    if on:
        shell.events.register("post_run_cell", _read_cell)


def _read_cell(result: Any) -> None:
    """Shows the reading of a cell that failed. `result`: IPython's ExecutionResult."""
    from IPython.display import display

    error = result.error_in_exec
    if isinstance(error, Exception) and may_be_of_shapes(error):
        reading = explain(error)
        line = _quiet(reading)
        print(line) if line else display(reading)


def _quiet(reading: Diagnosis) -> str:
    """One line where nothing is known; "" for a reading that has something to say."""
    unknown = reading.confidence is Confidence.UNKNOWN
    return f"Shape Clinic: {reading.summary}" if unknown else ""
