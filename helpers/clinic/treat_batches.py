"""Treatments of pictures of several sizes: each resized, in hand or in a pipeline."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import tensorflow as tf

from .facts import Facts
from .reading import Fix, Shape
from .syntax import parsed

WHY = "one size for all: what a batch is"


def resized_before(facts: Facts) -> Fix:
    """Every picture brought to one size before they are joined, as code where they can be seen."""
    name, value = _pictures_in_hand(facts)
    if value is not None:
        height, width = _common_size(facts, value)
        each = f"tf.image.resize(one, ({height}, {width})).numpy() for one in {name}"
        stays_a_list = isinstance(value, (list, tuple)) and facts.model is None
        code = f"{name} = [{each}]" if stays_a_list else f"{name} = np.stack([{each}])"
        return Fix("resize each", WHY, code)
    if code := _by_name(facts):
        return Fix("resize to one size", WHY, code)
    code = _in_the_pipeline(facts)
    way = "dataset.map(lambda picture: tf.image.resize(picture, (224, 224))).batch(32)"
    return Fix("resize each before batching", WHY if code else f"{WHY}: {way}", code)


def _pictures_in_hand(facts: Facts) -> tuple[str, Any]:
    """(name, value) of the collection of pictures that was to become a batch, or ("", None)."""
    given = ((text, facts.site.value(text)) for text in facts.site.arguments)
    for name, value in ((facts.inputs_name, facts.inputs), *given):
        objects = isinstance(value, np.ndarray) and value.dtype == object
        many = (isinstance(value, (list, tuple)) or objects) and len(value)
        if many and facts.names_the_inputs and all(getattr(one, "ndim", 0) == 3 for one in value):
            return name, value
    return "", None


def _common_size(facts: Facts, pictures: Any) -> Shape:
    made_for = getattr(facts.model, "input_shape", None) if facts.model is not None else None
    fixed = isinstance(made_for, tuple) and len(made_for) == 4 and None not in made_for[1:3]
    return tuple(made_for[1:3]) if fixed and made_for else tuple(pictures[0].shape[:2])


def _by_name(facts: Facts) -> str:
    """For pictures in variables of their own, `np.concatenate([first, second])`: all at the
    first's size.
    """
    arrays = {
        name: value
        for name, value in facts.site.used().items()
        if getattr(value, "ndim", 0) in (3, 4) and not isinstance(value, tf.RaggedTensor)
    }
    if len(arrays) < 2 or len({value.ndim for value in arrays.values()}) > 1:
        return ""
    height, width = next(iter(arrays.values())).shape[-3:-1]
    return "\n".join(
        f"{name} = tf.image.resize({name}, ({height}, {width}))"
        + (".numpy()" if isinstance(value, np.ndarray) else "")
        for name, value in arrays.items()
        if tuple(value.shape[-3:-1]) != (height, width)
    )


# --- the learner's own pipeline ------------------------------------------------------------------


def _in_the_pipeline(facts: Facts) -> str:
    """The learner's lines with a resize before their `.batch`, "" where there are none."""
    inputs, name, shape = facts.inputs, facts.inputs_name, facts.clue.expected
    defined = facts.site.definitions(name)
    if not isinstance(inputs, tf.data.Dataset) or not defined:
        return ""
    *before, made = defined
    size = f"({shape[0]}, {shape[1]})" if shape and None not in shape[:2] else "(224, 224)"
    first = "".join(f"{ast.unparse(node)}\n" for node in before)
    labelled = isinstance(inputs.element_spec, tuple) and len(inputs.element_spec) == 2
    if shape and "from_generator" in ast.unparse(made):
        signed = ast.unparse(made)
        opened = _open_signature(made, shape)
        if opened != signed:
            return f"{first}{opened}\n{name} = {name}.map({_each(size, labelled)})"
    return _mapped_before_batching(made, first, size, labelled)


def _mapped_before_batching(made: ast.AST, first: str, size: str, labelled: bool) -> str:
    for node in ast.walk(made):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in ("batch", "padded_batch"):
            each = _each(_padded_to(node) or size, labelled)
            mapped = f"{ast.unparse(node.func.value)}.map({each})"
            node.func.value = parsed(mapped, mode="eval").body
            return first + ast.unparse(made)
    return ""


def _each(size: str, labelled: bool) -> str:
    resize = f"tf.image.resize(picture, {size})"
    return f"lambda picture, label: ({resize}, label)" if labelled else f"lambda picture: {resize}"


def _padded_to(call: ast.Call) -> str:
    """'(24, 24)' of `padded_batch(8, padded_shapes=(24, 24, 3))`, "" for another call."""
    shapes = [word.value for word in call.keywords if word.arg == "padded_shapes"]
    shapes += call.args[1:2]
    listed = shapes[0] if shapes else None
    sides = listed.elts[:2] if isinstance(listed, (ast.Tuple, ast.List)) else []
    sizes = [ast.unparse(side) for side in sides if isinstance(side, ast.Constant)]
    return f"({sizes[0]}, {sizes[1]})" if len(sizes) == 2 and "None" not in sizes else ""


def _open_signature(made: ast.AST, shape: Shape) -> str:
    """The line that makes a dataset of a generator, its signature open in height and width."""
    opened = ", ".join(["None"] * (len(shape) - 1) + [str(shape[-1])])
    written = ", ".join(map(str, shape))
    for node in ast.walk(made):
        for word in ("args", "elts"):
            found = getattr(node, word, None)
            listed = found if isinstance(found, list) else []
            for place, part in enumerate(listed):
                shaped = isinstance(part, (ast.Tuple, ast.List))
                if shaped and ast.unparse(part)[1:-1] == written:
                    listed[place] = parsed(f"({opened})", mode="eval").body
    return ast.unparse(made)
