"""The seventh visit: the sizes that a model of one's own takes."""

from functools import cache

import keras
import tensorflow as tf
from keras import layers

from helpers.clinic import sizes
from helpers.course import builders
from helpers.course.exercises.exercise import Exercise, expect, tried


@cache
def _least_side():
    """Of three times a convolution without padding and a pooling, by a search of its rule."""
    made = [keras.Input((None, None, 3))]
    for _ in range(3):
        made += [layers.Conv2D(8, 3), layers.MaxPooling2D(2)]
    net = keras.Sequential([*made, layers.GlobalAveragePooling2D(), layers.Dense(10)])
    return sizes.rules(net)[0].least


def _verify_least_side(answer):
    way = "Go backwards: what must come to the last pooling so that 1 is left?"
    expect(answer == _least_side(), f"Not {answer}. {way}")


least_side = Exercise(
    _verify_least_side,
    (
        "Go backwards from 1. Before a pooling there were at least twice as many, "
        "before a convolution 2 more.",
        "1, 2, 4; then 8, 10; then once more.",
    ),
    "22",
)


def _verify_any_from_forty(model):
    found = sizes.rules(model)
    expect(found, "No size was found that your model takes.")
    for axis, rule in zip(("height", "width"), found):
        takes = rule.step == 1 and rule.least <= 40
        expect(takes, f"The {axis} your model takes: {rule}.")
    shape = tuple(model(tf.zeros((1, 57, 40, 3))).shape)
    expect(shape == (1, 10), f"Your model answers {shape}, not (1, 10).")


any_from_forty = Exercise(
    _verify_any_from_forty,
    (
        "What pins a size: an Input with numbers in it, a Flatten in front of a Dense layer, "
        "a skip that meets another size.",
        "Input((None, None, 3)), some convolutions, GlobalAveragePooling2D, Dense(10).",
    ),
    "keras.Sequential([\n"
    "    keras.Input((None, None, 3)),\n"
    '    layers.Conv2D(16, 3, activation="relu"),\n'
    "    layers.MaxPooling2D(2),\n"
    "    layers.GlobalAveragePooling2D(),\n"
    "    layers.Dense(10),\n"
    "])",
)


@cache
def _unet():
    return builders.small_unet()


def _verify_whole_mask(answer):
    for height, width in ((64, 48), (60, 100), (33, 47)):
        picture = tf.random.stateless_uniform((1, height, width, 3), (7, height))
        with tried(f"At {height} × {width}:"):
            mask = tf.convert_to_tensor(answer(_unet(), picture))
        shape = tuple(mask.shape)
        told = f"A picture of {height} × {width} gave a mask of shape {shape}."
        expect(shape == (1, height, width, 1), told)
        if (height, width) == (64, 48):
            own = tf.reduce_all(tf.abs(mask - _unet()(picture)) < 1e-5)
            told = "64 × 48 is a size that the U-Net takes, and your mask is not the U-Net's."
            expect(own, told)


whole_mask = Exercise(
    _verify_whole_mask,
    (
        "How many rows are missing to the next multiple of 8? -height % 8.",
        'tf.pad(picture, ((0, 0), (0, down), (0, right), (0, 0)), mode="SYMMETRIC"), '
        "then unet, then cut [:, :height, :width].",
    ),
    "def whole_mask(unet, picture):\n"
    "    height, width = picture.shape[1:3]\n"
    "    padding = ((0, 0), (0, -height % 8), (0, -width % 8), (0, 0))\n"
    '    return unet(tf.pad(picture, padding, mode="SYMMETRIC"))[:, :height, :width]',
)
