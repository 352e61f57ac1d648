"""A ragged tensor where a rectangle belongs."""

from ..case import Case
from ..models import ANY_SIZE, POOLED

CASES = (
    Case(
        "ragged batch into a convolution",
        ANY_SIZE
        + """
x = tf.ragged.stack([tf.zeros((20, 30, 3)), tf.zeros((30, 20, 3))])
""",
        "model(x)",
        {"ragged-to-dense-op"},
        {"sequential", "conv2d"},
        set(),
        set(),
        set(),
    ),
    Case(
        "ragged_batch of a dataset in predict",
        ANY_SIZE
        + """
def photos():
    yield np.zeros((16, 24, 3), "float32")
    yield np.zeros((24, 16, 3), "float32")

signature = tf.TensorSpec((None, None, 3), tf.float32)
x = tf.data.Dataset.from_generator(photos, output_signature=signature).ragged_batch(2)
""",
        "model.predict(x, verbose=0)",
        {"ragged-to-dense-op"},
        {"sequential", "conv2d"},
        set(),
        set(),
        set(),
    ),
    Case(
        "ragged rows of patches into a Dense layer",
        """
x = tf.RaggedTensor.from_row_lengths(tf.zeros((10, 48)), [4, 6])
project = layers.Dense(16, name="project")
project.build((None, None, 48))
""",
        "tokens = project(x)",
        {"ragged-to-dense-op"},
        {"project"},
        set(),
        set(),
        set(),
        model=None,
    ),
    Case(
        "ragged photos in fit",
        POOLED
        + """
model.compile(optimizer="sgd", loss="mse")
x = tf.ragged.stack([tf.zeros((12, 14, 3)), tf.zeros((14, 12, 3))])
y = tf.zeros((2, 5))
""",
        "model.fit(x, y, verbose=0)",
        {"ragged-to-dense-op"},
        set(),
        set(),
        set(),
        set(),
    ),
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
price_band.compile(
    optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
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
