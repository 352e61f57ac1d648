"""The models are what the lessons say of them."""

import inspect

import keras
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from helpers import builders

ALL = [function for _, function in inspect.getmembers(builders, inspect.isfunction)]
FIXED = [builders.fixed_sequential, builders.fixed_functional]
sides = st.integers(4, 320)

every_builder = pytest.mark.parametrize("build", ALL, ids=lambda build: build.__name__)
fixed_builder = pytest.mark.parametrize("build", FIXED, ids=lambda build: build.__name__)


def test_these_are_the_builders():
    """So that a new one comes under the tests below, and under those of the trace."""
    assert {build.__name__ for build in ALL} == {"fixed_sequential", "fixed_functional", "flexible_head"}


@every_builder
def test_ten_logits_a_picture(build):
    model = build()
    assert model.name == build.__name__
    for batch in (1, 3):
        assert model(tf.zeros((batch, 224, 224, 3))).shape == (batch, 10)


@every_builder
def test_the_output_is_logits(build):
    """No softmax hides at the end: Dense is linear."""
    assert build().layers[-1].activation is keras.activations.linear


@fixed_builder
def test_where_394272_comes_from(build):
    """A 3×3 window fits 222 times along 224 pixels, pooling by 2 leaves 111, in 32 channels."""
    model = build()
    windows = 224 - 3 + 1
    assert windows == 222 and windows // 2 == 111 and 111 * 111 * 32 == 394272
    shape = (1, 224, 224, 3)
    seen = []
    for layer in model.layers[-4:]:
        shape = tuple(layer.compute_output_shape(shape))
        seen.append(shape)
    assert seen == [(1, 222, 222, 32), (1, 111, 111, 32), (1, 394272), (1, 10)]
    assert tuple(model.get_layer("dense").kernel.shape) == (394272, 10)


@given(height=sides, width=sides)
@settings(max_examples=8)  # a Dense layer for 320 × 320 has eight million weights
def test_only_the_dense_kernel_depends_on_the_size(models, height, width):
    """The same four layers, built for any size: the convolution's kernel stays 3×3×3×32."""
    shape = (None, height, width, 3)
    for layer in models["fixed_functional"].layers[-4:]:
        fresh = type(layer).from_config(layer.get_config())
        fresh.build(shape)
        shape = fresh.compute_output_shape(shape)
        if fresh.name == "conv":
            assert tuple(fresh.kernel.shape) == (3, 3, 3, 32)
    assert tuple(fresh.kernel.shape) == ((height - 2) // 2 * ((width - 2) // 2) * 32, 10)


@every_builder
def test_the_convolution_is_the_same_in_all(build):
    """Its weights can be carried from a fixed model into the flexible one."""
    conv = build().get_layer("conv")
    assert tuple(conv.kernel.shape) == (3, 3, 3, 32)
    assert conv.get_config() == builders.fixed_sequential().get_layer("conv").get_config()


@given(batch=st.integers(1, 3), height=sides, width=sides)
def test_the_flexible_head_takes_any_size(models, batch, height, width):
    model = models["flexible_head"]
    assert model(tf.zeros((batch, height, width, 3))).shape == (batch, 10)
    assert tuple(model.get_layer("dense").kernel.shape) == (32, 10)


def test_what_the_models_are_made_for(models):
    assert models["fixed_sequential"].input_shape == (None, 224, 224, 3)
    assert models["fixed_functional"].input_shape == (None, 224, 224, 3)
    assert models["flexible_head"].input_shape == (None, None, None, 3)


def test_no_weight_is_shared():
    """Neither between two builders nor between two calls of one."""
    made = [build() for build in ALL * 2]
    weights = [id(weight) for model in made for weight in model.weights]
    assert len(weights) == len(set(weights))


@every_builder
def test_plain_keras(build):
    """Keras' own classes; and the function can be copied away and run."""
    model = build()
    for part in (model, *model.layers):
        assert type(part).__module__.startswith("keras."), type(part)
    names = {"keras": keras, "layers": layers}
    exec(inspect.getsource(build), names)  # nothing else of the module is needed
    assert names[build.__name__]().get_config() == model.get_config()
