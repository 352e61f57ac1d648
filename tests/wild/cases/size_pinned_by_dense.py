"""A row of another length than Dense has weights for."""

from ..case import FEATURES, Case, flat
from ..models import CROPS, DIGITS

CASES = (
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
        self.features = keras.Sequential(
            [layers.Conv2D(6, 5, strides=2), layers.ReLU(), layers.MaxPooling2D()]
        )
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
x = tf.data.Dataset.from_tensor_slices(
    (np.zeros((4, 96, 96, 3), "float32"), np.array([0, 1, 0, 1]))
).batch(2)
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
photos = tf.data.Dataset.from_tensor_slices(
    (np.zeros((4, 32, 32, 3), "float32"), np.zeros((4, 1), "float32"))
)
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
    Case(
        "validation photos left at full size",
        """
class_names = ["daisy", "rose", "tulip"]

def build_classifier(num_classes):
    return keras.Sequential([
        layers.Rescaling(1 / 255),
        layers.Conv2D(4, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(4),
        layers.Flatten(),
        layers.Dropout(0.2),
        layers.Dense(num_classes, name="predictions"),
    ])

flower_model = build_classifier(len(class_names))
flower_model.compile(
    optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
train_ds = tf.data.Dataset.from_tensor_slices(
    (np.zeros((4, 32, 32, 3), "uint8"), np.array([0, 1, 2, 0]))
).batch(2)
val_ds = tf.data.Dataset.from_tensor_slices(
    (np.zeros((2, 48, 40, 3), "uint8"), np.array([1, 2]))
).batch(2)
""",
        "history = flower_model.fit(train_ds, validation_data=val_ds, epochs=1, verbose=0)",
        {"size-pinned-by-dense"},
        {"predictions"},
        FEATURES,
        flat(8 * 8 * 4),
        flat(12 * 10 * 4),
        inputs="val_ds",
        model="flower_model",
    ),
    Case(
        "generator draws larger than the discriminator knows",
        """
latent_dim = 16

generator = keras.Sequential([
    keras.Input((latent_dim,)),
    layers.Dense(8 * 8 * 4),
    layers.Reshape((8, 8, 4)),
    layers.Conv2DTranspose(4, 4, strides=2, padding="same"),
    layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"),
], name="generator")

discriminator = keras.Sequential([
    layers.Conv2D(4, 5, strides=2, padding="same"),
    layers.LeakyReLU(),
    layers.Flatten(),
    layers.Dense(1, name="real_or_fake"),
], name="discriminator")

cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
d_optimizer = keras.optimizers.Adam(1e-4)

def train_step(real_images):
    noise = tf.random.normal((tf.shape(real_images)[0], latent_dim))
    with tf.GradientTape() as disc_tape:
        generated = generator(noise, training=True)
        real_output = discriminator(real_images, training=True)
        fake_output = discriminator(generated, training=True)
        real_loss = cross_entropy(tf.ones_like(real_output), real_output)
        d_loss = real_loss + cross_entropy(tf.zeros_like(fake_output), fake_output)
    grads = disc_tape.gradient(d_loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(grads, discriminator.trainable_variables))
    return d_loss

mnist = tf.zeros((3, 28, 28, 1))
""",
        "d_loss = train_step(mnist)",
        {"size-pinned-by-dense"},
        {"real_or_fake"},
        FEATURES,
        flat(14 * 14 * 4),
        flat(16 * 16 * 4),
        inputs=None,
        model="discriminator",
    ),
    Case(
        "siamese pair of two sizes",
        """
class SiameseNet(keras.Model):
    def __init__(self, embedding_dim=6):
        super().__init__()
        self.tower = keras.Sequential([
            layers.Conv2D(3, 5, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dense(embedding_dim, name="embedding"),
        ])
        self.score = layers.Dense(1, activation="sigmoid")

    def call(self, pair):
        anchor, other = pair
        distance = tf.abs(self.tower(anchor) - self.tower(other))
        return self.score(distance)

siamese = SiameseNet()
siamese.compile(optimizer="adam", loss="binary_crossentropy")
signatures = np.zeros((4, 31, 41, 1), "float32")
forgeries = np.zeros((4, 31, 51, 1), "float32")
same = np.array([1, 0, 0, 1], "float32")
""",
        "siamese.train_on_batch((signatures, forgeries), same)",
        {"size-pinned-by-dense"},
        {"embedding"},
        FEATURES,
        flat(14 * 19 * 3),
        flat(14 * 24 * 3),
        inputs=None,
        model="siamese",
    ),
)
