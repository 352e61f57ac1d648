"""Pictures, signals and clips of a size that the network cannot work on."""

from ..case import SIDES, Case, axes, picture

KIND = "sizes"
SMALL = {"too-small-for-network"}

CASES = (
    Case(
        "a thumbnail, called eagerly",
        """
model = keras.Sequential([
    keras.Input((None, None, 3)),
    layers.AveragePooling2D(6),
    layers.Conv2D(4, 5, name="wide"),
    layers.GlobalMaxPooling2D(),
])
thumbnail = np.zeros((1, 18, 18, 3), "float32")
""",
        "y = model(thumbnail)",
        SMALL,
        {"wide"},
        SIDES,
        {5, (5, 5), 30, (30, 30)} | picture(30, 30, 3) | {(None, 5, 5, 3)},
        {3, (3, 3), (1, 3, 3, 3), 18, (18, 18)} | picture(18, 18, 3),
        inputs="thumbnail",
        reported="https://github.com/keras-team/keras/issues/12951",
        harmful={"expand_dims"},
        meaning="y.shape == (1, 4)",
        curable=True,
    ),
    Case(
        "too few slices for the pooling",
        """
model = keras.Sequential([
    layers.Conv3D(2, 3, activation="relu"),
    layers.MaxPooling3D(2),
    layers.Conv3D(3, 3, name="deep"),
    layers.GlobalAveragePooling3D(),
])
scans = np.zeros((2, 6, 20, 20, 1), "float32")
""",
        "y = model.predict(scans, verbose=0)",
        SMALL,
        {"deep"},
        {1},
        {3, 8, (None, 8, 20, 20, 1)},
        {2, 6, (2, 6, 20, 20, 1), (None, 2, 9, 9, 2)},
        inputs="scans",
        harmful={r"tf\.image\.resize", "expand_dims"},
    ),
    Case(
        "a signal shorter than the window",
        """
model = keras.Sequential([
    keras.Input((None, 2)),
    layers.Conv1D(4, 9, name="window"),
    layers.GlobalMaxPooling1D(),
    layers.Dense(1),
])
signals = np.zeros((3, 6, 2), "float32")
""",
        "y = model.predict(signals, verbose=0)",
        SMALL,
        {"window"},
        {1},
        {9, (None, 9, 2)},
        {6, (3, 6, 2), (None, 6, 2)},
        inputs="signals",
        reported="https://github.com/keras-team/keras/issues/983",
        harmful={"(?i)image", "(?i)picture", "expand_dims"},
    ),
    Case(
        "stills where clips are taken frame by frame",
        """
clip = keras.Input((20, 24, 3), name="clip")
""",
        "h = layers.TimeDistributed(layers.Conv2D(4, 3), name='frames')(clip)",
        {"number-of-axes"},
        {"frames", "conv2d"},
        expected=axes(5) | axes(4),
        received=axes(4) | axes(3),
        inputs=None,
        model=None,
        harmful={r"expand_dims", r"\[None"},
    ),
    Case(
        "small photos for a deep stack",
        """
model = keras.Sequential([keras.Input((None, None, 3))])
for number, filters in enumerate((2, 4, 4, 4)):
    model.add(layers.Conv2D(filters, 3, activation="relu", name=f"conv_{number}"))
    model.add(layers.MaxPooling2D(name=f"pool_{number}"))
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(2, activation="softmax"))
photos = np.zeros((2, 32, 32, 3), "float32")
""",
        "y = model.predict(photos, verbose=0)",
        SMALL,
        {"conv_3"},
        SIDES,
        {3, (3, 3), 46, (46, 46)} | picture(46, 46, 3),
        {2, (2, 2), (None, 2, 2, 4), 32, (32, 32)} | picture(32, 32, 3),
        inputs="photos",
        reported="https://github.com/keras-team/keras/issues/12951",
        meaning="len(y) == 2",
        curable=True,
    ),
    Case(
        "portrait features at landscape size",
        """
model = keras.Sequential([
    keras.Input((18, 30, 1)),
    layers.Conv2D(2, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(2, name="answer"),
])
model.compile(loss="mse")
photos, y = np.zeros((2, 24, 30, 1), "float32"), np.zeros((2, 2))
""",
        "model.evaluate(photos, y, verbose=0)",
        {"size-pinned-by-dense"},
        {"answer"},
        {1},
        {896, (None, 896)},
        {1232, (None, 1232), (2, 1232)},
        inputs="photos",
        meaning="len(y) == 2",
        curable=True,
    ),
)
