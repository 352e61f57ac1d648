"""The world that a treatment is tried in: code runs on stand-ins, and models answer on shapes."""

from __future__ import annotations

import ast
import builtins
import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf
from keras.src.utils import file_utils

from . import feed, pipelines, replay
from .feed import Compiled
from .guarded import ALWAYS, Guard, NotTried
from .standins import StandIns


class World:
    """The stand-ins of one trial, and what becomes of models' calls in it."""

    def __init__(self, values: dict[str, Any], mixed: frozenset[int], strict: bool) -> None:
        self.values, self.mixed, self.strict = values, mixed, strict
        self.guard = Guard(StandIns(values.values()), self.fed)
        self.compiled: dict[int, Compiled] = {}
        self.copies: dict[int, Any] = {}
        self.settings: dict[int, Compiled] = {}
        self.shown = ""
        self.names: dict[str, Any] = {}

    def run(self, tree: ast.Module) -> Any:
        """Run the statements; what the last one gives, if it is an expression."""
        body = [*tree.body[:-1], _answering(tree.body[-1])]
        if isinstance(body[-1], ast.Expr):
            body[-1] = ast.Assign([ast.Name("__answer__", ast.Store())], body[-1].value)
        tree = ast.fix_missing_locations(ast.Module(body, []))
        self.names = self.guard.names(tree, ALWAYS | self.values)
        self.guard.run(tree, self.names)
        return self.names.get("__answer__")

    # --- calls that are answered here ------------------------------------------------------------

    def fed(self, owner: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What a call of a model, a layer or an operation gives on shapes; NotImplemented for
        what may run as it is."""
        if owner is None:
            return self._function(name, args)
        if isinstance(owner, tf.data.Dataset) and name == "__iter__":
            return iter(self._elements(owner))
        if not isinstance(owner, keras.layers.Layer):
            return NotImplemented
        mine = id(owner) in self.guard.made
        if isinstance(owner, keras.Sequential) and name in ("add", "pop") and not mine:
            owner = self.copies.setdefault(id(owner), _copy_of(owner))
            return getattr(owner, name)(*args, **kwargs)
        if name in ("set_weights", "load_weights") and not mine:
            owner = self.copies.setdefault(id(owner), _copy_of(owner))
            return getattr(owner, name)(*args, **kwargs)
        owner = self.copies.get(id(owner), owner)
        if name == "compile":
            self.compiled[id(owner)] = _compiled(args, kwargs)
            return None
        if name == "get_compile_config":
            return self._settings(owner)
        if name == "compile_from_config" and id(args[0]) in self.settings:
            self.compiled[id(owner)] = self.settings[id(args[0])]
            return None
        if name not in feed.METHODS:
            return NotImplemented
        if _symbolic(args, kwargs):
            return self._built(owner, mine, args, kwargs)
        return self._fed(owner, name, args, kwargs)

    def _settings(self, owner: Any) -> Any:
        """How a model was compiled, as its config: losses and metrics of Keras's own alone."""
        how = Compiled.of(owner)
        own = tf.nest.flatten([how.loss, how.metrics, how.weighted_metrics])
        if not all(one is None or isinstance(one, str) or _of_keras(one) for one in own):
            raise NotTried("a loss or metric of the learner's own")
        config = owner.get_compile_config()
        self.settings[id(config)] = how
        return config

    def _fed(self, owner: Any, name: str, args: tuple, kwargs: dict[str, Any]) -> Any:
        data = [one for one in (*args, *kwargs.values()) if isinstance(one, tf.data.Dataset)]
        for one in data:
            pipelines.check(one, self.mixed)
        compiled = self.compiled.get(id(owner))
        call = feed.Call(owner, name, args, kwargs, compiled, self._anew, self.strict)
        answer = call.answer()
        self.shown = call.shown
        return answer

    def _built(self, owner: Any, mine: bool, args: tuple, kwargs: dict[str, Any]) -> Any:
        """A layer called on a placeholder: one of the learner's that has no weights yet is copied,
        so that it gets none."""
        if not mine and not owner.built:
            owner = self.copies.setdefault(id(owner), _copy_of(owner))
        _bounded(owner, args)
        return owner(*args, **kwargs)

    def _function(self, name: str, args: tuple[Any, ...]) -> Any:
        """Python's own functions of a dataset, of which one element stands for all."""
        going = name in ("iter", "list", "tuple", "enumerate", "zip")
        if not going or not any(isinstance(one, tf.data.Dataset) for one in args):
            return NotImplemented
        listed = [self._elements(one) if isinstance(one, tf.data.Dataset) else one for one in args]
        return getattr(builtins, name)(*listed)

    def _elements(self, dataset: tf.data.Dataset) -> list[Any]:
        pipelines.check(dataset, self.mixed)
        return [tf.nest.map_structure(pipelines.zeros, dataset.element_spec)]

    def _anew(self, function: Any) -> Any:
        """A loss or metric of the learner's, under the same eyes as the line."""
        if callable(function) and not isinstance(function, (keras.losses.Loss, type)):
            return self.guard.watched(function)
        if isinstance(function, keras.losses.Loss) and not _of_keras(function):
            raise NotTried("a loss of a class of the learner's")
        return function


def _answering(node: ast.stmt) -> ast.stmt:
    """What a function gives back as an expression; of a loop that fails, what it goes over."""
    if isinstance(node, ast.Return) and node.value:
        return ast.Expr(node.value)
    if isinstance(node, ast.For):
        node.body, node.orelse = [ast.Pass()], []
    return node


def _symbolic(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    flat = tf.nest.flatten([list(args), list(kwargs.values())])
    return any(isinstance(one, keras.KerasTensor) for one in flat)


def _of_keras(value: Any) -> bool:
    return type(value).__module__.split(".")[0] == "keras"


def _copy_of(layer: Any) -> Any:
    """The same layer anew, without weights. NotTried for a class of the learner's."""
    if not all(_of_keras(one) for one in replay.layers_of(layer)):
        raise NotTried(f"{layer.name} is of a class of the learner's")
    return type(layer).from_config(layer.get_config())


#: Weights of one layer: what would make more is not tried, for it would have to be made.
MOST_WEIGHTS = 30_000_000


def _bounded(layer: Any, args: tuple[Any, ...]) -> None:
    units = getattr(layer, "units", None)
    last = getattr(args[0], "shape", (None,))[-1] if args else None
    if not layer.built and units and last and units * last > MOST_WEIGHTS:
        raise NotTried(f"{units * last:,} weights".replace(",", " "))


def _compiled(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Compiled:
    named = dict(zip(("optimizer", "loss", "loss_weights", "metrics"), args, strict=False))
    named |= kwargs
    known = ("loss", "metrics", "weighted_metrics", "loss_weights")
    return Compiled(**{name: named.get(name) for name in known})


# --- what a trial leaves as it was ----------------------------------------------------------------


class Fetching(BaseException):
    """A builder has taken its arguments, and would fetch its weights next."""


@contextlib.contextmanager
def no_downloads() -> Iterator[None]:
    """Raises `Fetching` where a builder of keras.applications would fetch a file. Its arguments are
    then looked at, and its layers made."""

    def refused(*args: Any, **kwargs: Any) -> Any:
        raise Fetching

    kept = file_utils.get_file
    file_utils.get_file = refused
    try:
        yield
    finally:
        file_utils.get_file = kept


@contextlib.contextmanager
def graph_kept(values: Any) -> Iterator[None]:
    """Whatever is called on the learner's placeholders leaves no trace in their layers."""
    held = [one for value in values for one in _operations(value)]
    kept = [
        (nodes, len(nodes))
        for one in {id(one): one for one in held}.values()
        for name in ("_inbound_nodes", "_outbound_nodes")
        if isinstance(nodes := getattr(one, name, None), list)
    ]
    try:
        yield
    finally:
        for nodes, length in kept:
            del nodes[length:]


def _operations(value: Any) -> list[Any]:
    if isinstance(value, keras.layers.Layer):
        return replay.layers_of(value)
    if isinstance(value, keras.KerasTensor):
        return [value._keras_history.operation] if hasattr(value, "_keras_history") else []
    if isinstance(value, (list, tuple)):
        return [one for part in value[:100] for one in _operations(part)]
    return []
