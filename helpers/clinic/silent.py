"""What raises nothing and is wrong: a model and its inputs, examined without running the model.

The evidence is TensorFlow's own inference of shapes, the channels of every kernel against those that come, and,
of a pipeline, its real batches. No number of the model is computed: a convolution without room for its window may
answer from uninitialised memory, and other such calls end the process.
"""

import re
from math import prod

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2 as frozen

from .reading import DATA_FORMAT, FLATTEN_FITS_BY_LUCK, HIGH, MEDIUM, RANK_MISSING_BATCH, ROWS_NEVER_READ
from .reading import Diagnosis, Fix, plain
from .trace import trace_shapes

SCRAMBLED_IN_BATCH = "scrambled-in-batch"
CHANNELS_GROUPED = "channels-grouped"
EMPTY_MAP = "empty-feature-map"
SIGNATURE_IGNORES_SHAPE = "signature-ignores-shape"

LOOKED_AT = 10  # batches of a pipeline, at most
CHANNELS = (1, 3, 4)  # gray, RGB, with alpha: what the axis of channels of a picture holds
SMOOTH = 0.5  # neighbours in a photo differ by less than this part of what places far apart differ by
LARGEST = 64  # times its own side: as far as a larger picture is looked for that leaves no map empty


def examine(model, inputs):
    """What is wrong with `model(inputs)` although it raises nothing: a tuple of `Diagnosis`, () for nothing found.

    `model`: a Keras model or layer, what `tf.saved_model.load` returns, or one of its signatures. `inputs`: what it
    is called with, a tensor or an array, (batch, height, width, channels), or several in a list or dict; or a
    batched tf.data.Dataset of such, alone or with labels. A dataset is gone through twice, `LOOKED_AT` batches at
    most; of it the model is asked about the first batch. A model that was never called is built, as by a call.

    What the model refuses is not for here: () as well. Whether a map that comes out empty is refused depends on the
    build of TensorFlow, so that is told in either case. Raises TypeError where `model` cannot be called, or where
    `inputs` are no tensors.
    """
    if not callable(model) and not _signatures(model):
        raise TypeError(f"examine() takes a model first, not {type(model).__name__}.")
    if isinstance(inputs, tf.data.Dataset):
        return _examine_dataset(model, inputs)
    for value in tf.nest.flatten(inputs):
        if not hasattr(value, "shape") or not hasattr(value, "dtype"):
            raise TypeError(
                f"examine() takes tensors, arrays or a tf.data.Dataset after the model, not {type(value).__name__}."
            )
    signature = _signature(model)
    found = _examine_signature(signature, inputs) if signature else _examine_call(model, inputs)
    return tuple(filter(None, found))


def _signatures(model):
    return getattr(model, "signatures", None)


def _signature(model):
    """The graph function behind an exported model or a signature of it; None for any other model."""
    if signatures := _signatures(model):
        return signatures.get("serving_default", next(iter(signatures.values())))
    return model if hasattr(model, "structured_input_signature") else None


# --- a model, called -------------------------------------------------------------------------------


def _examine_call(model, inputs):
    spec = _spec(inputs)
    seen = spec is not None and trace_shapes(model, spec)
    if not seen or _of_several(seen):
        return ()
    if guessed := _guessed(seen):
        return (guessed,)
    if seen.refusal:
        return (_empty_map(model, spec, seen),)
    return (
        _channels_first(model, seen, inputs) or _misread(seen),
        _grouped(model, spec, seen),
        _empty_map(model, spec, seen),
    )


def _spec(inputs):
    """Shapes and types of what goes in; None for what has no one shape, or a type that TensorFlow does not know."""
    try:
        return tf.nest.map_structure(lambda value: tf.TensorSpec(tuple(value.shape), value.dtype), inputs)
    except (TypeError, ValueError):
        return None


def _of_several(seen):
    """Whether the model takes several inputs: which of them is the picture, nobody knows."""
    return not all(isinstance(size, int) for size in seen.shape_in)


