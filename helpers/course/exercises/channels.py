"""The second visit: open sizes, channels, the batch axis."""

import io
from functools import cache

import keras
import numpy as np
import PIL.Image
import PIL.ImageOps
import tensorflow as tf
from keras import layers

from helpers.clinic.trace import trace
from helpers.course import builders, images
from helpers.course.exercises import likeness
from helpers.course.exercises.exercise import Exercise, Message, Mistake, expect, tried
from helpers.course.exercises.order import Order

__all__ = ["guessed_answers", "keeps_places", "loader", "order", "unseen"]


@cache
def _model(channels):
    return builders.average_head(channels)


# How many answers.

ONE_PICTURE = (60, 90, 3)  # height, width, channels, and no batch axis

#: What people say, and what they took for the batch axis.
GUESSES = {
    1: "One answer would need a batch of one. No batch axis came, and Keras adds its axis behind.",
    3: "3 is the length of the last axis that came, the channels. Which axis comes first?",
    10: "10 is how many logits one answer has. How many answers are there?",
    90: "90 is the width, the second axis. Which axis comes first?",
    32: "32 rows are what predict cuts off at a time. Together its answers are more.",
    600: "600 numbers come out: so many answers, of 10 logits each.",
    5400: "5400 would be an answer a pixel. The model averages over two axes.",
    0: "Keras raises nothing here: where the model's last axis is 1, it adds one.",
}


def _verify_guessed(answer):
    if isinstance(answer, (tuple, list)):
        raise Mistake(f"{answer} is a shape. How many answers are that? Its first number.")
    try:
        number = float(answer)
    except (TypeError, ValueError):
        raise Mistake(f"A number is asked for, not {answer!r}: it does answer.") from None
    answers = trace(_model(1), tf.zeros(ONE_PICTURE)).shape_out[0]
    otherwise = f"It does not answer {answer} times. Which axis stands where the batch should be?"
    expect(number == answers, GUESSES.get(number, otherwise))


guessed_answers = Exercise(
    _verify_guessed,
    (
        "The model takes four axes, and three come. Where does Keras put one more?",
        "The model's last axis is 1, so it is put behind: (60, 90, 3, 1).",
        "Read that as batch, height, width, channels. The answers are as many as the batch.",
    ),
    "60",
)


# A loader for every kind of file.


@cache
def _pictures(kind):
    """The pictures that a loader may give for a file of that kind: float32 (H, W, 4), see likeness.

    Of an animation any frame; of a photo with a note on how to hold it, as it lies or turned; where
    it is transparent, any colour.
    """
    data = images.file_of(kind)
    decoded = tf.io.decode_image(data, channels=3, expand_animations=True).numpy()
    found = list(decoded if decoded.ndim == 4 else decoded[np.newaxis])
    opened = PIL.Image.open(io.BytesIO(data))
    if opened.getexif():
        found.append(np.asarray(PIL.ImageOps.exif_transpose(opened)))
    alpha = "A" in opened.getbands() and np.asarray(opened.getchannel("A")) == 255
    counts = alpha if alpha is not False else np.ones(found[0].shape[:2])
    counts = [counts if counts.shape == one.shape[:2] else counts.T for one in found]
    return [
        np.concatenate([one / np.float32(255), count[..., np.newaxis]], -1, dtype=np.float32)
        for one, count in zip(found, counts)
    ]


def _verify_loader(load):
    expect(callable(load), "A function is asked for: it is called with the bytes of each file.")
    for kind in images.KINDS:
        with tried(f"{kind}: your function raises"):
            given = load(images.file_of(kind))
        expect(given is not None, f"{kind}: your function gives back None. Is a return missing?")
        with tried(f"{kind}: what it gives is no array of numbers."):
            found = np.asarray(given, np.float32)
        _expect_a_batch(kind, found)
        wrong = likeness.of_range(found) or likeness.mistake(found[0], _pictures(kind))
        expect(not wrong, f"{kind}: {wrong}{_white(kind, found)}")
        with tried(f"{kind}: the model raises"):
            _model(3)(found)


def _expect_a_batch(kind, found):
    """A batch of one picture of three channels, or a `Mistake` that says which axis is amiss."""
    shape, told = found.shape, f"{kind}: {found.shape}"
    one = "one picture is asked for."
    one = f"an animation has an axis of frames, {one}" if kind == "animated GIF" else one
    expect(len(shape) != 3, f"{told} has no batch axis: [tf.newaxis] puts one in front.")
    expect(len(shape) != 5, f"{told} has one axis too many: {one}")
    expect(len(shape) == 4, f"{told} is no batch of pictures, (1, height, width, 3).")
    expect(shape[0] == 1, f"{told} is {shape[0]} pictures, and would be answered so often: {one}")
    expect(shape[-1] == 3, f"{told} has {shape[-1]} channels, and the model takes 3.")
    expect(0 not in shape, f"{told} is empty.")


