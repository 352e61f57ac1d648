"""Treatments as code to copy: an expression put into the learner's own line, with their names."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import tensorflow as tf

from .callsite import CallSite
from .compare import PICTURE_CHANNELS
from .facts import Facts, parts
from .reading import Cost, Fix, Shape
from .syntax import parsed

#: (channels that came, channels wanted) -> name, why, and the picture {x} with the wanted ones.
CHANNELS = {
    (4, 3): (
        "drop the transparency",
        "the fourth channel is alpha, not colour",
        "{x}[..., :3]",
    ),
    (1, 3): (
        "repeat the gray",
        "three equal channels are a gray picture in RGB",
        "tf.image.grayscale_to_rgb(tf.convert_to_tensor({x}))",
    ),
    (2, 3): (
        "repeat the gray",
        "the second channel is alpha; three equal channels are a gray picture in RGB",
        "tf.image.grayscale_to_rgb(tf.convert_to_tensor({x})[..., :1])",
    ),
    (3, 1): (
        "turn to gray",
        "the model knows one channel: brightness",
        "tf.image.rgb_to_grayscale({x})",
    ),
    (4, 1): (
        "turn to gray",
        "the model knows one channel: brightness",
        "tf.image.rgb_to_grayscale({x}[..., :3])",
    ),
    (2, 1): (
        "drop the transparency",
        "the second channel is alpha",
        "{x}[..., :1]",
    ),
    (3, 4): (
        "add an opaque alpha",
        "the fourth channel of such pictures is alpha, 1 where nothing shines through",
        "tf.pad({x}, [[0, 0], [0, 0], [0, 0], [0, 1]], constant_values=1)",
    ),
}


def placed(fix: Fix, site: CallSite) -> Fix:
    """The treatment with the learner's line that it stands before, or in the stead of.

    None, where it changes a variable from outside the function that the line is in.
    """
    if not fix.code or fix.line:
        return fix
    changed = {
        target.id
        for node in parsed(fix.code).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    outside = bool(changed & site.outside) and not fix.replaces
    return replace(fix, line="" if outside else site.statement)


# --- what was given ------------------------------------------------------------------------------


def treated(
    facts: Facts,
    name: str,
    why: str,
    expression: str,
    tail: str = "",
    cost: Cost | None = None,
) -> Fix:
    """A `Fix` that puts `expression`, with {x} for the pictures, in the place of what was given.

    It assigns to the learner's variable; where the pictures have none, it is the learner's line
    with the expression in it. `tail`: code to follow.
    """
    given, variable = facts.site.picture, facts.inputs_name
    if variable not in facts.site.values and given:
        if not given.isidentifier():
            line = facts.site.statement.replace(given, expression.format(x=given), 1)
            return Fix(name, why, line, replaces=True, cost=cost)
        variable = given
    return Fix(name, why, assigned(variable, facts.as_named, expression) + tail, cost=cost)


def assigned(name: str, inputs: Any, expression: str) -> str:
    """The line that gives the variable `name`, which holds `inputs`, its treated pictures."""
    if isinstance(inputs, tf.data.Dataset):
        changed = expression.format(x="pictures")
        if isinstance(inputs.element_spec, tuple) and len(inputs.element_spec) > 1:
            rest = ", ".join(f"other{k}" for k in range(1, len(inputs.element_spec)))
            return f"{name} = {name}.map(lambda pictures, {rest}: ({changed}, {rest}))"
        return f"{name} = {name}.map(lambda pictures: {changed})"
    if isinstance(inputs, tuple) and parts(inputs)[1] is not None:
        return f"{name} = ({expression.format(x=f'{name}[0]')}, *{name}[1:])"
    pictures = isinstance(inputs, list) and len(inputs)
    if pictures and all(getattr(one, "ndim", 0) == 3 for one in inputs):
        return f"{name} = {expression.format(x=f'tf.stack({name})')}"
    return f"{name} = {expression.format(x=name)}"


def relabelled(facts: Facts, name: str, why: str, expression: str, cost: Cost) -> list[Fix]:
    """A `Fix` that puts `expression`, with {y} for the labels, in their place: in their variable,
    or in the line, where they have none. [] where there are no labels to be seen."""
    x, y = facts.inputs_name, facts.label_name
    own = y in ("", facts.site.argument(1, "y"))
    if isinstance(facts.inputs, tf.data.Dataset):
        changed = expression.format(y="labels")
        code = f"{x} = {x}.map(lambda pictures, labels: (pictures, {changed}))"
    elif isinstance(facts.as_named, tuple) and own:
        code = f"{x} = ({x}[0], {expression.format(y=f'{x}[1]')})"
    elif y.isidentifier():
        code = f"{y} = {expression.format(y=y)}"
    elif y:
        line = facts.site.statement.replace(y, expression.format(y=y), 1)
        return [Fix(name, why, line, replaces=True, cost=cost)]
    else:
        return []
    return [Fix(name, why, code, cost=cost)]


# --- expressions ---------------------------------------------------------------------------------


def resized(size: Shape, method: str = "") -> str:
    """The expression that brings {x} to (height, width), bilinear or by another `method`."""
    how = f', method="{method}"' if method else ""
    return f"tf.image.resize({{x}}, ({size[0]}, {size[1]}){how})"


def converted(came: int | None, wanted: int | None) -> str | None:
    """The expression that gives {x}, of `came` channels, `wanted` ones; None where nothing is
    known.
    """
    found = CHANNELS.get((came, wanted)) if came is not None and wanted is not None else None
    return found[2] if found else None


def brought(shape: Shape, made_for: Shape, batched_later: bool = False) -> str | None:
    """The expression that brings pictures {x} of `shape` to what a model was made for; None for
    none.

    `batched_later`: the batch axis is put on by other means.
    """
    expression = "{x}"
    if len(shape) == 3 and not batched_later:
        gray = made_for[-1] == 1 and (shape[-1] or 0) > max(PICTURE_CHANNELS)
        expression = "tf.expand_dims({x}, -1)" if gray else "tf.expand_dims({x}, 0)"
        shape = (*shape, 1) if gray else (None, *shape)
    if len(shape) == 4 and made_for[-1] and shape[-1] != made_for[-1]:
        if shape[1] == made_for[-1]:
            expression = f"tf.transpose({expression}, (0, 2, 3, 1))"
            shape = (shape[0], shape[2], shape[3], shape[1])
        elif change := converted(shape[-1], made_for[-1]):
            expression = change.format(x=expression)
        else:
            return None
    pictures = len(made_for) == 4
    if pictures and None not in made_for[-3:-1] and tuple(shape[-3:-1]) != tuple(made_for[-3:-1]):
        expression = resized(made_for[-3:-1]).format(x=expression)
    return None if expression == "{x}" else expression


# --- models and calls ----------------------------------------------------------------------------


def compiled_again(facts: Facts, code: str) -> str:
    """Code that puts another model in the place of the learner's, which is compiled as that was,
    with the settings of its optimizer and its loss; the code alone where it was not compiled.
    """
    if not getattr(facts.model, "compiled", False):
        return code
    name = facts.model_name
    before = f"compiled = {name}.get_compile_config()"
    return f"{before}\n{code}\n{name}.compile_from_config(compiled)"


def fixed_size(facts: Facts) -> Shape | None:
    """(height, width) that the model's Input or first layer is fixed at, None where open."""
    sides = facts.made_for[1:3] if len(facts.made_for) == 4 else (None,)
    return None if None in sides else tuple(sides)


def call_with(
    site: CallSite, words: Mapping[str, Any], without: frozenset[str] = frozenset()
) -> str:
    """The learner's statement with other keywords, {name: value}, in the call that failed."""
    tree = parsed(site.statement)
    call = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == site.function
    )
    call.keywords = [
        word for word in call.keywords if word.arg not in without and word.arg not in words
    ]
    call.keywords += [ast.keyword(name, ast.Constant(value)) for name, value in words.items()]
    return ast.unparse(tree)


def with_numbers(facts: Facts, numbers: Mapping[int, int]) -> tuple[str, str]:
    """(line, code): the innermost of the learner's lines that says one of `numbers`, {old: new},
    and that line with the new ones; two times "" where none does.
    """
    for site in reversed(facts.trail):
        tree = parsed(site.statement)
        found = [node for node in ast.walk(tree) if _says(node, numbers)]
        for node in found:
            node.value = numbers[node.value]  # type: ignore[attr-defined]
        if found:
            return site.statement, ast.unparse(tree)
    return "", ""


def _says(node: ast.AST, numbers: Mapping[int, int]) -> bool:
    whole = isinstance(node, ast.Constant) and type(node.value) is int
    return whole and numbers.get(node.value, node.value) != node.value  # type: ignore[attr-defined]
