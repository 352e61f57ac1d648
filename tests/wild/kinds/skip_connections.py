"""Two branches meet, and one of them has been rounded, halved or cut."""

from ..case import SIDES, WIDTH, Case, picture

KIND = "skip connections"
SKIP = {"skip-connection-odd-size"}

CASES = (
    Case(
        "channels first, fifty rows",
        """
first = {"data_format": "channels_first"}
photo = keras.Input((2, None, None))
one = layers.Conv2D(3, 3, padding="same", **first)(photo)
two = layers.Conv2D(4, 3, padding="same", **first)(layers.MaxPooling2D(4, **first)(one))
up = layers.UpSampling2D(4, **first)(two)
model = keras.Model(photo, layers.Concatenate(axis=1, name="join")([up, one]), name="first")
x = np.zeros((1, 2, 50, 48), "float32")
""",
        "y = model.predict(x, verbose=0)",
        SKIP,
        {"join"},
        {2},
        {48, 50, (1, 3, 50, 48), (1, 4, 48, 48), (None, 3, 50, 48), (None, 4, 48, 48)},
        {48, 50, (1, 3, 50, 48), (1, 4, 48, 48), (1, 2, 50, 48), (None, 4, 48, 48)},
        reported="https://github.com/ternaus/kaggle_dstl_submission/issues/3",
        harmful={r"axis=3", "transpose"},
        meaning="y.shape[2] >= 48 and y.shape[3] >= 48",
        curable=True,
    ),
    Case(
        "a scan of thirteen slices",
        """
scan = keras.Input((None, 16, 16, 1))
one = layers.Conv3D(2, 3, padding="same", activation="relu")(scan)
two = layers.Conv3D(3, 3, padding="same")(layers.MaxPooling3D()(one))
up = layers.Conv3DTranspose(2, 2, strides=2)(two)
model = keras.Model(scan, layers.Concatenate(name="join")([one, up]), name="volumes")
scans = np.zeros((1, 13, 16, 16, 1), "float32")
""",
        "y = model.predict(scans, verbose=0)",
        SKIP,
        {"join"},
        {1},
        {12, 13, (None, 12, 16, 16, 2), (None, 13, 16, 16, 2)},
        {12, 13, (None, 12, 16, 16, 2), (None, 13, 16, 16, 2), (1, 13, 16, 16, 1)},
        inputs="scans",
        reported="https://github.com/ellisdg/3DUnetCNN/issues/224",
        harmful={r"tf\.image\.resize", "resize_with_pad"},
        meaning="y.shape[2:4] == (16, 16)",
        curable=True,
    ),
    Case(
        "valid convolutions without the crop",
        """
photo = keras.Input((28, 28, 1))
one = layers.Conv2D(4, 3, activation="relu")(photo)
two = layers.Conv2D(4, 3, activation="relu")(layers.MaxPooling2D()(one))
up = layers.UpSampling2D()(two)
""",
        'joined = layers.Concatenate(name="join")([one, up])',
        SKIP,
        {"join"},
        SIDES,
        {26, 22, (None, 26, 26, 4), (None, 22, 22, 4)},
        {26, 22, (None, 26, 26, 4), (None, 22, 22, 4)},
        inputs=None,
        model=None,
        reported="https://github.com/qubvel/segmentation_models/issues/154",
        harmful={"np.pad", "expand_dims"},
    ),
    Case(
        "pooled by three, forty across",
        """
photo = keras.Input((None, None, 3))
one = layers.Conv2D(4, 3, padding="same", activation="relu")(photo)
two = layers.Conv2D(4, 3, padding="same", activation="relu")(layers.MaxPooling2D(3)(one))
up = layers.UpSampling2D(3)(two)
model = keras.Model(photo, layers.Add(name="sum")([one, up]), name="thirds")
photos = np.random.default_rng(13).random((2, 39, 40, 3)).astype("float32")
""",
        "y = model.predict(photos, verbose=0)",
        SKIP,
        {"sum"},
        WIDTH,
        {39, 40, (None, 39, 39, 4), (None, 39, 40, 4)},
        {39, 40, (None, 39, 39, 4), (None, 39, 40, 4)} | picture(39, 40, 3),
        inputs="photos",
        reported="https://github.com/zhixuhao/unet/issues/209",
        meaning="y.shape[1] % 3 == 0 and y.shape[2] % 3 == 0",
        curable=True,
    ),
    Case(
        "residual block that halves one way",
        """
photo = keras.Input((16, 16, 8))
h = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(photo)
h = layers.Conv2D(8, 3, padding="same")(h)
""",
        'h = layers.Add(name="residual")([h, photo])',
        SKIP,
        {"residual"},
        SIDES,
        {16, 8, (None, 16, 16, 8), (None, 8, 8, 8)},
        {16, 8, (None, 16, 16, 8), (None, 8, 8, 8)},
        inputs=None,
        model=None,
        reported="https://github.com/qubvel/segmentation_models/issues/1",
        harmful={"expand_dims"},
    ),
    Case(
        "a network for 358 pixels",
        """
photo = keras.Input((22, 22, 1))
levels, h = [], photo
for filters in (2, 3):
    h = layers.Conv2D(filters, 3, padding="same", activation="relu")(h)
    levels.append(h)
    h = layers.MaxPooling2D(2)(h)
h = layers.Conv2DTranspose(3, 3, strides=2, padding="same")(h)
""",
        'h = layers.Concatenate(name="join_deep")([h, levels[1]])',
        SKIP,
        {"join_deep"},
        SIDES,
        {10, 11, (None, 10, 10, 3), (None, 11, 11, 3)},
        {10, 11, (None, 10, 10, 3), (None, 11, 11, 3)},
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/19964",
    ),
)
