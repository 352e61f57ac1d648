"""What the sixth visit's questions say is so, tried on the models that they speak of."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.course.exhibits import EXHIBITS, outcome
from helpers.course.questions import trial as questions
from helpers.panels.trial import GUESSES

ANY = [tf.TensorSpec((None, None, None, 3))]


def every():
    for question in (*questions.QUESTIONS, *questions.DECISIONS):
        yield question
        if question.second:
            yield question.second


@pytest.mark.parametrize("question", [*every()], ids=lambda question: question.name)
def test_each_answer_has_its_own_words_and_a_moment_that_the_panel_has(question):
    assert 0 <= question.right < len(question.options)
    because = [option.because for option in question.options]
    assert len(set(because)) == len(because)
    for option in question.options:
        if option.show:
            assert option.show["claim"] in EXHIBITS and option.show["your guess"] in GUESSES


def test_a_smaller_picture_after_a_larger_one():
    conv, fresh = layers.Conv2D(2, 3), layers.Conv2D(2, 3)
    conv(tf.zeros((1, 90, 120, 3)))
    small = tf.random.stateless_uniform((1, 8, 8, 3), (1, 2))
    fresh(small)
    fresh.set_weights(conv.get_weights())
    assert tuple(conv(small).shape) == (1, 6, 6, 2)
    assert np.allclose(conv(small), fresh(small), atol=1e-6)


def test_two_programs_for_two_sizes():
    graph = tf.function(lambda x: x / 2, input_signature=ANY, jit_compile=True)
    sizes = [(32, 32)] * 10 + [(48, 20)] * 10 + [(32, 32)] * 10
    programs = [
        graph.experimental_get_compiler_ir(tf.zeros((1, *size, 3)))("hlo") for size in sizes
    ]
    assert len(set(programs)) == 2


def test_a_step_on_another_size_trains_on():
    model = keras.Sequential([layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()])
    model.compile("sgd", "mse")
    for side in 16, 24:
        before = [*model.get_weights()]
        model.train_on_batch(np.ones((2, side, side, 3), "float32"), np.ones((2, 4)))
    assert not np.array_equal(before[0], model.get_weights()[0])


def dense_behind(picture):
    return outcome(lambda: layers.Dense(4)(layers.Flatten()(layers.Conv2D(4, 3)(picture))))


def test_what_flatten_and_dense_must_know():
    assert dense_behind(keras.Input((16, 16, 3))) == "(None, 4)"
    for shape in (None, 16, 3), (16, None, 3):
        assert dense_behind(keras.Input(shape)) == "ValueError"


def test_what_a_graph_must_know():
    conv = layers.Conv2D(4, 3)
    assert outcome(lambda: conv(keras.Input((None, None, None)))).endswith("Error")


def test_what_depends_on_the_version():
    for name in "this will be thrown", "that specific shape":
        one = EXHIBITS[name]
        assert one.verdict(one.run()) == "depends on the version"


def test_the_answers_of_the_decision():
    head = [layers.Conv2D(2, 3), layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(10)]
    model = keras.Sequential([keras.Input((224, 224, 3)), *head])
    for picture in tf.zeros((1, 256, 256, 3)), tf.zeros((1, 1024, 1024, 3)):
        with pytest.raises(ValueError, match="incompatible"):
            model(picture)
    resized = tf.image.resize(tf.zeros((1, 256, 256, 3)), (224, 224))
    assert outcome(lambda: model(resized)) == "(1, 10)"
