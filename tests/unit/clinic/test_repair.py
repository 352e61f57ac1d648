"""What is repaired runs where it failed, keeps the weights that fit, and says what it does not
keep.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import repair, sizes
from helpers.course import builders


def weighted(model):
    """The model with other weights than a new one would have."""
    model.set_weights([weight + 0.25 for weight in model.get_weights()])
    return model


def with_backbone():
    """A classifier around a nested Functional model with a fixed door of its own."""
    door = keras.Input((40, 40, 3), name="inner_picture")
    x = layers.BatchNormalization(name="norm")(
        layers.Conv2D(4, 3, padding="same", name="inner_conv")(door)
    )
    backbone = keras.Model(
        door, layers.Add(name="add")([x, layers.Conv2D(4, 1, name="side")(door)]), name="backbone"
    )
    return keras.Sequential(
        [
            keras.Input((40, 40, 3)),
            layers.Rescaling(0.5),
            backbone,
            layers.Flatten(name="flatten"),
            layers.Dense(3, name="dense"),
        ],
        name="with_backbone",
    )


def pooled_already():
    """Functional, fixed at its door alone."""
    picture = keras.Input((64, 48, 3))
    x = layers.GlobalMaxPooling2D()(layers.Conv2D(4, 3, name="conv")(picture))
    return keras.Model(picture, layers.Dense(3, name="dense")(x), name="pooled_already")


@pytest.mark.parametrize(
    "make, done, anew",
    [
        (builders.fixed_sequential, (repair.OPENED, repair.POOLED), {"dense": 330}),
        (builders.fixed_functional, (repair.OPENED, repair.POOLED), {"dense": 330}),
        (with_backbone, (repair.OPENED, repair.POOLED), {"dense": 15}),
        (pooled_already, (repair.OPENED,), {}),
        (builders.small_unet, (repair.PADDED,), {}),
    ],
)
def test_repaired_models_run_where_they_failed_and_keep_what_fits(make, done, anew):
    model = weighted(make())
    before = [weight.copy() for weight in model.get_weights()]
    mended = repair.repaired(model)
    assert [told.split(":")[0] for told in mended.done] == list(done)
    assert mended.anew == anew
    assert sum(mended.kept.values()) + sum(anew.values()) == mended.model.count_params()
    for size in (67, 91), (77, 50):
        assert sizes.careful_trace(model, tf.zeros((1, *size, 3))).outcome != "passed"
        assert mended.model(tf.zeros((1, *size, 3))).shape[0] == 1
    kept = {layer.name: layer for layer in repair._leaves(model)}
    for layer in repair._leaves(mended.model):
        if layer.name in mended.kept:
            for new, old in zip(layer.get_weights(), kept[layer.name].get_weights(), strict=True):
                np.testing.assert_array_equal(new, old)
    for old, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, now)  # the model itself is as it was


def test_the_answer_is_the_same_where_all_is_kept():
    """At a size that was good before: the padding adds nothing, the opened door changes nothing."""
    chance = np.random.default_rng(0)
    for make, size in ((builders.small_unet, (64, 32)), (pooled_already, (64, 48))):
        model, picture = weighted(make()), chance.random((2, *size, 3), dtype="float32")
        np.testing.assert_allclose(repair.repaired(model).model(picture), model(picture), rtol=1e-5)


def test_padding_repeats_the_edge_and_the_crop_takes_it_off():
    picture = tf.reshape(tf.range(2 * 5 * 3 * 1.0), (2, 5, 3, 1))
    padded = repair.PadToMultiple(4)(picture)
    assert padded.shape == (2, 8, 4, 1)
    np.testing.assert_array_equal(padded[:, :5, :3], picture)
    np.testing.assert_array_equal(padded[:, 5:, :3], tf.repeat(picture[:, 4:], 3, axis=1))
    np.testing.assert_array_equal(padded[:, :, 3], padded[:, :, 2])
    np.testing.assert_array_equal(repair.CropLike()([padded, picture]), picture)
    assert repair.PadToMultiple(4)(keras.KerasTensor((None, None, 6, 3))).shape == (
        None,
        None,
        8,
        3,
    )


def subclassed():
    class Own(keras.Model):
        def call(self, x):
            return x

    model = Own()
    model(tf.zeros((1, 8, 8, 3)))
    return model


def counting():
    """A Reshape in the middle: no repair here knows what it meant."""
    made = [layers.Reshape((8, 2, 8, 2, 3)), layers.Reshape((64, 12)), layers.LSTM(4)]
    return keras.Sequential([keras.Input((16, 16, 3)), *made])


def two_inputs():
    one, two = keras.Input((8, 8, 3)), keras.Input((8, 8, 3))
    return keras.Model([one, two], layers.Add()([one, two]))


@pytest.mark.parametrize(
    "make, why",
    [
        (subclassed, "in its source"),
        (two_inputs, "in its source"),
        (counting, "none|no layer"),
        (builders.flexible_head, "nothing to repair"),
    ],
)
def test_what_cannot_be_repaired_is_said(make, why):
    mended = repair.repaired(make())
    assert mended.model is None and mended.diff == ""
    assert any(word in str(mended) for word in why.split("|"))


def test_the_diff_says_what_changed_and_nothing_else():
    mended = repair.repaired(builders.fixed_sequential())
    changed = [
        line.split()[0] + line.split()[1]
        for line in mended.diff.splitlines()[3:]
        if line[0] in "+-"
    ]
    assert changed == [
        "-Input(224,",
        "+Input(None,",
        "-flattenFlatten",
        "-denseDense",
        "+flatten_pooledGlobalAveragePooling2D",
        "+denseDense",
    ]
    assert mended.diff == repair.repaired(builders.fixed_sequential()).diff
    assert max(map(len, mended.diff.splitlines())) < 80
