"""The models of the lessons: plain Keras, one function each, nothing else.

Layers carry names so that messages and pictures speak of the same thing.
"""

import keras
from keras import layers


def fixed_sequential():
    """A classifier made for pictures of 224 × 224, as a stack of layers.

    Input (batch, 224, 224, 3), float32 in 0..1. Output (batch, 10), logits.
    """
    return keras.Sequential(
        [
            keras.Input((224, 224, 3), name="picture"),
            layers.Conv2D(32, 3, activation="relu", name="conv"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Flatten(name="flatten"),
            layers.Dense(10, name="dense"),
        ],
        name="fixed_sequential",
    )


def fixed_functional():
    """The same layers as a graph from an Input to an output.

    Input (batch, 224, 224, 3), float32 in 0..1. Output (batch, 10), logits.
    """
    picture = keras.Input((224, 224, 3), name="picture")
    x = layers.Conv2D(32, 3, activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.Flatten(name="flatten")(x)
    logits = layers.Dense(10, name="dense")(x)
    return keras.Model(picture, logits, name="fixed_functional")


def flexible_head():
    """The cure: a head that averages each channel over whatever height and width arrive.

    Input (batch, height, width, 3) with height and width of 4 or more, float32 in 0..1.
    Output (batch, 10), logits.
    """
    picture = keras.Input((None, None, 3), name="picture")
    x = layers.Conv2D(32, 3, activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    logits = layers.Dense(10, name="dense")(x)
    return keras.Model(picture, logits, name="flexible_head")
