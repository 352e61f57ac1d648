"""Sixty-four failures as people meet them. Each truth was read off the run, the model and what the user had."""

from .case import BATCH, CHANNELS, FEATURES, HEIGHT, SIDES, WIDTH, Case, flat, picture

# --- Models that several cases share ----------------------------------------------------------

#: A fixed door, and nothing behind it that minds the size.
FUNCTIONAL_RGB = """
photo = keras.Input((64, 64, 3), name="photo")
h = layers.Conv2D(8, 3, activation="relu")(photo)
h = layers.GlobalAveragePooling2D()(h)
model = keras.Model(photo, layers.Dense(4, activation="softmax")(h), name="flowers")
"""

#: An open door, a Dense layer behind Flatten: it is built for 13 * 13 * 8 = 1352 features.
DIGITS = """
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
"""

#: Two levels down and up again; Concatenate joins the ways. `size` is the door's.
UNET = """
def unet(size):
    picture = keras.Input((size, size, 3))
    one = layers.Conv2D(4, 3, padding="same", activation="relu")(picture)
    two = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(one))
    low = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(two))
    up = layers.Concatenate(name="join_two")([layers.UpSampling2D()(low), two])
    up = layers.Conv2D(4, 3, padding="same", activation="relu")(up)
    up = layers.Concatenate(name="join_one")([layers.UpSampling2D()(up), one])
    return keras.Model(picture, layers.Conv2D(1, 1, activation="sigmoid")(up))
"""

#: A small convolutional classifier of any size, with ten classes.
ANY_SIZE = """
model = keras.Sequential([
    keras.Input((None, None, 3)),
    layers.Conv2D(8, 3, padding="same", activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
"""

# --- A Dense layer behind Flatten pins the size -----------------------------------------------

DENSE = (
    Case(
        "digits cut at 32 pixels",
        DIGITS
        + """
x = np.random.rand(5, 32, 32, 1).astype("float32")
""",
        "model.predict(x, verbose=0)",
        {"size-pinned-by-dense"},
        {"dense"},
        FEATURES,
        flat(1352),
        flat(1800),
    ),
    Case(
        "own class called with portraits",
        """
class Classifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.features = keras.Sequential([layers.Conv2D(6, 5, strides=2), layers.ReLU(), layers.MaxPooling2D()])
        self.flatten = layers.Flatten()
        self.head = layers.Dense(3, name="head")

    def call(self, pictures):
        return self.head(self.flatten(self.features(pictures)))

model = Classifier()
model(tf.zeros((1, 64, 64, 3)))
portraits = tf.random.uniform((2, 80, 48, 3))
""",
        "model(portraits)",
        {"size-pinned-by-dense"},
        {"head"},
        FEATURES,
        flat(15 * 15 * 6),
        flat(19 * 11 * 6),
        inputs=None,
    ),
    Case(
        "head on MobileNetV2 evaluated at another size",
        """
class Transfer(keras.Model):
    def __init__(self):
        super().__init__()
        self.backbone = keras.applications.MobileNetV2(
            input_shape=(None, None, 3), alpha=0.35, include_top=False, weights=None)
        self.flatten = layers.Flatten()
        self.classify = layers.Dense(2, name="classify")

    def call(self, pictures):
        return self.classify(self.flatten(self.backbone(pictures)))

model = Transfer()
model(tf.zeros((1, 64, 64, 3)))
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x = tf.data.Dataset.from_tensor_slices((np.zeros((4, 96, 96, 3), "float32"), np.array([0, 1, 0, 1]))).batch(2)
""",
        "model.evaluate(x, verbose=0)",
        {"size-pinned-by-dense"},
        {"classify"},
        FEATURES,
        flat(2 * 2 * 1280),
        flat(3 * 3 * 1280),
    ),
    Case(
        "compiled by XLA and fed smaller tiles",
        """
model = keras.Sequential([
    layers.Conv2D(4, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(16, activation="relu"),
    layers.Dense(2),
])
model.build((None, 20, 20, 3))

@tf.function(jit_compile=True)
def scores(tiles):
    return model(tiles)

x = tf.zeros((3, 16, 16, 3))
""",
        "scores(x)",
        {"size-pinned-by-dense"},
        {"dense (Dense)"},
        FEATURES,
        flat(18 * 18 * 4),
        flat(14 * 14 * 4),
    ),
    Case(
        "matmul of pixels with a saved matrix",
        """
weights = tf.Variable(tf.zeros((3072, 10)))
x = tf.zeros((1, 16, 16, 3))
pixels = tf.reshape(x, [1, -1])
""",
        "scores = tf.matmul(pixels, weights)",
        {"size-pinned-by-dense"},
        {"MatMul"},
        FEATURES | {0},
        {3072, (None, 3072), (3072, 10)},
        flat(768),
        model=None,
    ),
    Case(
        "training goes on with crops",
        """
model = keras.Sequential([layers.Flatten(), layers.Dense(12, activation="relu"), layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.zeros((4, 32, 32, 3)), np.zeros((4, 1)), verbose=0)
photos = tf.data.Dataset.from_tensor_slices((np.zeros((4, 32, 32, 3), "float32"), np.zeros((4, 1), "float32")))
x = photos.map(lambda photo, y: (tf.image.random_crop(photo, (30, 30, 3)), y)).batch(2)
""",
        "model.fit(x, verbose=0)",
        {"size-pinned-by-dense"},
        {"dense (Dense)"},
        FEATURES,
        flat(3072),
        flat(2700),
    ),
    Case(
        "phone model stretched to larger pictures",
        """
net = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(4)])
interpreter = tf.lite.Interpreter(model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert())
door = interpreter.get_input_details()[0]["index"]
x = np.zeros((1, 20, 20, 3), "float32")
interpreter.resize_tensor_input(door, x.shape)
interpreter.allocate_tensors()
interpreter.set_tensor(door, x)
""",
        "interpreter.invoke()",
        {"size-pinned-by-dense", "size-in-reshape"},
        {"reshape"},
        set(),
        {392, (None, 392)} | picture(16, 16, 3),
        {648, (None, 648)} | picture(20, 20, 3),
        model=None,
    ),
)

