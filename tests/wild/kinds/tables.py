"""Tables and sequences: no picture far and wide."""

from ..case import FEATURES, Case, axes, flat

KIND = "tables and sequences"
NO_PICTURE = {"(?i)image", "(?i)picture", "(?i)resize", "(?i)channel"}

CASES = (
    Case(
        "five columns announced, four are there",
        """
net = keras.Sequential([
    layers.Dense(8, input_dim=5, activation="relu"),
    layers.Dense(1, name="price"),
])
net.compile(optimizer="adam", loss="mse")
x = np.random.default_rng(15).normal(size=(10, 4)).astype("float32")
y = np.arange(10, dtype="float32")
""",
        "net.fit(x, y, epochs=1, verbose=0)",
        {"number-of-features"},
        {"dense", "sequential"},
        FEATURES,
        flat(5),
        flat(4) | {(10, 4)},
        model="net",
        reported="https://github.com/keras-team/keras/issues/9282",
        harmful=NO_PICTURE | {"expand_dims", "pad"},
        meaning="net.input_shape == (None, 4) and x.shape == (10, 4) and len(y) == 10",
        curable=True,
    ),
    Case(
        "a list that is one row",
        """
net = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
flower = [5.1, 3.5, 1.4, 0.2]
""",
        "kind = net.predict(np.array(flower), verbose=0)",
        {"rank-missing-batch", "number-of-axes"},
        {"sequential", "dense"},
        expected=axes(2) | flat(4),
        received=axes(1) | {(4,), 1},
        inputs=None,
        model="net",
        reported="https://github.com/tensorflow/tensorflow/issues/31600",
        harmful=NO_PICTURE,
        meaning="kind.shape == (1, 3)"
        " and np.allclose(kind, net(np.array([[5.1, 3.5, 1.4, 0.2]])), atol=1e-5)",
        curable=True,
    ),
    Case(
        "one-hot words into an Embedding",
        """
text = keras.Sequential([
    layers.Embedding(30, 6),
    layers.LSTM(5),
    layers.Dense(1, activation="sigmoid"),
])
text.compile(optimizer="adam", loss="binary_crossentropy")
words = np.eye(30, dtype="float32")[np.random.default_rng(16).integers(0, 30, (7, 9))]
happy = np.array([0, 1, 1, 0, 1, 0, 0])
""",
        "text.fit(words, happy, epochs=1, verbose=0)",
        {"axis-too-many", "number-of-axes"},
        {"lstm", "embedding"},
        expected=axes(3) | axes(2),
        received=axes(4) | axes(3),
        inputs="words",
        model="text",
        reported="https://github.com/keras-team/keras/issues/1897",
        harmful=NO_PICTURE | {r"reshape", r"\[(:, )*0\]", "squeeze"},
        meaning="len(happy) == 7",
    ),
    Case(
        "lags stand where steps should",
        """
net = keras.Sequential([keras.Input((1, 20)), layers.LSTM(6), layers.Dense(1)])
net.compile(optimizer="adam", loss="mse")
series = np.random.default_rng(17).normal(size=(8, 20, 1)).astype("float32")
after = series[:, -1]
""",
        "net.fit(series, after, epochs=1, verbose=0)",
        {"swapped-axes"},
        {"lstm", "lstm_cell", "sequential"},
        expected={20, (None, 1, 20), (1, 20)},
        received={1, (None, 20, 1), (8, 20, 1), (20, 1)},
        inputs="series",
        model="net",
        reported="https://github.com/dataquestio/solutions/pull/209",
        harmful=NO_PICTURE | {"pad"},
        meaning="after.shape == (8, 1)",
        curable=True,
    ),
    Case(
        "labels of each step for one answer",
        """
net = keras.Sequential([
    keras.Input((6, 3)),
    layers.LSTM(5),
    layers.Dense(4, activation="softmax", name="tags"),
])
net.compile(optimizer="adam", loss="categorical_crossentropy")
sentences = np.zeros((7, 6, 3), "float32")
tags = np.eye(4, dtype="float32")[np.random.default_rng(18).integers(0, 4, (7, 6))]
""",
        "net.fit(sentences, tags, epochs=1, verbose=0)",
        {"layer-drops-axis", "label-shape"},
        expected={(None, 4), 4, 2},
        received={(None, 6, 4), (7, 6, 4), 6, 3},
        inputs="sentences",
        model="net",
        reported="https://github.com/keras-team/keras/issues/5630",
        harmful=NO_PICTURE | {r"tags\[", r"tags\.(mean|max|sum|reshape)", r"argmax"},
        meaning="tags.shape == (7, 6, 4)",
    ),
    Case(
        "one label a sentence, an answer at every word",
        """
net = keras.Sequential([
    layers.Embedding(20, 4),
    layers.GRU(6, return_sequences=True, name="words"),
    layers.Dense(1, activation="sigmoid"),
])
net.compile(optimizer="adam", loss="binary_crossentropy")
tokens = np.random.default_rng(19).integers(0, 20, (6, 8))
spam = np.array([1, 0, 0, 1, 1, 0])
""",
        "net.fit(tokens, spam, epochs=1, verbose=0)",
        {"missing-flatten", "label-shape"},
        expected={(None, 8, 1), (6, 8, 1), 8, 3},
        received={(None,), (6,), (None, 1), 1, 2},
        inputs="tokens",
        model="net",
        reported="https://github.com/keras-team/keras/issues/2415",
        harmful=NO_PICTURE | {r"spam\[", "repeat", "tile", "broadcast"},
        meaning="net.compute_output_shape((6, 8)) == (6, 1) and spam.sum() == 3 and len(spam) == 6",
        curable=True,
    ),
    Case(
        "two tables in the wrong order",
        """
age = keras.Input((3,), name="person")
car = keras.Input((5,), name="car")
h = layers.Concatenate()([layers.Dense(4)(age), layers.Dense(4)(car)])
net = keras.Model([age, car], layers.Dense(1)(h), name="insurance")
people, cars = np.zeros((6, 3), "float32"), np.zeros((6, 5), "float32")
""",
        "risk = net.predict([cars, people], verbose=0)",
        {"order-of-inputs", "number-of-features"},
        {"insurance", "person", "car", "dense"},
        inputs=None,
        model="net",
        harmful=NO_PICTURE | {"pad", r"\[:, :\s*3\]"},
        meaning="risk.shape == (6, 1)",
    ),
    Case(
        "tokens longer than the positions",
        """
class Positions(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(12, 4), name="table")

    def call(self, words):
        return words + self.table

tokens = keras.Input((None,), dtype="int32")
h = Positions(name="positions")(layers.Embedding(50, 4)(tokens))
net = keras.Model(tokens, layers.Dense(2)(layers.GlobalAveragePooling1D()(h)), name="reader")
text = np.ones((3, 16), "int32")
""",
        "y = net.predict(text, verbose=0)",
        {"size-in-table"},
        {"positions"},
        {1, None},
        {12, (12, 4), (None, 12, 4), (None, 12)},
        {16, (3, 16), (None, 16, 4), (3, 16, 4), (None, 16)},
        inputs="text",
        model="net",
        harmful=NO_PICTURE,
    ),
)
