"""Rows of another number of features."""

from ..case import FEATURES, Case, flat

CASES = (
    Case(
        "table with its label left in",
        """
columns = keras.Input((13,), name="columns")
h = layers.Dense(8, activation="relu")(columns)
model = keras.Model(columns, layers.Dense(1)(h), name="prices")
x = np.random.rand(6, 14).astype("float32")
""",
        "model.predict(x, verbose=0)",
        {"number-of-features"},
        {"prices"},
        FEATURES,
        flat(13),
        flat(14),
    ),
    Case(
        "one-hot columns of a smaller table",
        """
model = keras.Sequential([
    keras.Input((22,)),
    layers.BatchNormalization(),
    layers.Dense(16, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
x = np.zeros((9, 19), "float32")
""",
        "model(x)",
        {"number-of-features"},
        {"batch_normalization"},
        FEATURES,
        flat(22),
        flat(19),
    ),
    Case(
        "embeddings of another backbone",
        """
head = keras.Sequential([keras.Input((512,)), layers.Dense(64), layers.Dense(5)])
head.compile(loss="mse")
vectors = np.zeros((8, 384), "float32")
""",
        'head.fit(vectors, np.zeros((8, 5), "float32"), verbose=0)',
        {"number-of-features"},
        {"dense"},
        FEATURES,
        flat(512),
        flat(384),
        inputs=None,
        model=None,
    ),
    Case(
        "bottleneck features kept as maps",
        """
conv_base = keras.applications.MobileNet(
    input_shape=(64, 64, 3), alpha=0.25, include_top=False, weights=None)
top_model = keras.Sequential([
    keras.Input((256,)),
    layers.Dropout(0.5),
    layers.Dense(8, activation="relu", name="hidden"),
    layers.Dense(2, activation="softmax"),
])
dogs = np.zeros((2, 64, 64, 3), "float32")
bottleneck = conv_base(dogs).numpy()
bottleneck = bottleneck.reshape(len(bottleneck), -1)
""",
        "top_model.predict(bottleneck, verbose=0)",
        {"number-of-features", "size-pinned-by-dense"},
        {"hidden", "dense"},
        FEATURES,
        flat(256),
        flat(1024),
        inputs="bottleneck",
        model="top_model",
    ),
)
