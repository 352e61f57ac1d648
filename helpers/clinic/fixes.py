"""Treatments as code to copy: for each cause what helps, with the learner's own names and sizes put in."""

import ast
from dataclasses import dataclass, replace
from math import ceil

import keras
import numpy as np
import tensorflow as tf

from . import reading as r
from . import replay
from .callsite import CallSite
from .reading import Fix


@dataclass(frozen=True)
class Facts:
    """What is known of a failure when treatments are chosen.

    `clue`: a `messages.Clue`; `trace`: the replay, or None; `model` and `inputs`: the learner's objects, or None;
    `site`: the learner's statement; `trail`: those that led to it, the outermost first.
    """

    clue: object
    trace: object = None
    model: object = None
    inputs: object = None
    site: CallSite = CallSite()
    trail: tuple = ()

    @property
    def model_name(self):
        """The variable that holds the model."""
        return self.site.name_of(self.model, "model") if self.model is not None else "model"

    @property
    def inputs_name(self):
        """The variable that holds what was given."""
        return self.site.name_of(self.inputs, "x") if self.inputs is not None else "x"

    @property
    def pictures(self):
        """What was given, without labels."""
        return replay.parts(self.inputs)[0]

    @property
    def spec(self):
        """The shape of the pictures as tf.TensorSpec, from the replay where there are none in hand; or None."""
        if self.inputs is None and self.trace and all(isinstance(size, int) for size in self.trace.shape_in):
            return tf.TensorSpec(self.trace.shape_in)
        spec = replay.spec_of(self.pictures)
        return spec if isinstance(spec, tf.TensorSpec) and spec.shape.rank is not None else None

    @property
    def made_for(self):
        """The shape that the model's Input, or else its first layer, is made for; () where neither says."""
        if self.trace is None:
            return ()
        first = self.trace.steps[0].takes if self.trace.steps else ()
        return self.trace.made_for or (first if len(first) == 4 else ())


def fixes(facts):
    """A tuple of `Fix`, the one to try first first. Never raises: without a treatment it is empty."""
    try:
        found = _BY_CAUSE.get(facts.clue.cause, lambda facts: ())(facts)
        return tuple(replace(fix, line=fix.line or _line_for(fix, facts.site)) if fix.code else fix for fix in found)
    except Exception:  # inputs and models can be anything: a reading without code is better than none
        return ()


def _line_for(fix, site):
    """The learner's line that a treatment stands before; "" where it changes a variable from outside their function."""
    changed = {
        target.id for node in ast.parse(fix.code).body if isinstance(node, ast.Assign)
        for target in node.targets if isinstance(target, ast.Name)
    }
    return "" if changed & site.outside and not fix.replaces else site.statement


# --- code that changes what is given -------------------------------------------------------------


def _treat(facts, name, why, expression, tail=""):
    """A `Fix` that puts `expression`, with {x} for the pictures, in the place of what was given.

    It assigns to the learner's variable; where the pictures have none, it is the learner's line with the
    expression in it. `tail`: code to follow.
    """
    given = facts.site.argument(0, "x")
    variable = facts.inputs_name
    if variable not in facts.site.values and given and facts.clue.cause in _ABOUT_PICTURES:
        if given.isidentifier():
            variable = given
        else:
            line = facts.site.statement.replace(given, expression.format(x=given), 1)
            return Fix(name, why, line, replaces=True)
    return Fix(name, why, _assigned(variable, facts.inputs, expression) + tail)


#: Where what is wrong is the tensor that the failing call was given.
_ABOUT_PICTURES = {
    r.SIZE_PINNED_BY_DENSE, r.SIZE_PINNED_BY_INPUT, r.RANK_MISSING_BATCH, r.CHANNEL_MISMATCH, r.DATA_FORMAT, r.TOO_SMALL,
    r.SKIP_ODD_SIZE, r.RAGGED, r.OTHER,
}


def _assigned(name, inputs, expression):
    if isinstance(inputs, tf.data.Dataset):
        changed = expression.format(x="pictures")
        if isinstance(inputs.element_spec, tuple) and len(inputs.element_spec) > 1:
            rest = ", ".join(f"other{k}" for k in range(1, len(inputs.element_spec)))
            return f"{name} = {name}.map(lambda pictures, {rest}: ({changed}, {rest}))"
        return f"{name} = {name}.map(lambda pictures: {changed})"
    if isinstance(inputs, tuple) and replay.parts(inputs)[1] is not None:
        return f"{name} = ({expression.format(x=f'{name}[0]')}, *{name}[1:])"
    if isinstance(inputs, list) and len(inputs) and all(getattr(one, "ndim", 0) == 3 for one in inputs):
        return f"{name} = {expression.format(x=f'tf.stack({name})')}"
    return f"{name} = {expression.format(x=name)}"


def _resized(size):
    return f"tf.image.resize({{x}}, ({size[0]}, {size[1]}))"


