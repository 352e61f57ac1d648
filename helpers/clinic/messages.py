"""From the text of an exception to a clue: which cause its words speak of, at which layer, with which numbers.

TensorFlow, Keras, XLA, NumPy and TFLite word one mistake in many ways, and no version words it as the
last one did. So a clue is a hint that a replay of the model may confirm, and each reader below stands
for one wording. Plain text in, plain data out.
"""

import re
from dataclasses import dataclass, replace

from . import reading as r
from .reading import plain

LONGEST = 20_000  # characters read of a message: some hold whole arrays, and what matters stands at either end


@dataclass(frozen=True)
class Clue:
    """What a message says. `layer` and `op` are names as it gives them, `kind` the layer's class; "" where it
    names none. `expected` and `received` as in `readings.Diagnosis`. `summary` is the reading in a sentence.
    """

    cause: str
    summary: str
    layer: str = ""
    kind: str = ""
    op: str = ""
    axis: int | None = None
    expected: int | tuple | None = None
    received: int | tuple | None = None


def read(message, error_kind=""):
    """The `Clue` in the text of an exception whose class is called `error_kind`, or None where no reader fits."""
    text = _bounded(plain(message))
    for pattern, reader in _READERS:
        found = re.search(pattern, text, re.DOTALL)
        told = found and reader(found, text)
        if told:
            return _placed(told, text)
    return _ragged(text, error_kind)


def _bounded(text):
    half = LONGEST // 2
    return text if len(text) <= LONGEST else text[:half] + "\n" + text[-half:]


# --- parts of a message ------------------------------------------------------------------------


def shape_of(text):
    """'(None, 224, 3)', '[1,224 3]' or '1, ?' as a tuple, None for what is open."""
    parts = re.findall(r"\d+|None|\?|-1", text)
    return tuple(int(part) if part.isdigit() else None for part in parts)


def _placed(clue, text):
    """The clue with the layer and op that the rest of the message names, where the reader found none."""
    fields = dict(vars(clue))
    name, kind = _layer_in(text)
    if not clue.layer and not clue.op:
        fields["layer"], fields["op"] = name, _op_in(text)
    fields["kind"] = clue.kind or (kind if not clue.layer or clue.layer == name else "")
    return Clue(**fields)


def _layer_in(text):
    """(name, class) of the layer that a message speaks of, "" for what it does not say."""
    for pattern in (
        r"calling layer ['\"](?P<name>[^'\"]+)['\"] \(type (?P<kind>\w+)\)",
        r"of layer ['\"]?(?P<name>[\w./-]+)['\"]? is incompatible",
        r"[Ii]nput \d+ of layer ['\"]?(?P<name>[\w./-]+)['\"]?",
        r"<(?P<kind>\w+) name=(?P<name>[\w./-]+)",
        r"variable path='(?:[^']*/)?(?P<name>[^/']+)/[^/']+'",
        r"restore variable with shape .* and name (?:\S*/)?(?P<name>[^/\s]+)/[^/\s]+:0",
        r"calling (?P<kind>\w+)\.call\(\)",
    ):
        if found := re.search(pattern, text):
            groups = found.groupdict()
            name = groups.get("name") or _layer_of_node(text)
            kind = groups.get("kind", "")
            return name, "" if kind in ("Sequential", "Functional", "Model") and name else kind
    return _layer_of_node(text), ""


def _layer_of_node(text):
    """The layer in a node's path: 'StatefulPartitionedCall/sequential_1/dense_1/Relu' -> 'dense_1'."""
    found = re.search(r"(?:\{\{node |[Dd]etected at node )(?:StatefulPartitionedCall/|gradient_tape/)*([\w./-]+)/", text)
    return found[1].split("/")[-1] if found else ""


def _op_in(text):
    """The op that a message names: '[Op:MatMul]' or '= Conv2D[T=...' -> 'MatMul', 'Conv2D'."""
    for pattern in (
        r"\}\} = (\w+)\[", r"Node number \d+ \((\w+)\)", r"\[Op:(?!__inference|IteratorGetNext)(\w+)\]", r"__wrapped__(?:_Mkl|__Mkl)?([A-Za-z0-9]+?)(?:_N_\d+)?_device_"
    ):
        if (found := re.search(pattern, text)) and not found[1].startswith("IteratorGetNext"):
            return found[1]
    return ""


def _numbers(shape):
    return " × ".join("?" if size is None else str(size) for size in shape)


def _in_a_loss(text):
    return bool(re.search(r"compile_loss|/(?:mean_)?(?:squared|absolute)_error|crossentropy|compute_loss", text))


# --- readers: doors ------------------------------------------------------------------------------


def by_shapes(wanted, came, where="The model"):
    """What two whole shapes, (None, height, width, channels) and what came, disagree on: a `Clue`."""
    if len(came) == len(wanted) - 1 or len(came) == 2 == len(wanted) - 2:
        return missing_axis(wanted, came)
    if len(came) != len(wanted):
        return Clue(
            r.OTHER, f"{where} takes {len(wanted)} axes, and {len(came)} came.", expected=wanted, received=came
        )
    axes = [axis for axis, (own, size) in enumerate(zip(wanted, came)) if None not in (own, size) and own != size]
    if not axes:
        return None
    if axes[-1] == 3 and len(wanted) == 4:
        return channels(wanted[3], came, wanted=wanted)
    axis = axes[0]
    if axis == 0:
        return Clue(
            r.OTHER, f"{where} takes batches of {wanted[0]}, and {came[0]} came.", axis=0,
            expected=wanted[0], received=came[0],
        )
    return Clue(
        r.SIZE_PINNED_BY_INPUT,
        f"{where} was made for {_numbers(wanted[-3:-1])} and says so at its door; {_numbers(came[-3:-1])} came.",
        axis=axis, expected=wanted, received=came,
    )


