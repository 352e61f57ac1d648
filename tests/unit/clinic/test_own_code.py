"""Which code of a person's own is called once more, and which is not: by what it would leave."""

import functools
import math
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

import helpers.clinic as d
from helpers.clinic import own_code, replay

LOG, COUNTS, FACTOR = [], {"calls": 0}, 2.0
LOCK = threading.Lock()


def scaled(x):
    return x * FACTOR


def logged(x):
    LOG.append(x.shape)
    return x


def layer(call, **held):
    """A layer with that `call`, and with attributes."""
    made = type("Own", (keras.layers.Layer,), {"call": call, "log_of_all": []})()
    for name, value in held.items():
        setattr(made, name, value)
    return made


# fmt: off
def computes(self, x, training=False):
    rows = []
    for block in self.blocks:
        x = tf.nn.relu(block(x))
        rows.append(ops.shape(x)[0])
    if training and len(rows) > 2:
        raise ValueError(f"{x.shape}")
    x = self.add([x, tf.add(x, ops.add(x, x))])
    return keras.ops.reshape(scaled(x), (-1, int(math.sqrt(4)))) + np.pi

def keeps(self, x):
    self.last = x
    self.count += 1
    self.seen.append(x.shape)
    self.add_loss(tf.reduce_mean(x))
    return x

def prints(self, x):
    print(x.shape)
    return x

def opens(self, x):
    with open("/tmp/never", "w") as file:
        file.write("x")
    return x

def counts(self, x):
    COUNTS["calls"] += 1
    return x

def asks_another(self, x):
    return logged(x)

def of_its_class(self, x):
    self.log_of_all.append(x)
    return x

def of_its_class_in_place(self, x):
    self.log_of_all += [x]
    return x

def in_disguise(self, x):
    tell = print
    tell(x)
    return x

def handed_on(self, x):
    return list(map(logged, [x]))[0]

def fits_itself(self, x):
    self.fit(x)
    return x

def sets_a_seed(self, x):
    keras.utils.set_random_seed(1)
    return x

def saves(self, x):
    np.save("/tmp/never", 1)
    return x

def locks(self, x):
    with LOCK:
        return x

def changes_the_class(self, x):
    type(self).count = 1
    return x

def remembers(self, x, seen=[]):  # noqa: B006
    seen.append(x)
    return x

def loops(self, x):
    while True:
        x = x + 1

def imports(self, x):
    import os
    os.remove("/tmp/never")
    return x

def runs_it(self, x):
    self.held.fit(x)
    return x
# fmt: on


@pytest.mark.parametrize("call", [computes, keeps])
def test_what_only_computes_is_called_again(call):
    made = layer(call, blocks=[layers.Dense(2)], add=layers.Add(), count=0, seen=[])
    assert own_code.unplayable(made) == ""
    assert replay.watched(made, tf.zeros((1, 2))) is not None


@pytest.mark.parametrize("call", [
    prints, opens, counts, asks_another, of_its_class, of_its_class_in_place, in_disguise,
    handed_on, sets_a_seed, saves, locks, changes_the_class, remembers, loops, imports, runs_it,
    fits_itself, tf.function(keeps),
])  # fmt: skip
def test_what_may_do_more_is_not(call):
    made = layer(call, held=keras.Sequential(), count=0, seen=[])
    assert own_code.unplayable(made) == "Own"
    assert replay.watched(made, tf.zeros((1, 2))) is None


def test_code_without_a_source_is_not_called():
    names = {}
    exec("def call(self, x):\n    return x", names)
    assert own_code.unplayable(layer(names["call"])) == "Own"


@pytest.mark.parametrize(("given", "whose"), [
    (layers.Lambda(scaled), ""), (layers.Lambda(lambda x: x + 1), ""),
    (layers.Lambda(logged, name="tells"), "tells.function"),
    (layers.Lambda(print, name="tells"), "tells.function"),
    (layers.Lambda(functools.partial(print, 1), name="tells"), "tells.function"),
    (layers.Dense(2, activation=logged, name="tells"), "tells.activation"),
    (layers.Dense(2, activation="relu"), ""), (layers.Dense(2, activation=tf.nn.relu), ""),
    (layers.TimeDistributed(layers.Dense(2, activation=logged, name="tells")), "tells.activation"),
])  # fmt: skip
def test_functions_that_layers_of_keras_are_given(given, whose):
    assert own_code.unplayable(keras.Sequential([given])) == whose


def test_losses_of_ones_own():
    assert own_code.only_computes(lambda y, out: tf.reduce_mean(ops.square(y - out)))
    assert own_code.only_computes(keras.losses.MeanSquaredError())
    assert not own_code.only_computes(logged) and not own_code.only_computes(print)


def test_all_of_keras_is_replayed(models):
    assert [own_code.unplayable(model) for model in models.values()] == [""] * len(models)
    assert own_code.unplayable(keras.Sequential([layers.GRU(3), layers.Dropout(0.5)])) == ""


def test_the_reading_says_what_was_left_out(capsys):
    made = layer(prints)
    error = ValueError("input depth must be evenly divisible by filter depth: 4 vs 3")
    reading = d.explain(error, made, tf.zeros((1, 8, 8, 4)))
    assert "The code of Own was not called again" in reading.summary
    assert capsys.readouterr().out == ""
    with pytest.warns(UserWarning, match="found nothing out: the code of Own"):
        assert d.examine(made, tf.zeros((1, 8, 8, 4))) == ()
    assert capsys.readouterr().out == ""
    reading = d.explain(error, layer(computes, blocks=[], add=layers.Add()), tf.zeros((1, 8, 8, 4)))
    assert "not called again" not in reading.summary
