"""The second visit's exercises, with their banks of right and wrong answers."""

import pytest
import tensorflow as tf

from helpers.course.exercises import channels as exercises


def test_guessed_answers(told):
    for answer, right in ((60, True), (90, False), (1, False)):
        assert told(exercises.guessed_answers.check, answer).startswith("✓" if right else "✗")


def opened(data, **options):
    return tf.io.decode_image(data, **options)


@pytest.mark.parametrize(
    ("load", "right"),
    [
        (lambda data: opened(data, channels=3, expand_animations=False)[None] / 255, True),
        (
            lambda data: tf.image.resize(
                opened(data, channels=3, expand_animations=False), (64, 64)
            )[None],
            True,
        ),
        (
            lambda data: opened(data, channels=3, expand_animations=False) / 255,
            False,
        ),  # no batch axis
        (lambda data: opened(data, channels=3)[None] / 255, False),  # five axes for the film
        (
            lambda data: (lambda x: x if x.ndim == 4 else x[None])(opened(data, channels=3)),
            False,
        ),  # three answers for it
        (
            lambda data: opened(data, expand_animations=False)[None] / 255,
            False,
        ),  # as many channels as the file has
    ],
)
def test_loader(told, load, right):
    assert told(exercises.loader.check, load).startswith("✓" if right else "✗")


def test_the_second_visits_solutions_are_right(told, solved):
    for exercise in (exercises.guessed_answers, exercises.loader):
        answer = eval(solved(exercise), {"tf": tf})
        assert told(exercise.check, answer) == "✓ Right.\n"