# --- A door of one size -----------------------------------------------------------------------

DOORS = (
    Case(
        "functional model called with larger photos",
        FUNCTIONAL_RGB
        + """
x = tf.zeros((2, 96, 96, 3))
""",
        "model(x)",
        {"size-pinned-by-functional-input"},
        {"flowers", "photo"},
        SIDES,
        picture(64, 64, 3) | {64, (64, 64)},
        picture(96, 96, 3) | {96, (96, 96)},
    ),
    Case(
        "scan of 56 columns where 60 were trained",
        """
scan = keras.Input((40, 60, 3))
model = keras.Model(scan, layers.Conv2D(2, 3, padding="same")(scan))
x = np.zeros((3, 40, 56, 3), "float32")
""",
        "model.predict_on_batch(x)",
        {"size-pinned-by-functional-input"},
        {"functional", "input_layer"},
        WIDTH,
        picture(40, 60, 3) | {60},
        picture(40, 56, 3) | {56},
        inputs=None,
        model=None,
    ),
    Case(
        "tf.function with a signature",
        FUNCTIONAL_RGB
        + """
@tf.function(input_signature=[tf.TensorSpec((None, 64, 64, 3), tf.float32)])
def classify(photos):
    return model(photos)

x = tf.zeros((1, 64, 48, 3))
""",
        "classify(x)",
        {"size-pinned-by-functional-input"},
        set(),
        WIDTH | {None},
        picture(64, 64, 3) | {64},
        picture(64, 48, 3) | {48},
        model=None,
    ),
    Case(
        "served model, other size",
        """
door = keras.Input((32, 32, 3))
net = keras.Model(door, layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(door)))
net.export(folder + "/served", verbose=False)
served = tf.saved_model.load(folder + "/served")
x = tf.zeros((1, 50, 50, 3))
""",
        "served.serve(x)",
        {"size-pinned-by-functional-input"},
        set(),
        SIDES,
        picture(32, 32, 3) | {32},
        picture(50, 50, 3) | {50},
        model=None,
    ),
    Case(
        "phone model fed at 64",
        """
net = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()])
interpreter = tf.lite.Interpreter(model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert())
interpreter.allocate_tensors()
door = interpreter.get_input_details()[0]
x = np.zeros((1, 64, 32, 3), "float32")
""",
        'interpreter.set_tensor(door["index"], x)',
        {"size-pinned-by-functional-input"},
        set(),
        HEIGHT,
        picture(32, 32, 3) | {32},
        picture(64, 32, 3) | {64},
        model=None,
    ),
    Case(
        "two inputs by name, the thumbnail too large",
        """
photo = keras.Input((48, 48, 3), name="photo")
thumbnail = keras.Input((16, 16, 3), name="thumbnail")
both = layers.Concatenate()([layers.GlobalMaxPooling2D()(photo), layers.GlobalMaxPooling2D()(thumbnail)])
model = keras.Model({"photo": photo, "thumbnail": thumbnail}, layers.Dense(1)(both))
x = {"photo": np.zeros((2, 48, 48, 3), "float32"), "thumbnail": np.zeros((2, 24, 24, 3), "float32")}
""",
        "model.predict(x, verbose=0)",
        {"size-pinned-by-functional-input"},
        {"functional", "thumbnail"},
        SIDES,
        picture(16, 16, 3) | {16, (16, 16)},
        picture(24, 24, 3) | {24, (24, 24)},
    ),
)

