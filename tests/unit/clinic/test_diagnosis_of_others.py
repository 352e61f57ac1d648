"""What is unknown, what doors and kernels refuse, and models within models: the reading of each."""

import re

import keras
import pytest
import tensorflow as tf
from calls import caught, flowing
from hypothesis import strategies as st
from keras import layers
from traced import picture

import helpers.clinic as d
from helpers.clinic import render
from helpers.clinic.causes import Causes
from helpers.clinic.trace import trace, trace_building
from helpers.course import builders

sides = st.integers(4, 320)


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
#: model, shape of the picture: cause, layer, axis, expected, received, the first fix's name
KNOWN = {
    "RGBA at the door": (
        "flexible_head",
        (1, 90, 90, 4),
        Causes.CHANNEL_MISMATCH,
        "flexible_head",
        3,
        3,
        4,
        "drop the transparency",
    ),
    "RGBA and another size": (
        "fixed_functional",
        (1, 90, 90, 4),
        Causes.CHANNEL_MISMATCH,
        "fixed_functional",
        3,
        3,
        4,
        "drop the transparency",
    ),
    "RGBA at the kernel": (
        "fixed_sequential",
        (1, 224, 224, 4),
        Causes.CHANNEL_MISMATCH,
        "conv",
        3,
        3,
        4,
        "drop the transparency",
    ),
    "gray slips in": (
        "flexible_head",
        (1, 90, 90, 1),
        Causes.CHANNEL_MISMATCH,
        "conv",
        3,
        3,
        1,
        "repeat the gray",
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
        "no batch axis on top",
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
    """One channel, a colour picture without batch axis: Keras guesses, and nothing is raised."""
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
