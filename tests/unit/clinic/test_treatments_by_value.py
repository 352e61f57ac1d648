"""A treatment's code is run, and the numbers are looked at: a right shape can hold wrong ones.

Every picture here tells its axes apart: no two rows, columns or channels of it are alike.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers import clinic

HEIGHT, WIDTH = 24, 36


def colours(*channels):
    """A float32 picture (1, 24, 36, n) in 0..1.

    Of `channels`, a whole number is one of three patterns, another number an even layer of it.
    """
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    made = [rows / HEIGHT, columns / WIDTH, (rows + columns**2 % 7) / 40]
    drawn = [
        made[one] if isinstance(one, int) else np.full((HEIGHT, WIDTH), one) for one in channels
    ]
    return np.stack(drawn, axis=-1)[None].astype("float32")


def taking(*shape):
    """A Functional model whose Input has that shape, without a batch axis; it takes any values."""
    picture = keras.Input(shape)
    made = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, padding="same")(picture))
    return keras.Model(picture, layers.Dense(2)(made))


def applied(fixes, **names):
    """The names after the code of the first treatment that is code."""
    code = next(fix.code for fix in fixes if fix.code)
    exec(code, names | {"tf": tf, "keras": keras, "np": np}, names)
    return names


def treated(model, x):
    """The pictures after the first treatment of the refusal that they meet."""
    with pytest.raises(Exception) as caught:
        model(x)
    names = applied(clinic.explain(caught.value, model, x).fixes, model=model, x=x)
    model(names["x"])
    return np.asarray(names["x"])


OPAQUE, HALF = 1.0, 0.5


@pytest.mark.parametrize(
    ("came", "wanted"),
    [
        pytest.param((0, HALF), (0, 0, 0), id="gray and alpha to colour"),
        pytest.param((0,), (0, 0, 0), id="gray to colour"),
        pytest.param((0, 1, 2, HALF), (0, 1, 2), id="colour and alpha to colour"),
        pytest.param((0, HALF), (0,), id="gray and alpha to gray"),
        pytest.param((0, 1, 2), (0, 1, 2, OPAQUE), id="colour to colour and alpha"),
    ],
)
def test_channels_are_the_ones_that_were_there(came, wanted):
    """Alpha is not brightness; where an alpha is made up, all is opaque."""
    x = treated(taking(None, None, len(wanted)), colours(*came))
    assert np.array_equal(x, colours(*wanted))


@pytest.mark.parametrize("came", [(0, 1, 2), (0, 1, 2, HALF)], ids=["colour", "colour and alpha"])
def test_gray_is_the_brightness_of_the_colours(came):
    x = treated(taking(None, None, 1), colours(*came))
    assert np.allclose(x, tf.image.rgb_to_grayscale(colours(0, 1, 2)))


@pytest.mark.parametrize("sides", [(HEIGHT, WIDTH), (None, None)], ids=["fixed", "open"])
def test_channels_last_leaves_height_and_width_where_they_were(sides):
    picture = colours(0, 1, 2)
    x = treated(taking(*sides, 3), np.moveaxis(picture, -1, 1))
    assert np.array_equal(x, picture)


def test_channels_last_of_what_raises_nothing():
    """A Sequential model takes 3 × 24 × 36 for as many numbers, and scrambles them."""
    flat = keras.Sequential([keras.Input((HEIGHT, WIDTH, 3)), layers.Flatten(), layers.Dense(2)])
    picture = colours(0, 1, 2)
    x = np.moveaxis(picture, -1, 1)
    (reading,) = clinic.examine(flat, x)
    assert np.array_equal(applied(reading.fixes, model=flat, x=x)["x"], picture)


@pytest.mark.parametrize("size", [(16, 20), (17, 20)])
def test_labels_are_never_brought_to_the_answer(size):
    """The answer has another size than its masks: what is changed is the model, if anything."""
    model = keras.Sequential([keras.Input((*size, 3)), layers.Conv2D(5, 3, strides=2)])
    model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
    x, y = np.zeros((1, *size, 3), "float32"), np.zeros((1, *size, 5), "float32")
    with pytest.raises(Exception) as caught:
        model.fit(x, y, verbose=0)
    for about in ({}, {"inputs": (x, y)}):
        for fix in clinic.explain(caught.value, model, **about).fixes:
            assert "y = " not in fix.code and "(x, " not in fix.code.replace("model.fit(x, y", "")


def test_pictures_come_at_the_models_height_and_width():
    larger = tf.image.resize(colours(0, 1, 2), (50, 40))
    x = treated(taking(HEIGHT, WIDTH, 3), larger)
    assert np.array_equal(x, tf.image.resize(larger, (HEIGHT, WIDTH)))


def test_an_opened_input_keeps_what_was_learned():
    model = taking(HEIGHT, WIDTH, 3)
    picture = colours(0, 1, 2)
    larger = tf.image.resize(picture, (40, 50))
    with pytest.raises(Exception) as caught:
        model(larger)
    fixes = clinic.explain(caught.value, model, larger).fixes
    opening = [fix for fix in fixes if fix.name == "open the Input"]
    opened = applied(opening, model=model, x=larger)["model"]
    assert opened(larger).shape == (1, 2)
    assert np.allclose(opened(picture), model(picture))


photo = colours(0, 1, 2, HALF)


def of_the_module(model):
    return model(photo)


def of_its_own(model, photo):
    return model(photo)


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda model: of_the_module(model), ""),
        (lambda model: of_its_own(model, photo), "return model(photo)"),
    ],
    ids=["of the module", "of the function"],
)
def test_a_variable_from_outside_a_function_is_not_changed_inside(call, line):
    """Before that line the code would make the variable the function's own, and unbound."""
    with pytest.raises(Exception) as caught:
        call(taking(None, None, 3))
    fixes = clinic.explain(caught.value).fixes
    assert {fix.line for fix in fixes if fix.code.startswith("photo = ")} == {line}