def _brought(shape, made_for, batch=False):
    """An expression that brings pictures of `shape` to what a model was made for, None where that is not known.

    `batch`: whether the batch axis is put on by other means.
    """
    expression, shape = "{x}", tuple(shape)
    if len(shape) == 3 and not batch:
        gray = made_for[-1] == 1 and shape[-1] not in (1, 3, 4)
        expression = "tf.expand_dims({x}, -1)" if gray else "tf.expand_dims({x}, 0)"
        shape = (*shape, 1) if gray else (None, *shape)
    if len(shape) == 4 and made_for[-1] and shape[-1] != made_for[-1]:
        if shape[1] == made_for[-1]:
            expression, shape = f"tf.transpose({expression}, (0, 2, 3, 1))", (shape[0], shape[2], shape[3], shape[1])
        else:
            converted = _CHANNELS.get((shape[-1], made_for[-1]))
            if converted is None:
                return None
            expression = converted.format(x=expression)
    if None not in made_for[-3:-1] and tuple(shape[-3:-1]) != tuple(made_for[-3:-1]):
        expression = _resized(made_for[-3:-1]).format(x=expression)
    return None if expression == "{x}" else expression


#: (channels that came, channels wanted) -> the picture with the wanted ones.
_CHANNELS = {
    (4, 3): "{x}[..., :3]",
    (1, 3): "tf.image.grayscale_to_rgb(tf.convert_to_tensor({x}))",
    (2, 3): "tf.image.grayscale_to_rgb(tf.convert_to_tensor({x})[..., :1])",
    (3, 1): "tf.image.rgb_to_grayscale({x})",
    (4, 1): "tf.image.rgb_to_grayscale({x}[..., :3])",
    (2, 1): "{x}[..., :1]",
    (3, 4): "tf.pad({x}, [[0, 0], [0, 0], [0, 0], [0, 1]], constant_values=1)",
}


# --- sizes ---------------------------------------------------------------------------------------


def _size_fixes(facts):
    made_for, spec = facts.made_for, facts.spec
    found = []
    structure = _one_of_several(facts)
    if structure:
        return [structure]
    size = _size_that_passes(facts)
    if size is None and isinstance(facts.clue.expected, tuple) and len(facts.clue.expected) == 4:
        size = facts.clue.expected[1:3]
    if size is None and spec is not None and spec.shape.rank == 4 and facts.clue.axis in (1, 2) and isinstance(facts.clue.expected, int):
        size = tuple(facts.clue.expected if axis == facts.clue.axis else spec.shape[axis] for axis in (1, 2))
    if size and None not in size:
        expression = _brought(spec.shape, (None, *size, made_for[3])) if spec is not None and len(made_for) == 4 else None
        why = f"the model stays as it is and gets the {size[0]} × {size[1]} it was made for"
        found.append(_treat(facts, "resize first", why, expression or _resized(size)))
    elif facts.clue.cause == r.SIZE_PINNED_BY_DENSE:
        found.append(
            Fix("resize first", "the model stays as it is and gets the size that it was made for")
        )
    return found + _pooling(facts)


def _fixed_size(facts):
    """(height, width) that the model's Input or first layer is fixed at, None where that is open."""
    sides = facts.made_for[1:3] if len(facts.made_for) == 4 else (None,)
    return None if None in sides else tuple(sides)


def _size_that_passes(facts):
    """The size that the model is fixed at, or else the smallest usual one that passes its shapes; None for neither."""
    size = _fixed_size(facts)
    if size is None and facts.model is not None and facts.spec is not None and facts.spec.shape.rank == 4:
        side = replay.usual_size(facts.model, facts.spec)
        size = (side, side) if side else None
    return size


def _one_of_several(facts):
    """A treatment where one of several named inputs has the wrong size."""
    wanted = facts.clue.expected
    inputs, variable = facts.inputs, facts.inputs_name
    if facts.clue.summary.startswith("The inputs stand in another order"):
        return None
    several = isinstance(inputs, dict) or isinstance(inputs, (list, tuple)) and len(getattr(facts.model, "inputs", None) or ()) > 1
    if not several or not isinstance(wanted, tuple) or len(wanted) != 4:
        return None
    parts = inputs.items() if isinstance(inputs, dict) else enumerate(inputs)
    key = next((key for key, value in parts if _same(getattr(value, "shape", ()), facts.clue.received)), None)
    if key is None:
        return None
    resized = _resized(wanted[1:3]).format(x=f"{variable}[{key!r}]")
    code = f"{variable} = {{**{variable}, {key!r}: {resized}}}"
    if not isinstance(inputs, dict):
        code = f"{variable} = [*{variable}[:{key}], {resized}, *{variable}[{key + 1}:]]"
    return Fix("resize first", f"the input {key} was made for {wanted[1]} × {wanted[2]}", code)


def _same(shape, other):
    return isinstance(other, tuple) and tuple(shape)[1:] == tuple(other)[1:]