def _guessed(seen):
    """One picture without a batch axis, taken for many gray ones.

    A stack of gray pictures, (many, height, width), is read as it is meant: a picture is wider than a pixel has
    channels, and where the model's own size is fixed, the stack has it.
    """
    one_axis_less = len(seen.shape_in) == len(seen.made_for) - 1 == 3
    if not one_axis_less or (seen.refusal and _emptied(seen) is None):
        return None
    height, width, channels = seen.shape_in
    if (width, channels) == seen.made_for[1:-1] or channels > max(CHANNELS):
        return None
    gray = "tf.image.rgb_to_grayscale"
    x = {1: "x", 2: "x[..., :1]", 3: f"{gray}(x)", 4: f"{gray}(x[..., :3])"}[channels]
    return Diagnosis(
        RANK_MISSING_BATCH,
        f"Keras guessed an axis: it took this one picture of {height} × {width} × {channels} for {height} gray "
        f"pictures of {width} × {channels}, to be answered {height} times.",
        layer=_called(seen),
        axis=0,
        expected=seen.made_for,
        received=seen.shape_in,
        fixes=(
            Fix("gray, with the batch axis", "the model takes one channel, and a batch of one picture is a batch",
                f"x = {x}[tf.newaxis]"),
        ),
        confidence=HIGH,
    )


def _misread(seen):
    """A Dense behind a Flatten that another size happens to fit, or windows that leave the rest of it out."""
    step = seen.misread
    if step is None or not ("Flatten" == step.kind or _has_a_window(step)):
        return None
    own = seen.own_step(step.name)
    height, width = seen.made_for[1:3]
    resize = Fix("resize first", f"the model gets the {height} × {width} that it was made for",
                 f"x = tf.image.resize(x, ({height}, {width}))")
    given = f"{_size(seen.shape_in)} instead of {_size(seen.made_for)}"
    if step.kind != "Flatten":
        return Diagnosis(
            ROWS_NEVER_READ,
            f"A part of the picture is never read: it is {given}, and {step.name} makes {_size(step.shape_out)} of "
            f"{_size(step.shape_in)} as it does of {_size(own.shape_in)}. What does not fill a window is left out.",
            layer=_named(step),
            expected=own.shape_in,
            received=step.shape_in,
            fixes=(resize,),
            confidence=HIGH,
        )
    return Diagnosis(
        FLATTEN_FITS_BY_LUCK,
        f"The picture is read in rows of the wrong length: it is {given}, and {step.name} makes as long a row of both, "
        f"{step.shape_out[-1]} numbers. Dense tells them apart by their place, and the places hold other parts here.",
        layer=_named(step),
        axis=-1,
        expected=own.shape_out[-1],
        received=step.shape_out[-1],
        expected_from=own.shape_in[1:],
        received_from=step.shape_in[1:],
        fixes=(resize,),
        confidence=HIGH,
    )


def _has_a_window(step):
    """Whether a layer slides a window that may leave a rest out. Global and adaptive pooling read everything."""
    slides = "Conv" in step.kind or step.kind.endswith("Pooling2D")
    return slides and not step.kind.startswith(("Global", "Adaptive"))


def _channels_first(model, seen, inputs):
    """(batch, channels, height, width) in layers that read (batch, height, width, channels)."""
    shape = seen.shape_in
    if len(shape) != 4 or shape[1] not in CHANNELS:
        return None
    move = "x = tf.transpose(x, (0, 2, 3, 1))"
    if seen.misread and (*shape[2:], shape[1]) == seen.made_for[1:]:
        step, fix = seen.misread, Fix("channels last", "then this is the shape that the model was made for", move)
        return _data_format(
            f"The channels stand first: {shape[1:]} is the {seen.made_for[1:]} that the model was made for in another "
            f"order, {prod(shape[1:])} numbers in both, so {step.name} takes it and reads them in the wrong places.",
            step, seen.made_for, shape, (fix,), HIGH,
        )  # fmt: skip
    step = _reads_channels_last(model, seen)
    if step is None or not _looks_like_channels_first(inputs):
        return None
    rebuild = (
        f"{move}\n"
        "model = keras.models.clone_model(model, input_tensors=keras.Input(x.shape[1:]))  # to be trained anew"
    )
    return _data_format(
        f"The channels stand first, and {step.name} reads the last axis as channels: a picture {shape[1]} pixels high "
        f"and {shape[2]} wide, with {shape[3]} channels a pixel. From one of these to the next the values change as "
        f"smoothly as along a side of a photo.",
        step, (*shape[:1], *shape[2:], shape[1]), shape,
        (Fix("channels last, pictures and model", "the weights were made for the wrong axis too", rebuild),), MEDIUM,
    )  # fmt: skip


