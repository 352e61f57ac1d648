"""The one way to watch a call: each layer and each operation of a model passes by here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras

#: What is replaced while watching are methods of Keras itself, so there is one watch at a time.
_ONE_AT_A_TIME = threading.RLock()

#: (the call, its layer or operation, its arguments, its keywords) -> its answer
Answer = Callable[[Callable[..., Any], Any, tuple[Any, ...], dict[str, Any]], Any]
#: (the exception, the layer or operation that it leaves, its arguments, its keywords)
Refused = Callable[[Exception, Any, tuple[Any, ...], dict[str, Any]], None]


@contextmanager
def calls(answer: Answer, refused: Refused) -> Iterator[None]:
    """While open, layers, models and the operations of a model's graph give what `answer` gives.

    `answer(call, layer, args, kwargs)`: `call(layer, *args, **kwargs)` is what would have been
    given. `refused` is told of each exception on its way out, of the innermost layer first, of the
    outermost model not. Calls of this thread, that is: JupyterLab runs a panel's callbacks in a
    thread beside the cells, and a cell may call a model at the same time.
    """
    here = threading.get_ident()
    around: list[Any] = []  # the layers that are being called, the outermost first

    def watching(place: type, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(layer: Any, *args: Any, **kwargs: Any) -> Any:
            if threading.get_ident() != here or _is_a_part(place, layer, around):
                return call(layer, *args, **kwargs)
            around.append(layer)
            try:
                return answer(call, layer, args, kwargs)
            except Exception as error:
                if len(around) > 1 or not isinstance(layer, keras.Model):
                    refused(error, layer, args, kwargs)
                raise
            finally:
                around.pop()

        return watched

    places = keras.layers.Layer, keras.Operation
    with _ONE_AT_A_TIME:
        kept = [place.__call__ for place in places]
        for place, call in zip(places, kept):
            place.__call__ = watching(place, call)
        try:
            yield
        finally:
            for place, call in zip(places, kept):
                place.__call__ = call


def _is_a_part(place: type, layer: Any, around: list[Any]) -> bool:
    """Whether it belongs to a call that is watched: a layer's own base, an operation in a layer."""
    if place is keras.layers.Layer:
        return False
    return isinstance(layer, keras.layers.Layer) or (
        bool(around) and not isinstance(around[-1], keras.Model)
    )
