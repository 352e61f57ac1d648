"""The learner's lines again, one of them changed: those alone that lead to the line that failed.

Data are taken as they are; what is run anew is what hangs on the change: a model that is built line
by line, and what is done with it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from .guarded import NotTried, names_in
from .syntax import parsed


def lines(source: str, statement: str, line: str, code: str, values: dict[str, Any]) -> str:
    """The lines to run, `code` in the stead of `line`, up to `statement`, the one that failed.

    `values`: the variables where it failed. NotTried where the lines are not to be had.
    """
    way = _way_to(parsed(source or "0"), statement)
    changed, place = _changed(way, parsed(source or "0"), line, code)
    (own,) = parsed(line).body
    names = _touched(own)
    return "\n".join(map(ast.unparse, _needed(changed, place, names, values)))


def making(source: str, statement: str, names: set[str], values: dict[str, Any]) -> str:
    """The lines before `statement` that make what stands under `names`, anew. NotTried where the
    lines are not to be had."""
    way = _way_to(parsed(source or "0"), statement)
    return "\n".join(map(ast.unparse, _needed(way, set(), names, values)[:-1]))


def _way_to(tree: ast.Module, statement: str) -> list[ast.stmt]:
    """The statements of the function or file before `statement`, and that one."""
    found = [way for way in _ways(tree.body) if ast.unparse(way[-1]) == statement]
    if not found:
        raise NotTried("the line stands in no source that is to be had")
    return found[-1]


def _ways(body: list[ast.stmt], before: tuple[ast.stmt, ...] = ()) -> Iterator[list[ast.stmt]]:
    """For each statement: what stands before it in its function, loop or branch, and itself."""
    for place, node in enumerate(body):
        so_far = (*before, *body[:place])
        yield [*so_far, node]
        inner_before = () if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else so_far
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                yield from _ways(inner, inner_before)


def _changed(
    way: list[ast.stmt], tree: ast.Module, line: str, code: str
) -> tuple[list[ast.stmt], set[int]]:
    """(statements, places of those that are changed), the function that holds the line first, where
    it does not stand among them."""
    places = [place for place, node in enumerate(way) if _holds(node, line)]
    places = places[:-1] if len(places) > 1 and places[-1] == len(way) - 1 else places
    if not places:
        around = [node for node in tree.body if _holds(node, line)]
        if not around or not isinstance(around[-1], ast.FunctionDef):
            raise NotTried("the line that is changed does not lead to the one that failed")
        way, places = [around[-1], *way], [0]
    last = places[-1]
    return [*way[:last], *_exchanged(way[last], line, code), *way[last + 1 :]], {
        last + offset for offset in range(len(_exchanged(way[last], line, code)))
    }


def _holds(node: ast.stmt, line: str) -> bool:
    return any(isinstance(one, ast.stmt) and ast.unparse(one) == line for one in ast.walk(node))


def _exchanged(node: ast.stmt, line: str, code: str) -> list[ast.stmt]:
    """The statement with `code` in the stead of the line, itself or inside of it."""
    new = parsed(code).body
    if ast.unparse(node) == line:
        return new
    copy = parsed(ast.unparse(node)).body[0]
    for one in ast.walk(copy):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(one, name, None)
            if not isinstance(body, list):
                continue
            told = [ast.unparse(part) for part in body]
            if line in told:
                place = told.index(line)
                body[place : place + 1] = new
                return [copy]
    return [copy]


def _needed(
    way: list[ast.stmt], changed: set[int], names: set[str], values: dict[str, Any]
) -> list[ast.stmt]:
    """The statements that the last one needs run anew, in their order. `names`: those that the
    changed line was about, which are other ones without it, too.

    A variable is taken as it was where it failed, unless it hangs on the change, or one of these
    statements reads what it was before, or gives it another value.
    """
    anew = _hanging_on(way, changed, names)
    while True:
        kept = _kept(way, changed, {name for name in values if name not in anew})
        other = {name for place in kept for name in _other_then(way, place)} - anew
        if not other:
            return [way[place] for place in kept]
        anew |= other


def _kept(way: list[ast.stmt], changed: set[int], known: set[str]) -> list[int]:
    """The places of the statements that lead to the last one, what is `known` being there."""
    kept, need = [len(way) - 1], _used(way[-1])
    for place in range(len(way) - 2, -1, -1):
        if place in changed or (_touched(way[place]) & need) - known:
            kept.insert(0, place)
            need |= _used(way[place])
    return kept


def _other_then(way: list[ast.stmt], place: int) -> set[str]:
    """The names that a statement reads or gives which are other ones at the end of the way."""
    later = {name for node in way[place:-1] for name in _touched(node)}
    return (_used(way[place]) | _touched(way[place])) & later


def _touched(node: ast.stmt) -> set[str]:
    return _bound(node) | _mutated(node)


def _hanging_on(way: list[ast.stmt], changed: set[int], about: set[str]) -> set[str]:
    """The names that are other ones after the change."""
    names = set(about)
    for place, node in enumerate(way[:-1]):
        if place in changed or _used(node) & names:
            names |= _touched(node)
    return names


def _used(node: ast.AST) -> set[str]:
    return names_in(node)


def _bound(node: ast.stmt) -> set[str]:
    """The names that a statement gives a value."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(one.asname or one.name).split(".")[0] for one in node.names}
    return {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }


def _mutated(node: ast.stmt) -> set[str]:
    """The names of objects whose methods a statement calls for their effect: `model.add(...)`."""
    calls = [
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)
    ]
    owners = [call.func.value for call in calls if isinstance(call.func, ast.Attribute)]
    stored = [
        one.value
        for one in ast.walk(node)
        if isinstance(one, (ast.Subscript, ast.Attribute)) and isinstance(one.ctx, ast.Store)
    ]
    return {one.id for one in (*owners, *stored) if isinstance(one, ast.Name)}
