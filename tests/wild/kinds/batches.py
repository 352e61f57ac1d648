"""What happens where pictures or rows are put into batches."""

from ..case import BATCH, CHANNELS, Case, picture

KIND = "batches"
WRITTEN = {"batch-size-written-in", "size-of-batch"}
PNGS = """
def png(name, height, width, channels):
    path = f"{folder}/{name}.png"
    tf.io.write_file(path, tf.io.encode_png(np.zeros((height, width, channels), "uint8")))
    return path
"""

CASES = (
    Case(
        "noise for sixteen, two are left",
        """
BATCH = 16

class Blur(layers.Layer):
    def call(self, codes):
        return codes + tf.random.normal((BATCH, 3))

digit = keras.Input((25,))
codes = Blur(name="blur")(layers.Dense(3)(digit))
vae = keras.Model(digit, layers.Dense(25)(codes), name="vae")
vae.compile(optimizer="adam", loss="mse")
digits = np.zeros((50, 25), "float32")
""",
        "vae.evaluate(digits, digits, batch_size=BATCH, verbose=0)",
        WRITTEN,
        {"blur"},
        BATCH | {None},
        {16, (16, 3), (16, None), 2},
        {2, (2, 3), (2, None), 16},
        inputs="digits",
        model="vae",
        reported="https://github.com/keras-team/keras/issues/6375",
        harmful={r"digits\[:"},
    ),
    Case(
        "a memory kept for eight rows",
        """
rows = keras.Input(batch_shape=(8, 5, 2), name="rows")
memory = keras.Model(rows, layers.Dense(1)(layers.LSTM(4, stateful=True)(rows)), name="memory")
memory.compile(optimizer="adam", loss="mse")
series = np.zeros((20, 5, 2), "float32")
""",
        "memory.predict(series, batch_size=8, verbose=0)",
        WRITTEN,
        {"memory", "lstm", "lstm_cell", "rows"},
        BATCH | {None},
        {8, (8, 5, 2), (8, 4), (8, None)},
        {4, (4, 5, 2), (4, 16), (4, None)},
        inputs="series",
        model="memory",
        reported="https://github.com/keras-team/keras/issues/1902",
    ),
    Case(
        "an own loss that counts to ten",
        """
ROWS = 10

def far_apart(true, guessed):
    true = tf.reshape(true, (ROWS, 4))
    guessed = tf.reshape(guessed, (ROWS, 4))
    return tf.reduce_mean(tf.square(true - guessed))

net = keras.Sequential([keras.Input((6,)), layers.Dense(4)])
net.compile(optimizer="sgd", loss=far_apart)
x, y = np.zeros((23, 6), "float32"), np.zeros((23, 4), "float32")
""",
        "net.fit(x, y, batch_size=ROWS, epochs=1, verbose=0)",
        WRITTEN | {"size-in-reshape"},
        inputs="x",
        model="net",
        reported="https://github.com/keras-team/keras/pull/7716",
        harmful={r"\[:\s*20\]"},
    ),
    Case(
        "one icon with transparency",
        PNGS
        + """
paths = [png("a", 20, 20, 3), png("b", 20, 20, 4), png("c", 20, 20, 3)]
icons = tf.data.Dataset.from_tensor_slices(paths)
icons = icons.map(lambda path: tf.io.decode_png(tf.io.read_file(path))).batch(3)
""",
        "batch = next(iter(icons))",
        {"channel-mismatch", "mixed-sizes-in-batch"},
        set(),
        CHANNELS | {2, None},
        {3, 4, (20, 20, 3), (20, 20, 4)},
        {4, 3, (20, 20, 4), (20, 20, 3)},
        inputs="icons",
        model=None,
        reported="https://github.com/milesial/Pytorch-UNet/issues/26",
        harmful={r"resize(?!_with)", "pad"},
        curable=True,
    ),
    Case(
        "padding smaller than the largest picture",
        """
def pictures():
    for side in (10, 14, 18):
        yield np.zeros((side, side + 2, 1), "float32")

spec = tf.TensorSpec((None, None, 1), tf.float32)
pictures = tf.data.Dataset.from_generator(pictures, output_signature=spec)
padded = pictures.padded_batch(3, padded_shapes=(16, 16, 1))
""",
        "batch = next(iter(padded))",
        {"mixed-sizes-in-batch"},
        inputs="padded",
        model=None,
        reported="https://github.com/isikdogan/deep_learning_tutorials/issues/2",
    ),
    Case(
        "unbatched dataset made inline",
        """
net = keras.Sequential([
    keras.Input((12, 12, 3)),
    layers.Conv2D(3, 3),
    layers.GlobalAveragePooling2D(),
    layers.Dense(2, activation="softmax"),
])
net.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
photos, kinds = np.zeros((6, 12, 12, 3), "float32"), np.array([0, 1, 0, 1, 1, 0])
""",
        "net.fit(tf.data.Dataset.from_tensor_slices((photos, kinds)), epochs=1, verbose=0)",
        {"rank-missing-batch"},
        expected={4, (None, 12, 12, 3), (None,) * 4},
        received={3, (12, 12, 3), (None,) * 3},
        inputs=None,
        model="net",
        harmful={"expand_dims", "newaxis"},
        meaning="len(photos) == len(kinds) == 6",
        curable=True,
    ),
    Case(
        "portraits and landscapes in one batch",
        PNGS
        + """
paths = [png("tall", 30, 20, 3), png("wide", 20, 30, 3)]
albums = tf.data.Dataset.from_tensor_slices((paths, [0, 1]))

@tf.autograph.experimental.do_not_convert
def load(path, kind):
    return tf.ensure_shape(tf.io.decode_image(tf.io.read_file(path)), (None, None, 3)), kind

albums = albums.map(load).shuffle(2, seed=1).batch(2)
""",
        "photos, kinds = next(iter(albums))",
        {"mixed-sizes-in-batch"},
        set(),
        {0, 1, 2, None},
        picture(20, 30, 3) | picture(30, 20, 3) | {20, 30},
        picture(20, 30, 3) | picture(30, 20, 3) | {20, 30},
        inputs="albums",
        model=None,
        reported="https://github.com/tensorflow/tensorflow/issues/27027",
        meaning="len(kinds) >= 1",
        curable=True,
    ),
)
