"""An unseen message: what is right is read off the run, and each wrong part earns its own hint."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.course import visits
from helpers.course.exercises.exercise import Message


def _fails():
    model = keras.Sequential(
        [
            keras.Input((20, 30, 3)),
            layers.Conv2D(4, 3, name="edges"),
            layers.Flatten(name="row"),
            layers.Dense(5, name="scores"),
        ],
        name="grader",
    )
    return model(tf.zeros((2, 24, 30, 3)))


unseen = Message(_fails, ("Which layer?",))
EXPECTED, RECEIVED = 18 * 28 * 4, 22 * 28 * 4


def test_the_message_is_a_real_one():
    with pytest.raises(ValueError, match=f"'scores' .* value {EXPECTED}, .* shape .2, {RECEIVED}."):
        unseen.fails()


@pytest.mark.parametrize(
    "right",
    [
        ("scores", 1, EXPECTED, RECEIVED),
        ("scores", -1, np.int64(EXPECTED), float(RECEIVED)),
        (" scores", "1", str(EXPECTED), (2, RECEIVED)),
        (layers.Dense(5, name="scores"), 1, (None, EXPECTED), [2, RECEIVED]),
    ],
)
def test_a_right_reading_is_right_however_it_is_written(right, told):
    assert told(unseen.check, *right) == "✓ Right.\n"


@pytest.mark.parametrize(
    "wrong, hint",
    [
        (("Dense", 1, EXPECTED, RECEIVED), "layer: not 'Dense'. That is its class"),
        (("dense", 1, EXPECTED, RECEIVED), "That is its class"),
        (("grader", 1, EXPECTED, RECEIVED), "the model as a whole"),
        (("Sequential", 1, EXPECTED, RECEIVED), "the model as a whole"),
        (("edges", 1, EXPECTED, RECEIVED), "such a layer, but another one"),
        (("Input 0", 1, EXPECTED, RECEIVED), "stands in quotes"),
        (("scores", 2, EXPECTED, RECEIVED), "axis: not 2. Axes are counted from 0"),
        (("scores", 0, EXPECTED, RECEIVED), "axis: not 0. On which axis do"),
        (("scores", 7, EXPECTED, RECEIVED), "What came has 2 axes, 0 to 1"),
        (("scores", "last", EXPECTED, RECEIVED), "What came has 2 axes, 0 to 1"),
        (("scores", 1, RECEIVED, EXPECTED), "expected and received are mixed up"),
        (("scores", 1, RECEIVED, RECEIVED), f"expected: {RECEIVED} is the other one"),
        (("scores", 1, EXPECTED, 24), "received: not 24. What came, on that axis?"),
        (("scores", 1, "a lot", RECEIVED), "expected: one whole number"),
        (("scores", 1, 20.5, RECEIVED), "expected: one whole number"),
    ],
)
def test_a_wrong_part_is_told_with_its_own_hint_and_alone(wrong, hint, told):
    said = told(unseen.check, *wrong)
    assert said.startswith("✗ ") and hint in said and said.count("✗") == 1


def test_several_wrong_parts_are_told_singly(told):
    said = told(unseen.check, "Dense", 2, RECEIVED, EXPECTED)
    assert [line[:9] for line in said.splitlines()] == ["✗ layer: ", "✗ axis: n", "✗ expecte"]


@pytest.mark.parametrize("place", range(4))
def test_a_part_that_is_left_out_is_not_answered_yet(place, told):
    answer = ["scores", 1, EXPECTED, RECEIVED]
    answer[place] = ...
    said = told(unseen.check, *answer)
    assert said.startswith("Not answered yet") and "exercises.unseen.hint()" in said


def test_its_solution_is_what_the_run_says(told, solved):
    answer = {}
    exec(solved(unseen), answer)
    answer = [answer[part] for part in ("layer", "axis", "expected", "received")]
    assert told(unseen.check, *answer) == "✓ Right.\n"


def messages():
    rooms = {visit: visits.room(visit) for visit in visits.ABOUT}
    return [
        pytest.param(value, id=f"{visit} {name}")
        for visit, room in rooms.items()
        for name, value in vars(room).items()
        if isinstance(value, Message)
    ]


@pytest.mark.parametrize("message", messages())
def test_every_visits_message_can_be_answered_from_what_it_says(message, told, solved):
    """Its numbers and the layer's name stand in the message, the same at each run."""
    said = []
    for _ in range(2):
        with pytest.raises(Exception) as failure:
            message.fails()
        said.append(str(failure.value))
    assert said[0] == said[1]
    answer = {}
    exec(solved(message), answer)
    layer, axis, expected, received = (
        answer[part] for part in ("layer", "axis", "expected", "received")
    )
    assert layer and layer in said[0]
    assert isinstance(axis, int) and str(expected) in said[0] and str(received) in said[0]
    assert told(message.check, layer, axis, expected, received) == "✓ Right.\n"
