"""A picture's numbers, read in rows of another length: by models of a fixed row, by a batch.

What became of them is plain data, as a `Trace` is.
"""

from dataclasses import dataclass
from functools import cache

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.clinic import Diagnosis, examine
from helpers.clinic.trace import PASSED, REFUSED, WRONG, Refusal, trace
from helpers.course import images

#: (height, width) that the models are made for, and of the picture that is first in a batch.
MADE_FOR = (80, 120)

FLATTEN, POOLED = "Flatten, Dense", "pooling, Flatten, Dense"
FUSED, MEANS = "map, then batch", "mean, Dense"
READERS = (FLATTEN, POOLED, FUSED, MEANS)


@dataclass(frozen=True)
class RowReading:
    """One picture, one reader, and what it made of the picture.

    `count` numbers came where the reader takes `takes`, None for any. `read`: what stands in the
    places of the picture that it was made for, uint8 (height, width, 3), with fewer rows where the
    numbers do not suffice.
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


def read(reader, picture):
    """One of `READERS` on a picture, float32 (1, height, width, 3) in 0..1: a `RowReading`.

    What TensorFlow raises is recorded, not raised. KeyError for an unknown reader.
    """
    return _batched(picture) if reader == FUSED else _by_model(reader, picture)


def _by_model(reader, picture):
    model, size = model_of(reader), tuple(picture.shape[1:3])
    across = {FLATTEN: MADE_FOR[1], POOLED: MADE_FOR[1] // 2, MEANS: size[1]}[reader]
    takes = None if reader == MEANS else model.layers[-1].kernel.shape[0]
    came = model.layers[0](picture)
    return RowReading(
        reader,
        size,
        count=int(tf.size(came)),
        takes=takes,
        read=_in_rows(came, across, takes),
        findings=examine(model, picture),
        refusal=trace(model, picture).refusal,
    )


def _batched(picture):
    """The picture as the second of a batch, behind one of the size that the models are made for."""
    first = images.at_size(images.decode("cat"), *MADE_FOR)
    files = [tf.io.encode_png(_bytes(one[0])) for one in (first, picture)]
    decoded = tf.data.Dataset.from_tensor_slices(files).map(tf.io.decode_png, num_parallel_calls=1)
    dataset = decoded.batch(2)
    takes = 3 * MADE_FOR[0] * MADE_FOR[1]
    try:
        rows, refusal = next(iter(dataset))[1].numpy(), None
    except tf.errors.InvalidArgumentError as error:
        rows, refusal = _in_rows(picture, MADE_FOR[1], takes), Refusal.of(error)
    return RowReading(
        FUSED,
        tuple(picture.shape[1:3]),
        count=int(tf.size(picture)),
        takes=takes,
        read=rows,
        findings=examine(model_of(MEANS), dataset),
        refusal=refusal,
    )


@cache
def model_of(reader):
    """The model of a reader: its first layer gives what is read, in a row or, of MEANS, as it is.

    Built once. Input (batch, 80, 120, 3), of MEANS (batch, height, width, 3); output (batch, 10).
    KeyError for a reader without a model.
    """
    body = {
        FLATTEN: [layers.Rescaling(1.0, name="rescaling"), layers.Flatten(name="flatten")],
        POOLED: [layers.AveragePooling2D(2, name="pool"), layers.Flatten(name="flatten")],
        MEANS: [
            layers.Rescaling(1.0, name="rescaling"),
            layers.GlobalAveragePooling2D(name="average"),
        ],
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