def _pooling(facts):
    """Flatten replaced by pooling, as code where the model is a plain stack or graph of layers."""
    why = "Dense then sees one number a channel, whatever the size; Dense must be trained anew"
    model, name = facts.model, facts.model_name
    own = facts.trace.own if facts.trace else ()
    kinds = [type(layer).__name__ for layer in getattr(model, "layers", ())] or [step.kind for step in own]
    if "Flatten" not in kinds:
        if facts.clue.cause != r.SIZE_PINNED_BY_DENSE:
            return _opened(facts, kinds)
        of_pictures = facts.spec is None or facts.spec.shape.rank == 4
        return [Fix("pool instead of Flatten", why)] if of_pictures else []
    if type(model).__name__ not in ("Sequential", "Functional") or len(facts.made_for) != 4 or kinds.count("Flatten") > 1:
        return [Fix("pool instead of Flatten", why)]
    code = (
        "def pooled(layer):\n"
        "    if isinstance(layer, keras.layers.Flatten):\n"
        "        return keras.layers.GlobalAveragePooling2D()\n"
        "    return type(layer).from_config(layer.get_config())\n\n"
        f"door = keras.Input((None, None, {facts.made_for[3]}))\n"
        f"{name} = keras.models.clone_model({name}, door, pooled)  # its weights are new: train it"
    )
    return [Fix("pool instead of Flatten", why, code + _compiled_again(facts))]


def _opened(facts, kinds):
    """The same model behind an open Input: where no layer counts places, the Input alone pins the size."""
    made_for, name = facts.made_for, facts.model_name
    if type(facts.model).__name__ != "Functional" or len(made_for) != 4 or {"Reshape", "Embedding"} & set(kinds):
        return []
    code = (
        f"opened = keras.models.clone_model({name}, input_tensors=keras.Input((None, None, {made_for[3]})))\n"
        f"opened.set_weights({name}.get_weights())\n"
        f"{name} = opened"
    )
    return [Fix("open the Input", "no layer here counts places, so the same weights take any size", code + _compiled_again(facts))]


def _compiled_again(facts):
    """A clone is not compiled, and `fit` and `evaluate` want that."""
    if not getattr(facts.model, "compiled", False):
        return ""
    loss = facts.model.loss
    loss = loss if isinstance(loss, str) else getattr(loss, "name", None)
    return f"\n{facts.model_name}.compile(optimizer=\"adam\", loss={loss!r})" if loss else ""


# --- the batch axis, channels, data format -------------------------------------------------------


def _rank_fixes(facts):
    why = "a batch of one picture is a batch"
    if facts.clue.expected == 5 and facts.clue.axis == 1:
        frames = "each picture is then a film of one frame"
        return [_treat(facts, "add the axis of frames", frames, "tf.expand_dims({x}, 1)")]
    if isinstance(facts.inputs, tf.data.Dataset):
        open_size = facts.spec is not None and None in tuple(facts.spec.shape)
        many = 1 if open_size else 32
        name = facts.inputs_name
        code = f"{name} = {name}.batch({many})"
        if facts.spec is not None and len(facts.made_for) == 4:
            expression = _brought(facts.spec.shape, facts.made_for, batch=True)
            code = (_assigned(name, facts.inputs, expression) + "\n" if expression else "") + code
        return [Fix("batch the dataset", "its elements are single pictures, and a model takes batches", code)]
    if isinstance(facts.inputs, list):
        return [Fix("stack them", "a list of pictures of one size makes a batch", f"{facts.inputs_name} = tf.stack({facts.inputs_name})")]
    expression = None
    if facts.spec is not None and facts.made_for:
        expression = _brought(facts.spec.shape, facts.made_for)
        if facts.spec.shape.rank == 2:  # a gray picture without channels
            expression = "tf.reshape({x}, (1, *{x}.shape, 1))"
    return [_treat(facts, "add the batch axis", why, expression or "tf.expand_dims({x}, 0)")]


def _channel_fixes(facts):
    wanted, came = facts.clue.expected, facts.clue.received
    if rewritten := _builder_of_rgb(facts):
        return [Fix("ask for three channels", "and decode the pictures so", rewritten, replaces=True)]
    if isinstance(wanted, tuple):  # the axis of channels is missing
        gray = "tf.image.grayscale_to_rgb(tf.expand_dims({x}, -1))" if wanted[-1] == 3 else "tf.expand_dims({x}, -1)"
        return [_treat(facts, "add the axis of channels", "gray has one channel, and that is an axis too", gray)]
    if facts.trace and facts.trace.steps and _last(facts.trace.shape_in) != came:  # made inside the model
        return [Fix("a layer of its own for each width", f"this one was built for {wanted} channels, and {came} come to it")]
    expression = None
    if facts.spec is not None and len(facts.made_for) == 4:
        expression = _brought(facts.spec.shape, facts.made_for)
    expression = expression or _CHANNELS.get((came, wanted))
    names = {
        (4, 3): ("drop the transparency", "the fourth channel is alpha, not colour"),
        (1, 3): ("repeat the gray", "three equal channels are a gray picture in RGB"),
        (2, 3): ("repeat the gray", "the second channel is alpha; three equal channels are a gray picture in RGB"),
        (3, 1): ("turn to gray", "the model knows one channel: brightness"),
        (4, 1): ("turn to gray", "the model knows one channel: brightness"),
        (2, 1): ("drop the transparency", "the second channel is alpha"),
        (3, 4): ("add an opaque alpha", "the fourth channel of such pictures is alpha, 1 where nothing shines through"),
    }
    in_hand = _on_the_line(facts) and (facts.spec is None or facts.spec.shape[-1] == came or len(facts.made_for) == 4)
    if expression and in_hand:
        name, why = names.get((came, wanted), ("bring the pictures to the model's shape", "the model stays as it is"))
        found = [_treat(facts, name, why, expression)]
    else:
        found = []
    if came is not None and wanted in (1, 3, 4) and came <= 4:
        how = f"tf.io.decode_image(data, channels={wanted}, expand_animations=False)"
        found.insert(0, Fix(f"decode to {wanted}", f"the decoder converts, whatever the file holds: {how}"))
    of_batches = facts.spec is None or facts.spec.shape.rank == 4
    return found + (_adapter(facts, wanted, came) if in_hand and of_batches else [])


