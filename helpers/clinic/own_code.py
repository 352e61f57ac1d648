"""Whether a model's own Python may be called once more: by its source, it must only compute.

Only what is known to leave no trace passes. What it keeps in the model itself is put back (see
`kept`); anything else that could change, be written or be printed is not called again.
"""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import textwrap
from collections.abc import Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .syntax import parsed

LIBRARIES = {"keras", "tensorflow", "numpy", "math", "functools", "itertools", "operator", "typing"}
#: Parts of these that write, print, load, or set something for the whole program.
NOT_THESE = {
    *("io", "gfile", "file_io", "summary", "summary_ops_v2", "config", "saved_model", "saving"),
    *("checkpoint", "utils", "datasets", "applications", "callbacks", "export", "distribution"),
    *("lib", "_npyio_impl", "npyio", "global_state", "random_seed", "logging", "tf_logging"),
}
#: Methods that change what they are called on, or reach further.
CHANGING = {
    *("append", "extend", "insert", "add", "update", "pop", "popitem", "clear", "remove", "sort"),
    *("reverse", "discard", "setdefault", "appendleft", "popleft", "write", "writelines", "send"),
    *("put", "fill", "tofile", "dump", "save", "fit", "predict", "evaluate", "train_on_batch"),
    *("load_weights", "save_weights", "set_weights", "compile", "acquire", "release", "close"),
    *("assign", "assign_add", "assign_sub"),
}
BUILTINS = {
    *("len", "range", "enumerate", "zip", "int", "float", "bool", "str", "tuple", "list", "dict"),
    *("set", "min", "max", "sum", "abs", "round", "sorted", "reversed", "isinstance", "super"),
    *("any", "all", "pow", "slice", "type", "hasattr", "getattr", "repr", "divmod", "object"),
}
FORBIDDEN = (
    *(ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom, ast.While, ast.Delete, ast.ClassDef),
    *(ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith),
)
#: Of a class of the learner's: what a replay does not call.
NOT_CALLED = {
    *("__init__", "__repr__", "__str__", "__doc__", "__module__", "get_config", "from_config"),
    *("train_step", "test_step", "predict_step", "fit", "compile", "compute_loss", "metrics"),
    *("compute_metrics", "summary", "evaluate", "predict", "save", "get_build_config"),
    *("build_from_config", "save_own_variables", "load_own_variables", "save_weights"),
}
PLAIN = (*(int, float, complex, str, bytes, type(None), np.ndarray, np.generic, np.dtype), range)
PUT_BACK = (list, dict, set, tf.Variable, keras.Variable)  # in a model, after a replay
FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType)
OF_TENSORS = (tf.Tensor, tf.Variable, keras.Variable, tf.TensorShape, tf.DType, keras.KerasTensor)


def layers_of(model: Any) -> list[Any]:
    """The model and all that is in it, nested models too."""
    return [model, *getattr(model, "_flatten_layers", lambda: ())()]


def unplayable(model: Any) -> str:
    """The name of the class or function whose own code is not called again, "" for none."""
    graphs = [vars(layer).get("_operations", ()) for layer in layers_of(model)]
    for layer in (*layers_of(model), *(one for listed in graphs for one in listed)):
        for name, function in _own_functions(layer):
            if not _Look(layer).only_computes(function):
                return name
    return ""


def only_computes(function: Any) -> bool:
    """Whether a function, such as a loss of the learner's own, may be called without a trace.

    An object of a class of their own counts as one that may not.
    """
    return _Look(None).harmless(function)


def _own_functions(layer: Any) -> Iterator[tuple[str, Any]]:
    """(whose, function) of what a call of the layer may call, of the learner's own."""
    kind = type(layer)
    for base in kind.__mro__:
        if _root(base) in LIBRARIES or base is object:
            continue
        for name, value in vars(base).items():
            called = hasattr(keras.Model, name) or name in ("__getattr__", "_call")
            called = called and name not in NOT_CALLED
            if called and not (name == "build" and getattr(layer, "built", True)):
                functions = (value.fget,) if isinstance(value, property) else (value,)
                yield from ((kind.__name__, one) for one in functions if callable(one))
    for name, value in vars(layer).items():
        if getattr(layer, "built", True) and name.endswith(("_initializer", "_constraint")):
            continue
        for held in value if isinstance(value, (list, tuple)) else (value,):
            one = held.func if isinstance(held, functools.partial) else held
            own = isinstance(one, FUNCTIONS) and _root(one) not in LIBRARIES
            if own or (callable(one) and _root(type(one)) not in LIBRARIES and _is_own(one)):
                yield f"{layer.name}.{name}", one


