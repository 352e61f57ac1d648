"""Code run on stand-ins: plain calls of the libraries' functions, without an effect outside.

A treatment's code, and the learner's line that failed, are run once more to see what they give.
Each call and each attribute is looked at as it comes: what is not known to be a plain function,
NumPy's, TensorFlow's or Keras's own, raises `NotTried`, and then nothing is said. The learner's
functions are not called: their source is run, under the same eyes.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import math
import sys
import textwrap
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .syntax import parsed

#: Calls of one trial, and turns of its loops: more are not waited for.
MOST_CALLS = 3_000
MOST_TURNS = 30_000

#: The libraries whose functions may be called.
LIBRARIES = frozenset({"keras", "tensorflow", "numpy", "math", "builtins", "_operator", "operator"})

#: Their functions that read, write, or change what is not in the call.
EFFECTS = frozenset(
    (
        *("load", "save", "savez", "savez_compressed", "fromfile", "tofile", "memmap"),
        *("loadtxt", "savetxt", "genfromtxt", "open", "dump", "get_file", "load_img"),
        *("save_img", "load_data", "read_file", "write_file", "load_model", "save_model"),
        *("load_weights", "save_weights", "export", "seed_all"),
        *("set_image_data_format", "set_floatx", "set_epsilon"),
        *("set_dtype_policy", "enable_unsafe_deserialization", "exec", "eval", "__import__"),
        *("input", "setattr", "delattr", "globals", "locals", "vars", "breakpoint"),
        *("numpy_function", "py_function", "image_dataset_from_directory"),
        *("as_numpy_iterator", "get_single_element", "reduce", "TFRecordWriter", "restore"),
        *("write", "seterr", "seterrcall", "run_functions_eagerly"),
    )
)
#: How the names begin of functions that change a setting or write a file.
_SETTING = ("set_", "enable_", "disable_", "plot_", "register_", "create_file_writer")
#: Modules of TensorFlow whose functions act on files.
_FILES = "tensorflow.python.lib.io"

#: Functions whose effect a trial does without.
SKIPPED = frozenset(
    ("clear_session", "seed", "set_seed", "set_random_seed", "summary", "print", "print_v2")
)

#: Methods that change their object: to be called on what the trial made itself.
CHANGING = frozenset(
    (
        *("assign", "assign_add", "assign_sub", "set_weights", "set_shape", "compile"),
        *("sort", "resize", "fill", "put", "setflags", "itemset", "setfield", "partition"),
        *("add", "pop", "build", "adapt", "reset_state", "update_state", "append", "extend"),
        *("insert", "remove", "clear", "update"),
    )
)

#: What has a state of its own: of the learner's, only what is asked here is answered.
_STATEFUL = (keras.layers.Layer, keras.optimizers.Optimizer, keras.metrics.Metric, tf.Module)
_ASKED = frozenset(
    (
        *("get_layer", "get_config", "get_weights", "get_compile_config", "get_build_config"),
        *("count_params", "compute_output_shape", "compute_output_spec", "result", "to_json"),
        *("get_concrete_function",),
    )
)

_STATEMENTS = (
    *(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.For, ast.If, ast.FunctionDef),
    *(ast.Return, ast.Pass, ast.Import, ast.ImportFrom, ast.Assert),
)


class NotTried(Exception):
    """What was to be tried cannot be, on shapes alone."""


class Held:
    """An object of the learner's own class: its attributes may be read, and nothing else done."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it


class Guarded(ast.NodeTransformer):
    """Code in which each call, attribute and loop passes by a `Guard`. NotTried for other code."""

    def visit(self, node: ast.AST) -> ast.AST:
        """The node, rewritten. Raises NotTried for statements that may have effects."""
        if isinstance(node, ast.stmt) and not isinstance(node, _STATEMENTS):
            raise NotTried(f"{type(node).__name__.lower()} statement")
        if isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            raise NotTried("code that runs later")
        return super().visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """f(x) as __call__(f, x)."""
        self.generic_visit(node)
        return ast.Call(_name("__call__"), [node.func, *node.args], node.keywords)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """a.b as __get__(a, "b"); what would set one is left as it is, and refused as a target."""
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        return ast.Call(_name("__get__"), [node.value, ast.Constant(node.attr)], [])

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """a.b = c as __set__(a, "b", c)."""
        self.generic_visit(node)
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Attribute):
            given = [target.value, ast.Constant(target.attr), node.value]
            return ast.Expr(ast.Call(_name("__set__"), given, []))
        if any(isinstance(part, ast.Attribute) for one in node.targets for part in ast.walk(one)):
            raise NotTried("an attribute is set")
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Of names and places in what the trial holds."""
        if isinstance(node.target, ast.Attribute):
            raise NotTried("an attribute is set")
        return self.generic_visit(node)

    def visit_For(self, node: ast.For) -> ast.AST:
        """for a in b as for a in __each__(b)."""
        self.generic_visit(node)
        node.iter = ast.Call(_name("__each__"), [node.iter], [])
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """As `visit_For`."""
        self.generic_visit(node)
        node.iter = ast.Call(_name("__each__"), [node.iter], [])
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Without decorators, which would run."""
        if any(ast.unparse(one) not in ("tf.function",) for one in node.decorator_list):
            raise NotTried("a decorated function")
        node.decorator_list = []
        node.returns = None
        return self.generic_visit(node)


