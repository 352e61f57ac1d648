"""From a trace to a reading: which layer, which axis, what it expected, what it got, whence the numbers.

Needs neither matplotlib nor widgets, so it works in a plain script. The evidence is the trace, that
is, a real run; TensorFlow's message is kept whole and never replaced.
"""

from dataclasses import dataclass, replace

from helpers.trace import REFUSED, WRONG, trace

SIZE_PINNED_BY_DENSE = "size-pinned-by-dense"
SIZE_PINNED_BY_INPUT = "size-pinned-by-functional-input"
RANK_MISSING_BATCH = "rank-missing-batch"
CHANNEL_MISMATCH = "channel-mismatch"
DATA_FORMAT = "data-format"
DENSE_ON_NONE = "dense-on-none"
TOO_SMALL = "too-small-for-network"
FLATTEN_FITS_BY_LUCK = "flatten-fits-by-luck"
ROWS_NEVER_READ = "rows-never-read"
OTHER = "other"


@dataclass(frozen=True)
class Fix:
    """A treatment: its short name, why it applies here, and code to copy."""

    name: str
    why: str
    code: str


@dataclass(frozen=True)
class Diagnosis:
    """The reading of one trace.

    `expected` and `received` are numbers or shapes, as in TensorFlow's message; `expected_from` and
    `received_from` are the feature maps whose product they are, () where they are no product.
    `layer` is the layer that refuses (or, where none does, the one that misreads), "" for none;
    `axis` is the axis it speaks of, None where it is about several. `original` is TensorFlow's
    message untouched, "" where it said nothing.
    """

    cause: str
    summary: str
    layer: str = ""
    axis: int | None = None
    expected: int | tuple | None = None
    received: int | tuple | None = None
    expected_from: tuple = ()
    received_from: tuple = ()
    fixes: tuple = ()
    original: str = ""

    def __str__(self):
        lines = [self.summary]
        if self.expected is not None:
            lines.append(f"  expected {product(self.expected, self.expected_from)}")
            lines.append(f"  received {product(self.received, self.received_from)}")
        return "\n".join(lines + [f"  try: {fix.name}: {fix.why}" for fix in self.fixes])


def product(number, factors):
    """'127008 = 63 × 63 × 32', or the bare number where there are no factors."""
    return f"{number} = {' × '.join(map(str, factors))}" if factors else f"{number}"


def explain(error, model, inputs):
    """Read an exception that `model(inputs)` raised, by running that call again and watching.

    Returns a `Diagnosis` whose `original` is the message of `error`, whole. Raises nothing.
    """
    diagnosis = read(trace(model, inputs)) or Diagnosis(OTHER, "The same call passes now.")
    return replace(diagnosis, original=str(error))


def read(trace):
    """The `Diagnosis` of a `Trace`, or None where the model did what it was made for."""
    if trace.outcome == REFUSED:
        return replace(_read_refusal(trace), original=trace.refusal.message)
    return _read_luck(trace) if trace.outcome == WRONG else None


def _read_refusal(trace):
    if not trace.steps:
        return _refused_at_the_door(trace)
    step = trace.steps[-1]
    own = trace.own_step(step.name)
    if step.refusal is None:
        return Diagnosis(OTHER, f"{trace.model} refuses after {step.name}, outside its layers.")
    if trace.unbuilt and step.kind == "Dense" and step.shape_in[-1] is None:
        return _dense_on_none(step)
    if step.kind == "Dense" and own and own.shape_in[-1:] != step.shape_in[-1:]:
        return _refused_by_dense(trace, step, own)
    if step.kind == "Conv2D" and len(step.shape_in) == 4 and step.shape_in[-1] != step.kernel[2]:
        return _channel_mismatch(
            f"The door let it in, and {step.name} refuses: its kernels are {step.kernel[2]} channels deep.",
            step.name, step.kernel[2], step.shape_in,
        )
    if "Pooling2D" in step.kind and 1 in step.shape_in[1:3]:
        return _too_small(step)
    return Diagnosis(OTHER, f"Layer {step.name} ({step.kind}) refuses.", layer=step.name)


