"""The model takes the pictures; its answer and the labels do not fit, or a metric refuses."""

from ..case import CHANNELS, FEATURES, SIDES, Case, picture

KIND = "labels"
SEGMENTER = """
photo = keras.Input((16, 16, 3))
masks = layers.Conv2D({classes}, 3, padding="same", activation="{activation}", name="masks")(photo)
segmenter = keras.Model(photo, masks, name="segmenter")
photos = np.random.default_rng(7).random((4, 16, 16, 3)).astype("float32")
"""

CASES = (
    Case(
        "landmarks in pairs for a flat answer",
        """
net = keras.Sequential([keras.Input((20, 20, 1)), layers.Flatten(), layers.Dense(10)])
net.compile(optimizer="adam", loss="mse")
faces = np.zeros((6, 20, 20, 1), "float32")
landmarks = np.random.default_rng(8).random((6, 5, 2)).astype("float32")
""",
        "net.fit(faces, landmarks, epochs=1, verbose=0)",
        {"label-shape"},
        expected={10, (None, 10)},
        received={(6, 5, 2), (None, 5, 2), (5, 2), 2, 5, 3},
        inputs="faces",
        model="net",
        harmful={r"landmarks\[.*:", "argmax", "resize"},
        meaning="landmarks.size == was['landmarks'].size and net.output_shape[-1] in (10, 2)",
    ),
    Case(
        "masks saved as RGB for one sigmoid",
        SEGMENTER.format(classes=1, activation="sigmoid")
        + """
segmenter.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
one = np.random.default_rng(9).integers(0, 2, (4, 16, 16, 1))
masks = np.repeat(one, 3, axis=-1).astype("float32")
""",
        "segmenter.fit(photos, masks, batch_size=2, epochs=1, verbose=0)",
        {"label-shape"},
        axis=CHANNELS | {None},
        expected={1, (None, 16, 16, 1)},
        received={3, (None, 16, 16, 3), (4, 16, 16, 3)},
        inputs="photos",
        model="segmenter",
        reported="https://github.com/divamgupta/image-segmentation-keras/issues/33",
        harmful={r"Conv2D\(3", r"argmax", "reshape"},
        meaning="np.isin(masks, (0, 1)).all() and len(masks) == 4",
        curable=True,
    ),
    Case(
        "super-resolution without the step up",
        """
net = keras.Sequential([
    keras.Input((None, None, 3)),
    layers.Conv2D(4, 3, padding="same", activation="relu"),
    layers.Conv2D(3, 3, padding="same", name="fine"),
])
net.compile(optimizer="adam", loss="mae")
coarse, fine = np.zeros((2, 10, 12, 3), "float32"), np.zeros((2, 20, 24, 3), "float32")
""",
        "net.fit(coarse, fine, epochs=1, verbose=0)",
        {"label-shape"},
        axis=SIDES,
        expected=picture(10, 12, 3) | {10, 12},
        received=picture(20, 24, 3) | {20, 24},
        inputs="coarse",
        model="net",
        harmful={r"resize\(fine", r"fine\[", r"fine = "},
        meaning="fine.shape == was['fine'].shape and len(fine) == 2",
    ),
    Case(
        "two heads, labels in the other order",
        """
photo = keras.Input((14, 14, 3))
h = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(photo))
box = layers.Dense(4, name="box")(h)
kind = layers.Dense(3, activation="softmax", name="kind")(h)
detector = keras.Model(photo, [box, kind])
detector.compile(optimizer="adam", loss=["mse", "categorical_crossentropy"])
photos = np.zeros((6, 14, 14, 3), "float32")
boxes, kinds = np.zeros((6, 4), "float32"), np.eye(3, dtype="float32")[[0, 1, 2, 0, 1, 2]]
""",
        "detector.fit(photos, [kinds, boxes], epochs=1, verbose=0)",
        {"label-shape", "order-of-inputs"},
        axis=FEATURES | {None},
        expected={4, 3, (None, 4), (None, 3)},
        received={3, 4, (None, 3), (None, 4)},
        inputs="photos",
        model="detector",
        harmful={r"\[:, :\s*\d\]", "Dense"},
        meaning="boxes.shape == (6, 4) and kinds.shape == (6, 3)",
    ),
    Case(
        "mean IoU of scores",
        SEGMENTER.format(classes=4, activation="softmax")
        + """
iou = keras.metrics.MeanIoU(num_classes=4, name="iou")
segmenter.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=[iou])
classes = np.random.default_rng(10).integers(0, 4, (4, 16, 16, 1))
""",
        "segmenter.fit(photos, classes, epochs=1, verbose=0)",
        {"label-shape"},
        {"iou", "mean_io_u", "MeanIoU"},
        inputs="photos",
        model="segmenter",
        reported="https://github.com/tensorflow/tensorflow/issues/32875",
        harmful={r"Conv2D\(1", "argmax", "one_hot|to_categorical"},
        meaning="set(np.unique(classes)) == {0, 1, 2, 3}",
    ),
    Case(
        "class weights for masks",
        SEGMENTER.format(classes=2, activation="softmax")
        + """
segmenter.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
classes = np.random.default_rng(11).integers(0, 2, (4, 16, 16))
""",
        "segmenter.fit(photos, classes, class_weight={0: 1.0, 1: 4.0}, epochs=1, verbose=0)",
        {"label-shape", "unknown"},
        inputs="photos",
        model="segmenter",
        reported="https://github.com/keras-team/keras/issues/16674",
        harmful={"argmax", r"classes\["},
        curable=False,
    ),
    Case(
        "similarity of a picture and a patch answer",
        """
patches = keras.Sequential(
    [keras.Input((48, 48, 3)), layers.Conv2D(1, 4, strides=4, padding="same")]
)
real = np.zeros((2, 48, 48, 3), "float32")
fake = patches(real)
""",
        "loss = 1 - tf.reduce_mean(tf.image.ssim(real, fake, max_val=1.0))",
        {"unknown", "mixed-sizes-in-batch", "channel-mismatch"},
        expected={None, (48, 48, 3), (2, 48, 48, 3), (12, 12, 1), (2, 12, 12, 1), 3, 1},
        received={None, (48, 48, 3), (2, 48, 48, 3), (12, 12, 1), (2, 12, 12, 1), 3, 1},
        inputs=None,
        model=None,
        reported="https://github.com/tensorflow/tensorflow/issues/54256",
        harmful={"(?i)label"},
        curable=False,
    ),
    Case(
        "three units for four classes",
        """
net = keras.Sequential([
    keras.Input((10,)),
    layers.Dense(8, activation="relu"),
    layers.Dense(3, activation="softmax", name="kinds"),
])
net.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
x = np.zeros((8, 10), "float32")
y = keras.utils.to_categorical([0, 1, 2, 3, 3, 2, 1, 0])
""",
        "net.fit(x, y, epochs=1, verbose=0)",
        {"units-against-classes"},
        {"kinds", "categorical_crossentropy"},
        FEATURES | {None},
        {3, (None, 3)},
        {4, (None, 4)},
        model="net",
        reported="https://github.com/keras-team/keras/issues/12910",
        harmful={r"y\[", "argmax"},
        meaning="y.shape == (8, 4) and net.output_shape == (None, 4)",
        curable=True,
    ),
    Case(
        "classes counted from one",
        """
net = keras.Sequential([keras.Input((6,)), layers.Dense(5, activation="softmax", name="stars")])
net.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
x = np.zeros((10, 6), "float32")
stars = np.array([1, 2, 3, 4, 5, 5, 4, 3, 2, 1])
""",
        "net.fit(x, stars, epochs=1, verbose=0)",
        {"label-value", "units-against-classes"},
        model="net",
        reported="https://github.com/keras-team/keras/issues/7339",
        harmful={"clip", "one_hot|to_categorical", "%"},
        meaning="stars.dtype.kind == 'i' and len(set(stars)) == 5",
    ),
    Case(
        "whole numbers for one-hot with logits",
        """
net = keras.Sequential([keras.Input((6,)), layers.Dense(3, name="logits")])
net.compile(
    optimizer=keras.optimizers.SGD(0.05, momentum=0.5),
    loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1),
)
x, y = np.zeros((9, 6), "float32"), np.arange(9) % 3
""",
        "net.fit(x, y, epochs=1, verbose=0)",
        {"label-shape"},
        axis=FEATURES | {None},
        expected={3, (None, 3)},
        received={1, (None, 1), (None,), (9,)},
        model="net",
        reported="https://github.com/tensorflow/tensorflow/issues/44946",
        meaning="net.loss.from_logits and float(net.optimizer.momentum) == 0.5 and len(y) == 9",
        curable=True,
    ),
    Case(
        "one-hot label maps for a sparse loss",
        SEGMENTER.format(classes=3, activation="softmax")
        + """
segmenter.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
maps = np.eye(3, dtype="float32")[np.random.default_rng(12).integers(0, 3, (4, 16, 16))]
""",
        "segmenter.fit(photos, maps, epochs=1, verbose=0)",
        {"label-shape"},
        axis=CHANNELS | {None},
        expected={1, 3, (None, 16, 16), (None, 16, 16, 1)},
        received={3, 4, (None, 16, 16, 3), (4, 16, 16, 3)},
        inputs="photos",
        model="segmenter",
        reported="https://github.com/qubvel/segmentation_models/issues/104",
        harmful={r"maps\[\.\.\., (0|:1)\]", "binary"},
        meaning="len(maps) == 4",
        curable=True,
    ),
)
