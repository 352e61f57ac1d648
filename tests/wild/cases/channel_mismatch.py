"""Another number of channels than the kernels are deep."""

from ..case import BATCH, CHANNELS, Case, picture
from ..models import ANY_SIZE, FUNCTIONAL_RGB, POOLED

CASES = (
    Case(
        "gray pictures at an RGB door",
        FUNCTIONAL_RGB
        + """
x = np.zeros((3, 64, 64, 1), "float32")
""",
        "model.predict(x, verbose=0)",
        {"channel-mismatch"},
        {"conv2d", "flowers", "photo"},
        CHANNELS,
        picture(64, 64, 3) | {3, (None, None, None, 3)},
        picture(64, 64, 1) | {1},
    ),
    Case(
        "PNG with transparency",
        ANY_SIZE
        + """
png = tf.io.encode_png(tf.zeros((33, 20, 4), tf.uint8))
x = tf.cast(tf.io.decode_png(png), tf.float32)[tf.newaxis] / 255
""",
        "model(x)",
        {"channel-mismatch"},
        {"conv2d", "sequential"},
        CHANNELS,
        {3, (None, None, None, 3)},
        picture(33, 20, 4) | {4},
    ),
    Case(
        "mean of RGB taken from RGBA",
        """
x = np.zeros((20, 30, 4))
mean = np.array([0.485, 0.456, 0.406])
""",
        "centred = x - mean",
        {"channel-mismatch"},
        set(),
        {2, -1},
        {3, (3,), (20, 30, 3)},
        {4, (20, 30, 4)},
        model=None,
    ),
    Case(
        "normalisation adapted to colour meets gray and alpha",
        """
scale = layers.Normalization(axis=-1)
scale.adapt(np.random.rand(4, 8, 8, 3))
model = keras.Sequential(
    [scale, layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(1)]
)
x = np.random.rand(5, 8, 8, 2).astype("float32")
""",
        "model.predict(x, verbose=0)",
        {"channel-mismatch"},
        {"normalization", "sequential"},
        CHANNELS,
        {3, (3,), (1, 1, 1, 3), (None, None, None, 3), (None, 8, 8, 3), (8, 8, 3)},
        picture(8, 8, 2) | {2},
    ),
    Case(
        "raw kernel of three channels, four given",
        """
kernel = tf.Variable(tf.zeros((5, 5, 3, 8)))

@tf.function
def features(photos):
    return tf.nn.relu(tf.nn.conv2d(photos, kernel, strides=2, padding="VALID"))

x = tf.zeros((2, 32, 32, 4))
""",
        "features(x)",
        {"channel-mismatch"},
        {"conv2d", "features"},
        CHANNELS,
        {3, (5, 5, 3, 8), (None, None, None, 3), (None, 32, 32, 3), (32, 32, 3)},
        picture(32, 32, 4) | {4},
        model=None,
    ),
    Case(
        "depth camera's fourth channel in fit",
        POOLED
        + """
model.compile(optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x = tf.data.Dataset.from_tensors((tf.zeros((2, 20, 20, 4)), tf.constant([0, 1])))
""",
        "model.fit(x, verbose=0)",
        {"channel-mismatch"},
        {"frames", "frame", "stem"},
        CHANNELS,
        {3, (None, None, None, 3)},
        picture(20, 20, 4) | {4},
    ),
    Case(
        "batch normalisation of another width",
        """
normalise = layers.BatchNormalization(name="normalise")
normalise.build((None, 8, 8, 16))
x = tf.zeros((2, 8, 8, 24))
""",
        "normalise(x)",
        {"channel-mismatch"},
        {"normalise"},
        CHANNELS,
        {16, (None, None, None, 16)} | picture(8, 8, 16),
        picture(8, 8, 24) | {24},
        model=None,
    ),
    Case(
        "grayscale conversion of gray pictures in a map",
        """
photos = tf.data.Dataset.from_tensors(tf.zeros((10, 12, 1)))
x = tf.zeros((10, 12, 1))
""",
        "gray = photos.map(tf.image.rgb_to_grayscale)",
        {"channel-mismatch"},
        {"MatMul", "Tensordot", "rgb_to_grayscale"},
        {2, 1, -1},
        {3, (3, 1), (None, None, 3), (10, 12, 3)},
        {1, (10, 12, 1), (120, 1)},
        model=None,
    ),
    Case(
        "gray photos for ImageNet weights",
        "",
        """
model = keras.applications.VGG16(
    weights="imagenet", include_top=False, input_shape=(96, 96, 1)
)
""",
        {"pretrained-top", "channel-mismatch"},
        set(),
        CHANNELS | {2},
        {3} | picture(96, 96, 3),
        {1} | picture(96, 96, 1),
        inputs=None,
        model=None,
    ),
    Case(
        "gray picture opened with PIL",
        """
from PIL import Image

Image.new("L", (40, 40), 128).save(folder + "/xray.png")
camera = keras.Input((40, 40, 3))
detector = keras.Model(
    camera, layers.Dense(2)(layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(camera)))
)

def load_image(path):
    picture = Image.open(path).resize((40, 40))
    return np.expand_dims(np.asarray(picture, "float32") / 255, axis=0)

xray = load_image(folder + "/xray.png")
""",
        "detector.predict(xray, verbose=0)",
        {"rank-missing-batch", "channel-mismatch"},
        {"functional", "input_layer", "conv2d"},
        BATCH | CHANNELS | {None},
        {4, 3} | picture(40, 40, 3),
        {3, 1, (1, 40, 40), (None, 40, 40), (40, 40), (None, 40, 40, 1)},
        inputs="xray",
        model="detector",
    ),
    Case(
        "folder of photos read as gray",
        """
import pathlib

for label in ("cat", "dog"):
    pathlib.Path(folder, "pets", label).mkdir(parents=True)
    for number in range(2):
        png = tf.io.encode_png(tf.zeros((30, 36, 3), tf.uint8))
        tf.io.write_file(f"{folder}/pets/{label}/{number}.png", png)

pets = keras.utils.image_dataset_from_directory(
    folder + "/pets", image_size=(24, 24), color_mode="grayscale", batch_size=2, verbose=False)
pet_model = keras.Sequential([
    keras.Input((24, 24, 3)),
    layers.Rescaling(1 / 127.5, offset=-1),
    layers.Conv2D(4, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(1),
])
pet_model.compile(optimizer="rmsprop", loss=keras.losses.BinaryCrossentropy(from_logits=True))
""",
        "pet_model.fit(pets, epochs=1, verbose=0)",
        {"channel-mismatch"},
        {"conv2d", "sequential"},
        CHANNELS,
        {3, (None, None, None, 3)} | picture(24, 24, 3),
        {1} | picture(24, 24, 1),
        inputs="pets",
        model="pet_model",
    ),
    Case(
        "colour jitter on scans",
        """
def augment(scan, label):
    scan = tf.image.random_flip_left_right(scan)
    scan = tf.image.random_saturation(scan, 0.5, 1.5)
    return scan, label

scans = tf.data.Dataset.from_tensor_slices((np.zeros((4, 18, 18, 1), "float32"), np.zeros(4)))
""",
        "batches = list(scans.map(augment).batch(2))",
        {"channel-mismatch"},
        set(),
        {2, 3, -1},
        {3, (18, 18, 3), (None, None, 3)},
        {1, (18, 18, 1), (None, 18, 18, 1)},
        inputs="scans",
        model=None,
    ),
    Case(
        "one normalisation for two widths",
        """
class ConvBlock(layers.Layer):
    def __init__(self, filters):
        super().__init__(name="block")
        self.first = layers.Conv2D(filters, 3, padding="same")
        self.second = layers.Conv2D(filters * 2, 3, padding="same")
        self.bn = layers.BatchNormalization(name="bn")

    def call(self, maps, training=False):
        maps = tf.nn.relu(self.bn(self.first(maps), training=training))
        return tf.nn.relu(self.bn(self.second(maps), training=training))

block = ConvBlock(6)
patches = tf.random.uniform((2, 14, 14, 3))
""",
        "block(patches)",
        {"channel-mismatch"},
        {"bn", "block"},
        CHANNELS,
        {6, (None, None, None, 6), (None, 14, 14, 6), (14, 14, 6)},
        {12, (None, 14, 14, 12), (14, 14, 12)},
        inputs="patches",
        model=None,
    ),
    Case(
        "ImageNet preprocessing of gray radiographs",
        """
def prepare(radiographs):
    batch = radiographs[..., np.newaxis].astype("float32")
    return keras.applications.vgg16.preprocess_input(batch)

radiographs = np.zeros((3, 26, 22), "uint8")
""",
        "ready = prepare(radiographs)",
        {"channel-mismatch"},
        set(),
        CHANNELS | {None},
        {3, (None, None, None, 3), (None, 26, 22, 3), (26, 22, 3)},
        {1, (None, 26, 22, 1), (26, 22, 1), (3, 26, 22)},
        inputs="radiographs",
        model=None,
    ),
    Case(
        "ImageNet weights for gray scans",
        """
def build_model(img_size, num_classes):
    base_model = keras.applications.DenseNet121(
        weights="imagenet", include_top=False, input_shape=(img_size, img_size, 1))
    outputs = layers.Dense(num_classes)(layers.GlobalAveragePooling2D()(base_model.output))
    return keras.Model(base_model.input, outputs)
""",
        "covid_model = build_model(128, 2)",
        {"pretrained-top", "channel-mismatch"},
        set(),
        CHANNELS | {2, None},
        {3} | picture(None, None, 3),
        {1} | picture(128, 128, 1),
        inputs=None,
        model=None,
    ),
)
