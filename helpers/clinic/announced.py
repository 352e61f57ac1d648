"""The shape of one sample, as the learner's lines write it for a first layer or an Input."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from .edits import changed, expression, kind, value_of
from .facts import Facts
from .reading import Shape
from .syntax import parsed


def shape_written(facts: Facts, old: Shape, new: Shape) -> list[tuple[str, str]]:
    """Lines that write `old` as the shape of an Input, with `new` in its place."""

    def change(node: ast.AST) -> bool:
        for name, value in _shapes_in(node):
            if name == "input_dim" and (value_of(value),) == old and len(new) == 1:
                _set(node, name, value, ast.Constant(new[0]))
                return True
            if name != "input_dim" and told(facts, value) == old:
                _set(node, name, value, _in_words(value, old, new))
                return True
        return False

    return list(changed(facts, change))


def written(facts: Facts) -> Shape:
    """The shape of one sample that the failing line writes for the first layer; () for none."""
    for node in ast.walk(parsed(facts.site.statement or "0")):
        for name, value in _shapes_in(node):
            shape = told(facts, value) if name != "input_dim" else None
            if shape:
                return shape
    return ()


def told(facts: Facts, node: ast.expr) -> Shape | None:
    """The shape that an expression stands for: a tuple written out, `x.shape`, or one of entries of
    such, as `(x.shape[1], 1)`; None for anything else."""
    own = _shape_of(facts, node)
    if own is not None:
        return own
    if not isinstance(node, (ast.Tuple, ast.List)):
        return None
    parts = [_entry(facts, one) for one in node.elts]
    return None if any(part is ... for part in parts) else tuple(parts)


def _shape_of(facts: Facts, node: ast.AST) -> Shape | None:
    """The shape of `x` in `x.shape`."""
    if not isinstance(node, ast.Attribute) or node.attr != "shape":
        return None
    value = facts.site.value(ast.unparse(node.value))
    return tuple(value.shape) if isinstance(value, (np.ndarray, tf.Tensor)) else None


def _entry(facts: Facts, node: ast.expr) -> Any:
    """A number or None written out, a name that stands for one, or `x.shape[1]`."""
    if isinstance(node, ast.Subscript) and (shape := _shape_of(facts, node.value)) is not None:
        place = value_of(node.slice)
        inside = isinstance(place, int) and -len(shape) <= place < len(shape)
        return shape[place] if inside else ...
    held = facts.site.value(node.id) if isinstance(node, ast.Name) else None
    return held if type(held) is int else value_of(node)


def _in_words(node: ast.expr, old: Shape, new: Shape) -> ast.expr:
    """`x.shape` without its first entry as `x.shape[1:]`, a tuple likewise; else the sizes."""
    if new == old[1:] and isinstance(node, ast.Attribute):
        return expression(f"{ast.unparse(node)}[1:]")
    if new == old[1:] and isinstance(node, ast.Tuple):
        return ast.Tuple(node.elts[1:], ast.Load())
    if new[:-1] == old and isinstance(node, ast.Tuple):
        return ast.Tuple([*node.elts, ast.Constant(new[-1])], ast.Load())
    return expression(repr(new))


def inputs_changed(facts: Facts, by: Callable[[Shape], Shape]) -> list[tuple[str, str]]:
    """Lines that write the shape of an Input with sizes, and what `by` makes of it."""

    def change(node: ast.AST) -> bool:
        for name, value in _shapes_in(node):
            literal = not any(isinstance(one, ast.Name) for one in ast.walk(value))
            shape = told(facts, value) if name != "input_dim" and literal else None
            if shape and len(shape) > 1 and by(shape) != shape:
                _set(node, name, value, expression(repr(by(shape))))
                return True
        return False

    return list(changed(facts, change))


def _shapes_in(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """(keyword, "" for the first argument; value) of the shapes that a call is given."""
    if not isinstance(node, ast.Call):
        return []
    words = [
        (word.arg or "", word.value)
        for word in node.keywords
        if word.arg in ("shape", "input_shape", "batch_shape", "input_dim")
    ]
    first = [("", node.args[0])] if kind(node) in ("Input", "InputLayer") and node.args else []
    return first + words


def _set(node: ast.AST, name: str, old: ast.expr, new: ast.expr) -> None:
    if not name and isinstance(node, ast.Call):
        node.args[0] = new
    for word in getattr(node, "keywords", ()):
        if word.value is old:
            word.value = new
