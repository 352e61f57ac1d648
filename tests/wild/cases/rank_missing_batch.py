"""One picture where a batch belongs."""

from ..case import BATCH, Case
from ..models import ANY_SIZE, FUNCTIONAL_RGB, POOLED

CASES = (
    Case(
        "predict on one picture",
        FUNCTIONAL_RGB
        + """
x = np.random.rand(64, 64, 3).astype("float32")
""",
        "model.predict(x, verbose=0)",
        {"rank-missing-batch"},
        {"flowers", "photo"},
        BATCH | {None},
        {4, (None, 64, 64, 3)},
        {3, (64, 64, 3)},
    ),
    Case(
        "one decoded photo into a convolution",
        ANY_SIZE
        + """
jpeg = tf.io.encode_jpeg(tf.zeros((50, 70, 3), tf.uint8))
x = tf.image.convert_image_dtype(tf.io.decode_jpeg(jpeg), tf.float32)
""",
        "model(x)",
        {"rank-missing-batch"},
        {"sequential", "conv2d"},
        BATCH | {None},
        {4, (None, None, None, 3)},
        {3, (50, 70, 3)},
    ),
    Case(
        "dataset that was never batched",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x = tf.data.Dataset.from_tensor_slices((np.zeros((6, 24, 24, 3), "float32"), np.arange(6)))
""",
        "model.fit(x, verbose=0)",
        {"rank-missing-batch"},
        {"sequential", "conv2d"},
        BATCH | {None},
        {4, (None, None, None, 3)},
        {3, (24, 24, 3)},
    ),
    Case(
        "edge filter on one picture in a graph",
        """
kernel = tf.zeros((3, 3, 3, 1))

@tf.function
def edges(photo):
    return tf.nn.conv2d(photo, kernel, strides=1, padding="SAME")

x = tf.zeros((30, 40, 3))
""",
        "edges(x)",
        {"rank-missing-batch"},
        {"conv2d", "edges"},
        BATCH | {None},
        {4, (None, None, None, 3), (None, 30, 40, 3)},
        {3, (30, 40, 3)},
        model=None,
    ),
    Case(
        "phone model and one camera frame",
        """
net = keras.Sequential([keras.Input((24, 24, 3)), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()])
interpreter = tf.lite.Interpreter(
    model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert()
)
interpreter.allocate_tensors()
frame = np.zeros((24, 24, 3), "float32")
""",
        'interpreter.set_tensor(interpreter.get_input_details()[0]["index"], frame)',
        {"rank-missing-batch"},
        set(),
        BATCH | {None},
        {4, (None, 24, 24, 3)},
        {3, (24, 24, 3)},
        inputs="frame",
        model=None,
    ),
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
        {"rank-missing-batch", "number-of-axes"},
        {"conv_lstm2d", "sequential"},
        {0, 1, -5, -4, None},
        {5, (None, None, None, None, None), (None, None, 16, 16, 1)},
        {4, (None, 16, 16, 1)},
        inputs="radar",
        model="next_frame",
    ),
)
