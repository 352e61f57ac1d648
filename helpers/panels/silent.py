"""The live panel of what raises nothing: a picture's numbers, read in rows of another length."""

from dataclasses import dataclass
from html import escape

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.pictures import frame as figures
from helpers.course import images
from helpers.pictures.frame import CENTRE, MARKS, coloured, original, photo_id, shape_text, svg
from helpers.panels.panel import Panel, choice, photos, slider
from helpers.clinic.reading import Diagnosis
from helpers.clinic.silent import examine
from helpers.panels.stage import SEAM
from helpers.clinic.trace import PASSED, REFUSED, WRONG, Refusal, trace

MADE_FOR = (80, 120)  # (height, width) that the models are made for, and of the picture that is first in a batch
FLATTEN, POOLED, FUSED, MEANS = "Flatten, Dense", "pooling, Flatten, Dense", "map, then batch", "mean, Dense"
SCALE = 1.5  # drawing units per pixel: a picture 160 high fills the stage from its top to the labels
COLUMNS = (150, 500, 810)  # the middles of the picture, of what is read, and of what should have been


@dataclass(frozen=True)
class Reading:
    """One picture, one reader, and what it made of the picture.

    `count` numbers came where the reader takes `takes`, None for any. `read`: what stands in the places of the
    picture that it was made for, uint8 (height, width, 3), with fewer rows where the numbers do not suffice.
    """

    reader: str
    size: tuple
    count: int
    takes: int | None
    read: np.ndarray
    findings: tuple[Diagnosis, ...] = ()
    refusal: Refusal | None = None

    @property
    def outcome(self):
        """PASSED, REFUSED, or WRONG: nothing was raised, and `examine` found something."""
        if self.refusal:
            return REFUSED
        return WRONG if self.findings else PASSED


