"""What fails in a trial is left out, what cannot be tried has no code, and nothing is changed."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from keras.src.utils import file_utils

from helpers.clinic import trial
from helpers.clinic.callsite import CallSite
from helpers.clinic.facts import Facts
from helpers.clinic.reading import Clue, Cost, Fix

LINE = "model(x)"


def model_of():
    return keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(2)])


def outcome(
    *candidates, line=LINE, source="", alike=lambda error: True, function="model", **values
):
    own = {"model": model_of(), "x": np.zeros((1, 9, 8, 3), "float32"), "tf": tf} | values
    site = CallSite(line, function, ("x",), values=own, source=source)
    clue = Clue("size-pinned-by-dense", "dense")
    return trial.tried(Facts(clue, None, None, None, site, (site,)), list(candidates), alike)


def fix(name, code, cost=None, **options):
    return Fix(name, "why", code, cost=cost, **options)


RIGHT = fix("right", "x = tf.image.resize(x, (8, 8))", Cost.STRETCHED)
WRONG = fix("wrong", "x = tf.image.resize(x, (7, 8))")
RAISES = fix("raises", "x = x.reshape(3)")
CHEAP = fix("cheap", "x = x[:, :8]", Cost.DROPPED)
UNTRIED = fix("untried", "x = open('x').read()")
ADVICE = Fix("advice", "in words")


def test_what_fails_is_left_out_and_the_cheaper_comes_first():
    came = outcome(WRONG, RIGHT, UNTRIED, RAISES, CHEAP, ADVICE)
    assert came.reproduced
    told = [(one.name, bool(one.code), bool(one.tried)) for one in came.fixes]
    assert told == [
        *(("cheap", True, True), ("right", True, True)),
        *(("untried", False, False), ("advice", False, False)),
    ]
    assert came.fixes[0].tried == "(1, 8, 8, 3) passes"


@pytest.mark.parametrize(
    "options",
    [
        {"x": np.zeros((1, 8, 8, 3), "float32")},
        {"alike": lambda error: False},
        {"line": "", "function": ""},
        {"line": "no_such_name(x)", "function": "no_such_name"},
    ],
    ids=["it does not fail", "it fails otherwise", "no line", "a name that is not there"],
)
def test_where_the_failure_is_not_had_again_nothing_counts_as_tried(options):
    came = outcome(RIGHT, WRONG, **options)
    assert not came.reproduced
    assert {(one.code, one.tried) for one in came.fixes} == {("", "")}


def test_a_line_that_cannot_be_run_is_stood_for_by_the_call_on_it():
    came = outcome(RIGHT, line="camera.show(model(x))", camera=object())
    assert came.reproduced and came.fixes[0].code


def test_a_treatment_in_the_stead_of_the_line():
    came = outcome(fix("cut", "model(x[:, :8])", replaces=True))
    assert [one.name for one in came.fixes] == ["cut"] and came.fixes[0].code


SOURCE = """
model = keras.Sequential([keras.Input((8, 8, 3))])
for units in (4, 5):
    model.add(keras.layers.Dense(units))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(2))
model(x)
"""


def test_another_line_is_changed_and_what_hangs_on_it_runs_again():
    """The loop between is run as well: its layers are there."""
    line = "model = keras.Sequential([keras.Input((8, 8, 3))])"
    right = fix("wider", line.replace("8, 8", "9, 8"), replaces=True, line=line)
    wrong = fix("other", line.replace("8, 8", "5, 8"), replaces=True, line=line)
    space = {"keras": keras, "x": np.zeros((1, 9, 8, 3), "float32")}
    exec(SOURCE.rpartition("model(x)")[0], space)
    came = outcome(right, wrong, source=SOURCE, model=space["model"], keras=keras)
    assert [(one.name, bool(one.code)) for one in came.fixes] == [("wider", True)]
    assert space["model"].input_shape == (None, 8, 8, 3)


def test_nothing_of_the_learners_is_changed():
    model, x = model_of(), np.zeros((1, 9, 8, 3), "float32")
    model.compile("sgd", "mse")
    held, bare = model.layers[-1], layers.Dense(3)
    door = keras.Input((4,))
    between = layers.Dense(4)(door)
    before = [weight.numpy().tolist() for weight in model.weights]
    nodes = [list(one._outbound_nodes) for one in (*model.layers, between._keras_history.operation)]
    codes = (
        "model.compile('adam', 'mae')\nx = tf.image.resize(x, (8, 8))",
        "model.add(keras.layers.Dense(3))\nx = x[:, :8]",
        "y = bare(between)\nz = keras.layers.Dense(2)(between)\nx = x[:, :8]",
        "x[:] = 3\nx = x[:, :8]",
    )
    given = {"model": model, "x": x, "bare": bare, "between": between, "keras": keras}
    came = outcome(*(fix(str(place), code) for place, code in enumerate(codes)), **given)
    assert came.reproduced
    assert [weight.numpy().tolist() for weight in model.weights] == before
    assert (model.loss, len(model.layers), model.layers[-1]) == ("mse", 2, held)
    assert not bare.built and not bare._inbound_nodes and not x.any()
    assert nodes == [
        list(one._outbound_nodes) for one in (*model.layers, between._keras_history.operation)
    ]


def test_nothing_is_downloaded(monkeypatch):
    """A builder's arguments are looked at, and its layers made; its weights are not fetched."""
    fetched = []
    monkeypatch.setattr(file_utils, "get_file", lambda *about, **more: fetched.append(about))
    line = "keras.applications.MobileNetV2(input_shape=(20, 20, 3))"
    small = fix("larger", line.replace("20, 20", "224, 224"), replaces=True)
    came = outcome(small, line=line, keras=keras)
    assert [one.name for one in came.fixes] == ["larger"] and came.fixes[0].tried
    assert fetched == []


def test_a_dense_of_a_terabyte_is_not_made():
    code = "y = keras.layers.Dense(10 ** 6)(keras.Input((10 ** 6,)))\nx = x[:, :8]"
    (only,) = outcome(fix("huge", code), keras=keras).fixes
    assert (only.code, only.tried) == ("", "")
