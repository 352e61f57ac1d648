"""What raises nothing and is wrong: found where it is, nowhere else, and cured by its fix."""

import sys

import numpy as np
import pytest
import tensorflow as tf
from examined import (
    FINDINGS,
    HEALTHY,
    REFUSED,
    Bare,
    coffee,
    cured,
    flat,
    pooled,
    stack,
)
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from helpers.clinic import examine
from helpers.clinic.causes import Causes
from helpers.clinic.reading import Confidence
from helpers.clinic.trace import WRONG, trace
from helpers.course import builders, images


@pytest.fixture(params=FINDINGS)
def finding(request):
    model, x, *expected = FINDINGS[request.param]
    return model(), x(), *expected


def test_it_is_found(finding):
    model, x, cause, kind, told = finding
    (reading,) = examine(model, x)
    assert (reading.cause, reading.original) == (cause, "")
    assert reading.confidence == (
        Confidence.MEDIUM if "smoothly" in reading.summary else Confidence.HIGH
    )
    assert reading.layer.kind == kind and reading.layer_name
    assert [part for part in told if part not in reading.summary] == []
    assert "\n" not in reading.summary


def test_the_first_fix_cures_it(finding):
    """Its code runs as it stands, nothing is found then, and one picture has one answer."""
    model, x = cured(examine(*finding[:2])[0], *finding[:2])
    assert examine(model, x) == ()
    answer = model(x).numpy()
    assert len(answer) == 1 and np.isfinite(answer).all()


def test_the_examined_case_really_runs(finding):
    """What is found raises nothing. (Without room for a kernel, that may end the process.)"""
    model, x, cause, kind, _ = finding
    if cause == Causes.EMPTY_FEATURE_MAP and kind == "Conv2D":
        pytest.skip("what a convolution without room does is not defined")
    answer = model(x).numpy()
    assert np.isfinite(answer).all() == (cause != Causes.EMPTY_FEATURE_MAP)


@pytest.mark.parametrize("name", HEALTHY)
def test_no_false_alarm(name):
    model, x = (part() for part in HEALTHY[name])
    assert examine(model, x) == ()


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_model_refuses_is_not_for_here(name):
    model, x = (part() for part in REFUSED[name])
    assert examine(model, x) == ()


@pytest.mark.parametrize("model, x", [(3, 0), ("model", 0), (None, 0)])
def test_a_model_that_cannot_be_called_is_a_type_error(model, x):
    with pytest.raises(TypeError, match="takes a model first"):
        examine(model, tf.zeros((1, 8, 8, 3)))


@pytest.mark.parametrize(
    "inputs",
    [None, "coffee.png", 3, [[0.0, 1.0]], images.open_with_pil("cat")],
    ids=lambda it: type(it).__name__,
)
def test_inputs_that_are_no_tensors_are_a_type_error(inputs):
    with pytest.raises(TypeError, match="tensors, arrays"):
        examine(builders.average_head(), inputs)


def test_arrays_of_bytes_as_well():
    """As a picture comes out of a decoder."""
    pixels = np.asarray(images.decode("coffee"))[:60, :40][None]
    assert [reading.cause for reading in examine(flat((40, 60, 3)), pixels)] == [
        Causes.FLATTEN_FITS_BY_LUCK
    ]


@given(st.integers(16, 64), st.integers(16, 64), st.integers(1, 3))
def test_no_alarm_for_what_takes_any_size(height, width, many):
    for build in (builders.average_head, builders.adaptive_head, builders.logits_of_means):
        assert examine(build(), tf.zeros((many, height, width, 3))) == ()


@given(st.integers(30, 50), st.integers(50, 70))
def test_it_says_what_a_real_call_says(height, width):
    """Of a Flatten behind a pooling: found where the run is wrong, and nowhere else."""
    model = flat((40, 60, 3), layers.MaxPooling2D(2))
    x = coffee(height, width)
    assert bool(examine(model, x)) == (trace(model, x).outcome == WRONG)


@pytest.fixture
def any_code(monkeypatch):
    """Own code that counts its calls in a list outside is called here all the same."""
    monkeypatch.setattr(sys.modules[examine.__module__], "unplayable", lambda model: "")


@pytest.mark.usefixtures("any_code")
def test_the_model_is_not_run():
    """The weights may be anything, for nothing is computed."""
    ran = []
    count = layers.Lambda(lambda x: tf.py_function(lambda y: ran.append(1) or y, [x], tf.float32))
    examine(stack((None, None, 3), count), coffee(8, 8))
    assert ran == []


@pytest.mark.usefixtures("any_code")
@pytest.mark.parametrize("size, calls", [((40, 60), 1), ((41, 61), 2)])
def test_a_layer_of_ones_own_is_called_once_for_a_size(size, calls):
    """And once more for the size that the model was made for, where that is another."""
    called = []

    class Counting(layers.Layer):
        def call(self, x):
            called.append(x.shape)
            return x

    model = pooled((40, 60, 3), Counting())
    called.clear()
    examine(model, coffee(*size))
    assert len(called) == calls


def test_the_size_that_is_told_is_the_smallest():
    model = pooled(
        (None, None, 3), layers.Conv2D(4, 3), layers.MaxPooling2D(2), layers.Conv2D(4, 3)
    )
    (reading,) = examine(model, coffee(3, 6))
    assert "(8, 16)" in reading.fixes[0].code
    assert examine(model, coffee(8, 16)) == () != examine(model, coffee(7, 16))


def test_the_size_that_is_told_is_read_as_a_whole():
    """16 × 24 leaves one place of the last map, and 8 columns that no window reads."""
    model = pooled((None, None, 3), layers.AveragePooling2D(4), layers.AveragePooling2D(4))
    (reading,) = examine(model, coffee(12, 18))
    assert "(32, 48)" in reading.fixes[0].code and "every row" in reading.fixes[0].why
    assert [one.cause for one in examine(model, coffee(16, 24))] == [Causes.ROWS_NEVER_READ]
    assert examine(model, coffee(32, 48)) == ()


def test_a_guessed_axis_explains_why_nothing_is_left():
    """A gray picture, one pixel wide to the model: the pooling has no room, for the axis."""
    assert [
        reading.cause for reading in examine(builders.average_head(1), coffee(30, 20)[0, ..., :1])
    ] == [Causes.RANK_MISSING_BATCH]


def test_where_no_size_helps_there_is_no_code():
    (reading,) = examine(pooled((None, None, 3), layers.Lambda(lambda x: x[:, :0])), coffee(8, 8))
    assert reading.cause == Causes.EMPTY_FEATURE_MAP and reading.fixes[0].code == ""


def test_channels_that_are_too_many_further_in_have_no_code():
    (reading,) = examine(pooled((None, None, 3), layers.Conv2D(6, 1), Bare()), coffee(8, 8))
    assert (reading.cause, reading.received_size, reading.fixes[0].code) == (
        Causes.CHANNELS_GROUPED,
        6,
        "",
    )
