"""What raises nothing and is wrong: rests that no window reads, labels, open signatures."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from examined import coffee, cured, pooled, stack, the_one
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from right_programs import smooth

from helpers.clinic import examine, reach
from helpers.clinic.causes import Causes
from helpers.clinic.reading import Confidence
from helpers.clinic.trace import trace_shapes
from helpers.course import builders

# --- rows that no window reads -------------------------------------------------------------------


def windows(*body, shape=(None, None, 3)):
    return stack(shape, *body, layers.GlobalAveragePooling2D(), layers.Dense(4))


RESTS = {
    "a pooled head at 225": (builders.flexible_head, (225, 225), (224, 224)),
    "rows only": (builders.flexible_head, (225, 224), (224, 224)),
    "columns only": (builders.flexible_head, (64, 67), (64, 66)),
    "a stride": (lambda: windows(layers.Conv2D(4, 3, strides=2)), (64, 65), (63, 65)),
    "two poolings of 4": (
        lambda: windows(layers.AveragePooling2D(4), layers.AveragePooling2D(4)),
        (47, 50),
        (32, 48),
    ),
    "holes": (
        lambda: windows(layers.Conv2D(4, 3, dilation_rate=2), layers.MaxPooling2D(3)),
        (30, 32),
        (28, 31),
    ),
    "deep": (
        lambda: windows(
            layers.Rescaling(2.0),
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2),
            layers.DepthwiseConv2D(3, padding="same"),
            layers.SeparableConv2D(4, 3),
            layers.MaxPooling2D((2, 3)),
        ),
        (37, 45),
        (36, 44),
    ),
    "fed larger than made for": (
        lambda: windows(layers.Conv2D(4, 3), layers.MaxPooling2D(2), shape=(32, 48, 3)),
        (33, 49),
        (32, 48),
    ),
}


@pytest.mark.parametrize("name", RESTS)
def test_rows_that_no_window_reads(name):
    """Whatever stands there, the answer is the same; one row or column further in, it is not."""
    build, size, read = RESTS[name]
    model, x = build(), coffee(*size)
    reading = the_one(model, x)
    assert (reading.cause, reading.confidence) == (Causes.ROWS_NEVER_READ, Confidence.HIGH)
    assert f"{size[0]} × {size[1]} pixels the model reads {read[0]} × {read[1]}" in reading.summary
    answer, pixels = model(x).numpy(), x.numpy()
    for axis in (1, 2):
        for further, same in ((0, True), (1, False)):
            other = pixels.copy()
            np.moveaxis(other, axis, 0)[read[axis - 1] - further :] = 9.0
            assert np.array_equal(model(other).numpy(), answer) == same or (
                same and np.array_equal(other, pixels)
            )


@pytest.mark.parametrize("name", RESTS)
def test_its_treatment_is_read_as_a_whole(name):
    build, size, _ = RESTS[name]
    model, x = cured(the_one(build(), coffee(*size)), build(), coffee(*size))
    assert examine(model, x) == ()


@settings(max_examples=8)
@given(st.integers(20, 40), st.integers(20, 40))
def test_what_is_read_is_what_changes_the_answer(height, width):
    """By the gradient of one answer: where it is zero for every pixel of a row, none reads it."""
    x = tf.Variable(coffee(height, width) + 0.1)
    for model in CHAINS:
        with tf.GradientTape() as tape:
            answer = tf.reduce_sum(model(x))
        seen = np.abs(tape.gradient(answer, x).numpy()).sum(axis=(0, 3)) > 0
        chain = reach.of(model, trace_shapes(model, tf.TensorSpec(x.shape)))
        rows, columns = (np.flatnonzero(seen.any(axis=1 - axis)) for axis in (0, 1))
        assert chain.read(0, height) == rows[-1] + 1
        assert chain.read(1, width) == columns[-1] + 1


def ones(**words):
    return {"kernel_initializer": "ones", **words}


CHAINS = [
    windows(layers.Conv2D(2, 3, **ones()), layers.AveragePooling2D(2)),
    windows(layers.Conv2D(2, 3, **ones(strides=2, padding="same")), layers.AveragePooling2D(3)),
    windows(layers.AveragePooling2D(2), layers.Conv2D(2, (3, 4), **ones(strides=(2, 3)))),
    windows(layers.Conv2D(2, 2, **ones(dilation_rate=3)), layers.AveragePooling2D((3, 4), 3)),
]
for model in CHAINS:
    model.layers[-1].kernel.assign(tf.ones_like(model.layers[-1].kernel))


# --- labels --------------------------------------------------------------------------------------


def compiled(model, loss="mse"):
    model.compile("sgd", loss)
    return model


def painter(channels):
    return stack((32, 32, 3), layers.Conv2D(channels, 3, padding="same"))


def steps(*body):
    return stack((10, 4), layers.LSTM(8, return_sequences=True), *body)


REPEATED = {
    "colour for gray": (lambda: painter(1), (4, 32, 32, 3), ("12288 pairs", "3 for each answer")),
    "gray for colour": (lambda: painter(3), (4, 32, 32, 1), ("12288 pairs", "3 for each label")),
    "a number a step, ten answers": (
        lambda: steps(layers.Dense(10)),
        (4, 10, 1),
        ("400 pairs", "10 for each label"),
    ),
    "ten numbers a step, one answer": (
        lambda: steps(layers.Dense(1)),
        (4, 10, 10),
        ("400 pairs", "10 for each answer"),
    ),
    "one number, and steps": (lambda: steps(layers.Dense(1)), (4, 1), ("40 pairs",)),
    "a number each, four answers": (
        lambda: windows(shape=(32, 32, 3)),
        (4,),
        ("16 pairs", "4 for each label"),
    ),
}


@pytest.mark.parametrize("name", REPEATED)
def test_labels_that_the_loss_repeats(name):
    build, shape, told = REPEATED[name]
    model, y = compiled(build()), np.zeros(shape, "float32")
    x = smooth(4, *model.input_shape[1:])
    for fed in ((x, y), tf.data.Dataset.from_tensor_slices((x, y)).batch(4)):
        reading = the_one(model, fed)
        assert (reading.cause, reading.confidence) == (Causes.LABEL_SHAPE, Confidence.HIGH)
        assert (reading.expected, reading.received) == (tuple(model(x).shape), shape)
        assert [part for part in told if part not in reading.summary] == []
    model.train_on_batch(x, y)  # it raises nothing


@pytest.mark.parametrize("loss", [keras.losses.MeanAbsoluteError(), keras.losses.huber, "hinge"])
def test_losses_as_they_may_be_given(loss):
    model, x = compiled(painter(1), loss), smooth(4, 32, 32, 3)
    assert the_one(model, (x, x)).cause == Causes.LABEL_SHAPE


@pytest.mark.parametrize("name", REPEATED)
def test_the_last_layer_that_it_offers_answers_each_label(name):
    build, shape, _ = REPEATED[name]
    model, y = compiled(build()), np.zeros(shape, "float32")
    x = smooth(4, *model.input_shape[1:])
    reading = the_one(model, (x, y))
    if not reading.fixes[0].code:
        assert name == "one number, and steps"
        return
    model, _ = cured(reading, model, x)
    assert examine(model, (x, y)) == () and model.loss == "mse"
    model.train_on_batch(x, y)


# --- graph functions for open shapes -------------------------------------------------------------


def served(filters, *shape):
    """A model of one channel with pooling, behind a tf.function for shapes left open."""
    model = pooled(
        (None, None, 1), layers.Conv2D(filters, 3, padding="same"), layers.MaxPooling2D(2)
    )
    return tf.function(lambda x: model(x), input_signature=[tf.TensorSpec(shape)])


def test_a_guessed_axis_behind_an_open_signature():
    serve, x = served(4, None, None, None), coffee(30, 20)[0]
    for one in (serve, serve.get_concrete_function()):
        reading = the_one(one, x)
        assert reading.cause == Causes.RANK_MISSING_BATCH and "30 times" in reading.summary
        assert len(one(x)) == 30 or one is not serve
    for sound in (tf.zeros((30, 28, 28)), tf.zeros((2, 30, 20))):
        assert examine(serve, sound) == ()


def test_a_colour_picture_in_groups_behind_an_open_signature():
    serve, x = served(6, *(None,) * 4), coffee(30, 20)
    for one in (serve, serve.get_concrete_function()):
        reading = the_one(one, x)
        assert reading.cause == Causes.CHANNELS_GROUPED and "3 groups" in reading.summary
    assert serve(x).shape == (1, 10)
    _, gray = cured(reading, serve, x)
    assert gray.shape == (1, 30, 20, 1) and examine(serve, gray) == ()


def test_an_open_signature_without_fault():
    model = pooled((None, None, 3), layers.Conv2D(4, 3, padding="same"))
    serve = tf.function(lambda x: model(x), input_signature=[tf.TensorSpec((None,) * 4)])
    assert examine(serve, coffee(30, 20)) == ()
