"""The learner's own lines, changed in one place: candidates for a trial.

Each is a `Fix` that replaces one of the lines on the way to the one that failed, the nearest first.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import permutations
from typing import Any

from .facts import Facts
from .reading import Cost, Fix
from .syntax import parsed

#: Layers that read steps and give the last of their answers, unless they are told to give all.
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "RNN")
#: Keras's functions and methods that read a folder or a table of pictures.
READERS = ("flow_from_directory", "flow_from_dataframe", "image_dataset_from_directory")
#: Lines of one source that are looked at.
MOST_LINES = 400
#: Candidates of one kind that are tried.
MOST_TRIED = 6

#: Changes a node in place: True if it did.
Change = Callable[[ast.AST], bool]


def changed(facts: Facts, change: Change) -> Iterator[tuple[str, str]]:
    """(line, code) for each line and each node in it that `change` changes, one at a time."""
    for line in lines(facts):
        tree = parsed(line)
        nodes = list(ast.walk(tree))
        for place in range(len(nodes)):
            if change(nodes[place]):
                yield line, ast.unparse(tree)
                tree = parsed(line)  # the next node is changed in the line as it was
                nodes = list(ast.walk(tree))


def lines(facts: Facts) -> list[str]:
    """The statements of the sources on the way, the failing one and those before it first."""
    found: list[str] = []
    for site in reversed(facts.trail):
        simple = [
            ast.unparse(node)
            for node in ast.walk(parsed(site.source or "0"))
            if isinstance(node, ast.stmt) and not hasattr(node, "body")
        ]
        at = [place for place, text in enumerate(simple) if text == site.statement]
        after = at[-1] + 1 if at else len(simple)
        found += [*reversed(simple[:after]), *simple[after:]]
    return list(dict.fromkeys(found))[:MOST_LINES]


def fixes(
    found: Iterable[tuple[str, str]], name: str, why: str, cost: Cost | None = None
) -> list[Fix]:
    """A `Fix` for each of the lines that were changed."""
    once = dict.fromkeys(found)
    made = [Fix(name, why, code, True, line, cost) for line, code in once if code != line]
    return made[:MOST_TRIED]


def in_order(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same in the order of the source: of several layers of a kind the first one first."""
    last_first = list(dict.fromkeys(line for line, _ in found))
    return [one for line in reversed(last_first) for one in found if one[0] == line]


def reordered(facts: Facts, given: str) -> list[str]:
    """The failing line with the entries of the list `given` in every other order; [] for no list of
    two to four."""
    tree = parsed(given or "0", mode="eval").body
    if not isinstance(tree, (ast.List, ast.Tuple)) or not 2 <= len(tree.elts) <= 4:
        return []
    names = [ast.unparse(one) for one in tree.elts]
    others = [list(order) for order in permutations(names) if list(order) != names]
    return [facts.site.statement.replace(given, f"[{', '.join(order)}]", 1) for order in others]


# --- what a call is ------------------------------------------------------------------------------


def kind(node: ast.AST) -> str:
    """The name of what a call calls: "Dense" of `layers.Dense(10)`, "" for no call."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword, None where it is not given."""
    return next((word.value for word in call.keywords if word.arg == name), None)


def with_keyword(call: ast.Call, name: str, value: Any) -> None:
    """The call with that keyword set."""
    call.keywords = [word for word in call.keywords if word.arg != name]
    call.keywords.append(ast.keyword(name, ast.Constant(value)))


def like(call: ast.Call, name: str, facts: Facts, arguments: str = "") -> ast.expr:
    """Another layer, named as the learner names this one: `layers.Flatten()`."""
    own = ast.unparse(call.func)
    home, _, _ = own.rpartition(".")
    if home:
        return expression(f"{home}.{name}({arguments})")
    known = name in facts.site.values
    return expression(f"{name if known else f'keras.layers.{name}'}({arguments})")


def expression(text: str) -> ast.expr:
    """The syntax tree of an expression."""
    return parsed(text, mode="eval").body


# --- changes -------------------------------------------------------------------------------------


def with_setting(
    facts: Facts, kinds: tuple[str, ...], name: str, value: object
) -> list[tuple[str, str]]:
    """Lines in which a layer of these kinds gets a keyword that it has not so."""

    def change(node: ast.AST) -> bool:
        if kind(node) not in kinds or not isinstance(node, ast.Call):
            return False
        given = keyword(node, name)
        if isinstance(given, ast.Constant) and given.value == value:
            return False
        with_keyword(node, name, value)
        return True

    return list(changed(facts, change))


