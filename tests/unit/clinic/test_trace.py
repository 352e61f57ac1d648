"""A trace says what TensorFlow does: nothing more, nothing less."""

from itertools import product

import keras
import pytest
import tensorflow as tf
from hypothesis import assume, given
from hypothesis import strategies as st
from keras import layers
from traced import every_model, picture, really, sides

from helpers.clinic.trace import PASSED, REFUSED, WRONG, LayerStep, trace

#: Every size that a fixed Sequential takes: with n the side after the pooling, (side - 2) // 2,
#: the two n must give 111 × 111. Both 2n + 2 and 2n + 3 pixels give n.
AFTER_POOL = [(n, 111 * 111 // n) for n in range(1, 111 * 111 + 1) if 111 * 111 % n == 0]
TAKEN = [
    (2 * n + 2 + a, 2 * m + 2 + b) for n, m in AFTER_POOL for a, b in product((0, 1), repeat=2)
]


#: What the layers without weights check for: a number of axes.
STEPS_TAKE = {
    "MaxPooling2D": (None,) * 4,
    "GlobalAveragePooling2D": (None,) * 4,
    "Flatten": (None,),
}


def one_by_one(model, x):
    """The steps, found without `trace`: call the layers in a row, stop at the first that raises."""
    steps = []
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        shape_out, refusal = really(layer, x)
        kernel = tuple(layer.kernel.shape) if layer.weights else ()
        kind = type(layer).__name__
        spec = (
            layer.input_spec if layer.weights else None
        )  # pooling and Flatten look at the number of axes alone
        takes = (
            {4: (None,) * 3, 2: (None,)}[len(x.shape)] + (layer.kernel.shape[-2],)
            if spec
            else STEPS_TAKE[kind]
        )
        steps.append(LayerStep(layer.name, kind, tuple(x.shape), shape_out, kernel, refusal, takes))
        if refusal:
            break
        assert shape_out == tuple(layer.compute_output_shape(x.shape))
        x = layer(x)
    return tuple(steps)


# --- it agrees with TensorFlow -----------------------------------------------------------------


@every_model
@given(height=sides, width=sides, batch=st.integers(1, 2))
def test_the_model_says_the_same(models, name, height, width, batch):
    """Same outcome as a bare call, same class of exception, same message to the letter."""
    x = picture(height, width, batch)
    told = trace(models[name], x)
    assert (told.shape_out, told.refusal) == really(models[name], x)
    assert told.shape_in == (batch, height, width, 3)
    assert (told.outcome == REFUSED) == (told.refusal is not None)


@pytest.mark.parametrize("name", ["fixed_sequential", "flexible_head"])
@given(height=sides, width=sides)
def test_the_layers_one_by_one_say_the_same(models, name, height, width):
    x = picture(height, width)
    assert trace(models[name], x).steps == one_by_one(models[name], x)


@every_model
def test_the_size_it_was_made_for_passes(models, name):
    x = picture(224, 224)
    told = trace(models[name], x)
    assert told.outcome == PASSED and told.misread is None
    assert told.steps == one_by_one(models[name], x)
    assert told.shape_out == (1, 10)


@given(height=sides, width=sides)
def test_steps_stop_at_the_layer_that_refuses(models, height, width):
    assume((height, width) not in TAKEN)
    told = trace(models["fixed_sequential"], picture(height, width))
    *before, last = told.steps
    assert [step.name for step in told.steps] == ["conv", "pool", "flatten", "dense"]
    assert last.refusal and last.shape_out is None
    assert all(step.refusal is None and step.shape_out for step in before)
    assert all(step.shape_out == after.shape_in for step, after in zip(told.steps, told.steps[1:]))


@given(height=sides, width=sides)
def test_a_functional_model_refuses_at_its_door(models, height, width):
    assume((height, width) != (224, 224))
    told = trace(models["fixed_functional"], picture(height, width))
    assert told.outcome == REFUSED
    assert told.steps == ()


@given(height=sides, width=sides)
def test_own_steps_are_those_of_the_size_it_was_made_for(models, height, width):
    """The measure does not change with the picture; a model open to any size has none."""
    x = picture(height, width)
    expected = one_by_one(models["fixed_sequential"], picture(224, 224))
    assert trace(models["fixed_sequential"], x).own == expected
    assert trace(models["fixed_functional"], x).own == expected
    assert trace(models["flexible_head"], x).own == ()


def test_own_steps_belong_to_their_model():
    small, big = (
        keras.Sequential([keras.Input((side, side, 3)), layers.Flatten(), layers.Dense(2)])
        for side in (8, 9)
    )
    assert trace(small, picture(8, 8)).own[0].shape_in == (1, 8, 8, 3)
    assert trace(big, picture(8, 8)).own[0].shape_in == (1, 9, 9, 3)


# --- passed, but wrong -------------------------------------------------------------------------


@pytest.mark.parametrize("size", TAKEN, ids=lambda size: "{}x{}".format(*size))
def test_every_other_size_that_passes_is_wrong(models, size):
    """All of them, not a sample. Misread where pooling drops a row, or where Flatten scrambles."""
    told = trace(models["fixed_sequential"], picture(*size))
    assert told.refusal is None
    if size == (224, 224):
        assert (told.outcome, told.misread) == (PASSED, None)
    else:
        same_pool = set(size) <= {224, 225}
        assert told.outcome == WRONG
        assert told.misread.name == ("pool" if same_pool else "flatten")


@given(height=sides, width=sides)
def test_wrong_for_no_size_that_refuses_and_no_flexible_head(models, height, width):
    fits = (height - 2) // 2 * ((width - 2) // 2) == 111 * 111
    assert ((height, width) in TAKEN) == fits
    told = trace(models["fixed_sequential"], picture(height, width))
    assert (told.outcome == REFUSED) == (not fits)
    assert trace(models["flexible_head"], picture(height, width)).outcome == PASSED


def test_known_misreadings(models):
    told = {
        size: trace(models["fixed_sequential"], picture(*size)) for size in [(76, 668), (225, 225)]
    }
    assert told[76, 668].misread.name == "flatten"
    assert told[76, 668].misread.shape_in == (1, 37, 333, 32)
    assert told[225, 225].misread.name == "pool"


@pytest.mark.parametrize("size", [(225, 225), (76, 668)])
def test_a_batch_is_misread_as_one_picture_is(models, size):
    one, three = (trace(models["fixed_sequential"], picture(*size, batch)) for batch in (1, 3))
    assert three.outcome == one.outcome == WRONG
    assert three.misread.name == one.misread.name


def test_at_225_the_model_reads_the_224_crop(models):
    """What `wrong` means there: the last row and column change nothing."""
    x, model = picture(225, 225), models["fixed_sequential"]
    tf.debugging.assert_near(model(x), model(x[:, :224, :224]), rtol=1e-4, atol=1e-5)
    assert tf.reduce_max(tf.abs(model(x) - model(x[:, 1:, 1:]))) > 1e-3


def test_a_model_that_resizes_by_itself_is_not_wrong():
    model = keras.Sequential(
        [keras.Input((16, 16, 3)), layers.Resizing(16, 16), layers.Flatten(), layers.Dense(3)]
    )
    assert trace(model, picture(20, 24)).outcome == PASSED


def test_pooling_over_the_whole_picture_is_not_wrong():
    """The average has no places to mix up, though the Input speaks of one size."""
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Conv2D(2, 3),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3),
        ]
    )
    assert trace(model, picture(20, 24)).outcome == PASSED