def _is_own(value: Any) -> bool:
    """Whether an object is neither a layer, which is looked at by itself, nor of Python's own."""
    return not isinstance(value, (keras.layers.Layer, type)) and _root(type(value)) != "builtins"


def _root(value: Any) -> str:
    """The package that a class or a function is written in, whatever it says of itself."""
    if isinstance(value, FunctionType):
        return str(value.__globals__.get("__name__")).partition(".")[0]
    return str(getattr(value, "__module__", "") or "").partition(".")[0]


class _Look:
    """Reads functions, of one layer or of none."""

    def __init__(self, layer: Any) -> None:
        self.layer = layer
        self.seen: set[CodeType] = set()

    def only_computes(self, function: Any) -> bool:
        """Whether all that a function of the learner's does is known to leave no trace."""
        if isinstance(function, MethodType) and function.__self__ is not self.layer:
            return False
        function = getattr(function, "__func__", function)
        if not isinstance(function, FunctionType):
            return False
        if function.__code__ in self.seen:
            return True
        self.seen.add(function.__code__)
        tree = _source(function.__code__)
        return tree is not None and _Reading(self, function, tree).fine()

    def harmless(self, value: Any) -> bool:
        """Whether a value from outside a function may be used in it as its code likes."""
        if isinstance(value, (*PLAIN, *OF_TENSORS)):
            return True
        if isinstance(value, (tuple, frozenset)):
            return all(self.harmless(one) for one in value)
        if isinstance(value, (FunctionType, MethodType)) and _root(value) not in LIBRARIES:
            return self.only_computes(value)
        if isinstance(value, type) and (issubclass(value, Exception) or self._is_one(value)):
            return True
        if isinstance(value, ModuleType):
            return value.__name__.partition(".")[0] in LIBRARIES
        return self._of_a_library(value)

    def _is_one(self, kind: type) -> bool:
        """Whether the layer is of that class, as in `super(Net, self)`."""
        return self.layer is not None and isinstance(self.layer, kind)

    def _of_a_library(self, value: Any) -> bool:
        if isinstance(value, BuiltinFunctionType) and value.__self__ is builtins:
            return value.__name__ in BUILTINS
        if isinstance(value, type) and value.__module__ == "builtins":
            return value.__name__ in BUILTINS
        if isinstance(value, keras.layers.Layer):
            return self.layer is not None and any(one is value for one in layers_of(self.layer))
        named = value if hasattr(value, "__name__") else type(value)
        parts = str(getattr(named, "__module__", "") or "").split(".")
        name = str(getattr(named, "__name__", ""))
        sets = name.startswith(("set_", "save", "clear_", "enable_", "disable_", "seterr", "load"))
        return parts[0] in LIBRARIES and not sets and not NOT_THESE.intersection(parts[1:])


