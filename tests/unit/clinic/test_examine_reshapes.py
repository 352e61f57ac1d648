"""Reshapes where axes should have been moved: in the pixels, and in a layer."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from examined import cured, flat, pooled, stack, the_one
from hypothesis import given
from hypothesis import strategies as st
from keras import layers
from right_programs import smooth

from helpers.clinic import examine, smoothness
from helpers.clinic.causes import Causes, scrambled_by_reshape
from helpers.clinic.reading import Confidence
from helpers.course import images


def photos(height, width):
    """Four photos: float32 (4, height, width, 3)."""
    names = ("coffee", "cat", "rocket", "astronaut")
    return np.concatenate([images.at_size(images.decode(one), height, width) for one in names])


# --- by a reshape, the pixels --------------------------------------------------------------------


def net(shape=(32, 48, 3)):
    return pooled(shape, layers.Conv2D(4, 3))


def first(x):
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2))


PHOTOS = photos(32, 48)
NOISE = np.random.default_rng(0).random((4, 32, 48, 3)).astype("float32")

SCRAMBLES = {
    "all red, all green, all blue": lambda x: first(x).reshape(x.shape),
    "one such picture": lambda x: first(x[:1]).reshape(1, *x.shape[1:]),
    "the samples last": lambda x: np.ascontiguousarray(x.transpose(1, 2, 3, 0)).reshape(x.shape),
    "width by height": lambda x: np.ascontiguousarray(x.transpose(0, 2, 1, 3)).reshape(x.shape),
}


@pytest.mark.parametrize("name", SCRAMBLES)
@pytest.mark.parametrize("kind", ["photos", "bytes", "smooth", "a tensor"])
def test_pixels_scrambled_by_a_reshape(name, kind):
    x = {
        "photos": PHOTOS,
        "bytes": (PHOTOS * 255).astype("uint8"),
        "smooth": smooth(4, 32, 48, 3),
        "a tensor": PHOTOS,
    }[kind]
    wrong = SCRAMBLES[name](x)
    model, wrong = net(), tf.constant(wrong) if kind == "a tensor" else wrong
    assert examine(model, x) == ()
    reading = the_one(model, wrong)
    assert (reading.cause, reading.layer.kind) == (Causes.SCRAMBLED_BY_RESHAPE, "Conv2D")
    assert reading.confidence == Confidence.MEDIUM and "?" in reading.summary
    _, right = cured(reading, model, wrong)
    if name == "width by height":
        right = np.asarray(tf.reshape(wrong, (-1, 48, 32, 3))).transpose(0, 2, 1, 3)
    assert np.array_equal(right, x[: len(wrong)])


def test_the_treatment_of_turned_pictures_brings_them_to_the_model():
    model, x = cured(
        the_one(net(), SCRAMBLES["width by height"](PHOTOS)),
        net(),
        SCRAMBLES["width by height"](PHOTOS),
    )
    assert examine(model, x) == () and x.shape == (4, 32, 48, 3)


def test_channels_last_reshaped_for_channels_first():
    model = stack((3, 32, 48), layers.Conv2D(4, 3, data_format="channels_first"))
    wrong = PHOTOS.reshape(4, 3, 32, 48)
    reading = the_one(model, wrong)
    assert reading.cause == Causes.SCRAMBLED_BY_RESHAPE
    assert np.array_equal(cured(reading, model, wrong)[1], first(PHOTOS))


EVEN = np.linspace(0, 1, 32, dtype="float32")
SOUND = {
    "noise": NOISE,
    "noise, scrambled": first(NOISE).reshape(NOISE.shape),
    "even": np.ones((4, 32, 48, 3), "float32"),
    "lines": np.broadcast_to(EVEN[:, None, None], (4, 32, 48, 3)),
    "gray lines": np.broadcast_to(EVEN[:, None, None], (4, 32, 48, 1)),
    "columns": np.broadcast_to(np.linspace(0, 1, 48)[:, None], (4, 32, 48, 3)).astype("float32"),
    "gray in three channels": np.repeat(PHOTOS.mean(-1, keepdims=True), 3, -1),
    "gray in one": PHOTOS.mean(-1, keepdims=True),
    "a checkerboard": (np.indices((4, 32, 48, 3)).sum(0) % 2).astype("float32"),
    "stripes": (np.indices((4, 32, 48, 3))[2] // 3 % 2).astype("float32"),
}


@pytest.mark.parametrize("name", SOUND)
def test_no_false_alarm_on_pixels(name):
    assert examine(net(SOUND[name].shape[1:]), SOUND[name]) == ()


def test_rows_that_a_layer_reshapes():
    """As they stand in a file: all reds of a picture, then all greens, then all blues."""
    model = pooled((32 * 48 * 3,), layers.Reshape((32, 48, 3)), layers.Conv2D(4, 3))
    rows = first(PHOTOS).reshape(4, -1)
    reading = the_one(model, rows)
    assert reading.cause == Causes.SCRAMBLED_BY_RESHAPE
    assert np.array_equal(cured(reading, model, rows)[1], PHOTOS.reshape(4, -1))
    assert examine(model, PHOTOS.reshape(4, -1)) == ()


def test_a_dense_net_does_not_mind_the_order():
    """Each picture's numbers are in the same other places: to a Dense that is the same."""
    assert examine(flat((32, 48, 3)), first(PHOTOS).reshape(PHOTOS.shape)) == ()


