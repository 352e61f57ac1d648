"""What the first visit's questions say is so, tried on the models that they speak of."""

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.course import edges
from helpers.course.questions import fixed_size as questions
from helpers.panels import FixedInputSize


def every():
    for question in (*questions.QUESTIONS, *questions.DECISIONS):
        yield question
        if question.second:
            yield question.second


@pytest.mark.parametrize("question", every(), ids=lambda question: question.name)
def test_each_answer_has_its_own_words_and_a_moment_that_the_panel_has(question):
    assert 0 <= question.right < len(question.options)
    because = [option.because for option in question.options]
    assert len(set(because)) == len(because)
    for option in question.options:
        if option.show:
            assert option.show["model"] in FixedInputSize.MODELS
            assert {option.show["height"], option.show["width"]} <= set(FixedInputSize.SIDES)


def read(model, side):
    return edges.reads_to_the_edge(model, tf.random.stateless_uniform((1, side, side, 3), (1, 2)))


def test_34_after_32():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(8, 3),
            layers.MaxPooling2D(3),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    assert read(model, 32) == (True, True)
    assert read(model, 34) == (False, False)  # it passes, and answers for a part


def test_64_with_a_stride():
    model = keras.Sequential(
        [
            keras.Input((None, None, 3)),
            layers.Conv2D(8, 3, strides=2),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
        ]
    )
    assert read(model, 64) == (False, False)
    assert read(model, 63) == (True, True)  # windows end at the 63rd row


def test_a_dense_turned_into_a_convolution_refuses_what_is_smaller_than_224():
    conv, pool = layers.Conv2D(32, 3), layers.MaxPooling2D(2)
    places = layers.Conv2D(10, 111)
    assert places(pool(conv(keras.Input((224, 225, 3))))).shape[1:] == (1, 1, 10)
    with pytest.raises(ValueError, match="zero or negative"):
        places(pool(conv(keras.Input((223, 224, 3)))))
