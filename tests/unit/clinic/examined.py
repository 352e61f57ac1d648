"""Models and inputs to examine: what is to be found, what is healthy, what is refused."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.clinic import examine
from helpers.clinic.causes import Causes
from helpers.course import builders, images


class Bare(layers.Layer):
    """A convolution by TensorFlow's own op: nothing compares channels."""

    def build(self, shape):
        self.kernel = self.add_weight(shape=(3, 3, 3, 8), name="kernel")

    def call(self, x):
        return tf.nn.conv2d(x, self.kernel, 1, "SAME")


class Grouped(Bare):
    """The same, and it says that it means groups."""

    groups = 2


class Bottleneck(layers.Layer):
    """64 channels to 16 and back: its largest kernel is 16 deep, and nothing is wrong."""

    def __init__(self):
        super().__init__()
        self.narrow, self.wide = layers.Conv2D(16, 1), layers.Conv2D(64, 3, padding="same")

    def call(self, x):
        return self.wide(self.narrow(x))


class Trim(layers.Layer):
    """Four pixels off every edge, without asking whether there are any."""

    def call(self, x):
        return x[:, 4:-4, 4:-4]


def stack(shape, *body):
    return keras.Sequential([keras.Input(shape), *body])


def pooled(shape, *body):
    return stack(shape, *body, layers.GlobalAveragePooling2D(), layers.Dense(10))


def flat(shape, *body):
    return stack(shape, *body, layers.Flatten(), layers.Dense(10))


def coffee(height, width):
    return images.at_size(images.decode("coffee"), height, width)


def first_channels(height, width):
    return tf.transpose(coffee(height, width), (0, 3, 1, 2))


def cured(reading, model, x):
    """`model` and `x` after the reading's first fix."""
    names = {"model": model, "x": x, "keras": keras, "tf": tf}
    exec(reading.fixes[0].code, names)
    return names["model"], names["x"]


def the_one(model, x):
    """The one reading that there is of that."""
    (reading,) = examine(model, x)
    return reading


