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


# Of odd sides it reads neither the last row nor the last column, unless the padding is "same". The
# first visit asks that before it shows it, and shows this source: so the docstring does not tell.
def flexible_head(padding="valid"):
    """A head that averages each channel over the places that come, however many they are.

    Input (batch, height, width, 3), float32 in 0..1, with sides of 4 or more, of 2 or more with
    padding "same". Output (batch, 10), logits.
    """
    picture = keras.Input((None, None, 3), name="picture")
    x = layers.Conv2D(32, 3, padding=padding, activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    logits = layers.Dense(10, name="dense")(x)
    return keras.Model(picture, logits, name="flexible_head")


# The heads that take any size: the second visit tries them on one and the same convolution.


def flatten_head(channels=3):
    """The head that cannot be built on an open size. Raises ValueError, from Dense.

    Input (batch, height, width, channels): Dense cannot count the numbers of an open row.
    """
    picture = keras.Input((None, None, channels), name="picture")
    x = layers.Conv2D(32, 3, padding="same", activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.Flatten(name="flatten")(x)
    logits = layers.Dense(10, name="dense")(x)
    return keras.Model(picture, logits, name="flatten_head")


def average_head(channels=3):
    """The mean of each feature map, then Dense.

    Input (batch, height, width, channels), sides of 2 or more. Output (batch, 10), logits.
    """
    picture = keras.Input((None, None, channels), name="picture")
    x = layers.Conv2D(32, 3, padding="same", activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    logits = layers.Dense(10, name="dense")(x)
    return keras.Model(picture, logits, name="average_head")


def max_head(channels=3):
    """The strongest answer in each feature map, then Dense.

    Input (batch, height, width, channels), sides of 2 or more. Output (batch, 10), logits.
    """
    picture = keras.Input((None, None, channels), name="picture")
    x = layers.Conv2D(32, 3, padding="same", activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.GlobalMaxPooling2D(name="max")(x)
    logits = layers.Dense(10, name="dense")(x)
    return keras.Model(picture, logits, name="max_head")


def convolutional_head(channels=3):
    """Fully convolutional: logits for every place of the feature map, then their mean. No Dense.

    Input (batch, height, width, channels), sides of 2 or more. Output (batch, 10), logits.
    """
    picture = keras.Input((None, None, channels), name="picture")
    x = layers.Conv2D(32, 3, padding="same", activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.Conv2D(10, 1, name="classes")(x)
    logits = layers.GlobalAveragePooling2D(name="average")(x)
    return keras.Model(picture, logits, name="convolutional_head")


def adaptive_head(channels=3):
    """A feature map cut into 4 × 4 fields, their means, then Flatten and Dense.

    Input (batch, height, width, channels), sides of 2 or more. Output (batch, 10), logits.
    Called directly, of any size; ValueError in a graph for open sizes, which `predict` and `fit`
    make at the second size, and `export` at once.
    """
    picture = keras.Input((None, None, channels), name="picture")
    x = layers.Conv2D(32, 3, padding="same", activation="relu", name="conv")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.AdaptiveAveragePooling2D(4, name="adaptive")(x)
    x = layers.Flatten(name="flatten")(x)
    logits = layers.Dense(10, name="dense")(x)
    return keras.Model(picture, logits, name="adaptive_head")


# The third visit: the same weights every time, so that logits can be compared from run to run.


def features():
    """Two convolutions without a head, for pictures of any size.

    Input (batch, height, width, 3), sides of 2 or more, float32 in 0..1.
    Output (batch, height // 2, width // 2, 32), feature maps.
    """
    picture = keras.Input((None, None, 3), name="picture")
    first, second = (keras.initializers.GlorotUniform(seed) for seed in (1, 2))
    same = {"padding": "same", "activation": "relu"}
    x = layers.Conv2D(16, 3, **same, kernel_initializer=first, name="conv1")(picture)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.Conv2D(32, 3, **same, kernel_initializer=second, name="conv2")(x)
    return keras.Model(picture, x, name="features")


def logits_of_means():
    """A classifier for pictures of any size: `features`, the mean of each feature map, Dense.

    Input (batch, height, width, 3), sides of 2 or more, float32 in 0..1.
    Output (batch, 10), logits.
    """
    return keras.Sequential(
        [
            features(),
            layers.GlobalAveragePooling2D(name="average"),
            layers.Dense(10, kernel_initializer=keras.initializers.GlorotUniform(3), name="dense"),
        ],
        name="logits_of_means",
    )


def logits_of_maxima():
    """The same with the largest number of each feature map in place of the mean.

    Input (batch, height, width, 3), sides of 2 or more, float32 in 0..1.
    Output (batch, 10), logits.
    """
    return keras.Sequential(
        [
            features(),
            layers.GlobalMaxPooling2D(name="max"),
            layers.Dense(10, kernel_initializer=keras.initializers.GlorotUniform(3), name="dense"),
        ],
        name="logits_of_maxima",
    )


def logits_of_places():
    """The same, fully convolutional: logits for every place of the feature maps, then their mean.

    Input (batch, height, width, 3), sides of 2 or more, float32 in 0..1.
    Output (batch, 10), logits.
    """
    return keras.Sequential(
        [
            features(),
            layers.Conv2D(
                10, 1, kernel_initializer=keras.initializers.GlorotUniform(3), name="classes"
            ),
            layers.GlobalAveragePooling2D(name="average"),
        ],
        name="logits_of_places",
    )


def logits_of_rows():
    """The same with Flatten, so made for one size: 96 × 96.

    Input (batch, 96, 96, 3), float32 in 0..1. Output (batch, 10), logits.
    Raises ValueError, from Dense, for other sizes.
    """
    return keras.Sequential(
        [
            keras.Input((96, 96, 3), name="picture"),
            features(),
            layers.Flatten(name="flatten"),
            layers.Dense(10, kernel_initializer=keras.initializers.GlorotUniform(3), name="dense"),
        ],
        name="logits_of_rows",
    )


# The seventh visit.


def small_unet():
    """A U-Net: down by half three times, and up again beside what was kept on the way down.

    Input (batch, height, width, 3), float32 in 0..1. Not each height and width passes.
    Output (batch, height, width, 1), a number in 0..1 for each pixel.
    """
    seeds = iter(range(1, 20))

    def conv(filters, size, name, activation="relu"):
        seed = keras.initializers.GlorotUniform(next(seeds))
        return layers.Conv2D(
            filters, size, padding="same", activation=activation, kernel_initializer=seed, name=name
        )

    picture = keras.Input((None, None, 3), name="picture")
    x, kept = picture, []
    for level, filters in enumerate((8, 16, 32), 1):
        x = conv(filters, 3, f"down{level}")(x)
        kept.append(x)
        x = layers.MaxPooling2D(2, name=f"pool{level}")(x)
    x = conv(64, 3, "bottom")(x)
    for level, filters in ((3, 32), (2, 16), (1, 8)):
        x = layers.UpSampling2D(2, name=f"grow{level}")(x)
        x = layers.Concatenate(name=f"skip{level}")([x, kept[level - 1]])
        x = conv(filters, 3, f"up{level}")(x)
    return keras.Model(picture, conv(1, 1, "mask", "sigmoid")(x), name="small_unet")
