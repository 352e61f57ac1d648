"""Sizes that pass are found on shapes, and what is found really passes."""

import threading

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from helpers.clinic import rules, search
from helpers.course import builders


def spec(height=1, width=1, channels=3):
    return tf.TensorSpec((1, height, width, channels))


def joined_after(pool):
    """Takes sides that are multiples of `pool`."""
    door = keras.Input((None, None, 3))
    down = layers.UpSampling2D(pool)(layers.MaxPooling2D(pool)(door))
    return keras.Model(door, layers.Concatenate()([door, down]))


def windowed(*kernels):
    """Takes sides of at least the sum of its kernels, less one for each but the first."""
    made = [layers.Conv2D(2, kernel) for kernel in kernels]
    return keras.Sequential([keras.Input((None, None, 3)), *made])


@pytest.fixture(scope="module")
def made():
    """{name: model}, each built once."""
    found = {f"joined{pool}": joined_after(pool) for pool in (2, 4, 8)}
    return found | {"windows": windowed(7, 5), "average": builders.average_head()}


def test_a_size_is_asked_without_running(made):
    assert search.usual_size(made["average"], spec()) == 8
    assert not search.passes(made["average"], spec(), 1, 9)
    assert search.passes(made["average"], spec(), 2, 9)


def test_what_runs_and_is_wrong_does_not_pass(models):
    fixed = models["fixed_sequential"]
    sizes = ((224, 224), (225, 225), (76, 668))
    assert [search.passes(fixed, spec(), *size) for size in sizes] == [True, False, False]
    assert search.usual_size(fixed, spec()) == 224


class Cut(layers.Layer):
    """Slices three rows off at either end; of six, nothing is left, and nothing is raised."""

    def call(self, x):
        return x[:, 3:-3]


def test_a_map_without_a_place_in_it_does_not_pass():
    model = keras.Sequential([keras.Input((None, None, 3)), Cut(), layers.GlobalMaxPooling2D()])
    assert not search.passes(model, spec(), 6, 9)
    assert search.passes(model, spec(), 7, 9)


def test_no_size_at_all():
    never = keras.Sequential([keras.Input((None, None, 1)), layers.Conv2D(2, 3)])
    assert search.usual_size(never, spec()) is None
    assert search.divisor(never, spec()) is None
    assert search.next_multiple(never, spec(9, 9)) is None
    assert search.least_of_aspect(never, spec(9, 9)) is None


def test_what_is_open_is_nowhere_to_start(made):
    assert search.next_multiple(made["joined2"], spec(None, 9)) is None
    assert search.least_of_aspect(made["joined2"], spec(9, None)) is None
    assert search.usual_size(made["joined2"], spec(None, None)) == 8


@pytest.mark.parametrize("pool", [2, 4, 8])
def test_the_divisor(made, pool):
    assert search.divisor(made[f"joined{pool}"], spec()) == pool


@given(pool=st.sampled_from([2, 4, 8]), height=st.integers(1, 70), width=st.integers(1, 70))
def test_the_next_multiple_is_the_least_that_passes(made, pool, height, width):
    model, given_ = made[f"joined{pool}"], spec(height, width)
    size = search.next_multiple(model, given_)
    assert search.passes(model, given_, *size)
    assert all(own <= side < own + pool for own, side in zip((height, width), size))


@given(height=st.integers(1, 40), width=st.integers(1, 40))
def test_the_least_of_an_aspect_passes_and_a_pixel_less_does_not(made, height, width):
    model = made["windows"]  # at least 11
    size = search.least_of_aspect(model, spec(height, width))
    if min(height, width) >= 11:
        assert size == (height, width)
    else:
        assert min(size) == 11
        assert np.isclose(size[0] / size[1], height / width, rtol=0.1)


@given(low=st.integers(0, 300), way=st.integers(1, 300), data=st.data())
def test_by_halves(low, way, data):
    border = data.draw(st.integers(low + 1, low + way))
    assert rules.least(lambda number: number >= border, low, low + way) == border


def test_a_model_of_many_layers_is_asked_about_three_sizes(monkeypatch):
    asked = []
    monkeypatch.setattr(search, "passes", lambda model, given_, *size: asked.append(size))
    many = keras.Sequential([keras.Input((None, None, 3)), *[layers.ReLU() for _ in range(90)]])
    assert search.usual_size(many, spec()) is None
    assert asked[:3] == [(64, 64), (128, 128), (224, 224)]  # then its rule, if there is time
    assert len(asked) < 10


def test_a_model_without_weights_yet_stays_without():
    model = keras.Sequential([layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3)])
    assert search.usual_size(model, spec()) == 8
    assert not model.built and model.weights == []


def test_what_cannot_be_copied_is_asked_and_not_built():

    class Locked(keras.Model):
        def __init__(self):
            super().__init__()
            self.lock = threading.Lock()  # not to be copied
            self.first, self.second = layers.Conv2D(2, 1), layers.Conv2D(2, 1)
            self.first.build((None, None, None, 3))

        def call(self, x):
            return self.second(self.first(x))

    model = Locked()
    assert search.passes(model, spec(), 9, 9)
    assert not model.second.built and model.second.weights == []


def test_other_ranks_and_kinds_of_numbers(made):
    clips = keras.Sequential(
        [keras.Input((None, None, None, 3)), layers.TimeDistributed(made["windows"])]
    )
    assert search.usual_size(clips, tf.TensorSpec((1, 5, 4, 4, 3))) == 16
    assert search.usual_size(made["windows"], tf.TensorSpec((1, 4, 4, 3), tf.uint8)) == 16