# --- A picture without its batch axis ---------------------------------------------------------

RANK = (
    Case(
        "predict on one picture",
        FUNCTIONAL_RGB
        + """
x = np.random.rand(64, 64, 3).astype("float32")
""",
        "model.predict(x, verbose=0)",
        {"rank-missing-batch"},
        {"flowers", "photo"},
        BATCH | {None},
        {4, (None, 64, 64, 3)},
        {3, (64, 64, 3)},
    ),
    Case(
        "one decoded photo into a convolution",
        ANY_SIZE
        + """
jpeg = tf.io.encode_jpeg(tf.zeros((50, 70, 3), tf.uint8))
x = tf.image.convert_image_dtype(tf.io.decode_jpeg(jpeg), tf.float32)
""",
        "model(x)",
        {"rank-missing-batch"},
        {"sequential", "conv2d"},
        BATCH | {None},
        {4, (None, None, None, 3)},
        {3, (50, 70, 3)},
    ),
    Case(
        "dataset that was never batched",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x = tf.data.Dataset.from_tensor_slices((np.zeros((6, 24, 24, 3), "float32"), np.arange(6)))
""",
        "model.fit(x, verbose=0)",
        {"rank-missing-batch"},
        {"sequential", "conv2d"},
        BATCH | {None},
        {4, (None, None, None, 3)},
        {3, (24, 24, 3)},
    ),
    Case(
        "edge filter on one picture in a graph",
        """
kernel = tf.zeros((3, 3, 3, 1))

@tf.function
def edges(photo):
    return tf.nn.conv2d(photo, kernel, strides=1, padding="SAME")

x = tf.zeros((30, 40, 3))
""",
        "edges(x)",
        {"rank-missing-batch"},
        {"conv2d", "edges"},
        BATCH | {None},
        {4, (None, None, None, 3), (None, 30, 40, 3)},
        {3, (30, 40, 3)},
        model=None,
    ),
    Case(
        "phone model and one camera frame",
        """
net = keras.Sequential([keras.Input((24, 24, 3)), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()])
interpreter = tf.lite.Interpreter(model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert())
interpreter.allocate_tensors()
frame = np.zeros((24, 24, 3), "float32")
""",
        'interpreter.set_tensor(interpreter.get_input_details()[0]["index"], frame)',
        {"rank-missing-batch"},
        set(),
        BATCH | {None},
        {4, (None, 24, 24, 3)},
        {3, (24, 24, 3)},
        inputs="frame",
        model=None,
    ),
)

# --- The wrong number of channels -------------------------------------------------------------

CHANNEL = (
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
model = keras.Sequential([scale, layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(1)])
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
)

# --- A Dense layer asked to take "any size" ---------------------------------------------------

NONE = (
    Case(
        "head built on an open picture",
        """
photo = keras.Input((None, None, 3))
features = layers.Flatten()(layers.Conv2D(8, 3, activation="relu")(photo))
""",
        "scores = layers.Dense(5, name='scores')(features)",
        {"dense-on-none"},
        {"scores", "dense"},
        FEATURES,
        set(),
        {None, (None, None)} | picture(None, None, 3),
        inputs=None,
        model=None,
    ),
    Case(
        "sequential with an open width",
        "",
        """
model = keras.Sequential([
    keras.Input((32, None, 1)),
    layers.Conv2D(4, 3),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(26, activation="softmax"),
])
""",
        {"dense-on-none"},
        {"dense"},
        FEATURES,
        set(),
        {None, (None, None)} | picture(32, None, 1),
        inputs=None,
        model=None,
    ),
    Case(
        "backbone of any size, flattened",
        """
backbone = keras.applications.MobileNetV2(
    input_shape=(None, None, 3), alpha=0.35, include_top=False, weights=None)
""",
        "model = keras.Sequential([backbone, layers.Flatten(), layers.Dense(7)])",
        {"dense-on-none"},
        {"dense"},
        FEATURES,
        set(),
        {None, (None, None)} | picture(None, None, 3),
        inputs=None,
        model="backbone",
    ),
)

# --- Pictures of several sizes in one batch ---------------------------------------------------

MIXED = (
    Case(
        "generator of photos, batched",
        """
def photos():
    for size in ((40, 60), (40, 60), (60, 40)):
        yield np.zeros((*size, 3), "float32")

signature = tf.TensorSpec((None, None, 3), tf.float32)
x = tf.data.Dataset.from_generator(photos, output_signature=signature).batch(3)
""",
        "batch = next(iter(x))",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(40, 60, 3), 40, 60},
        {(60, 40, 3), 40, 60},
        model=None,
    ),
    Case(
        "np.stack of a folder",
        """
x = [np.zeros((30, 20, 3)), np.zeros((20, 30, 3)), np.zeros((30, 20, 3))]
""",
        "batch = np.stack(x)",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(30, 20, 3), 30, 20},
        {(20, 30, 3), 20, 30},
        model=None,
    ),
    Case(
        "np.array of photos of two heights",
        """
x = [np.zeros((64, 48, 3), "uint8"), np.zeros((50, 48, 3), "uint8")]
""",
        "batch = np.array(x)",
        {"mixed-sizes-in-batch"},
        set(),
        HEIGHT | {0, None},
        {(64, 48, 3), 64},
        {(50, 48, 3), 50},
        model=None,
    ),
    Case(
        "tf.stack of two crops",
        """
x = [tf.zeros((24, 24, 3)), tf.zeros((24, 32, 3))]
""",
        "batch = tf.stack(x)",
        {"mixed-sizes-in-batch"},
        {"Pack", "stack"},
        WIDTH | {1, None},
        {(24, 24, 3), 24},
        {(24, 32, 3), 32},
        inputs=None,
        model=None,
    ),
    Case(
        "object array in fit",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x = np.empty(4, dtype=object)
for number, width in enumerate((20, 24, 20, 28)):
    x[number] = np.zeros((20, width, 3), "float32")
y = np.array([0, 1, 2, 3])
""",
        "model.fit(x, y, verbose=0)",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH | {1, None},
        {(20, 20, 3), 20, None},
        {(20, 24, 3), 24, None, (4,)},
    ),
    Case(
        "PyDataset that stacks what it reads",
        ANY_SIZE
        + """
class Photos(keras.utils.PyDataset):
    sizes = ((32, 32), (32, 32), (32, 48), (32, 32))

    def __len__(self):
        return 2

    def __getitem__(self, number):
        sizes = self.sizes[2 * number:2 * number + 2]
        return np.stack([np.zeros((*size, 3), "float32") for size in sizes]), np.zeros(2)

model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x = Photos()
""",
        "model.fit(x, verbose=0, shuffle=False)",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH | {1, None},
        {(32, 48, 3), (32, 32, 3), 48, 32},
        {(32, 32, 3), (32, 48, 3), 32, 48},
    ),
)