@given(st.permutations(range(4)), st.integers(0, 3))
def test_numbers_read_in_another_shape_are_those_of_a_reshape(order, axis):
    values = NOISE[:2, :4, :5]
    shape = tuple(values.shape[place] for place in order)
    expected = np.abs(np.diff(values.reshape(shape), axis=axis)).mean()
    if shape[axis] > 1:
        assert smoothness.near(values, shape, axis) == pytest.approx(expected, rel=1e-5)
        assert smoothness.near(tf.constant(values), shape, axis) == pytest.approx(
            expected, rel=1e-5
        )


def test_large_inputs_are_sampled_and_not_copied(monkeypatch):
    """6 GB by its shape, four bytes in memory."""
    read = []
    kept = smoothness._read
    monkeypatch.setattr(smoothness, "_read", lambda *args: read.append(kept(*args)) or read[-1])
    x = np.broadcast_to(np.float32(0.5), (64, 2400, 3200, 3))
    assert examine(net((None, None, 3)), x) == ()
    assert read and max(one.size for one in read) < 100_000


# --- by a reshape, the layer ---------------------------------------------------------------------


def reader(size, target, *between):
    """A text reader: two poolings, and `target` made of what they give."""
    return stack(
        (*size, 1),
        layers.Conv2D(8, 3, padding="same"),
        layers.MaxPooling2D(4),
        *between,
        layers.Reshape(target, name="steps"),
        layers.Dense(3),
    )


MIXED = {
    "rows cut in pieces": ((50, 200), (50, 96), "50 columns", "96 numbers", "12 places"),
    "as many pieces as columns": ((64, 256), (64, 128), "64 columns", "128 numbers", "16 places"),
    "changed round": ((48, 200), (50, 12, 8), "50 columns", "96 numbers", "12 places"),
    "changed round, standing": ((200, 48), (12, 50, 8), "12 columns", "400 numbers", "50 places"),
    "channels first": ((48, 200), (8, 12, 50), "12 rows", "50 numbers", "6.25 places"),
}


@pytest.mark.parametrize("name", MIXED)
def test_a_reshape_that_mixes_rows(name):
    size, target, *told = MIXED[name]
    reading = the_one(reader(size, target), smooth(2, *size, 1))
    assert (reading.cause, reading.layer_name) == (Causes.SCRAMBLED_BY_RESHAPE, "steps")
    assert reading.confidence == Confidence.MEDIUM and "?" in reading.summary
    assert [part for part in told if part not in reading.summary] == []


def test_a_piece_is_what_the_reading_says():
    """In one of the 50 steps there are 12 neighbours of one row, and no column."""
    maps = np.arange(12 * 50).reshape(12, 50, 1).repeat(8, -1)
    pieces = maps.reshape(50, 96)
    assert set(pieces[0]) == set(range(12))
    assert all(set(pieces[0]) != set(maps[:, column, 0]) for column in range(50))


@pytest.mark.parametrize("target", [(50, 96), (50, 12, 8)])
def test_permute_before_reshape_keeps_the_weights_and_the_columns(target):
    model, x = reader((50, 200), target), smooth(2, 50, 200, 1)
    turned, _ = cured(the_one(model, x), model, x)
    assert examine(turned, x) == ()
    assert all(map(np.array_equal, model.get_weights(), turned.get_weights()))
    maps = model.layers[1](model.layers[0](x)).numpy()
    steps = turned.layers[2](maps).numpy().reshape(2, 50, 12, 8)
    assert np.array_equal(steps[:, 7], maps[:, :, 7])


def test_an_operation_in_place_of_the_layer():
    """It cannot be put into a clone: so there is no code."""
    picture = keras.Input((50, 200, 1))
    maps = layers.MaxPooling2D(4)(layers.Conv2D(8, 3, padding="same")(picture))
    model = keras.Model(picture, layers.Dense(3)(keras.ops.reshape(maps, (-1, 50, 96))))
    reading = the_one(model, smooth(2, 50, 200, 1))
    assert reading.cause == Causes.SCRAMBLED_BY_RESHAPE and reading.fixes[0].code == ""


IN_ORDER = {
    "columns turned first": ((50, 200), (50, 96), layers.Permute((2, 1, 3))),
    "rows as steps": ((50, 200), (12, 400)),
    "one row of places": ((50, 200), (600, 8)),
    "all in one row": ((50, 200), (4800,)),
    "anchors": ((50, 200), (1200, 4)),
    "blocks": ((48, 192), (3, 4, 12, 4, 8)),
    "a square": ((48, 48), (12, 96)),
    "an axis of one": ((50, 200), (12, 50, 8, 1)),
    "parts of the channels": ((50, 200), (12, 50, 2, 4)),
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_reshape_that_keeps_the_order(name):
    size, target, *between = IN_ORDER[name]
    between = [type(one).from_config(one.get_config()) for one in between]
    assert examine(reader(size, target, *between), smooth(2, *size, 1)) == ()


SIZES = st.integers(2, 9)


@given(SIZES, SIZES, SIZES)
def test_joined_and_cut_axes_stay_in_order(high, wide, deep):
    came = (high, wide, deep)
    for made in (came, (high * wide, deep), (high, wide * deep), (high * wide * deep,)):
        assert scrambled_by_reshape._taken_for(came, made) is None


@given(SIZES, SIZES, SIZES)
def test_axes_that_change_places_are_seen(high, wide, deep):
    if high != wide:
        assert scrambled_by_reshape._taken_for((high, wide, deep), (wide, high, deep)) is not None