def _on_the_line(facts):
    """Whether the failing line names the pictures in hand; without a line, or without pictures, it may."""
    return facts.inputs is None or not facts.site.statement or facts.inputs_name in facts.site.used() or facts.model is not None


def _last(shape):
    return shape[-1] if shape and not isinstance(shape[-1], tuple) else None


def _builder_of_rgb(facts):
    """A builder's call of `keras.applications` with its input_shape's channels put right, "" for any other line."""
    tree = ast.parse(facts.site.statement or "0")
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "input_shape" and isinstance(node.value, ast.Tuple):
            last = node.value.elts[-1]
            if isinstance(last, ast.Constant) and last.value == facts.clue.received and facts.clue.expected:
                last.value = facts.clue.expected
                return ast.unparse(tree)
    return ""


def _adapter(facts, wanted, came):
    why = f"a 1 × 1 convolution makes {wanted} channels of {came}; it must be trained"
    if came is None:
        return []
    if not isinstance(facts.model, keras.Model):
        return [_treat(facts, "learn an adapter", why, f"keras.layers.Conv2D({wanted}, 1)({{x}})")]
    name = facts.model_name
    return [
        Fix(
            "learn an adapter", why,
            f"{name} = keras.Sequential([keras.Input((None, None, {came})), keras.layers.Conv2D({wanted}, 1), {name}])"
            + _compiled_again(facts),
        )
    ]


def _format_fixes(facts):
    clue, shape = facts.clue, facts.spec.shape if facts.spec is not None else ()
    if clue.axis == 1 and len(shape) == 4 and shape[3] == clue.expected:
        return [_treat(facts, "channels first", "the model wants them on axis 1", "tf.transpose({x}, (0, 3, 1, 2))")]
    if clue.axis is None:
        return [
            Fix(
                "build it with channels last",
                'set keras.config.set_image_data_format("channels_last") before building, and feed (batch, height, width, '
                "channels)",
            )
        ]
    expression = "tf.transpose({x}, (0, 2, 3, 1))"
    if len(shape) == 4 and len(facts.made_for) == 4:
        expression = _brought(shape, facts.made_for) or expression
    return [_treat(facts, "channels last", "the channels stand on axis 1 here", expression)]


# --- what cannot be built, what is too small -----------------------------------------------------


def _none_fixes(facts):
    line, pooled = _pooled_line(facts)
    pool = Fix("pool instead of Flatten", "one number a channel, whatever the size", pooled, bool(pooled), line)
    return [pool, Fix("fix the size", "then the row has a length: keras.Input((224, 224, 3))")]


def _pooled_line(facts):
    """(line, code): the learner's last line that flattens, and the same with a pooling; two times "" without one."""
    lines = [node for node in ast.walk(ast.parse(facts.site.source or "0")) if isinstance(node, ast.stmt)]
    for node in [*ast.parse(facts.site.statement or "0").body, *reversed(lines)]:
        before = ast.unparse(node)
        for call in ast.walk(node) if not hasattr(node, "body") else ():
            name = getattr(getattr(call, "func", None), "attr", getattr(getattr(call, "func", None), "id", ""))
            if name == "Flatten" or name == "Reshape" and ast.unparse(call.args[0]) in ("(-1,)", "[-1]"):
                pooling = ast.parse(ast.unparse(call.func).replace(name, "GlobalAveragePooling2D") + "()", mode="eval").body
                call.func, call.args, call.keywords = pooling.func, [], []
                return before, ast.unparse(node)
    return "", ""


def _small_fixes(facts):
    why = "no layer can put its window on less than its size"
    if facts.model is not None and facts.spec is not None and facts.spec.shape.rank == 4:
        side = replay.usual_size(facts.model, facts.spec)
        if side:
            size = tuple(max(side, own or side) for own in facts.spec.shape[1:3])
            size = size if replay.passes(facts.model, facts.spec, *size) else (side, side)
            return [_treat(facts, "resize first", why, _resized(size))]
    if rewritten := _padded_layer(facts):
        return [Fix('padding="same"', "the window may then reach over the edge, and the map keeps its size", rewritten, replaces=True)]
    asked, least = facts.clue.received, facts.clue.expected
    line, rewritten = "", ""
    if isinstance(asked, int) and least and facts.model is None:
        numbers = {size: least for size in (asked, *_beside(facts.site.statement, asked)) if size < least}
        line, rewritten = _with_numbers(facts, numbers)
    if rewritten:
        return [Fix("ask for a larger input", "this network halves the picture again and again", rewritten, True, line)]
    return [Fix("resize or pad first", why), Fix('padding="same"', "keeps the map at its size before a valid window")]


