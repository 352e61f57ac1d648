"""The first visit's exercises, with their banks of right and wrong answers."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.course import builders
from helpers.course.exercises import fixed_size as exercises

RIGHT = "✓ Right.\n"


def stack(*body, shape=(None, None, 3)):
    return keras.Sequential([keras.Input(shape), *body])


@pytest.mark.parametrize(
    "name, variable",
    [("row_length", "numbers"), ("lucky_size", "size"), ("flexible_model", "my_model")],
)
def test_the_printed_solution_is_right(name, variable, solved, told):
    exercise = getattr(exercises, name)
    names = {"keras": keras, "layers": layers}
    exec(solved(exercise), names)
    assert told(exercise.check, names[variable]) == RIGHT


# How long the row is.


@pytest.mark.parametrize(
    "right",
    [
        149 * 74 * 32,
        float(149 * 74 * 32),
        np.int64(352832),
        np.array([352832]),
        tf.constant(149) * 74 * 32,
    ],
    ids=str,
)
def test_the_length_of_the_row(right, told):
    assert told(exercises.row_length.check, right) == RIGHT


@pytest.mark.parametrize(
    "wrong, hint",
    [
        (149 * 74, "one feature map"),
        (149 * 74 * 3, "3 channels"),
        (150 * 75 * 32, "no padding"),
        (150 * 74 * 32, "One row of windows too many"),  # rounded up, or one pixel in place of two
        (299 * 148 * 32, "before the pooling"),
        (299 * 148 * 32 // 2, "and the width as well"),
        (301 * 150 * 3, "the picture itself"),
        (149 * 73 * 32, "and not three"),
        (149.5 * 74 * 32, "no halves"),
        (394272, "the row of 224 × 224"),
        (127008, "the row of 128 × 128"),
        (12, "conv, pool, flatten"),
        ((149, 74, 32), "One number"),
        ("many", "no number"),
    ],
)
def test_each_mistake_with_the_row_has_its_own_hint(wrong, hint, told):
    said = told(exercises.row_length.check, wrong)
    assert said.startswith("✗ ") and hint in said


def test_no_wrong_number_of_the_list_is_right():
    assert 149 * 74 * 32 not in exercises._by_mistake()
    assert len(exercises._by_mistake()) == 11


# A size that fits by luck.


@pytest.mark.parametrize(
    "right",
    [(20, 2740), (2741, 21), [8217, 9], (4, 24644), np.array([20, 2741]), (20.0, 2740.0)],
    ids=str,
)
def test_every_other_lucky_size_is_right(right, told):
    assert told(exercises.lucky_size.check, right) == RIGHT


@pytest.mark.parametrize(
    "wrong, hint",
    [
        ((224, 224), "model's own 111 × 111"),
        ((224, 225), "model's own 111 × 111"),
        ((76, 668), "was shown"),
        ((669, 77), "whichever way"),
        ((9, 1369), "after the pooling"),
        ((3, 4107), "after the pooling"),
        ((18, 2738), "conv took something off"),
        ((300, 300), "149 × 149 = 22201 places"),
        ((22, 2740), "10 × 1369 = 13690 places"),
        ((2, 12400), "Sides of 4 or more"),
        ((5000, 5000), "far more than"),
        ((20.5, 2740), "whole pixels"),
        ("9 x 1369", "pair"),
        ((1, 20, 2740, 3), "pair"),
        (20, "pair"),
    ],
)
def test_each_mistake_with_the_lucky_size_has_its_own_hint(wrong, hint, told):
    said = told(exercises.lucky_size.check, wrong)
    assert said.startswith("✗ ") and hint in said


def test_the_size_that_its_last_hint_leads_to_is_right(told):
    for _ in range(3):
        hint = told(exercises.lucky_size.hint)
    assert "9 × 1369" in hint
    for size in ((20, 2740), (21, 2741)):
        assert [(side - 2) // 2 for side in size] == [9, 1369]
        assert told(exercises.lucky_size.check, size) == RIGHT


# A model that takes several sizes, and reads all of them.


def resized_before_the_fixed_one():
    fixed = builders.fixed_sequential()
    return lambda pictures: fixed(tf.image.resize(pictures, (224, 224)))


MODELS = {
    "padded": lambda: builders.flexible_head(padding="same"),
    "no pooling before": lambda: stack(
        layers.Conv2D(8, 3), layers.GlobalAveragePooling2D(), layers.Dense(10)
    ),
    "fully convolutional": lambda: stack(
        layers.Conv2D(10, 3), layers.BatchNormalization(), layers.GlobalMaxPooling2D()
    ),
    "adaptive": lambda: stack(
        layers.Conv2D(8, 3, strides=2, padding="same"),
        layers.AdaptiveAveragePooling2D(4),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ),
    "resized inside": lambda: stack(
        layers.Resizing(128, 128), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(10)
    ),
    "a function": resized_before_the_fixed_one,
    "one row more": lambda: stack(
        layers.ZeroPadding2D(2),
        layers.Conv2D(8, 3),
        layers.MaxPooling2D(2),
        layers.GlobalMaxPooling2D(),
        layers.Dense(10),
    ),
    "an Input of 224, which a Sequential does not check": lambda: stack(
        layers.Conv2D(8, 3), layers.GlobalMaxPooling2D(), layers.Dense(10), shape=(224, 224, 3)
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_models_that_read_all_of_each_size_are_right(name, told):
    assert told(exercises.flexible_model.check, MODELS[name]()) == RIGHT


def pooled(*before, shape=(None, None, 3)):
    return stack(*before, layers.GlobalAveragePooling2D(), layers.Dense(10), shape=shape)


def functional_of_224():
    picture = keras.Input((224, 224, 3), name="photo")
    return keras.Model(picture, pooled()(picture), name="fixed")


WRONG = {
    "the visit's own head": (
        builders.flexible_head,
        ["At 225 × 225 the last row and column", "the same answer", "fill its window"],
    ),
    "columns alone": (
        lambda: pooled(layers.MaxPooling2D((1, 2))),
        ["At 225 × 225 the last column may"],
    ),
    "flattened": (
        builders.fixed_sequential,
        ["At 128 × 128 your model raises ValueError", "expected axis -1"],
    ),
    "a fixed Input": (functional_of_224, ["At 128 × 128", "expected shape=(None, 224, 224, 3)"]),
    "no layer that takes height and width away": (
        lambda: stack(layers.Conv2D(8, 3), layers.Dense(10)),
        ["(1, 222, 222, 10)", "One answer for each place"],
    ),
    "no Dense": (
        lambda: stack(layers.Conv2D(32, 3), layers.GlobalAveragePooling2D()),
        ["(1, 32), not (1, 10)", "A Dense(10) makes ten"],
    ),
    "gray": (lambda: pooled(layers.Conv2D(8, 3), shape=(None, None, 1)), ["raises ValueError"]),
    "a class": (lambda: keras.Sequential, ["That is a class"]),
    "a picture": (lambda: tf.zeros((1, 10)), ["raises TypeError"]),
    "no batch": (
        lambda: lambda pictures: tf.zeros(10),
        ["(10,), not (1, 10)", "The first axis is the batch"],
    ),
    "resized to few": (
        lambda: stack(layers.Resizing(8, 8), layers.Flatten(), layers.Dense(10)),
        ["the last row and column", "jumps over"],
    ),
    "always the same": (
        lambda: lambda pictures: tf.zeros((len(pictures), 10)),
        ["a black picture and a white one"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_with_the_model_has_its_own_hint(name, told):
    build, hints = WRONG[name]
    said = told(exercises.flexible_model.check, build())
    assert said.startswith("✗ ") and [hint for hint in hints if hint not in said] == []
    assert "Exception encountered" not in said and "Arguments received" not in said


# A message to read, and lines to order.


@pytest.mark.parametrize(
    "answer, hint",
    [
        (("classes", 1, 4480, 6400), "classes"),
        (("hidden", 1, 6400, 4480), "mixed up"),
        (("hidden", 0, 4480, 6400), "axis"),
    ],
)
def test_the_unseen_message(answer, hint, told):
    for axis in (1, -1):
        assert told(exercises.unseen.check, "hidden", axis, 20 * 14 * 16, 20 * 20 * 16) == RIGHT
    said = told(exercises.unseen.check, *answer)  # each with a mistake of its own
    assert said.startswith("✗ ") and hint in said


def test_the_order_is_a_puzzle_and_has_more_than_one_right_answer():
    order = exercises.order
    assert {str(one) for row in order.target.outcomes for one in row} == {"passed"}
    assert not order.judged(order.shuffled).right
    assert order.judged((0, 1, 3, 2, 4, 5)).right  # the pooling before the convolution
    assert not order.judged((0, 2, 1, 3, 4, 5)).right  # too small for the convolution's window
    assert not order.judged((0, 2, 3, 4, 1, 5)).right


@pytest.mark.parametrize("nothing", [..., None])
def test_no_answer_is_not_a_wrong_one(nothing, told):
    assert told(exercises.row_length.check, nothing).startswith("Not answered yet")


def test_models_are_built_once(told, monkeypatch):
    """A learner presses Shift + Enter many times, and a fixed model weighs 16 MB."""
    told(exercises.row_length.check, 1)
    monkeypatch.setattr(exercises.builders, "fixed_sequential", lambda: pytest.fail("built again"))
    assert told(exercises.row_length.check, 2).startswith("✗")
    assert told(exercises.lucky_size.check, (20, 2740)) == RIGHT
