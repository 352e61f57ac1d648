"""Small mistakes, made for real: each function raises, in the words of the TensorFlow at hand."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def graph(function, *specs, **options):
    """The function in a graph, which infers its shapes."""
    specs = [spec if isinstance(spec, tf.TensorSpec) else tf.TensorSpec(spec) for spec in specs]
    return tf.function(function, **options).get_concrete_function(*specs)


def dense(**options):
    own = [keras.Input((8,)), layers.Dense(3, name="d", **options), layers.Dense(2, name="e")]
    return keras.Sequential(own)


def saved(folder, legacy=False):
    """Weights of another model, one layer of which has a bias more."""
    path = folder / ("w.h5" if legacy else "w.weights.h5")
    dense().save(path) if legacy else dense().save_weights(path)
    return str(path)


def generator():
    yield np.zeros((8, 9, 3), "float32")


def one_after_another(dataset):
    """On one thread: `map` and `batch` become one op, whose first picture is whichever is ready."""
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    return dataset.with_options(options)


OPEN = tf.TensorSpec((None, None, None, None))
KERNEL = tf.zeros((3, 3, 3, 2))

#: name: what raises, the cause that is meant, its axis, and the sizes there: expected and received.
LIVE = {
    "stack in a graph": (
        lambda: graph(lambda a, b: tf.stack([a, b]), (16, 16, 3), (16, 20, 3)),
        ("mixed-sizes-in-batch", 1, 16, 20),
    ),
    "stack": (
        lambda: tf.stack([tf.zeros((16, 16, 3)), tf.zeros((12, 16, 3))]),
        ("mixed-sizes-in-batch", 0, 16, 12),
    ),
    "map and batch, fused": (
        lambda: list(
            one_after_another(tf.data.Dataset.range(2))
            .map(lambda k: tf.zeros((16, 16 + k, 3)))
            .batch(2)
        ),
        ("mixed-sizes-in-batch", 1, 16, 17),
    ),
    "np.stack": (
        lambda: np.stack([np.zeros((3, 4, 3)), np.zeros((4, 4, 3))]),
        ("mixed-sizes-in-batch", None, None, None),
    ),
    "np.array": (
        lambda: np.array([np.zeros((3, 4)), np.zeros((3, 5))]),
        ("mixed-sizes-in-batch", None, None, None),
    ),
    "rows of two lengths": (
        lambda: tf.constant([[1], [2, 3]]), ("mixed-sizes-in-batch", None, None, None)
    ),
    "copied into an array": (
        lambda: np.zeros((2, 4, 4)).__setitem__(0, np.zeros((5, 4))),
        ("mixed-sizes-in-batch", 0, 4, 5),
    ),
    "np.concatenate": (
        lambda: np.concatenate([np.zeros((1, 8, 8, 3)), np.zeros((1, 8, 9, 3))]),
        ("mixed-sizes-in-batch", 2, 8, 9),
    ),
    "objects": (
        lambda: tf.convert_to_tensor(np.array([np.zeros(3), np.zeros(2)], object)),
        ("mixed-sizes-in-batch", None, None, None),
    ),
    "a generator's promise": (
        lambda: list(
            tf.data.Dataset.from_generator(
                generator, output_signature=tf.TensorSpec((8, 8, 3))
            )
        ),
        ("mixed-sizes-in-batch", 1, 8, 9),
    ),
    "padded batch": (
        lambda: list(
            tf.data.Dataset.from_tensors(np.zeros((18, 26, 3))).padded_batch(1, (24, 24, 3))
        ),
        ("mixed-sizes-in-batch", 1, 24, 26),
    ),
    "slices": (
        lambda: tf.data.Dataset.from_tensor_slices((np.zeros((10, 8)), np.zeros(8))),
        ("label-shape", 0, 10, 8),
    ),
    "fit, more pictures than labels": (
        lambda: fit(np.zeros((10, 8)), np.zeros(8)), ("label-shape", 0, 10, 8)
    ),
    "predictions decoded": (
        lambda: keras.applications.resnet50.decode_predictions(np.zeros((1, 10))),
        ("pretrained-top", 1, 1000, 10),
    ),
    "softmax": (
        lambda: tf.nn.softmax_cross_entropy_with_logits(tf.zeros((4, 3)), tf.zeros((4, 5))),
        ("label-shape", 1, 5, 3),
    ),
    "sparse softmax": (
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(
            tf.zeros((6,), tf.int32), tf.zeros((4, 5))
        ),
        ("label-shape", 0, 4, 6),
    ),
    "sparse softmax of rows": (
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(
            tf.zeros((4, 5), tf.int32), tf.zeros((4, 5))
        ),
        ("label-shape", 1, None, 5),
    ),
    "sparse softmax, raw": (
        lambda: tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(
            features=tf.zeros((196, 10)), labels=tf.zeros((64,), tf.int32)
        ),
        ("label-shape", 0, 196, 64),
    ),
    "a label beyond": (
        lambda: tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(
            features=tf.zeros((1, 5)), labels=[7]
        ),
        ("label-value", 1, 5, None),
    ),
    "sigmoid": (
        lambda: tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros((4, 3)), tf.zeros((4, 1))),
        ("label-shape", 1, 1, 3),
    ),
    "categorical": (
        lambda: keras.losses.CategoricalCrossentropy()(tf.zeros((4, 3)), tf.zeros((4, 5))),
        ("label-shape", 1, 5, 3),
    ),
    "shapes compared": (
        lambda: tf.TensorShape((None, 1)).assert_is_compatible_with((None, 10)),
        ("label-shape", 1, 10, 1),
    ),
    "groups": (
        lambda: layers.Conv2D(8, 3, groups=2)(tf.zeros((1, 8, 8, 3))),
        ("channel-mismatch", 3, 2, 3),
    ),
    "open channels": (
        lambda: layers.Conv2D(3, 3)(keras.Input((8, 8, None))),
        ("channel-mismatch", 3, None, None),
    ),
    "open channels, transposed": (
        lambda: layers.Conv2DTranspose(3, 3)(keras.Input((8, 8, None))),
        ("channel-mismatch", 3, None, None),
    ),
    "a kernel less deep": (
        lambda: graph(lambda x: tf.nn.conv2d(x, KERNEL, 1, "SAME"), (1, 8, 8, 4)),
        ("channel-mismatch", 3, 3, 4),
    ),
    "a kernel less deep, run": (
        lambda: tf.nn.conv2d(tf.zeros((1, 8, 8, 4)), KERNEL, 1, "SAME"),
        ("channel-mismatch", 3, 3, 4),
    ),
    "a kernel less deep, compiled": (
        lambda: tf.function(
            lambda x: tf.nn.conv2d(x, KERNEL, 1, "SAME"),
            jit_compile=True,
            input_signature=[OPEN],
        )(tf.zeros((1, 8, 8, 4))),
        ("channel-mismatch", 3, 3, 4),
    ),
    "channels first at a kernel": (
        lambda: graph(lambda x: tf.nn.conv2d(x, KERNEL, 1, "SAME"), (1, 3, 8, 8)),
        ("data-format", 3, 3, 8),
    ),
    "gray to RGB": (
        lambda: tf.image.grayscale_to_rgb(tf.zeros((8, 8, 3))),
        ("channel-mismatch", 3, 1, None),
    ),
    "RGB to gray in a graph": (
        lambda: graph(tf.image.rgb_to_grayscale, (8, 8, 1)), ("channel-mismatch", 1, 3, 1)
    ),
    "a batch normalisation": (
        lambda: normalise(8, 12), ("channel-mismatch", 3, 8, 12)
    ),
    "crop": (
        lambda: tf.image.random_crop(tf.zeros((10, 9, 3)), (16, 9, 3)),
        ("too-small-for-network", 0, 16, 10),
    ),
    "crop in a graph": (
        lambda: tf.function(lambda x: tf.image.random_crop(x, (16, 9, 3)))(tf.zeros((10, 9, 3))),
        ("too-small-for-network", 0, 16, 10),
    ),
    "cropping": (
        lambda: layers.Cropping2D(4)(tf.zeros((1, 7, 12, 3))),
        ("too-small-for-network", 1, 9, 7),
    ),
    "a window in a graph": (
        lambda: graph(lambda x: tf.nn.conv2d(x, KERNEL, 1, "VALID"), (1, 9, 2, 3)),
        ("too-small-for-network", 2, 3, 2),
    ),
    "a window in Keras": (
        lambda: layers.Conv2D(8, 3)(tf.zeros((1, 2, 9, 3))), ("too-small-for-network", 1, 3, 2)
    ),
    "np.dot": (
        lambda: np.dot(np.zeros((1, 8)), np.zeros((9, 2))), ("size-pinned-by-dense", 1, 9, 8)
    ),
    "np.matmul": (
        lambda: np.zeros((1, 8)) @ np.zeros((9, 2)), ("size-pinned-by-dense", 1, 9, 8)
    ),
    "matmul": (
        lambda: tf.zeros((1, 8)) @ tf.zeros((9, 2)), ("size-pinned-by-dense", 1, 9, 8)
    ),
    "matmul in a graph": (
        lambda: graph(tf.matmul, (1, 8), (9, 2)), ("size-pinned-by-dense", 1, 9, 8)
    ),
    "einsum": (
        lambda: tf.einsum("ab,bc->ac", tf.zeros((1, 8)), tf.zeros((9, 2))),
        ("size-pinned-by-dense", 1, 9, 8),
    ),
    "Dense on an open row": (
        lambda: layers.Dense(3)(keras.Input((None,))), ("dense-on-none", 1, None, None)
    ),
    "Dense on another row": (
        lambda: dense()(tf.zeros((1, 9))), ("size-pinned-by-dense", 1, 8, 9)
    ),
    "reshape": (lambda: tf.reshape(tf.zeros((1, 5)), (1, 6)), ("size-in-reshape", 0, 6, 5)),
    "reshape in a graph": (
        lambda: graph(lambda x: tf.reshape(x, (1, 6)), (1, 5)), ("size-in-reshape", 0, 6, 5)
    ),
    "reshape to rows": (
        lambda: tf.reshape(tf.zeros((1, 5)), (-1, 6)), ("size-in-reshape", 0, 6, 5)
    ),
    "np.reshape": (
        lambda: np.zeros(1440).reshape(24, 24, 3), ("size-in-reshape", 0, 1728, 1440)
    ),
    "Reshape": (
        lambda: layers.Reshape((8, 8, 16))(tf.zeros((1, 784))), ("size-in-reshape", 0, 1024, 784)
    ),
    "a signature": (
        lambda: tf.function(lambda x: x, input_signature=[tf.TensorSpec((None, 8, 8, 3))])(
            tf.zeros((1, 9, 8, 3))
        ),
        ("size-pinned-by-functional-input", 1, 8, 9),
    ),
    "ensure_shape": (
        lambda: tf.ensure_shape(tf.zeros((1, 9, 8, 3)), (None, 8, 8, 3)),
        ("size-pinned-by-functional-input", 1, 8, 9),
    ),
    "ensure_shape in a graph": (
        lambda: graph(lambda x: tf.ensure_shape(x, (None, 8, 8, 3)), (1, 9, 8, 3)),
        ("size-pinned-by-functional-input", 1, 8, 9),
    ),
    "set_shape": (
        lambda: tf.zeros((1, 9, 8, 3)).set_shape((None, 8, 8, 3)),
        ("size-pinned-by-functional-input", 1, 8, 9),
    ),
    "concat in a graph": (
        lambda: graph(lambda a, b: tf.concat([a, b], -1), (2, 24, 24, 8), (2, 25, 24, 8)),
        ("skip-connection-odd-size", 1, 24, 25),
    ),
    "concat, its gradient": (
        lambda: tf.raw_ops.ConcatOffset(
            concat_dim=3, shape=[[2, 24, 24, 8], [2, 25, 24, 8]]
        ),
        ("skip-connection-odd-size", 1, 24, 25),
    ),
    "Concatenate": (
        lambda: layers.Concatenate()([tf.zeros((1, 8, 8, 3)), tf.zeros((1, 9, 8, 3))]),
        ("skip-connection-odd-size", 1, 8, 9),
    ),
    "Add": (
        lambda: layers.Add()([keras.Input((8, 8, 3)), keras.Input((9, 8, 3))]),
        ("skip-connection-odd-size", 1, 8, 9),
    ),
    "a sum": (
        lambda: tf.zeros((1, 8, 8, 3)) + tf.zeros((1, 9, 8, 3)),
        ("skip-connection-odd-size", 1, 8, 9),
    ),
    "a sum of NumPy": (
        lambda: np.zeros((1, 8, 8, 5)) + np.zeros((1, 9, 8, 5)),
        ("skip-connection-odd-size", 1, 8, 9),
    ),
    "a table of positions": (
        lambda: tf.zeros((2, 25, 12)) + tf.zeros((1, 16, 12)), ("size-in-table", 1, 16, 25)
    ),
    "one axis too few": (
        lambda: layers.Conv2D(3, 3)(tf.zeros((8, 8, 3))), ("rank-missing-batch", 0, None, 8)
    ),
    "one axis too few in a graph": (
        lambda: graph(lambda x: tf.nn.conv2d(x, KERNEL, 1, "SAME"), (8, 8, 3)),
        ("rank-missing-batch", 0, None, 8),
    ),
    "a ragged tensor": (
        lambda: layers.Conv2D(3, 3)(tf.ragged.stack([tf.zeros((8, 8, 3)), tf.zeros((9, 8, 3))])),
        ("ragged-to-dense-op", None, None, None),
    ),
    "bytes": (
        lambda: tf.nn.conv2d(
            tf.zeros((1, 8, 8, 3), tf.uint8), tf.zeros((1, 1, 3, 1), tf.uint8), 1, "SAME"
        ),
        ("dtype", None, None, None),
    ),
    "two types of numbers": (
        lambda: tf.zeros(2) + tf.zeros(2, tf.float16), ("dtype", None, None, None)
    ),
    "two types of numbers in a graph": (
        lambda: graph(lambda x: tf.raw_ops.AddV2(x=x, y=tf.zeros(2, tf.float16)), (2,)),
        ("dtype", None, None, None),
    ),
    "two types of numbers in a list": (
        lambda: graph(lambda x: tf.stack([x, tf.zeros(2, tf.float16)]), (2,)),
        ("dtype", None, None, None),
    ),
    "a tensor wanted in another type": (
        lambda: tf.convert_to_tensor(tf.zeros(2), tf.float16), ("dtype", None, None, None)
    ),
    "more than memory": (
        lambda: tf.zeros((1 << 22, 1 << 23)), ("memory", None, None, None)
    ),
    "more than memory, in NumPy": (
        lambda: np.empty((1 << 24, 1 << 24)), ("memory", None, None, None)
    ),
    "a kernel of more axes": (
        lambda: layers.Conv2D(2, 3).compute_output_shape((1, 8, 8)),
        ("number-of-axes", None, None, None),
    ),
    "a batch saved as one picture": (
        lambda: keras.utils.array_to_img(np.zeros((1, 8, 8, 3))),
        ("number-of-axes", None, None, None),
    ),
    "a gray picture resized": (
        lambda: tf.image.resize(tf.zeros((8, 8)), (4, 4)), ("number-of-axes", None, None, None)
    ),
    "a list of plain numbers": (
        lambda: fitted().predict([1.0, 2.0], verbose=0), ("rank-missing-batch", 0, None, None)
    ),
    "a long list of plain numbers": (
        lambda: fitted().predict([[1.0] * 8] * 2000, verbose=0),
        ("rank-missing-batch", 0, None, None),
    ),
    "rows for each step": (
        lambda: layers.TimeDistributed(layers.Dense(2))(keras.Input((4,))),
        ("rank-missing-batch", 0, None, None),
    ),
    "set_weights, a list too short": (
        lambda: dense().set_weights([np.zeros((8, 3))]), ("weights-mismatch", 0, 4, 1)
    ),
    "set_weights, another shape": (
        lambda: dense().set_weights([np.zeros((7, 3)), *dense().get_weights()[1:]]),
        ("weights-mismatch", 0, 8, 7),
    ),
}  # fmt: skip

#: The same of files: called with a folder.
FILES = {
    "a variable less": (
        lambda folder: dense(use_bias=False).load_weights(saved(folder)),
        ("weights-mismatch", 0, 1, 2),
    ),
    "a weight less, by the old format": (
        lambda folder: dense(use_bias=False).load_weights(saved(folder, legacy=True)),
        ("weights-mismatch", 0, 1, 2),
    ),
}


def fit(x, y):
    fitted(x.shape[1:]).fit(x, y, verbose=0)


def fitted(shape=(8,)):
    model = keras.Sequential([keras.Input(shape), layers.Dense(1)])
    model.compile(loss="mse")
    return model


def normalise(channels, other):
    layer = layers.BatchNormalization()
    layer(tf.zeros((1, 4, 4, channels)))
    layer(tf.zeros((1, 4, 4, other)))