def _white(kind, found):
    cut = kind == "16-bit PNG" and found.min() > 0.99
    return ' PIL\'s convert("RGB") cuts off what is above 255.' if cut else ""


loader = Exercise(
    _verify_loader,
    (
        "decode_image has an argument for the number of channels, and one for animations.",
        "The model takes numbers in 0..1, and a batch: divide, and put an axis in front.",
        "tf.io.decode_image(data, channels=…, expand_animations=…), then [tf.newaxis] and / 255.",
    ),
    "lambda data: tf.io.decode_image(data, channels=3, expand_animations=False)[tf.newaxis] / 255",
)


# A model for several sizes that knows where something is.

SIZES = ((224, 224), (128, 128), (300, 200))
FAR = 128  # pixels from one place to the other: a multiple of the strides that models have


def _verify_places(model):
    told = f"A model is asked for, not {type(model).__name__}: it is called with a batch."
    expect(callable(model), told)
    for layer in _all_layers(model):
        pools = isinstance(layer, layers.GlobalAveragePooling2D | layers.GlobalMaxPooling2D)
        told = f"{layer.name} is a {type(layer).__name__}: it forgets where things were."
        expect(not pools, told)
    for height, width in SIZES:
        _expect_an_answer(model, f"At {height} × {width}", np.zeros((1, height, width, 3), "f"))
    _expect_places(model)
    predict = getattr(model, "predict", None)
    for height, width in SIZES if predict else ():
        with tried(f"Called, it answers. predict at {height} × {width} raises"):
            predict(np.zeros((1, height, width, 3), "f"), verbose=0)


def _all_layers(model):
    """The layers of a model, and of the models in it."""
    for layer in getattr(model, "layers", ()):
        yield layer
        yield from _all_layers(layer)


def _expect_an_answer(model, at, pictures):
    with tried(f"{at} your model raises"):
        answer = np.asarray(model(pictures))
    expect(answer.shape == (1, 10), f"{at} it answers {answer.shape}, not (1, 10).")
    return answer


def _expect_places(model):
    """A bright square on the left and the same on the right are to be answered differently."""
    squares = np.zeros((3, 224, 224, 3), "f")
    squares[0, 32:64, 32:64] = squares[1, 32 + FAR : 64 + FAR, 32 + FAR : 64 + FAR] = 1
    at = "At 224 × 224"
    left, right, none = (_expect_an_answer(model, at, one[np.newaxis]) for one in squares)
    seen = np.abs(left - none).max() + np.abs(right - none).max()
    expect(seen > 0, "It gives the same answer to a bright square and to none: it reads nothing.")
    told = (
        "It gives the same answer to a bright square on the left and on the right: somewhere it "
        "takes a mean or a maximum over all places. That is global pooling by another name."
    )
    expect(np.abs(left - right).max() > 1e-3 * seen, told)


keeps_places = Exercise(
    _verify_places,
    (
        "Flatten keeps the places, and needs one size. Which layer makes one size of several?",
        "layers.Resizing can stand first, or between the convolutions and Flatten.",
        "AdaptiveAveragePooling2D answers a call. Try it in predict, at a second size.",
    ),
    "keras.Sequential([\n"
    "    keras.Input((None, None, 3)),\n"
    '    layers.Conv2D(8, 3, padding="same", activation="relu"),\n'
    '    layers.Resizing(4, 4, interpolation="area"),\n'
    "    layers.Flatten(),\n"
    "    layers.Dense(10),\n"
    "])",
)


# A message that the visit has not shown.


def _fails():
    """A layer of a network for colour, put behind another that makes eight channels of five."""
    network = keras.Sequential(
        [keras.Input((None, None, 3)), layers.Conv2D(16, 3, name="edges")], name="photos"
    )
    bands = keras.Input((None, None, 5), name="bands")
    network.get_layer("edges")(layers.Conv2D(8, 1, name="mix")(bands))


unseen = Message(
    _fails,
    (
        "The layer stands in quotes: of layer '…'. The axis is named too: axis -1 is the last.",
        "Expected is the number after the word value; received stands in the shape that came.",
    ),
)


# Lines to put in order.

order = Order(
    "channels.order",
    "Order the layers so that the model takes every size from 3 × 3 up, and refuses smaller ones.",
    (
        "keras.Input((None, None, 3))",
        'layers.Conv2D(8, 3, activation="relu")',
        "layers.Resizing(16, 16)",
        "layers.MaxPooling2D(2)",
        "layers.Flatten()",
        "layers.Dense(10)",
    ),
    (1, 2, 3, 4, 5, 8, 16, 33),
)
