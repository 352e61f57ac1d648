"""A reading says what is so, with TensorFlow's own numbers, and invents nothing."""

from math import prod

import keras
import numpy as np
import pytest
import tensorflow as tf
from calls import caught, flowing
from hypothesis import assume, given
from hypothesis import strategies as st
from keras import layers
from traced import picture

import helpers.clinic as d
from helpers.clinic import reach
from helpers.clinic.causes import Causes
from helpers.clinic.reading import Confidence
from helpers.clinic.trace import trace

sides = st.integers(4, 320)


def fits(height, width):
    """Whether Flatten gives 394272 numbers."""
    return (height - 2) // 2 * ((width - 2) // 2) == 111 * 111


# --- the fixed Sequential model, refused by Dense ----------------------------------------------


@given(height=sides, width=sides)
def test_dense_is_named_with_tensorflows_numbers_and_their_factors(models, height, width):
    assume(not fits(height, width))
    model, x = models["fixed_sequential"], picture(height, width)
    error = caught(model, x)
    reading = d.explain(error, model, x)
    assert (reading.cause, str(reading.layer)) == (Causes.SIZE_PINNED_BY_DENSE, "dense (Dense)")
    assert reading.expected_size == 394272 == prod(reading.expected_from)
    assert reading.received_size == prod(reading.received_from)
    assert reading.expected_from == (111, 111, 32)
    assert reading.received_from == ((height - 2) // 2, (width - 2) // 2, 32)
    assert f"axis -1 of input shape to have value {reading.expected_size}" in str(error)
    assert f"received input with shape {reading.received}" in str(error)


def test_at_128():
    model = keras.Sequential(
        [
            keras.Input((224, 224, 3)),
            layers.Conv2D(32, 3),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10, name="mine"),
        ]
    )
    text = str(d.read(trace(model, picture(128, 128))))
    assert "mine owns one row of weights for each number it is given, 394272 rows" in flowing(text)
    assert "expected 394272 = 111 × 111 × 32" in text
    assert "received 127008 = 63 × 63 × 32" in text
    assert "advice, not tried: resize first" in text


def test_without_a_flatten_no_factors_are_made_up():
    """Reshape gives Dense a row as well, but of no three factors that we saw."""
    model = keras.Sequential([keras.Input((16, 16, 3)), layers.Reshape((-1,)), layers.Dense(3)])
    reading = d.read(trace(model, picture(20, 20)))
    assert (reading.expected_size, reading.received_size) == (768, 1200)
    assert (reading.expected_from, reading.received_from) == ((), ())
    assert "expected 768\n" in str(reading)


# --- the Functional model, refused at its door -------------------------------------------------


@given(
    height=st.sampled_from([128, 224, 225]) | sides, width=st.sampled_from([128, 224, 225]) | sides
)
def test_the_door_is_named_with_the_axis_that_differs(models, height, width):
    assume((height, width) != (224, 224))
    model, x = models["fixed_functional"], picture(height, width)
    error = caught(model, x)
    reading = d.explain(error, model, x)
    assert (reading.cause, str(reading.layer)) == (
        Causes.SIZE_PINNED_BY_FUNCTIONAL_INPUT,
        "fixed_functional (Functional)",
    )
    assert reading.axis == (2 if height == 224 else 1), "the first that differs"
    assert f"expected shape={reading.expected}" in str(error)
    assert f"found shape={reading.received}" in str(error)
    assert (reading.expected_from, reading.received_from) == ((), ())


# --- nothing raised, and wrong -----------------------------------------------------------------


@pytest.mark.parametrize("size", [(76, 668), (77, 669), (668, 76), (4, 24644), (20, 2740)])
def test_a_row_that_fits_by_luck(models, size):
    told = trace(models["fixed_sequential"], picture(*size))
    reading = d.read(told)
    assert (reading.cause, str(reading.layer)) == (Causes.FLATTEN_FITS_BY_LUCK, "flatten (Flatten)")
    assert reading.expected_size == reading.received_size == 394272
    assert reading.expected_from == (111, 111, 32) != reading.received_from
    assert prod(reading.received_from) == 394272
    assert reading.received_from == told.step("pool").shape_out[1:]
    assert reading.original == ""


@pytest.mark.parametrize("size", [(225, 225), (224, 225), (225, 224)])
def test_rows_that_are_never_read(models, size):
    reading = d.read(trace(models["fixed_sequential"], picture(*size)))
    assert (reading.cause, str(reading.layer)) == (Causes.ROWS_NEVER_READ, "pool (MaxPooling2D)")
    assert (reading.expected, reading.received) == ((None, 224, 224, 3), (1, *size, 3))
    assert f"of {size[0]} × {size[1]} pixels the model read 224 × 224" in reading.summary
    assert [fix.name for fix in reading.fixes] == ["resize first"]  # pooling drops the rest as well