def missing_axis(wanted, came):
    """One axis too few: the batch axis, or, of gray pictures, the axis of channels."""
    gray = came[-1] not in (1, 3, 4) and _fits(wanted[:-1], came) and (wanted[-1] == 1 or None not in wanted[1:3] or came[0] == 1)
    if gray and not _fits(wanted[1:], came):
        return Clue(
            r.CHANNEL_MISMATCH,
            "The axis of channels is missing: gray pictures have one channel, and that is an axis too.",
            axis=-1, expected=wanted, received=came,
        )
    return Clue(
        r.RANK_MISSING_BATCH,
        f"One picture came, {len(came)} axes, where a batch of pictures belongs, {len(wanted)} axes.",
        axis=0, expected=wanted, received=came,
    )


def _fits(pattern, shape):
    return len(pattern) == len(shape) and all(own in (None, size) or size is None for own, size in zip(pattern, shape))


def channels(expected, came, wanted=None):
    """Another number of channels than `expected` on the last axis of `came`, or the channels on another axis."""
    received = came[-1] if came else None
    swapped = len(came) == 4 and came[1] == expected and came[-1] != expected
    if swapped:
        return Clue(
            r.DATA_FORMAT,
            f"The channels stand on axis 1 of what came, {came}; here they belong on the last axis.",
            axis=-1, expected=expected, received=received,
        )
    return Clue(
        r.CHANNEL_MISMATCH, f"{expected} channels are expected, and {received} came.",
        axis=-1, expected=expected, received=received,
    )


def _axis_of_spec(found, text):
    axis, expected = int(found["axis"]), int(found["value"])
    came = shape_of(found["shape"])
    if len(came) == 4 and axis in (-1, 3):
        return channels(expected, came)
    if len(came) == 4 and axis in (1, -3):  # a layer that was built for channels first
        return Clue(
            r.DATA_FORMAT if came[-1] == expected else r.CHANNEL_MISMATCH,
            f"{expected} channels are expected on axis 1, and {came[1]} came.",
            axis=axis, expected=expected, received=came[1],
        )
    received = came[axis] if -len(came) <= axis < len(came) else None
    return Clue(
        r.SIZE_PINNED_BY_DENSE,
        f"This layer owns one row of weights for each number that it is given, {expected} rows, and {received} came.",
        axis=axis, expected=expected, received=received,
    )


def _rank_of_spec(found, text):
    least, ndim = int(found["least"]), int(found["ndim"])
    shape = shape_of(found["shape"]) if found["shape"] else ()
    if ndim != least - 1:
        return Clue(r.OTHER, f"{least} axes are expected, and {ndim} came.", expected=least, received=shape or ndim)
    if least == 5:
        return Clue(
            r.RANK_MISSING_BATCH, "A film has 5 axes, and 4 came: pictures, without the axis of frames.",
            axis=1, expected=least, received=shape or ndim,
        )
    if len(shape) == 3 and shape[0] is None:  # fit and predict have put the batch axis on: the channels are missing
        return missing_axis((None, None, None, 1), shape)
    return Clue(
        r.RANK_MISSING_BATCH,
        f"A batch of pictures has {least} axes, and {ndim} came: one picture, without the batch axis.",
        axis=0, expected=least, received=shape or ndim,
    )


def _two_shapes(found, text):
    return by_shapes(shape_of(found["wanted"]), shape_of(found["came"]))


def _two_pictures(found, text):
    """As Keras worded it up to TensorFlow 2.1: shapes without the batch axis."""
    return by_shapes((None, *shape_of(found["wanted"])), (None, *shape_of(found["came"])))


def _rank_of_array(found, text):
    came, least = shape_of(found["shape"]), int(found["least"])
    if len(came) != least - 1:
        return None
    return Clue(
        r.RANK_MISSING_BATCH,
        f"A batch of pictures has {least} axes, and {len(came)} came: one picture, without the batch axis.",
        axis=0, expected=least, received=came,
    )


def _lite_axis(found, text):
    axis, expected, received = (int(found[name]) for name in ("axis", "wanted", "came"))
    if axis == 3:
        return Clue(
            r.CHANNEL_MISMATCH, f"{expected} channels are expected, and {received} came.",
            axis=-1, expected=expected, received=received,
        )
    return Clue(
        r.SIZE_PINNED_BY_INPUT,
        f"The converted model takes {expected} on axis {axis} of its input and nothing else; {received} came.",
        axis=axis, expected=expected, received=received,
    )


def _lite_rank(found, text):
    return Clue(
        r.RANK_MISSING_BATCH,
        f"The converted model takes {found['wanted']} axes, and {found['came']} came: a batch axis is missing.",
        axis=0, expected=int(found["wanted"]), received=int(found["came"]),
    )


def _rank_of_op(found, text):
    shapes = re.search(r"input shapes: (\[[\d,?]*\])", text)
    came = shape_of(shapes[1]) if shapes else int(found["came"])
    if int(found["wanted"]) != 4 or int(found["came"]) != 3:
        return None
    return Clue(
        r.RANK_MISSING_BATCH, "A convolution takes a batch of pictures, 4 axes, and 3 axes came.",
        axis=0, expected=4, received=came,
    )


def _not_four_axes(found, text):
    came = shape_of(found["shape"])
    return Clue(
        r.RANK_MISSING_BATCH, f"A batch of pictures has 4 axes, and {len(came)} came.", axis=0, expected=4, received=came
    )