def test_a_flatten_at_the_end_is_not_wrong():
    """Its length tells one size from another: nobody is misled."""
    model = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten()])
    assert trace(model, picture(9, 9)).outcome == PASSED


# --- it can be read, and asked -----------------------------------------------------------------


def test_str_is_a_table_of_the_steps(models):
    lines = str(trace(models["fixed_sequential"], picture(128, 128))).splitlines()
    assert lines[0] == "fixed_sequential (Sequential) on (1, 128, 128, 3): refused"
    assert [line.split()[:2] for line in lines[1:]] == [
        ["conv", "Conv2D"],
        ["pool", "MaxPooling2D"],
        ["flatten", "Flatten"],
        ["dense", "Dense"],
    ]
    assert lines[3].endswith("(1, 63, 63, 32) -> (1, 127008)")
    assert lines[4].endswith("(1, 127008) -> ValueError")


def test_a_step_by_its_name(models):
    told = trace(models["fixed_sequential"], picture(128, 128))
    assert told.step("flatten").shape_out == (1, 127008)
    assert told.own_step("flatten").shape_out == (1, 394272)
    assert told.step("dense").kernel == (394272, 10)
    assert told.own_step("no such layer") is None
    with pytest.raises(KeyError):
        trace(models["fixed_functional"], picture(128, 128)).step("conv")
