"""A size is written into a reshape, and another number of numbers came.

`Reshape((8, 8, 16))` takes 1024 numbers a picture and no other count; so does `tf.reshape` with
sizes written out, and a record that is parsed with the sides of other pictures.
"""

from __future__ import annotations

import ast
import re
from math import prod

from .. import axes, edits
from ..compare import count
from ..facts import Facts
from ..reading import Clue, Cost, Fix
from ..treat_sizes import resize_what_is_refused
from ..words import GAP, SHAPE, Wording, shape_of

CODE = "SC114"
NAME = "size-in-reshape"
TITLE = "a size written into a reshape"

SAY = {
    "counts": (
        "A size is written into a reshape: it was made for {expected_size} numbers, "
        "and {received_size} came."
    ),
}


def _clue(expected: int, received: int) -> Clue:
    return Clue(NAME, "counts", 0, (expected,), (received,))


def _shapes(found: re.Match[str], text: str) -> Clue:
    return _clue(count(shape_of(found["wanted"])), count(shape_of(found["came"])))


def _counts(found: re.Match[str], text: str) -> Clue:
    return _clue(int(found["wanted"]), int(found["came"]))


def _numpy(found: re.Match[str], text: str) -> Clue:
    return _clue(count(shape_of(found["wanted"])), int(found["came"]))


WORDINGS = (
    Wording(
        rf"total size of the tensor must be unchanged{GAP}"
        rf"input_shape=(?P<came>{SHAPE}), target_shape=(?P<wanted>{SHAPE})",
        _shapes,
        "Keras 3.15",
    ),
    Wording(
        r"Cannot reshape a tensor with (?P<came>\d+) elements to shape \[[^\]]*\] "
        r"\((?P<wanted>\d+) elements\)",
        _counts,
        "TF 2.21",
    ),
    Wording(
        r"reshape is a tensor with (?P<came>\d+) values, but the requested shape has "
        r"(?P<wanted>\d+)",
        _counts,
        "TF 2.21",
    ),
    Wording(
        r"reshape is a tensor with (?P<came>\d+) values, "
        r"but the requested shape requires a multiple of (?P<wanted>\d+)",
        _counts,
        "TF 2.1 to 2.21",
    ),
    Wording(
        r"num_input_elements != num_output_elements \((?P<came>\d+) != (?P<wanted>\d+)\)",
        _counts,
        "TFLite of TF 2.21",
    ),
    Wording(
        rf"cannot reshape array of size (?P<came>\d+) into shape (?P<wanted>{SHAPE})",
        _numpy,
        "NumPy 2.4",
    ),
)


def treatments(facts: Facts) -> list[Fix]:
    """The picture brought to the size that the model takes, where it is the model that refuses; or
    the number of samples left open in the learner's own reshape."""
    return resize_what_is_refused(facts) or _samples_left_open(facts) or _last_axis(facts)


def _last_axis(facts: Facts) -> list[Fix]:
    """A Reshape while a model is put together: its last axis of as many numbers as there are."""
    came = facts.clue.received_size
    if not axes.building(facts) or not came:
        return []

    def change(node: ast.AST) -> bool:
        if edits.kind(node) != "Reshape" or not isinstance(node, ast.Call) or not node.args:
            return False
        listed = node.args[0]
        sizes = listed.elts if isinstance(listed, (ast.Tuple, ast.List)) else []
        known = [edits.value_of(one) for one in sizes[:-1]]
        whole = prod(size for size in known if isinstance(size, int))
        if len(known) < 1 or ... in known or came % whole:
            return False
        sizes[-1] = ast.Constant(came // whole)
        return True

    why = f"the row has {came} numbers"
    found = [one for one in edits.changed(facts, change) if one[0] == facts.site.statement]
    return edits.fixes(found, "a last axis that fits", why)


def _samples_left_open(facts: Facts) -> list[Fix]:
    """`x.reshape(28, 28, 1)` of several pictures: -1 in front counts them."""
    wanted, came = facts.clue.expected_size, facts.clue.received_size
    if not wanted or not came or came % wanted:
        return []

    def change(node: ast.AST) -> bool:
        if edits.kind(node) != "reshape" or not isinstance(node, ast.Call):
            return False
        given = node.args[-1] if node.args else None
        sizes = given.elts if isinstance(given, (ast.Tuple, ast.List)) else node.args
        if any(edits.value_of(one) is ... for one in sizes):
            return False
        sizes.insert(0, ast.UnaryOp(ast.USub(), ast.Constant(1)))
        return True

    why = f"{came} = {came // wanted} × {wanted}: the first axis counts the {facts.thing}s"
    found = [one for one in edits.changed(facts, change) if one[0] == facts.site.statement]
    return edits.fixes(found, "-1 for the number of samples", why, Cost.NOTHING)
