"""A converted model's stand-in refuses what TensorFlow's own interpreter refuses."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic.guarded import NotTried
from helpers.clinic.phone import Phone


@pytest.fixture(scope="module")
def interpreter():
    """A real one, of a model for pictures of 8 × 12 in three colours."""
    model = keras.Sequential([keras.Input((8, 12, 3)), layers.Flatten(), layers.Dense(2)])
    content = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    real = tf.lite.Interpreter(model_content=content)
    real.allocate_tensors()
    return real


GIVEN = {
    "as it wants it": np.zeros((1, 8, 12, 3), "float32"),
    "a tensor": tf.zeros((1, 8, 12, 3)),
    "another height": np.zeros((1, 9, 12, 3), "float32"),
    "another width": np.zeros((1, 8, 13, 3), "float32"),
    "turned": np.zeros((1, 12, 8, 3), "float32"),
    "two at once": np.zeros((2, 8, 12, 3), "float32"),
    "alpha": np.zeros((1, 8, 12, 4), "float32"),
    "no batch axis": np.zeros((8, 12, 3), "float32"),
    "an axis too many": np.zeros((1, 1, 8, 12, 3), "float32"),
    "a number": np.float32(3),
    "bytes": np.zeros((1, 8, 12, 3), "uint8"),
    "double": np.zeros((1, 8, 12, 3)),
    "half": np.zeros((1, 8, 12, 3), "float16"),
    "bytes of another size": np.zeros((1, 9, 12, 3), "uint8"),
}


def refusal(phone, index, value):
    """What kind of refusal, and its words; "" for none."""
    try:
        phone.set_tensor(index, value)
    except Exception as error:
        return type(error).__name__, str(error)
    return "", ""


@pytest.mark.parametrize("case", GIVEN)
def test_it_refuses_what_the_interpreter_refuses_in_its_words(interpreter, case):
    index = interpreter.get_input_details()[0]["index"]
    told = refusal(Phone(interpreter), index, GIVEN[case])
    assert told == refusal(interpreter, index, GIVEN[case])


def test_an_index_that_is_none(interpreter):
    told, really = (
        refusal(one, 99, GIVEN["as it wants it"]) for one in (Phone(interpreter), interpreter)
    )
    assert told[0] == really[0] == "ValueError"


def test_it_tells_what_the_interpreter_tells_and_sets_nothing(interpreter):
    phone, index = Phone(interpreter), interpreter.get_input_details()[0]["index"]
    assert repr(phone.get_input_details()) == repr(interpreter.get_input_details())
    assert repr(phone.get_output_details()) == repr(interpreter.get_output_details())
    interpreter.set_tensor(index, np.ones((1, 8, 12, 3), "float32"))
    phone.set_tensor(index, np.zeros((1, 8, 12, 3), "float32"))
    assert interpreter.get_tensor(index).all()


@pytest.mark.parametrize("name", ["invoke", "resize_tensor_input", "get_tensor"])
def test_all_else_is_not_tried(interpreter, name):
    with pytest.raises(NotTried, match=name):
        getattr(Phone(interpreter), name)
