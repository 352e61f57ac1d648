"""Where in the learner's own code a call failed: the statement, its names and what they stand for.

Reads an exception's traceback and the source behind it; evaluates nothing but names.
"""

from __future__ import annotations

import ast
import dis
import linecache
import os
import sys
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import keras
import tensorflow as tf

from . import strict
from .syntax import parsed

#: Where the frameworks and this package were imported from, wherever that is.
_FRAMEWORKS = {"keras": keras.__file__, "tensorflow": tf.__file__}
_OWN = os.path.dirname(__file__)

#: An IndexError of an array may be: a gray picture has no channel 2.
_NOT_OF_SHAPES = (
    *(OSError, KeyError, NameError, ImportError, AttributeError, SyntaxError, ArithmeticError),
    *(StopIteration, UnicodeError, EOFError, RecursionError),
    *(tf.errors.NotFoundError, tf.errors.PermissionDeniedError, tf.errors.AlreadyExistsError),
)


@dataclass(frozen=True)
class CallSite:
    """The learner's statement that failed, "" where its source is not to be had.

    `values` are the variables in reach. `function` is the text of what was called, such as
    "model.predict", `arguments` the texts of what it was given, by position, and then `keywords` by
    name. `source` is the whole file or cell, and the cells before it; `outside` are the variables
    that do not belong to the function that the statement is in, () for a statement outside all
    functions.
    """

    statement: str = ""
    function: str = ""
    arguments: tuple[str, ...] = ()
    keywords: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    source: str = field(default="", repr=False)
    outside: frozenset[str] = field(default=frozenset(), repr=False)

    def value(self, text: str) -> Any:
        """What a bare name stands for, None for any other expression."""
        return self.values.get(text)

    def name_of(self, value: Any, default: str) -> str:
        """The variable that holds `value`, one that the statement uses if it can be."""
        names = [
            name for name, held in self.values.items() if held is value and not name.startswith("_")
        ]
        return min(names, key=lambda name: name not in self.used(), default=default)

    def used(self) -> dict[str, Any]:
        """{name: value} of the variables on the line."""
        names = [
            node.id
            for node in ast.walk(parsed(self.statement or "0"))
            if isinstance(node, ast.Name)
        ]
        return {name: self.values[name] for name in dict.fromkeys(names) if name in self.values}

    def definitions(self, name: str) -> list[ast.Assign]:
        """The statements that give a variable its value, as syntax trees: the last one, and where
        that starts from the variable itself, those before it. Empty where there are none to see.
        """
        made = [
            node
            for node in ast.walk(parsed(self.source or "0"))
            if isinstance(node, ast.Assign)
            and [ast.unparse(target) for target in node.targets] == [name]
        ]
        chain: list[ast.Assign] = []
        for node in reversed(made):
            chain.insert(0, node)
            if name not in {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}:
                break
        return chain

    @property
    def picture(self) -> str:
        """The text of the argument that holds what the call is about: the first one, or the second
        where the first says where to put it, as in `set_tensor(index, value)`."""
        place = 1 if self.function.endswith((".set_tensor", ".resize_tensor_input")) else 0
        return self.argument(place, "x")

    def argument(self, place: int, keyword: str) -> str:
        """The text of one argument, by its position or keyword; "" where it was not given."""
        return (
            self.arguments[place] if len(self.arguments) > place else self.keywords.get(keyword, "")
        )


def of(error: Any, innermost: bool = False) -> CallSite:
    """The `CallSite` of an exception: the last of the learner's lines before a library's first.
    Never raises.

    `innermost`: the learner's very last line instead, which a library may have called, such as a
    layer's own `call`.
    """
    sites = trail(error, innermost)
    return sites[-1] if sites else CallSite()


def raised_there(error: Any) -> bool:
    """Whether the exception comes of the learner's own `raise` or `assert`. Never raises."""
    entry = getattr(error, "__traceback__", None)
    while entry is not None and entry.tb_next is not None:
        entry = entry.tb_next
    try:
        if entry is None or _of_a_library(entry.tb_frame):
            return False
        lines = linecache.getlines(entry.tb_frame.f_code.co_filename, entry.tb_frame.f_globals)
        statement = _statement(parsed("".join(lines)), entry.tb_lineno)
        return isinstance(statement, (ast.Raise, ast.Assert))
    except Exception as own:  # the learner's objects can be anything
        strict.swallowed(own)
        return False


def called(error: Any) -> Any:
    """The Keras model whose method the learner's last line called, where it has no name there, as
    in `build().fit(x)`; None for none. Never raises."""
    entry, theirs = getattr(error, "__traceback__", None), False
    try:
        while entry is not None:
            library = _of_a_library(entry.tb_frame)
            if library and theirs:
                held = entry.tb_frame.f_locals
                first = held.get("self") or next(iter(held.get("args") or ()), None)
                return first if isinstance(first, keras.Model) else None
            theirs = theirs or not library
            entry = entry.tb_next
    except Exception as own:  # the learner's objects can be anything
        strict.swallowed(own)
    return None


