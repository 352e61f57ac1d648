"""Another number of axes than is taken."""

from ..case import Case, picture

CASES = (
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
small_cnn.compile(
    optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
train_ds = (
    prepare(np.zeros((8, 20, 20, 3), "uint8"), np.zeros(8, "int32")).batch(2).prefetch(AUTOTUNE)
)
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