def _padded_layer(facts):
    """`Conv2D(16, 3)(x)` with padding, "" where the failing line is no such call."""
    tree = ast.parse(facts.site.statement or "0")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node) == facts.site.function:
            if "Conv2D" in ast.unparse(node.func) or "Pooling2D" in ast.unparse(node.func):
                node.keywords = [word for word in node.keywords if word.arg != "padding"]
                node.keywords.append(ast.keyword("padding", ast.Constant("same")))
                return ast.unparse(tree)
    return ""


def _beside(statement, size):
    """The other sizes in a shape written out as (height, width, channels) that holds `size`."""
    shapes = [node.elts for node in ast.walk(ast.parse(statement or "0")) if isinstance(node, ast.Tuple) and len(node.elts) == 3]
    sizes = [[getattr(part, "value", None) for part in shape[:2]] for shape in shapes]
    return [other for pair in sizes if size in pair for other in pair if isinstance(other, int)]


def _skip_fixes(facts):
    why = "each halving then divides evenly, and the branches meet again; cut the answer back afterwards"
    spec = facts.spec
    size = replay.next_multiple(facts.model, spec) if facts.model is not None and spec is not None else None
    if isinstance(facts.inputs, tf.data.Dataset) and size is None and spec is not None and facts.model is not None:
        if divisor := replay.divisor(facts.model, spec):
            return [Fix("pad to a multiple", why, _padded_as_they_come(facts, divisor))]
    line, rewritten = _divisible_input(facts) if size is None else ("", "")
    if rewritten:
        return [Fix("build it for a multiple", "sides divisible by 2 for each halving", rewritten, True, line)]
    if size is None:
        return [Fix("pad to a multiple", why + " (height and width divisible by 2 for each halving)")]
    pad = f"tf.image.pad_to_bounding_box({{x}}, 0, 0, {size[0]}, {size[1]})"
    return [_treat(facts, "pad to a multiple", why, pad, _padded_labels(facts, size))]


def _padded_as_they_come(facts, divisor):
    """For a dataset whose sizes are open: padding that measures each batch."""
    name, inputs = facts.inputs_name, facts.inputs
    code = (
        f"def padded(pictures, step={divisor}):\n"
        "    height, width = tf.shape(pictures)[1], tf.shape(pictures)[2]\n"
        "    return tf.image.pad_to_bounding_box(pictures, 0, 0, -(-height // step) * step, -(-width // step) * step)\n\n"
    )
    if not isinstance(inputs.element_spec, tuple):
        return code + f"{name} = {name}.map(padded)"
    masks = len(inputs.element_spec) == 2 and inputs.element_spec[1].shape.rank == 4
    second = "padded(other)" if masks else "other"
    return code + f"{name} = {name}.map(lambda pictures, other: (padded(pictures), {second}))"


def _divisible_input(facts):
    """The line that builds the model, every odd size in it raised to a multiple of 32; "" where there is none."""
    sizes = {size for shape in (facts.clue.expected, facts.clue.received) for size in shape[1:3] if size}
    return _with_numbers(facts, {size: ceil(size / 32) * 32 for size in sizes}) if facts.model is None else ("", "")


def _with_numbers(facts, numbers):
    """(line, code): the innermost of the learner's lines that says one of `numbers`, {old: new}, and that line with
    the new ones; two times "" where none does.
    """
    for site in reversed(facts.trail):
        tree = ast.parse(site.statement)
        found = [
            node for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and type(node.value) is int and numbers.get(node.value, node.value) != node.value
        ]
        for node in found:
            node.value = numbers[node.value]
        if found:
            return site.statement, ast.unparse(tree)
    return "", ""


def _padded_labels(facts, size):
    """Masks of the picture's size grow with it."""
    pad = f"tf.image.pad_to_bounding_box({{x}}, 0, 0, {size[0]}, {size[1]})"
    pictures, labels = replay.parts(facts.inputs)
    shape = tuple(facts.spec.shape)
    if labels is not None:
        if len(labels.shape) != 4 or tuple(labels.shape[1:3]) != shape[1:3]:
            return ""
        name = facts.inputs_name
        if isinstance(facts.inputs, tf.data.Dataset):
            return f"\n{name} = {name}.map(lambda pictures, masks: (pictures, {pad.format(x='masks')}))"
        return f"\n{name} = ({name}[0], {pad.format(x=f'{name}[1]')})"
    name = facts.site.argument(1, "y")
    value = facts.site.value(name)
    if getattr(value, "ndim", 0) in (3, 4) and tuple(value.shape[1:3]) == shape[1:3]:
        flat = value.ndim == 3  # class numbers, without an axis of channels
        padded = pad.format(x=f"{name}[..., None]" if flat else name)
        return f"\n{name} = " + (f"tf.squeeze({padded}, -1)" if flat else padded)
    return ""


