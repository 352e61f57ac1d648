"""Channels first where last is read, or the other way round."""

from ..case import CHANNELS, HEIGHT, SIDES, WIDTH, Case, picture
from ..models import ANY_SIZE, FUNCTIONAL_RGB

CASES = (
    Case(
        "array from another library, channels first",
        FUNCTIONAL_RGB
        + """
x = np.random.rand(2, 3, 64, 64).astype("float32")
""",
        "model.predict(x, verbose=0)",
        {"data-format"},
        {"flowers", "photo"},
        CHANNELS | SIDES,
        picture(64, 64, 3) | {3, 64},
        picture(3, 64, 64) | {3, 64},
    ),
    Case(
        "channels first into an open convolution",
        ANY_SIZE
        + """
x = tf.transpose(tf.zeros((1, 48, 36, 3)), (0, 3, 1, 2))
""",
        "model(x)",
        {"data-format"},
        {"conv2d", "sequential"},
        CHANNELS,
        {3, (None, None, None, 3)},
        picture(3, 48, 36) | {36},
    ),
    Case(
        "raw convolution told that channels come first",
        """
kernel = tf.zeros((3, 3, 3, 8))

@tf.function
def features(photos):
    return tf.nn.conv2d(photos, kernel, strides=1, padding="SAME", data_format="NCHW")

x = tf.zeros((2, 32, 32, 3))
""",
        "features(x)",
        {"data-format"},
        {"conv2d", "features"},
        HEIGHT | CHANNELS,
        {3, (3, 3, 3, 8)} | picture(3, 32, 32) | picture(3, None, None),
        picture(32, 32, 3) | {32},
        model=None,
    ),
    Case(
        "scans stacked with the channels in front, evaluated",
        """
scan = keras.Input((30, 26, 2), name="scan")
model = keras.Model(scan, layers.GlobalAveragePooling2D()(layers.Conv2D(3, 3)(scan)), name="scans")
model.compile(loss="mse")
x, y = np.stack([np.zeros((3, 30, 26), "float32")] * 2, axis=1), np.zeros((3, 3), "float32")
""",
        "model.evaluate(x, y, verbose=0)",
        {"data-format"},
        {"scans", "scan"},
        SIDES | CHANNELS,
        picture(30, 26, 2) | {30, 26, 2},
        picture(2, 30, 26) | {2, 30, 26},
    ),
    Case(
        "decoder built for channels first",
        """
layer = layers.Conv2DTranspose(4, 3, data_format="channels_first", name="enlarge")
layer.build((None, 6, 10, 10))
x = tf.zeros((1, 10, 10, 6))
""",
        "layer(x)",
        {"data-format"},
        {"enlarge"},
        {1, -3},
        {6, (None, 6, None, None)} | picture(6, 10, 10),
        picture(10, 10, 6) | {10},
        model="layer",
    ),
    Case(
        "model ported with channels first",
        """
nchw = keras.Input((3, 36, 36), name="nchw")
h = layers.Conv2D(4, 3, data_format="channels_first", name="conv1")(nchw)
h = layers.GlobalAveragePooling2D(data_format="channels_first")(h)
ported = keras.Model(nchw, layers.Dense(2)(h), name="ported")
frames = np.zeros((2, 36, 36, 3), "float32")
""",
        "ported.predict(frames, verbose=0)",
        {"data-format"},
        {"ported", "nchw"},
        HEIGHT | WIDTH | CHANNELS | {None},
        picture(3, 36, 36) | {3, 36},
        picture(36, 36, 3) | {36, 3},
        inputs="frames",
        model="ported",
    ),
    Case(
        "tensor of another library for the phone model",
        """
mobile = keras.Sequential(
    [keras.Input((20, 20, 3)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()]
)
tflite_model = tf.lite.TFLiteConverter.from_keras_model(mobile).convert()

class Classifier:
    def __init__(self, content):
        self.interpreter = tf.lite.Interpreter(model_content=content)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]

    def classify(self, tensor):
        self.interpreter.set_tensor(self.input["index"], tensor)
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"])

classifier = Classifier(tflite_model)
tensor = np.random.rand(20, 20, 3).astype("float32").transpose(2, 0, 1)[np.newaxis]
""",
        "classifier.classify(tensor)",
        {"data-format"},
        set(),
        HEIGHT | WIDTH | CHANNELS | {None},
        picture(20, 20, 3) | {20, 3},
        picture(3, 20, 20) | {3, 20},
        inputs="tensor",
        model=None,
    ),
)