# --- Too small --------------------------------------------------------------------------------

SMALL = (
    Case(
        "icon in a network for photos",
        """
model = keras.Sequential([
    keras.Input((None, None, 3)),
    layers.Conv2D(4, 5, strides=2), layers.MaxPooling2D(),
    layers.Conv2D(8, 5, name="second"), layers.GlobalAveragePooling2D(), layers.Dense(2),
])
x = np.zeros((1, 16, 16, 3), "float32")
""",
        "model.predict(x, verbose=0)",
        {"too-small-for-network"},
        {"second"},
        SIDES,
        {5, (5, 5), 23, (23, 23)} | picture(23, 23, 3),
        {3, (3, 3), (None, 3, 3, 4), 16, (16, 16)} | picture(16, 16, 3),
    ),
    Case(
        "one convolution too many",
        """
photo = keras.Input((12, 12, 1))
h = photo
for filters in (4, 8):
    h = layers.Conv2D(filters, 3, activation="relu")(h)
    h = layers.MaxPooling2D()(h)
""",
        "h = layers.Conv2D(16, 3, name='third')(h)",
        {"too-small-for-network"},
        {"third"},
        SIDES,
        {3, (3, 3), 18, (18, 18)} | picture(18, 18, 1),
        {1, (1, 1), (None, 1, 1, 8), 12, (12, 12)} | picture(12, 12, 1),
        inputs=None,
        model=None,
    ),
    Case(
        "pooling a map that has shrunk to one pixel",
        """
x = tf.ones((1, 7, 7, 2))
shrunk = tf.nn.avg_pool2d(x, 4, 4, "VALID")
""",
        'pooled = tf.nn.max_pool2d(shrunk, 2, 2, "VALID")',
        {"too-small-for-network"},
        {"MaxPool"},
        SIDES,
        {2, (2, 2)},
        {1, (1, 1), (None, 1, 1, 2)} | picture(7, 7, 2) | {7},
        inputs="shrunk",
        model=None,
    ),
)

