"""The fifth visit: what raises nothing, and is wrong."""

from functools import cache

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.clinic.words import telling
from helpers.course import builders, images
from helpers.course.exercises.exercise import Exercise, Message, Mistake, expect, tried
from helpers.course.exercises.least import verify_least
from helpers.course.exercises.order import Order

# --- the smallest side ---------------------------------------------------------------------------


def _verify_smallest_side(answer):
    first, last = ("the first convolution", 3, 1), ("the last convolution", 3, 1)
    verify_least(answer, (first, ("the pooling", 4, 4), last))


smallest_side = Exercise(
    _verify_smallest_side,
    (
        "Begin at the end: the last convolution needs a map of 3 × 3 to have one place.",
        "So the pooling must give 3, of 3 * 4 places.",
        "And before them the first convolution takes one off at each edge: 3 * 4 + 2.",
    ),
    "14",
)

# --- channels last -------------------------------------------------------------------------------


def _verify_channels_last(answer):
    expect(callable(answer), "A function is asked for: it gets a tensor and returns one.")
    photo = images.at_size(images.decode("coffee"), 24, 36)
    arrivals = {
        "channels last": photo,
        "channels first": tf.transpose(photo, (0, 3, 1, 2)),
        "channels last, without a batch axis": photo[0],
        "channels first, without a batch axis": tf.transpose(photo[0], (2, 0, 1)),
    }
    for kind, picture in arrivals.items():
        with tried(f"{kind}, {tuple(picture.shape)}:"):
            came = answer(picture)
            expect(came is not None, "your function returns nothing. Does it end with return?")
            came = tf.cast(tf.convert_to_tensor(came), tf.float32)
        shapes = [tuple(one.shape) for one in (picture, came)]
        told = "{}: {} came out as {}.".format(kind, *shapes)
        expect(came.shape == photo.shape, f"{told} {_about_shape(*shapes)}")
        expect(tf.reduce_all(came == photo), f"{kind}: {_about_pixels(came, photo)}")


def _about_shape(given, came):
    """Which axis is not where it belongs."""
    if len(came) < 4:
        return "The batch axis is missing: picture[tf.newaxis]."
    if len(came) > 4:
        return "That is an axis too many: this one had a batch axis already."
    if came[-1] == 1:
        return "The new axis stands at the end. A batch axis comes first."
    if came == (1, 3, 24, 36):
        return "The channels still stand in front."
    if came == (1, 36, 24, 3):
        return "Height and width have changed places. What should come out is (1, 24, 36, 3)."
    if given[-1] == 3:
        return "Its channels stood last already: look where the 3 is before you move anything."
    return "What should come out is (1, 24, 36, 3)."


def _about_pixels(came, photo):
    same = np.array_equal(np.sort(came, axis=None), np.sort(photo, axis=None))
    if same:
        return "the shape is right and the picture is scrambled. A reshape moves no axis."
    return "the shape is right, and the numbers are others. Axes move; nothing is computed."


channels_last = Exercise(
    _verify_channels_last,
    (
        "Two questions, one after the other: is there a batch axis? And where does the 3 stand?",
        "First the batch axis: if the tensor has three axes, picture[tf.newaxis].",
        "Then look where the 3 stands. tf.transpose(picture, (0, 2, 3, 1)) puts axis 1 last.",
    ),
    "def channels_last(picture):\n"
    "    batch = picture if len(picture.shape) == 4 else picture[tf.newaxis]\n"
    "    return tf.transpose(batch, (0, 2, 3, 1)) if batch.shape[1] == 3 else batch",
)

# --- a call that is checked ----------------------------------------------------------------------


@cache
def _flat():
    """A model that takes rows of one length, and so other sizes by luck."""
    picture, pooling = keras.Input((40, 60, 3)), layers.AveragePooling2D(2)
    return keras.Sequential([picture, pooling, layers.Flatten(), layers.Dense(4)], name="flat")


@cache
def _open(channels):
    return builders.average_head(channels)


