"""Thirty-two failures of the same kinds, kept aside while the readers were written on the others.

Before anything was fitted to them, 30 causes of 32 were right, 20 layers of 20, and 19 of 27 had a treatment that
helps, 22 of 32 everything. What is wrong today stands in test_cases.py.
"""

from .case import BATCH, CHANNELS, FEATURES, HEIGHT, SIDES, WIDTH, Case, flat, picture

#: A regressor over 24-pixel crops: Flatten, then two Dense layers, the first for 10 * 10 * 4 = 400 features.
CROPS = """
crop = keras.Input((None, None, 1), name="crop")
h = layers.Conv2D(4, 5, activation="relu")(crop)
h = layers.MaxPooling2D()(h)
encoder = keras.Model(crop, h, name="encoder")

class Regressor(keras.Model):
    def __init__(self):
        super().__init__(name="regressor")
        self.encoder = encoder
        self.hidden = layers.Dense(8, activation="relu", name="hidden")
        self.answer = layers.Dense(2, name="answer")

    def call(self, crops):
        h = self.encoder(crops)
        return self.answer(self.hidden(layers.Flatten()(h)))

model = Regressor()
model(tf.zeros((1, 24, 24, 1)))
"""

#: Nothing minds the size, five classes.
POOLED = """
frame = keras.Input((None, None, 3), name="frame")
h = layers.Conv2D(6, 3, strides=2, activation="relu", name="stem")(frame)
h = layers.SeparableConv2D(8, 3, padding="same", activation="relu")(h)
model = keras.Model(frame, layers.Dense(5)(layers.GlobalMaxPooling2D()(h)), name="frames")
"""