def _name(text: str) -> ast.Name:
    return ast.Name(text, ast.Load())


def names_in(tree: ast.AST) -> set[str]:
    """The names that code reads."""
    nodes = list(ast.walk(tree))
    added_to = [node.target for node in nodes if isinstance(node, ast.AugAssign)]
    read = [node for node in nodes if isinstance(getattr(node, "ctx", None), ast.Load)]
    return {node.id for node in (*read, *added_to) if isinstance(node, ast.Name)}


class Guard:
    """Looks at every call of one trial.

    `stand_in(value)` gives what stands for a value of the learner's; `fed(owner, name, args,
    kwargs)` answers the calls of models and layers, `NotImplemented` where the call may be made as
    it stands. `made`: what the trial itself made, which it may change.
    """

    def __init__(
        self, stand_in: Callable[[Any], Any], fed: Callable[[Any, str, tuple, dict], Any]
    ) -> None:
        self.stand_in, self.fed = stand_in, fed
        self.calls = self.turns = 0
        self.made: dict[int, Any] = {}
        self._adopted: dict[Any, Any] = {}

    # --- running -------------------------------------------------------------------------------

    def run(self, tree: ast.Module, names: dict[str, Any]) -> None:
        """Run statements in `names`, which get what the code binds. Raises what the code raises,
        and NotTried."""
        kept = ast.unparse(tree)  # the tree is rewritten
        guarded: Any = ast.fix_missing_locations(Guarded().visit(parsed(kept)))
        names.update(self._hooks())
        exec(compile(guarded, "<trial>", "exec"), names)

    def _hooks(self) -> dict[str, Any]:
        return {
            "__builtins__": {"__import__": _imported},
            "__call__": self.call,
            "__get__": self.get,
            "__set__": self.set,
            "__each__": self.each,
            "__name__": "__trial__",
        }

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """function(*args, **kwargs), if that may be called."""
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise NotTried("too many calls")
        if isinstance(function, types.FunctionType) and function.__module__ == "__trial__":
            return function(*args, **kwargs)
        owner, name = _of(function)
        answer = self.fed(owner, name, args, kwargs)
        if answer is not NotImplemented:
            return self._own(answer, function)
        if name in SKIPPED and _of_a_library(function if owner is None else type(owner)):
            return None
        if function is builtins.getattr:
            return self.get(*args[:2])
        if isinstance(function, types.FunctionType) and not _of_a_library(function):
            return self._adopt(function)(*args, **kwargs)
        traced = getattr(function, "python_function", None)
        if isinstance(traced, types.FunctionType) and not _of_a_library(traced):
            return self._traced(function)(*args, **kwargs)
        self._allowed(function, owner, name)
        if name != "from_generator":  # whose function is not called, but kept
            args = tuple(map(self._as_given, args))
            kwargs = {key: self._as_given(value) for key, value in kwargs.items()}
        return self._own(function(*args, **kwargs), function)

    def _allowed(self, function: Any, owner: Any, name: str) -> None:
        known = _of_a_library(function if owner is None else type(owner))
        builtin = isinstance(owner, (list, dict, set))  # never the learner's own: see `standins`
        if name == "read_file" and tf.inside_function():
            return  # in the graph of a pipeline, which is not run
        asked = function if owner is None else owner
        foreign = not builtin and id(asked) not in self.made
        changing = name in CHANGING and owner is not None
        stateful = isinstance(asked, _STATEFUL) and name not in _ASKED
        setting = owner is None and (
            name.startswith(_SETTING) or str(function.__module__).startswith(_FILES)
        )
        if not known or name in EFFECTS or setting or (foreign and (changing or stateful)):
            raise NotTried(f"{name} is not a plain call")

    def _as_given(self, value: Any) -> Any:
        """A function of the learner's, handed on to be called, under the same eyes."""
        if isinstance(value, Held):
            raise NotTried("an object of a class that is not known")
        if not isinstance(value, types.FunctionType) or _of_a_library(value):
            return value
        made = value if value.__module__ == "__trial__" else self._adopt(value)
        return tf.autograph.experimental.do_not_convert(made)  # which would warn: no source

    def watched(self, function: Any) -> Any:
        """A function to be called by a library: of the learner's own, made anew of its source."""
        return self._as_given(function)

    def _own(self, value: Any, maker: Any) -> Any:
        """The value, which the trial has made; a layer or model only if a library's function or
        class gave it, for `model.get_layer(...)` and `next(...)` give the learner's own."""
        owner, _ = _of(maker)
        new = maker.__module__ not in ("builtins", None) if owner is None else type(owner) is type
        if new or not isinstance(value, (*_STATEFUL, keras.Variable)):
            self.made[id(value)] = value
        return value

    def _adopt(self, function: types.FunctionType) -> Callable[..., Any]:
        """The learner's function, made anew of its source, every call in it looked at."""
        if function not in self._adopted:
            self._adopted[function] = self._made_anew(inspect.unwrap(function))
        return self._adopted[function]

    def _traced(self, function: Any) -> Callable[..., Any]:
        """A tf.function of the learner's, made anew with the signature that it has."""
        if function not in self._adopted:
            plain = self._adopt(function.python_function)
            signature = function.input_signature
            made = tf.function(plain, input_signature=signature, autograph=False)
            self._adopted[function] = lambda *args: made.get_concrete_function(*args)
        return self._adopted[function]

    def _made_anew(self, function: types.FunctionType) -> Callable[..., Any]:
        try:
            source = textwrap.dedent(inspect.getsource(function))
            tree = parsed(source)
        except (OSError, TypeError, SyntaxError) as error:
            raise NotTried(f"the source of {function.__name__} is not to be had") from error
        if not tree.body or not isinstance(tree.body[0], ast.FunctionDef):
            raise NotTried(f"{function.__name__} is no plain function")
        around = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
        names = self.names(tree, around)
        tree.body[0].decorator_list = []
        self.run(ast.Module(tree.body[:1], []), names)
        return names[function.__name__]

    def names(self, tree: ast.AST, around: dict[str, Any]) -> dict[str, Any]:
        """Stand-ins of what code names, as far as `around` holds it."""
        known = {
            name: getattr(builtins, name) for name in names_in(tree) if hasattr(builtins, name)
        }
        held = {name: around[name] for name in names_in(tree) if name in around}
        return known | {name: self.stand_in(value) for name, value in held.items()}

    # --- what is reached -------------------------------------------------------------------------

    def get(self, owner: Any, name: str) -> Any:
        """owner.name, if that runs none of the learner's code."""
        if name.startswith("__"):
            raise NotTried(f"attribute {name}")
        if isinstance(owner, Held):
            held = getattr(owner.it, "__dict__", {})
            if name not in held:
                raise NotTried(f"attribute {name} of an object of the learner's")
            return self.stand_in(held[name])
        if isinstance(owner, types.ModuleType) and owner.__name__.split(".")[0] not in LIBRARIES:
            if name not in vars(owner):
                raise NotTried(f"attribute {name} of a module")
            return self.stand_in(vars(owner)[name])
        value = getattr(owner, name)
        options = isinstance(owner, tf.data.Options) and id(owner) in self.made
        return self._own(value, tf.data.Options) if options else value

    def set(self, owner: Any, name: str, value: Any) -> None:
        """owner.name = value, of what the trial made."""
        if id(owner) not in self.made or isinstance(owner, types.ModuleType):
            raise NotTried("an attribute of the learner's is set")
        setattr(owner, name, value)

    def each(self, value: Any) -> Iterable[Any]:
        """What a loop goes over: no dataset, which would run, and no generator of the learner's."""
        if isinstance(value, tf.data.Dataset):
            return self.call(iter, value)
        if not isinstance(value, _LOOPS):
            raise NotTried(f"a loop over {type(value).__name__}")
        return self._counted(value)

    def _counted(self, value: Any) -> Iterator[Any]:
        for one in value:
            self.turns += 1
            if self.turns > MOST_TURNS:
                raise NotTried("too many turns of a loop")
            yield one