@pytest.mark.parametrize("size", [(225, 225), (224, 225), (33, 64)])
def test_rows_that_a_model_for_any_size_never_reads(models, size):
    """The trace alone does not tell; with the model, its windows do."""
    told = trace(models["flexible_head"], picture(*size))
    assert d.read(told) is None
    reading = d.read(told, models["flexible_head"])
    assert (reading.cause, str(reading.layer)) == (Causes.ROWS_NEVER_READ, "pool (MaxPooling2D)")
    read = tuple(side - side % 2 for side in size)
    assert reach.read(models["flexible_head"], told) == read
    assert f"the model reads {read[0]} × {read[1]}" in reading.summary


def test_all_is_read_of_even_sides_and_nothing_is_said(models):
    for name, size in (("flexible_head", (64, 32)), ("fixed_sequential", (224, 224))):
        told = trace(models[name], picture(*size))
        assert reach.read(models[name], told) == size
        assert d.read(told, models[name]) is None
    refused = trace(models["fixed_sequential"], picture(128, 128))
    assert reach.read(models["fixed_sequential"], refused) is None


@given(height=sides, width=sides)
def test_there_is_a_reading_unless_the_model_did_what_it_was_made_for(models, height, width):
    for model in models.values():
        told = trace(model, picture(height, width))
        well = model.name == "flexible_head" or (height, width) == (224, 224)
        assert (d.read(told) is None) == well
    assert d.read(trace(models["fixed_sequential"], picture(224, 224))) is None


# --- the fixes ---------------------------------------------------------------------------------

SICK = [("fixed_sequential", size) for size in ((128, 128), (300, 200), (225, 225), (76, 668))]
SICK += [("fixed_functional", size) for size in ((128, 128), (224, 200), (76, 668))]
every_sick = pytest.mark.parametrize("name, size", SICK)


def fix(reading, name):
    return {fix.name: fix for fix in reading.fixes}[name]


def treated(model, x):
    """The reading of a model on pictures that it refuses, or takes and misreads."""
    try:
        model(x)
    except Exception as error:
        return d.explain(error, model, x)
    return d.examine(model, x)[0]


@every_sick
def test_every_fix_cures(models, name, size):
    """The code as it stands, with the learner's names: the model does what it was made for."""
    treatments = [fix for fix in treated(models[name], picture(*size)).fixes if fix.code]
    assert "resize first" in [treatment.name for treatment in treatments]
    for treatment in treatments:
        assert treatment.tried
        scope = {"tf": tf, "keras": keras, "model": models[name], "x": picture(*size)}
        exec(treatment.code, scope)
        assert scope["model"](scope["x"]).shape == (1, 10)
        assert d.read(trace(scope["model"], scope["x"])) is None


@every_sick
def test_of_a_trace_alone_the_treatments_are_advice(models, name, size):
    """A panel's frame has no model in hand to try them on."""
    told = d.read(trace(models[name], picture(*size)))
    assert "resize first" in [fix.name for fix in told.fixes]
    assert {(fix.code, fix.tried) for fix in told.fixes} == {("", "")}


def test_fixes_speak_of_the_models_own_size():
    model = keras.Sequential([keras.Input((16, 24, 3)), layers.Flatten(), layers.Dense(2)])
    reading = treated(model, picture(20, 20))
    assert "(16, 24)" in fix(reading, "resize first").code
    assert "16 × 24" in fix(reading, "resize first").why


# --- the original message ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fixed_sequential", "fixed_functional"])
def test_the_original_message_is_whole(models, name):
    model, x = models[name], picture(128, 128)
    error = caught(model, x)
    assert d.explain(error, model, x).original == str(error)
    assert d.read(trace(model, x)).original == str(error)


def test_explain_keeps_the_message_of_the_error_it_is_given(models):
    """`predict` and `fit` word a refusal differently: theirs is the one the learner saw."""
    model, x = models["fixed_sequential"], picture(128, 128)
    with pytest.raises(ValueError) as seen:
        model.predict(x, verbose=0)
    reading = d.explain(seen.value, model, x)
    assert reading.original == str(seen.value)
    assert reading.received_size == 127008


def test_explain_takes_numpy_pictures(models):
    model, x = models["fixed_sequential"], np.zeros((2, 128, 128, 3), "float32")
    assert d.explain(caught(model, x), model, x).cause == Causes.SIZE_PINNED_BY_DENSE


def test_explain_of_a_call_that_passes_now(models):
    """Then there is nothing to read: it says so, and keeps the message."""
    reading = d.explain(ValueError("before"), models["flexible_head"], picture(128, 128))
    assert (reading.cause, reading.confidence, reading.original) == (
        Causes.UNKNOWN,
        Confidence.UNKNOWN,
        "before",
    )
    assert "the model refuses nothing" in reading.summary
