"""The seventh visit's exercises, with their banks of right and wrong answers."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.course import builders
from helpers.course.exercises import own_model as exercises


def any_size(*inner, door=(None, None, 3), answers=10):
    head = layers.GlobalAveragePooling2D(), layers.Dense(answers)
    return keras.Sequential([keras.Input(door), *inner, *head])


def functional(*door):
    x = picture = keras.Input(door)
    for layer in (layers.Conv2D(4, 3), layers.GlobalMaxPooling2D(), layers.Dense(10)):
        x = layer(x)
    return keras.Model(picture, x)


def by_places():
    """No Dense: a convolution gives ten answers for each place, and their mean is the answer."""
    inner = layers.Conv2D(10, 3), layers.GlobalAveragePooling2D()
    return keras.Sequential([keras.Input((None, None, 3)), *inner])


@pytest.mark.parametrize("name", ["least_side", "any_from_forty", "whole_mask"])
def test_the_printed_solution_of_the_seventh_visit_is_right(name, told):
    exercise, names = getattr(exercises, name), {"tf": tf, "keras": keras, "layers": layers}
    solution = exercise._solution
    exec(solution if solution.startswith("def") else f"{name} = {solution}", names)
    assert told(exercise.check, names[name]) == "✓ Right.\n"


def resized_to_fit(unet, picture):
    """Stretched to multiples of 8, and the mask stretched back."""
    height, width = picture.shape[1:3]
    fitting = tf.image.resize(picture, (-(-height // 8) * 8, -(-width // 8) * 8))
    return tf.image.resize(unet(fitting), (height, width))


def padded_with_zeros(unet, picture):
    height, width = picture.shape[1:3]
    padded = tf.pad(picture, ((0, 0), (0, -height % 8), (0, -width % 8), (0, 0)))
    return unet(padded)[:, :height, :width].numpy()


def padded_above(unet, picture):
    """At the upper and the left edge, and cut off there."""
    height, width = picture.shape[1:3]
    padded = tf.pad(picture, ((0, 0), (-height % 8, 0), (-width % 8, 0), (0, 0)), "REFLECT")
    return unet(padded)[:, -height:, -width:]


def padded_around(unet, picture):
    down, right = (-side % 8 for side in picture.shape[1:3])
    top, left = down // 2, right // 2
    padded = tf.pad(picture, ((0, 0), (top, down - top), (left, right - left), (0, 0)))
    return layers.Cropping2D(((top, down - top), (left, right - left)))(unet(padded))


@pytest.mark.parametrize(
    "name, answer",
    [
        ("least_side", lambda: 22.0),
        ("least_side", lambda: np.int64(22)),
        ("least_side", lambda: tf.constant(22)),
        ("any_from_forty", lambda: any_size(layers.Conv2D(4, 40))),
        ("any_from_forty", lambda: any_size(layers.Resizing(16, 16), layers.Conv2D(4, 3))),
        ("any_from_forty", lambda: functional(None, None, 3)),
        ("any_from_forty", by_places),
        ("whole_mask", lambda: resized_to_fit),
        ("whole_mask", lambda: padded_with_zeros),
        ("whole_mask", lambda: padded_above),
        ("whole_mask", lambda: padded_around),
    ],
)
def test_other_answers_of_the_seventh_visit_that_work_are_right(name, answer, told):
    assert told(getattr(exercises, name).check, answer()) == "✓ Right.\n"


def is_wrong(name, answer, words, told):
    said = told(getattr(exercises, name).check, answer)
    assert said.startswith("✗ ") and words in said, said


@pytest.mark.parametrize(
    "answer, words",
    [
        ("22", "one whole number"),
        ((22, 22), "one whole number"),
        (8, "the second pooling gets 1 × 1"),  # poolings alone
        (10, "the third convolution gets 1 × 1"),  # two blocks
        (15, "the third convolution gets 2 × 2"),  # one row for a convolution
        (20, "the third pooling gets 1 × 1"),  # without the first convolution
        (21, "the third pooling gets 1 × 1"),
        (23, "the first pooling gets 21 × 21, and leaves a rest of 1"),
        (36, "leaves a rest of 1 there"),  # first the pooling, then the convolution
        (30, "2 × 2 places are left at the end"),
    ],
)
def test_a_wrong_least_side_is_told_where_it_shows(answer, words, told):
    is_wrong("least_side", answer, words, told)


def flat(height, width):
    inner = layers.Flatten(), layers.Dense(10)
    return keras.Sequential([keras.Input((height, width, 3), name="picture"), *inner])


def adaptive():
    """A call takes a second size; `predict` and `fit` do not."""
    return builders.adaptive_head()


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: flat(40, 40), "It counts a whole row"),
        (lambda: functional(40, 40, 3), "Its Input has numbers for height and width"),
        (lambda: functional(None, 40, 3), "The width your model takes: exactly 40"),
        (lambda: any_size(layers.Conv2D(4, 41)), "at least 41. Its windows take too much"),
        (builders.small_unet, "A skip meets another size there"),
        (
            lambda: keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(10, 3)]),
            "An answer for each place is not one for the picture",
        ),
        (lambda: any_size(layers.Conv2D(4, 3), answers=5), "(1, 5), not (1, 10)."),
        (lambda: any_size(layers.Conv2D(4, 3), door=(None, None, 1)), "takes 1 channels"),
        (adaptive, "refuse a second size after a first"),
        (lambda: functional, "A model is asked for, not function"),
    ],
)
def test_a_model_that_takes_too_few_sizes_is_told_what_pins_them(make, words, told):
    is_wrong("any_from_forty", make(), words, told)


def uncut(unet, picture):
    height, width = picture.shape[1:3]
    return unet(tf.pad(picture, ((0, 0), (0, -height % 8), (0, -width % 8), (0, 0))))


def always_padded(unet, picture):
    height, width = picture.shape[1:3]
    edges = ((0, 0), (0, 8 - height % 8), (0, 8 - width % 8), (0, 0))
    return unet(tf.pad(picture, edges))[:, :height, :width]


def cut_above(unet, picture):
    height, width = picture.shape[1:3]
    return uncut(unet, picture)[:, -height:, -width:]


def padded_above_cut_below(unet, picture):
    height, width = picture.shape[1:3]
    padded = tf.pad(picture, ((0, 0), (-height % 8, 0), (-width % 8, 0), (0, 0)))
    return unet(padded)[:, :height, :width]


def of_one_size(unet, picture):
    return tf.image.resize(unet(tf.image.resize(picture, (64, 48))), picture.shape[1:3])


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda unet, picture: unet(picture), "At 92 × 100: InvalidArgumentError: ConcatOp"),
        (uncut, "what was added is to be cut off again"),
        (always_padded, "-64 % 8 is 0, and 8 - 64 % 8 is 8"),
        (cut_above, "the mask lies 4 rows and 4 columns beside its picture"),
        (padded_above_cut_below, "Cut off the side that you padded"),
        (of_one_size, "40 × 72 is a size that the U-Net takes"),
        (lambda unet, picture: picture, "A mask has one number a pixel"),
        (lambda unet, picture: picture[..., :1] * 0, "your mask is not the U-Net's"),
        (lambda unet, picture: unet(picture)[0], "other axes than the U-Net's"),
        (lambda unet, picture: tf.transpose(unet(picture), (0, 2, 1, 3)), "changed places"),
        (lambda unet, picture: unet(picture)[:, :-1], "as high and as wide as the picture"),
        (lambda unet, picture: print(end=""), "returns nothing"),
        (lambda picture: picture, "At 64 × 48: TypeError"),
        ("a mask", "A function is asked for"),
    ],
)
def test_a_mask_that_is_not_the_pictures_is_told_why(answer, words, told):
    is_wrong("whole_mask", answer, words, told)


def test_the_unseen_message_of_the_seventh_visit_is_read_by_its_parts(told):
    check = exercises.unseen.check
    assert told(check, "fruit", 2, 128, 100) == "✓ Right.\n"
    for answer, words in (
        (("photo", 2, 128, 100), "another one is named"),
        (("fruit", 3, 128, 100), "counted from 0"),
        (("fruit", 1, 96, 96), "On which axis"),
        (("fruit", 2, 100, 128), "mixed up"),
    ):
        said = told(check, *answer)
        assert said.startswith("✗ ") and words in said


def test_one_order_of_the_layers_takes_the_sizes_from_ten_on():
    order = exercises.order
    assert order.judged(range(6)).right
    for other in ((0, 1, 3, 2, 4, 5), (0, 2, 1, 3, 4, 5), (0, 3, 1, 2, 4, 5)):
        assert not order.judged(other).right
    assert order.target.at(10, 40)[0] == "passed" and order.target.at(9, 40)[0] == "refused"
    assert not order.judged(order.shuffled).right