# --- readers: rows of weights --------------------------------------------------------------------


def _matrices(found, text):
    came, owned = shape_of(found["a"]), shape_of(found["b"])
    received, expected = (came[-1] if came else None), (owned[-2] if len(owned) > 1 else None)
    return _rows(expected, received)


def _rows(expected, received):
    return Clue(
        r.SIZE_PINNED_BY_DENSE,
        f"A matrix of weights has {expected} rows, one for each number that it is given, and {received} came.",
        axis=-1, expected=expected, received=received,
    )


def _two_counts(found, text):
    return _rows(int(found["wanted"]), int(found["came"]))


def _row_without_length(found, text):
    name = found["path"].split("/")[-2] if "/" in found["path"] else ""
    kernel = shape_of(found["shape"])
    if len(kernel) == 4:
        return Clue(
            r.CHANNEL_MISMATCH,
            "The number of channels is open, None: a convolution cannot make its kernels for it.",
            layer=name, axis=-1,
        )
    return Clue(
        r.DENSE_ON_NONE,
        f"{name or 'Dense'} wants one row of weights for each number that it will be given, and on an open height or "
        f"width nobody knows how many that are: None.",
        layer=name, axis=-1,
    )


def _open_channels(found, text):
    return Clue(
        r.CHANNEL_MISMATCH,
        "The number of channels is open, None: a convolution must know it when it makes its kernels.",
        axis=-1,
    )


def _open_rows(found, text):
    return Clue(
        r.DENSE_ON_NONE, "Dense must know how many numbers it will be given, and that is open: None.", axis=-1
    )


# --- readers: channels ---------------------------------------------------------------------------


def _depth(found, text):
    came, depth = int(found["came"]), int(found["depth"])
    shapes = re.search(r"input shapes: (\[[\d,?]*\])", text)
    shape = shape_of(shapes[1]) if shapes else ()
    if 'data_format="NCHW"' in text and len(shape) == 4 and shape[-1] == depth:
        return Clue(
            r.DATA_FORMAT,
            f"This convolution was told that channels come first, and finds {came} on axis 1; they stand last here.",
            axis=1, expected=depth, received=came,
        )
    return channels(depth, shape or (came,))


def _builder_channels(found, text):
    came = shape_of(found["came"])
    return Clue(
        r.CHANNEL_MISMATCH, "Weights trained on ImageNet are for pictures of three channels.",
        axis=-1, expected=3, received=came[-1] if came else None,
    )


def _no_such_channel(found, text):
    return Clue(
        r.CHANNEL_MISMATCH, f"Something asks for colour channel {found['place']}, and there are {found['came']}: the pictures are gray.",
        axis=-1, expected=3, received=int(found["came"]),
    )


def _channels_first(found, text):
    return Clue(
        r.DATA_FORMAT,
        "The model keeps its channels first (NCHW), and on this device the op knows only channels last (NHWC).",
    )


# --- readers: batches ----------------------------------------------------------------------------


def _mixed(found, text):
    groups = found.groupdict()
    first, other = (shape_of(groups.get(name) or "") or None for name in ("first", "other"))
    axis = None
    if first and other and len(first) == len(other):
        axis = next((place for place, pair in enumerate(zip(first, other)) if None not in pair and pair[0] != pair[1]), None)
    seen = f": {first} and {other}" if first and other else ""
    return Clue(
        r.MIXED_SIZES, f"One tensor has one shape, and these pictures have several{seen}.",
        axis=axis, expected=first, received=other,
    )


def _mixed_along(found, text):
    axis = int(found["axis"])
    return Clue(
        r.MIXED_SIZES,
        f"One array has one shape; these pictures differ on axis {axis}: {found['first']} and {found['other']}.",
        axis=axis, expected=int(found["first"]), received=int(found["other"]),
    )


def _object_array(found, text):
    return Clue(
        r.MIXED_SIZES,
        "An array of objects: NumPy found no common shape for these pictures and kept them apart.",
    )


def _several_inputs(found, text):
    return Clue(
        r.RANK_MISSING_BATCH,
        f"A list is taken for several inputs, one each: {found['came']} came, and the model has {found['wanted']}. A batch "
        f"of pictures is one tensor.",
        axis=0, expected=int(found["wanted"]), received=int(found["came"]),
    )


def _unequal_slices(found, text):
    first, other = int(found["first"]), int(found["other"])
    return Clue(
        r.LABEL_SHAPE, f"The parts of a dataset have different lengths: {first} and {other}.",
        axis=0, expected=first, received=other,
    )


def _cardinality(found, text):
    sizes = [[int(one) for one in re.findall(r"\d+", part)] for part in re.findall(r"'\w+' sizes: ([\d, ]+)", text)]
    if not sizes:
        return None
    if len(set(sizes[0])) > 1:
        return Clue(
            r.MIXED_SIZES,
            f"A list of arrays is taken for several inputs, one each, and their first axes differ: "
            f"{', '.join(map(str, sizes[0][:4]))}. Pictures of one batch belong in one array.",
            axis=0, expected=sizes[0][0], received=next(size for size in sizes[0] if size != sizes[0][0]),
        )
    if "'sample_weight' sizes" in text and len({size for part in sizes[:-1] for size in part}) == 1:
        return Clue(
            r.LABEL_SHAPE, f"There are {sizes[0][0]} pictures, and sample_weight has {sizes[-1][0]} numbers.",
            axis=0, expected=sizes[0][0], received=sizes[-1][0],
        )
    pictures, labels = sizes[0][0], next((size for part in sizes[1:] for size in part if size != sizes[0][0]), None)
    return Clue(
        r.LABEL_SHAPE, f"There are {pictures} pictures and {labels} labels.", axis=0, expected=pictures, received=labels
    )