# --- Skip connections over odd sizes ----------------------------------------------------------

SKIPS = (
    Case(
        "U-Net trained on 50 pixels",
        UNET
        + """
model = unet(None)
model.compile(optimizer="sgd", loss="binary_crossentropy")

def pairs():
    for _ in range(2):
        yield np.zeros((50, 50, 3), "float32"), np.zeros((50, 50, 1), "float32")

signature = tf.TensorSpec((None, None, 3), tf.float32), tf.TensorSpec((None, None, 1), tf.float32)
x = tf.data.Dataset.from_generator(pairs, output_signature=signature).batch(2)
""",
        "model.fit(x, verbose=0)",
        {"skip-connection-odd-size"},
        {"join_two"},
        SIDES,
        {25, 24, (None, 25, 25, 8), (None, 24, 24, 8)},
        {24, 25, (None, 24, 24, 8), (None, 25, 25, 8)} | picture(50, 50, 3) | {50},
    ),
    Case(
        "U-Net predicts a strip",
        UNET
        + """
model = unet(None)
x = np.zeros((1, 64, 37, 3), "float32")
""",
        "model.predict(x, verbose=0)",
        {"skip-connection-odd-size"},
        {"join_one"},
        WIDTH,
        {36, 37, (None, 64, 37, 4), (None, 64, 36, 4), (None, 64, 36, 8), (None, 64, 37, 8)},
        {36, 37, (None, 64, 36, 8), (None, 64, 36, 4), (None, 64, 37, 4)} | picture(64, 37, 3),
    ),
    Case(
        "U-Net for 101 pixels",
        UNET,
        "model = unet(101)",
        {"skip-connection-odd-size"},
        {"join_one", "concatenate"},
        SIDES,
        {100, 101, (None, 100, 100, 4), (None, 101, 101, 4)},
        {100, 101, (None, 100, 100, 4), (None, 101, 101, 4)} | picture(101, 101, 3),
        inputs=None,
        model=None,
    ),
    Case(
        "residual decoder evaluated at 30 rows",
        """
scan = keras.Input((None, None, 1))
down = layers.Conv2D(6, 3, strides=4, padding="same")(scan)
up = layers.Conv2DTranspose(1, 4, strides=4, padding="same")(down)
model = keras.Model(scan, layers.Add(name="residue")([up, scan]))
model.compile(loss="mse")
pictures = np.zeros((2, 30, 32, 1), "float32")
x = tf.data.Dataset.from_tensors((pictures, pictures))
""",
        "model.evaluate(x, verbose=0)",
        {"skip-connection-odd-size"},
        {"residue"},
        HEIGHT,
        {30, 32, (None, 30, 32, 1), (None, 32, 32, 1)},
        {30, 32, (None, 30, 32, 1), (None, 32, 32, 1), (30, 32, 1)},
    ),
)

# --- Ragged tensors ---------------------------------------------------------------------------