#: name: (model, input, cause, layer, numbers that the summary tells)
FINDINGS = {
    "luck": (
        lambda: flat((40, 60, 3)),
        lambda: coffee(60, 40),
        Causes.FLATTEN_FITS_BY_LUCK,
        "Flatten",
        ("60 × 40", "40 × 60", "7200"),
    ),
    "luck behind pooling": (
        lambda: flat((40, 60, 3), layers.MaxPooling2D(2)),
        lambda: coffee(31, 80),
        Causes.FLATTEN_FITS_BY_LUCK,
        "Flatten",
        ("1800",),
    ),
    "a rest of a pooling": (
        lambda: flat((40, 60, 3), layers.MaxPooling2D(2)),
        lambda: coffee(41, 60),
        Causes.ROWS_NEVER_READ,
        "MaxPooling2D",
        ("41 × 60", "20 × 30"),
    ),
    "a rest of a stride": (
        lambda: flat((40, 60, 3), layers.Conv2D(4, 2, strides=2)),
        lambda: coffee(40, 61),
        Causes.ROWS_NEVER_READ,
        "Conv2D",
        ("40 × 61",),
    ),
    "a colour picture": (
        lambda: builders.average_head(1),
        lambda: coffee(30, 20)[0],
        Causes.RANK_MISSING_BATCH,
        "Functional",
        ("30 × 20 × 3", "30 times"),
    ),
    "a gray picture": (
        lambda: pooled((None, None, 1), layers.Conv2D(2, 1)),
        lambda: coffee(30, 20)[0, ..., :1],
        Causes.RANK_MISSING_BATCH,
        "Sequential",
        ("30 × 20 × 1",),
    ),
    "gray with alpha": (
        lambda: builders.average_head(1),
        lambda: coffee(30, 20)[0, ..., :2],
        Causes.RANK_MISSING_BATCH,
        "Functional",
        ("30 × 20 × 2",),
    ),
    "with alpha": (
        lambda: pooled((28, 28, 1), layers.Conv2D(2, 3)),
        lambda: tf.zeros((30, 20, 4)),
        Causes.RANK_MISSING_BATCH,
        "Sequential",
        ("20 × 4",),
    ),
    "six channels": (
        lambda: pooled((None, None, 3), Bare()),
        lambda: tf.zeros((1, 8, 8, 6)),
        Causes.CHANNELS_GROUPED,
        "Bare",
        ("6 channels", "3 deep", "2 groups", "8 kernels"),
    ),
    "six channels, as declared": (
        lambda: pooled((None, None, 6), Bare()),
        lambda: tf.zeros((1, 8, 8, 6)),
        Causes.CHANNELS_GROUPED,
        "Bare",
        ("6 channels",),
    ),
    "six channels in a Lambda": (
        lambda: stack(
            (None, None, 3),
            layers.Lambda(lambda x: tf.nn.conv2d(x, tf.ones((1, 1, 3, 4)), 1, "SAME")),
        ),
        lambda: tf.zeros((1, 8, 8, 6)),
        Causes.CHANNELS_GROUPED,
        "Lambda",
        ("4 kernels",),
    ),
    "nothing left of a slice": (
        lambda: pooled((None, None, 3), Trim()),
        lambda: coffee(12, 8),
        Causes.EMPTY_FEATURE_MAP,
        "Trim",
        ("12 × 8 × 3", "4 × 0 × 3"),
    ),
    "nothing left of a pooling": (
        lambda: pooled((None, None, 3), layers.AveragePooling2D(4)),
        lambda: coffee(3, 9),
        Causes.EMPTY_FEATURE_MAP,
        "AveragePooling2D",
        ("3 × 9",),
    ),
    "no room for a kernel": (
        lambda: pooled(
            (None, None, 3), layers.Conv2D(4, 3), layers.MaxPooling2D(2), layers.Conv2D(4, 3)
        ),
        lambda: coffee(7, 9),
        Causes.EMPTY_FEATURE_MAP,
        "Conv2D",
        ("2 × 3 × 4",),
    ),
    "channels first, by luck": (
        lambda: flat((20, 30, 3)),
        lambda: first_channels(20, 30),
        Causes.DATA_FORMAT,
        "Flatten",
        ("(3, 20, 30)", "1800"),
    ),
    "channels first, model and all": (
        lambda: pooled((3, 32, 48), layers.Conv2D(4, 3)),
        lambda: first_channels(32, 48),
        Causes.DATA_FORMAT,
        "Conv2D",
        ("48 channels",),
    ),
    "channels first, behind a rescaling": (
        lambda: pooled((3, 32, 48), layers.Rescaling(2.0), layers.Conv2D(4, 3)),
        lambda: first_channels(32, 48),
        Causes.DATA_FORMAT,
        "Conv2D",
        ("48 channels",),
    ),
    "channels first, resized": (
        lambda: pooled((3, 32, 32), layers.Resizing(8, 8), layers.Conv2D(4, 3)),
        lambda: first_channels(32, 32)[:, :1],
        Causes.DATA_FORMAT,
        "Resizing",
        ("1 pixels high",),
    ),
}


