"""A window larger than its feature map."""

from ..case import HEIGHT, SIDES, Case, picture

CASES = (
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
    Case(
        "random crop larger than the photo",
        """
x = tf.data.Dataset.from_tensors(tf.zeros((100, 90, 3))).map(
    lambda photo: tf.image.random_crop(photo, (96, 96, 3))
)
""",
        "crop = next(iter(x))",
        {"too-small-for-network"},
        set(),
        {1, -2, None},
        {96, (96, 96, 3)},
        {90, (100, 90, 3)},
        model=None,
    ),
    Case(
        "backbone asked for thumbnails",
        "",
        """
model = keras.applications.DenseNet121(
    weights=None, include_top=False, input_shape=(28, 30, 3)
)
""",
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
model = keras.Sequential(
    [
        layers.Conv2D(2, (7, 3), activation="relu"),
        layers.Conv2D(2, (7, 3), name="tall"),
        layers.GlobalMaxPooling2D(),
    ]
)
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
    Case(
        "InceptionV3 for tiny photos",
        """
def transfer(size, num_classes):
    base = keras.applications.InceptionV3(
        include_top=False, weights=None, input_shape=(size, size, 3)
    )
    base.trainable = False
    return keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(num_classes)])
""",
        "cifar_model = transfer(32, 10)",
        {"too-small-for-network"},
        set(),
        SIDES,
        {75, (75, 75)} | picture(75, 75, 3),
        {32, (32, 32)} | picture(32, 32, 3),
        inputs=None,
        model=None,
    ),
    Case(
        "final pooling window made for 224 pixels",
        """
def backbone(size):
    img_input = keras.Input((size, size, 3))
    h = img_input
    for number, filters in enumerate((2, 4, 4, 4, 4), 1):
        h = layers.Conv2D(filters, 3, strides=2, padding="same", name=f"stage_{number}")(h)
        h = layers.ReLU()(h)
    h = layers.AveragePooling2D(7, name="avg_pool")(h)
    return keras.Model(img_input, layers.Dense(5)(layers.Flatten()(h)))
""",
        "small_resnet = backbone(160)",
        {"too-small-for-network"},
        {"avg_pool"},
        SIDES,
        {7, (7, 7), 193, (193, 193)} | picture(193, 193, 3),
        {5, (5, 5), (None, 5, 5, 4), (5, 5, 4), 160, (160, 160)} | picture(160, 160, 3),
        inputs=None,
        model=None,
    ),
    Case(
        "borders cut off a small scan",
        """
scanner = keras.Input((24, 32, 1))
h = layers.Conv2D(2, 3, activation="relu")(scanner)
h = layers.MaxPooling2D()(h)
""",
        "h = layers.Cropping2D(((6, 6), (2, 2)), name='trim')(h)",
        {"too-small-for-network"},
        {"trim"},
        HEIGHT | {None},
        set(),
        set(),
        inputs=None,
        model=None,
    ),
)
