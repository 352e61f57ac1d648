"""The second visit: open sizes, channels, the batch axis."""

import tensorflow as tf

from helpers.clinic.trace import trace
from helpers.course import builders, images
from helpers.course.exercises.exercise import Exercise
from helpers.course.exercises.fixed_size import flexible_model

__all__ = ["flexible_model", "guessed_answers", "loader"]


def _verify_guessed(answer):
    truth = trace(builders.average_head(1), tf.zeros((60, 90, 3))).shape_out[0]
    return "" if answer == truth else f"It does not answer {answer} times. Which axis stands where the batch should be?"


guessed_answers = Exercise(
    _verify_guessed,
    (
        "The model takes four axes, and three come. Keras puts one more behind them.",
        "So the shape is read as (60, 90, 3, 1): batch, height, width, channels.",
    ),
    "60",
)


def _verify_loader(load):
    model = builders.average_head()
    for kind in images.KINDS:
        try:
            shape = tuple(model(load(images.file_of(kind))).shape)
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"{kind}: {type(error).__name__}: {str(error).splitlines()[0]}"
        if shape != (1, 10):
            return f"{kind}: the model gives {shape}, not one answer."
    return ""


loader = Exercise(
    _verify_loader,
    (
        "decode_image has an argument for the number of channels, and one for films.",
        "One picture is not a batch yet: [tf.newaxis] puts the batch axis in front.",
    ),
    "lambda data: tf.io.decode_image(data, channels=3, expand_animations=False)[tf.newaxis] / 255",
)