_LOOPS: Any = (
    *(list, tuple, dict, set, str, range, zip, enumerate, reversed, np.ndarray, tf.Tensor),
    *(tf.RaggedTensor, type({}.items()), type({}.values()), type({}.keys())),
    *(type(iter([])), type(iter(()))),
)


def _of(function: Any) -> tuple[Any, str]:
    """(owner, name) of a callable: of a method its object, of a layer that is called itself."""
    owner = getattr(function, "__self__", None)
    if owner is None:  # Keras wraps `build` in a function
        owner = getattr(getattr(function, "__wrapped__", None), "__self__", None)
    if isinstance(owner, types.ModuleType):
        owner = None
    if owner is None and isinstance(function, (keras.Operation, tf.Module)):
        return function, "__call__"
    return owner, getattr(function, "__name__", type(function).__name__)


def _of_a_library(function: Any) -> bool:
    module = getattr(function, "__module__", None) or getattr(type(function), "__module__", "")
    return str(module).split(".")[0] in LIBRARIES


def _imported(name: str, *_: Any) -> Any:
    """An import that runs nothing: of a library that is there."""
    top = name.split(".")[0]
    if top not in LIBRARIES or name not in sys.modules:
        raise NotTried(f"import of {name}")
    return sys.modules[name] if _ and len(_) > 2 and _[2] else sys.modules[top]


#: Known at every place: what treatments and their lines name without an import of their own.
ALWAYS = {"tf": tf, "np": np, "keras": keras, "math": math}
