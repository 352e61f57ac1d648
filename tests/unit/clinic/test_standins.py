"""What stands for the learner's objects has their shapes, and what is done to it does nothing."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import standins
from helpers.clinic.guarded import Held
from helpers.clinic.phone import Phone
from helpers.clinic.standins import StandIns


@pytest.fixture
def few(monkeypatch):
    """Arrays of more than 1000 numbers are cut."""
    monkeypatch.setattr(standins, "MOST_NUMBERS", 1_000)


@pytest.mark.usefixtures("few")
def test_arrays_of_one_length_are_cut_to_one_length():
    """Pictures and their labels stay as many as each other, whichever is the larger."""
    pictures, labels = np.zeros((500, 8, 8)), tf.zeros((500, 3))
    for order in ((pictures, labels), (labels, pictures)):
        stand_in = StandIns(order)
        assert stand_in(pictures).shape == (standins.FEWEST, 8, 8)
        assert stand_in(labels).shape == (standins.FEWEST, 3)


@pytest.mark.usefixtures("few")
def test_other_lengths_stay_other_lengths():
    """Of 500 pictures and 499 labels, what is refused must be refused still."""
    pictures, labels = np.zeros((500, 8, 8)), np.zeros(499)
    stand_in = StandIns([pictures, labels])
    assert len(stand_in(pictures)) != len(stand_in(labels))


def test_arrays_that_are_small_are_whole():
    pictures = np.zeros((500, 8, 8))
    assert StandIns([pictures])(pictures).shape == pictures.shape
    assert StandIns([])(pictures).shape == pictures.shape, "one that was not told of before"
    assert StandIns([])(np.float32(3)) == 3 and StandIns([])(np.array(3)).shape == ()


@pytest.mark.usefixtures("few")
def test_two_batches_and_a_smaller_one_are_left():
    assert standins.FEWEST % 32 and standins.FEWEST > 2 * 32


def test_code_that_changes_them_in_place_changes_nothing_of_the_learners():
    own = {
        "array": np.arange(6.0).reshape(2, 3),
        "view": np.arange(6.0)[::2],
        "listed": [np.zeros(2), {"a": np.zeros(2)}],
        "named": {"a": [np.zeros(2)]},
    }
    before = repr(own)
    for name, value in own.items():
        made = StandIns(own.values())(value)
        if name in ("array", "view"):
            made += 1
            assert made.base is None or made.base is not value
        elif name == "listed":
            made[0][:] = 9
            made[1]["a"] += 9
            made.append(3)
        else:
            made["a"][0][:] = 9
            made["b"] = 3
    assert repr(own) == before


def test_a_variable_is_a_tensor_that_cannot_be_assigned_to():
    variable = tf.Variable([1.0, 2.0])
    made = StandIns([])(variable)
    assert not hasattr(made, "assign") and made.numpy().tolist() == [1, 2]


def test_what_the_guard_looks_at_is_itself():
    layer, dataset = layers.Dense(2), tf.data.Dataset.range(3)
    for one in (layer, dataset, keras.Input((3,)), len, np.mean, "word", None, tf.float32):
        assert StandIns([])(one) is one


def test_an_object_of_another_class_is_held():
    class Own:
        pass

    own = Own()
    for one in (own, (n for n in ()), iter([1]), open):
        made = StandIns([])(one)
        assert made is open or isinstance(made, Held)
    assert StandIns([])([own])[0].it is own


def test_a_converted_model_is_a_phone():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
    content = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    assert isinstance(StandIns([])(tf.lite.Interpreter(model_content=content)), Phone)
