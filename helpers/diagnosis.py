"""From a trace to a reading: which layer, which axis, what it expected, what it got, whence the numbers.

Needs neither matplotlib nor widgets, so it works in a plain script. The evidence is the trace, that
is, a real run; TensorFlow's message is kept whole and never replaced.
"""

from dataclasses import dataclass, replace

from helpers.trace import REFUSED, WRONG, trace

SIZE_PINNED_BY_DENSE = "size-pinned-by-dense"
SIZE_PINNED_BY_INPUT = "size-pinned-by-functional-input"
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
    if step.kind == "Dense" and own and own.shape_in[-1:] != step.shape_in[-1:]:
        return _refused_by_dense(trace, step, own)
    return Diagnosis(OTHER, f"Layer {step.name} ({step.kind}) refuses.", layer=step.name)


def _refused_at_the_door(trace):
    """Functional compares the picture with its Input before any layer runs."""
    other = len(trace.shape_in) != len(trace.made_for) or trace.kind != "Functional"
    sizes = () if other else zip(trace.made_for, trace.shape_in)
    axes = [axis for axis, (own, got) in enumerate(sizes) if own not in (None, got)]
    if not axes or not set(axes) <= {1, 2}:
        return Diagnosis(OTHER, f"{trace.model} refuses before any of its layers runs.")
    return Diagnosis(
        SIZE_PINNED_BY_INPUT,
        f"The model refuses at its door, before any layer runs: its Input is written for "
        f"{_size(trace.made_for)}, and a {trace.kind} model checks that.",
        layer=trace.model,
        axis=axes[0] if len(axes) == 1 else None,
        expected=trace.made_for,
        received=trace.shape_in,
        fixes=_size_fixes(trace.made_for),
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
    """Nothing was raised, because what Dense gets happens to have the right length."""
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
