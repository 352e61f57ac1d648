"""The seventh visit: the sizes that a model of one's own takes."""

import keras
import tensorflow as tf
from keras import layers

from helpers.clinic import sizes
from helpers.course import builders
from helpers.course.exercises.exercise import Exercise


def _three_times_smaller():
    """Three times a convolution without padding and a pooling."""
    made = [keras.Input((None, None, 3))]
    for _ in range(3):
        made += [layers.Conv2D(8, 3), layers.MaxPooling2D(2)]
    return keras.Sequential([*made, layers.GlobalAveragePooling2D(), layers.Dense(10)])


def _verify_least_side(answer):
    least = sizes.rules(_three_times_smaller())[0].least
    return "" if answer == least else f"Not {answer}. Go backwards: what must come to the last pooling so that 1 is left?"


least_side = Exercise(
    _verify_least_side,
    (
        "Go backwards from 1. Before a pooling there were at least twice as many, before a convolution 2 more.",
        "1, 2, 4; then 8, 10; then once more.",
    ),
    "22",
)


def _verify_any_from_forty(model):
    found = sizes.rules(model)
    if not found:
        return "No size was found that your model takes."
    for axis, rule in zip(("height", "width"), found):
        if rule.step != 1 or rule.least > 40:
            return f"The {axis} your model takes: {rule}."
    answer = model(tf.zeros((1, 57, 40, 3)))
    return "" if tuple(answer.shape) == (1, 10) else f"Your model answers {tuple(answer.shape)}, not (1, 10)."


any_from_forty = Exercise(
    _verify_any_from_forty,
    (
        "What pins a size: an Input with numbers in it, a Flatten in front of a Dense layer, a skip that meets another size.",
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


def _verify_whole_mask(answer):
    unet = builders.small_unet()
    for height, width in ((64, 48), (60, 100), (33, 47)):
        picture = tf.random.stateless_uniform((1, height, width, 3), (7, height))
        try:
            mask = tf.convert_to_tensor(answer(unet, picture))
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"At {height} × {width}: {type(error).__name__}: {str(error).splitlines()[0]}"
        if tuple(mask.shape) != (1, height, width, 1):
            return f"A picture of {height} × {width} gave a mask of shape {tuple(mask.shape)}."
        if (height, width) == (64, 48) and not bool(tf.reduce_all(tf.abs(mask - unet(picture)) < 1e-5)):
            return "64 × 48 is a size that the U-Net takes, and your mask is not the U-Net's."
    return ""


whole_mask = Exercise(
    _verify_whole_mask,
    (
        "How many rows are missing to the next multiple of 8? -height % 8.",
        'tf.pad(picture, ((0, 0), (0, down), (0, right), (0, 0)), mode="SYMMETRIC"), then unet, then cut [:, :height, :width].',
    ),
    "def whole_mask(unet, picture):\n"
    "    height, width = picture.shape[1:3]\n"
    "    padding = ((0, 0), (0, -height % 8), (0, -width % 8), (0, 0))\n"
    '    return unet(tf.pad(picture, padding, mode="SYMMETRIC"))[:, :height, :width]',
)
