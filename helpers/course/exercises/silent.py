"""The fifth visit: what raises nothing, and is wrong."""

import keras
import tensorflow as tf
from keras import layers

from helpers.clinic import examine
from helpers.course import builders, images
from helpers.course.exercises.exercise import Exercise


def _smallest_net():
    """The net of the first exercise: the smallest square picture that empties none of its maps has 14 pixels a side."""
    return keras.Sequential(
        [
            keras.Input((None, None, 3)),
            layers.Conv2D(4, 3),
            layers.AveragePooling2D(4),
            layers.Conv2D(4, 3),
            layers.GlobalAveragePooling2D(),
        ]
    )


def _verify_smallest_side(answer):
    if not isinstance(answer, int) or not 1 <= answer <= 1000:
        return f"A side is a whole number of pixels like 8, not {answer!r}."
    net = _smallest_net()
    if examine(net, tf.zeros((1, answer, answer, 3))):
        return f"At {answer} × {answer} a map comes out empty."
    smaller = not examine(net, tf.zeros((1, answer - 1, answer - 1, 3)))
    return f"{answer} is enough, and it is not the smallest side that is." if smaller else ""


smallest_side = Exercise(
    _verify_smallest_side,
    (
        "Begin at the end: the last convolution needs a map of 3 × 3.",
        "So the pooling must give 3, from 3 * 4 places; the first convolution takes one off at each edge.",
    ),
    "14",
)


def _verify_channels_last(answer):
    photo = images.at_size(images.decode("coffee"), 24, 36)
    arrivals = {
        "channels last": photo,
        "channels first": tf.transpose(photo, (0, 3, 1, 2)),
        "channels last, without a batch axis": photo[0],
        "channels first, without a batch axis": tf.transpose(photo[0], (2, 0, 1)),
    }
    for kind, picture in arrivals.items():
        try:
            came = tf.convert_to_tensor(answer(picture))
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"{kind}, {tuple(picture.shape)}: {type(error).__name__}: {error}"
        if came.shape != photo.shape:
            return f"{kind}: {tuple(picture.shape)} came out as {tuple(came.shape)}, not {tuple(photo.shape)}."
        if not bool(tf.reduce_all(tf.cast(came, tf.float32) == photo)):
            return f"{kind}: the shape is right and the picture is scrambled. A reshape moves no axis."
    return ""


channels_last = Exercise(
    _verify_channels_last,
    (
        "First the batch axis: if the tensor has three axes, picture[tf.newaxis].",
        "Then look where the 3 stands. tf.transpose(picture, (0, 2, 3, 1)) puts axis 1 last.",
    ),
    "lambda picture: (lambda batch: tf.transpose(batch, (0, 2, 3, 1)) if batch.shape[1] == 3 else batch)(\n"
    "    picture if len(picture.shape) == 4 else picture[tf.newaxis]\n"
    ")",
)


def _verify_checked(answer):
    flat = keras.Sequential([keras.Input((40, 60, 3)), layers.AveragePooling2D(2), layers.Flatten(), layers.Dense(4)])
    gray = builders.average_head(1)
    sound = ((flat, (2, 40, 60, 3)), (builders.average_head(), (1, 33, 47, 3)), (gray, (1, 30, 20, 1)))
    silent = ((flat, (1, 60, 40, 3)), (flat, (1, 41, 61, 3)), (gray, (30, 20, 3)))
    for model, shape in sound:
        x = tf.ones(shape)
        try:
            right = bool(tf.reduce_all(tf.abs(answer(model, x) - model(x)) < 1e-4))
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"{shape} is what the model takes, and your function raises {type(error).__name__}: {error}"
        if not right:
            return f"{shape} is what the model takes, and your function gives another answer than the model."
    for model, shape in silent:
        try:
            answer(model, tf.ones(shape))
        except ValueError:
            continue
        except Exception as error:  # a mistake in the learner's own code, say
            return f"For {shape} your function raises {type(error).__name__}, not ValueError: {error}"
        return f"{shape} goes through {model.name} without a ValueError, and it is not what that model was made for."
    return ""


checked = Exercise(
    _verify_checked,
    (
        "clinic.examine(model, x) is an empty tuple where it finds nothing.",
        "If it finds something: raise ValueError(found[0].summary). If not: return model(x).",
    ),
    "def checked(model, x):\n"
    "    found = clinic.examine(model, x)\n"
    "    if found:\n"
    "        raise ValueError(found[0].summary)\n"
    "    return model(x)",
)
