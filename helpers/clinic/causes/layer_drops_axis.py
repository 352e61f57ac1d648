"""A layer before gave an axis away that this one reads.

An LSTM gives its last answer alone unless it is told `return_sequences=True`; Flatten and global
pooling leave one row of each map. What reads steps or places next finds none.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from .. import axes, edits
from ..facts import Facts
from ..reading import Clue, Cost, Fix, Shape
from ..syntax import parsed

CODE = "SC122"
NAME = "layer-drops-axis"
TITLE = "an axis that a layer before gave away"

SAY = {
    "sequence": (
        "{layer} reads {reads}, and {came} came: {giver} before it gives its last answer alone, "
        "unless return_sequences=True."
    ),
    "row": "{layer} reads {reads}, and {came} came: {giver} before it leaves one row of numbers.",
    "made": (
        "{layer} reads {reads}, and {came} came: {giver} before it makes rows, which are no places "
        "until they are laid out as such."
    ),
}

_ONE_ROW = ("Flatten", "GlobalAveragePooling", "GlobalMaxPooling", "GlobalAverage", "GlobalMax")


def instead(clue: Clue, facts: Facts) -> Clue | None:
    """Fewer axes than the layer reads, and a layer before it that left some out."""
    came = clue.received or ()
    need = axes.read_by(clue.kind)
    if not need or not came or len(came) >= len(need) or not clue.kind:
        return None
    giver = axes.giver(facts)
    say = _how(giver)
    if not say or (say == "made" and len(need) < 4):
        return None
    told = {"reads": axes.told(clue.kind), "came": _written(came), "giver": giver}
    told["layer"] = clue.layer or clue.kind
    expected: Shape = (None,) * len(need)
    return replace(clue, cause=NAME, say=say, axis=1, expected=expected, facts=told)


def _how(giver: str) -> str:
    if giver in edits.RECURRENT:
        return "sequence"
    if giver.startswith(_ONE_ROW):
        return "row"
    return "made" if giver in ("Dense", "Embedding") else ""


def _written(shape: Shape) -> str:
    return str(tuple(shape))


def treatments(facts: Facts) -> list[Fix]:
    """The layer before told to keep its steps, left out, or its row laid out."""
    giver = facts.clue.facts["giver"]
    if facts.clue.say == "sequence":
        found = edits.with_setting(facts, (giver,), "return_sequences", True)
        why = "then it gives an answer for each step"
        return edits.fixes(found, "return_sequences=True", why)
    if facts.clue.say == "row":
        found = edits.without(facts, (giver,))
        why = f"{facts.clue.kind} reads the places themselves"
        if facts.clue.kind in edits.RECURRENT:
            why = (
                "which numbers of the row are the steps, only you know: layers.Reshape((steps, n))"
            )
            return [Fix("a Reshape to steps", why)]
        return edits.fixes(found, f"leave {giver} out", why) or [Fix(f"leave {giver} out", why)]
    shape = _product(facts)
    why = "the row is laid out as places before they are read"
    if not shape:
        return [Fix("a Reshape between", f"{why}: layers.Reshape((height, width, channels))")]
    found = edits.before(facts, (facts.clue.kind,), "Reshape", repr(shape))
    return edits.fixes(found, "a Reshape between", why, Cost.NOTHING)


def _product(facts: Facts) -> tuple[int, ...]:
    """The sizes of `Dense(7 * 7 * 32)`, if the learner has written the product out; () if not."""
    axes_read = len(axes.read_by(facts.clue.kind)) - 1
    for line in edits.lines(facts):
        for node in ast.walk(parsed(line)):
            if edits.kind(node) == "Dense" and isinstance(node, ast.Call) and node.args:
                factors = _factors(node.args[0])
                if len(factors) == axes_read:
                    return factors
    return ()


def _factors(node: ast.expr) -> tuple[int, ...]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _factors(node.left), _factors(node.right)
        return (*left, *right) if left and right else ()
    value = edits.value_of(node)
    return (value,) if isinstance(value, int) else ()