# --- batches -------------------------------------------------------------------------------------


def _mixed_fixes(facts):
    why = "one size for all: what a batch is"
    shapes = (facts.clue.expected, facts.clue.received)
    if all(isinstance(shape, tuple) for shape in shapes) and len(shapes[0]) != len(shapes[1]):
        how = "tf.io.decode_image(data, expand_animations=False)"
        return [Fix("decode one frame", f"an animated file decodes to frames, on an axis of their own: {how}")]
    name, value = _pictures_in_hand(facts)
    if value is not None:
        size = _common_size(facts, value)
        each = f"tf.image.resize(one, ({size[0]}, {size[1]})).numpy() for one in {name}"
        stays_a_list = isinstance(value, (list, tuple)) and facts.model is None
        code = f"{name} = [{each}]" if stays_a_list else f"{name} = np.stack([{each}])"
        return [Fix("resize each", why, code), *_without_resizing()]
    if code := _resized_by_name(facts):
        return [Fix("resize to one size", why, code), *_without_resizing()]
    code = _resized_before_batching(facts)
    how = "" if code else ": dataset.map(lambda picture: tf.image.resize(picture, (224, 224))).batch(32)"
    return [Fix("resize each before batching", why + how, code), *_without_resizing()]


def _resized_by_name(facts):
    """For pictures in variables of their own, `np.concatenate([first, second])`: all at the size of the first."""
    arrays = {
        name: value for name, value in facts.site.used().items()
        if getattr(value, "ndim", 0) in (3, 4) and not isinstance(value, tf.RaggedTensor)
    }
    if len(arrays) < 2 or len({value.ndim for value in arrays.values()}) > 1:
        return ""
    height, width = next(iter(arrays.values())).shape[-3:-1]
    return "\n".join(
        f"{name} = tf.image.resize({name}, ({height}, {width}))" + (".numpy()" if isinstance(value, np.ndarray) else "")
        for name, value in arrays.items() if tuple(value.shape[-3:-1]) != (height, width)
    )


def _resized_before_batching(facts):
    """The learner's own pipeline with a resize before its `.batch`, "" where that line is not to be found."""
    inputs, name = facts.inputs, facts.inputs_name
    *first, made = facts.site.definitions(name) or [None]
    if not isinstance(inputs, tf.data.Dataset) or made is None:
        return ""
    first = "".join(f"{ast.unparse(node)}\n" for node in first)
    height, width = (facts.clue.expected or (224, 224))[:2]
    labelled = isinstance(inputs.element_spec, tuple) and len(inputs.element_spec) == 2
    resize = f"tf.image.resize(picture, ({height}, {width}))"
    each = f"lambda picture, label: ({resize}, label)" if labelled else f"lambda picture: {resize}"
    before = ast.unparse(made)
    if "from_generator" in before and facts.clue.expected and (opened := _open_signature(made, facts.clue.expected)) != before:
        return f"{first}{opened}\n{name} = {name}.map({each})"
    for node in ast.walk(made):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("batch", "padded_batch"):
            if padded := _padded_to(node):
                each = each.replace(f"({height}, {width})", padded)
            node = node.func
            node.value = ast.parse(f"{ast.unparse(node.value)}.map({each})", mode="eval").body
            return first + ast.unparse(made)
    return ""


def _without_resizing():
    return [
        Fix("batches of one", "nothing is resized or padded; slower: dataset.batch(1)"),
        Fix("padded_batch", "zeros fill the smaller ones, and they move the answer unless they are masked"),
    ]


def _padded_to(call):
    """'(24, 24)' of `padded_batch(8, padded_shapes=(24, 24, 3))`, "" for another call."""
    shapes = [word.value for word in call.keywords if word.arg == "padded_shapes"] + call.args[1:2]
    sides = shapes[0].elts[:2] if shapes and isinstance(shapes[0], (ast.Tuple, ast.List)) else []
    fixed = len(sides) == 2 and all(isinstance(side, ast.Constant) and isinstance(side.value, int) for side in sides)
    return f"({sides[0].value}, {sides[1].value})" if fixed else ""


def _open_signature(made, shape):
    """The line that makes a dataset of a generator, its signature open in height and width."""
    open_shape = ", ".join(["None"] * (len(shape) - 1) + [str(shape[-1])])
    for node in ast.walk(made):
        for word in ("args", "elts"):
            parts = getattr(node, word, None) or []
            for place, part in enumerate(parts if isinstance(parts, list) else []):
                if isinstance(part, (ast.Tuple, ast.List)) and ast.unparse(part)[1:-1] == ", ".join(map(str, shape)):
                    parts[place] = ast.parse(f"({open_shape})", mode="eval").body
    return ast.unparse(made)


