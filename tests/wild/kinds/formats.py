"""Files of another format than the network was made for."""

from ..case import CHANNELS, Case

KIND = "formats"
GRAY = """
model = keras.Sequential([
    keras.Input((None, None, 1)),
    layers.Conv2D(2, 3, name="look"),
    layers.GlobalAveragePooling2D(),
])
colour = np.random.default_rng(45).integers(0, 256, (12, 14, 3)).astype("uint8")
path = folder + "/photo"
"""
#: Four bytes of a header and pixels: a BMP of 24 bits, its rows from bottom to top.
BMP = """
import struct

rows = b"".join(row[:, ::-1].tobytes().ljust(44, b"\\0") for row in colour[::-1])
size = struct.pack("<IiiHHIIiiII", 40, 14, 12, 1, 24, 0, len(rows), 0, 0, 0, 0)
with open(path, "wb") as file:
    file.write(struct.pack("<2sIHHI", b"BM", 54 + len(rows), 0, 0, 54) + size + rows)
"""
#: Gray is what a colour is reduced to by its weights, not one of its channels.
IS_GRAY = (
    "np.allclose(y, model(tf.image.rgb_to_grayscale(tf.cast(colour[None], tf.float32))), rtol=0.02)"
)

CASES = (
    Case(
        "a BMP for a gray network",
        GRAY
        + BMP
        + """
x = tf.cast(tf.io.decode_bmp(tf.io.read_file(path)), tf.float32)[None]
""",
        "y = model(x)",
        {"channel-mismatch"},
        {"look", "sequential"},
        CHANNELS,
        {1, (None, None, None, 1)},
        {3, (1, 12, 14, 3)},
        harmful={r"decode_bmp\([^#]*channels=1", r"\[\.\.\., (0|:1)\]"},
        meaning=IS_GRAY,
        curable=True,
    ),
    Case(
        "a GIF for a gray network",
        GRAY
        + """
from PIL import Image

Image.fromarray(colour).convert("P").save(path, format="GIF")
x = tf.cast(tf.io.decode_gif(tf.io.read_file(path)), tf.float32)
""",
        "y = model(x)",
        {"channel-mismatch"},
        {"look", "sequential"},
        CHANNELS,
        {1, (None, None, None, 1)},
        {3, (1, 12, 14, 3)},
        harmful={r"decode_gif\([^#]*channels", r"\[\.\.\., (0|:1)\]"},
        meaning="y.shape == (1, 2)",
        curable=True,
    ),
    Case(
        "a JPEG for a network of four channels",
        """
model = keras.Sequential([
    keras.Input((None, None, 4)), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()
])
path = folder + "/photo.jpg"
tf.io.write_file(path, tf.io.encode_jpeg(np.zeros((16, 16, 3), "uint8")))
x = tf.cast(tf.io.decode_jpeg(tf.io.read_file(path))[None], tf.float32)
""",
        "y = model(x)",
        {"channel-mismatch"},
        {"conv2d", "sequential"},
        CHANNELS,
        {4, (None, None, None, 4)},
        {3, (1, 16, 16, 3)},
        harmful={r"channels=4"},
        curable=False,
    ),
    Case(
        "a gray PNG for a colour network",
        """
model = keras.Sequential([
    keras.Input((None, None, 3)), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()
])
path = folder + "/scan.png"
gray = np.random.default_rng(46).integers(0, 256, (9, 9, 1)).astype("uint8")
tf.io.write_file(path, tf.io.encode_png(gray))

def load(path):
    return tf.cast(tf.io.decode_png(tf.io.read_file(path)), tf.float32)

x = tf.stack([load(path), load(path)])
""",
        "y = model(x)",
        {"channel-mismatch"},
        {"conv2d", "sequential"},
        CHANNELS,
        {3, (None, None, None, 3)},
        {1, (2, 9, 9, 1)},
        meaning="np.allclose(y, model(np.repeat(gray[None], 3, -1).astype('float32')), rtol=1e-4)",
        curable=True,
    ),
    Case(
        "a phone model, one photo without its batch",
        """
net = keras.Sequential([keras.Input((10, 12, 3)), layers.GlobalAveragePooling2D()])
interpreter = tf.lite.Interpreter(
    model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert()
)
interpreter.allocate_tensors()
door = interpreter.get_input_details()[0]["index"]
photo = np.random.default_rng(47).random((10, 12, 3)).astype("float32")
""",
        "interpreter.set_tensor(door, photo)",
        {"rank-missing-batch"},
        expected={4, (1, 10, 12, 3)},
        received={3, (10, 12, 3)},
        inputs="photo",
        model=None,
        harmful={r"door = |door\[", "resize"},
        meaning="np.allclose(interpreter.get_tensor(door)[0], was['photo'])",
        curable=True,
    ),
)