#: Shapes that go through without a word, and what each of them is.
_SILENT = (
    (_flat, (1, 60, 40, 3), "It has as many numbers, in other places: height and width count."),
    (_flat, (1, 41, 61, 3), "The pooling leaves out its last row and column: sizes count."),
    (
        lambda: _open(1),
        (30, 20, 3),
        "One colour picture without a batch axis is answered 30 times: the number of axes counts.",
    ),
)


def _verify_checked(answer):
    expect(callable(answer), "A function is asked for: it gets a model and a tensor.")
    sound = ((_flat(), (2, 40, 60, 3)), (_open(3), (1, 33, 47, 3)), (_open(1), (1, 30, 20, 1)))
    for model, shape in sound:
        _expect_the_models_answer(answer, model, shape)
    for build, shape, why in _SILENT:
        _expect_a_refusal(answer, build(), shape, why)


def _expect_the_models_answer(answer, model, shape):
    right, x = f"{shape} is what {model.name} takes, and your function", tf.ones(shape)
    try:
        came = answer(model, x)
    except ValueError as error:
        own = tuple(model.input_shape)
        why = f"Its Input is {own}: None is any number there, and an empty tuple finds nothing."
        raise Mistake(f"{right} refuses it: {telling(str(error))} {why}") from error
    except Exception as error:  # a slip in the learner's own code, say
        told = f"{type(error).__name__}: {telling(str(error))}"
        raise Mistake(f"{right} raises {told}") from error
    expect(came is not None, f"{right} returns nothing. Does it return model(x)?")
    with tried(f"{right} returns no answer of it:"):
        same = tf.reduce_all(tf.abs(came - model(x)) < 1e-4)
    expect(same, f"{right} gives another answer than the model.")


def _expect_a_refusal(answer, model, shape, why):
    try:
        came = answer(model, tf.ones(shape))
    except ValueError:
        return
    except Exception as error:  # a slip in the learner's own code, say
        told = f"{type(error).__name__}, not ValueError: {telling(str(error))}"
        raise Mistake(f"For {shape} your function raises {told}") from error
    told = f"{shape} goes through {model.name} without a ValueError. {why}"
    if isinstance(came, (str, bool, tuple, Exception)):
        told = (
            f"For {shape} your function returns {type(came).__name__}; it is to raise ValueError."
        )
    raise Mistake(told)


checked = Exercise(
    _verify_checked,
    (
        "Who can say whether a pair is sound? You met it in this visit.",
        "clinic.examine(model, x) is an empty tuple where it finds nothing.",
        "If it finds something: raise ValueError(found[0].summary). If not: return model(x).",
    ),
    "def checked(model, x):\n"
    "    found = clinic.examine(model, x)\n"
    "    if found:\n"
    "        raise ValueError(found[0].summary)\n"
    "    return model(x)",
)

# --- an unseen message, and lines to order -------------------------------------------------------


class _Pair(layers.Layer):
    """Says what it takes: six channels, two photos one behind the other."""

    def build(self, shape):
        self.input_spec = keras.InputSpec(ndim=4, axes={-1: 6})

    def call(self, x):
        return x[..., :3] - x[..., 3:]


def _fails():
    model = keras.Sequential(
        [
            layers.Rescaling(1 / 255, name="scale"),
            layers.MaxPooling2D(2, name="halves"),
            _Pair(name="difference"),
            layers.GlobalAveragePooling2D(name="average"),
        ],
        name="before_and_after",
    )
    model(tf.zeros((8, 48, 64, 3)))


unseen = Message(
    _fails,
    (
        "A layer said in its input_spec what it takes. Which one? It stands in quotes.",
        "“axis -1” is the last one. Of (8, 24, 32, 3) that is axis 3.",
        "“to have value” is what was expected; what came stands in the shape, on that axis.",
    ),
)

order = Order(
    "silent.order",
    "This model is made for 24 × 36. Put its layers in the order that reads every pixel of such a "
    "picture, and takes the sizes of this map, some of them without a word and wrongly.",
    (
        "keras.Input((24, 36, 3))",
        "layers.AveragePooling2D(6)",
        "layers.Conv2D(8, 3)",
        "layers.Flatten()",
        "layers.Dense(4)",
    ),
    (18, 20, 22, 24, 25, 29, 30, 32, 36, 37, 41, 42),
)
