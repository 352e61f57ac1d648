"""Whatever is handed over as model and inputs, a failure is read: by its words, if not by more."""

import random
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import examine, explain

ROOT = Path(__file__).resolve().parents[3]

MODEL = keras.Sequential(
    [keras.Input((8, 8, 3)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(2)]
)
PHOTO = np.zeros((1, 9, 9, 3), "float32")
WORDS = "Input 0 of layer 'x' is incompatible: expected shape=(None, 3), found shape=(4, 5)"


class Wrapper:
    """A person's own class around a model."""

    def predict(self, photo):
        return MODEL.predict(photo, verbose=0)


class Broken:
    """Nothing can be asked of it."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __len__(self):
        raise ValueError("no length")

    def __iter__(self):
        raise ValueError("no entries")


class BrokenShape:
    """Its shape cannot be computed."""

    dtype = "float32"
    shape = property(lambda self: 1 / 0)


class ShapeInWords:
    """Its shape is a text, with what a page would take for a tag."""

    shape, dtype, ndim = "<b>wide</b>", "float32", 4


def endless():
    while True:
        yield np.zeros((8, 8, 3))


ODD = [
    *(None, Wrapper(), Broken(), BrokenShape(), ShapeInWords(), keras.Sequential, MODEL.predict),
    *("model.keras", b"model", 5, float("nan"), [], {}, [[1, 2], [3]], lambda: 1, np),
    *(PHOTO, (PHOTO,), [PHOTO, None], {"a": PHOTO}, (PHOTO, np.zeros(3)), (PHOTO, "labels")),
    *(np.array("text"), np.array([object()], dtype=object), tf.constant(1.0), layers.Dense(3)),
    *(tf.ragged.constant([[1], [2, 3]]), keras.Input((3,)), tf.TensorSpec(None), MODEL.layers[0]),
    tf.data.Dataset.from_generator(
        endless, output_signature=tf.TensorSpec((8, 8, 3), tf.float32)
    ).batch(2),
]


def raised(call):
    with pytest.raises(Exception) as caught:
        call()
    return caught.value


ERRORS = [
    raised(lambda: MODEL(PHOTO)),
    raised(lambda: np.stack([np.zeros((3, 4, 3)), np.zeros((4, 3, 3))])),
    raised(lambda: keras.losses.sparse_categorical_crossentropy(np.eye(3), np.eye(3))),
    *(WORDS, ValueError(WORDS), TypeError(), ValueError(None), None, 5, ""),
    "Incompatible shapes: [2,3] vs. [2,4]",
    "Data cardinality is ambiguous.",
    "target.shape=(), output.shape=(None, 3): Arguments `target` and `output` must have the same "
    "shape. Received: target.shape=(), output.shape=(None, 3)",
    "cannot reshape array of size 0 into shape (0,0)",
]


@pytest.mark.parametrize("place", range(len(ERRORS)))
def test_a_reading_is_there_and_can_be_shown(place):
    """Under test nothing is swallowed: a fault of the clinic's own is raised here."""
    chosen = random.Random(place)
    for model in ODD:
        for inputs in chosen.sample(ODD, 2):
            told = explain(ERRORS[place], model, inputs)
            assert told.summary and repr(told)
            assert "<b>wide" not in told._repr_html_()


@pytest.mark.parametrize("model", ODD, ids=lambda one: type(one).__name__)
def test_the_words_are_read_whatever_the_model_is(model):
    assert explain(WORDS, model, PHOTO).cause != "unknown"


def test_model_and_inputs_may_be_handed_over_in_the_other_order():
    error = raised(lambda: MODEL(PHOTO))
    assert repr(explain(error, PHOTO, MODEL)) == repr(explain(error, MODEL, PHOTO))


def test_another_backend_is_said_and_nothing_is_replayed(monkeypatch):
    error = raised(lambda: MODEL(PHOTO))
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    told = explain(error, MODEL, PHOTO)
    assert "does not run on TensorFlow" in told.summary
    assert told.cause == "size-pinned-by-dense" and told.confidence == "low" and not told.fixes
    with pytest.raises(NotImplementedError, match="jax"):
        examine(MODEL, PHOTO)


def test_without_tensorflow_one_sentence_says_so():
    """A process of its own, in which no TensorFlow is to be found."""
    code = (
        "import importlib.util as util\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, *at: None if name == 'tensorflow' else found(name, *at)\n"
        "import helpers.clinic\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith("ImportError: Shape Clinic reads")
    assert ran.stderr.count("Traceback") == 1
