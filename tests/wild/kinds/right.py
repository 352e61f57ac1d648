"""Programs that raise nothing: right ones, where `examine` finds nothing, and wrong ones."""

from ..case import Quiet

KIND = "right program"

CASES = (
    Quiet(
        "strips of a line scanner",
        """
model = keras.Sequential([
    keras.Input((4, None, 30)),
    layers.Conv2D(5, 3, padding="same"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(2),
])
band, place = np.linspace(0, 2, 30), np.linspace(0, 3, 48)
x = (np.cos(band) + np.sin(place)[:, None] + np.zeros((2, 4, 1, 1))).astype("float32")
""",
        reported="https://github.com/keras-team/keras/issues/6097",
    ),
    Quiet(
        "grouped and depthwise kernels",
        """
photo = keras.Input((20, 20, 8))
h = layers.Conv2D(8, 3, groups=4, padding="same", activation="relu")(photo)
h = layers.DepthwiseConv2D(3, padding="same")(h)
h = layers.SeparableConv2D(6, 3, padding="same")(h)
model = keras.Model(photo, layers.Dense(2)(layers.GlobalAveragePooling2D()(h)))
x = np.random.default_rng(27).random((2, 20, 20, 8)).astype("float32")
""",
    ),
    Quiet(
        "a stack of gray digits",
        """
digit = keras.Input((14, 14, 1))
h = layers.Flatten()(layers.Conv2D(2, 3, activation="relu")(digit))
model = keras.Model(digit, layers.Dense(10, activation="softmax")(h))
x = np.random.default_rng(28).random((5, 14, 14)).astype("float32")
""",
    ),
    Quiet(
        "films frame by frame into an LSTM",
        """
film = keras.Input((None, 16, 16, 3))
eye = keras.Sequential([layers.Conv2D(3, 3, activation="relu"), layers.GlobalMaxPooling2D()])
model = keras.Model(film, layers.Dense(2)(layers.GRU(4)(layers.TimeDistributed(eye)(film))))
x = np.random.default_rng(29).random((2, 4, 16, 16, 3)).astype("float32")
""",
    ),
    Quiet(
        "a last batch that is smaller",
        """
model = keras.Sequential([
    keras.Input((12, 12, 3)),
    layers.Conv2D(2, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
rng = np.random.default_rng(30)
photos, kinds = rng.random((7, 12, 12, 3)).astype("float32"), np.arange(7) % 3
x = tf.data.Dataset.from_tensor_slices((photos, kinds)).batch(3)
""",
    ),
    Quiet(
        "a table of prices",
        """
model = keras.Sequential([keras.Input((8,)), layers.Dense(4, activation="relu"), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
x = np.random.default_rng(31).normal(size=(16, 8)).astype("float32")
""",
    ),
    Quiet(
        "tokens, and an answer to each",
        """
model = keras.Sequential([
    layers.Embedding(40, 6),
    layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
    layers.Dense(5, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
rng = np.random.default_rng(32)
words, tags = rng.integers(0, 40, (6, 9)), rng.integers(0, 5, (6, 9))
x = tf.data.Dataset.from_tensor_slices((words, tags)).batch(4)
""",
    ),
    Quiet(
        "masks of one channel for one sigmoid",
        """
photo = keras.Input((16, 16, 3))
h = layers.Conv2D(4, 3, padding="same", activation="relu")(photo)
model = keras.Model(photo, layers.Conv2D(1, 1, activation="sigmoid")(h))
model.compile(optimizer="adam", loss="binary_crossentropy")
rng = np.random.default_rng(33)
photos = rng.random((4, 16, 16, 3)).astype("float32")
masks = rng.integers(0, 2, (4, 16, 16, 1)).astype("float32")
x = tf.data.Dataset.from_tensor_slices((photos, masks)).batch(2)
""",
    ),
    Quiet(
        "prices of each step, broadcast by the loss",
        """
model = keras.Sequential([keras.Input((10, 3)), layers.LSTM(4, return_sequences=True),
                          layers.Dense(10, name="prices")])
model.compile(optimizer="adam", loss="mse")
rng = np.random.default_rng(34)
series = rng.normal(size=(6, 10, 3)).astype("float32")
prices = rng.normal(size=(6, 10, 1)).astype("float32")
x = tf.data.Dataset.from_tensor_slices((series, prices)).batch(3)
""",
        cause={"label-shape", "missing-flatten", "units-against-classes"},
        reported="https://github.com/tensorflow/tensorflow/issues/37770",
    ),
    Quiet(
        "colour targets for a gray answer",
        """
model = keras.Sequential([keras.Input((12, 12, 3)), layers.Conv2D(1, 3, padding="same")])
model.compile(optimizer="adam", loss="mae")
photos = np.random.default_rng(35).random((4, 12, 12, 3)).astype("float32")
x = tf.data.Dataset.from_tensor_slices((photos, photos)).batch(2)
""",
        cause={"label-shape"},
        reported="https://github.com/qubvel/segmentation_models/issues/104",
    ),
    Quiet(
        "a pooled head that never sees the edge",
        """
model = keras.Sequential([
    keras.Input((None, None, 3)),
    layers.Conv2D(4, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(4),
    layers.GlobalAveragePooling2D(),
    layers.Dense(2),
])
x = np.random.default_rng(36).random((1, 67, 64, 3)).astype("float32")
""",
        cause={"rows-never-read"},
    ),
)