def _refused_at_the_door(trace):
    """Functional compares the picture with its Input before any layer runs."""
    made_for, got = trace.made_for, trace.shape_in
    other = Diagnosis(OTHER, f"{trace.model} refuses before any of its layers runs.")
    if trace.kind != "Functional" or not all(isinstance(size, int) for size in got):
        return other
    if len(got) == len(made_for) - 1 == 3:
        return _no_batch_axis(
            "The model refuses at its door: it takes a batch of pictures, 4 axes, and this is one picture, 3 axes.",
            trace,
        )
    if len(got) == len(made_for) + 1 == 5:
        return _one_axis_too_many(trace)
    axes = [axis for axis, (own, size) in enumerate(zip(made_for, got)) if own not in (None, size)]
    if len(got) == len(made_for) and axes and axes[-1] == 3:
        return _channel_mismatch(
            f"The model refuses at its door, before any layer runs: its Input is written for {made_for[-1]} "
            f"channels.",
            trace.model, made_for[-1], got,
        )
    if len(got) != len(made_for) or not axes or not set(axes) <= {1, 2}:
        return other
    return Diagnosis(
        SIZE_PINNED_BY_INPUT,
        f"The model refuses at its door, before any layer runs: its Input is written for "
        f"{_size(made_for)}, and a {trace.kind} model checks that.",
        layer=trace.model,
        axis=axes[0] if len(axes) == 1 else None,
        expected=made_for,
        received=got,
        fixes=_size_fixes(made_for),
    )


def _no_batch_axis(summary, trace):
    """One picture was given where a batch of pictures belongs."""
    return Diagnosis(
        RANK_MISSING_BATCH,
        summary,
        layer=trace.model,
        axis=0,
        expected=trace.made_for,
        received=trace.shape_in,
        fixes=(Fix("add the batch axis", "a batch of one picture is a batch", "picture = picture[None]"),),
    )


def _one_axis_too_many(trace):
    """A file with frames was decoded with its frames, and a batch axis was put in front of them."""
    return Diagnosis(
        OTHER,
        f"The model refuses at its door: {len(trace.shape_in)} axes came, and it takes {len(trace.made_for)}. "
        f"An animated file decodes to frames: {trace.shape_in[1]} of them here, on an axis of their own.",
        layer=trace.model,
        expected=trace.made_for,
        received=trace.shape_in,
        fixes=(
            Fix("decode one frame", "a picture, not a film", "tf.io.decode_image(data, expand_animations=False)"),
            Fix("no batch axis on top", "the frames are a batch already", "model(frames)"),
        ),
    )


def _channel_mismatch(summary, layer, expected, shape):
    """`expected` channels, and a batch of another number, or with its channels on another axis."""
    received, swapped = shape[-1], shape[1] == expected
    move = Fix("channels last", "the channels stand on axis 1 here", "pictures = tf.transpose(pictures, (0, 2, 3, 1))")
    return Diagnosis(
        DATA_FORMAT if swapped else CHANNEL_MISMATCH,
        f"{summary} They stand on axis 1 of this picture, not on the last." if swapped else summary,
        layer=layer,
        axis=-1,
        expected=expected,
        received=received,
        fixes=(move,) if swapped else _channel_fixes(expected, received),
    )


def _channel_fixes(expected, received):
    """What brings `received` channels to `expected`, the usual way first."""
    decode = Fix(
        f"decode to {expected}",
        "the decoder converts, whatever the file holds",
        f"tf.io.decode_image(data, channels={expected}, expand_animations=False)",
    )
    repeat = Fix(
        "repeat the gray", "three equal channels are a gray picture in RGB", "tf.image.grayscale_to_rgb(pictures)"
    )
    adapt = Fix(
        "learn an adapter",
        f"a 1 × 1 convolution makes {expected} channels of {received}; it must be trained",
        f"layers.Conv2D({expected}, 1)  # in front of the model",
    )
    usual = [decode] if expected in (1, 3, 4) and received <= 4 else []
    return (*usual, *([repeat] if (received, expected) == (1, 3) else []), adapt)


