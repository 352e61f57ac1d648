"""A batch size that is written in."""

from ..case import BATCH, Case

CASES = (
    Case(
        "phone model and all photos at once",
        """
net = keras.Sequential([keras.Input((12, 12, 3)), layers.GlobalAveragePooling2D()])
interpreter = tf.lite.Interpreter(
    model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert()
)
interpreter.allocate_tensors()
x = np.zeros((5, 12, 12, 3), "float32")
""",
        'interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)',
        {"size-of-batch"},
        set(),
        BATCH,
        {1, (1, 12, 12, 3)},
        {5, (5, 12, 12, 3)},
        model=None,
    ),
    Case(
        "last batch of a step with a signature",
        """
@tf.function(input_signature=[tf.TensorSpec((4, 10, 10, 3), tf.float32)])
def brightness(photos):
    return tf.reduce_mean(photos, axis=(1, 2, 3))

photos = tf.data.Dataset.from_tensor_slices(np.zeros((6, 10, 10, 3), "float32")).batch(4)
""",
        "means = [brightness(batch) for batch in photos]",
        {"size-of-batch"},
        set(),
        BATCH,
        {4, (4, 10, 10, 3)},
        {2, (2, 10, 10, 3)},
        inputs="photos",
        model=None,
    ),
)