HEALTHY = {
    "the size it was made for": (
        lambda: flat((40, 60, 3), layers.MaxPooling2D(2)),
        lambda: coffee(40, 60),
    ),
    "another batch size": (lambda: flat((40, 60, 3)), lambda: tf.zeros((7, 40, 60, 3))),
    "any size": (builders.average_head, lambda: coffee(61, 33)),
    "fixed Sequential, pooled": (
        lambda: pooled((40, 60, 3), layers.Conv2D(4, 3)),
        lambda: coffee(41, 61),
    ),
    "pooled, then flat": (
        lambda: stack(
            (40, 60, 3), layers.GlobalMaxPooling2D(keepdims=True), layers.Flatten(), layers.Dense(2)
        ),
        lambda: coffee(60, 40),
    ),
    "adaptive, then flat": (
        lambda: flat((40, 60, 3), layers.AdaptiveAveragePooling2D(4)),
        lambda: coffee(60, 40),
    ),
    "resized inside": (
        lambda: flat((None, None, 3), layers.Resizing(8, 8)),
        lambda: coffee(60, 40),
    ),
    "resized inside, made for one size": (
        lambda: flat((40, 60, 3), layers.Resizing(8, 8)),
        lambda: coffee(60, 40),
    ),
    "a stack of gray pictures": (lambda: builders.average_head(1), lambda: tf.zeros((60, 28, 28))),
    "a stack of the model's size": (lambda: flat((28, 3, 1)), lambda: tf.zeros((60, 28, 3))),
    "six channels": (lambda: builders.average_head(6), lambda: tf.zeros((1, 8, 8, 6))),
    "groups of Keras": (
        lambda: pooled((None, None, 6), layers.Conv2D(8, 3, groups=2)),
        lambda: tf.zeros((1, 8, 8, 6)),
    ),
    "groups that are meant": (
        lambda: pooled((None, None, 6), Grouped()),
        lambda: tf.zeros((1, 8, 8, 6)),
    ),
    "a bare kernel, as deep": (lambda: pooled((None, None, 3), Bare()), lambda: coffee(8, 8)),
    "a bottleneck": (
        lambda: pooled((None, None, 64), Bottleneck()),
        lambda: tf.zeros((1, 8, 8, 64)),
    ),
    "separable": (
        lambda: pooled((None, None, 3), layers.SeparableConv2D(8, 3, depth_multiplier=2)),
        lambda: coffee(8, 8),
    ),
    "transposed": (
        lambda: pooled((None, None, 6), layers.Conv2DTranspose(3, 3)),
        lambda: tf.zeros((1, 8, 8, 6)),
    ),
    "depthwise": (
        lambda: pooled((None, None, 6), layers.DepthwiseConv2D(3)),
        lambda: tf.zeros((1, 8, 8, 6)),
    ),
    "the last place": (
        lambda: pooled((None, None, 3), layers.Conv2D(4, 3), layers.AveragePooling2D(4)),
        lambda: coffee(6, 6),
    ),
    "no picture at all": (builders.average_head, lambda: tf.zeros((0, 8, 8, 3))),
    "channels first, as meant": (
        lambda: stack((3, 32, 48), layers.Conv2D(4, 3, data_format="channels_first")),
        lambda: first_channels(32, 48),
    ),
    "turned by the model": (
        lambda: pooled((3, 32, 48), layers.Permute((2, 3, 1)), layers.Conv2D(4, 3)),
        lambda: first_channels(32, 48),
    ),
    "flat, channels first as meant": (lambda: flat((3, 32, 48)), lambda: first_channels(32, 48)),
    "deep feature maps": (
        lambda: pooled((3, 3, 512), layers.Conv2D(4, 3)),
        lambda: tf.random.stateless_normal((2, 3, 3, 512), (1, 2)),
    ),
    "long feature maps": (
        lambda: pooled((4, 64, 64), layers.Conv2D(4, 3)),
        lambda: tf.random.stateless_normal((2, 4, 64, 64), (1, 2)),
    ),
    "three rows of a photo": (
        lambda: pooled((3, 48, 3), layers.Conv2D(4, 3)),
        lambda: coffee(3, 48),
    ),
    "two inputs": (
        lambda: keras.Model(
            [a := keras.Input((8, 8, 3)), b := keras.Input((4,))],
            layers.Concatenate()([layers.Flatten()(a), b]),
        ),
        lambda: [coffee(8, 8), tf.zeros((1, 4))],
    ),
    "numbers": (lambda: stack((5,), layers.Dense(3)), lambda: tf.zeros((2, 5))),
    "a function": (lambda: lambda x: tf.reduce_mean(x), lambda: coffee(8, 8)),
    "a value asked in Python": (
        lambda: stack(
            (None, None, 3), layers.Lambda(lambda x: x if float(tf.reduce_sum(x)) > 0 else -x)
        ),
        lambda: coffee(8, 8),
    ),
}

REFUSED = {
    "another size": (lambda: flat((40, 60, 3)), lambda: coffee(41, 61)),
    "refused at the door": (builders.fixed_functional, lambda: coffee(225, 225)),
    "channels": (builders.average_head, lambda: coffee(8, 8)[..., :2]),
    "no batch axis": (builders.average_head, lambda: coffee(8, 8)[0]),
    "no batch axis, bare kernel": (lambda: keras.Sequential([Bare()]), lambda: coffee(8, 8)[0]),
    "channels first": (builders.average_head, lambda: first_channels(32, 48)),
    "objects": (builders.average_head, lambda: np.array([np.zeros(3), "no"], object)),
    "words": (builders.average_head, lambda: np.array(["no"])),
    "ragged": (builders.average_head, lambda: tf.ragged.stack([coffee(8, 8)[0], coffee(9, 8)[0]])),
}
