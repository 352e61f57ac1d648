"""The fifth visit's exercises, with their banks of right and wrong answers."""

import pytest
import tensorflow as tf

from helpers import clinic
from helpers.course.exercises import silent as exercises


def examined(model, x):
    found = clinic.examine(model, x)
    if found:
        raise ValueError(found[0].summary)
    return model(x)


def by_shape(model, x):
    """Without `examine`: the model's own shape is all that it may get."""
    if len(x.shape) != 4 or any(
        own not in (None, size) for own, size in zip(model.input_shape, x.shape)
    ):
        raise ValueError("another shape")
    return model(x)


def last_by_hand(picture):
    picture = picture if len(picture.shape) == 4 else picture[None]
    return (
        tf.stack([picture[:, k] for k in range(3)], axis=-1) if picture.shape[1] == 3 else picture
    )


@pytest.mark.parametrize(
    "name, answer",
    [
        ("smallest_side", 14),
        ("channels_last", last_by_hand),
        ("channels_last", lambda picture: last_by_hand(picture).numpy()),
        ("checked", examined),
        ("checked", by_shape),
    ],
)
def test_answers_of_the_fifth_visit_that_work_are_right(name, answer, told):
    assert told(getattr(exercises, name).check, answer) == "✓ Right.\n"


@pytest.mark.parametrize("name", ["smallest_side", "channels_last", "checked"])
def test_the_printed_solution_of_the_fifth_visit_is_right(name, told, solved):
    exercise, names = getattr(exercises, name), {"tf": tf, "clinic": clinic}
    solution = solved(exercise)
    exec(solution if solution.startswith("def") else f"{name} = {solution}", names)
    assert told(exercise.check, names[name]) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("smallest_side", 13, "comes out empty"),
        ("smallest_side", 15, "not the smallest"),
        ("smallest_side", 1001, "whole number"),
        ("smallest_side", "14", "whole number"),
        ("channels_last", lambda picture: tf.reshape(picture, (1, 24, 36, 3)), "scrambled"),
        ("channels_last", lambda picture: picture, "came out as"),
        ("channels_last", lambda picture: tf.transpose(picture, (0, 2, 3, 1)), "came out as"),
        ("channels_last", lambda picture: tf.transpose(last_by_hand(picture), (0, 1, 2)), "Error"),
        ("checked", lambda model, x: model(x), "without a ValueError"),
        ("checked", lambda model, x: model(x) * 2, "another answer"),
        ("checked", lambda model: model, "TypeError"),
    ],
)
def test_a_wrong_answer_of_the_fifth_visit_is_told_why(name, wrong, word, told):
    said = told(getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and word in said


def test_a_check_that_raises_something_else_is_told(told):
    def only_the_shape_it_knows(model, x):
        return (
            examined(model, x)
            if len(x.shape) == 4 and x.shape[1:] != (60, 40, 3)
            else x.no_such_thing
        )

    said = told(exercises.checked.check, only_the_shape_it_knows)
    assert "not ValueError" in said and "AttributeError" in said
