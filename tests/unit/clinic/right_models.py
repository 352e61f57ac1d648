"""Nets of many kinds, all of them right: what `right_programs` calls."""

import keras
import tensorflow as tf
from keras import layers


def stack(shape, *body):
    return keras.Sequential([keras.Input(shape), *body])


def pooled(shape, *body):
    return stack(shape, *body, layers.GlobalAveragePooling2D(), layers.Dense(3))


def digits(*, declared=True):
    """The net of the first tutorial: 28, 26, 13, 11, 5, and of the 11 the last is in no window."""
    body = [
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10),
    ]
    return stack((28, 28, 1), *body) if declared else keras.Sequential(body)


class Digits(keras.Model):
    """The same net as a class of one's own."""

    def __init__(self):
        super().__init__()
        self.body = digits(declared=False)

    def call(self, x):
        return self.body(x)


class Residual(layers.Layer):
    """Two convolutions beside a shortcut with a step of two."""

    def __init__(self, filters):
        super().__init__()
        self.first = layers.Conv2D(filters, 3, strides=2, padding="same")
        self.second = layers.Conv2D(filters, 3, padding="same")
        self.short = layers.Conv2D(filters, 1, strides=2)

    def call(self, x):
        return self.second(self.first(x)) + self.short(x)


class Patches(layers.Layer):
    """A picture in patches of 8, as transformers take it."""

    def call(self, x):
        cut = tf.image.extract_patches(x, (1, 8, 8, 1), (1, 8, 8, 1), (1, 1, 1, 1), "VALID")
        return tf.reshape(cut, (tf.shape(x)[0], -1, 8 * 8 * 3))


class OwnDepthwise(layers.Layer):
    """A depthwise kernel by TensorFlow's own op."""

    def build(self, shape):
        self.kernel = self.add_weight(shape=(3, 3, shape[-1], 1), name="kernel")

    def call(self, x):
        return tf.nn.depthwise_conv2d(x, self.kernel, (1, 1, 1, 1), "SAME")


def autoencoder():
    half = {"strides": 2, "padding": "same"}
    return stack(
        (None, None, 3),
        layers.Conv2D(8, 3, **half),
        layers.Conv2D(16, 3, **half),
        layers.Conv2DTranspose(8, 3, **half),
        layers.Conv2DTranspose(3, 3, **half),
    )


def unet():
    picture = keras.Input((None, None, 3))
    kept = layers.Conv2D(8, 3, padding="same")(picture)
    deep = layers.Conv2D(8, 3, padding="same")(layers.MaxPooling2D()(kept))
    joined = layers.Concatenate()([layers.UpSampling2D()(deep), kept])
    return keras.Model(picture, layers.Conv2D(1, 1, activation="sigmoid")(joined))


def generator():
    return stack(
        (16,),
        layers.Dense(7 * 7 * 8),
        layers.Reshape((7, 7, 8)),
        layers.Conv2DTranspose(4, 4, strides=2, padding="same"),
        layers.Conv2DTranspose(1, 4, strides=2, padding="same"),
    )


def transformer():
    """A small vision transformer: patches by a convolution, laid out in a row of tokens."""
    picture = keras.Input((32, 32, 3))
    patches = layers.Conv2D(16, 8, strides=8)(picture)
    tokens = layers.Reshape((16, 16))(patches)
    seen = layers.MultiHeadAttention(2, 8)(tokens, tokens)
    mean = layers.GlobalAveragePooling1D()(layers.Add()([tokens, seen]))
    return keras.Model(picture, layers.Dense(3)(mean))


def reader_of_text():
    """Columns of a line of text as steps: Permute, then Reshape, as it should be."""
    picture = keras.Input((48, 200, 1))
    maps = layers.MaxPooling2D(4)(layers.Conv2D(8, 3, padding="same")(picture))
    columns = layers.Reshape((50, 12 * 8))(layers.Permute((2, 1, 3))(maps))
    steps = layers.LSTM(8, return_sequences=True)(columns)
    return keras.Model(picture, layers.Dense(20, activation="softmax")(steps))


def rows_as_steps():
    """Rows as steps: no axis is cut, so no Permute is needed."""
    picture = keras.Input((32, 128, 1))
    maps = layers.MaxPooling2D((2, 4))(layers.Conv2D(8, 3, padding="same")(picture))
    steps = layers.Reshape((16, 32 * 8))(maps)
    return keras.Model(picture, layers.Dense(3)(layers.GRU(8)(steps)))


def detector():
    """Boxes for three anchors a place, in one long row."""
    picture = keras.Input((64, 64, 3))
    maps = layers.Conv2D(8, 3, strides=8, padding="same")(picture)
    boxes = layers.Reshape((8 * 8 * 3, 4))(layers.Conv2D(3 * 4, 1)(maps))
    return keras.Model(picture, boxes)


def two_inputs():
    picture, table = keras.Input((32, 32, 3)), keras.Input((4,))
    seen = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(picture))
    return keras.Model([picture, table], layers.Dense(1)(layers.Concatenate()([seen, table])))


def siamese():
    one, other = keras.Input((32, 32, 1)), keras.Input((32, 32, 1))
    eye = pooled((32, 32, 1), layers.Conv2D(4, 3))
    return keras.Model([one, other], layers.Subtract()([eye(one), eye(other)]))


def named_inputs():
    picture, words = keras.Input((32, 32, 3), name="picture"), keras.Input((6,), name="words")
    seen = layers.GlobalAveragePooling2D()(picture)
    read = layers.GlobalAveragePooling1D()(layers.Embedding(10, 4)(words))
    return keras.Model(
        {"picture": picture, "words": words}, layers.Dense(2)(layers.Concatenate()([seen, read]))
    )


def excited():
    """Channels weighed by their means: squeeze and excite."""
    picture = keras.Input((None, None, 3))
    maps = layers.Conv2D(16, 3, padding="same")(picture)
    weights = layers.GlobalAveragePooling2D(keepdims=True)(maps)
    weights = layers.Dense(16, activation="sigmoid")(layers.Dense(4)(weights))
    mean = layers.GlobalAveragePooling2D()(layers.Multiply()([maps, weights]))
    return keras.Model(picture, layers.Dense(3)(mean))


def shuffled_channels():
    """Groups of channels, and their order changed between them: Reshape, Permute, Reshape."""
    return pooled(
        (16, 16, 8),
        layers.Conv2D(8, 1, groups=2),
        layers.Reshape((16, 16, 2, 4)),
        layers.Permute((1, 2, 4, 3)),
        layers.Reshape((16, 16, 8)),
        layers.Conv2D(8, 3, groups=2),
    )


def film(*body):
    return stack((None, 24, 24, 3), *body)


def eye():
    return stack((24, 24, 3), layers.Conv2D(4, 3), layers.GlobalAveragePooling2D())