CASES = (
    # A Dense layer behind Flatten
    Case(
        "gradient tape over wider crops",
        CROPS
        + """
x = tf.random.uniform((3, 24, 30, 1))

def step(crops):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(crops, training=True) ** 2)
    return tape.gradient(loss, model.trainable_variables)
""",
        "step(x)",
        {"size-pinned-by-dense"},
        {"hidden"},
        FEATURES,
        flat(10 * 10 * 4),
        flat(10 * 13 * 4),
    ),
    Case(
        "predict on a dataset of larger crops",
        CROPS
        + """
x = tf.data.Dataset.from_tensor_slices(np.zeros((4, 28, 28, 1), "float32")).batch(2)
""",
        "model.predict(x, verbose=0)",
        {"size-pinned-by-dense"},
        {"hidden"},
        FEATURES,
        flat(400),
        flat(12 * 12 * 4),
    ),
    Case(
        "XLA matmul behind a reshape",
        """
table = tf.Variable(tf.ones((300, 7)))

@tf.function(jit_compile=True)
def head(maps):
    return tf.reshape(maps, (maps.shape[0], -1)) @ table

x = tf.zeros((2, 11, 10, 3))
""",
        "head(x)",
        {"size-pinned-by-dense"},
        {"MatMul", "head"},
        FEATURES | {0},
        {300, (None, 300), (300, 7)},
        flat(330),
        inputs=None,
        model=None,
    ),
    # A door of one size
    Case(
        "nested backbone with its own door",
        """
backbone = keras.applications.MobileNetV2(input_shape=(64, 64, 3), alpha=0.35, include_top=False, weights=None)

class Cats(keras.Model):
    def __init__(self):
        super().__init__(name="cats")
        self.backbone = backbone
        self.pool = layers.GlobalAveragePooling2D()
        self.head = layers.Dense(1)

    def call(self, photos):
        return self.head(self.pool(self.backbone(photos)))

model = Cats()
x = tf.zeros((1, 80, 64, 3))
""",
        "model(x)",
        {"size-pinned-by-functional-input"},
        {"mobilenetv2_0.35_64", "input_layer"},
        HEIGHT,
        picture(64, 64, 3) | {64},
        picture(80, 64, 3) | {80},
    ),
    Case(
        "saved module called at another size",
        """
class Blur(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec((None, 40, 40, 3), tf.float32)])
    def blur(self, photos):
        return tf.nn.avg_pool2d(photos, 3, 1, "SAME")

tf.saved_model.save(Blur(), folder + "/blur")
saved = tf.saved_model.load(folder + "/blur")
x = tf.zeros((1, 44, 40, 3))
""",
        "saved.blur(x)",
        {"size-pinned-by-functional-input"},
        set(),
        HEIGHT | {None},
        picture(40, 40, 3) | {40},
        picture(44, 40, 3) | {44},
        model=None,
    ),
    Case(
        "two cameras, the right one set otherwise",
        """
left, right = keras.Input((20, 28, 1), name="left"), keras.Input((20, 28, 1), name="right")
difference = layers.Subtract()([left, right])
model = keras.Model([left, right], layers.Conv2D(1, 3)(difference), name="stereo")
x = [tf.zeros((2, 20, 28, 1)), tf.zeros((2, 20, 36, 1))]
""",
        "model(x)",
        {"size-pinned-by-functional-input"},
        {"stereo", "right"},
        WIDTH,
        picture(20, 28, 1) | {28},
        picture(20, 36, 1) | {36},
    ),
    # No batch axis
    Case(
        "first element of an unbatched dataset",
        POOLED
        + """
photos = tf.data.Dataset.from_tensor_slices(np.zeros((3, 36, 48, 3), "float32"))
x = next(iter(photos))
""",
        "scores = tf.nn.softmax(model(x))",
        {"rank-missing-batch"},
        {"frames", "frame", "stem"},
        BATCH | {None},
        {4, (None, None, None, 3)},
        {3, (36, 48, 3)},
    ),
    Case(
        "layer called by itself on a picture",
        """
pool = layers.AveragePooling2D(2, name="halve")
x = np.zeros((20, 28, 1), "float32")
""",
        "half = pool(x)",
        {"rank-missing-batch"},
        {"halve"},
        BATCH | {None},
        {4, (None, None, None, None), (None, 20, 28, 1)},
        {3, (20, 28, 1)},
        model="pool",
    ),
    # Channels
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
    # An open size before Dense
    Case(
        "permuted maps projected",
        """
scan = keras.Input((None, 40, 2))
h = layers.Permute((2, 3, 1))(scan)
""",
        "h = layers.Dense(6, name='project')(h)",
        {"dense-on-none"},
        {"project", "dense"},
        CHANNELS,
        set(),
        {None, (None, 40, 2, None)} | picture(None, 40, 2),
        inputs=None,
        model=None,
    ),
    # Mixed sizes
    Case(
        "padding to a size that one photo exceeds",
        """
def photos():
    for width in (18, 26, 22):
        yield np.zeros((18, width, 3), "float32")

x = tf.data.Dataset.from_generator(photos, output_signature=tf.TensorSpec((None, None, 3), tf.float32))
x = x.padded_batch(3, padded_shapes=(24, 24, 3))
""",
        "batch = next(iter(x))",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH | {1, None},
        {24, (24, 24, 3), (None, 24, 24, 3)},
        {26, (18, 26, 3)},
        model=None,
    ),
    Case(
        "list of photos made a tensor",
        """
x = [np.zeros((9, 12, 3), "float32"), np.zeros((12, 9, 3), "float32")]
""",
        "batch = tf.convert_to_tensor(x)",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(9, 12, 3), 9, 12, None},
        {(12, 9, 3), 12, 9, None},
        model=None,
    ),
    Case(
        "third batch of a generator is taller",
        POOLED
        + """
model.compile(optimizer="sgd", loss="mse")

def batches():
    for height in (16, 16, 26):
        yield np.zeros((2, height, 16, 3), "float32"), np.zeros((2, 5), "float32")
""",
        "model.fit(batches(), steps_per_epoch=3, verbose=0)",
        {"mixed-sizes-in-batch", "size-pinned-by-functional-input"},
        set(),
        HEIGHT,
        {16, (None, 16, 16, 3), (16, 16, 3)},
        {26, (None, 26, 16, 3), (26, 16, 3)},
        inputs=None,
    ),
    # Too small
    Case(
        "backbone asked for thumbnails",
        "",
        "model = keras.applications.DenseNet121(weights=None, include_top=False, input_shape=(28, 30, 3))",
        {"too-small-for-network", "pretrained-top"},
        set(),
        SIDES,
        {32, (32, 32)} | picture(32, 32, 3),
        picture(28, 30, 3) | {28, (28, 30)},
        inputs=None,
        model=None,
    ),
    Case(
        "valid convolutions eat a strip",
        """
model = keras.Sequential([
    layers.Conv2D(2, (7, 3), activation="relu"), layers.Conv2D(2, (7, 3), name="tall"), layers.GlobalMaxPooling2D(),
])
model.build((None, None, None, 1))
model.compile(loss="mse")
x, y = np.zeros((2, 10, 50, 1), "float32"), np.zeros((2, 2), "float32")
""",
        "model.evaluate(x, y, verbose=0)",
        {"too-small-for-network"},
        {"tall"},
        HEIGHT,
        {7, (7, 3), 13} | picture(13, 50, 1) | picture(13, None, 1),
        {4, (4, 48), (None, 4, 48, 2), 10} | picture(10, 50, 1),
    ),
    # Skip connections
    Case(
        "strided block with a shortcut, called on 21 pixels",
        """
class Shrinker(keras.Model):
    def __init__(self):
        super().__init__()
        self.main = layers.Conv2D(4, 3, strides=2, padding="same")
        self.short = layers.AveragePooling2D(2)
        self.wide = layers.Conv2D(4, 1)
        self.add = layers.Add(name="shortcut")

    def call(self, pictures):
        return self.add([self.main(pictures), self.wide(self.short(pictures))])

model = Shrinker()
model(tf.zeros((1, 20, 20, 3)))
x = tf.zeros((1, 21, 20, 3))
""",
        "model(x)",
        {"skip-connection-odd-size"},
        {"shortcut"},
        HEIGHT,
        {11, 10, (None, 11, 10, 4), (None, 10, 10, 4)},
        {11, 10, (None, 11, 10, 4), (None, 10, 10, 4)} | picture(21, 20, 3) | {21},
    ),
    Case(
        "decoder joins by tf.concat in evaluate",
        """
class Segmenter(keras.Model):
    def __init__(self):
        super().__init__(name="segmenter")
        self.down = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")
        self.up = layers.Conv2DTranspose(4, 2, strides=2)
        self.mask = layers.Conv2D(2, 1)

    def call(self, photos):
        return self.mask(tf.concat([photos, self.up(self.down(photos))], axis=-1))

model = Segmenter()
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x, y = np.zeros((1, 16, 27, 3), "float32"), np.zeros((1, 16, 27), "int32")
""",
        "model.evaluate(x, y, verbose=0)",
        {"skip-connection-odd-size"},
        {"concat", "segmenter", "ConcatV2"},
        WIDTH,
        {27, 28, (None, 16, 27, 3), (None, 16, 28, 4)},
        {27, 28, (None, 16, 28, 4), (None, 16, 27, 3), (16, 27, 3)},
    ),
    # Ragged
    Case(
        "ragged photos in fit",
        POOLED
        + """
model.compile(optimizer="sgd", loss="mse")
x = tf.ragged.stack([tf.zeros((12, 14, 3)), tf.zeros((14, 12, 3))])
y = tf.zeros((2, 5))
""",
        "model.fit(x, y, verbose=0)",
        {"ragged-to-dense-op"},
        set(),
        set(),
        set(),
        set(),
    ),
    # Labels
    Case(
        "soft labels of four classes for a loss of five",
        POOLED
        + """
model.compile(optimizer="sgd", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
x = (np.zeros((6, 18, 18, 3), "float32"), np.full((6, 4), 0.25, "float32"))
""",
        "model.fit(x[0], x[1], verbose=0)",
        {"label-shape"},
        set(),
        FEATURES | {None},
        {5, (None, 5)},
        {4, (None, 4)},
    ),
    Case(
        "one-hot labels for a loss of class numbers",
        POOLED
        + """
model.compile(optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x, y = np.zeros((4, 18, 18, 3), "float32"), np.eye(5, dtype="float32")[[0, 2, 4, 1]]
""",
        "model.evaluate(x, y, verbose=0)",
        {"label-shape"},
        set(),
        FEATURES | {None},
        {1, (None,), (None, 1)},
        {5, (None, 5), 2},
        inputs=None,
        model=None,
    ),
    Case(
        "dice loss on cropped masks",
        """
def dice(masks, guesses):
    overlap = tf.reduce_sum(masks * guesses, axis=(1, 2, 3))
    return 1 - 2 * overlap / tf.reduce_sum(masks + guesses, axis=(1, 2, 3))

photo = keras.Input((None, None, 3))
model = keras.Model(photo, layers.Conv2D(1, 3, activation="sigmoid")(photo))
model.compile(optimizer="sgd", loss=dice)
x, y = np.zeros((2, 22, 22, 3), "float32"), np.zeros((2, 22, 22, 1), "float32")
""",
        "model.train_on_batch(x, y)",
        {"label-shape"},
        set(),
        SIDES,
        picture(20, 20, 1) | {20},
        picture(22, 22, 1) | {22},
    ),
    # Channels first against last
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
    # Pretrained tops
    Case(
        "gray photos for ImageNet weights",
        "",
        'model = keras.applications.VGG16(weights="imagenet", include_top=False, input_shape=(96, 96, 1))',
        {"pretrained-top", "channel-mismatch"},
        set(),
        CHANNELS | {2},
        {3} | picture(96, 96, 3),
        {1} | picture(96, 96, 1),
        inputs=None,
        model=None,
    ),
    # Weights
    Case(
        "checkpoint of a colour network",
        """
def network(channels):
    return keras.Sequential([keras.Input((14, 14, channels)), layers.Conv2D(5, 3, name="first"), layers.Flatten()])

path = tf.train.Checkpoint(net=network(3)).save(folder + "/colour")
model = network(1)
""",
        "tf.train.Checkpoint(net=model).restore(path)",
        {"weights-mismatch"},
        {"first"},
        {2, -2, None},
        {(3, 3, 1, 5), 1},
        {(3, 3, 3, 5), 3},
        inputs=None,
    ),
    Case(
        "bias of another length set on one layer",
        POOLED,
        "model.layers[-1].set_weights([np.zeros((8, 5)), np.zeros(4)])",
        {"weights-mismatch"},
        {"dense"},
        {0, -1, None},
        {5, (5,)},
        {4, (4,)},
        inputs=None,
    ),
    # Something else
    Case(
        "tiles counted before the size is known",
        """
x = tf.reshape(tf.range(32 * 40 * 3), (32, 40, 3))
""",
        "tiles = tf.reshape(x, (4, 8, 4, 8, 3))",
        {"size-in-reshape"},
        {"reshape"},
        set(),
        {(4, 8, 4, 8, 3), 3072},
        {(32, 40, 3), 3840},
        model=None,
    ),
    Case(
        "patch embedding with a class token",
        """
class Embed(keras.Model):
    def __init__(self):
        super().__init__(name="embed")
        self.cut = layers.Conv2D(8, 4, strides=4)
        self.flat = layers.Reshape((-1, 8))
        self.positions = layers.Embedding(37, 8, name="positions")

    def call(self, photos):
        tokens = self.flat(self.cut(photos))
        tokens = tf.concat([tf.zeros_like(tokens[:, :1]), tokens], axis=1)
        return tokens + self.positions(tf.range(37))

model = Embed()
model(tf.zeros((1, 24, 24, 3)))
x = tf.zeros((1, 32, 24, 3))
""",
        "model(x)",
        {"size-in-table"},
        {"AddV2", "embed", "positions"},
        {1, -2},
        {37, (37, 8), (None, 37, 8)},
        {49, (None, 49, 8)},
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
)