class RowLengths(Panel):
    """Height and width of one picture, and who reads its numbers: models with a row of fixed length, and a batch."""

    READERS = (FLATTEN, POOLED, FUSED, MEANS)
    SIDES = range(16, 161)
    #: Sizes other than the models' own that at least one reader takes without a word.
    LUCKY = (
        (120, 80), (96, 100), (100, 96), (60, 160), (160, 60), (64, 150), (150, 64), (75, 128), (128, 75), (81, 120),
    )  # fmt: skip

    def __init__(self):
        self._models = {reader: _model(reader) for reader in (FLATTEN, POOLED, MEANS)}
        self.height, self.width = slider("height", self.SIDES, 120), slider("width", self.SIDES, 80)
        self.reader, self.photo = choice("reader", self.READERS), choice("photo", images.PHOTOS)
        super().__init__(
            controls=[self.height, self.width, self.reader, self.photo],
            rows=[[self.height, self.width], [self.reader, self.photo]],
            ready=self.ready(),
            photos=photos(),
        )

    def draw(self, height, width, reader, photo):
        """The frame of one real photo at that size, given to one real reader."""
        reading = self.run(height, width, reader, photo)
        return _drawing(reading, photo) + SEAM + _words(reading)

    def run(self, height, width, reader, photo):
        """The `Reading` behind the frame."""
        picture = images.at_size(images.decode(photo), height, width)
        if reader == FUSED:
            return self._batched(picture)
        model = self._models[reader]
        seen = trace(model, picture)
        came = model.layers[0](picture)
        taken = None if reader == MEANS else model.layers[-1].kernel.shape[0]
        across = {FLATTEN: MADE_FOR[1], POOLED: MADE_FOR[1] // 2, MEANS: width}[reader]
        read = _in_rows(came, across, taken)
        return Reading(reader, (height, width), int(tf.size(came)), taken, read, examine(model, picture), seen.refusal)

    def _batched(self, picture):
        """The picture as the second of a batch, behind one of the size that the models are made for."""
        first = images.at_size(images.decode("cat"), *MADE_FOR)
        files = [tf.io.encode_png(_bytes(one[0])) for one in (first, picture)]
        dataset = tf.data.Dataset.from_tensor_slices(files).map(tf.io.decode_png, num_parallel_calls=1).batch(2)
        taken, count = 3 * MADE_FOR[0] * MADE_FOR[1], int(tf.size(picture))
        try:
            read, refusal = next(iter(dataset))[1].numpy(), None
        except tf.errors.InvalidArgumentError as error:
            read, refusal = _in_rows(picture, MADE_FOR[1], taken), Refusal.of(error)
        findings = examine(self._models[MEANS], dataset)
        return Reading(FUSED, tuple(picture.shape[1:3]), count, taken, read, findings, refusal)

    def ready(self):
        """The lucky sizes with every reader, then along both sides, then the other photos."""
        first, *readers = self.READERS
        photo = images.PHOTOS[0]
        lucky = [(*size, reader, photo) for reader in self.READERS for size in (*self.LUCKY, MADE_FOR)]
        sides = [(*size, first, photo) for side in range(16, 161, 16) for size in ((side, 80), (120, side))]
        return lucky + sides + [(120, 80, reader, other) for other in images.PHOTOS for reader in (first, *readers)]


def _model(reader):
    """A model whose first layer gives what is then read, in a row or, of MEANS, as it is."""
    body = {
        FLATTEN: [layers.Rescaling(1.0, name="rescaling"), layers.Flatten(name="flatten")],
        POOLED: [layers.AveragePooling2D(2, name="pool"), layers.Flatten(name="flatten")],
        MEANS: [layers.Rescaling(1.0, name="rescaling"), layers.GlobalAveragePooling2D(name="average")],
    }[reader]
    shape = (None, None, 3) if reader == MEANS else (*MADE_FOR, 3)
    head = layers.Dense(10, kernel_initializer=keras.initializers.GlorotUniform(1), name="dense")
    return keras.Sequential([keras.Input(shape, name="picture"), *body, head], name="reader")


def _in_rows(values, across, taken):
    """Numbers in rows of `across` pixels, at most `taken` of them: uint8 (rows, across, 3)."""
    row = tf.reshape(values, (-1,))[:taken]
    rows = len(row) // (3 * across)
    return _bytes(tf.reshape(row[: rows * 3 * across], (rows, across, 3))).numpy()


def _bytes(pixels):
    return tf.cast(tf.round(tf.clip_by_value(pixels, 0, 1) * 255), tf.uint8)


# --- the frame -------------------------------------------------------------------------------------


def _drawing(reading, photo):
    """The picture, what is read of it in rows of the length that was expected, and what should have been."""
    left, middle, right = COLUMNS
    height, width = reading.size
    should = reading.size if reading.takes is None else MADE_FOR
    read = "as it would be read" if reading.refusal else "as it is read"
    parts = [
        _use(photo, left, height, width),
        _label(left, escape(photo), "picture", shape_text((1, height, width, 3)), _product(reading.size)),
        _way((left + middle) / 2 - 5, f"{coloured(reading.count, 'flat', 'tspan')} numbers"),
        _as_read(reading, middle),
        _label(middle, _mark(reading.outcome) + read, escape(reading.reader), *_rows(reading)),
        _use(photo, right, *should),
        _label(
            right, "as it should be", "as it is" if should == reading.size else "resized first",
            shape_text((1, *should, 3)), _product(should),
        ),
    ]  # fmt: skip
    return svg(_described(reading, photo), parts)


def _use(photo, x, height, width):
    wide, high = width * SCALE, height * SCALE
    left, top = x - wide / 2, CENTRE - high / 2
    return (
        f"<use href='#{photo_id(photo)}' transform='translate({left:.1f} {top:.1f}) scale({wide:.1f} {high:.1f})'/>"
        + _edge(left, top, wide, high)
    )


def _edge(left, top, wide, high):
    return f"<rect class='sc-edge' x='{left:.1f}' y='{top:.1f}' width='{wide:.1f}' height='{high:.1f}'/>"


def _as_read(reading, x):
    """The numbers in the rows that were expected; hatched is where none are left, or where the reader refuses."""
    high, wide = (side * SCALE for side in (reading.size if reading.takes is None else MADE_FOR))
    left, top = x - wide / 2, CENTRE - high / 2
    expected = reading.read.shape[0] if reading.takes is None else reading.takes // (3 * reading.read.shape[1])
    filled = high * reading.read.shape[0] / expected
    image = (
        f"<image x='{left:.1f}' y='{top:.1f}' width='{wide:.1f}' height='{filled:.1f}' preserveAspectRatio='none' "
        f"href='{figures.image_uri(reading.read, 120)}'/>"
        if reading.read.size
        else ""
    )
    return (
        f"<rect class='sc-waste' x='{left:.1f}' y='{top:.1f}' width='{wide:.1f}' height='{high:.1f}'/>{image}"
        + _edge(left, top, wide, high)
    )


def _rows(reading):
    """Two lines: the length of the rows, and how many numbers are taken."""
    if reading.takes is None:
        return "no rows", "takes any count"
    across, takes = coloured(reading.read.shape[1], "width", "tspan"), coloured(reading.takes, "flat", "tspan")
    return f"rows of {across}", f"takes {takes} numbers"


def _way(x, told):
    return (
        f"<path class='sc-way' d='M{x - 32} {CENTRE}h64m-9 -6l9 6l-9 6'/>"
        f"<text class='sc-note' x='{x}' y='{CENTRE - 12}'>{told}</text>"
    )


def _label(x, name, kind, shape, note):
    lines = (("name", name), ("kind", kind), ("shape", shape), ("note", note))
    return "".join(
        f"<text class='sc-{style}' x='{x}' y='{268 + 18 * place}'>{text}</text>"
        for place, (style, text) in enumerate(lines)
    )


def _product(size):
    """'80 × 120 × 3', in the colours of the axes."""
    height, width = (coloured(side, axis, "tspan") for side, axis in zip(size, ("height", "width")))
    return f"{height} × {width} × {coloured(3, 'channels', 'tspan')}"


def _mark(outcome):
    return f"<tspan class='sc-mark'>{MARKS[outcome]}</tspan> "


def _described(reading, photo):
    """The drawing in a few sentences: its alternative text."""
    height, width = reading.size
    told = f"{MARKS[reading.outcome]} {photo}, {height} × {width} × 3, {reading.count} numbers, for {reading.reader}"
    if reading.takes is None:
        return f"{told}, which takes any count and reads it as it is."
    rows = f"rows of {reading.read.shape[1]}"
    how = {
        PASSED: "The picture is whole.",
        WRONG: f"Nothing is raised, and in {rows} it is no longer the picture that it was.",
        REFUSED: f"Refused; in {rows} it would not be the picture.",
    }[reading.outcome]
    return f"{told}, which takes {reading.takes}. {how}"


def _words(reading):
    """The outcome, what `examine` says, and what TensorFlow says. HTML."""
    taken = "any count is" if reading.takes is None else f"{coloured(reading.takes, 'flat')} are"
    verdict = (
        f"<p class='sc-verdict'><b>{MARKS[reading.outcome]} {reading.outcome}</b>: "
        f"{coloured(reading.count, 'flat')} numbers came, {taken} taken.</p>"
    )
    found = "".join(
        f"<p>{escape(one.summary)}</p><p>What helps: <code>{escape(one.fixes[0].code)}</code></p>"
        for one in reading.findings
    )
    calm = "" if reading.findings else "<p><code>diagnosis.examine</code> finds nothing: <code>()</code></p>"
    return verdict + found + calm + original(reading)
