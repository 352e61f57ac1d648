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
def test_the_printed_solution_of_the_seventh_visit_is_right(name, told):
    exercise, names = getattr(exercises, name), {"tf": tf, "keras": keras, "layers": layers}
    solution = told(exercise.solution)
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
