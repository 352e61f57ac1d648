"""The seventh visit's exercises, with their banks of right and wrong answers."""

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.course.exercises import own_model as exercises


def any_size(*inner):
    return keras.Sequential(
        [keras.Input((None, None, 3)), *inner, layers.GlobalAveragePooling2D(), layers.Dense(10)]
    )


@pytest.mark.parametrize("name", ["least_side", "any_from_forty", "whole_mask"])
def test_the_printed_solution_of_the_seventh_visit_is_right(name, told, solved):
    exercise, names = getattr(exercises, name), {"tf": tf, "keras": keras, "layers": layers}
    solution = solved(exercise)
    exec(solution if solution.startswith("def") else f"{name} = {solution}", names)
    assert told(exercise.check, names[name]) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("least_side", lambda: 21, "Not 21"),
        ("least_side", lambda: "22", "Not 22"),
        ("any_from_forty", lambda: any_size(layers.Conv2D(4, 41)), "at least 41"),
        (
            "any_from_forty",
            lambda: keras.Sequential(
                [keras.Input((40, 40, 3)), layers.Flatten(), layers.Dense(10)]
            ),
            "exactly 40",
        ),
        (
            "any_from_forty",
            lambda: keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(10, 3)]),
            "not (1, 10)",
        ),
        ("whole_mask", lambda: lambda unet, picture: unet(picture), "60 × 100"),
        ("whole_mask", lambda: lambda unet, picture: picture, "gave a mask of shape"),
        ("whole_mask", lambda: lambda unet, picture: picture[..., :1] * 0, "not the U-Net's"),
    ],
)
def test_a_wrong_answer_of_the_seventh_visit_is_told_why(name, wrong, word, told):
    said = told(getattr(exercises, name).check, wrong())
    assert said.startswith("✗ ") and word in said


def resized_to_fit(unet, picture):
    """Stretched to multiples of 8, and the mask stretched back."""
    height, width = picture.shape[1:3]
    fitting = tf.image.resize(picture, (-(-height // 8) * 8, -(-width // 8) * 8))
    return tf.image.resize(unet(fitting), (height, width))


def padded_with_zeros(unet, picture):
    height, width = picture.shape[1:3]
    padded = tf.pad(picture, ((0, 0), (0, -height % 8), (0, -width % 8), (0, 0)))
    return unet(padded)[:, :height, :width].numpy()


@pytest.mark.parametrize(
    "name, answer",
    [
        ("any_from_forty", lambda: any_size(layers.Conv2D(4, 40))),
        ("any_from_forty", lambda: any_size(layers.Conv2D(4, 3, padding="same"))),
        ("any_from_forty", lambda: any_size(layers.Resizing(16, 16), layers.Conv2D(4, 3))),
        ("whole_mask", lambda: resized_to_fit),
        ("whole_mask", lambda: padded_with_zeros),
    ],
)
def test_other_answers_of_the_seventh_visit_that_work_are_right(name, answer, told):
    assert told(getattr(exercises, name).check, answer()) == "✓ Right.\n"
