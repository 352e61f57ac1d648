"""A watched call leaves nothing behind: in Keras, in other threads, in memory."""

import dataclasses
import gc
import threading
import weakref
from itertools import product

import keras
import pytest
import tensorflow as tf
from keras import layers
from traced import MODELS, every_model, picture, plain, really

from helpers.clinic.trace import PASSED, REFUSED, trace


class Raises(layers.Layer):
    """A layer that raises what it was made with."""

    def __init__(self, error):
        super().__init__(name="raises")
        self.error = error

    def build(self, shape):
        pass

    def compute_output_shape(self, shape):
        return shape

    def call(self, x):
        if x.shape[0] is None:  # Keras builds the model
            return x
        raise self.error


def raising(error):
    return keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(2, 3, name="conv"), Raises(error)]
    )


class OwnError(Exception):
    """Of no library."""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a"),
        KeyError("b"),
        MemoryError("c"),
        StopIteration("d"),
        AssertionError(),
        OwnError("e"),
        tf.errors.InvalidArgumentError(None, None, "f"),
        tf.errors.UnimplementedError(None, None, "g"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_any_exception_is_recorded(error):
    model, x = raising(error), picture(8, 8)
    told = trace(model, x)
    assert told.outcome == REFUSED
    assert (None, told.refusal) == really(model, x)
    assert [step.name for step in told.steps] == ["conv", "raises"]
    assert told.steps[-1].refusal is not None


def test_keras_is_as_before_after_a_trace(models):
    before = keras.layers.Layer.__call__
    for name, size in product(MODELS, (224, 128)):
        trace(models[name], picture(size, size))
        assert keras.layers.Layer.__call__ is before


def test_keras_is_as_before_after_an_interrupt():
    """Ctrl-C is not the model's refusal: it goes through, and cleans up on its way."""
    before = keras.layers.Layer.__call__
    with pytest.raises(KeyboardInterrupt):
        trace(raising(KeyboardInterrupt()), picture(8, 8))
    assert keras.layers.Layer.__call__ is before


def test_a_trace_inside_a_trace(models):
    """A layer that traces a model while it is traced: both are right, and Keras is restored."""
    before, inner = keras.layers.Layer.__call__, []

    class Traces(layers.Layer):
        def call(self, x):
            if x.shape[0] is not None:
                inner.append(trace(models["flexible_head"], x))
            return x

    outer = trace(keras.Sequential([keras.Input((8, 8, 3)), Traces(name="traces")]), picture(8, 8))
    assert set(inner) == {trace(models["flexible_head"], picture(8, 8))}
    assert outer.steps[-1].name == "traces" and outer.outcome == PASSED
    assert keras.layers.Layer.__call__ is before


class CallsElsewhere(layers.Layer):
    """A layer during whose call another thread calls a model, as a cell may during a trace."""

    def __init__(self, other):
        super().__init__(name="here")
        small = picture(8, 8)
        self.job = lambda: other(small)

    def call(self, x):
        thread = threading.Thread(target=self.job)
        thread.start()
        thread.join(timeout=30)
        assert not thread.is_alive()
        return x


def test_what_another_thread_calls_is_not_recorded(models):
    model = keras.Sequential(
        [keras.Input((None, None, 3)), CallsElsewhere(models["flexible_head"])]
    )
    assert [step.name for step in trace(model, picture(8, 8)).steps] == ["here"]


def test_equal_calls_give_equal_traces(models):
    """Nothing of one call is left in the next."""
    for name, size in product(MODELS, (224, 128)):
        first, second = (trace(models[name], picture(size, size)) for _ in range(2))
        assert first == second and hash(first) == hash(second)
    assert first != trace(models[name], picture(130, 130))


@every_model
@pytest.mark.parametrize("size", [224, 225, 128])
def test_a_trace_is_plain_frozen_data(models, name, size):
    told = trace(models[name], picture(size, size))
    assert plain(told)
    for part in (told, *told.steps):
        with pytest.raises(dataclasses.FrozenInstanceError):
            part.shape_in = ()


def test_no_feature_map_stays_in_memory():
    """Not even held by the exception of a layer that refused, and with no garbage collector to
    help.
    """
    maps = []

    class Remembers(layers.Layer):
        def call(self, x):
            out = x + 1
            if x.shape[0] is not None:
                maps.append(weakref.ref(out))
            return out

    model = keras.Sequential(
        [keras.Input((8, 8, 3)), Remembers(), layers.Flatten(), layers.Dense(2, name="dense")]
    )
    gc.collect()
    gc.disable()
    try:
        told = trace(model, picture(9, 9))
        assert told.outcome == REFUSED
        assert maps and all(kept() is None for kept in maps)
    finally:
        gc.enable()
