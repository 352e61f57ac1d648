"""A call is stopped before a window meets less than its size, and only then."""

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import guard

#: A layer, and the least (height, width) that its window fits on.
WINDOWS = [
    (layers.Conv2D(2, 3), (3, 3)),
    (layers.Conv2D(2, (2, 5)), (2, 5)),
    (layers.Conv2D(2, 3, dilation_rate=4), (9, 9)),
    (layers.DepthwiseConv2D(4), (4, 4)),
    (layers.SeparableConv2D(2, 3), (3, 3)),
    (layers.MaxPooling2D((4, 2)), (4, 2)),
    (layers.AveragePooling2D(3, strides=3), (3, 3)),
]


@pytest.mark.parametrize("layer, least", WINDOWS, ids=lambda one: getattr(one, "name", None))
def test_a_window_that_does_not_fit_stops_the_call(layer, least):
    height, width = least
    model = keras.Sequential([keras.Input((None, None, 3)), layer])
    assert guard.sees(model)
    with guard.standing():
        assert model(tf.zeros((1, height, width, 3))).shape[1:3] == (1, 1)
        for size in ((height - 1, width), (height, width - 1)):
            with pytest.raises(guard.TooSmall, match=layer.name):
                model(tf.zeros((1, *size, 3)))


def test_fields_need_a_place_each():
    cut = layers.AdaptiveMaxPooling2D((2, 4))
    with guard.standing():
        assert cut(tf.zeros((1, 2, 4, 3))).shape == (1, 2, 4, 3)
        with pytest.raises(guard.TooSmall):
            cut(tf.zeros((1, 2, 3, 3)))


@pytest.mark.parametrize(
    "layer", [layers.Conv2D(2, 5, padding="same"), layers.Conv2DTranspose(2, 5), layers.Dense(2)]
)
def test_what_takes_any_size_is_not_stopped(layer):
    with guard.standing():
        assert layer(tf.zeros((1, 2, 2, 3))).shape[-1] == 2


def test_sides_are_those_of_the_data_format():
    layer = layers.MaxPooling2D(3, data_format="channels_first")
    with guard.standing(), pytest.raises(guard.TooSmall):
        layer(tf.zeros((1, 4, 4, 2)))


def test_signals_too():
    with guard.standing(), pytest.raises(guard.TooSmall):
        layers.Conv1D(2, 3, dilation_rate=2)(tf.zeros((1, 4, 2)))


def test_it_is_gone_when_the_call_is():
    with guard.standing():
        pass
    with pytest.raises(ValueError):
        layers.Conv2D(2, 3)(tf.zeros((1, 2, 2, 3)))


class OfOnesOwn(layers.Layer):
    def call(self, x):
        return tf.nn.conv2d(x, tf.zeros((3, 3, 3, 1)), 1, "VALID")


def pooled(door):
    return keras.ops.max_pool(door, 3)


@pytest.mark.parametrize(
    "make, seen",
    [
        (layers.Conv2D(2, 3), True),
        (lambda door: keras.ops.relu(door + 1.0), True),
        (OfOnesOwn(), False),
        (layers.Lambda(lambda x: x), False),
        (pooled, False),
        (lambda door: keras.Sequential([layers.ReLU(), OfOnesOwn()])(door), False),
        (lambda door: keras.Model(door, pooled(door))(door), False),
    ],
)
def test_it_says_whether_it_sees_every_window(make, seen):
    door = keras.Input((20, 20, 3))
    assert guard.sees(keras.Model(door, make(door))) == seen


def test_a_models_own_call_it_does_not_see():
    class Own(keras.Sequential):
        pass

    assert not guard.sees(Own([layers.ReLU()])) and guard.sees(keras.Sequential([layers.ReLU()]))
