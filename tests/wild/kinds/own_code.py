"""The call stands in a function, a loop or an expression; what is given is a list or a dict."""

from ..case import CHANNELS, SIDES, Case, axes

KIND = "own code"
NET = """
photo = keras.Input((16, 16, 3), name="photo")
h = layers.GlobalAveragePooling2D()(layers.Conv2D(3, 3)(photo))
net = keras.Model(photo, layers.Dense(2, activation="softmax")(h), name="net")
"""

CASES = (
    Case(
        "one photo inside a function",
        NET
        + """
def classify(path):
    picture = np.full((16, 16, 3), len(path) / 10, "float32")
    scores = net.predict(picture, verbose=0)
    return scores[0].argmax()
""",
        'kind = classify("cat.jpg")',
        {"rank-missing-batch"},
        {"net", "photo"},
        expected=axes(4) | {(None, 16, 16, 3)},
        received=axes(3) | {(16, 16, 3)},
        inputs=None,
        model="net",
        harmful={r"\bx = "},
        meaning="kind in (0, 1)",
        curable=True,
    ),
    Case(
        "photos of several sizes in a loop",
        NET
        + """
album = [np.ones((16, 16, 3), "float32"), np.ones((20, 24, 3), "float32")]
""",
        """scores = []
for picture in album:
    scores.append(net(picture[None]))""",
        {"size-pinned-by-functional-input"},
        {"net", "photo"},
        SIDES,
        {16, (None, 16, 16, 3), (16, 16, 3)},
        {20, 24, (1, 20, 24, 3), (20, 24, 3)},
        inputs=None,
        model="net",
        meaning="len(scores) == 2",
        curable=True,
    ),
    Case(
        "gray photos in a list",
        NET
        + """
album = [np.ones((16, 16, 1), "float32"), np.zeros((16, 16, 1), "float32")]
""",
        "scores = net.predict(np.stack(album), verbose=0)",
        {"channel-mismatch"},
        {"net", "conv2d"},
        CHANNELS,
        {3, (None, 16, 16, 3)},
        {1, (2, 16, 16, 1), (None, 16, 16, 1)},
        inputs=None,
        model="net",
        meaning="len(scores) == 2",
        curable=True,
    ),
    Case(
        "a dict of a photo and a table",
        """
photo, facts = keras.Input((8, 8, 3), name="photo"), keras.Input((4,), name="facts")
h = layers.Concatenate()([layers.Flatten()(photo), facts])
model = keras.Model({"photo": photo, "facts": facts}, layers.Dense(1)(h), name="both")
given = {"photo": np.zeros((2, 8, 8, 3), "float32"), "facts": np.zeros((2, 5), "float32")}
""",
        "y = model.predict(given, verbose=0)",
        {"number-of-features"},
        {"both", "facts", "concatenate", "dense"},
        {1},
        {4, (None, 4)},
        {5, (2, 5), (None, 5)},
        inputs="given",
        harmful={"(?i)resize", "pad", r"given = given\["},
        meaning="len(y) == 2",
    ),
    Case(
        "four channels into a symbolic backbone",
        """
body = keras.Input((24, 24, 3))
h = layers.Conv2D(4, 3, strides=2)(body)
backbone = keras.Model(body, h, name="backbone")
scan = keras.Input((24, 24, 4), name="scan")
""",
        "features = backbone(scan)",
        {"channel-mismatch"},
        {"backbone", "conv2d"},
        CHANNELS,
        {3, (None, 24, 24, 3)},
        {4, (None, 24, 24, 4)},
        inputs=None,
        model=None,
        harmful={r"tf\.", r"np\."},
    ),
    Case(
        "a symbolic picture of another size",
        """
body = keras.Input((24, 24, 3))
backbone = keras.Model(body, layers.Flatten()(layers.Conv2D(2, 3)(body)), name="backbone")
photo = keras.Input((40, 40, 3), name="photo")
""",
        "features = backbone(photo)",
        {"size-pinned-by-functional-input"},
        {"backbone"},
        SIDES,
        {24, (None, 24, 24, 3)},
        {40, (None, 40, 40, 3)},
        inputs=None,
        model=None,
        harmful={r"tf\.", r"np\."},
    ),
    Case(
        "trained weights and a smaller photo",
        """
photo = keras.Input((20, 20, 3))
h = layers.Conv2D(4, 3, activation="relu", name="eye")(photo)
h = layers.GlobalAveragePooling2D()(h)
model = keras.Model(photo, layers.Dense(2, name="kind")(h), name="trained")
model.compile(
    optimizer=keras.optimizers.Adam(0.123),
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
)
eye = model.get_layer("eye").get_weights()[0].copy()
x, y = np.ones((3, 14, 14, 3), "float32"), np.zeros((3, 2), "float32")
""",
        "loss = model.evaluate(x, y, verbose=0)",
        {"size-pinned-by-functional-input"},
        {"trained"},
        SIDES,
        {20, (None, 20, 20, 3)},
        {14, (3, 14, 14, 3), (None, 14, 14, 3)},
        meaning="np.allclose(model.get_layer('eye').get_weights()[0], eye)"
        " and model.loss.from_logits and len(y) == 3",
        curable=True,
    ),
)
