"""Forty more failures, as people ask about them: a look at whether the diagnosis holds for code it has not met.

At first sight 35 causes of 40 were right, 20 layers of 21, and 13 of 31 had a treatment that helps, 19 of 40
everything. What is wrong today stands in test_cases.py.
"""

from .case import BATCH, CHANNELS, FEATURES, HEIGHT, SIDES, WIDTH, Case, flat, picture

# --- A Dense layer that was built for another count -------------------------------------------

DENSE = (
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
flower_model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
train_ds = tf.data.Dataset.from_tensor_slices((np.zeros((4, 32, 32, 3), "uint8"), np.array([0, 1, 2, 0]))).batch(2)
val_ds = tf.data.Dataset.from_tensor_slices((np.zeros((2, 48, 40, 3), "uint8"), np.array([1, 2]))).batch(2)
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
        "bottleneck features kept as maps",
        """
conv_base = keras.applications.MobileNet(
    input_shape=(64, 64, 3), alpha=0.25, include_top=False, weights=None)
top_model = keras.Sequential([
    keras.Input((256,)),
    layers.Dropout(0.5),
    layers.Dense(8, activation="relu", name="hidden"),
    layers.Dense(2, activation="softmax"),
])
dogs = np.zeros((2, 64, 64, 3), "float32")
bottleneck = conv_base(dogs).numpy()
bottleneck = bottleneck.reshape(len(bottleneck), -1)
""",
        "top_model.predict(bottleneck, verbose=0)",
        {"size-pinned-by-dense"},
        {"hidden", "dense"},
        FEATURES,
        flat(256),
        flat(1024),
        inputs="bottleneck",
        model="top_model",
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

# --- A door of one size -----------------------------------------------------------------------

DOORS = (
    Case(
        "validation crops beside whole training photos",
        """
image = keras.Input((48, 48, 3), name="image")
features = layers.Conv2D(4, 3, strides=2, activation="relu")(image)
features = layers.GlobalAveragePooling2D()(features)
cnn = keras.Model(image, layers.Dense(1, activation="sigmoid")(features), name="cats_vs_dogs")
cnn.compile(optimizer="sgd", loss="binary_crossentropy")

def make_dataset(crop=None):
    pairs = tf.data.Dataset.from_tensor_slices((np.zeros((4, 48, 48, 3), "float32"), np.zeros((4, 1), "float32")))
    if crop:
        centre = layers.CenterCrop(crop, crop)
        pairs = pairs.map(lambda photo, label: (centre(photo), label))
    return pairs.batch(2)

train, val = make_dataset(), make_dataset(crop=40)
""",
        "cnn.fit(train, validation_data=val, epochs=1, verbose=0)",
        {"size-pinned-by-functional-input"},
        {"cats_vs_dogs", "image"},
        SIDES,
        picture(48, 48, 3) | {48, (48, 48)},
        picture(40, 40, 3) | {40, (40, 40)},
        inputs="val",
        model="cnn",
    ),
    Case(
        "serving signature and a thumbnail",
        """
pixels = keras.Input((28, 28, 1), name="pixels")
mnist_net = keras.Model(pixels, layers.Dense(10)(layers.Flatten()(pixels)))
mnist_net.export(folder + "/mnist_net", verbose=False)
infer = tf.saved_model.load(folder + "/mnist_net").signatures["serving_default"]
digit = tf.zeros((1, 32, 32, 1))
name, = infer.structured_input_signature[1]
""",
        "infer(**{name: digit})",
        {"size-pinned-by-functional-input", "size-pinned-by-dense", "size-in-reshape"},
        set(),
        set(),
        picture(28, 28, 1) | flat(784) | {28, (28, 28)},
        picture(32, 32, 1) | flat(1024) | {32, (32, 32)},
        inputs="digit",
        model=None,
    ),
    Case(
        "clips filmed with more pixels",
        """
def build_video_model(frames=3, size=24):
    clip = keras.Input((frames, size, size, 3), name="clip")
    per_frame = keras.Sequential([layers.Conv2D(4, 3, activation="relu"), layers.GlobalMaxPooling2D()])
    h = layers.TimeDistributed(per_frame)(clip)
    h = layers.GRU(5)(h)
    return keras.Model(clip, layers.Dense(2)(h), name="gestures")

video_model = build_video_model()
video_model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
clips = np.zeros((2, 3, 32, 32, 3), "float32")
""",
        "video_model.evaluate(clips, np.array([0, 1]), batch_size=1, verbose=0)",
        {"size-pinned-by-functional-input"},
        {"gestures", "clip"},
        {2, 3, -3, -2, None},
        {(3, 24, 24, 3), (None, 3, 24, 24, 3), 24, (24, 24)},
        {(3, 32, 32, 3), (None, 3, 32, 32, 3), 32, (32, 32)},
        inputs="clips",
        model="video_model",
    ),
)

# --- The wrong number of axes -----------------------------------------------------------------

RANK = (
    Case(
        "first test digit by itself",
        """
fashion = keras.Sequential([
    keras.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(16, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
test_images = np.random.rand(5, 28, 28).astype("float32")
shirt = test_images[0]
""",
        "predictions = fashion.predict(shirt, verbose=0)",
        {"rank-missing-batch"},
        {"sequential", "input_layer", "flatten"},
        {0, -3, None},
        {3, (None, 28, 28)},
        {2, (28, 28)},
        inputs="shirt",
        model="fashion",
    ),
    Case(
        "pictures for a layer that wants clips",
        """
next_frame = keras.Sequential([
    layers.ConvLSTM2D(2, 3, padding="same", return_sequences=True),
    layers.ConvLSTM2D(1, 3, padding="same"),
])
next_frame.compile(optimizer="sgd", loss="mse")
radar = np.zeros((4, 16, 16, 1), "float32")
""",
        "next_frame.fit(radar, radar, epochs=1, verbose=0)",
        {"rank-missing-batch"},
        {"conv_lstm2d", "sequential"},
        {0, 1, -5, -4, None},
        {5, (None, None, None, None, None), (None, None, 16, 16, 1)},
        {4, (None, 16, 16, 1)},
        inputs="radar",
        model="next_frame",
    ),
    Case(
        "gray picture opened with PIL",
        """
from PIL import Image

Image.new("L", (40, 40), 128).save(folder + "/xray.png")
camera = keras.Input((40, 40, 3))
detector = keras.Model(camera, layers.Dense(2)(layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(camera))))

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
        "dataset batched twice",
        """
AUTOTUNE = tf.data.AUTOTUNE

def prepare(images, labels, batch_size=2):
    ds = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(8).batch(batch_size)
    return ds.map(lambda image, label: (tf.cast(image, tf.float32) / 255, label))

small_cnn = keras.Sequential([
    keras.Input((20, 20, 3)),
    layers.Conv2D(4, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.GlobalAveragePooling2D(),
    layers.Dense(3),
])
small_cnn.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
train_ds = prepare(np.zeros((8, 20, 20, 3), "uint8"), np.zeros(8, "int32")).batch(2).prefetch(AUTOTUNE)
""",
        "small_cnn.fit(train_ds, epochs=1, verbose=0)",
        {"number-of-axes", "rank-missing-batch"},
        {"sequential", "input_layer", "conv2d"},
        {0, 1, -5, -4, None},
        {4} | picture(20, 20, 3),
        {5, (None, None, 20, 20, 3)},
        inputs="train_ds",
        model="small_cnn",
    ),
)

# --- The wrong number of channels -------------------------------------------------------------

CHANNEL = (
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
)

# --- A Dense layer asked to take "any size" ---------------------------------------------------

NONE = (
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

# --- Pictures that do not stack ---------------------------------------------------------------

MIXED = (
    Case(
        "GIF among the PNG files",
        """
from PIL import Image

Image.new("RGB", (30, 20)).save(folder + "/a.png")
Image.new("P", (30, 20)).save(folder + "/b.gif")

def parse(path):
    return tf.io.decode_image(tf.io.read_file(path), channels=3)

paths = [folder + "/a.png", folder + "/b.gif"]
photos = tf.data.Dataset.from_tensor_slices(paths).map(parse).prefetch(1).batch(2)
""",
        "for batch in photos: print(batch.shape)",
        {"mixed-sizes-in-batch", "rank-missing-batch", "number-of-axes"},
        set(),
        set(),
        {3, (20, 30, 3)},
        {4, (1, 20, 30, 3)},
        inputs="photos",
        model=None,
    ),
    Case(
        "two collections joined by numpy",
        """
def load_all():
    old = np.zeros((6, 32, 32, 3), "uint8")
    new = np.zeros((4, 32, 36, 3), "uint8")
    return old, new

old, new = load_all()
""",
        "X = np.concatenate([old, new])",
        {"mixed-sizes-in-batch"},
        set(),
        WIDTH,
        {32, 36, (32, 32, 3), (None, 32, 32, 3)},
        {36, 32, (32, 36, 3), (None, 32, 36, 3)},
        inputs=None,
        model=None,
    ),
    Case(
        "photos copied into one large array",
        """
def fill(photos, height, width):
    data = np.zeros((len(photos), height, width, 3), "float32")
    for i, photo in enumerate(photos):
        data[i] = photo
    return data

photos = [np.ones((24, 30, 3)), np.ones((24, 30, 3)), np.ones((30, 24, 3))]
""",
        "X_train = fill(photos, 24, 30)",
        {"mixed-sizes-in-batch"},
        set(),
        SIDES | {0},
        {(24, 30, 3), 24, 30},
        {(30, 24, 3), 24, 30},
        inputs="photos",
        model=None,
    ),
)

# --- Too small --------------------------------------------------------------------------------

SMALL = (
    Case(
        "InceptionV3 for tiny photos",
        """
def transfer(size, num_classes):
    base = keras.applications.InceptionV3(include_top=False, weights=None, input_shape=(size, size, 3))
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

# --- Ways that do not meet --------------------------------------------------------------------

SKIPS = (
    Case(
        "feature pyramid over 100 pixels",
        """
class Pyramid(keras.Model):
    def __init__(self, width=4):
        super().__init__()
        self.c3 = layers.Conv2D(4, 3, strides=4, padding="same", name="c3")
        self.c4 = layers.Conv2D(8, 3, strides=2, padding="same", name="c4")
        self.lateral_3 = layers.Conv2D(width, 1)
        self.lateral_4 = layers.Conv2D(width, 1)
        self.upsample = layers.UpSampling2D()

    def call(self, images):
        c3 = self.c3(images)
        p4 = self.lateral_4(self.c4(c3))
        p3 = self.upsample(p4) + self.lateral_3(c3)
        return p3, p4

fpn = Pyramid()

@tf.function(jit_compile=True, input_signature=[tf.TensorSpec((None, None, None, 3), tf.float32)])
def detect(images):
    return fpn(images)

street = tf.zeros((1, 100, 96, 3))
""",
        "p3, p4 = detect(street)",
        {"skip-connection-odd-size"},
        set(),
        HEIGHT,
        {25, 26, (None, 25, 24, 4), (None, 26, 24, 4)},
        {25, 26, (None, 25, 24, 4), (None, 26, 24, 4)} | picture(100, 96, 3) | {100},
        inputs="street",
        model="fpn",
    ),
    Case(
        "residual block halves only one way",
        """
def residual_block(h, filters, stride=1):
    shortcut = h
    h = layers.Conv2D(filters, 3, strides=stride, padding="same")(h)
    h = layers.BatchNormalization()(h)
    h = layers.ReLU()(h)
    h = layers.Conv2D(filters, 3, padding="same")(h)
    h = layers.BatchNormalization()(h)
    h = layers.Add(name=f"add_{stride}")([shortcut, h])
    return layers.ReLU()(h)

cifar = keras.Input((32, 32, 3))
h = layers.Conv2D(8, 3, padding="same")(cifar)
h = residual_block(h, 8)
""",
        "h = residual_block(h, 8, stride=2)",
        {"skip-connection-odd-size"},
        {"add_2"},
        SIDES,
        picture(32, 32, 8) | picture(16, 16, 8) | {32, 16},
        picture(32, 32, 8) | picture(16, 16, 8) | {32, 16},
        inputs=None,
        model=None,
    ),
)

# --- Ragged tensors ---------------------------------------------------------------------------

RAGGED = (
    Case(
        "ragged batches of listings in fit",
        """
def listings():
    for number, (height, width) in enumerate(((20, 26), (24, 18), (16, 16), (22, 20))):
        yield np.zeros((height, width, 3), "float32"), number % 2

signature = tf.TensorSpec((None, None, 3), tf.float32), tf.TensorSpec((), tf.int32)
houses = tf.data.Dataset.from_generator(listings, output_signature=signature).ragged_batch(2)
price_band = keras.Sequential([
    layers.Rescaling(1 / 255),
    layers.SeparableConv2D(4, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(2),
])
price_band.compile(optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
""",
        "price_band.fit(houses, epochs=1, verbose=0)",
        {"ragged-to-dense-op"},
        {"separable_conv2d", "sequential"},
        set(),
        set(),
        set(),
        inputs="houses",
        model="price_band",
    ),
)

# --- Labels, masks and losses -----------------------------------------------------------------

LABELS = (
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
net = keras.Sequential([layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), layers.Dense(4, activation="softmax")])
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
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
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

# --- Channels first against last --------------------------------------------------------------

FORMATS = (
    Case(
        "model ported with channels first",
        """
nchw = keras.Input((3, 36, 36), name="nchw")
h = layers.Conv2D(4, 3, data_format="channels_first", name="conv1")(nchw)
h = layers.GlobalAveragePooling2D(data_format="channels_first")(h)
ported = keras.Model(nchw, layers.Dense(2)(h), name="ported")
frames = np.zeros((2, 36, 36, 3), "float32")
""",
        "ported.predict(frames, verbose=0)",
        {"data-format"},
        {"ported", "nchw"},
        HEIGHT | WIDTH | CHANNELS | {None},
        picture(3, 36, 36) | {3, 36},
        picture(36, 36, 3) | {36, 3},
        inputs="frames",
        model="ported",
    ),
    Case(
        "tensor of another library for the phone model",
        """
mobile = keras.Sequential([keras.Input((20, 20, 3)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()])
tflite_model = tf.lite.TFLiteConverter.from_keras_model(mobile).convert()

class Classifier:
    def __init__(self, content):
        self.interpreter = tf.lite.Interpreter(model_content=content)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]

    def classify(self, tensor):
        self.interpreter.set_tensor(self.input["index"], tensor)
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"])

classifier = Classifier(tflite_model)
tensor = np.random.rand(20, 20, 3).astype("float32").transpose(2, 0, 1)[np.newaxis]
""",
        "classifier.classify(tensor)",
        {"data-format"},
        set(),
        HEIGHT | WIDTH | CHANNELS | {None},
        picture(20, 20, 3) | {20, 3},
        picture(3, 20, 20) | {3, 20},
        inputs="tensor",
        model=None,
    ),
)

# --- Networks with pretrained tops ------------------------------------------------------------

TOPS = (
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

# --- Weights that do not fit ------------------------------------------------------------------

WEIGHTS = (
    Case(
        "kernel of another library set as it is",
        """
stem = layers.Conv2D(8, 5, name="stem")
vision = keras.Sequential([keras.Input((32, 32, 3)), stem, layers.GlobalAveragePooling2D()])
state_dict = {"stem.weight": np.zeros((8, 3, 5, 5), "float32"), "stem.bias": np.zeros(8, "float32")}
""",
        'stem.set_weights([state_dict["stem.weight"], state_dict["stem.bias"]])',
        {"weights-mismatch"},
        {"stem"},
        set(),
        {(5, 5, 3, 8)},
        {(8, 3, 5, 5)},
        inputs=None,
        model="vision",
    ),
    Case(
        "weights by name from the old task",
        """
def make_model(num_classes):
    img = keras.Input((16, 16, 3))
    h = layers.Conv2D(4, 3, activation="relu", name="conv")(img)
    h = layers.GlobalAveragePooling2D(name="gap")(h)
    return keras.Model(img, layers.Dense(num_classes, name="fc")(h))

make_model(20).save(folder + "/pretrained.h5")
new_task = make_model(7)
""",
        'new_task.load_weights(folder + "/pretrained.h5", by_name=True)',
        {"weights-mismatch"},
        {"fc"},
        set(),
        {(4, 7), 7, (7,)},
        {(4, 20), 20, (20,)},
        inputs=None,
        model="new_task",
    ),
)

# --- Something else ---------------------------------------------------------------------------

OTHERS = (
    Case(
        "picture and table in the wrong order",
        """
wound = keras.Input((20, 20, 3), name="wound")
patient = keras.Input((5,), name="patient")
h = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(wound))
h = layers.Concatenate()([h, layers.Dense(4, activation="relu")(patient)])
risk = keras.Model([wound, patient], layers.Dense(1)(h))
pictures, table = np.zeros((3, 20, 20, 3), "float32"), np.zeros((3, 5), "float32")
data = [table, pictures]
""",
        "risk.predict(data, verbose=0)",
        {"order-of-inputs"},
        inputs="data",
        model="risk",
    ),
    Case(
        "generator grid that does not add up",
        """
def make_generator(noise_dim):
    noise = keras.Input((noise_dim,))
    h = layers.Dense(7 * 7 * 16, use_bias=False)(noise)
    h = layers.LeakyReLU()(layers.BatchNormalization()(h))
    h = layers.Reshape((8, 8, 16), name="grid")(h)
    return keras.Model(noise, layers.Conv2DTranspose(1, 5, strides=4, padding="same")(h))
""",
        "gen = make_generator(10)",
        {"size-in-reshape"},
        {"grid"},
        set(),
        {(8, 8, 16), (None, 8, 8, 16), 1024},
        {784, (None, 784), (784,)},
        inputs=None,
        model=None,
    ),
    Case(
        "PIL picture handed over as it is",
        """
from PIL import Image

photo = Image.new("RGB", (24, 24))
tagger = keras.Sequential([keras.Input((24, 24, 3)), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()])
""",
        "tags = tagger.predict(photo, verbose=0)",
        {"unknown"},
        inputs="photo",
        model="tagger",
    ),
    Case(
        "record parsed with sides from another project",
        """
HEIGHT, WIDTH, DEPTH = 24, 24, 3

def write(path, count):
    with tf.io.TFRecordWriter(path) as writer:
        for _ in range(count):
            raw = tf.train.BytesList(value=[np.zeros((20, 24, 3), "uint8").tobytes()])
            features = tf.train.Features(feature={"image_raw": tf.train.Feature(bytes_list=raw)})
            writer.write(tf.train.Example(features=features).SerializeToString())

def parse(serialized):
    example = tf.io.parse_single_example(serialized, {"image_raw": tf.io.FixedLenFeature([], tf.string)})
    pixels = tf.io.decode_raw(example["image_raw"], tf.uint8)
    return tf.reshape(pixels, (HEIGHT, WIDTH, DEPTH))

write(folder + "/train.tfrecord", 2)
records = tf.data.TFRecordDataset(folder + "/train.tfrecord").map(parse)
""",
        "image = next(iter(records))",
        {"size-in-reshape"},
        set(),
        set(),
        {1728, (24, 24, 3)},
        {1440, (1440,), (20, 24, 3)},
        inputs="records",
        model=None,
    ),
    Case(
        "class weights for a model of two heads",
        """
face = keras.Input((16, 16, 1))
h = layers.Flatten()(layers.Conv2D(2, 3)(face))
heads = keras.Model(face, {"age": layers.Dense(1, name="age")(h), "sex": layers.Dense(2, name="sex")(h)})
heads.compile(optimizer="adam", loss={"age": "mse", "sex": keras.losses.SparseCategoricalCrossentropy(True)})
faces = np.zeros((4, 16, 16, 1), "float32")
targets = {"age": np.zeros((4, 1), "float32"), "sex": np.array([0, 1, 1, 0])}
""",
        "heads.fit(faces, targets, class_weight={0: 1.0, 1: 3.0}, epochs=1, verbose=0)",
        {"unknown"},
        inputs="faces",
        model="heads",
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