# --- readers: too small --------------------------------------------------------------------------


def _subtracting(found, text):
    window, side = int(found["window"]), int(found["side"])
    shape = re.search(r"input shapes: (\[[\d,?]*\])", text)
    shape = shape_of(shape[1]) if shape else ()
    axis = next((place for place in (1, 2) if len(shape) == 4 and shape[place] == side), None)
    return Clue(
        r.TOO_SMALL, f"A window of {window} does not fit on a feature map of {side}: the picture is too small for this "
        f"network.", axis=axis, expected=window, received=side,
    )


def _no_output(found, text):
    came = shape_of(found["came"])
    kernel = shape_of(found["kernel"]) if found.groupdict().get("kernel") else ()
    axis = next((place for place in (1, 2) if len(came) == 4 and came[place] and kernel and came[place] < kernel[place - 1]), 1)
    return Clue(
        r.TOO_SMALL, "The window is larger than the feature map that came: the picture is too small for this network.",
        axis=axis,
        expected=kernel[axis - 1] if kernel else None,
        received=came[axis] if len(came) == 4 and kernel else came,
    )


def _filter_size(found, text):
    side = re.search(r"input_size \+ padding \((\d+)\)", text)
    return Clue(
        r.TOO_SMALL, "The window is larger than the feature map that came: the picture is too small for this network.",
        axis=1, expected=int(found["window"]), received=int(side[1]) if side else None,
    )


def _empty_output(found, text):
    return Clue(r.TOO_SMALL, "A convolution has nothing to give: the picture is too small for this network.", axis=1)


def _bias_on_nothing(found, text):
    """A convolution without room for its window gave its input's shape, and its bias did not fit on that."""
    came = shape_of(found["came"])
    return Clue(
        r.TOO_SMALL, f"The convolution had no room for its window on {_numbers(came[1:3])} places.",
        axis=1 if came[1] <= came[2] else 2, received=min(came[1:3]),
    ) if len(came) == 4 and came[0] else None


def _builder_size(found, text):
    came = shape_of(found["came"])
    least = int(found["least"])
    axis = next((place for place, size in enumerate(came[:2], 1) if size and size < least), 1)
    return Clue(
        r.TOO_SMALL, f"This network halves the picture again and again and needs {least} × {found['wide']} at least.",
        axis=axis, expected=least, received=came[axis - 1] if came else None,
    )


def _cropping(found, text):
    came = shape_of(found["came"])
    cuts = [int(one) for one in re.findall(r"\d+", found["cuts"])]
    total = (sum(cuts[:2]), sum(cuts[2:]))
    axis = next((place for place in (1, 2) if came[place] and came[place] <= total[place - 1]), 1)
    return Clue(
        r.TOO_SMALL, f"{total[axis - 1]} are cut away on axis {axis}, and the feature map has {came[axis]} there.",
        axis=axis, expected=total[axis - 1] + 1, received=came[axis],
    )


def _groups(found, text):
    groups, came = int(found["groups"]), int(found["came"])
    return Clue(
        r.CHANNEL_MISMATCH, f"The channels are divided into {groups} groups, and {came} do not divide by that.",
        axis=-1, expected=groups, received=came,
    )


def _crop(found, text):
    came, crop = shape_of(found["came"]), shape_of(found["crop"])
    axis = next((place for place, pair in enumerate(zip(came, crop)) if pair[0] < pair[1]), None)
    return Clue(
        r.TOO_SMALL, f"A crop of {_numbers(crop[:2])} does not fit in a picture of {_numbers(came[:2])}.",
        axis=axis, expected=crop, received=came,
    )


def _primitive(found, text):
    return Clue(
        r.TOO_SMALL,
        f"A {found['op']} could not be set up at all. That happens where its window is larger than the feature map, or "
        f"the batch is empty.",
    )


# --- readers: two feature maps that should meet --------------------------------------------------


def _meeting(found, text):
    """Two shapes that an addition, a concatenation or a loss wanted to be equal."""
    groups = found.groupdict()
    first, second = shape_of(groups["first"]), shape_of(groups["second"])
    if _in_a_loss(text):
        return labels(second, first)
    return meeting(first, second, "oncat" in text, alone="[Op:Concat" in text or "ConcatOp :" in text)


def _meeting_unbatched(found, text):
    """Keras' merging layers leave the batch axis out of their words."""
    told = meeting((None, *shape_of(found["first"])), (None, *shape_of(found["second"])))
    return told and replace(told, kind="Add" if "Add" in text else "")


def meeting(first, second, concat=False, alone=False):
    """What two shapes that should be equal disagree on. `concat`: the last axis may differ. `alone`: the op was
    called by itself, so small equal channels speak for pictures and not for feature maps.
    """
    reach = min(len(first), len(second))
    pairs = list(zip(first[-reach:], second[-reach:])) if reach else []
    axes = [place - reach for place, pair in enumerate(pairs) if pair[0] != pair[1] and (concat or 1 not in pair)]
    if concat and len(axes) > 1 and -1 in axes:
        axes.remove(-1)
    if not axes:
        return None
    if axes == [-1] and not concat:
        constant = second if len(second) < len(first) or set(second[:-1]) <= {1} else first
        other = first if constant is second else second
        return Clue(
            r.CHANNEL_MISMATCH, f"{constant[-1]} channels are expected, and {other[-1]} came.",
            axis=-1, expected=constant[-1], received=other[-1],
        )
    axis = max(len(first), len(second)) + axes[0]
    if alone and first[-1] == second[-1] and first[-1] in (1, 3, 4):
        return Clue(
            r.MIXED_SIZES, f"One tensor has one shape, and these pictures have several: {first} and {second}.",
            axis=axis, expected=first, received=second,
        )
    if len(first) < 4 or len(second) < 4:
        return _tokens(first, second, axis)
    return Clue(
        r.SKIP_ODD_SIZE,
        f"Two branches should meet and their feature maps differ: {first} and {second}. Halving an odd side "
        f"rounds, doubling it back does not undo that.",
        axis=axis, expected=first, received=second,
    )


