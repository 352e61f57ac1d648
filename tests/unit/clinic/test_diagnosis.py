"""A reading says what is so, with TensorFlow's own numbers, and invents nothing."""

import re
from math import prod

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import assume, given
from hypothesis import strategies as st
from keras import layers

from helpers.course import builders
import helpers.clinic as d
from helpers.clinic import render
from helpers.clinic.causes import Causes
from helpers.clinic.reading import Confidence
from helpers.clinic.trace import PASSED, trace, trace_building

sides = st.integers(4, 320)


def picture(height, width, channels=3):
    return tf.random.stateless_uniform((1, height, width, channels), (1, 2))


def flowing(text):
    """Without the line breaks of a terminal."""
    return " ".join(text.split())


def caught(model, x):
    """What `model(x)` raises."""
    with pytest.raises(Exception) as caught:
        model(x)
    return caught.value


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
    assert "try: resize first" in text


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


@every_sick
def test_every_fix_cures(models, name, size):
    """The code as it stands, run with the learner's names; then the model does what it was made for."""
    treatments = d.read(trace(models[name], picture(*size))).fixes
    assert [treatment.name for treatment in treatments] == [
        "resize first",
        "pool instead of Flatten",
    ]
    own = {"model": models[name], "x": picture(*size)}
    error = ValueError("for the names in reach")
    for treatment in (
        d.explain(error, **{"model": own["model"], "inputs": own["x"]}).fixes or treatments[:1]
    ):
        scope = {"tf": tf, "keras": keras, **own}
        exec(treatment.code, scope)
        assert scope["model"](scope["x"]).shape == (1, 10)
        assert d.read(trace(scope["model"], scope["x"])) is None


def test_fixes_speak_of_the_models_own_size():
    model = keras.Sequential([keras.Input((16, 24, 3)), layers.Flatten(), layers.Dense(2)])
    reading = d.read(trace(model, picture(20, 20)))
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
    """`predict` and `fit` word the same refusal differently: theirs is the one that the learner saw."""
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


# --- what it does not know ---------------------------------------------------------------------


class Raises(layers.Layer):
    def call(self, x):
        if x.shape[0] is not None:
            raise KeyError("<b>'&")
        return x


def without_input_shape():
    class Mine(keras.Model):
        def call(self, x):
            raise TypeError("no")

    return Mine()


def outside_its_layers():
    door = keras.Input((None, None, 3))
    small = layers.MaxPooling2D(padding="same", name="down")(door)
    return keras.Model(
        door, keras.ops.add(door, layers.UpSampling2D(name="up")(small)), name="adds"
    )


def with_a_fixed_model_inside():
    """It is the inner model that looks at sizes, not this Sequential one."""
    door = keras.Input((8, 8, 3))
    return keras.Sequential([keras.Input((8, 8, 3)), keras.Model(door, layers.Flatten()(door))])


def of_two_pictures():
    doors = [keras.Input((8, 8, 3)), keras.Input((8, 8, 3))]
    return keras.Model(doors, layers.Concatenate()(doors))


UNKNOWN = {
    **{
        f"{what} into {name}": (name, x)
        for name in ("fixed_sequential", "fixed_functional", "flexible_head")
        for what, x in {
            "strings": lambda: tf.constant(["cat.png"]),
            "a file's name": lambda: "cat.png",
            "None": lambda: None,
        }.items()
    },
    "a layer's own error": (
        lambda: keras.Sequential([keras.Input((8, 8, 3)), Raises()]),
        lambda: picture(8, 8),
    ),
    "a model without input shape": (without_input_shape, lambda: picture(8, 8)),
}


@pytest.mark.parametrize("case", UNKNOWN)
@pytest.mark.filterwarnings("ignore:The structure of `inputs`", "ignore:In a future version")
def test_no_invention(models, case):
    """Where the cause is not the size, it is OTHER, with no number, no axis and no fix."""
    name, x = UNKNOWN[case]
    model = models[name] if isinstance(name, str) else name()
    error = caught(model, x())
    reading = d.explain(error, model, x())
    assert reading.cause == Causes.UNKNOWN
    assert reading.original == str(error)
    assert (reading.axis, reading.expected, reading.received) == (None, None, None)
    assert (reading.expected_from, reading.received_from, reading.fixes) == ((), (), ())
    assert reading.summary in flowing(str(reading))


def test_the_layer_that_refuses_is_named_even_when_the_cause_is_not_known():
    reading = d.read(
        trace(keras.Sequential([keras.Input((8, 8, 3)), Raises(name="own")]), picture(8, 8))
    )
    assert (reading.layer_name, reading.summary) == ("own", "Layer own (Raises) refuses.")


# --- channels, axes, open sizes ---------------------------------------------------------------

