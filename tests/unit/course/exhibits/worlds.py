"""For each exhibit a world in which its claim has another truth: other things under its names."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.course.exhibits.exhibit import Other


def other_layers(**changed):
    return {"layers": Other(layers, **changed)}


def other_keras(**changed):
    return {"keras": Other(keras, **changed)}


def other_tf(**changed):
    return {"tf": Other(tf, **changed)}


def invalid(*_, **__):
    raise tf.errors.InvalidArgumentError(None, None, "in another world")


# Layers that are made for one size.


class FirstSize:
    """A layer that refuses a height and width other than those of its first real picture."""

    def __call__(self, x):
        size = tuple(x.shape[1:3])
        first = self.__dict__.setdefault("_first", size)
        if size != first:
            raise ValueError("made for another size")
        return super().__call__(x)


class PinnedConv(FirstSize, layers.Conv2D):
    pass


class PinnedPool(FirstSize, layers.MaxPooling2D):
    pass


class OverflowingConv(layers.Conv2D):
    """One that gives other numbers for a size other than the first it knows."""

    def build(self, shape):
        self.first = tuple(shape[1:3])
        super().build(shape)

    def call(self, x):
        right = super().call(x)
        return right if tuple(x.shape[1:3]) == self.first else right + 1


class ConvOfItsSize(layers.Conv2D):
    """One that has a kernel as large as the picture."""

    def build(self, shape):
        self.kernel_size = tuple(shape[1:3])
        super().build(shape)


class ConvWithWeightForEachPlace(layers.Conv2D):
    def build(self, shape):
        super().build(shape)
        self.add_weight(shape=tuple(shape[1:3]), name="places")


def with_shape_setting(layer):
    """A layer of that class that keeps the picture's shape as a setting."""

    def get_config(self):
        return layer.get_config(self) | {"input_shape": (224, 224, 3)}

    return type(layer.__name__, (layer,), {"get_config": get_config})


class PoolOfAll(layers.GlobalAveragePooling2D):
    """Pooling in the place of Flatten."""


class TrainedByCalls(layers.Dense):
    def call(self, x):
        self.kernel.assign_add(tf.ones_like(self.kernel))
        return super().call(x)


class UncheckedDense(layers.Dense):
    """As in TensorFlow 2.1 to 2.3: the product itself finds out."""

    def build(self, shape):
        super().build(shape)
        self.input_spec = None


class WholePool(layers.AveragePooling2D):
    """One that leaves no rest, and so no empty map."""

    def __init__(self, size):
        super().__init__(size, padding="same")


#: The lines tell layers by the names of their classes.
for known, others in {
    "Conv2D": (PinnedConv, OverflowingConv, ConvOfItsSize, ConvWithWeightForEachPlace),
    "MaxPooling2D": (PinnedPool,),
    "Flatten": (PoolOfAll,),
}.items():
    for other in others:
        other.__name__ = known


# Models.


def functional_sequential(parts):
    """A `Sequential` that checks its Input, as in TensorFlow 2.7 to 2.15."""
    first, *rest = parts
    if isinstance(first, layers.Layer):
        return keras.Sequential(parts)
    return keras.Model(first, keras.Sequential(rest)(first))


class CutsChannels(keras.Sequential):
    """One that helps itself to the first three channels, or to one three times."""

    def __call__(self, x):
        return super().__call__(tf.repeat(x, 3, axis=-1)[..., :3])

    def predict(self, x, **options):
        return super().predict(np.repeat(x, 3, axis=-1)[..., :3], **options)


class RaisesInvalid(keras.Sequential):
    def __call__(self, x, **options):
        return invalid() if x.shape[-1] == 4 else super().__call__(x, **options)

    def predict(self, x, **options):
        return invalid()


class FitsAnySize(keras.Sequential):
    def fit(self, batches, **_):
        return tf.stack([self.train_on_batch(*batch) for batch in batches])


class NoModel:
    """A model that refuses whatever comes."""

    def __init__(self, *_):
        pass

    def __call__(self, x):
        raise ValueError("in another world")


# TensorFlow.


class NeverOpen:
    """A `tf.function` that wants every size written down."""

    def __init__(self, act, input_signature):
        pass

    def __call__(self, x):
        raise ValueError("a size is missing")

    def experimental_get_tracing_count(self):
        return 0


def for_each_shape(act, input_signature=None, reduce_retracing=False, **options):
    """A `tf.function` that makes a graph for each shape, whatever it is told."""
    return tf.function(act, **options)


def closed(act, input_signature, **options):
    """A `tf.function` whose graph has the size 32 written in."""
    return tf.function(act, input_signature=[tf.TensorSpec((None, 32, 32, 3))], **options)


def image(resize):
    return other_tf(image=Other(tf.image, resize=resize))


