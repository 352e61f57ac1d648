"""A size written into a reshape."""

from ..case import Case, flat, picture

CASES = (
    Case(
        "phone model stretched to larger pictures",
        """
net = keras.Sequential(
    [keras.Input((16, 16, 3)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(4)]
)
interpreter = tf.lite.Interpreter(
    model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert()
)
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
    example = tf.io.parse_single_example(
        serialized, {"image_raw": tf.io.FixedLenFeature([], tf.string)}
    )
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
)
