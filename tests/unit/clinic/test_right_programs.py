"""No alarm on what is right: many kinds of programs, and of labels."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from right_models import autoencoder, digits, pooled, stack
from right_programs import PROGRAMS, smooth, whole

from helpers.clinic import examine


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_found(name):
    """It runs, too: of what is refused nothing is told anyway."""
    model, x = (part() for part in PROGRAMS[name])
    assert examine(model, x) == ()
    for answer in tf.nest.flatten(model(x)):
        assert np.isfinite(answer).all() and 0 not in answer.shape


def compiled(model, loss):
    model.compile("sgd", loss)
    return model


def tail(*body):
    return stack((10, 4), layers.LSTM(8, return_sequences=True), *body)


def own_loss(labels, answers):
    return tf.reduce_mean(tf.abs(labels - answers), axis=-1)


X, STEPS, DIGITS = smooth(4, 20, 20, 3), smooth(4, 10, 4), smooth(4, 28, 28, 1)
ONE_HOT = np.eye(10, dtype="float32")[:4]

#: {name: (model, loss, pictures, labels)}
LABELS = {
    "class numbers": (digits, "sparse_categorical_crossentropy", DIGITS, whole(4)),
    "class numbers in a column": (digits, "sparse_categorical_crossentropy", DIGITS, whole(4, 1)),
    "one-hot": (digits, "categorical_crossentropy", DIGITS, ONE_HOT),
    "one-hot, and a mean square": (digits, "mse", DIGITS, ONE_HOT),
    "a number each": (lambda: stack((4,), layers.Dense(1)), "mse", smooth(4, 4), smooth(4)),
    "a column of numbers": (
        lambda: stack((4,), layers.Dense(1)),
        keras.losses.Huber(),
        smooth(4, 4),
        smooth(4, 1),
    ),
    "a number each, and a row of answers": (
        lambda: stack((4,), layers.Dense(1), layers.Reshape(())),
        "mae",
        smooth(4, 4),
        smooth(4, 1),
    ),
    "itself": (autoencoder, "mse", X, X),
    "gray of itself": (
        lambda: stack((20, 20, 3), layers.Conv2D(1, 3, padding="same")),
        "mse",
        X,
        X.mean(axis=-1),
    ),
    "steps": (lambda: tail(layers.Dense(1)), "mse", STEPS, smooth(4, 10, 1)),
    "steps without a last axis": (lambda: tail(layers.Dense(1)), "mse", STEPS, smooth(4, 10)),
    "steps of classes": (
        lambda: tail(layers.Dense(10)),
        "sparse_categorical_crossentropy",
        STEPS,
        whole(4, 10),
    ),
    "as many classes as pictures": (
        lambda: pooled((20, 20, 3), layers.Dense(4)),
        "sparse_categorical_crossentropy",
        X,
        whole(4, below=3),
    ),
    "a loss of one's own": (
        lambda: stack((20, 20, 3), layers.Conv2D(1, 3, padding="same")),
        own_loss,
        X,
        X,
    ),
    "other labels than answers, refused by the loss": (
        lambda: stack((20, 20, 3), layers.Conv2D(1, 3, padding="same")),
        "binary_crossentropy",
        X,
        X,
    ),
}


@pytest.mark.parametrize("name", LABELS)
def test_nothing_is_found_beside_labels(name):
    build, loss, x, y = LABELS[name]
    model, rows = compiled(build(), loss), tf.data.Dataset.from_tensor_slices((x, y))
    for fed in (x, y), (x, y, np.ones(len(x))), rows.batch(4), rows.batch(3):
        assert examine(model, fed) == ()


def test_two_outputs_with_a_label_array_each():
    picture = keras.Input((20, 20, 3))
    seen = layers.GlobalAveragePooling2D()(picture)
    model = compiled(keras.Model(picture, [layers.Dense(1)(seen), layers.Dense(3)(seen)]), "mse")
    assert examine(model, (X, [smooth(4, 1), smooth(4, 3)])) == ()