def trail(error: Any, innermost: bool = False) -> list[CallSite]:
    """Every `CallSite` on the way, the outermost first, up to the one that `of` gives.

    Never raises: where no source is to be had, there are no names.
    """
    try:
        return [_site(entry) for entry in _entries(error, innermost)]
    except Exception as own:  # the learner's objects can be anything
        strict.swallowed(own)
        return []


def may_be_of_shapes(error: BaseException) -> bool:
    """Whether shapes may be what failed: not a missing file or name, and not what the learner's
    own code raises or asserts itself. Looks at the class and at what ran last, at no words.
    """
    if isinstance(error, _NOT_OF_SHAPES):
        return False
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    if last is None or _of_a_library(last.tb_frame):
        return True
    return last.tb_frame.f_code.co_code[last.tb_lasti] != dis.opmap["RAISE_VARARGS"]


def _entries(error: Any, innermost: bool) -> list[TracebackType]:
    """The traceback's entries in the learner's own code."""
    found: list[TracebackType] = []
    entry = getattr(error, "__traceback__", None)
    while entry:
        theirs = not _of_a_library(entry.tb_frame)
        if found and not theirs and not innermost:
            break
        found += [entry] if theirs else []
        entry = entry.tb_next
    return found


def _of_a_library(frame: FrameType) -> bool:
    """Whether a frame runs code that is not the learner's: Python's, an installed package's, ours.

    By the package that it says it is of, and by where that package really lies: a file of the
    learner's may have the name of a library, and a library may lie anywhere. What somebody works on
    and has installed with `pip install -e` lies where they work on it, and is their own.
    """
    spec = frame.f_globals.get("__spec__")  # `python -m package.module` runs it as "__main__"
    name = str(getattr(spec, "name", None) or frame.f_globals.get("__name__"))
    file = frame.f_code.co_filename
    if _lies_in(file, _OWN):
        return True
    homes = _homes(name.partition(".")[0])
    return any(_lies_in(file, home) for home in homes) or (bool(homes) and file.startswith("<"))


@lru_cache
def _homes(package: str) -> tuple[str, ...]:
    """The folders or files that a library of that name lies in; () where there is none."""
    if package in _FRAMEWORKS:
        return (os.path.dirname(_FRAMEWORKS[package]),)
    if package in sys.stdlib_module_names:
        return (os.path.dirname(os.__file__),)
    installed = [metadata.distribution(name) for name in _distributions().get(package, ())]
    return tuple(str(one.locate_file(package)) for one in installed)


@lru_cache
def _distributions() -> dict[str, list[str]]:
    """{package that can be imported: names of the distributions that bring it}."""
    return dict(metadata.packages_distributions())


@lru_cache
def _real(path: str) -> str:
    return os.path.realpath(path)


def _lies_in(file: str, home: str) -> bool:
    """Whether a file is in a folder or archive, or is that file itself, with its ".py" or not."""
    file, home = _real(file), _real(home)
    return file == f"{home}.py" or Path(home) in (Path(file), *Path(file).parents)


def _site(entry: TracebackType) -> CallSite:
    frame = entry.tb_frame
    values = {**frame.f_globals, **frame.f_locals}
    source = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    source = source if _is_python(source) else ""
    told = "\n".join([*filter(_is_python, values.get("In", ())), source])
    in_function = frame.f_locals is not frame.f_globals
    outside = frozenset(frame.f_globals) - frozenset(frame.f_locals) if in_function else frozenset()
    site = CallSite(values=values, source=told, outside=outside)
    statement = _statement(parsed(source), entry.tb_lineno)
    if statement is None:
        return site
    call = _call(statement, _columns(entry))
    text = ast.unparse(statement)
    if call is None:
        return replace(site, statement=text)
    return replace(
        site,
        statement=text,
        function=ast.unparse(call.func),
        arguments=tuple(ast.unparse(part) for part in call.args),
        keywords={word.arg: ast.unparse(word.value) for word in call.keywords if word.arg},
    )


def _is_python(cell: str) -> bool:
    """Whether a cell parses: magics do not."""
    try:
        parsed(cell)
    except SyntaxError:
        return False
    return True


def _statement(tree: ast.AST, line: int) -> ast.stmt | None:
    """The smallest statement around a line."""
    lines = {
        node: range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
    }
    around = [node for node, its in lines.items() if line in its]
    return min(around, key=lambda node: len(lines[node]), default=None)


def _columns(entry: TracebackType) -> tuple[int | None, ...]:
    """(line, end line, column, end column) of the expression that ran."""
    code = entry.tb_frame.f_code
    return list(code.co_positions())[entry.tb_lasti // 2]


def _call(statement: ast.stmt, columns: tuple[int | None, ...]) -> ast.Call | None:
    """The call that ran, or the outermost one of the statement where that is not known."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    for call in calls:
        if (call.lineno, call.end_lineno, call.col_offset, call.end_col_offset) == columns:
            return call
    return calls[0] if calls else None