def _pictures_in_hand(facts):
    """(name, value) of the collection of pictures that was to become a batch, or ("", None)."""
    for name, value in ((facts.inputs_name, facts.inputs), *((text, facts.site.value(text)) for text in facts.site.arguments)):
        ragged_array = isinstance(value, np.ndarray) and value.dtype == object
        many = (isinstance(value, (list, tuple)) or ragged_array) and len(value)
        if many and _on_the_line(facts) and all(getattr(one, "ndim", 0) == 3 for one in value):
            return name, value
    return "", None


def _common_size(facts, pictures):
    made_for = getattr(facts.model, "input_shape", None) if facts.model is not None else None
    if isinstance(made_for, tuple) and len(made_for) == 4 and None not in made_for[1:3]:
        return made_for[1:3]
    return tuple(pictures[0].shape[:2])


def _ragged_fixes(facts):
    why = "each picture brought to one size; then they make a rectangle"
    size = _fixed_size(facts) or (224, 224)
    zeros = "to_tensor pads the smaller ones; the zeros move the answer unless they are masked"
    pad = _treat(facts, "fill up with zeros", zeros, "{x}.to_tensor()")
    name = facts.inputs_name
    if isinstance(facts.inputs, tf.RaggedTensor) and facts.inputs.shape.rank == 4:
        each = f"tf.image.resize(one.to_tensor(), ({size[0]}, {size[1]})) for one in {name}"
        return [Fix("resize each", why, f"{name} = tf.stack([{each}])"), pad]
    return [pad]


# --- labels, pretrained networks, weights --------------------------------------------------------


def _label_fixes(facts):
    output, target = facts.clue.expected, facts.clue.received
    if not isinstance(output, tuple) or not isinstance(target, tuple):
        return _count_fixes(facts) if isinstance(output, int) else [
            Fix("one label array for each output", "in the order of the model's outputs")
        ]
    classes = output[-1] if output else None
    if len(output) == len(target) - 1:
        numbers = _class_numbers(facts)
        return [numbers] if numbers else [_categorical(facts)]
    of_places = len(output) == len(target) + 1 == 4
    numbers = "tf.cast({y}, tf.int32)" if of_places else "tf.reshape(tf.cast({y}, tf.int32), [-1])"
    name = facts.model_name
    sparse = f'{name}.compile(optimizer="adam", loss="sparse_categorical_crossentropy")'
    if len(output) == 4 and len(target) <= 2:
        pool = Fix(
            "average over the places",
            "the model answers for every place of its last feature map, and there is one label a picture",
            f"{name} = keras.Sequential([{name}, keras.layers.GlobalAveragePooling2D()])" + _compiled_again(facts),
        )
        return [pool]
    if len(output) == len(target) == 4 and output[1:3] != target[1:3] and None not in output[1:3]:
        code = _on_labels(facts, f'tf.image.resize({{y}}, ({output[1]}, {output[2]}), method="nearest")')
        return [Fix("masks at the model's size", "one label for each place that it answers for", code)]
    if classes and classes > 1 and (len(target) == 1 or target[-1] == 1 or of_places):
        return [
            Fix("a sparse loss", f"the labels are class numbers, and the model gives {classes} scores", sparse),
            Fix(
                "one-hot labels", f"each label becomes a row of {classes}",
                _on_labels(facts, f"tf.one_hot({numbers}, {classes})"),
            ),
        ]
    if classes == 1 and target[-1] == 2:
        return [Fix("one column", "two columns say the same twice", _on_labels(facts, "{y}[:, 1:]"))]
    if len(target) == 2 and target[-1] and classes and target[-1] != classes:
        why = f"the labels know {target[-1]} classes, the model {classes}"
        return [Fix(f"a last Dense of {target[-1]}", why, _another_top(facts, target[-1]))]
    return [_categorical(facts)]


def _class_numbers(facts):
    """Rows of scores back to class numbers, where a loss was called by itself; None inside `fit` and the like."""
    if facts.site.function.endswith(("fit", "evaluate", "_on_batch")):
        return None
    target = facts.clue.received
    names = [name for name, value in facts.site.used().items() if tuple(getattr(value, "shape", ())) == target]
    why = "this loss wants the number of the class, not a row of scores"
    return Fix("class numbers", why, f"{names[-1]} = tf.argmax({names[-1]}, axis=-1)") if names else None


def _categorical(facts):
    code = f'{facts.model_name}.compile(optimizer="adam", loss="categorical_crossentropy")'
    return Fix("a loss for one-hot labels", "the labels are rows of scores, not class numbers", code)


def _another_top(facts, classes):
    """The same layers under a new last Dense, "" for a model that does not end in one."""
    layers, name = getattr(facts.model, "layers", ()), facts.model_name
    if not layers or type(layers[-1]).__name__ != "Dense":
        return ""
    activation = layers[-1].activation.__name__
    return (
        f"top = keras.layers.Dense({classes}, activation={activation!r})\n"
        f"{name} = keras.Model({name}.inputs, top({name}.layers[-1].input))" + _compiled_again(facts)
    )


