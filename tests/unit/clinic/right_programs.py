"""Programs that are right, of many kinds: {name: (model, what it is called with)}.

Their numbers are as smooth along every axis as those of a photo along its sides, unless they are
whole numbers: what looks at pixels has every reason for a false alarm.
"""

import numpy as np
import tensorflow as tf
from keras import layers
from right_models import (
    Digits,
    OwnDepthwise,
    Patches,
    Residual,
    autoencoder,
    detector,
    digits,
    excited,
    eye,
    film,
    generator,
    named_inputs,
    pooled,
    reader_of_text,
    rows_as_steps,
    shuffled_channels,
    siamese,
    stack,
    transformer,
    two_inputs,
    unet,
)


def smooth(*shape):
    """Slow waves, another one along each axis: float32 in 0..1."""
    wave = np.zeros((1,) * len(shape))
    for axis, size in enumerate(shape):
        along = np.sin(np.linspace(axis, axis + 3.0, size)) * (1 + axis / 7)
        wave = wave + along.reshape([-1 if place == axis else 1 for place in range(len(shape))])
    return ((wave - wave.min()) / max(np.ptp(wave), 1e-6)).astype("float32")


def wavy(*shape):
    """Noise, made smooth along the last two axes: of no simple pattern."""
    values = np.random.default_rng(0).normal(size=shape)
    for axis in (-2, -1):
        values = sum(np.roll(values, step, axis) for step in range(5)) / 5
    return values.astype("float32")


def substances(batch, rows, places, bands):
    """Strips of a line scanner over three substances, each with a spectrum, and a little noise."""
    rng, along = np.random.default_rng(0), np.linspace(0, 1, bands)
    spectra = [0.3 + np.exp(-((along - peak) ** 2) / 0.05) for peak in (0.2, 0.5, 0.8)]
    parts = [np.sin(np.linspace(one, one + 4, places)) ** 2 for one in range(3)]
    strip = sum(np.outer(part, spectrum) for part, spectrum in zip(parts, spectra, strict=True))
    strips = strip + 0.01 * rng.normal(size=(batch, rows, places, bands))
    return strips.astype("float32")


def whole(*shape, below=10):
    return np.random.default_rng(0).integers(0, below, shape).astype("int32")


FIRST = {"data_format": "channels_first"}