def _dense_on_none(step):
    return Diagnosis(
        DENSE_ON_NONE,
        f"No picture got this far: the model cannot be built. {step.name} wants one row of weights for each number "
        f"that it will be given, and on an open height and width nobody knows how many that are: None.",
        layer=step.name,
        axis=-1,
        fixes=(
            Fix(
                "pool instead of Flatten",
                "one number a channel, whatever the size",
                "layers.GlobalAveragePooling2D()  # where Flatten() stood",
            ),
            Fix("fix the size", "then the row has a length", "keras.Input((224, 224, 3))"),
        ),
    )


def _too_small(step):
    height, width = step.shape_in[1:3]
    return Diagnosis(
        TOO_SMALL,
        f"The picture is too small for this network: {step.name} cannot put its window on {height} × {width} places.",
        layer=step.name,
        axis=1 if height == 1 else 2,
        fixes=(
            Fix("resize or pad first", "no layer can halve what is 1 already", "tf.image.resize(picture, (32, 32))"),
        ),
    )


def _refused_by_dense(trace, step, own):
    flat, own_flat = _flatten(trace.steps), _flatten(trace.own)
    return Diagnosis(
        SIZE_PINNED_BY_DENSE,
        f"Every layer before {step.name} took the picture. {step.name} owns one row of weights for "
        f"each number it is given, {step.kernel[0]} rows, so it can take no other count.",
        layer=step.name,
        axis=-1,
        expected=own.shape_in[-1],
        received=step.shape_in[-1],
        expected_from=own_flat.shape_in[1:] if own_flat else (),
        received_from=flat.shape_in[1:] if flat else (),
        fixes=_size_fixes(trace.made_for),
    )


def _read_luck(trace):
    """Nothing was raised, because what Dense gets happens to have the right length, or Keras guessed an axis."""
    if trace.guessed:
        height, width, channels = trace.shape_in
        return _no_batch_axis(
            f"It ran on something else: Keras guessed an axis. It took this one picture for {height} gray pictures "
            f"of {width} × {channels}, and gave {height} answers.", trace,
        )
    step, own = trace.misread, trace.own_step(trace.misread.name)
    fixes = _size_fixes(trace.made_for)
    if step.kind != "Flatten":
        return Diagnosis(
            ROWS_NEVER_READ,
            f"It ran on a part of the picture: {step.name} leaves out what does not fill a window, so "
            f"of {_size(trace.shape_in)} pixels the model read {_size(trace.made_for)}.",
            layer=step.name,
            expected=trace.made_for,
            received=trace.shape_in,
            fixes=fixes,
        )
    return Diagnosis(
        FLATTEN_FITS_BY_LUCK,
        "It ran on a scrambled picture: the count fits by luck. Dense tells the numbers apart by their "
        "place in the row, and in this picture the same places hold other parts.",
        layer=step.name,
        axis=-1,
        expected=own.shape_out[-1],
        received=step.shape_out[-1],
        expected_from=own.shape_in[1:],
        received_from=step.shape_in[1:],
        fixes=fixes,
    )


def _flatten(steps):
    return next((step for step in steps if step.kind == "Flatten"), None)


def _size(shape):
    """'224 × 224' of (None, 224, 224, 3)."""
    return f"{shape[1]} × {shape[2]}"


def _size_fixes(made_for):
    height, width = made_for[1:3]
    return (
        Fix(
            "resize first",
            f"the model stays as it is and gets the {height} × {width} it was made for",
            f"picture = tf.image.resize(picture, ({height}, {width}))",
        ),
        Fix(
            "pool instead of Flatten",
            "Dense then sees one number a channel, whatever the size; Dense must be trained anew",
            "layers.GlobalAveragePooling2D()  # where Flatten() stood; and Input((None, None, 3))",
        ),
    )