def _data_format(summary, step, expected, received, fixes, confidence):
    return Diagnosis(
        DATA_FORMAT, summary, layer=_named(step), axis=-1, expected=expected, received=received, fixes=fixes,
        confidence=confidence,
    )


def _reads_channels_last(model, seen):
    """The first layer that the picture reaches in its own shape and that looks for channels on the last axis."""
    layers = _layers(model)
    for step in seen.steps:
        layer = layers.get(step.name)
        if step.kind != "Flatten" and getattr(layer, "data_format", "") == "channels_last":
            return step if step.shape_in == seen.shape_in else None
    return None


def _looks_like_channels_first(inputs):
    """Whether both last axes of the first picture are sides of a photo: large, and smooth from place to place.

    Feature maps may be as small and as deep, but neighbours among their channels have nothing in common.
    """
    picture = np.asarray(inputs[0], np.float32)
    channels, height, width = picture.shape
    large = min(height, width) > 2 * max(CHANNELS) and (channels > 1 or height == width)
    return large and _smooth(picture, 1) and _smooth(picture, 2)


def _smooth(values, axis):
    """Whether neighbours along an axis are alike, compared with places half the axis apart."""
    near = np.abs(np.diff(values, axis=axis)).mean()
    far = np.abs(values - np.roll(values, values.shape[axis] // 2, axis)).mean()
    return bool(near < SMOOTH * far)


def _grouped(model, spec, seen):
    """A convolution whose kernel is less deep than what comes: TensorFlow splits the channels into groups.

    Keras' own layers compare channels, and say `groups` where they mean them; a bare tf.nn.conv2d does not. Read off
    the graph that a call would run, at its outermost level.
    """
    layers = _layers(model)
    for op in _graph(model, spec).get_operations():
        if op.type != "Conv2D":
            continue
        came, kernel = (tuple(tensor.shape) for tensor in op.inputs[:2])
        channels = came[-1 if op.get_attr("data_format") == b"NHWC" else 1]
        step = next((step for step in seen.steps if _inside(op.name, step.name)), None)
        if channels == kernel[2] or getattr(layers.get(step and step.name), "groups", 1) > 1:
            continue
        return _read_as_groups(seen, step, channels, kernel)
    return None


def _read_as_groups(seen, step, channels, kernel):
    groups, filters = channels // kernel[2], kernel[3]
    own = Fix(
        f"give it {kernel[2]} channels",
        f"here the first {kernel[2]}, if those are the picture",
        _first_channels(seen, channels, kernel[2]),
    )
    refuse = Fix("Conv2D of Keras in place of tf.nn.conv2d", "it compares channels, and refuses")
    return Diagnosis(
        CHANNELS_GROUPED,
        f"{channels} channels come to kernels that are {kernel[2]} deep, and TensorFlow makes {groups} groups of them: "
        f"each of the {filters} kernels sees {kernel[2]} of the {channels} channels only.",
        layer=_named(step) if step else "",
        axis=-1,
        expected=kernel[2],
        received=channels,
        fixes=(own, refuse),
        confidence=HIGH,
    )


def _first_channels(seen, channels, wanted):
    """Code that gives the model fewer channels; "" where they are too many only further in."""
    if channels != seen.shape_in[-1]:
        return ""
    cut = f"x = x[..., :{wanted}]"
    if seen.made_for[-1:] != (channels,):
        return cut
    door = (*seen.made_for[1:-1], wanted)
    return f"{cut}\nmodel = keras.models.clone_model(model, input_tensors=keras.Input({door}))  # to be trained anew"


def _graph(model, spec):
    return tf.function(lambda given: model(given), autograph=False).get_concrete_function(spec).graph


def _inside(op_name, layer_name):
    """Whether an op's name, 'functional_1/stem_1/Conv2D', says that the layer 'stem' made it."""
    return any(re.fullmatch(rf"{re.escape(layer_name)}(_\d+)?", part) for part in op_name.split("/"))


def _layers(model):
    """{name: layer} of a model's layers at every depth; {} of what is none of Keras'."""
    return {layer.name: layer for layer in model._flatten_layers()} if hasattr(model, "_flatten_layers") else {}


def _empty_map(model, spec, seen):
    """A layer of whose feature map nothing is left, so that what follows computes with nothing."""
    step = _emptied(seen)
    if step is None:
        return None
    left = f"leaves {_axes(step.shape_out)} of it" if step.shape_out else "has no room for its window there"
    larger = _large_enough(model, spec)
    fix = Fix("larger pictures", "a model needs a place in every map")
    if larger:
        why = f"{larger[0]} × {larger[1]} is the least of this aspect that leaves something in every map"
        fix = Fix("resize or pad first", why, f"x = tf.image.resize(x, {larger})")
    return Diagnosis(
        EMPTY_MAP,
        f"The picture is too small: {step.name} gets {_axes(step.shape_in)}, and {left}. The mean of nothing is NaN, "
        f"and what comes of a convolution without room may be whatever lay in memory.",
        layer=_named(step),
        received=step.shape_in,
        fixes=(fix,),
        confidence=HIGH,
    )


def _emptied(seen):
    """The first step that gives a map without places, or that shape inference stops because it would."""
    for step in seen.steps:
        if step.shape_out and 0 in step.shape_out[1:] and 0 not in step.shape_in[1:]:
            return step
    return seen.steps[-1] if seen.refusal and seen.steps and "Negative dimension size" in seen.refusal.message else None


def _large_enough(model, spec):
    """The smallest (height, width) of the same aspect that empties no map; None where there is none up to LARGEST."""
    if not isinstance(spec, tf.TensorSpec) or len(spec.shape) != 4:
        return None
    batch, height, width, channels = spec.shape
    least = min(height, width)

    def size(side):
        return tuple(-(-side * own // least) for own in (height, width))

    def enough(side):
        seen = trace_shapes(model, tf.TensorSpec((batch, *size(side), channels), spec.dtype))
        return bool(seen) and not seen.refusal and _emptied(seen) is None

    too_small, side = least, 2 * least
    while not enough(side):
        too_small, side = side, 2 * side
        if side > LARGEST * least:
            return None
    while side - too_small > 1:
        middle = (side + too_small) // 2
        too_small, side = (too_small, middle) if enough(middle) else (middle, side)
    return size(side)


# --- an exported model -----------------------------------------------------------------------------


def _examine_signature(signature, inputs):
    """A graph that was made for one shape, and runs on another without looking."""
    declared = [spec for spec in tf.nest.flatten(signature.structured_input_signature) if hasattr(spec, "shape")]
    spec = _spec(inputs)
    if len(declared) != 1 or not isinstance(spec, tf.TensorSpec) or declared[0].shape.is_compatible_with(spec.shape):
        return ()
    made_for, given = tuple(declared[0].shape), tuple(spec.shape)
    answer = _answer_of(signature, given)
    if answer is None:
        return ()
    return (
        Diagnosis(
            SIGNATURE_IGNORES_SHAPE,
            f"The signature was exported for {made_for} and does not check it: {given} runs as well, and gives "
            f"{answer}. The exported model's serve() refuses this shape.",
            layer=declared[0].name,
            expected=made_for,
            received=given,
            fixes=(Fix("the exported shape", "that is what the weights were trained for", _to(made_for, given)),),
            confidence=HIGH,
        ),
    )


def _to(made_for, given):
    """Code that brings `x` of one shape to another of the same rank, as far as slicing and resizing can."""
    lines = []
    if made_for[-1] is not None and given[-1] > made_for[-1]:
        lines.append(f"x = x[..., :{made_for[-1]}]")
    if made_for[1:3] != given[1:3] and None not in made_for[1:3]:
        lines.append(f"x = tf.image.resize(x, {made_for[1:3]})")
    return "\n".join(lines)


def _answer_of(signature, shape):
    """The shape of what the graph gives for an input of that shape, None where an op refuses it or gives nothing.

    The graph holds shapes of its own: it is made anew from its definition, with weights as constants, so that
    TensorFlow infers every shape again.
    """
    graph = frozen(signature).graph
    (entry,) = [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]
    leaving = [tensor.name for tensor in graph.outputs]
    with tf.Graph().as_default():
        given = tf.compat.v1.placeholder(entry.dtype, shape)
        try:
            answers = tf.graph_util.import_graph_def(graph.as_graph_def(), {entry.name: given}, leaving, name="")
        except ValueError:
            return None
        return tuple(answers[0].shape)


# --- a pipeline ------------------------------------------------------------------------------------


def _examine_dataset(model, dataset):
    """Pictures that are scrambled on their way into a batch; otherwise what the model does with the first batch."""
    scrambled = _scrambled(model, dataset)
    if scrambled:
        return (scrambled,)
    try:
        batch = next(iter(dataset))
    except (StopIteration, tf.errors.OpError):
        return ()
    return examine(model, batch[0] if isinstance(batch, tuple) else batch)


def _scrambled(model, dataset):
    """`map` and `batch` fused into one step copy numbers without comparing shapes; kept apart, they refuse."""
    apart = tf.data.Options()
    apart.experimental_optimization.map_and_batch_fusion = False
    batches, error = _batches(dataset.with_options(apart))
    met = error and _two_shapes(error)
    if not met or prod(met[0]) != prod(met[1]):
        return None
    number = len(batches) + 1
    fused, error = _batches(dataset.take(number))
    if error:
        return None
    first, other, place = met
    return Diagnosis(
        SCRAMBLED_IN_BATCH,
        f"In batch {number} the first picture is {_axes(first, 0)} and picture {place + 1} is {_axes(other, 0)}: "
        f"{prod(first)} numbers each. map() and batch(), which TensorFlow fuses, fill one into the other's shape and "
        f"raise nothing; kept apart they refuse that batch. {number} of at most {LOOKED_AT} batches were looked at.",
        layer="map, batch",
        expected=first,
        received=other,
        fixes=_pipeline_fixes(model, dataset, first, fused[0]),
        confidence=HIGH,
    )


def _batches(dataset):
    """The sizes of the batches that come, and the words of what a batch raises, "" for nothing."""
    came = []
    try:
        for batch in dataset.take(LOOKED_AT):
            came.append(tf.nest.flatten(batch)[0].shape[0])
    except tf.errors.OpError as error:
        return came, plain(str(error))
    return came, ""


def _two_shapes(message):
    """The shapes that could not be batched, and the place of the second; None where it is about something else."""
    found = re.search(r"First element had shape \[([\d,]*)\] and element (\d+) had shape \[([\d,]*)\]", message)
    if not found:
        return None
    first, other = (tuple(map(int, found[group].split(","))) for group in (1, 3))
    return first, other, int(found[2])


def _pipeline_fixes(model, dataset, shape, many):
    sides = getattr(model, "input_shape", None) or ()
    sides = sides[1:3] if len(sides) == 4 and None not in sides[1:3] else (max(shape[:2]),) * 2
    labelled = isinstance(dataset.element_spec, tuple) and len(dataset.element_spec) == 2
    resized = f"tf.image.resize(picture, {sides})"
    work = f"lambda picture, label: ({resized}, label)" if labelled else f"lambda picture: {resized}"
    plain_pictures = labelled or isinstance(dataset.element_spec, tf.TensorSpec)
    return (
        Fix(
            "one size before the batch",
            "in the map, where every picture still has its own shape; here `dataset` is the pipeline up to its batch()",
            f"dataset = dataset.map({work}).batch({many})" if plain_pictures else "",
        ),
        Fix(
            "keep map and batch apart",
            "the batch is refused then, instead of scrambled",
            "apart = tf.data.Options()\n"
            "apart.experimental_optimization.map_and_batch_fusion = False\n"
            "dataset = dataset.with_options(apart)",
        ),
    )


# --- words -----------------------------------------------------------------------------------------


def _named(step):
    return f"{step.name} ({step.kind})"


def _called(seen):
    return f"{seen.model} ({seen.kind})"


def _size(shape):
    """'224 × 224' of (None, 224, 224, 3)."""
    return _axes(shape[:3])


def _axes(shape, start=1):
    """'224 × 224 × 3' of (None, 224, 224, 3): a shape without its first axes."""
    return " × ".join(map(str, shape[start:]))
