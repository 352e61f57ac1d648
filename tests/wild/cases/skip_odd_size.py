"""Two branches whose feature maps do not meet."""

from ..case import HEIGHT, SIDES, WIDTH, Case, picture
from ..models import UNET

CASES = (
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
