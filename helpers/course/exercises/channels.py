"""The second visit: open sizes, channels, the batch axis."""

from functools import cache

import tensorflow as tf

from helpers.clinic.trace import trace
from helpers.course import builders, images
from helpers.course.exercises.exercise import Exercise, expect, tried
from helpers.course.exercises.fixed_size import flexible_model

__all__ = ["flexible_model", "guessed_answers", "loader"]


@cache
def _model(channels):
    return builders.average_head(channels)


def _verify_guessed(answer):
    answers = trace(_model(1), tf.zeros((60, 90, 3))).shape_out[0]
    wrong = f"It does not answer {answer} times. Which axis stands where the batch should be?"
    expect(answer == answers, wrong)


guessed_answers = Exercise(
    _verify_guessed,
    (
        "The model takes four axes, and three come. Keras puts one more behind them.",
        "So the shape is read as (60, 90, 3, 1): batch, height, width, channels.",
    ),
    "60",
)


def _verify_loader(load):
    for kind in images.KINDS:
        with tried(f"{kind}:"):
            shape = tuple(_model(3)(load(images.file_of(kind))).shape)
        expect(shape == (1, 10), f"{kind}: the model gives {shape}, not one answer.")


loader = Exercise(
    _verify_loader,
    (
        "decode_image has an argument for the number of channels, and one for films.",
        "One picture is not a batch yet: [tf.newaxis] puts the batch axis in front.",
    ),
    "lambda data: tf.io.decode_image(data, channels=3, expand_animations=False)[tf.newaxis] / 255",
)
