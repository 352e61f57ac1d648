"""The first visit's exercises, with their banks of right and wrong answers."""

import keras
import pytest
from keras import layers

from helpers.course.exercises import fixed_size as exercises
from helpers.course.exercises.exercise import Exercise


@pytest.mark.parametrize("name", ["row_length", "lucky_size", "flexible_model"])
def test_the_printed_solution_is_right(name, told, solved):
    exercise = getattr(exercises, name)
    solution = solved(exercise)
    answer = eval(solution, {"keras": keras, "layers": layers})
    assert told(exercise.check, answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("row_length", 127008, "127008"),
        ("row_length", "many", "many"),
        ("lucky_size", (225, 224), "shown"),
        ("lucky_size", (300, 300), "refuses"),
        ("lucky_size", (2, 12321), "between"),
        ("lucky_size", "37 x 333", "pair"),
        ("flexible_model", "no model", "TypeError"),
        ("flexible_model", lambda pictures: pictures, "(1, 224, 224, 3)"),
    ],
)
def test_a_wrong_answer_is_told_why(name, wrong, word, told):
    said = told(getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and word in said


def test_a_model_with_flatten_is_told_its_own_exception(told):
    model = keras.Sequential([keras.Input((224, 224, 3)), layers.Flatten(), layers.Dense(10)])
    said = told(exercises.flexible_model.check, model)
    assert "At 128 × 128 your model raises ValueError" in said


def test_other_models_that_work_are_right_as_well(told):
    resizing = keras.Sequential(
        [keras.Input((None, None, 3)), layers.Resizing(8, 8), layers.Flatten(), layers.Dense(10)]
    )
    assert told(exercises.flexible_model.check, resizing) == "✓ Right.\n"


@pytest.mark.parametrize("nothing", [..., None])
def test_no_answer_is_not_a_wrong_one(nothing, told):
    assert told(exercises.row_length.check, nothing).startswith("Not answered yet")


def test_hints_say_more_each_time_and_do_not_end(told):
    exercise = Exercise(lambda answer: None, ("first", "second"), "")
    begin = ["Hint 1 of 2: first", "Hint 2 of 2: second", "Hint 2 of 2: second"]
    assert [told(exercise.hint).splitlines()[0] for _ in range(3)] == begin


def test_models_are_built_once(told, monkeypatch):
    """A learner presses Shift + Enter many times, and a fixed model weighs 16 MB."""
    told(exercises.row_length.check, 1)
    monkeypatch.setattr(exercises.builders, "fixed_sequential", lambda: pytest.fail("built again"))
    assert told(exercises.row_length.check, 2).startswith("✗")
    assert told(exercises.lucky_size.check, (668, 77)) == "✓ Right.\n"


@pytest.mark.parametrize("size", [(76, 668), (669, 77), [677, 76], "no size"])
def test_every_lucky_size_is_right(size, told):
    said = told(exercises.lucky_size.check, size)
    lucky = size != "no size" and ((size[0] - 2) // 2) * ((size[1] - 2) // 2) == 111 * 111
    assert (said == "✓ Right.\n") == lucky
