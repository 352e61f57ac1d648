"""Labels of another shape than the model's answer."""

from ..case import BATCH, CHANNELS, FEATURES, SIDES, Case, picture
from ..models import ANY_SIZE, POOLED

CASES = (
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
model = keras.Sequential(
    [layers.Conv2D(2, 3), layers.GlobalMaxPooling2D(), layers.Dense(1, activation="sigmoid")]
)
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
model = keras.Model(
    photo, layers.Conv2D(1, 3, strides=2, padding="same", activation="sigmoid")(photo)
)
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
    Case(
        "soft labels of four classes for a loss of five",
        POOLED
        + """
model.compile(optimizer="sgd", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
x = (np.zeros((6, 18, 18, 3), "float32"), np.full((6, 4), 0.25, "float32"))
""",
        "model.fit(x[0], x[1], verbose=0)",
        {"label-shape", "units-against-classes"},
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
    Case(
        "masks of class numbers for a one-hot loss",
        """
def get_unet_head(num_classes):
    tile = keras.Input((None, None, 3))
    h = layers.Conv2D(4, 3, padding="same", activation="relu")(tile)
    return keras.Model(tile, layers.Conv2D(num_classes, 1, activation="softmax", name="masks")(h))

segmenter = get_unet_head(3)
segmenter.compile(optimizer="adam", loss="categorical_crossentropy")
tiles, masks = np.zeros((4, 16, 20, 3), "float32"), np.zeros((4, 16, 20), "int32")
""",
        "segmenter.fit(tiles, masks, batch_size=2, epochs=1, verbose=0)",
        {"label-shape"},
        set(),
        CHANNELS | {None},
        {(None, 16, 20, 3), (16, 20, 3), 3, 4},
        {(None, 16, 20), (None, 16, 20, 1), (16, 20), (16, 20, 1), 20, 1, 3},
        inputs="tiles",
        model="segmenter",
    ),
    Case(
        "autoencoder rounds 30 up to 32",
        """
class Denoise(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential([
            layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(2, 3, strides=2, padding="same", activation="relu"),
        ])
        self.decoder = keras.Sequential([
            layers.Conv2DTranspose(2, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        ])

    def call(self, noisy):
        return self.decoder(self.encoder(noisy))

autoencoder = Denoise()
autoencoder.compile(optimizer="adam", loss="mse")
clean = np.zeros((4, 30, 30, 1), "float32")
noisy = clean + 0.1
""",
        "autoencoder.fit(noisy, clean, epochs=1, verbose=0)",
        {"label-shape"},
        set(),
        SIDES,
        picture(32, 32, 1) | {32, (32, 32)},
        picture(30, 30, 1) | {30, (30, 30)},
        inputs="noisy",
        model="autoencoder",
    ),
    Case(
        "sample weights counted before the split",
        """
net = keras.Sequential(
    [
        layers.Conv2D(2, 3),
        layers.GlobalAveragePooling2D(),
        layers.Dense(4, activation="softmax"),
    ]
)
net.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
X, y = np.zeros((10, 12, 12, 3), "float32"), np.arange(10) % 4
weights = np.ones(10)
X_train, y_train = X[:8], y[:8]
""",
        "net.fit(X_train, y_train, sample_weight=weights, epochs=1, verbose=0)",
        {"label-shape"},
        set(),
        BATCH | {None},
        {8, 10, (8,), (10,)},
        {10, 8, (10,), (8,)},
        inputs="X_train",
        model="net",
    ),
    Case(
        "one-hot labels in a sparse loss on a tape",
        """
class Trainer:
    def __init__(self, network):
        self.network = network
        self.optimizer = keras.optimizers.SGD(0.01)

    @tf.function
    def step(self, images, labels):
        with tf.GradientTape() as tape:
            logits = self.network(images, training=True)
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
            )
        gradients = tape.gradient(loss, self.network.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.network.trainable_variables))
        return loss

network = keras.Sequential([keras.Input((10, 10, 1)), layers.Flatten(), layers.Dense(6)])
trainer = Trainer(network)
images = tf.zeros((3, 10, 10, 1))
labels = tf.one_hot([0, 5, 2], depth=6, dtype=tf.int32)
""",
        "loss = trainer.step(images, labels)",
        {"label-shape"},
        set(),
        set(),
        {(None, 6), (None,), 6, 1},
        {(None, 6), 6, 2},
        inputs="images",
        model="network",
    ),
    Case(
        "a single verdict for every patch",
        """
patch_gan = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(4, 4, strides=4, padding="same"),
    layers.LeakyReLU(),
    layers.Conv2D(1, 4, strides=2, padding="same"),
])
bce = keras.losses.BinaryCrossentropy(from_logits=True)

def discriminator_loss(real_images):
    patches = patch_gan(real_images)
    valid = tf.ones((len(real_images), 1))
    return bce(valid, patches)

real = np.zeros((3, 32, 32, 3), "float32")
""",
        "loss = discriminator_loss(real)",
        {"label-shape"},
        set(),
        set(),
        {(3, 4, 4, 1), (None, 4, 4, 1), (4, 4, 1), 4, 1},
        {(None, 1), 1, 2, 3},
        inputs="real",
        model="patch_gan",
    ),
)