PROGRAMS = {
    # channels last, whatever the axes look like
    "strips of a line scanner": (
        lambda: pooled((4, None, 40), layers.Conv2D(8, 3, padding="same")),
        lambda: smooth(1, 4, 64, 40),
    ),
    "strips three rows high": (
        lambda: pooled((3, None, 64), layers.Conv2D(8, 3, padding="same")),
        lambda: smooth(2, 3, 64, 64),
    ),
    "strips of 40 by 40": (
        lambda: pooled((4, 40, 40), layers.Conv2D(8, 3, padding="same")),
        lambda: smooth(2, 4, 40, 40),
    ),
    "spectra of one row": (
        lambda: pooled((1, None, 100), layers.Conv2D(8, (1, 5), padding="same")),
        lambda: smooth(2, 1, 100, 100),
    ),
    "a hyperspectral cube": (
        lambda: pooled((None, None, 64), layers.Conv2D(8, 3)),
        lambda: smooth(1, 48, 48, 64),
    ),
    "a tall cube": (
        lambda: pooled((None, None, 200), layers.Conv2D(8, 1)),
        lambda: smooth(1, 3, 145, 200),
    ),
    "smooth feature maps of many channels": (
        lambda: pooled((None, None, 128), layers.Conv2D(8, 1)),
        lambda: smooth(2, 4, 14, 128),
    ),
    "three wide feature maps": (
        lambda: pooled((3, 56, 64), layers.SeparableConv2D(8, 3)),
        lambda: smooth(1, 3, 56, 64),
    ),
    "pictures one pixel high": (
        lambda: pooled((1, None, 3), layers.Conv2D(8, (1, 3))),
        lambda: smooth(2, 1, 64, 3),
    ),
    "pictures four pixels high": (
        lambda: pooled((4, 64, 3), layers.Conv2D(8, 3)),
        lambda: smooth(2, 4, 64, 3),
    ),
    "a picture one pixel wide": (
        lambda: pooled((None, 1, 1), layers.Conv2D(8, (3, 1))),
        lambda: smooth(2, 64, 1, 1),
    ),
    "a time series as pictures": (
        lambda: pooled((None, 16, 1), layers.Conv2D(8, 3), layers.MaxPooling2D((2, 1))),
        lambda: smooth(2, 101, 16, 1),
    ),
    "channels of an EEG as rows": (
        lambda: pooled((4, 128, 1), layers.Conv2D(8, (4, 1)), layers.Conv2D(8, (1, 16))),
        lambda: smooth(2, 4, 128, 1),
    ),
    "windows of four sensors and 32 features": (
        lambda: stack((4, 64, 32), layers.Conv2D(8, (1, 9), strides=(1, 2)), layers.Flatten()),
        lambda: smooth(2, 4, 64, 32),
    ),
    "windows of three sensors, at random smooth": (
        lambda: pooled((3, 64, 32), layers.Conv2D(8, (1, 9))),
        lambda: wavy(2, 3, 64, 32),
    ),
    "strips of several substances": (
        lambda: pooled((3, 64, 64), layers.Conv2D(8, 3, padding="same")),
        lambda: substances(2, 3, 64, 64),
    ),
    "a spectrogram": (
        lambda: pooled((None, 40, 1), layers.Conv2D(8, 3), layers.MaxPooling2D(2)),
        lambda: smooth(2, 99, 40, 1),
    ),
    "stereo spectrograms": (
        lambda: pooled((64, 64, 2), layers.Conv2D(8, 3, padding="same")),
        lambda: smooth(2, 64, 64, 2),
    ),
    # channels first, as told
    "channels first": (
        lambda: stack(
            (3, 48, 48),
            layers.Conv2D(4, 3, **FIRST),
            layers.GlobalAveragePooling2D(**FIRST),
            layers.Dense(2),
        ),
        lambda: smooth(1, 3, 48, 48),
    ),
    "channels first, of any size": (
        lambda: stack(
            (3, None, None),
            layers.Rescaling(2.0),
            layers.Conv2D(4, 3, padding="same", **FIRST),
            layers.GlobalAveragePooling2D(**FIRST),
        ),
        lambda: smooth(1, 3, 50, 64),
    ),
    "channels first, turned by a Permute": (
        lambda: pooled((1, 48, 64), layers.Permute((2, 3, 1)), layers.Conv2D(4, 3)),
        lambda: smooth(1, 1, 48, 64),
    ),
    "channels first into Dense": (
        lambda: stack((3, 32, 32), layers.Flatten(), layers.Dense(2)),
        lambda: smooth(1, 3, 32, 32),
    ),
    # kernels that are less deep than what comes
    "grouped": (
        lambda: pooled((None, None, 12), layers.Conv2D(8, 3, groups=4)),
        lambda: smooth(1, 20, 20, 12),
    ),
    "depthwise": (
        lambda: pooled((None, None, 6), layers.DepthwiseConv2D(3, depth_multiplier=2)),
        lambda: smooth(1, 20, 20, 6),
    ),
    "depthwise by an op": (
        lambda: pooled((None, None, 6), OwnDepthwise()),
        lambda: smooth(1, 20, 20, 6),
    ),
    "separable": (
        lambda: pooled((None, None, 3), layers.SeparableConv2D(8, 3, depth_multiplier=2)),
        lambda: smooth(1, 20, 20, 3),
    ),
    "shuffled groups": (shuffled_channels, lambda: smooth(1, 16, 16, 8)),
    "kernels of one pixel": (
        lambda: pooled((None, None, 32), layers.Conv2D(4, 1), layers.Conv2D(8, 1)),
        lambda: smooth(1, 20, 20, 32),
    ),
    "squeeze and excite": (excited, lambda: smooth(1, 33, 33, 3)),
    # gray, without an axis of channels
    "a stack of gray digits": (digits, lambda: smooth(5, 28, 28)),
    "a stack of as many as they are high": (digits, lambda: smooth(28, 28, 28)),
    "gray digits with channels": (digits, lambda: smooth(5, 28, 28, 1)),
    "gray digits, bytes": (digits, lambda: whole(5, 28, 28, below=255).astype("uint8")),
    "a stack of gray pictures of any size": (
        lambda: pooled((None, None, 1), layers.Conv2D(4, 3, padding="same")),
        lambda: smooth(5, 40, 30),
    ),
    "a stack of narrow gray strips": (
        lambda: pooled((28, 4, 1), layers.Conv2D(4, 3)),
        lambda: smooth(5, 28, 4),
    ),
    "a stack of windows of four sensors": (
        lambda: pooled((None, 4, 1), layers.Conv2D(4, (3, 4))),
        lambda: smooth(5, 50, 4),
    ),
    "digits in rows": (
        lambda: stack((784,), layers.Reshape((28, 28, 1)), layers.Conv2D(4, 3), layers.Flatten()),
        lambda: smooth(5, 784),
    ),
    # sizes
    "a net of its own first picture": (
        lambda: digits(declared=False),
        lambda: smooth(5, 28, 28, 1),
    ),
    "a net as a class": (Digits, lambda: smooth(5, 28, 28, 1)),
    "smaller last batches": (digits, lambda: smooth(3, 28, 28, 1)),
    "a batch of one": (digits, lambda: smooth(1, 28, 28, 1)),
    "pooled without a rest": (
        lambda: pooled((None, None, 3), layers.Conv2D(8, 3), layers.MaxPooling2D(2)),
        lambda: smooth(1, 224, 224, 3),
    ),
    "padded all the way": (
        lambda: pooled(
            (None, None, 3),
            layers.Conv2D(8, 3, padding="same"),
            layers.MaxPooling2D(2, padding="same"),
        ),
        lambda: smooth(1, 225, 225, 3),
    ),
    "the neighbour's window reads it": (
        lambda: pooled(
            (None, None, 3), layers.Conv2D(8, 3, padding="same"), layers.MaxPooling2D(2)
        ),
        lambda: smooth(1, 225, 225, 3),
    ),
    "a residual block": (
        lambda: pooled((None, None, 3), Residual(8)),
        lambda: smooth(1, 225, 225, 3),
    ),
    "every second pixel": (
        lambda: pooled((None, None, 3), layers.Conv2D(8, 1, strides=2)),
        lambda: smooth(1, 64, 64, 3),
    ),
    "cropped on purpose": (
        lambda: pooled((None, None, 3), layers.Cropping2D(4), layers.Conv2D(8, 3)),
        lambda: smooth(1, 64, 64, 3),
    ),
    "resized first": (
        lambda: stack((None, None, 3), layers.Resizing(16, 16), layers.Flatten(), layers.Dense(2)),
        lambda: smooth(1, 65, 43, 3),
    ),
    "rescaled and augmented": (
        lambda: pooled(
            (32, 32, 3),
            layers.Rescaling(1 / 255),
            layers.RandomFlip(),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.Conv2D(4, 3),
        ),
        lambda: smooth(2, 32, 32, 3),
    ),
    "cut at random": (
        lambda: pooled((None, None, 3), layers.RandomCrop(24, 24), layers.Conv2D(4, 3)),
        lambda: smooth(2, 32, 40, 3),
    ),
    "normalised": (
        lambda: pooled((None, None, 3), layers.BatchNormalization(), layers.LayerNormalization()),
        lambda: smooth(2, 32, 40, 3),
    ),
    # what answers with pictures
    "an autoencoder": (autoencoder, lambda: smooth(2, 32, 48, 3)),
    "a U-Net": (unet, lambda: smooth(1, 32, 48, 3)),
    "enlarged": (
        lambda: stack((None, None, 1), layers.Conv2D(4, 3, padding="same"), layers.UpSampling2D(3)),
        lambda: smooth(1, 32, 48, 1),
    ),
    "features of a valid net": (
        lambda: stack((None, None, 3), layers.Conv2D(4, 3), layers.MaxPooling2D(2)),
        lambda: smooth(1, 33, 49, 3),
    ),
    "a generator": (generator, lambda: smooth(2, 16)),
    # Reshape
    "a vision transformer": (transformer, lambda: smooth(2, 32, 32, 3)),
    "patches by an op": (
        lambda: stack((32, 32, 3), Patches(), layers.Dense(4)),
        lambda: smooth(2, 32, 32, 3),
    ),
    "columns of text as steps": (reader_of_text, lambda: smooth(2, 48, 200, 1)),
    "rows as steps": (rows_as_steps, lambda: smooth(2, 32, 128, 1)),
    "boxes in one row": (detector, lambda: smooth(2, 64, 64, 3)),
    "places in one row": (
        lambda: stack((16, 16, 8), layers.Reshape((256, 8)), layers.LSTM(4)),
        lambda: smooth(2, 16, 16, 8),
    ),
    "places in one row, as many as open": (
        lambda: stack((16, 16, 8), layers.Reshape((-1, 8)), layers.Dense(4)),
        lambda: smooth(2, 16, 16, 8),
    ),
    "an axis added": (
        lambda: stack((16, 16), layers.Reshape((16, 16, 1)), layers.Conv2D(4, 3)),
        lambda: smooth(2, 16, 16),
    ),
    "windows of a signal": (
        lambda: stack((128, 4), layers.Reshape((8, 16, 4)), layers.TimeDistributed(layers.LSTM(3))),
        lambda: smooth(2, 128, 4),
    ),
    "windows cut again": (
        lambda: stack(
            (8, 16, 4), layers.Reshape((16, 8, 4)), layers.TimeDistributed(layers.LSTM(3))
        ),
        lambda: smooth(2, 8, 16, 4),
    ),
    "heads of attention": (
        lambda: stack((10, 32), layers.Reshape((10, 4, 8)), layers.Permute((2, 1, 3))),
        lambda: smooth(2, 10, 32),
    ),
    # films, volumes, signals, tables, words
    "a film, picture by picture": (
        lambda: film(layers.TimeDistributed(eye()), layers.LSTM(4), layers.Dense(2)),
        lambda: smooth(2, 3, 24, 24, 3),
    ),
    "a film through Conv3D": (
        lambda: film(layers.Conv3D(4, 3), layers.GlobalAveragePooling3D(), layers.Dense(2)),
        lambda: smooth(2, 4, 24, 24, 3),
    ),
    "a film through ConvLSTM": (
        lambda: film(layers.ConvLSTM2D(2, 3), layers.GlobalAveragePooling2D()),
        lambda: smooth(1, 3, 24, 24, 3),
    ),
    "a film of gray pictures": (
        lambda: stack((3, 32, 32, 1), layers.Conv3D(4, (3, 3, 3)), layers.Flatten()),
        lambda: smooth(2, 3, 32, 32, 1),
    ),
    "a volume": (
        lambda: stack((None, None, None, 1), layers.Conv3D(2, 3), layers.MaxPooling3D(2)),
        lambda: smooth(1, 17, 16, 15, 1),
    ),
    "a signal": (
        lambda: stack((None, 4), layers.Conv1D(8, 5, strides=2), layers.GlobalMaxPooling1D()),
        lambda: smooth(2, 101, 4),
    ),
    "a causal signal": (
        lambda: stack((None, 1), layers.Conv1D(8, 5, padding="causal", dilation_rate=2)),
        lambda: smooth(2, 101, 1),
    ),
    "steps": (
        lambda: stack((None, 3), layers.Bidirectional(layers.LSTM(4)), layers.Dense(1)),
        lambda: smooth(2, 20, 3),
    ),
    "a table": (
        lambda: stack((13,), layers.Normalization(), layers.Dense(8), layers.Dense(1)),
        lambda: smooth(32, 13),
    ),
    "a table of one column": (lambda: stack((1,), layers.Dense(1)), lambda: smooth(32, 1)),
    "words": (
        lambda: stack((None,), layers.Embedding(10, 4), layers.GlobalAveragePooling1D()),
        lambda: whole(2, 7),
    ),
    "ragged words": (
        lambda: stack((None,), layers.Embedding(10, 4), layers.GlobalAveragePooling1D()),
        lambda: tf.ragged.constant([[1, 2], [3]]).to_tensor(),
    ),
    # several inputs
    "a picture and a table": (two_inputs, lambda: [smooth(2, 32, 32, 3), smooth(2, 4)]),
    "two pictures": (siamese, lambda: [smooth(2, 32, 32, 1), smooth(2, 32, 32, 1)]),
    "two pictures in a tuple": (siamese, lambda: (smooth(2, 32, 32, 1), smooth(2, 32, 32, 1))),
    "inputs by name": (
        named_inputs,
        lambda: {"picture": smooth(2, 32, 32, 3), "words": whole(2, 6)},
    ),
}