class _Reading:
    """One function's syntax tree, and what its names stand for."""

    def __init__(self, look: _Look, function: FunctionType, tree: ast.AST) -> None:
        self.look, self.tree = look, tree
        self.closure = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
        self.globals = function.__globals__
        nodes = list(ast.walk(tree))
        self.nodes = nodes
        of_a_layer = look.layer is not None and function.__code__.co_varnames[:1] == ("self",)
        self.self_name = "self" if of_a_layer else ""
        stored = [one for one in nodes if isinstance(one, ast.Name)]
        self.locals = {one.id for one in stored if not isinstance(one.ctx, ast.Load)}
        self.locals |= {one.arg for one in nodes if isinstance(one, ast.arg)}
        self.locals |= {
            one.name
            for one in nodes
            if isinstance(one, (ast.FunctionDef, ast.ExceptHandler)) and one.name
        }

    def fine(self) -> bool:
        """Whether every part of it is known to leave no trace."""
        try:
            return all(self._part(node) for node in self.nodes)
        except (AttributeError, KeyError, ValueError):  # a name that stands for nothing yet
            return False

    def _part(self, node: ast.AST) -> bool:
        if isinstance(node, FORBIDDEN):
            return False
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            return node.id in self.locals or self.look.harmless(self._value(node.id))
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            return self._may_change(node.value)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute):
            held = inspect.getattr_static(self.look.layer, node.target.attr, None)
            return isinstance(held, PLAIN) or self._may_change(node.target)
        return True

    def _attribute(self, node: ast.Attribute) -> bool:
        on = node.value.id if isinstance(node.value, ast.Name) else ""
        if not isinstance(node.ctx, ast.Load):
            return bool(on) and on == self.self_name
        held = vars(self.look.layer) if on and on == self.self_name else {}
        if node.attr in held:
            return self._held(held[node.attr])
        known, value = self._known(node)
        if known:
            return self.look.harmless(value)
        if node.attr in CHANGING and not self._may_change(node.value):
            return False
        return self._method(node.attr)

    def _known(self, node: ast.expr) -> tuple[bool, Any]:
        """(whether it is known, the value) of `tf.nn.relu` and the like."""
        if isinstance(node, ast.Name) and node.id not in self.locals:
            return True, self._value(node.id)
        if isinstance(node, ast.Attribute):
            known, base = self._known(node.value)
            if known and isinstance(base, ModuleType):
                return True, getattr(base, node.attr)
        return False, None

    def _value(self, name: str) -> Any:
        if name in self.closure:
            return self.closure[name].cell_contents
        for place in (self.globals, vars(builtins)):
            if name in place:
                return place[name]
        raise KeyError(name)

    def _held(self, value: Any) -> bool:
        """Whether what the layer has under a name may be used."""
        if isinstance(value, (list, tuple, dict, set)):
            inside = value.values() if isinstance(value, dict) else value
            return all(self._held(one) for one in inside)
        return isinstance(value, (bool, keras.layers.Layer)) or self.look.harmless(value)

    def _method(self, name: str) -> bool:
        """A name on something unknown: fine unless a class of the learner's gives it a meaning."""
        for layer in layers_of(self.look.layer) if self.look.layer is not None else ():
            given = inspect.getattr_static(type(layer), name, None)
            given = given.fget if isinstance(given, property) else given
            given = getattr(given, "__func__", given)
            own = isinstance(given, FunctionType) and _root(given) not in LIBRARIES
            if own and not self.look.only_computes(given):
                return False
        return True

    def _may_change(self, node: ast.expr) -> bool:
        """Whether it is made here, or belongs to the layer, whose own state is put back."""
        while isinstance(node, ast.Subscript):
            node = node.value
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            own = bool(self.self_name) and node.value.id == self.self_name
            return own and isinstance(vars(self.look.layer).get(node.attr), PUT_BACK)
        return isinstance(node, ast.Name) and node.id in self._made_here()

    def _made_here(self) -> set[str]:
        """Names that stand for nothing but lists and dicts that this function makes."""
        kinds = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
        made: dict[str, bool] = {}
        for node in self.nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                made[name] = isinstance(node.value, kinds)
        return {name for name, own in made.items() if own and self._stored(name) == 1}

    def _stored(self, name: str) -> int:
        names = [one for one in self.nodes if isinstance(one, ast.Name) and one.id == name]
        return sum(not isinstance(one.ctx, ast.Load) for one in names)


@functools.lru_cache(maxsize=512)
def _source(code: CodeType) -> ast.AST | None:
    """The syntax tree of a function, or of the statement that a lambda stands in; None for none."""
    try:
        tree = parsed(textwrap.dedent(inspect.getsource(code)))
    except (OSError, SyntaxError, TypeError, ValueError):
        return None
    if code.co_name == "<lambda>":
        found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
        return found[0] if len(found) == 1 else None
    made = tree.body[0]
    if not isinstance(made, ast.FunctionDef):
        return None
    made.decorator_list, made.returns = [], None
    return made
