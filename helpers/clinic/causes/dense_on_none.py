"""Dense behind an open height or width: nobody knows how many rows of weights it needs.

A layer makes one row of weights for each number that it will be given, when it is built. Behind
Flatten on `Input((None, None, 3))` that count is open. Pool in the place of Flatten, or fix the
size.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from ..facts import Facts
from ..reading import Clue, Fix
from ..syntax import parsed
from ..trace import LayerStep, Trace
from ..treat_sizes import POOL
from ..words import GAP, SHAPE, Wording, shape_of

CODE = "SC106"
NAME = "dense-on-none"
TITLE = "Dense behind an open height or width"

SAY = {
    "row": (
        "{name} wants one row of weights for each number that it will be given, and on an open "
        "height or width nobody knows how many that are: None."
    ),
    "open": "Dense must know how many numbers it will be given, and that is open: None.",
    "replayed": (
        "No picture got this far: the model cannot be built. {name} wants one row of weights for "
        "each number that it will be given, and on an open height and width nobody knows how "
        "many that are: None."
    ),
}


def _row(found: re.Match[str], text: str) -> Clue | None:
    """The matrix of Dense has two axes; a kernel of a convolution four."""
    if len(shape_of(found["shape"])) == 4:
        return None
    name = found["path"].split("/")[-2] if "/" in found["path"] else ""
    return Clue(NAME, "row", 1, layer=name, facts={"name": name or "Dense"})


def _open(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "open", 1)


WORDINGS = (
    Wording(
        rf"must be fully-defined{GAP}Received: shape=(?P<shape>{SHAPE})"
        r" for variable path='(?P<path>[^']*)'",
        _row,
        "Keras 3.1 to 3.16",
    ),
    Wording(
        r"last dimension of the inputs to (?:a )?`?Dense`?(?: layer)? should be defined",
        _open,
        "TF 2.1 to 2.15",
    ),
)


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """The layer at which building ended."""
    return replace(clue, say="replayed", facts={"name": step.name}) if step else clue


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """What the line that failed gave the layer: `Dense(5)(h)`, with `h` open on its last axis."""
    shape = getattr(facts.inner.value(facts.inner.argument(0, "inputs")), "shape", None)
    if clue.cause != NAME or not shape or shape[-1] is not None:
        return None
    return replace(clue, axis=len(shape) - 1, received=tuple(shape))


def treatments(facts: Facts) -> list[Fix]:
    """The learner's own line that flattens, with a pooling; or a fixed size."""
    line, pooled = _pooled_line(facts)
    pool = Fix(POOL, "one number a channel, whatever the size", pooled, bool(pooled), line)
    return [pool, Fix("fix the size", "then the row has a length: keras.Input((224, 224, 3))")]


def _pooled_line(facts: Facts) -> tuple[str, str]:
    """(line, code): the last line that flattens, and the same with a pooling; two times ""
    without.
    """
    lines = [
        node for node in ast.walk(parsed(facts.site.source or "0")) if isinstance(node, ast.stmt)
    ]
    for node in [*parsed(facts.site.statement or "0").body, *reversed(lines)]:
        if hasattr(node, "body"):
            continue
        before = ast.unparse(node)
        call = next((one for one in ast.walk(node) if _flattens(one)), None)
        if isinstance(call, ast.Call):
            name = _name(call)
            pooling = ast.unparse(call.func).replace(name, "GlobalAveragePooling2D")
            call.func, call.args, call.keywords = parsed(pooling, mode="eval").body, [], []
            return before, ast.unparse(node)
    return "", ""


def _flattens(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    reshapes = _name(node) == "Reshape" and bool(node.args)
    return _name(node) == "Flatten" or reshapes and ast.unparse(node.args[0]) in ("(-1,)", "[-1]")


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))
