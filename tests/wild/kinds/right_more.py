"""More programs that raise nothing, right ones and wrong ones."""

from ..case import Quiet

KIND = "right program"

CASES = (
    Quiet(
        "a row of prices for a column of answers",
        """
model = keras.Sequential([keras.Input((5,)), layers.Dense(4, activation="relu"), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
rng = np.random.default_rng(61)
table, prices = rng.normal(size=(9, 5)).astype("float32"), rng.normal(size=9).astype("float32")
x = tf.data.Dataset.from_tensor_slices((table, prices)).batch(4)
""",
    ),
    Quiet(
        "a U-Net at a size that it takes",
        """
photo = keras.Input((None, None, 3))
one = layers.Conv2D(3, 3, padding="same", activation="relu")(photo)
two = layers.Conv2D(4, 3, padding="same", activation="relu")(layers.MaxPooling2D()(one))
up = layers.Concatenate()([layers.UpSampling2D()(two), one])
model = keras.Model(photo, layers.Conv2D(1, 1, activation="sigmoid")(up))
x = np.random.default_rng(62).random((1, 32, 48, 3)).astype("float32")
""",
    ),
    Quiet(
        "channels first, and the pictures too",
        """
first = {"data_format": "channels_first"}
model = keras.Sequential([
    keras.Input((3, 32, 32)),
    layers.Conv2D(4, 3, activation="relu", **first),
    layers.GlobalAveragePooling2D(**first),
    layers.Dense(2),
])
down, right = np.mgrid[0:32, 0:32] / 32
x = np.stack([down, right, (down + right) / 2])[None].astype("float32")
""",
    ),
    Quiet(
        "an autoencoder of rows",
        """
row = keras.Input((32,))
h = layers.Dense(4, activation="relu")(row)
model = keras.Model(row, layers.Dense(32, activation="sigmoid")(h))
model.compile(optimizer="adam", loss="binary_crossentropy")
rows = np.random.default_rng(63).random((6, 32)).astype("float32")
x = tf.data.Dataset.from_tensor_slices((rows, rows)).batch(3)
""",
    ),
    Quiet(
        "volumes through a pooling that fits",
        """
model = keras.Sequential([
    keras.Input((12, 16, 16, 1)),
    layers.Conv3D(2, 3, padding="same", activation="relu"),
    layers.MaxPooling3D(2),
    layers.GlobalAveragePooling3D(),
    layers.Dense(2),
])
x = np.random.default_rng(64).random((1, 12, 16, 16, 1)).astype("float32")
""",
    ),
    Quiet(
        "spectra of many bands in small windows",
        """
model = keras.Sequential([
    keras.Input((5, 5, 60)),
    layers.Conv2D(6, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(4, activation="softmax"),
])
band = np.sin(np.linspace(0, 3, 60))
x = (band + np.linspace(0, 1, 5)[:, None, None] + np.zeros((3, 5, 5, 1))).astype("float32")
""",
    ),
    Quiet(
        "attention over a sequence",
        """
words = keras.Input((7, 8))
h = layers.MultiHeadAttention(2, 4)(words, words)
h = layers.LayerNormalization()(layers.Add()([words, h]))
model = keras.Model(words, layers.Dense(3)(layers.GlobalAveragePooling1D()(h)))
x = np.random.default_rng(65).normal(size=(2, 7, 8)).astype("float32")
""",
    ),
    Quiet(
        "class numbers of every pixel",
        """
photo = keras.Input((12, 12, 3))
model = keras.Model(photo, layers.Conv2D(4, 1, activation="softmax")(photo))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
rng = np.random.default_rng(66)
photos, classes = rng.random((4, 12, 12, 3)).astype("float32"), rng.integers(0, 4, (4, 12, 12))
x = tf.data.Dataset.from_tensor_slices((photos, classes)).batch(2)
""",
    ),
    Quiet(
        "squared errors of maps and single numbers",
        """
model = keras.Sequential([
    keras.Input((10, 10, 1)),
    layers.Conv2D(2, 3, activation="relu"),
    layers.Dense(1, name="age"),
])
model.compile(optimizer="adam", loss="mse")
rng = np.random.default_rng(67)
faces, ages = rng.random((4, 10, 10, 1)).astype("float32"), rng.random((4, 1)).astype("float32")
x = tf.data.Dataset.from_tensor_slices((faces, ages)).batch(2)
""",
        cause={"missing-flatten", "label-shape"},
        reported="https://github.com/tensorflow/tensorflow/issues/37770",
    ),
    Quiet(
        "each word's number for a whole sentence",
        """
model = keras.Sequential([
    keras.Input((6, 4)),
    layers.GRU(3, return_sequences=True),
    layers.Dense(1, name="mood"),
])
model.compile(optimizer="adam", loss="mae")
rng = np.random.default_rng(68)
texts, moods = rng.random((8, 6, 4)).astype("float32"), rng.random((8, 1)).astype("float32")
x = tf.data.Dataset.from_tensor_slices((texts, moods)).batch(4)
""",
        cause={"missing-flatten", "label-shape", "layer-drops-axis"},
        reported="https://github.com/tensorflow/tensorflow/issues/37770",
        harmful={"(?i)picture|image|channel"},
    ),
    Quiet(
        "colour rows read as pixels",
        """
model = keras.Sequential([
    keras.Input((24, 24, 3)),
    layers.Conv2D(3, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10),
])
down, right = np.mgrid[0:24, 0:24] / 24
planes = np.stack([down, right, 1 - down])
rows = np.stack([planes.ravel(), planes[::-1].ravel()]).astype("float32")
x = rows.reshape(-1, 24, 24, 3)
""",
        cause={"data-format", "scrambled-in-batch", "size-in-reshape", "swapped-axes"},
        reported="https://github.com/Trusted-AI/adversarial-robustness-toolbox/issues/2101",
    ),
)