def _tokens(first, second, axis):
    constant, came = (second, first) if second[:1] == (1,) or len(second) < len(first) else (first, second)
    return Clue(
        r.OTHER,
        f"A table was made for {constant[axis - len(came)]} places, and {came[axis]} came: patches and position tables "
        f"fix the size of the picture.",
        axis=axis, expected=constant, received=came,
    )


def _list_of_shapes(found, text):
    shapes = [shape_of(one) for one in re.findall(r"\(([^()]*)\)", found["shapes"])]
    told = meeting(shapes[0], shapes[1], concat=True) if len(shapes) > 1 else None
    return told and replace(told, kind="Concatenate")


def _offsets(found, text):
    return _meeting(found, text) if "ConcatOffset" in text or "must match" in text else None


def _two_sizes(found, text):
    """'Dimensions must be equal, but are 33 and 34', with the shapes behind it."""
    shapes = [shape_of(one) for one in re.findall(r"\[[\d,?]*\]", text.split("input shapes:")[-1])]
    op = re.search(r"\}\} = (\w+)", text)
    if len(shapes) < 2:
        return None
    if "rgb_to_grayscale" in text:
        return channels(3, shapes[0])
    if op and op[1] in ("MatMul", "BatchMatMulV2"):
        return _rows(shapes[1][0 if op[1] == "MatMul" else -2], shapes[0][-1])
    if _in_a_loss(text):
        return labels(shapes[1], shapes[0])
    return meeting(shapes[0], shapes[1], concat=bool(op and op[1].startswith("Concat")))


def _numpy_pair(found, text):
    first, second = shape_of(found["first"]), shape_of(found["second"])
    return meeting(first, second, alone=True)


# --- readers: labels -----------------------------------------------------------------------------


def labels(output, target):
    """A model's output and the labels for it, shapes with the batch axis: a `Clue` on what they disagree in."""
    axis = next((place for place, pair in enumerate(zip(output, target)) if pair[0] != pair[1] and None not in pair), None)
    if axis is None and len(output) != len(target):
        axis = min(len(output), len(target))
    return Clue(
        r.LABEL_SHAPE, f"The model answers in shape {output}, and the labels have {target}.",
        axis=axis, expected=output, received=target,
    )


def _target_and_output(found, text):
    return labels(shape_of(found["output"]), shape_of(found["target"]))


def _one_hot(found, text):
    """A loss for class numbers, given rows of scores."""
    output, target = shape_of(found["output"]), shape_of(found["target"])
    if len(output) != len(target):
        return labels(output, target)
    return Clue(
        r.LABEL_SHAPE,
        f"The loss wants a class number for each answer, shape {output[:-1]}, and the labels have {target}.",
        axis=len(output) - 1, expected=output[:-1], received=target,
    )


def _gray_already(found, text):
    return Clue(r.CHANNEL_MISMATCH, "Only gray pictures, of one channel, can be turned to RGB so.", axis=-1, expected=1)


def _structures(found, text):
    return Clue(r.LABEL_SHAPE, "The model has another number of outputs than the labels have parts.")


def _label_value(found, text):
    return Clue(
        r.OTHER,
        f"A label says class {found['label']}, and the model answers for classes under {found['classes']}: count the "
        f"classes from 0, or give the last Dense more units.",
        expected=int(found["classes"]), received=int(found["label"]),
    )


# --- readers: pretrained networks and weights ----------------------------------------------------


def _top_classes(found, text):
    return Clue(
        r.PRETRAINED_TOP,
        f"The top that comes with ImageNet's weights tells 1000 classes apart, and {found['came']} are asked for.",
        axis=-1, expected=1000, received=int(found["came"]),
    )


def _top_size(found, text):
    wanted, came = shape_of(found["wanted"]), shape_of(found["came"])
    axis = next((place for place, pair in enumerate(zip(wanted, came), 1) if pair[0] != pair[1]), None)
    return Clue(
        r.PRETRAINED_TOP, f"The top that comes with ImageNet's weights was trained at {_numbers(wanted[:2])}.",
        axis=axis, expected=wanted, received=came,
    )


def _top_answers(found, text):
    came = shape_of(found["came"])
    return Clue(
        r.PRETRAINED_TOP,
        f"Only the top that comes with ImageNet's weights gives 1000 scores; this model gives {came[-1]}.",
        axis=-1, expected=1000, received=came[-1],
    )


def _top_open(found, text):
    return Clue(
        r.PRETRAINED_TOP, "A top with Flatten and Dense needs a fixed size, and the size is open.",
        axis=1, received=shape_of(found["came"]),
    )


def _weights(found, text):
    groups = found.groupdict()
    expected, received = shape_of(groups.get("own") or ""), shape_of(groups.get("saved") or "")
    axis = next((place for place, pair in enumerate(zip(expected, received)) if pair[0] != pair[1]), None)
    return Clue(
        r.WEIGHTS_MISMATCH,
        f"The weights are of another model: this one has {expected}, and {received} came.",
        layer=groups.get("layer") or "", axis=axis, expected=expected or None, received=received or None,
    )