OPEN = (None, None, None, 3)
KNOWN = {  # model, shape of the picture: cause, layer, axis, expected, received, the first fix's name
    "RGBA at the door": (
        "flexible_head",
        (1, 90, 90, 4),
        Causes.CHANNEL_MISMATCH,
        "flexible_head",
        3,
        3,
        4,
        "decode to 3",
    ),
    "RGBA and another size": (
        "fixed_functional",
        (1, 90, 90, 4),
        Causes.CHANNEL_MISMATCH,
        "fixed_functional",
        3,
        3,
        4,
        "decode to 3",
    ),
    "RGBA at the kernel": (
        "fixed_sequential",
        (1, 224, 224, 4),
        Causes.CHANNEL_MISMATCH,
        "conv",
        3,
        3,
        4,
        "decode to 3",
    ),
    "gray slips in": (
        "flexible_head",
        (1, 90, 90, 1),
        Causes.CHANNEL_MISMATCH,
        "conv",
        3,
        3,
        1,
        "decode to 3",
    ),
    "six bands": (
        "flexible_head",
        (1, 90, 90, 6),
        Causes.CHANNEL_MISMATCH,
        "flexible_head",
        3,
        3,
        6,
        "learn an adapter",
    ),
    "channels first": (
        "flexible_head",
        (1, 3, 90, 90),
        Causes.DATA_FORMAT,
        "flexible_head",
        3,
        3,
        90,
        "channels last",
    ),
    "channels first at the kernel": (
        "fixed_sequential",
        (1, 3, 90, 90),
        Causes.DATA_FORMAT,
        "conv",
        3,
        3,
        90,
        "channels last",
    ),
    "no batch axis": (
        "flexible_head",
        (90, 90, 3),
        Causes.RANK_MISSING_BATCH,
        "flexible_head",
        0,
        OPEN,
        (90, 90, 3),
        "add the batch axis",
    ),
    "frames of a film": (
        "flexible_head",
        (1, 5, 90, 90, 3),
        Causes.NUMBER_OF_AXES,
        "flexible_head",
        None,
        OPEN,
        (1, 5, 90, 90, 3),
        "decode one frame",
    ),
}


@pytest.mark.parametrize("case", KNOWN)
def test_what_the_door_and_the_kernels_refuse(models, case):
    name, shape, *expected, first = KNOWN[case]
    error = caught(models[name], tf.zeros(shape))
    reading = d.explain(error, models[name], tf.zeros(shape))
    told = [reading.expected_size, reading.received_size]
    if reading.cause in (Causes.RANK_MISSING_BATCH, Causes.NUMBER_OF_AXES):
        told = [reading.expected, reading.received]
    assert [reading.cause, reading.layer_name, reading.axis, *told] == expected
    assert reading.fixes[0].name == first
    assert reading.original == str(error)


def test_a_picture_taken_for_many():
    """One channel, and a colour picture without its batch axis: Keras guesses, and nothing is raised."""
    reading = d.read(trace(builders.average_head(1), tf.zeros((40, 60, 3))))
    assert (reading.cause, reading.axis, reading.original) == (Causes.RANK_MISSING_BATCH, 0, "")
    assert "40 gray pictures of 60 × 3" in reading.summary


def test_a_head_that_cannot_be_built():
    told = trace_building(builders.flatten_head, "flatten_head", (1, 40, 60, 3))
    reading = d.read(told)
    assert (reading.cause, str(reading.layer), reading.axis) == (
        Causes.DENSE_ON_NONE,
        "dense (Dense)",
        1,
    )
    assert (
        "Flatten" not in reading.original
        and "Shapes used to initialize variables" in reading.original
    )


@pytest.mark.parametrize("shape, axis", [((1, 1, 9, 3), 1), ((1, 9, 1, 3), 2), ((1, 1, 1, 3), 1)])
def test_a_picture_too_small_to_pool(shape, axis):
    reading = d.read(trace(builders.average_head(), tf.zeros(shape)))
    assert (reading.cause, str(reading.layer), reading.axis) == (
        Causes.TOO_SMALL_FOR_NETWORK,
        "pool (MaxPooling2D)",
        axis,
    )


def test_an_operation_is_named_as_well_as_a_layer():
    reading = d.read(trace(outside_its_layers(), picture(15, 15)))
    assert reading.cause == Causes.SKIP_CONNECTION_ODD_SIZE
    assert re.fullmatch(r"add(_\d+)? \(Add\)", str(reading.layer))
    assert {reading.expected, reading.received} == {(1, 15, 15, 3), (1, 16, 16, 3)}


def test_a_fixed_model_inside_another_is_named():
    model = with_a_fixed_model_inside()
    reading = d.explain(caught(model, picture(9, 9)), model, picture(9, 9))
    assert (reading.cause, reading.expected) == (
        Causes.SIZE_PINNED_BY_FUNCTIONAL_INPUT,
        (None, 8, 8, 3),
    )
    assert str(reading.layer) == f"{model.layers[0].name} (Functional)"


@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
def test_of_two_inputs_the_wrong_one_gives_the_numbers():
    model, x = of_two_pictures(), [picture(8, 8), picture(9, 9)]
    reading = d.explain(caught(model, x), model, x)
    assert (reading.cause, reading.received) == (
        Causes.SIZE_PINNED_BY_FUNCTIONAL_INPUT,
        (1, 9, 9, 3),
    )


# --- data --------------------------------------------------------------------------------------


def test_readings_are_frozen_and_comparable(models):
    first, second = (d.read(trace(models["fixed_sequential"], picture(128, 128))) for _ in range(2))
    assert first == second and hash(first) == hash(second)
    with pytest.raises(AttributeError):
        first.layer = "conv"
    with pytest.raises(AttributeError):
        first.fixes[0].code = ""


def test_product():
    assert render.product(127008, (63, 63, 32)) == "127008 = 63 × 63 × 32"
    assert render.product(127008, ()) == "127008"
