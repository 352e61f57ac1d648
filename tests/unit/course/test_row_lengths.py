"""What is read of a picture: real numbers in real rows, and the outcome of a real run."""

import keras
import numpy as np
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.course import images, row_lengths
from helpers.course.row_lengths import FLATTEN, FUSED, MADE_FOR, MEANS, POOLED, model_of

#: Sizes with as many pixels as the models' own, and one that pooling brings there.
LUCKY = ((120, 80), (96, 100), (60, 160), (150, 64), (81, 120))


def photo_at(height, width, photo="coffee"):
    return images.at_size(images.decode(photo), height, width)


def run(size, reader, photo):
    return row_lengths.read(reader, photo_at(*size, photo))


def bytes_of(pixels):
    return np.round(np.clip(pixels, 0, 1) * 255).astype(np.uint8)


sides = st.integers(16, 160)
sizes = st.one_of(st.tuples(sides, sides), st.sampled_from(LUCKY))


@given(sizes, st.sampled_from(images.PHOTOS))
def test_flatten_takes_what_has_as_many_pixels(size, photo):
    found = run(size, FLATTEN, photo)
    fits = size[0] * size[1] == MADE_FOR[0] * MADE_FOR[1]
    assert found.outcome == (PASSED if size == MADE_FOR else WRONG if fits else REFUSED)
    assert (found.count, found.takes) == (size[0] * size[1] * 3, 80 * 120 * 3)
    row = bytes_of(photo_at(*size, photo)).ravel()[: found.takes]
    assert np.array_equal(found.read.ravel(), row[: len(row) // 360 * 360])
    assert bool(found.refusal) == (not fits)


@given(sizes, st.sampled_from(images.PHOTOS))
def test_behind_pooling_it_is_the_pooled_picture(size, photo):
    found = run(size, POOLED, photo)
    pooled = layers.AveragePooling2D(2)(photo_at(*size, photo)).numpy()
    assert found.count == pooled.size and found.takes == 40 * 60 * 3
    row = bytes_of(pooled).ravel()[: found.takes]
    assert np.array_equal(found.read.ravel(), row[: len(row) // 180 * 180])
    made_for = pooled.shape[1:3] == (40, 60)
    fits = pooled.size == found.takes
    assert found.outcome == (PASSED if size == MADE_FOR else WRONG if fits else REFUSED)
    assert bool(found.findings) == (fits and size != MADE_FOR) and (
        made_for or fits or found.refusal
    )


@given(sizes, st.sampled_from(images.PHOTOS))
def test_a_batch_takes_what_has_as_many_pixels(size, photo):
    found = run(size, FUSED, photo)
    fits = size[0] * size[1] == MADE_FOR[0] * MADE_FOR[1]
    assert found.outcome == (PASSED if size == MADE_FOR else WRONG if fits else REFUSED)
    pixels = bytes_of(photo_at(*size, photo)).ravel()
    row = pixels[: found.takes]
    assert np.abs(found.read.ravel().astype(int) - row[: len(row) // 360 * 360]).max() <= 1
    assert [one.cause for one in found.findings] == (
        ["scrambled-in-batch"] if found.outcome == WRONG else []
    )


@given(sizes, st.sampled_from(images.PHOTOS))
def test_a_mean_takes_everything(size, photo):
    found = run(size, MEANS, photo)
    assert (found.outcome, found.takes, found.findings) == (PASSED, None, ())
    assert np.array_equal(found.read, bytes_of(photo_at(*size, photo)[0]))


def test_the_models_are_what_the_labels_say():
    for reader, kinds in {
        FLATTEN: ["Rescaling", "Flatten", "Dense"],
        MEANS: ["Rescaling", "GlobalAveragePooling2D", "Dense"],
    }.items():
        assert [type(layer).__name__ for layer in model_of(reader).layers] == kinds
    assert isinstance(model_of(POOLED), keras.Sequential)
    assert model_of(FLATTEN)(tf.zeros((1, *MADE_FOR, 3))).shape == (1, 10)