def _on_labels(facts, expression):
    """Code that puts `expression`, with {y} for the labels, in their place."""
    name = facts.inputs_name
    if isinstance(facts.inputs, tf.data.Dataset):
        return f"{name} = {name}.map(lambda pictures, labels: (pictures, {expression.format(y='labels')}))"
    if isinstance(facts.inputs, tuple):
        return f"{name} = ({name}[0], {expression.format(y=f'{name}[1]')})"
    label = facts.site.argument(1, "y")
    return f"{label} = {expression.format(y=label)}" if label.isidentifier() else ""


def _count_fixes(facts):
    if "sample_weight" in facts.clue.summary:
        return [Fix("one weight for each picture", "they must be cut the way the pictures were")]
    advice = Fix("find the pictures without a label", "one of the two lists has lost or gained an entry")
    pictures, labels = (facts.site.argument(place, word) for place, word in ((0, "x"), (1, "y")))
    if not pictures.isidentifier() or not labels.isidentifier():
        return [advice]
    code = f"n = min(len({pictures}), len({labels}))\n{pictures}, {labels} = {pictures}[:n], {labels}[:n]"
    return [advice, Fix("keep the pairs", "only if both are still in the same order", code)]


def _top_fixes(facts):
    statement = _builder_with(facts, {"include_top": False, "pooling": "avg"}, {"classes"})
    own = Fix(
        "your own top", "the convolutions keep what they learned; a Dense of your own is trained on them",
        statement, replaces=bool(statement),
    )
    scratch = _builder_with(facts, {"weights": None})
    if facts.clue.axis != -1 and facts.clue.expected is None:
        return [own]
    return [own, Fix("train from scratch", "without ImageNet's weights the top can be of any size", scratch, replaces=bool(scratch))]


def _builder_with(facts, words, without=()):
    """As `_call_with`, for the call of a builder of keras.applications; "" for any other."""
    told = {"weights", "input_shape", "classes", "include_top"} & set(facts.site.keywords)
    return _call_with(facts, words, without) if told else ""


def _call_with(facts, words, without=()):
    """The learner's statement with other keywords, {name: value}, in the call that failed."""
    tree = ast.parse(facts.site.statement)
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == facts.site.function)
    call.keywords = [word for word in call.keywords if word.arg not in without and word.arg not in words]
    call.keywords += [ast.keyword(name, ast.Constant(value)) for name, value in words.items()]
    return ast.unparse(tree)


def _weight_fixes(facts):
    same = Fix("build the model as it was saved", "the same layers, in the same order, on the same input shape")
    function = facts.site.function
    if function.endswith(".set_weights") and facts.site.arguments:
        name, given = function.removesuffix(".set_weights"), facts.site.arguments[0]
        code = (
            f"{name}.set_weights([\n"
            f"    new if new.shape == own.shape else own for own, new in zip({name}.get_weights(), {given})\n"
            f"])"
        )
        return [same, Fix("copy what fits", "the weights that do not fit keep their random start and must be trained", code, replaces=True)]
    if not function.endswith(".load_weights"):
        return [same]
    path = facts.site.argument(0, "filepath")
    legacy = ".weights.h5" not in path and "h5" in path
    code = _call_with(facts, {"skip_mismatch": True} | ({"by_name": True} if legacy else {}))
    return [same, Fix("load what fits", "the layers that do not fit keep their random start and must be trained", code, replaces=True)]


def _other_fixes(facts):
    wanted, came = facts.clue.expected, facts.clue.received
    if isinstance(came, tuple) and isinstance(wanted, tuple) and len(came) == len(wanted) + 1 == 5:
        how = "tf.io.decode_image(data, expand_animations=False)"
        decode = Fix("decode one frame", f"a picture, not a film: {how}")
        why = "the frames are a batch already"
        single = came[0] == 1
        name = "no batch axis on top"
        return [decode, _treat(facts, name, why, "tf.squeeze({x}, 0)") if single else Fix(name, why)]
    pinned = isinstance(wanted, (int, tuple)) and came is not None and facts.trace and facts.trace.refusal
    if not pinned or facts.model is None or facts.spec is None or facts.spec.shape.rank != 4:
        return []
    size = _size_that_passes(facts)
    if size is None:
        return []
    return [_treat(facts, "resize first", f"the model stays as it is and gets {size[0]} × {size[1]}", _resized(size))]


_BY_CAUSE = {
    r.SIZE_PINNED_BY_DENSE: _size_fixes,
    r.SIZE_PINNED_BY_INPUT: _size_fixes,
    r.RANK_MISSING_BATCH: _rank_fixes,
    r.CHANNEL_MISMATCH: _channel_fixes,
    r.DATA_FORMAT: _format_fixes,
    r.DENSE_ON_NONE: _none_fixes,
    r.TOO_SMALL: _small_fixes,
    r.SKIP_ODD_SIZE: _skip_fixes,
    r.MIXED_SIZES: _mixed_fixes,
    r.RAGGED: _ragged_fixes,
    r.LABEL_SHAPE: _label_fixes,
    r.PRETRAINED_TOP: _top_fixes,
    r.WEIGHTS_MISMATCH: _weight_fixes,
    r.OTHER: _other_fixes,
}
