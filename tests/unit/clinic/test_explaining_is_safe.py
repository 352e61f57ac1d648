"""`explain` never raises, never runs a model, changes none, and says how sure it is."""

import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers

import helpers.clinic as d
from helpers.clinic import causes, messages, strict
from helpers.clinic.causes import Causes
from helpers.clinic.reading import Confidence


class Broken(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Hostile:
    """Whatever is asked of it, it raises."""

    def __getattr__(self, name):
        raise ValueError(name)


ERRORS = (
    ValueError("expected shape=(None, 2, 2, 3), found shape=(1, 2)"),
    Broken(),
    KeyError("x"),
    "a text",
    None,
    ValueError(b"\xff"),
)
THINGS = (
    None,
    3,
    "cat.png",
    Hostile(),
    object,
    lambda x: x,
    np.zeros((2, 2)),
    [np.zeros(3)],
    {"a": None},
    tf.ragged.constant([[1], [2, 3]]),
    tf.data.Dataset.range(3),
    keras.Input((4, 4, 3)),
    layers.Dense(3),
    keras.Sequential(),
    (np.zeros((1, 4, 4, 3)), np.zeros(1)),
)


@pytest.fixture(scope="function")
def as_for_a_learner():
    """The clinic's own errors kept back, as they are outside the tests."""
    strict.on = False
    yield
    strict.on = True


@pytest.mark.usefixtures("as_for_a_learner")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ERRORS), st.sampled_from(THINGS), st.sampled_from(THINGS))
def test_it_never_raises(error, model, inputs):
    reading = d.explain(error, model, inputs)
    assert reading.cause and reading.summary
    assert reading.original == (type(error).__name__ if isinstance(error, Broken) else str(error))
    assert repr(reading) and reading._repr_html_()


@given(st.text(max_size=300))
def test_no_text_is_misread_into_an_exception(text):
    messages.read(text)


