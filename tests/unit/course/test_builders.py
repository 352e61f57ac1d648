"""The models are what the lessons say of them."""

import inspect

import keras
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from helpers.course import builders

NAMED = [function for _, function in inspect.getmembers(builders, inspect.isfunction)]
ALL = [
    build for build in NAMED if build is not builders.flatten_head
]  # the one that cannot be built
CLASSIFIERS = [build for build in ALL if build not in (builders.features, builders.small_unet)]
HEADS = [
    builders.average_head,
    builders.max_head,
    builders.convolutional_head,
    builders.adaptive_head,
]
FIXED = [builders.fixed_sequential, builders.fixed_functional]
sides = st.integers(4, 320)

every_builder = pytest.mark.parametrize("build", ALL, ids=lambda build: build.__name__)
every_classifier = pytest.mark.parametrize("build", CLASSIFIERS, ids=lambda build: build.__name__)
every_head = pytest.mark.parametrize("build", HEADS, ids=lambda build: build.__name__)
fixed_builder = pytest.mark.parametrize("build", FIXED, ids=lambda build: build.__name__)


def test_these_are_the_builders():
    """So that a new one comes under the tests below, and under those of the trace."""
    assert {build.__name__ for build in NAMED} == {
        "fixed_sequential",
        "fixed_functional",
        "flexible_head",
        "flatten_head",
        "average_head",
        "max_head",
        "convolutional_head",
        "adaptive_head",
        "features",
        "logits_of_means",
        "logits_of_maxima",
        "logits_of_places",
        "logits_of_rows",
        "small_unet",
    }


@every_classifier
def test_ten_logits_a_picture(build):
    model = build()
    assert model.name == build.__name__
    side = 96 if build is builders.logits_of_rows else 224
    for batch in (1, 3):
        assert model(tf.zeros((batch, side, side, 3))).shape == (batch, 10)


@every_classifier
def test_the_output_is_logits(build):
    """No softmax hides at the end: the last layer with weights is linear."""
    last = [layer for layer in build().layers if layer.weights][-1]
    assert last.activation is keras.activations.linear


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


@pytest.mark.parametrize(
    "build", [*FIXED, builders.flexible_head], ids=lambda build: build.__name__
)
def test_the_convolution_is_the_same_in_all_of_the_first_visit(build):
    """Its weights can be carried from a fixed model into the flexible one."""
    conv = build().get_layer("conv")
    assert tuple(conv.kernel.shape) == (3, 3, 3, 32)
    assert conv.get_config() == builders.fixed_sequential().get_layer("conv").get_config()


@given(batch=st.integers(1, 3), height=sides, width=sides)
def test_the_flexible_head_takes_any_size(models, batch, height, width):
    model = models["flexible_head"]
    assert model(tf.zeros((batch, height, width, 3))).shape == (batch, 10)
    assert tuple(model.get_layer("dense").kernel.shape) == (32, 10)


@every_head
@pytest.mark.parametrize("channels", range(1, 7))
def test_a_head_takes_any_size_and_its_own_channels(build, channels):
    model = build(channels)
    assert model.input_shape == (None, None, None, channels)
    for batch, height, width in ((1, 2, 2), (3, 5, 33), (2, 64, 4)):
        assert model(tf.zeros((batch, height, width, channels))).shape == (batch, 10)
    with pytest.raises(ValueError):
        model(tf.zeros((1, 8, 8, channels + 1)))


@every_head
def test_the_heads_stand_on_the_same_convolution(build):
    own, first = build().get_layer("conv"), builders.average_head().get_layer("conv")
    assert own.get_config() == first.get_config()


@pytest.mark.parametrize("channels", [1, 3, 6])
def test_flatten_cannot_be_built_on_an_open_size(channels):
    with pytest.raises(ValueError, match="must be fully-defined"):
        builders.flatten_head(channels)


@given(batch=st.integers(1, 3), height=st.integers(2, 60), width=st.integers(2, 60))
def test_features_halve_and_drop_a_rest(batch, height, width):
    maps = FEATURES(tf.zeros((batch, height, width, 3)))
    assert maps.shape == (batch, height // 2, width // 2, 32)


FEATURES = builders.features()


def test_the_third_visits_weights_are_the_same_every_time():
    first, second = builders.logits_of_means(), builders.logits_of_means()
    for one, other in zip(first.weights, second.weights, strict=True):
        assert (one.numpy() == other.numpy()).all()


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
    if build.__name__.startswith("logits_of"):  # they say that they stand on the other
        exec(inspect.getsource(builders.features), names)
    exec(inspect.getsource(build), names)  # nothing else of the module is needed
    copied = names[build.__name__]()
    assert [(type(layer), layer.output.shape) for layer in copied.layers] == [
        (type(layer), layer.output.shape) for layer in model.layers
    ]


def test_the_unet_gives_a_probability_for_every_pixel_or_refuses():
    model = builders.small_unet()
    for height, width in ((8, 8), (64, 48)):
        mask = model(tf.random.stateless_uniform((2, height, width, 3), (1, 2)))
        assert mask.shape == (2, height, width, 1)
        assert float(tf.reduce_min(mask)) >= 0 and float(tf.reduce_max(mask)) <= 1
    with pytest.raises(tf.errors.InvalidArgumentError):
        model(tf.zeros((1, 64, 52, 3)))
