"""What is repaired runs where it failed, keeps the weights that fit, and says what it does not
keep.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import loading, repair, sizes
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


def by_eight_and_twelve():
    """Takes heights that divide by 8 and widths that divide by 12."""
    picture, kept = keras.Input((None, None, 3)), []
    x = layers.Conv2D(4, 3, padding="same", name="conv")(picture)
    for pool in ((2, 3), (2, 2), (2, 2)):
        kept.append((x, pool))
        x = layers.MaxPooling2D(pool)(x)
    for skip, pool in reversed(kept):
        x = layers.Concatenate()([layers.UpSampling2D(pool)(x), skip])
    mask = layers.Conv2D(1, 1, name="mask")(x)
    return keras.Model(picture, mask, name="by_eight_and_twelve")


def without_padding():
    """Takes 14, 18, 22 and so on by 8, 10, 12 and so on, and answers with smaller maps."""
    picture = keras.Input((None, None, 3))
    inner = layers.Conv2D(2, 3, name="conv")(picture)
    low = layers.UpSampling2D((4, 2))(
        layers.Conv2D(2, 3, name="low")(layers.MaxPooling2D((4, 2))(inner))
    )
    skip = layers.Concatenate()([low, layers.Cropping2D(((4, 4), (2, 2)))(inner)])
    return keras.Model(picture, skip, name="without_padding")


def deep_head(activation="softmax"):
    """Two Dense layers behind the Flatten of an oblong map, as VGG has them."""
    made = [
        layers.Conv2D(4, 3, strides=2, name="conv"),
        layers.Reshape((-1,), name="row"),
        layers.Dense(6, activation="relu", kernel_regularizer="l2", name="hidden"),
        layers.BatchNormalization(name="norm"),
        layers.Dropout(0.5),
        layers.Dense(3, activation=activation, name="dense"),
    ]
    return keras.Sequential([keras.Input((24, 40, 3)), *made], name="deep_head")


CONVOLVED, POOLED = (repair.OPENED, repair.CONVOLVED), (repair.OPENED, repair.POOLED)
SMALL, LARGE = ((67, 91), (77, 50)), ((231, 226), (224, 250))


@pytest.mark.parametrize(
    "make, place, done, anew, at",
    [
        (builders.fixed_sequential, 0, CONVOLVED, {}, LARGE),
        (builders.fixed_functional, 0, CONVOLVED, {}, LARGE),
        (with_backbone, 0, CONVOLVED, {}, SMALL),
        (deep_head, 0, CONVOLVED, {}, SMALL),
        (builders.fixed_sequential, 1, POOLED, {"dense": 330}, SMALL),
        (with_backbone, 1, POOLED, {"dense": 15}, SMALL),
        (deep_head, 1, POOLED, {"hidden": 30}, SMALL),
        (pooled_already, 0, (repair.OPENED,), {}, SMALL),
        (builders.small_unet, 0, (f"{repair.PADDED}, {repair.CROPPED}",), {}, SMALL),
        (by_eight_and_twelve, 0, (f"{repair.PADDED}, {repair.CROPPED}",), {}, SMALL),
        (without_padding, 0, (repair.PADDED,), {}, SMALL),
    ],
)
def test_repaired_models_run_where_they_failed_and_keep_what_fits(make, place, done, anew, at):
    model = weighted(make())
    before = [weight.copy() for weight in model.get_weights()]
    mended = repair.repairs(model)[place]
    assert [told.split(":")[0] for told in mended.done] == list(done)
    assert mended.anew == anew
    assert sum(mended.kept.values()) + sum(anew.values()) == mended.model.count_params()
    assert mended.takes.broken == () and mended.takes.height.step == mended.takes.width.step == 1
    for size in at:
        assert sizes.careful_trace(model, tf.zeros((1, *size, 3))).outcome != "passed"
        answer = mended.model(tf.zeros((2, *size, 3)))
        assert answer.shape[0] == 2
        if repair.CROPPED in mended.done[-1]:
            assert answer.shape[1:3] == size
    kept = {layer.name: layer for layer in repair._leaves(model)}
    for layer in repair._leaves(mended.model):
        if layer.name in mended.kept:
            for new, old in zip(layer.get_weights(), kept[layer.name].get_weights(), strict=True):
                np.testing.assert_array_equal(new.ravel(), old.ravel())
    for old, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, now)  # the model itself is as it was


@pytest.mark.parametrize(
    "make, size",
    [
        (builders.small_unet, (64, 32)),
        (by_eight_and_twelve, (40, 36)),
        (without_padding, (22, 18)),
        (pooled_already, (64, 48)),
        (builders.fixed_sequential, (224, 224)),
        (with_backbone, (40, 40)),
        (lambda: deep_head(None), (24, 40)),
    ],
)
def test_all_weights_are_kept_and_the_answer_at_a_size_that_was_good_is_the_same(make, size):
    """The code that is shown, parsed and run, is what made it; and a file holds it anywhere."""
    model, chance = weighted(make()), np.random.default_rng(0)
    picture = chance.random((2, *size, 3), dtype="float32")
    mended = repair.repaired(model)
    assert mended.anew == {}
    answer = mended.model(picture)
    np.testing.assert_allclose(answer, model(picture), rtol=1e-4, atol=1e-5)
    names = {"model": model}
    exec(compile(mended.code, "shown", "exec"), names)
    np.testing.assert_array_equal(names["repaired"](picture), answer)


def test_padding_repeats_the_edge_and_the_crop_takes_it_off():
    picture = np.arange(2 * 5 * 4 * 3, dtype="float32").reshape((2, 5, 4, 3))
    found = repair.remade.padded(by_eight_and_twelve(), (8, 12), (8, 12), True)
    pad, crop = found.get_layer("pad"), found.get_layer("crop")
    padded = np.array(pad(picture))
    assert padded.shape == (2, 8, 12, 3)
    np.testing.assert_array_equal(padded, np.pad(picture, ((0, 0), (0, 3), (0, 8), (0, 0)), "edge"))
    np.testing.assert_array_equal(crop([padded[..., :1], picture]), picture[..., :1])
    rest = repair.remade.padded(without_padding(), (14, 8), (4, 2), False).get_layer("pad")
    assert [rest(np.zeros((1, *size, 3))).shape[1:3] for size in ((14, 8), (15, 9), (18, 11))] == [
        (14, 8),
        (18, 10),
        (18, 12),
    ]


@pytest.mark.parametrize("make", [by_eight_and_twelve, deep_head])
def test_a_repaired_model_is_saved_loaded_trained_and_asked_at_several_sizes(make, tmp_path):
    mended = repair.repaired(make()).model
    mended.save(tmp_path / "mended.keras")
    pictures = [np.random.default_rng(0).random((2, *size, 3)) for size in ((41, 61), (57, 44))]
    ours, theirs = (
        loading.load(str(tmp_path / "mended.keras")),
        keras.saving.load_model(tmp_path / "mended.keras"),
    )
    mended.compile("sgd", "mse")
    for picture in pictures:
        answer = mended.predict(picture, verbose=0)
        for loaded in (ours, theirs):
            np.testing.assert_allclose(loaded(picture), answer, rtol=1e-4, atol=1e-5)
    for picture in pictures:
        mended.fit(picture, mended(picture), verbose=0)
    mended.export(tmp_path / "exported", verbose=False)


def own_loss(true, guessed):
    return keras.ops.mean(keras.ops.square(true - guessed), axis=-1)


def test_what_was_compiled_is_compiled_with_the_same_settings():
    model = weighted(deep_head(None))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    metric = keras.metrics.SparseTopKCategoricalAccuracy(k=2, name="two")
    model.compile(keras.optimizers.RMSprop(0.02, rho=0.7), loss, metrics=["accuracy", metric])
    for mended in repair.repairs(model):
        optimizer = mended.model.optimizer
        assert optimizer is not model.optimizer and mended.model.loss is loss
        assert str(mended).endswith(
            "Compiled as the model was, with a new optimizer of the same settings."
        )
        assert optimizer.get_config() == model.optimizer.get_config()
        pictures, labels = np.ones((5, 24, 40, 3)), np.array([0, 1, 2, 1, 1])
        told = mended.model.evaluate(pictures, labels, verbose=0, return_dict=True)
        assert set(told) == {"loss", "accuracy", "two"}
        if not mended.anew:
            wanted = model.evaluate(pictures, labels, verbose=0, return_dict=True)
            assert told == pytest.approx(wanted, rel=1e-4)
        assert metric is not mended.model._compile_config.config["metrics"][1]
    model.compile("sgd", own_loss)
    assert repair.repaired(model).model.loss is own_loss
    mended = repair.repaired(deep_head())
    assert not mended.model.compiled and "Not compiled, as the model was not" in str(mended)


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
    mended = repair.repairs(builders.fixed_sequential())[1]
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
    assert mended.diff == repair.repairs(builders.fixed_sequential())[1].diff
    assert max(map(len, mended.diff.splitlines())) < 80