RAGGED = (
    Case(
        "ragged batch into a convolution",
        ANY_SIZE
        + """
x = tf.ragged.stack([tf.zeros((20, 30, 3)), tf.zeros((30, 20, 3))])
""",
        "model(x)",
        {"ragged-to-dense-op"},
        {"sequential", "conv2d"},
        set(),
        set(),
        set(),
    ),
    Case(
        "ragged_batch of a dataset in predict",
        ANY_SIZE
        + """
def photos():
    yield np.zeros((16, 24, 3), "float32")
    yield np.zeros((24, 16, 3), "float32")

signature = tf.TensorSpec((None, None, 3), tf.float32)
x = tf.data.Dataset.from_generator(photos, output_signature=signature).ragged_batch(2)
""",
        "model.predict(x, verbose=0)",
        {"ragged-to-dense-op"},
        {"sequential", "conv2d"},
        set(),
        set(),
        set(),
    ),
    Case(
        "ragged rows of patches into a Dense layer",
        """
x = tf.RaggedTensor.from_row_lengths(tf.zeros((10, 48)), [4, 6])
project = layers.Dense(16, name="project")
project.build((None, None, 48))
""",
        "tokens = project(x)",
        {"ragged-to-dense-op"},
        {"project"},
        set(),
        set(),
        set(),
        model=None,
    ),
)

# --- Labels and losses ------------------------------------------------------------------------

LABELS = (
    Case(
        "class numbers for a one-hot loss",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="categorical_crossentropy")
data = (np.zeros((8, 16, 16, 3), "float32"), np.arange(8))
""",
        "model.fit(*data, verbose=0)",
        {"label-shape"},
        set(),
        FEATURES | {None},
        {10, (None, 10), 2},
        {1, (None, 1), (None,)},
        inputs="data",
    ),
    Case(
        "two columns for one sigmoid",
        """
model = keras.Sequential([layers.Conv2D(2, 3), layers.GlobalMaxPooling2D(), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="sgd", loss="binary_crossentropy")
x, y = np.zeros((6, 12, 12, 3), "float32"), np.eye(2)[[0, 1, 0, 1, 0, 1]]
""",
        "model.fit(x, y, verbose=0)",
        {"label-shape"},
        set(),
        FEATURES | {None},
        {1, (None, 1)},
        {2, (None, 2)},
        inputs=None,
        model=None,
    ),
    Case(
        "more pictures than labels",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
photos, numbers = np.zeros((12, 16, 16, 3), "float32"), np.zeros(10)
x = (photos, numbers)
""",
        "model.fit(photos, numbers, verbose=0)",
        {"label-shape"},
        set(),
        BATCH | {None},
        {12, 10},
        {10, 12},
    ),
    Case(
        "masks at full size, output at half",
        """
photo = keras.Input((32, 32, 3))
model = keras.Model(photo, layers.Conv2D(1, 3, strides=2, padding="same", activation="sigmoid")(photo))
model.compile(optimizer="sgd", loss="mse")
x = tf.data.Dataset.from_tensors((tf.zeros((2, 32, 32, 3)), tf.zeros((2, 32, 32, 1))))
""",
        "model.fit(x, verbose=0)",
        {"label-shape"},
        set(),
        SIDES,
        picture(16, 16, 1) | {16},
        picture(32, 32, 1) | {32},
    ),
    Case(
        "one label array for a model of two heads",
        """
photo = keras.Input((20, 20, 3))
h = layers.GlobalAveragePooling2D()(photo)
model = keras.Model(photo, [layers.Dense(3, name="kind")(h), layers.Dense(1, name="age")(h)])
model.compile(optimizer="sgd", loss=["mse", "mse"])
x, y = np.zeros((4, 20, 20, 3), "float32"), np.zeros((4, 3), "float32")
""",
        "model.train_on_batch(x, y)",
        {"label-shape"},
        set(),
        set(),
        set(),
        set(),
    ),
)

# --- Channels first against last --------------------------------------------------------------

FORMATS = (
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
)

# --- Networks with pretrained tops ------------------------------------------------------------

TOPS = (
    Case(
        "ImageNet weights and ten classes",
        "",
        'model = keras.applications.MobileNetV2(weights="imagenet", classes=10)',
        {"pretrained-top"},
        set(),
        set(),
        {1000},
        {10},
        inputs=None,
        model=None,
    ),
    Case(
        "ImageNet top and smaller photos",
        "",
        'model = keras.applications.ResNet50(weights="imagenet", input_shape=(160, 160, 3))',
        {"pretrained-top"},
        set(),
        SIDES,
        picture(224, 224, 3) | {224},
        picture(160, 160, 3) | {160},
        inputs=None,
        model=None,
    ),
    Case(
        "top on a network without a size",
        "",
        "model = keras.applications.VGG16(weights=None, include_top=True, input_shape=(None, None, 3))",
        {"pretrained-top"},
        set(),
        SIDES,
        set(),
        picture(None, None, 3) | {None},
        inputs=None,
        model=None,
    ),
)

