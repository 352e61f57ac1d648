"""The fifth visit: what raises nothing, and is wrong."""

from functools import cache

import keras
import tensorflow as tf
from keras import layers

from helpers.clinic import examine
from helpers.clinic.causes import Causes
from helpers.course import builders, images
from helpers.course.exercises.exercise import Exercise, Mistake, expect, tried


@cache
def _smallest_net():
    """The net of the first exercise.

    The smallest square picture that empties none of its maps has 14 pixels a side.
    """
    return keras.Sequential(
        [
            keras.Input((None, None, 3)),
            layers.Conv2D(4, 3),
            layers.AveragePooling2D(4),
            layers.Conv2D(4, 3),
            layers.GlobalAveragePooling2D(),
        ]
    )


def _enough(side):
    """Whether that side leaves something in every map."""
    found = examine(_smallest_net(), tf.zeros((1, side, side, 3)))
    return Causes.EMPTY_FEATURE_MAP not in [reading.cause for reading in found]


def _verify_smallest_side(answer):
    whole = isinstance(answer, int) and 1 <= answer <= 1000
    expect(whole, f"A side is a whole number of pixels like 8, not {answer!r}.")
    expect(_enough(answer), f"At {answer} × {answer} a map comes out empty.")
    smaller = f"{answer} is enough, and it is not the smallest side that is."
    expect(not _enough(answer - 1), smaller)


smallest_side = Exercise(
    _verify_smallest_side,
    (
        "Begin at the end: the last convolution needs a map of 3 × 3.",
        "So the pooling must give 3, from 3 * 4 places; "
        "the first convolution takes one off at each edge.",
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
        with tried(f"{kind}, {tuple(picture.shape)}:"):
            came = tf.cast(tf.convert_to_tensor(answer(picture)), tf.float32)
        shapes = [tuple(one.shape) for one in (picture, came, photo)]
        other = "{}: {} came out as {}, not {}.".format(kind, *shapes)
        expect(came.shape == photo.shape, other)
        scrambled = "the shape is right and the picture is scrambled. A reshape moves no axis."
        expect(tf.reduce_all(came == photo), f"{kind}: {scrambled}")


channels_last = Exercise(
    _verify_channels_last,
    (
        "First the batch axis: if the tensor has three axes, picture[tf.newaxis].",
        "Then look where the 3 stands. tf.transpose(picture, (0, 2, 3, 1)) puts axis 1 last.",
    ),
    "def channels_last(picture):\n"
    "    batch = picture if len(picture.shape) == 4 else picture[tf.newaxis]\n"
    "    return tf.transpose(batch, (0, 2, 3, 1)) if batch.shape[1] == 3 else batch",
)


@cache
def _flat():
    """A model that takes rows of one length, and so other sizes by luck."""
    picture, pooling = keras.Input((40, 60, 3)), layers.AveragePooling2D(2)
    return keras.Sequential([picture, pooling, layers.Flatten(), layers.Dense(4)], name="flat")


@cache
def _open(channels):
    return builders.average_head(channels)


def _verify_checked(answer):
    sound = ((_flat(), (2, 40, 60, 3)), (_open(3), (1, 33, 47, 3)), (_open(1), (1, 30, 20, 1)))
    silent = ((_flat(), (1, 60, 40, 3)), (_flat(), (1, 41, 61, 3)), (_open(1), (30, 20, 3)))
    for model, shape in sound:
        _expect_the_models_answer(answer, model, shape)
    for model, shape in silent:
        _expect_a_refusal(answer, model, shape)


def _expect_the_models_answer(answer, model, shape):
    right, x = f"{shape} is what the model takes, and your function", tf.ones(shape)
    with tried(f"{right} raises"):
        same = tf.reduce_all(tf.abs(answer(model, x) - model(x)) < 1e-4)
    expect(same, f"{right} gives another answer than the model.")


def _expect_a_refusal(answer, model, shape):
    try:
        answer(model, tf.ones(shape))
    except ValueError:
        return
    except Exception as error:  # a slip in the learner's own code, say
        told = f"{type(error).__name__}, not ValueError: {error}"
        raise Mistake(f"For {shape} your function raises {told}") from error
    told = "without a ValueError, and it is not what that model was made for."
    raise Mistake(f"{shape} goes through {model.name} {told}")


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
