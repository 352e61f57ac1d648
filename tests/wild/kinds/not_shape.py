"""What a failing cell says that has nothing to do with shapes, or little."""

from ..case import ANYTHING, Case

KIND = "not about shape"
QUIET = {"harmful": {ANYTHING}, "inputs": None, "model": None}

CASES = (
    Case(
        "half precision beside single",
        """
@tf.function
def with_bias(maps):
    return tf.concat([maps, tf.ones((2, 6, 6, 1))], axis=-1)

maps = tf.zeros((2, 6, 6, 4), tf.float16)
""",
        "joined = with_bias(maps)",
        {"dtype", "unknown"},
        inputs=None,
        model=None,
        reported="https://github.com/tensorflow/tensorflow/issues/38850",
        harmful={"reshape", "expand_dims", "resize", "pad"},
    ),
    Case(
        "mixed precision in an own layer",
        """
class Marked(layers.Layer):
    def call(self, maps):
        rows = tf.zeros((tf.shape(maps)[0], 8, 8, 1), tf.float32)
        return tf.concat([maps, rows], axis=-1)

half = keras.dtype_policies.DTypePolicy("mixed_float16")
model = keras.Sequential([
    layers.Conv2D(2, 3, padding="same", dtype=half),
    Marked(name="marked", dtype=half),
    layers.GlobalMaxPooling2D(),
])
photos = np.zeros((2, 8, 8, 3), "float32")
""",
        "y = model(photos)",
        {"dtype", "unknown"},
        inputs="photos",
        reported="https://github.com/JanMarcelKezmann/"
        "TensorFlow-Advanced-Segmentation-Models/issues/29",
        harmful={"reshape", "expand_dims", "resize", "pad"},
    ),
    Case(
        "floats for a phone model of bytes",
        """
@tf.function(input_signature=[tf.TensorSpec((1, 8, 8, 3), tf.uint8)])
def lit(photo):
    return tf.reshape(photo, (1, -1))

converter = tf.lite.TFLiteConverter.from_concrete_functions([lit.get_concrete_function()])
interpreter = tf.lite.Interpreter(model_content=converter.convert())
interpreter.allocate_tensors()
photo = np.random.default_rng(14).random((1, 8, 8, 3)).astype("float32")
""",
        'interpreter.set_tensor(interpreter.get_input_details()[0]["index"], photo)',
        {"dtype", "unknown"},
        inputs="photo",
        model=None,
        reported="https://github.com/tensorflow/tensorflow/issues/52318",
        harmful={"reshape", "expand_dims", "resize", r"astype\((np\.uint8|.uint8.)\)$"},
    ),
    Case(
        "a Dense behind a flattened slide of a microscope",
        """
model = keras.Sequential([keras.Input((12000, 16000, 3))])
model.add(layers.Conv2D(64, 3, activation="relu"))
model.add(layers.Flatten())
""",
        'model.add(layers.Dense(4096, activation="relu", name="huge"))',
        {"memory"},
        {"huge", "flatten"},
        inputs=None,
        reported="https://github.com/tensorflow/tensor2tensor/issues/782",
        harmful={"batch_size", "expand_dims"},
    ),
    Case(
        "a layer that was never called",
        """
features = layers.Dense(3, name="features")
""",
        "shape = features.output",
        {"unknown"},
        **QUIET,
    ),
    Case(
        "the losses of two runs added",
        """
first, second = np.zeros(5), np.zeros(7)
""",
        "both = first + second",
        {"unknown"},
        **QUIET,
    ),
    Case(
        "own check of two shapes",
        """
def same(one, other):
    if one.shape != other.shape:
        raise ValueError(f"Shapes {one.shape} and {other.shape} are incompatible")
    return one

one, other = np.zeros((4, 2)), np.zeros((4, 3))
""",
        "same(one, other)",
        {"unknown"},
        **QUIET,
    ),
    Case(
        "a table that is not there",
        """
path = folder + "/prices.npy"
""",
        "prices = np.load(path)",
        {"unknown"},
        **QUIET,
    ),
    Case(
        "sentences of several lengths in an array",
        """
tokens = [[3, 7, 9, 2], [8, 1], [5, 5, 6]]
""",
        'batch = np.array(tokens, dtype="int32")',
        {"unknown", "mixed-sizes-in-batch", "ragged-to-dense-op"},
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/11833",
        harmful={"(?i)image", "(?i)picture", "resize"},
        curable=False,
    ),
    Case(
        "one box too far",
        """
boxes = np.zeros((1, 100, 4))
""",
        "last = boxes[0, 100]",
        {"unknown"},
        **QUIET,
    ),
    Case(
        "a column that the table lacks",
        """
history = {"loss": [0.3, 0.2], "accuracy": [0.8, 0.9]}
""",
        'curve = history["acc"]',
        {"unknown"},
        **QUIET,
    ),
)