# --- Weights that do not fit ------------------------------------------------------------------

WEIGHTS = (
    Case(
        "weights of five classes for a model of three",
        """
def classifier(classes):
    return keras.Sequential([
        keras.Input((24, 24, 3)), layers.Conv2D(4, 3), layers.GlobalMaxPooling2D(),
        layers.Dense(classes, name="classes"),
    ])

classifier(5).save_weights(folder + "/five.weights.h5")
model = classifier(3)
""",
        'model.load_weights(folder + "/five.weights.h5")',
        {"weights-mismatch"},
        {"classes"},
        set(),
        {(4, 3), 3, (3,)},
        {(4, 5), 5, (5,)},
        inputs=None,
    ),
    Case(
        "kernel for gray set on a colour model",
        """
gray = keras.Sequential([keras.Input((16, 16, 1)), layers.Conv2D(6, 3)])
model = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(6, 3)])
""",
        "model.set_weights(gray.get_weights())",
        {"weights-mismatch"},
        {"conv2d_1", "sequential_1"},
        {2, -2, None},
        {(3, 3, 3, 6), 3},
        {(3, 3, 1, 6), 1},
        inputs=None,
    ),
    Case(
        "old file of a deeper network",
        """
def digits(depth):
    stack = [layers.Conv2D(4, 3, padding="same", activation="relu") for _ in range(depth)]
    return keras.Sequential([keras.Input((28, 28, 1)), *stack, layers.Flatten(), layers.Dense(10)])

digits(3).save(folder + "/deep.h5")
model = digits(2)
""",
        'model.load_weights(folder + "/deep.h5")',
        {"weights-mismatch"},
        set(),
        set(),
        {3, None},
        {4, None},
        inputs=None,
    ),
)

# --- Something else ---------------------------------------------------------------------------

OTHERS = (
    Case(
        "decoder with a grid baked in",
        """
photo = keras.Input((None, None, 3))
h = layers.Conv2D(4, 3, strides=2, padding="same")(photo)
model = keras.Model(photo, layers.Reshape((256, 4), name="tokens")(h))
x = np.zeros((1, 48, 48, 3), "float32")
""",
        "model.predict(x, verbose=0)",
        {"size-in-reshape"},
        {"tokens"},
        set(),
        {(256, 4), (None, 256, 4), 1024},
        {(24, 24, 4), (None, 24, 24, 4), 2304},
    ),
    Case(
        "small vision transformer on a larger photo",
        """
class Positions(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(1, 16, shape[-1]), name="table")

    def call(self, patches):
        return patches + self.table

photo = keras.Input((None, None, 3))
patches = layers.Conv2D(12, 8, strides=8, name="patches")(photo)
tokens = layers.Reshape((-1, 12))(patches)
tokens = Positions(name="positions")(tokens)
tokens = layers.MultiHeadAttention(2, 6)(tokens, tokens)
model = keras.Model(photo, layers.Dense(3)(layers.GlobalAveragePooling1D()(tokens)))
x = np.zeros((2, 40, 40, 3), "float32")
""",
        "model.predict(x, verbose=0)",
        {"size-in-table"},
        {"positions"},
        {1, -2},
        {16, (None, 16, 12)},
        {25, (None, 25, 12)},
    ),
    Case(
        "class number beyond the last class",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x, y = np.zeros((3, 8, 8, 3), "float32"), np.array([1, 5, 10])
""",
        "model.fit(x, y, verbose=0)",
        {"label-value"},
    ),
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
        {"unknown"},
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
        "random crop larger than the photo",
        """
x = tf.data.Dataset.from_tensors(tf.zeros((100, 90, 3))).map(lambda photo: tf.image.random_crop(photo, (96, 96, 3)))
""",
        "crop = next(iter(x))",
        {"too-small-for-network"},
        set(),
        {1, -2, None},
        {96, (96, 96, 3)},
        {90, (100, 90, 3)},
        model=None,
    ),
)

CASES = (
    *DENSE,
    *DOORS,
    *RANK,
    *CHANNEL,
    *NONE,
    *MIXED,
    *SMALL,
    *SKIPS,
    *RAGGED,
    *LABELS,
    *FORMATS,
    *TOPS,
    *WEIGHTS,
    *OTHERS,
)
