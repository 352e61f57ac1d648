"""What a reading of a failure is: plain data with a good `repr`, as text and as HTML.

Needs neither a model nor TensorFlow.
"""

import re
from dataclasses import dataclass
from html import escape

from .marks import AXES, coloured, shape_text

SIZE_PINNED_BY_DENSE = "size-pinned-by-dense"
SIZE_PINNED_BY_INPUT = "size-pinned-by-functional-input"
RANK_MISSING_BATCH = "rank-missing-batch"
CHANNEL_MISMATCH = "channel-mismatch"
DENSE_ON_NONE = "dense-on-none"
MIXED_SIZES = "mixed-sizes-in-batch"
TOO_SMALL = "too-small-for-network"
SKIP_ODD_SIZE = "skip-connection-odd-size"
RAGGED = "ragged-to-dense-op"
LABEL_SHAPE = "label-shape"
DATA_FORMAT = "data-format"
PRETRAINED_TOP = "pretrained-top"
WEIGHTS_MISMATCH = "weights-mismatch"
OTHER = "other"

# What raises nothing.
FLATTEN_FITS_BY_LUCK = "flatten-fits-by-luck"
ROWS_NEVER_READ = "rows-never-read"

#: How sure a reading is. HIGH: the replayed model and the message say the same. MEDIUM: one of them
#: speaks. LOW: they disagree, and the summary says so. UNKNOWN: nothing fits.
HIGH, MEDIUM, LOW, UNKNOWN = "high", "medium", "low", "unknown"


@dataclass(frozen=True)
class Fix:
    """A treatment: its short name, why it applies here, and code that runs, "" for plain advice.

    The code comes before the learner's `line`, or, where it `replaces` that, in its stead. Without a line to
    be seen, it comes before the call that failed.
    """

    name: str
    why: str
    code: str = ""
    replaces: bool = False
    line: str = ""


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """The reading of one failure.

    `layer` is the layer or op that refuses (or, where none does, that misreads), as "name (Class)", ""
    for none; `axis` is the axis it speaks of, None where it is about several. `expected` and
    `received` are numbers or shapes, the user's own where the message shows others; `expected_from`
    and `received_from` are the feature maps whose product they are, () where they are no product.
    `original` is TensorFlow's message untouched, "" where it said nothing.
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
    confidence: str = UNKNOWN

    @property
    def layer_name(self):
        """The layer without its class: "dense"."""
        return self.layer.rsplit(" (", 1)[0]

    @property
    def origin(self):
        """Whence the numbers: "127008 = 63 × 63 × 32", one line each, "" where they are no products."""
        numbers = ((self.expected, self.expected_from), (self.received, self.received_from))
        return "\n".join(product(number, factors) for number, factors in numbers if factors)

    def __repr__(self):
        lines = [self.summary]
        if self.layer:
            lines.append(f"  at {self.layer}" + ("" if self.axis is None else f", axis {self.axis}"))
        if self.expected is not None:
            lines.append(f"  expected {product(self.expected, self.expected_from)}")
        if self.received is not None:
            lines.append(f"  received {product(self.received, self.received_from)}")
        lines.append(f"  cause: {self.cause}, confidence: {self.confidence}")
        for fix in self.fixes:
            lines.append(f"  try: {fix.name}: {fix.why}")
            lines += [f"      {line}" for line in fix.code.splitlines()]
        return "\n".join(lines)

    def _repr_html_(self):
        """The message, whole, beside the reading of it."""
        return (
            f"<style>{_STYLE}</style><section class='sc-reading' aria-label='{escape(_alt(self), quote=True)}'>"
            f"<div><b>TensorFlow says</b><pre class='sc-original' tabindex='0'>{escape(plain(self.original)) or 'nothing'}</pre></div>"
            f"<div><b>Read as</b> <code>{self.cause}</code>, confidence {self.confidence}"
            f"{_place(self)}<p>{escape(self.summary)}</p>{_treatments(self)}</div></section>"
        )


def _alt(diagnosis):
    """The reading in a sentence, for a screen reader's list of regions."""
    at = f" at {diagnosis.layer}" if diagnosis.layer else ""
    return f"Reading of a failure: {diagnosis.cause}{at}. {diagnosis.summary}"


def _place(diagnosis):
    told = numbers(diagnosis)
    at = f"At <b>{escape(diagnosis.layer)}</b>" if diagnosis.layer else ""
    return f"<p>{': '.join(filter(None, (at, told)))}.</p>" if at or told else ""


def _treatments(diagnosis):
    items = "".join(
        f"<li><b>{escape(fix.name)}</b>: {escape(fix.why)}" + (f"<pre>{escape(fix.code)}</pre>" if fix.code else "") + "</li>"
        for fix in diagnosis.fixes
    )
    return f"<p>What helps:</p><ol>{items}</ol>" if items else ""


def numbers(diagnosis):
    """'expected 394272 = 111 × 111 × 32, received 127008 = 63 × 63 × 32', coloured by axis; "" without numbers. HTML."""
    axis = _AXIS_OF_NUMBERS.get(diagnosis.cause, "flat")
    if diagnosis.cause == TOO_SMALL and diagnosis.axis in (1, 2):
        axis = AXES[diagnosis.axis]
    told = (
        ("expected", diagnosis.expected, diagnosis.expected_from), ("received", diagnosis.received, diagnosis.received_from)
    )
    return ", ".join(f"{word} {_number(value, of, axis)}" for word, value, of in told if value is not None)


_AXIS_OF_NUMBERS = {CHANNEL_MISMATCH: "channels", DATA_FORMAT: "channels"}


def _number(value, of, axis):
    """A number as the product it is, or a shape, coloured by axis."""
    if isinstance(value, tuple):
        return shape_text(value, "span")
    return coloured(value, axis) + (f" = {factors(of)}" if of else "")


def factors(shape):
    """'63 × 63 × 32' of a feature map without its batch axis, coloured by axis. HTML."""
    return " × ".join(coloured(size, axis) for size, axis in zip(shape, AXES[1:]))


_STYLE = """
.sc-reading {display:flex;flex-wrap:wrap;gap:24px}
.sc-reading>div {flex:1 1 320px;min-width:0}
.sc-reading pre {font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px)}
.sc-reading pre {white-space:pre-wrap;word-break:normal;overflow-wrap:break-word}
.sc-reading .sc-original {max-height:28em;overflow:auto}
""" + "".join(f".sc-{axis} {{font-weight:600}}\n" for axis in (*AXES, "flat"))


def product(number, factors):
    """'127008 = 63 × 63 × 32', or the bare number where there are no factors."""
    return f"{number} = {' × '.join(map(str, factors))}" if factors else f"{number}"


def plain(message):
    """Without the terminal's escape codes for bold, which a page would print as they are."""
    return re.sub(r"\x1b\[[\d;]*m", "", message)