@pytest.mark.parametrize(
    "filler",
    ["[0. 0. 0.]\n ", "shape=(1, 2) ", "Received: ", "input_shape=", "((((", "'x' sizes: 1, "],
)
def test_a_message_of_megabytes_is_read_at_both_ends(filler):
    """Arrays are dumped into messages whole."""
    long = filler * (2_000_000 // len(filler))
    shapes = "Expected shape (None, 8, 8, 3), but input has incompatible shape (8, 8, 3)"
    text = f"Invalid input shape for input {long}. {shapes}"
    assert messages.read(text).cause == Causes.RANK_MISSING_BATCH
    messages.read(filler * (2_000_000 // len(filler)))


class Eager(layers.Layer):
    """Counts the calls in which there were numbers to compute with."""

    def __init__(self):
        super().__init__()
        self.ran = 0

    def call(self, x):
        self.ran += tf.executing_eagerly()
        return x


def test_nothing_is_run():
    model = keras.Sequential(
        [keras.Input((None, None, 3)), Eager(), layers.BatchNormalization(), layers.Conv2D(2, 3)]
    )
    before = [weight.numpy() for weight in model.weights]
    ran = model.layers[0].ran
    reading = d.explain(
        ValueError("input depth must be evenly divisible by filter depth: 4 vs 3"),
        model,
        tf.zeros((1, 8, 8, 4)),
    )
    assert reading.cause == Causes.CHANNEL_MISMATCH
    assert model.layers[0].ran == ran
    assert all((weight.numpy() == old).all() for weight, old in zip(model.weights, before))


def test_a_picture_that_would_fill_the_memory_is_only_a_shape(models):
    huge = np.broadcast_to(np.float32(0), (64, 60_000, 60_000, 4))
    assert d.explain(ValueError("refused"), models["flexible_head"], huge).cause == Causes.UNKNOWN
    reading = d.explain(
        ValueError("Depth of input must be a multiple of depth of filter: 4 vs 3"),
        models["flexible_head"],
        huge,
    )
    assert (reading.cause, reading.received_size) == (Causes.CHANNEL_MISMATCH, 4)


ABORTS = """
import helpers, keras, tensorflow as tf
from helpers.clinic import explain

class Raw(keras.layers.Layer):
    def call(self, x):
        return tf.nn.conv2d(x, tf.ones((3, 3, 3, 2)), 1, "VALID")

reading = explain(ValueError("Shape must be rank 4 but is rank 3"), Raw(), tf.zeros((8, 8, 3)))
print(reading.cause, reading.received)
"""


def test_what_kills_python_when_run_is_read_without_running(repo):
    done = subprocess.run([sys.executable, "-c", ABORTS], cwd=repo, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "rank-missing-batch (8, 8, 3)\n"), done.stderr


def test_a_model_without_weights_yet_stays_without():
    model = keras.Sequential([layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3)])
    d.explain(
        ValueError("Depth of input must be a multiple of depth of filter: 4 vs 3"),
        model,
        tf.zeros((1, 8, 8, 4)),
    )
    assert not model.built and model.weights == []
    assert model(tf.zeros((1, 9, 9, 3))).shape == (1, 3)


# --- how sure ----------------------------------------------------------------------------------


def raised(call):
    with pytest.raises(Exception) as caught:
        call()
    return caught.value


def test_replay_and_message_agree(models):
    model, x = models["fixed_sequential"], tf.zeros((1, 128, 128, 3))
    assert d.explain(raised(lambda: model(x)), model, x).confidence == Confidence.HIGH


def test_the_message_alone(models):
    error = raised(lambda: models["fixed_sequential"](tf.zeros((1, 128, 128, 3))))
    error.__traceback__ = None  # as from a log
    reading = d.explain(error)
    told = (reading.cause, str(reading.layer), reading.confidence)
    assert told == (Causes.SIZE_PINNED_BY_DENSE, "dense (Dense)", Confidence.LOW)


def test_a_disagreement_is_told(models):
    """The message speaks of channels, and on these inputs the model has nothing to refuse."""
    error = ValueError("Depth of input must be a multiple of depth of filter: 4 vs 3")
    reading = d.explain(error, models["flexible_head"], tf.zeros((1, 40, 40, 3)))
    assert reading.confidence == Confidence.LOW and "the model refuses nothing" in reading.summary


def test_two_causes_are_both_told(models):
    error = ValueError("Negative dimension size caused by subtracting 3 from 2 for x")
    reading = d.explain(error, models["flexible_head"], tf.zeros((1, 40, 40, 4)))
    assert reading.confidence == Confidence.LOW and "The message reads otherwise" in reading.summary


def test_another_failure_is_not_pinned_on_a_wrong_picture(models):
    """The model would refuse this picture too, but that is not what was raised."""
    reading = d.explain(RuntimeError("cat"), models["fixed_sequential"], tf.zeros((1, 128, 128, 3)))
    assert (reading.cause, reading.confidence) == (Causes.UNKNOWN, Confidence.UNKNOWN)
    assert "By the way" in reading.summary


# --- errors of the clinic's own ------------------------------------------------------------------


@pytest.mark.parametrize("question", ["treatments", "sharpened", "door", "evidence"])
def test_an_error_inside_a_room_is_loud_under_tests_and_kept_from_learners(
    models, monkeypatch, question
):
    """Every room's answer to a question replaced by a division by zero."""
    for room in causes.ROOMS:
        if hasattr(room, question):
            monkeypatch.setattr(room, question, lambda *about: 1 / 0)
    model, x = models["fixed_functional"], tf.zeros((1, 128, 128, 3))
    error = raised(lambda: model(x))
    with pytest.raises(ZeroDivisionError):
        d.explain(error, model, x)
    monkeypatch.setattr(strict, "on", False)
    reading = d.explain(error, model, x)
    assert reading.fixes == () and reading.original == str(error)
