"""A layer refuses while the model is put together: inside `add`, or in a chain of calls."""

from ..case import SIDES, Case, axes

KIND = "building"
DROPPED = {"layer-drops-axis"}
NO_NEW_AXIS = {"expand_dims", "newaxis"}

CASES = (
    Case(
        "second GRU after a last state",
        """
model = keras.Sequential([keras.Input((12, 5))])
model.add(layers.GRU(16))
model.add(layers.Dropout(0.2))
""",
        "model.add(layers.GRU(8))",
        DROPPED,
        {"gru_1"},
        expected=axes(3),
        received=axes(2),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/5447",
        harmful=NO_NEW_AXIS,
        meaning="model.layers[0].return_sequences",
        curable=True,
    ),
    Case(
        "recurrent head behind a flattened frame",
        """
frame = keras.Input((48, 48, 3))
h = layers.Conv2D(6, 5, strides=4, activation="relu")(frame)
h = layers.Flatten()(h)
h = layers.Dense(24, activation="relu")(h)
""",
        "h = layers.LSTM(12)(h)",
        DROPPED,
        {"lstm"},
        expected=axes(3),
        received=axes(2),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/11425",
        harmful=NO_NEW_AXIS,
    ),
    Case(
        "radar frames through two ConvLSTM",
        """
radar = keras.Sequential()
radar.add(keras.Input((6, 24, 24, 1)))
radar.add(layers.ConvLSTM2D(filters=4, kernel_size=3, padding="same"))
radar.add(layers.BatchNormalization())
""",
        'radar.add(layers.ConvLSTM2D(filters=4, kernel_size=3, padding="same"))',
        DROPPED,
        {"conv_lstm2d_1"},
        expected=axes(5),
        received=axes(4),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/7905",
        harmful=NO_NEW_AXIS,
        meaning="radar.layers[0].return_sequences",
        curable=True,
    ),
    Case(
        "convolution over an LSTM's last state",
        """
steps = keras.Input((30, 4), name="steps")
memory = layers.LSTM(10)(steps)
""",
        "peaks = layers.Conv1D(8, 3)(memory)",
        DROPPED,
        {"conv1d"},
        expected=axes(3),
        received=axes(2),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/160",
        harmful=NO_NEW_AXIS,
    ),
    Case(
        "pooling twice over the whole map",
        """
model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(4, 3),
    layers.GlobalAveragePooling2D(),
])
""",
        "model.add(layers.MaxPooling2D())",
        DROPPED,
        {"max_pooling2d"},
        expected=axes(4),
        received=axes(2),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/11425",
        harmful=NO_NEW_AXIS,
    ),
    Case(
        "a Dense for every step of a summary",
        """
model = keras.Sequential()
model.add(keras.Input((7, 3)))
model.add(layers.LSTM(6))
""",
        "model.add(layers.TimeDistributed(layers.Dense(2)))",
        DROPPED,
        {"time_distributed"},
        expected={*axes(3), None},
        received={*axes(2), None},
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/1838",
        harmful=NO_NEW_AXIS,
        meaning="model.layers[0].return_sequences",
        curable=True,
    ),
    Case(
        "Dense behind a picture of any size",
        """
model = keras.Sequential()
model.add(keras.Input((None, None, 1)))
model.add(layers.Conv2D(4, 3, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Flatten())
""",
        "model.add(layers.Dense(10))",
        {"dense-on-none"},
        {"dense"},
        inputs=None,
        model=None,
        reported="https://github.com/aqibsaeed/On-device-activity-recognition/issues/3",
    ),
    Case(
        "windows that eat the map",
        """
model = keras.Sequential([keras.Input((20, 20, 1))])
model.add(layers.Conv2D(4, 5, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(8, 5, activation="relu"))
model.add(layers.MaxPooling2D())
""",
        'model.add(layers.Conv2D(16, 3, activation="relu"))',
        {"too-small-for-network"},
        {"conv2d_2"},
        SIDES,
        {3, (3, 3), (None, 3, 3, None), (None, 3, 3, 8), 24, (24, 24, 1), (None, 24, 24, 1)},
        {2, (2, 2), (None, 2, 2, 8), 20, (20, 20, 1), (None, 20, 20, 1)},
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/3945",
        harmful={"expand_dims"},
    ),
    Case(
        "generator without its Reshape",
        """
noise = keras.Input((32,), name="noise")
h = layers.Dense(5 * 5 * 8, activation="relu")(noise)
h = layers.BatchNormalization()(h)
""",
        'h = layers.Conv2DTranspose(4, 4, strides=2, padding="same")(h)',
        {"layer-drops-axis", "number-of-axes"},
        {"conv2d_transpose"},
        expected=axes(4),
        received=axes(2),
        inputs=None,
        model=None,
        harmful=NO_NEW_AXIS,
    ),
    Case(
        "gray pictures announced without channels",
        """
picture = keras.Input((40, 30), name="picture")
""",
        "h = layers.Conv2D(8, 3)(picture)",
        {"number-of-axes", "channel-mismatch"},
        {"conv2d"},
        expected=axes(4),
        received=axes(3),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/1894",
        harmful={"expand_dims", r"\[None", "reshape"},
    ),
)
