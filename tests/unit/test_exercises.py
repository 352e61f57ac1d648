"""The exercises accept every right answer, whatever its form, and say what is wrong with others."""

import keras
import pytest
from keras import layers

from helpers import exercises
from helpers.stage import SEAM, key_of


def told(capsys, act, *args):
    act(*args)
    return capsys.readouterr().out


@pytest.mark.parametrize("name", ["row_length", "lucky_size", "flexible_model"])
def test_the_printed_solution_is_right(name, capsys):
    exercise = getattr(exercises, name)
    solution = told(capsys, exercise.solution)
    answer = eval(solution, {"keras": keras, "layers": layers})
    assert told(capsys, exercise.check, answer) == "✓ Right.\n"


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
def test_a_wrong_answer_is_told_why(name, wrong, word, capsys):
    said = told(capsys, getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and word in said


def test_a_model_with_flatten_is_told_its_own_exception(capsys):
    model = keras.Sequential([keras.Input((224, 224, 3)), layers.Flatten(), layers.Dense(10)])
    said = told(capsys, exercises.flexible_model.check, model)
    assert "At 128 × 128 your model raises ValueError" in said


def test_other_models_that_work_are_right_as_well(capsys):
    resizing = keras.Sequential(
        [keras.Input((None, None, 3)), layers.Resizing(8, 8), layers.Flatten(), layers.Dense(10)]
    )
    assert told(capsys, exercises.flexible_model.check, resizing) == "✓ Right.\n"


@pytest.mark.parametrize("nothing", [..., None])
def test_no_answer_is_not_a_wrong_one(nothing, capsys):
    assert told(capsys, exercises.row_length.check, nothing).startswith("Not answered yet")


def test_hints_say_more_each_time_and_do_not_end(capsys):
    exercise = exercises.Exercise(lambda answer: "", ("first", "second"), "")
    assert [told(capsys, exercise.hint) for _ in range(3)] == ["first\n", "second\n", "second\n"]


@pytest.fixture
def prediction():
    return exercises.Prediction("Which?", ["a", "b"], answer="b", because="Since b.")


def verdict(prediction, choice, committed):
    *_, stage = prediction.children
    return stage.frames[key_of((choice, committed))].split(SEAM)[1]


@pytest.mark.parametrize("choice", [None, "a", "b"])
def test_nothing_is_told_before_the_learner_commits(prediction, choice):
    assert verdict(prediction, choice, False) == ""


@pytest.mark.parametrize("choice, begin", [("b", "✓ Right."), ("a", "✗ The answer is: b."), (None, "Choose one")])
def test_the_verdict(prediction, choice, begin):
    said = verdict(prediction, choice, True)
    assert said.startswith(f"<p>{begin}")
    assert ("Since b." in said) == (choice is not None)


def test_a_prediction_reads_as_its_question(prediction):
    assert repr(prediction) == "Prediction('Which?')"
