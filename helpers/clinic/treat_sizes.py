"""Treatments of a size that does not fit: picture resized, head pooled, Input opened."""

from __future__ import annotations

import ast
from typing import Any

from . import edits, search
from .facts import Facts, shape_of_value
from .reading import Cost, Fix, Shape
from .treat import brought, compiled_again, fixed_size, resized, treated

POOL = "pool instead of Flatten"
POOL_WHY = "Dense then sees one number a channel, whatever the size; Dense must be trained anew"


def size_that_passes(facts: Facts) -> Shape | None:
    """The (height, width) that the model is fixed at, or else the least usual one that passes."""
    size = fixed_size(facts)
    if size is None and facts.model is not None and len(facts.given) == 4:
        side = search.usual_size(facts.model, facts.spec)
        size = (side, side) if side else None
    return size


def resize_first(facts: Facts) -> Fix | None:
    """The pictures brought to the size that the model takes; None where that is not known."""
    size = size_that_passes(facts) or _told(facts)
    if size is None or None in size:
        return None
    made_for = facts.made_for
    whole = len(made_for) == 4 and bool(facts.given)
    expression = brought(facts.given, (None, *size, made_for[3])) if whole else None
    why = f"the model stays as it is and gets the {size[0]} × {size[1]} it was made for"
    return treated(facts, "resize first", why, expression or resized(size))


def _told(facts: Facts) -> Shape | None:
    """The size that the message speaks of, as far as it does."""
    expected = facts.clue.expected or ()
    if len(expected) != 4:
        return None
    if None not in expected[1:3]:
        return expected[1:3]
    if len(facts.given) == 4 and facts.clue.axis in (1, 2):
        return tuple(own or came for own, came in zip(expected, facts.given, strict=True))[1:3]
    return None


def resize_what_is_refused(facts: Facts) -> list[Fix]:
    """The pictures at a size that passes, where the replay shows that this one is refused."""
    refused = facts.trace is not None and facts.trace.refusal is not None
    if not refused or facts.model is None or len(facts.given) != 4:
        return []
    size = size_that_passes(facts)
    if size is None:
        return []
    why = f"the model stays as it is and gets {size[0]} × {size[1]}"
    return [treated(facts, "resize first", why, resized(size))]


def resize_one_of_several(facts: Facts) -> Fix | None:
    """The one of several inputs that has the wrong size, resized; None for one input."""
    wanted, inputs, name = facts.clue.expected or (), facts.inputs, facts.inputs_name
    if not _several(facts) or len(wanted) != 4 or None in wanted[1:3]:
        return None
    pairs = inputs.items() if isinstance(inputs, dict) else enumerate(inputs)
    key = next((key for key, value in pairs if _came_in(value, facts.clue.received)), None)
    if key is None:
        return None
    picture = resized(wanted[1:3]).format(x=f"{name}[{key!r}]")
    code = (
        f"{name} = {{**{name}, {key!r}: {picture}}}"
        if isinstance(inputs, dict)
        else f"{name} = [*{name}[:{key}], {picture}, *{name}[{key + 1}:]]"
    )
    return Fix("resize first", f"the input {key} was made for {wanted[1]} × {wanted[2]}", code)


def _several(facts: Facts) -> bool:
    listed = isinstance(facts.inputs, (list, tuple))
    doors = getattr(facts.model, "inputs", None) or ()
    return isinstance(facts.inputs, dict) or listed and len(doors) > 1


def _came_in(value: Any, received: Shape | None) -> bool:
    return received is not None and shape_of_value(value)[1:] == received[1:]


def kinds_of(facts: Facts) -> list[str]:
    """The classes of the model's layers, as far as they can be seen."""
    own = facts.trace.own if facts.trace else ()
    listed = [type(layer).__name__ for layer in getattr(facts.model, "layers", ())]
    return listed or [step.kind for step in own]


def pooled(facts: Facts) -> Fix:
    """Flatten replaced by pooling: as code where the model is a plain stack or graph of layers."""
    kinds, name = kinds_of(facts), facts.model_name
    plain = type(facts.model).__name__ in ("Sequential", "Functional")
    if not plain or len(facts.made_for) != 4 or kinds.count("Flatten") != 1:
        return Fix(POOL, POOL_WHY)
    code = (
        "def pooled(layer):\n"
        "    if isinstance(layer, keras.layers.Flatten):\n"
        "        return keras.layers.GlobalAveragePooling2D()\n"
        "    return type(layer).from_config(layer.get_config())\n\n"
        f"door = keras.Input((None, None, {facts.made_for[3]}))\n"
        f"{name} = keras.models.clone_model({name}, door, pooled)  # its weights are new: train it"
    )
    return Fix(POOL, POOL_WHY, compiled_again(facts, code))


def pooled_lines(facts: Facts) -> list[Fix]:
    """The learner's line that flattens, with a pooling of as many axes, where the model is new."""
    if facts.site.function.rpartition(".")[2] not in ("fit", "train_on_batch"):
        return []
    axes = max(len(facts.given), 4) - 2
    pooling = f"GlobalAveragePooling{axes}D"

    def change(node: ast.AST) -> bool:
        if edits.kind(node) != "Flatten" or not isinstance(node, ast.Call):
            return False
        node.func = edits.like(node, pooling, facts).func  # type: ignore[attr-defined]
        return True

    return edits.fixes(edits.changed(facts, change), POOL, POOL_WHY, Cost.SOME_NEW)


def opened(facts: Facts) -> list[Fix]:
    """The same model behind an open Input: where no layer counts places, the Input alone pins the
    size.
    """
    made_for, name, kinds = facts.made_for, facts.model_name, set(kinds_of(facts))
    functional = type(facts.model).__name__ == "Functional"
    if not functional or len(made_for) != 4 or {"Reshape", "Embedding"} & kinds:
        return []
    code = (
        f"opened = keras.models.clone_model("
        f"{name}, input_tensors=keras.Input((None, None, {made_for[3]})))\n"
        f"opened.set_weights({name}.get_weights())\n"
        f"{name} = opened"
    )
    why = "no layer here counts places, so the same weights take any size"
    return [Fix("open the Input", why, compiled_again(facts, code))]
