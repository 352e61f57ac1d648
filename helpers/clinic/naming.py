"""The name of a layer as the learner knows it, from what a message or a graph calls it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import keras

from .reading import Clue, Place
from .replay import layers_of


def place(clue: Clue, model: Any) -> Place | None:
    """The layer or operation of a clue, None for none. `model`: where its class may stand."""
    known = (
        {layer.name: type(layer).__name__ for layer in layers_of(model)}
        if model is not None
        else {}
    )
    name = clue.layer
    bare = re.sub(r"_\d+$", "", name)
    if name not in known and bare in known:  # a graph's scope counts calls: dense_1 is dense
        name = bare
    kind = clue.kind or known.get(name, "") or _usual_class(name)
    if not name and kind in known.values():
        names = [one for one, its in known.items() if its == kind]
        name = names[0] if len(names) == 1 else ""
    if name or kind:
        return Place(name, kind)
    return Place(clue.op, "op") if clue.op else None


def _usual_class(name: str) -> str:
    """The class that Keras names so: "conv2d_3" -> "Conv2D", "" for a name of the learner's."""
    return _by_usual_name().get(re.sub(r"_\d+$", "", name), "")


@cache
def _by_usual_name() -> dict[str, str]:
    return {_as_a_name(one): one for one in sorted(dir(keras.layers)) if one[0].isupper()}


def _as_a_name(kind: str) -> str:
    """A class as Keras writes it in names: "Conv2DTranspose" -> "conv2d_transpose"."""
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()