def _weight_counts(found, text):
    expected, received = int(found["own"]), int(found["saved"])
    what = "layers with weights" if "ayer count" in text or "layers" in found[0] else "weights"
    return Clue(
        r.WEIGHTS_MISMATCH, f"The weights are of another model: this one has {expected} {what}, and {received} came.",
        layer=found.groupdict().get("layer") or "", expected=expected, received=received,
    )


def _weights_unloaded(found, text):
    return Clue(r.WEIGHTS_MISMATCH, "The weights are of another model: not every layer finds its own.")


# --- readers: reshapes and the rest --------------------------------------------------------------


def _count(shape):
    product = 1
    for size in shape:
        product *= size or 1
    return product


def _reshaped(found, text):
    came, wanted = shape_of(found["came"]), shape_of(found["wanted"])
    return reshape(_count(wanted), _count(came))


def reshape(expected, received):
    """A Reshape with a size written into it: as many numbers as it was made for, and what came."""
    return Clue(
        r.OTHER,
        f"A size is written into a reshape: it was made for {expected} numbers a picture, and {received} came.",
        expected=expected, received=received,
    )


def _reshaped_counts(found, text):
    return reshape(int(found["wanted"]), int(found["came"]))


def _wrong_dtype(found, text):
    return Clue(r.OTHER, f"This is about the type of the numbers, {found['dtype']}, not about their shape.")


def _ragged(text, error_kind):
    if not re.search(r"Ragged", text):
        return None
    return _placed(
        Clue(
            r.RAGGED,
            "The pictures came as a ragged tensor, each with its own size, and this layer computes on rectangles only.",
        ),
        text,
    )


_SHAPE = r"[\(\[][\d\s,None?.]*[\)\]]"

