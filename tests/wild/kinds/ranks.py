"""Another number of axes, or the right number in another order."""

from ..case import Case, axes

KIND = "ranks"
#: A gray volume, a signal and a table lack an axis at their end, never one of films or batches.
NOT_IN_FRONT = {r"expand_dims\([^()]*(, |axis=)[01]\)", r"\[(None|np\.newaxis|tf\.newaxis)"}

CASES = (
    Case(
        "scans of a head without channels",
        """
net = keras.Sequential([
    layers.Conv3D(3, 3, activation="relu"),
    layers.GlobalMaxPooling3D(),
    layers.Dense(2, activation="softmax"),
])
net.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
scans = np.zeros((6, 10, 14, 12), "float32")
healthy = np.array([0, 1, 1, 0, 0, 1])
""",
        "net.fit(scans, healthy, batch_size=2, verbose=0)",
        {"channel-mismatch", "number-of-axes"},
        {"conv3d", "sequential"},
        expected=axes(5) | {(None, 10, 14, 12, 1)},
        received=axes(4) | {(None, 10, 14, 12)},
        inputs="scans",
        model="net",
        reported="https://github.com/ellisdg/3DUnetCNN/issues/95",
        harmful=NOT_IN_FRONT,
        meaning="net.layers[0].kernel.shape[3] == 1 and len(healthy) == 6",
        curable=True,
    ),
    Case(
        "heartbeats into Conv1D",
        """
net = keras.Sequential([
    layers.Conv1D(4, 5, activation="relu"),
    layers.GlobalAveragePooling1D(),
    layers.Dense(1, activation="sigmoid"),
])
net.compile(optimizer="adam", loss="binary_crossentropy")
beats = np.random.default_rng(1).normal(size=(9, 60)).astype("float32")
sick = np.array([0, 1, 0, 1, 0, 1, 0, 0, 1])
""",
        "net.fit(beats, sick, epochs=1, verbose=0)",
        {"number-of-axes", "channel-mismatch"},
        {"conv1d", "sequential"},
        expected=axes(3),
        received=axes(2),
        inputs="beats",
        model="net",
        reported="https://github.com/keras-team/keras/issues/13151",
        harmful=NOT_IN_FRONT,
        meaning="net.layers[0].kernel.shape[1] == 1 and sick.sum() == 4",
        curable=True,
    ),
    Case(
        "one flat digit for a dense net",
        """
model = keras.Sequential([keras.Input((784,)), layers.Dense(16), layers.Dense(10)])
digits = np.random.default_rng(2).random((4, 784)).astype("float32")
digit = digits[2]
""",
        "scores = model(digit)",
        {"rank-missing-batch", "number-of-axes"},
        {"sequential", "dense"},
        expected=axes(2) | {784, (None, 784)},
        received=axes(1) | {(784,)},
        inputs="digit",
        reported="https://github.com/nlintz/TensorFlow-Tutorials/issues/13",
        meaning="scores.shape == (1, 10) and np.allclose(scores, model(digits)[2:3], atol=1e-5)",
    ),
    Case(
        "pictures for a net of flat digits",
        """
flat_digit = keras.Input((784,), name="flat_digit")
h = layers.Dense(12, activation="relu")(flat_digit)
model = keras.Model(flat_digit, layers.Dense(10)(h), name="mlp")
digits = np.random.default_rng(3).random((5, 28, 28)).astype("float32")
""",
        "scores = model.predict(digits, verbose=0)",
        {"missing-flatten", "number-of-axes", "number-of-features"},
        {"mlp", "flat_digit", "dense"},
        expected={784, *axes(2), (None, 784)},
        received={28, *axes(3), (5, 28, 28)},
        inputs="digits",
        reported="https://github.com/keras-team/keras/issues/7136",
        harmful={"resize"},
        meaning="scores.shape == (5, 10)",
        curable=True,
    ),
    Case(
        "clips into a network of stills",
        """
still = keras.Input((None, None, 3))
h = layers.Conv2D(4, 3, activation="relu")(still)
model = keras.Model(still, layers.Dense(3)(layers.GlobalAveragePooling2D()(h)), name="stills")
clips = np.zeros((2, 5, 16, 16, 3), "float32")
""",
        "kinds = model.predict(clips, verbose=0)",
        {"axis-too-many", "number-of-axes"},
        {"stills", "conv2d"},
        expected=axes(4),
        received=axes(5),
        inputs="clips",
        harmful={r"\[:, 0\]|\[0\]|squeeze"},
        meaning="len(kinds) in (2, 10)",
    ),
    Case(
        "house numbers with the samples last",
        """
model = keras.Sequential([
    keras.Input((24, 24, 3)),
    layers.Conv2D(4, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
X = np.random.default_rng(4).random((24, 24, 3, 40)).astype("float32")
y = np.arange(40) % 10
""",
        "model.fit(X, y, epochs=1, verbose=0)",
        {"swapped-axes"},
        inputs="X",
        reported="https://github.com/tflearn/tflearn/pull/445",
        harmful={r"\[:\s*24\]", "resize", "reshape"},
        meaning="len(y) == 40",
        curable=True,
    ),
    Case(
        "number plates lying on their side",
        """
plate = keras.Input((120, 32, 1), name="plate")
h = layers.Conv2D(4, 3, strides=(4, 32), padding="same", activation="relu")(plate)
h = layers.Reshape((30, 4))(h)
reader = keras.Model(plate, layers.Dense(12, activation="softmax")(layers.GRU(6)(h)), name="reader")
plates = np.random.default_rng(5).random((3, 32, 120, 1)).astype("float32")
""",
        "text = reader.predict(plates, verbose=0)",
        {"swapped-axes", "size-pinned-by-functional-input"},
        {"reader", "plate"},
        expected={(None, 120, 32, 1), (120, 32, 1), 120, 32},
        received={(3, 32, 120, 1), (None, 32, 120, 1), (32, 120, 1), 32, 120},
        inputs="plates",
        model="reader",
        reported="https://github.com/faustomorales/keras-ocr/issues/76",
        harmful={"(?i)resize", "(?i)crop", "pad_to|padding|resize_with_pad", "reshape"},
        meaning="np.allclose(text, reader(was['plates'].transpose(0, 2, 1, 3)), atol=1e-4)",
        curable=True,
    ),
    Case(
        "whole table reshaped with its labels in",
        """
train = np.zeros((30, 785), "float32")
""",
        "train = train.reshape(-1, 28, 28, 1)",
        {"size-in-reshape"},
        inputs=None,
        model=None,
        harmful={"resize", r"\b0\b.*pad"},
    ),
    Case(
        "an LSTM over a table",
        """
net = keras.Sequential([layers.LSTM(8), layers.Dense(1)])
net.compile(optimizer="adam", loss="mse")
table = np.random.default_rng(6).normal(size=(12, 9)).astype("float32")
prices = np.arange(12, dtype="float32")
""",
        "net.fit(table, prices, epochs=1, verbose=0)",
        {"number-of-axes"},
        {"lstm", "sequential"},
        expected=axes(3),
        received=axes(2),
        inputs="table",
        model="net",
        reported="https://github.com/shreyans29/thesemicolon/issues/5",
        harmful={r"expand_dims\([^()]*(, |axis=)0\)", r"\[(None|np\.newaxis|tf\.newaxis)"},
        meaning="len(prices) == 12",
        curable=True,
    ),
)
