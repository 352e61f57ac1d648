"""Traces of models and inputs of every kind: several inputs, open sizes, what cannot be built."""

import keras
import pytest
import tensorflow as tf
from keras import layers
from traced import every_model, picture, plain, really

from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace, trace_building, trace_shapes
from helpers.course import builders

# --- other models, other inputs ----------------------------------------------------------------


def test_a_layer_of_several_inputs_is_no_refusal():
    """Watching a layer must not change what it does."""
    door = keras.Input((None, None, 3))
    small = layers.MaxPooling2D(padding="same", name="down")(door)
    both = layers.Concatenate(name="both")([door, layers.UpSampling2D(name="up")(small)])
    model = keras.Model(door, both)
    assert trace(model, picture(16, 16)).outcome == PASSED
    odd = trace(model, picture(15, 15))
    assert odd.steps[-1].name == "both"
    assert (None, odd.refusal) == really(model, picture(15, 15))


def test_a_model_in_a_model_shows_its_layers():
    inner = keras.Sequential([layers.Conv2D(2, 3, name="conv"), layers.MaxPooling2D(name="pool")])
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            inner,
            layers.Flatten(name="flatten"),
            layers.Dense(3, name="dense"),
        ]
    )
    told = trace(model, picture(20, 20))
    assert [step.name for step in told.steps] == ["conv", "pool", "flatten", "dense"]


@every_model
@pytest.mark.parametrize(
    "made",
    [
        lambda: "cat.png",
        lambda: None,
        lambda: [[1, 2], [3]],
        lambda: tf.zeros((224, 224, 3)),
        lambda: tf.zeros((224, 224)),
        lambda: tf.zeros(()),
        lambda: tf.zeros((1, 1, 224, 224, 3)),
        lambda: tf.zeros((1, 224, 224, 4)),
        lambda: tf.zeros((1, 224, 224, 1)),
        lambda: tf.constant(["cat.png"]),
        lambda: [tf.zeros((1, 128, 128, 3)), tf.zeros((1, 130, 130, 3))],
    ],
    ids=[
        "text",
        "None",
        "ragged list",
        "no batch axis",
        "rank 2",
        "rank 0",
        "rank 5",
        "RGBA",
        "gray",
        "string tensor",
        "list of two sizes",
    ],
)
@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
def test_whatever_is_fed_the_trace_says_what_the_model_says(models, name, made):
    told = trace(models[name], made())
    assert (told.shape_out, told.refusal) == really(models[name], made())
    assert plain(told) and str(told)


# --- open sizes, guessed axes, models that cannot be built ---------------------------------------


@pytest.mark.parametrize("shape", [(1, 40, 60, 4), (1, 40, 60, 1), (40, 60, 3), (1, 2, 40, 60, 3)])
def test_a_refusal_on_an_open_size_says_what_would_have_come(shape):
    told = trace(builders.average_head(), tf.zeros(shape))
    assert told.outcome == REFUSED
    assert [step.shape_out for step in told.own] == [
        (1, 40, 60, 32),
        (1, 20, 30, 32),
        (1, 32),
        (1, 10),
    ]
    assert trace(builders.average_head(), tf.zeros((1, 40, 60, 3))).own == ()


@pytest.mark.parametrize(
    "build", [builders.average_head, builders.adaptive_head, builders.convolutional_head]
)
def test_an_open_size_is_never_misread(build):
    """A Flatten behind adaptive pooling always gets the same places."""
    for size in ((40, 60), (8, 8), (33, 5)):
        assert trace(build(), tf.zeros((1, *size, 3))).outcome == PASSED


def test_a_picture_without_batch_axis_may_be_taken_for_many():
    told = trace(builders.average_head(1), tf.zeros((40, 60, 3)))
    assert told.guessed and told.outcome == WRONG and told.shape_out == (40, 10)
    assert not trace(builders.average_head(1), tf.zeros((1, 40, 60, 1))).guessed
    refused = trace(builders.average_head(3), tf.zeros((40, 60, 3)))
    assert not refused.guessed and refused.outcome == REFUSED and refused.steps == ()


def test_what_can_be_built_and_what_cannot():
    told = trace_building(builders.flatten_head, "flatten_head", (1, 40, 60, 3))
    assert told.unbuilt and told.outcome == REFUSED and told.made_for == (None, None, None, 3)
    assert [step.name for step in told.steps] == ["conv", "pool", "flatten", "dense"]
    assert told.steps[2].shape_out == (None, None) and told.steps[-1].refusal.kind == "ValueError"
    assert told.steps[0].kernel == (3, 3, 3, 32)  # made by the call that was recorded
    built = trace_building(builders.average_head, "average_head")
    assert built.outcome == PASSED and built.shape_out == (None, 10)
    assert not trace(builders.average_head(), tf.zeros((1, 8, 8, 3))).unbuilt


@pytest.mark.parametrize(
    "pooling", [layers.GlobalAveragePooling2D(), layers.AdaptiveAveragePooling2D(2)], ids=str
)
def test_a_layer_made_for_any_size_is_no_misreading(pooling):
    model = keras.Sequential([keras.Input((8, 8, 3)), pooling, layers.Flatten(), layers.Dense(2)])
    assert trace(model, picture(10, 12)).outcome == PASSED


def test_a_stack_of_gray_pictures_is_no_guess():
    assert trace(builders.average_head(1), tf.zeros((60, 28, 28))).outcome == PASSED
    assert trace(builders.average_head(1), tf.zeros((60, 28, 3))).outcome == WRONG


def test_operations_inside_a_layer_are_the_layers_own():
    """ZeroPadding2D calls `ops.pad`, whose number goes up from call to call."""
    model = keras.Sequential(
        [
            keras.Input((None, None, 3)),
            layers.ZeroPadding2D(name="border"),
            layers.Conv2D(2, 3, name="conv"),
        ]
    )
    assert [step.name for step in trace(model, picture(8, 8)).steps] == ["border", "conv"]


def test_operations_of_a_models_graph_are_steps():
    door = keras.Input((8, 8, 3))
    model = keras.Model(door, keras.ops.add(layers.ReLU(name="relu")(door), door))
    assert [step.kind for step in trace(model, picture(8, 8)).steps] == ["ReLU", "Add"]


class Block(layers.Layer):
    """Two layers in one: the inner one is to blame."""

    def __init__(self):
        super().__init__(name="block")
        self.inner = layers.Conv2D(2, 3, name="inner")

    def call(self, x):
        return self.inner(x)


def test_the_innermost_refusal_stands_last_and_alone():
    model = keras.Sequential([keras.Input((None, None, 3)), Block()])
    model(picture(8, 8))
    told = trace(model, tf.zeros((1, 8, 8, 4)))
    assert [step.name for step in told.steps if step.refusal] == ["inner"] == [told.steps[-1].name]


def test_shapes_alone_say_what_a_run_says(models):
    for name, size in (
        ("fixed_sequential", (128, 128)),
        ("fixed_functional", (128, 128)),
        ("flexible_head", (40, 60)),
    ):
        ran, seen = (
            trace(models[name], picture(*size)),
            trace_shapes(models[name], tf.TensorSpec((1, *size, 3))),
        )
        assert (seen.outcome, seen.steps, seen.shape_out) == (ran.outcome, ran.steps, ran.shape_out)


def test_a_model_that_asks_for_values_cannot_be_seen_by_its_shapes():
    class Asks(keras.Model):
        def call(self, x):
            return x if tf.reduce_sum(x) > 0 else -x

    assert trace_shapes(Asks(), tf.TensorSpec((1, 4, 4, 3))) is None
