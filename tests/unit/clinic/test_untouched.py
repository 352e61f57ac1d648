"""After `explain` and `examine` nothing is other than before: not the model, not Python, not Keras.

Each model below does something that a second call would show.
"""

import contextlib
import random
import sys
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from tensorflow.python.framework import random_seed

import helpers.clinic as d
from helpers.clinic import replay
from helpers.clinic.untouched import untouched

OUTSIDE = []


class Keeps(keras.Model):
    """Keeps the last map, counts its calls, adds losses, and has a lock, which cannot be copied."""

    def __init__(self):
        super().__init__()
        self.conv, self.head = layers.Conv2D(2, 3, activity_regularizer="l2"), layers.Dense(3)
        self.calls, self.last, self.seen = 0, None, [[]]
        self.lock = threading.Lock()

    def call(self, x):
        self.calls += 1
        x = self.conv(x)
        self.last = x
        self.seen[0].append(x.shape)
        self.add_loss(tf.reduce_mean(x))
        return self.head(layers.Flatten()(x))


class Dropping(keras.Model):
    """Draws from Python's, NumPy's and Keras's random numbers."""

    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(2, 3)

    def call(self, x):
        x = self.conv(x) * (1 + 0 * random.random()) * (1 + 0 * np.random.rand())
        return x + 0 * keras.random.normal((1,))


def half_built():
    model = Keeps()
    model.conv.build((None, None, None, 3))
    return model


def built():
    model = Keeps()
    model(tf.zeros((1, 8, 8, 3)))
    return model


def keras_own():
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(2, 3, activity_regularizer="l2"),
            layers.Dropout(0.5),
            layers.RandomFlip(),
            layers.Flatten(),
            layers.Dense(3),
        ]
    )


def unbuilt():
    return keras.Sequential([layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3)])


MODELS = {made.__name__: made for made in (Keeps, Dropping, half_built, built, keras_own, unbuilt)}


def state_of(model):
    """All that a person could look up, by value where that can be compared, else by identity."""
    inside = replay.layers_of(model)
    return (
        [layer.name for layer in inside],
        [layer.built for layer in inside],
        [(weight.path, weight.numpy().tolist()) for weight in model.weights],
        [id(loss) for loss in model.losses],
        [sorted(vars(layer)) for layer in inside],
        [vars(layer).get(name) for layer in inside for name in ("calls", "last")],
        [list(map(list, vars(layer).get("seen", ()))) for layer in inside],
        [len(node) for layer in inside for node in (layer._inbound_nodes, layer._outbound_nodes)],
    )


def draws():
    """The next of every kind of random number, and the next name."""
    with untouched():
        return (
            random.random(),
            np.random.rand(),
            keras.random.uniform((2,)).numpy().tolist(),
            random_seed.get_seed(None),  # of TensorFlow's next operation
            layers.Conv2D(1, 1).name,
            keras.backend.get_uid("other"),
        )


@pytest.fixture(autouse=True)
def seeded():
    """As a person has it who wants the same numbers every time."""
    with untouched():
        keras.utils.set_random_seed(7)
        keras.random.uniform((1,))
        yield


@pytest.mark.filterwarnings("ignore:examine.. found nothing out")
@pytest.mark.parametrize("made", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("size", [8, 9, 2])
def test_nothing_changes(made, size, capsys):
    model, x = made(), tf.zeros((1, size, size, 3))
    before, drawn = state_of(model), draws()
    d.explain(ValueError("expected axis -1 of input shape to have value 72"), model, x)
    d.examine(model, x)
    assert state_of(model) == before
    assert draws() == drawn
    assert capsys.readouterr() == ("", "")


def test_it_is_really_asked():
    """A model that is half built, has a lock and a state of its own is replayed all the same."""
    model = half_built()
    seen = replay.watched(model, tf.zeros((1, 8, 8, 3)))
    assert [step.shape_out for step in seen.steps] == [(1, 6, 6, 2), (1, 72), (1, 3)]
    assert not model.built and not model.head.built and model.conv.built
    assert model(tf.zeros((1, 4, 4, 3))).shape == (1, 3)  # of another size than that replay
    assert len(model.losses) == 2


def test_a_layer_that_would_be_too_large_takes_no_memory():
    """4 × 10¹² weights, which nobody makes."""
    model = keras.Sequential([layers.Flatten(), layers.Dense(10**9)])
    seen = replay.watched(model, tf.TensorSpec((1, 64, 64, 1)))
    assert seen.shape_out == (1, 10**9) and not model.built


def test_the_block_itself_may_do_anything():
    drawn = draws()
    with contextlib.suppress(ZeroDivisionError), untouched():
        random.seed(1), np.random.seed(1), tf.random.set_seed(1)
        unbuilt()(tf.zeros((1, 8, 8, 3)))
        keras.random.normal((1,)), tf.random.normal((1,))
        raise ZeroDivisionError
    assert draws() == drawn


# --- frames ---------------------------------------------------------------------------------------


def deep(model, x, words):
    local = words + "!"
    return model(x), local


def frames_of(error):
    found, entry = [], error.__traceback__
    while entry:
        found.append(entry.tb_frame)
        entry = entry.tb_next
    return found


def values(error):
    """What a debugger shows of each frame of a traceback."""
    return [
        (frame.f_code.co_name, sorted(frame.f_locals), frame.f_locals.get("local"))
        for frame in frames_of(error)
        if not frame.f_code.co_name.startswith("test_")
    ]


@pytest.mark.parametrize("wrapped", [False, True])
def test_inside_except_the_frames_keep_their_variables(models, wrapped):
    """For `%debug` and `pdb.post_mortem`, also where the exception was raised from another."""
    model, x = models["fixed_functional"], tf.zeros((1, 128, 128, 3))
    try:
        try:
            deep(model, x, "kept")
        except ValueError as error:
            if not wrapped:
                raise
            raise RuntimeError("as said above") from error
    except Exception as error:
        chain = [one for one in (error, error.__cause__) if one]
        before = [values(one) for one in chain]
        d.explain(error, model, x)
        assert [values(one) for one in chain] == before
        assert sys.exception() is error
    named = [frame.f_locals for one in chain for frame in frames_of(one)]
    assert any(its.get("words") == "kept" and its["x"] is x for its in named)


def test_an_exception_that_a_layer_keeps_and_raises_again_keeps_its_frames():
    class Again(layers.Layer):
        def call(self, x):
            raise self.error

    layer = Again()
    try:
        deep(lambda x: int("x"), 3, "kept")
    except ValueError as error:
        layer.error = error
        before = values(error)
    layer.error.__traceback__ = frames = layer.error.__traceback__
    replay.watched(layer, tf.zeros((1, 2)))
    layer.error.__traceback__ = frames
    assert values(layer.error) == before