def open_resize(pictures, size):
    made = tf.image.resize(pictures, size)
    return tf.compat.v1.placeholder_with_default(made, (None, None, None, 3))


def missing_resize(pictures, size):
    """One that gives a row too few of a wide picture."""
    made = tf.image.resize(pictures, size)
    return made[:, 1:] if pictures.shape[2] > 200 else made


def raising_resize(pictures, size):
    raise ValueError("in another world")


def unresized(pictures, size):
    return tf.convert_to_tensor(pictures)


def checked_conv(x, kernel, strides, padding):
    if x.shape[-1] != kernel.shape[2]:
        raise ValueError("other channels")
    return tf.nn.conv2d(x, kernel, strides, padding)


def first_only(parts, axis=0):
    return parts[0]


def strict_concat(parts, axis):
    if len({tuple(one.shape) for one in parts}) > 1:
        raise ValueError("other shapes")
    return tf.concat(parts, axis)


class Padding:
    """A `Dataset` whose batches are padded."""

    @staticmethod
    def from_generator(*args, **options):
        made = tf.data.Dataset.from_generator(*args, **options)
        return Other(made, batch=made.padded_batch)


def kind_reshape(x, shape):
    """One that cuts and fills until it fits, and keeps neighbours."""
    if len(x.shape) == 1:
        return tf.reshape(x, shape)
    rows, columns = shape
    cut = x[:rows, :columns]
    return tf.pad(cut, [(0, rows - cut.shape[0]), (0, columns - cut.shape[1])])


#: {name of an exhibit: what its names mean there}.
WORLDS = {
    "memory buffers": other_layers(Conv2D=PinnedConv),
    "buffer overflow": other_layers(Conv2D=OverflowingConv),
    "kernels for one size": other_layers(Conv2D=OverflowingConv),
    "undefined behaviour": other_layers(AveragePooling2D=WholePool),
    "explicit shapes": other_layers(
        Conv2D=with_shape_setting(layers.Conv2D),
        MaxPooling2D=with_shape_setting(layers.MaxPooling2D),
    ),
    "dimensions of incoming": other_layers(Conv2D=ConvOfItsSize),
    "memory management": other_layers(Conv2D=PinnedConv),
    "static dimensions": other_tf(function=NeverOpen),
    "resizing disrupts": image(open_resize),
    "graph for fixed dimensions": other_tf(function=for_each_shape),
    "memory layouts": other_tf(function=closed),
    "execution plans": other_tf(function=for_each_shape),
    "automatic differentiation": other_tf(GradientTape=invalid),
    "errors during training": other_keras(Sequential=FitsAnySize),
    "read at run time": other_keras(Input=lambda shape: keras.Input((10, 10, 3))),
    "despite resizing": image(missing_resize),
    "unexpected dimensions": other_layers(Conv2D=PinnedConv, MaxPooling2D=PinnedPool),
    "another size later": other_keras(Sequential=functional_sequential),
    "first call": other_keras(Input=lambda shape: keras.Input((128, 128, 3))),
    "after training": other_layers(Dense=TrainedByCalls),
    "expected (1, 224, 224, 3)": other_keras(
        Input=lambda shape: keras.Input(batch_shape=(1, *shape)), Sequential=functional_sequential
    ),
    "expectation of 224": other_keras(Sequential=functional_sequential),
    "Conv2D is given the shape": other_layers(Conv2D=PinnedConv),
    "kernels not designed": other_layers(Conv2D=ConvWithWeightForEachPlace),
    "resizing is no fix": image(unresized),
    "that specific shape": other_keras(Sequential=functional_sequential),
    "this will be thrown": other_layers(Dense=UncheckedDense),
    "who raises it": other_layers(Dense=UncheckedDense),
    "what the message tells": other_keras(Sequential=functional_sequential),
    "another number of channels": other_keras(Sequential=CutsChannels),
    "the except clause": other_keras(Sequential=RaisesInvalid),
    "checking channels": other_tf(nn=Other(tf.nn, conv2d=checked_conv)),
    "channels at run time": other_keras(Model=NoModel),
    "need for channels": other_keras(Sequential=CutsChannels),
    "avoids errors": other_layers(Flatten=PoolOfAll),
    "varying sizes": other_layers(Flatten=PoolOfAll),
    "128 as well as 64": image(unresized) | other_layers(Flatten=PoolOfAll),
    "one size in a batch": image(raising_resize),
    "different invocations": other_layers(Conv2D=PinnedConv),
    "inconsistent shapes": other_tf(
        concat=first_only, stack=first_only, data=Other(tf.data, Dataset=Padding)
    ),
    "error on batching": other_tf(concat=first_only, reduce_mean=invalid),
    "but for the axis joined": other_tf(concat=strict_concat),
    "two of one size": other_layers(Flatten=PoolOfAll),
    "normalize with resize": image(unresized),
    "reshaping or padding": other_tf(reshape=kind_reshape),
}