#: Wordings, the more telling first: what they look like, and who reads them.
_READERS = (
    # tf.data, NumPy and lists of pictures
    (rf"Cannot batch tensors with different shapes in component \d+\. First element had shape (?P<first>{_SHAPE}) and "
     rf"element \d+ had shape (?P<other>{_SHAPE})", _mixed),
    (rf"number of elements does not match\. Shapes are: \[tensor\]: (?P<other>{_SHAPE}), \[batch\]: (?P<first>{_SHAPE})", _mixed),
    (rf"Shapes of all inputs must match: values\[0\]\.shape = (?P<first>{_SHAPE}) != values\[\d+\]\.shape = (?P<other>{_SHAPE})", _mixed),
    (r"all input arrays must have the same shape", _mixed),
    (r"inhomogeneous shape", _mixed),
    (r"non-rectangular Python sequence", _mixed),
    (r"Dimension 0 in both shapes must be equal.*Shapes are (?P<first>\[[\d,]+\]) and (?P<other>\[[\d,]+\])\..*= Pack\[", _mixed),
    (r"in both shapes must be equal, but are .*Shapes are (?P<first>\[[\d,]+\]) and (?P<other>\[[\d,]+\])\..*= Pack\[", _mixed),
    (rf"could not broadcast input array from shape (?P<other>{_SHAPE}) into shape (?P<first>{_SHAPE})", _mixed),
    (r"along dimension (?P<axis>\d+), the array at index \d+ has size (?P<first>\d+) and the array at index \d+ has size "
     r"(?P<other>\d+)", _mixed_along),
    (rf"yielded an element of shape (?P<other>{_SHAPE}) where an element of shape (?P<first>{_SHAPE}) was expected", _mixed),
    (r"Invalid dtype: object|Unsupported object type|numpy\.object_|dtype\('O'\)", _object_array),
    (r"Data cardinality is ambiguous", _cardinality),
    (r"Attempted to pad to a smaller size than the input|padded shape .* is not compatible with the", _mixed),
    (r"expects (?P<wanted>1) (?:named )?input(?:\(s\))?.*?received (?P<came>\d+) input", _several_inputs),
    (r"expected (?P<wanted>1) input\(s\)\. Received (?P<came>\d+) instead", _several_inputs),
    (r"^Dimensions (?P<first>\d+) and (?P<other>\d+) are not compatible", _unequal_slices),
    # builders of keras.applications
    (r"`classes` should be 1000.*?Received.*?classes=(?P<came>\d+)", _top_classes),
    (rf"`?input_shape`? should be (?P<wanted>{_SHAPE}).*?Received:? *`?input_shape=(?P<came>{_SHAPE})", _top_size),
    (rf"expects a batch of predictions.*?with shape: (?P<came>{_SHAPE})", _top_answers),
    (rf"specify a static `input_shape`.*?input_shape=(?P<came>{_SHAPE})", _top_open),
    (rf"Input size must be at least (?P<least>\d+)x(?P<wide>\d+).*?input_shape=(?P<came>{_SHAPE})", _builder_size),
    (rf"input must have 3 channels.*?input_shape=(?P<came>{_SHAPE})", _builder_channels),
    # weights
    (rf"variable\.shape=(?P<own>{_SHAPE}), Received: value\.shape=(?P<saved>{_SHAPE})\. Target variable: <\w+ path="
     r"(?:[^,>]*/)?(?P<layer>[^/,>]+)/[^/,>]+,", _weights),
    (rf"ayer (?P<layer>\S+) weight shape (?P<own>{_SHAPE}) is not compatible with provided weight shape (?P<saved>{_SHAPE})", _weights),
    (rf"in layer (?:#\d+ )?\(named '?(?P<layer>[\w./-]+?)'?\).*?expects shape (?P<own>{_SHAPE}).*?(?:shape|of) (?P<saved>{_SHAPE})",
     _weights),
    (rf"incompatible tensor with shape (?P<saved>{_SHAPE}) when attempting to restore variable with shape (?P<own>{_SHAPE})", _weights),
    (r"Layer count mismatch.*?expected (?P<own>\d+) layers, found (?P<saved>\d+) saved", _weight_counts),
    (r"on layer ['\"](?P<layer>[^'\"]+)['\"] with a weight list of length (?P<saved>\d+), but the layer was expecting "
     r"(?P<own>\d+) weights", _weight_counts),
    (r"Layer ['\"](?P<layer>[^'\"]+)['\"] expected (?P<own>\d+) variables, but received (?P<saved>\d+) variables", _weight_counts),
    (r"in layer (?:#\d+ )?\(named '?(?P<layer>[\w./-]+?)'?.*?expects (?P<own>\d+) weight.*?(?:have|has|received|found) (?P<saved>\d+)",
     _weight_counts),
    (r"objects could not be loaded|axes don't match array|No such object .*weights|Unable to synchronously open object", _weights_unloaded),
    # losses
    (rf"Arguments `target` and `output` must have the same.*?target\.shape=(?P<target>{_SHAPE}), output\.shape=(?P<output>{_SHAPE})",
     _target_and_output),
    (rf"`output` must have rank.*?target\.shape=(?P<target>{_SHAPE}), output\.shape=(?P<output>{_SHAPE})", _one_hot),
    (rf"rank` must equal `logits.*?labels\.shape=(?P<target>{_SHAPE}) of rank.*?logits\.shape=(?P<output>{_SHAPE})", _one_hot),
    (rf"labels\.shape=(?P<target>{_SHAPE}) and logits\.shape=(?P<output>{_SHAPE})", _target_and_output),
    (rf"logits shape (?P<output>{_SHAPE}) and labels shape (?P<target>{_SHAPE})", _target_and_output),
    (rf"logits and labels must be broadcastable: logits_size=(?P<output>{_SHAPE}) labels_size=(?P<target>{_SHAPE})", _target_and_output),
    (rf"`?logits`? and `?labels`? must have the same shape.*?\((?P<output>{_SHAPE}) vs (?P<target>{_SHAPE})\)", _target_and_output),
    (rf"^.{{0,200}}Shapes (?P<target>{_SHAPE}) and (?P<output>{_SHAPE}) are incompatible", _target_and_output),
    (r"y_true and y_pred have different structures|When providing `?(?:loss|y)`? as a (?:list|dict)|"
     r"expects? \d+ (?:target|output)s?.*labels", _structures),
    (r"label value of (?P<label>-?\d+) which is outside the valid range of \[0, (?P<classes>\d+)\)", _label_value),
    # doors
    (rf"expected shape=(?P<wanted>{_SHAPE}), found shape=(?P<came>{_SHAPE})", _two_shapes),
    (rf"Expected shape (?P<wanted>{_SHAPE}), but input has incompatible shape (?P<came>{_SHAPE})", _two_shapes),
    (rf"an not cast TensorSpec\(shape=(?P<came>{_SHAPE}).{{0,80}}? to TensorSpec\(shape=(?P<wanted>{_SHAPE})", _two_shapes),
    (rf"Tensor's shape (?P<came>{_SHAPE}) is not compatible with supplied shape (?P<wanted>{_SHAPE})", _two_shapes),
    (rf"[Ss]hape of tensor \S+ (?P<came>{_SHAPE}) is not compatible with expected shape (?P<wanted>{_SHAPE})", _two_shapes),
    (rf"expected \S+ to have shape (?P<wanted>{_SHAPE}) but got array with shape (?P<came>{_SHAPE})", _two_pictures),
    (rf"expected \S+ to have (?P<least>\d+) dimensions, but got array with shape (?P<shape>{_SHAPE})", _rank_of_array),
    (rf"expected axis (?P<axis>-?\d+) ?of input shape to have value (?P<value>\d+),? but received input with shape "
     rf"(?P<shape>{_SHAPE})", _axis_of_spec),
    (rf"expected (?:min_|max_)?ndim=(?P<least>\d+), found ndim=(?P<ndim>\d+)(?:\. Full shape received: (?P<shape>{_SHAPE}))?",
     _rank_of_spec),
    (r"Dimension mismatch\. Got (?P<came>\d+) but expected (?P<wanted>\d+) for dimension (?P<axis>\d+) of input", _lite_axis),
    (r"Dimension mismatch\. Got (?P<came>\d+) but expected (?P<wanted>\d+) for input", _lite_rank),
    (r"[Ss]hape must be rank (?P<wanted>\d+) but is rank (?P<came>\d+)", _rank_of_op),
    (r"must be (?:4-dimensional|rank 4)[^\[\(]{0,40}(?P<shape>\[[\d,]*\])", _not_four_axes),
    # what cannot be built
    (rf"must be fully-defined.*?Received: shape=(?P<shape>{_SHAPE}) for variable path='(?P<path>[^']*)'", _row_without_length),
    (r"unsupported operand type\(s\) for [%/]+: 'NoneType' and 'int'|channel dimension of the inputs should be defined",
     _open_channels),
    (r"last dimension of the inputs to (?:a )?`?Dense`?(?: layer)? should be defined", _open_rows),
    # channels
    (r"Depth of input \((?P<came>\d+)\) is not a multiple of input depth of filter \((?P<depth>\d+)\)", _depth),
    (r"input depth must be evenly divisible by filter depth: (?P<came>\d+) vs (?P<depth>\d+)", _depth),
    (r"[Dd]epth of input must be a multiple of depth of filter: (?P<came>\d+) vs (?P<depth>\d+)", _depth),
    (r"divisible by the number of groups\. Received:? groups=(?P<groups>\d+).*?has (?P<came>\d+) channels", _groups),
    (r"must have (?P<depth>\d+) channels but instead has (?P<came>\d+) channels", _depth),
    (r"index (?P<place>[12]) is out of bounds for axis 3 with size (?P<came>[12])\b", _no_such_channel),
    (r"grayscale image should be size 1", _gray_already),
    (r"only supports? (?:the )?NHWC|NCHW.{0,60}not (?:yet )?(?:supported|implemented)", _channels_first),
    # too small
    (r"Negative dimension size caused by subtracting (?P<window>\d+) from (?P<side>\d+)", _subtracting),
    (rf"output size would be (?:zero or )?negative\. Received.*?`?inputs?[ ._]shape=(?P<came>{_SHAPE})`?"
     rf"(?:, `(?:kernel[ ._]shape|pool_size)=(?P<kernel>{_SHAPE}))?", _no_output),
    (r"must be at least effective_filter_size \((?P<window>\d+)\)", _filter_size),
    (rf"operation resulted in an empty output\. Output shape: (?P<came>{_SHAPE})", _empty_output),
    (rf"calling \w*Conv2D.*Incompatible shapes: (?P<came>{_SHAPE}) vs\. \[1,1,1,\d+\] \[Op:AddV2\]", _bias_on_nothing),
    (rf"dimensions in the output is <= 0.*?input shape:? (?P<came>{_SHAPE})", _no_output),
    (rf"Need value\.shape >= size, got \] (?P<came>{_SHAPE}) (?P<crop>{_SHAPE})", _crop),
    (r"Need value\.shape >= size, got '\s+(?P<came>[\d, ]+)\s+(?P<crop>[\d, ]+)", _crop),
    (rf"`cropping` argument should be smaller.*?inputs\.shape=(?P<came>{_SHAPE}), cropping=(?P<cuts>[\d(), ]+)", _cropping),
    (r"could not create a (?:primitive )?descriptor for an? (?P<op>\w+)", _primitive),
    # two that should meet
    (rf"`Concatenate` layer requires inputs with matching shapes.*?(?:input_shape=|inputs shapes: )\[(?P<shapes>.*?)\]", _list_of_shapes),
    (rf"All dimensions except \d+ must match\. Input \d+ has shape (?P<second>{_SHAPE}) and doesn't match input 0 with shape "
     rf"(?P<first>{_SHAPE})", _offsets),
    (rf"ConcatOp : Dimension.{{0,40}}?(?:must be equal|should match): shape\[0\] = (?P<first>{_SHAPE}) vs\. shape\[\d+\] = "
     rf"(?P<second>{_SHAPE})", _meeting),
    (rf"Inputs have incompatible shapes\. Received shapes (?P<first>{_SHAPE}) and (?P<second>{_SHAPE})", _meeting_unbatched),
    (r"[Dd]imension.{0,20}must be equal, but are \d+ and \d+", _two_sizes),
    (rf"Incompatible shapes: (?P<first>{_SHAPE}) vs\. (?P<second>{_SHAPE})", _meeting),
    (rf"operands could not be broadcast together with (?:remapped )?shapes (?P<first>{_SHAPE}) (?P<second>{_SHAPE})", _numpy_pair),
    # matrices
    (rf"Matrix size-incompatible: In\[0\]: (?P<a>{_SHAPE}), In\[1\]: (?P<b>{_SHAPE})", _matrices),
    (rf"In\[0\] mismatch In\[1\] shape: (?P<came>\d+) vs\. (?P<wanted>\d+)", _two_counts),
    (r"Expected dimension (?P<came>\d+) at axis \d+ of the input shaped \[[\d,]+\] but got dimension (?P<wanted>\d+)", _two_counts),
    (r"\(size (?P<wanted>\d+) is different from (?P<came>\d+)\)", _two_counts),
    (r"not aligned: (?P<came>\d+) \(dim \d+\) != (?P<wanted>\d+) \(dim \d+\)", _two_counts),
    # reshapes
    (rf"total size of the tensor must be unchanged.*?input_shape=(?P<came>{_SHAPE}), target_shape=(?P<wanted>{_SHAPE})", _reshaped),
    (r"Cannot reshape a tensor with (?P<came>\d+) elements to shape \[[^\]]*\] \((?P<wanted>\d+) elements\)", _reshaped_counts),
    (r"reshape is a tensor with (?P<came>\d+) values, but the requested shape has (?P<wanted>\d+)", _reshaped_counts),
    (r"reshape is a tensor with (?P<came>\d+) values, but the requested shape requires a multiple of (?P<wanted>\d+)", _reshaped_counts),
    (r"num_input_elements != num_output_elements \((?P<came>\d+) != (?P<wanted>\d+)\)", _reshaped_counts),
    (rf"cannot reshape array of size (?P<came>\d+) into shape (?P<shape>{_SHAPE})",
     lambda found, text: reshape(_count(shape_of(found["shape"])), int(found["came"]))),
    # not about shapes
    (r"has DataType (?P<dtype>\w+) not in list of allowed|[Ii]nvalid dtype: (?!object)\b(?=\w)", 
     lambda found, text: _wrong_dtype(found, text) if found.groupdict().get("dtype") else None),
)
