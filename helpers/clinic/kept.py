"""A model's own state, put back after a block: what it holds, and what its lists and dicts hold.

No copy is made of the model, so nothing needs to know how to be copied, and weights take no memory
twice.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import keras
import tensorflow as tf

from .untouched import untouched

DEEP = 3  # lists in lists in lists of an attribute

#: What may change in place, and how it is emptied and filled again without its owner's notice.
_CONTAINERS: dict[type, Any] = {
    list: (list.clear, list.extend),
    OrderedDict: (OrderedDict.clear, OrderedDict.update),
    dict: (dict.clear, dict.update),
    set: (set.clear, set.update),
    deque: (deque.clear, deque.extend),
}


def in_a_graph(model: Any, spec: Any) -> Any:
    """`model` on `spec`, a tf.TensorSpec or a structure of them, as a graph that nobody runs: a
    TensorFlow ConcreteFunction. The model is `kept`. Raises what the model raises.
    """
    with kept(model):
        traced = tf.function(lambda given: model(given), autograph=False)
        return traced.get_concrete_function(spec)


@contextmanager
def kept(model: Any) -> Iterator[None]:
    """After the block `model`, its layers and what they hold are as they were, and so is the rest
    of Keras: see `untouched`.

    What is not built yet is built without numbers, and is not built afterwards. Values inside
    variables, arrays and objects of other classes are not looked after.
    """
    layers = _held(model)
    states = [_State(vars(layer)) for layer in layers]
    with ExitStack() as around:
        around.enter_context(untouched())
        around.enter_context(warnings.catch_warnings(action="ignore"))
        for state in states:
            around.callback(state.put_back)
        if not all(getattr(layer, "built", True) for layer in layers):
            # entered and never left: leaving makes the weights; `untouched` puts the scope away
            keras.StatelessScope().__enter__()
        yield


def _held(model: Any) -> list[Any]:
    """The model and all that is in it, nested models and the operations of a graph too."""
    inside = [model, *getattr(model, "_flatten_layers", lambda: ())()]
    graphs = [one for model in inside for one in vars(model).get("_operations", ())]
    return list({id(one): one for one in (*inside, *graphs)}.values())


class _State:
    """The attributes of one object, and the contents of its containers."""

    def __init__(self, attributes: dict[str, Any]) -> None:
        self.inside: dict[int, tuple[Any, Any]] = {}
        self._look_into(attributes, DEEP)
        tracker = attributes.get("_tracker")  # Keras's own list of what it has seen in attributes
        self.tracker = _State(vars(tracker)) if hasattr(tracker, "__dict__") else None

    def _look_into(self, value: Any, deep: int) -> None:
        kind = _kind(value)
        if kind is None or id(value) in self.inside or deep < 0:
            return
        items = dict(value) if issubclass(kind, dict) else list(value)
        self.inside[id(value)] = value, items
        for item in items.values() if isinstance(items, dict) else items:
            self._look_into(item, deep - 1)

    def put_back(self) -> None:
        for value, items in self.inside.values():
            if not _same(value, items):
                clear, fill = _CONTAINERS[_kind(value)]  # type: ignore[index]
                clear(value)
                fill(value, items)
        if self.tracker:
            self.tracker.put_back()


def _kind(value: Any) -> type | None:
    """The kind of container that a value is, by its class and not by what it says; None for none.

    Others only look like one, such as what TensorFlow wraps around a dict.
    """
    return next((kind for kind in type(value).__mro__ if kind in _CONTAINERS), None)


def _same(value: Any, items: Any) -> bool:
    """Whether the very same things are in a container as before."""
    if len(value) != len(items):
        return False
    if isinstance(items, dict):
        return all(key in value and value[key] is item for key, item in items.items())
    return all(one is other for one, other in zip(value, items, strict=True))
