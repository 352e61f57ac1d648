"""Nothing that is known here."""

from ..case import Case
from ..models import ANY_SIZE

CASES = (
    Case(
        "bytes in a raw convolution",
        """
kernel = tf.zeros((3, 3, 3, 2))

@tf.function
def features(photos):
    return tf.nn.conv2d(photos, kernel, strides=1, padding="SAME")

x = tf.zeros((1, 20, 20, 3), tf.uint8)
""",
        "features(x)",
        {"unknown", "dtype"},
        model=None,
    ),
    Case(
        "photo that is not there",
        """
names = tf.data.Dataset.from_tensor_slices([folder + "/first.jpg"])
x = names.map(lambda name: tf.io.decode_jpeg(tf.io.read_file(name))).batch(1)
""",
        "batch = next(iter(x))",
        {"unknown"},
        model=None,
    ),
    Case(
        "training before compile",
        ANY_SIZE
        + """
x, y = np.zeros((2, 8, 8, 3), "float32"), np.zeros(2)
""",
        "model.fit(x, y, verbose=0)",
        {"unknown"},
    ),
    Case(
        "file names in place of pictures",
        ANY_SIZE
        + """
x = np.array(["cat.jpg", "dog.jpg"])
""",
        "model.predict(x, verbose=0)",
        {"unknown"},
    ),
    Case(
        "picture that could not be read",
        """
def read(path):
    return None

x = [np.zeros((8, 8, 3)), read("holiday.jpg")]
""",
        "sizes = [photo.shape for photo in x]",
        {"unknown"},
        model=None,
    ),
    Case(
        "numbers read as text",
        """
rows = tf.data.Dataset.from_tensor_slices(["12 40 7", "3 0 255"])
x = rows.map(tf.strings.split).batch(2)
""",
        "pixels = tf.cast(next(iter(x)), tf.float32)",
        {"unknown"},
        model=None,
    ),
    Case(
        "PIL picture handed over as it is",
        """
from PIL import Image

photo = Image.new("RGB", (24, 24))
tagger = keras.Sequential(
    [keras.Input((24, 24, 3)), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()]
)
""",
        "tags = tagger.predict(photo, verbose=0)",
        {"unknown"},
        inputs="photo",
        model="tagger",
    ),
    Case(
        "class weights for a model of two heads",
        """
face = keras.Input((16, 16, 1))
h = layers.Flatten()(layers.Conv2D(2, 3)(face))
heads = keras.Model(
    face, {"age": layers.Dense(1, name="age")(h), "sex": layers.Dense(2, name="sex")(h)}
)
heads.compile(
    optimizer="adam",
    loss={"age": "mse", "sex": keras.losses.SparseCategoricalCrossentropy(True)},
)
faces = np.zeros((4, 16, 16, 1), "float32")
targets = {"age": np.zeros((4, 1), "float32"), "sex": np.array([0, 1, 1, 0])}
""",
        "heads.fit(faces, targets, class_weight={0: 1.0, 1: 3.0}, epochs=1, verbose=0)",
        {"unknown"},
        inputs="faces",
        model="heads",
    ),
)