#: Layers with a window, which leaves out the border unless it is told otherwise.
WINDOWS = (
    *("Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv2D"),
    *("MaxPooling1D", "MaxPooling2D", "MaxPooling3D"),
    *("AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "Conv2DTranspose"),
)


def all_padded(facts: Facts) -> list[tuple[str, str]]:
    """Lines in which every layer with a window has padding: one alone may not be enough."""
    found = []
    for line in lines(facts):
        tree = parsed(line)
        bare = [
            call
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and kind(call) in WINDOWS and not keyword(call, "padding")
        ]
        for call in bare:
            with_keyword(call, "padding", "same")
        found += [(line, ast.unparse(tree))] if bare else []
    return found


def without(facts: Facts, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
    """Lines without a layer of these kinds: taken out of a list, of `add`, of a chain of calls."""
    found: list[tuple[str, str]] = []
    for line in lines(facts):
        node = parsed(line).body
        if node and kind(getattr(node[0], "value", node[0])) == "add":
            call = node[0].value
            if call.args and kind(call.args[0]) in kinds:
                found.append((line, f"# left out: {line}"))

    def dropped(node: ast.AST) -> bool:
        listed = getattr(node, "elts", None)
        if isinstance(node, ast.List) and listed:
            place = next((at for at, one in enumerate(listed) if kind(one) in kinds), None)
            if place is not None:
                del listed[place]
                return True
        return False

    def passed_on(node: ast.AST) -> bool:
        """`Flatten()(h)` as `h`."""
        return _exchange_in(node, lambda one: _argument_of(one, kinds))

    return found + list(changed(facts, dropped)) + list(changed(facts, passed_on))


def _argument_of(node: ast.AST, kinds: tuple[str, ...]) -> ast.expr | None:
    if isinstance(node, ast.Call) and kind(node.func) in kinds and len(node.args) == 1:
        return node.args[0]
    return None


def _exchange_in(node: ast.AST, by: Callable[[ast.AST], ast.expr | None]) -> bool:
    """Put another expression in the place of the first child that has one."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.expr) and (new := by(value)) is not None:
            setattr(node, name, new)
            return True
        if isinstance(value, list):
            for place, one in enumerate(value):
                if isinstance(one, ast.expr) and (new := by(one)) is not None:
                    value[place] = new
                    return True
    return False


def before(
    facts: Facts, kinds: tuple[str, ...], layer: str, arguments: str = ""
) -> list[tuple[str, str]]:
    """Lines in which another layer stands before one of these kinds."""
    found: list[tuple[str, str]] = []
    for line in lines(facts):
        for at in range(sum(1 for _ in ast.walk(parsed(line)))):
            found += _inserted(line, at, facts, kinds, layer, arguments)
    return found


def _inserted(
    line: str, at: int, facts: Facts, kinds: tuple[str, ...], layer: str, arguments: str
) -> Iterator[tuple[str, str]]:
    tree = parsed(line)
    node = next(one for place, one in enumerate(ast.walk(tree)) if place == at)
    if isinstance(node, ast.List):
        for place, one in enumerate(node.elts):
            if kind(one) in kinds and isinstance(one, ast.Call):
                node.elts.insert(place, like(one, layer, facts, arguments))
                yield line, ast.unparse(tree)
                del node.elts[place]
    elif kind(node) == "add" and isinstance(node, ast.Call) and node.args:
        one = node.args[0]
        if kind(one) in kinds and isinstance(one, ast.Call):
            added = like(one, layer, facts, arguments)
            first = ast.unparse(ast.Call(node.func, [added], []))
            yield line, f"{first}\n{line}"
    elif isinstance(node, ast.Call) and kind(node.func) in kinds and len(node.args) == 1:
        one = node.func
        if isinstance(one, ast.Call):
            node.args[0] = ast.Call(like(one, layer, facts, arguments), [node.args[0]], [])
            yield line, ast.unparse(ast.fix_missing_locations(tree))


def through(line: str, name: str, layer: str) -> str:
    """The line with `layer(name)` wherever it reads the variable `name`."""

    class Through(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            read = node.id == name and isinstance(node.ctx, ast.Load)
            return expression(f"{layer}({name})") if read else node

    return ast.unparse(Through().visit(parsed(line)))


def value_of(node: ast.AST) -> Any:
    """The number or None that a node writes out; `...` for anything else."""
    plain = isinstance(node, ast.Constant) and (node.value is None or type(node.value) is int)
    return node.value if plain else ...  # type: ignore[attr-defined]


def units(facts: Facts, old: int, new: int) -> list[tuple[str, str]]:
    """Lines in which a Dense of `old` units has `new`, the last one first."""

    def change(node: ast.AST) -> bool:
        if kind(node) != "Dense" or not isinstance(node, ast.Call):
            return False
        if node.args and value_of(node.args[0]) == old:
            node.args[0] = ast.Constant(new)
            return True
        given = keyword(node, "units")
        if given is not None and value_of(given) == old:
            with_keyword(node, "units", new)
            return True
        return False

    return list(changed(facts, change))


def loss(facts: Facts, names: dict[str, str]) -> list[tuple[str, str]]:
    """Lines of `compile` with another loss, {old: new}, as a text or as a class, and its own
    settings kept."""

    def change(node: ast.AST) -> bool:
        if kind(node) != "compile" or not isinstance(node, ast.Call):
            return False
        given = keyword(node, "loss")
        given = given if given is not None else (node.args[1] if len(node.args) > 1 else None)
        if isinstance(given, ast.Constant) and given.value in names:
            given.value = names[given.value]
            return True
        if isinstance(given, (ast.Call, ast.Attribute, ast.Name)):
            return _renamed(given.func if isinstance(given, ast.Call) else given, names)
        return False

    return list(changed(facts, change))


def _renamed(node: ast.AST, names: dict[str, str]) -> bool:
    for field in ("attr", "id"):
        own = getattr(node, field, None)
        if own in names:
            setattr(node, field, names[own])
            return True
    return False


def with_imports(fix: Fix, names: dict[str, object]) -> Fix:
    """The treatment with the imports that its code needs and the learner has not."""
    usual = {"tf": "import tensorflow as tf", "np": "import numpy as np", "keras": "import keras"}
    used = {node.id for node in ast.walk(parsed(fix.code)) if isinstance(node, ast.Name)}
    missing = used - set(names) if names else set()
    needed = [line for name, line in usual.items() if name in missing]
    return replace(fix, code="\n".join((*needed, fix.code))) if needed else fix
