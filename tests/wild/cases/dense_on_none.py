"""Dense behind an open height or width."""

from ..case import CHANNELS, FEATURES, Case, picture

CASES = (
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
    Case(
        "encoder for photos of any size",
        """
def build_encoder(input_shape, latent):
    photo = keras.Input(input_shape)
    h = photo
    for filters in (4, 8):
        h = layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")(h)
    h = layers.Reshape((-1,))(h)
    mean = layers.Dense(latent, name="z_mean")(h)
    return keras.Model(photo, [mean, layers.Dense(latent, name="z_log_var")(h)], name="encoder")
""",
        "encoder = build_encoder((None, None, 3), latent=2)",
        {"dense-on-none"},
        {"z_mean", "dense"},
        FEATURES,
        set(),
        {None, (None, None)} | picture(None, None, 3),
        inputs=None,
        model=None,
    ),
)
