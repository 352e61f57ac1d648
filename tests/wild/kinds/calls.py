"""Functions that are called without a model: pictures put right, cut, shown."""

from ..case import ANYTHING, Case, axes

KIND = "calls without a model"

CASES = (
    Case(
        "resizing a gray picture without channels",
        """
scan = np.random.default_rng(48).random((18, 24)).astype("float32")
""",
        "small = tf.image.resize(scan, (9, 12))",
        {"number-of-axes", "channel-mismatch", "rank-missing-batch"},
        expected=axes(3) | axes(4) | {None},
        received=axes(2) | {(18, 24)},
        inputs="scan",
        model=None,
        harmful={r"expand_dims\([^()]*(, |axis=)0\)", r"\[None\]"},
        meaning="small.shape[-3:] == (9, 12, 1)",
        curable=True,
    ),
    Case(
        "showing an answer that is a batch",
        """
answer = np.random.default_rng(49).random((1, 10, 10, 3)).astype("float32")
""",
        "picture = keras.utils.array_to_img(answer)",
        {"axis-too-many", "number-of-axes"},
        expected=axes(3) | {None},
        received=axes(4) | {(1, 10, 10, 3), None},
        inputs="answer",
        model=None,
        meaning="picture.size == (10, 10)",
        curable=True,
    ),
    Case(
        "turning a digit without channels",
        """
turn = keras.Sequential([layers.RandomRotation(0.1, seed=1)])
digit = np.random.default_rng(50).random((14, 14)).astype("float32")
""",
        "turned = turn(digit, training=True)",
        {"number-of-axes", "channel-mismatch", "rank-missing-batch"},
        {"random_rotation"},
        inputs="digit",
        model="turn",
        harmful={r"expand_dims\([^()]*(, |axis=)0\)", r"\[None\]"},
        meaning="turned.shape[-3:] == (14, 14, 1)",
        curable=True,
    ),
    Case(
        "one box for two maps",
        """
maps = tf.ones((2, 12, 12, 3))
boxes = tf.constant([[0.0, 0.0, 0.5, 0.5]])
""",
        "cut = tf.image.crop_and_resize(maps, boxes, [0, 1], (4, 4))",
        {"unknown", "size-of-batch", "number-of-axes"},
        inputs=None,
        model=None,
        harmful={"(?i)label", "channel", "compile", "Dense"},
        curable=False,
    ),
    Case(
        "pictures joined along the wrong axis",
        """
left, right = np.zeros((8, 10, 3)), np.zeros((8, 6, 3))
""",
        "both = np.concatenate([left, right], axis=0)",
        {"unknown", "mixed-sizes-in-batch"},
        inputs=None,
        model=None,
        harmful={"(?i)label", "channel", "compile", "Dense"},
        curable=False,
    ),
    Case(
        "a matrix times a row of another length",
        """
weights, row = tf.ones((5, 3)), tf.ones((4, 6))
""",
        "out = tf.matmul(row, weights)",
        {"unknown", "number-of-features", "size-pinned-by-dense"},
        inputs=None,
        model=None,
        harmful={"(?i)picture|image|photo", "resize", "model"},
        curable=False,
    ),
    Case(
        "a vector for a matrix product",
        """
table, weights = tf.ones((3, 4)), tf.ones((4,))
""",
        "out = tf.matmul(table, weights)",
        {"unknown", "number-of-axes"},
        inputs=None,
        model=None,
        harmful={"(?i)picture|image|photo", "resize", r"expand_dims\([^()]*(, |axis=)0\)"},
        curable=False,
    ),
    Case(
        "an index in a list of metrics",
        """
history = [0.5, 0.4]
""",
        "best = history[2]",
        {"unknown"},
        inputs=None,
        model=None,
        harmful={ANYTHING},
    ),
    Case(
        "an own loss without labels",
        """
def gram_distance(style, made):
    one = tf.linalg.einsum("bijc,bijd->bcd", style, style)
    other = tf.linalg.einsum("bijc,bijd->bcd", made, made)
    return tf.reduce_mean(tf.square(one - other))

style, made = tf.ones((1, 6, 6, 4)), tf.ones((1, 6, 6, 3))
""",
        "loss = gram_distance(style, made)",
        {"unknown", "channel-mismatch"},
        inputs=None,
        model=None,
        reported="https://github.com/tensorflow/tensorflow/issues/54256",
        harmful={"(?i)label", "compile", "Dense"},
        curable=False,
    ),
)
