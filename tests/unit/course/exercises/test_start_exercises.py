"""The first page's exercise, with its bank of right and wrong answers."""

import numpy as np
import pytest
import tensorflow as tf

from helpers.course.exercises import start as exercises


def test_the_printed_solution_of_the_first_page_is_right(told, solved):
    assert told(exercises.batch_shape.check, eval(solved(exercises.batch_shape))) == "✓ Right.\n"


@pytest.mark.parametrize(
    "right", [[8, 480, 640, 3], np.array([8, 480, 640, 3]), tf.TensorShape((8, 480, 640, 3))]
)
def test_a_shape_is_right_in_whatever_it_is_written(right, told):
    assert told(exercises.batch_shape.check, right) == "✓ Right.\n"


@pytest.mark.parametrize(
    "wrong, hint",
    [
        ((8, 640, 480, 3), "PIL says the width first"),
        ((8, 3, 480, 640), "channels last"),
        ((480, 640, 3, 8), "The batch axis stands in front"),
        ((480, 640, 3), "That is one photo"),
        ((640, 480, 3), "That is one photo"),
        ((1, 480, 640, 3), "the batch is not 1"),
        ((8, 480, 640, 1), "the number of channels is not 1"),
        ((8, 480, 640), "RGB is 3 numbers"),
        ((640, 480), "Here are 2"),
        ((1, 8, 480, 640, 3), "Here are 5"),
        (8 * 480 * 640 * 3, "row of whole numbers"),
        ("8 x 480 x 640 x 3", "row of whole numbers"),
        ((8.5, 480, 640, 3), "A size is a whole number"),
    ],
)
def test_a_wrong_shape_earns_its_hint(wrong, hint, told):
    said = told(exercises.batch_shape.check, wrong)
    assert said.startswith("✗ ") and hint in said
