"""What the questions say is so: each case that an option shows, and the second questions' too."""

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import sizes
from helpers.course import builders, images, row_lengths
from helpers.course.questions import asked

SILENT = {
    ("sizes-without-exception", "40 × 60 alone"): "passed but wrong",
    ("sizes-without-exception", "40 × 60 and 60 × 40"): "passed but wrong",
    ("sizes-without-exception", "each size with 2400 pixels"): "passed but wrong",
    ("sizes-without-exception", "each size"): "refused",
    ("05-service", "resize each photo"): "passed",
    ("05-service", "drop answers"): "passed but wrong",
    ("05-service", "and nothing else"): "refused",
    ("05-service", "put a mean"): "passed",
}
OWN_MODEL = {
    ("unet-sizes", "even"): "refused",
    ("unet-sizes", "divisible by 4"): "refused",
    ("unet-sizes", "divisible by 8"): "passed",
    ("unet-sizes", "divisible by 16"): "passed",
    ("07-deadline", "pad each"): "passed",
    ("07-deadline", "resize all"): "passed",
    ("07-deadline", "cut each"): "passed",
    ("07-deadline", "open the Input"): "refused",
    ("07-deadline", "put a mean"): "refused",
}


def option_of(name, words):
    """The option of exactly these words, or else the one that has them in it."""
    options = asked(name).options
    found = [one for one in options if one.says == words]
    (option,) = found or [one for one in options if words in one.says]
    return option


@pytest.mark.parametrize("case, outcome", SILENT.items())
def test_what_the_fifth_panel_is_brought_to(case, outcome):
    show = option_of(*case).show
    photo = images.decode(show.get("photo", "coffee"))
    seen = row_lengths.read(show["reader"], images.at_size(photo, show["height"], show["width"]))
    assert seen.outcome == outcome


@pytest.mark.parametrize("case, outcome", OWN_MODEL.items())
def test_what_the_seventh_panel_is_brought_to(case, outcome):
    show = option_of(*case).show
    build = {"U-Net": builders.small_unet, "first visit's": builders.fixed_sequential}
    (run,) = sizes.runs(build[show["model"]](), [(show["height"], show["width"])])
    assert run.came == outcome


def sides(says):
    return tuple(int(side) for side in says.split(" × "))


def test_the_second_size_that_is_refused_is_the_right_one():
    head = layers.Flatten(), layers.Dense(4)
    model = keras.Sequential([keras.Input((30, 80, 3)), *head])
    for option in asked("sizes-without-exception").second.options:
        (run,) = sizes.runs(model, [sides(option.says)])
        assert (run.came == "refused") == option.right


def test_a_unet_of_four_poolings_takes_multiples_of_sixteen():
    x, kept = keras.Input((None, None, 3)), []
    picture = x
    for _ in range(4):
        kept.append(x)
        x = layers.MaxPooling2D(2)(x)
    for skip in reversed(kept):
        x = layers.Concatenate()([layers.UpSampling2D(2)(x), skip])
    found = sizes.rules(keras.Model(picture, x))
    second = asked("unet-sizes").second
    assert [f"those {rule}" for rule in found] == [second.options[second.right].says] * 2


def test_without_its_top_a_network_of_keras_takes_all_sizes_from_a_least_one_on():
    with_top, without = asked("resnet-sizes"), asked("resnet-sizes").second
    assert without.options[without.right].says == with_top.options[0].says
    assert not with_top.options[0].right
    model = keras.applications.MobileNetV2(weights=None, include_top=False, alpha=0.35)
    assert all(rule.step == 1 and rule.most is None for rule in sizes.rules(model))


def test_three_poolings_leave_something_of_digits_of_sixteen():
    x = tf.zeros((1, 16, 16, 1))
    for _ in range(3):
        x = layers.MaxPooling2D(2)(x)
    assert x.shape[1:3] == (2, 2)
