"""What every exercise does: hints, a solution line by line, words for mistakes, progress."""

import json
import sys

import keras
import pytest
import tensorflow as tf

from helpers.course import progress
from helpers.course.exercises.exercise import Exercise, expect, tried


def _verify(answer):
    expect(answer == 3, f"Not {answer}.")


three = Exercise(_verify, ("first", "second"), "a = 1\nb = 2\na + b")
unnamed = [Exercise(_verify, ("one",), "3")]


@pytest.fixture(autouse=True)
def afresh(monkeypatch):
    """No call of a test before counts."""
    monkeypatch.setattr(three, "_hinted", 0)
    monkeypatch.setattr(three, "_uncovered", 0)


def test_hints_say_more_each_time_and_the_last_one_names_the_solution(told):
    said = [told(three.hint) for _ in range(3)]
    last = "Hint 2 of 2: second\nNo more hints. A line of a solution: exercises.three.solution()\n"
    assert said == ["Hint 1 of 2: first\n", last, last]


def test_the_solution_is_uncovered_a_line_at_each_call(told):
    said = [told(three.solution) for _ in range(4)]
    assert said[:2] == [
        "a = 1\n# … 2 lines more: call it again.\n",
        "a = 1\nb = 2\n# … 1 line more: call it again.\n",
    ]
    assert said[2:] == ["a = 1\nb = 2\na + b\n"] * 2


@pytest.mark.parametrize("nothing", [..., None])
def test_no_answer_is_not_a_wrong_one_and_what_helps_can_be_typed(nothing, told):
    said = told(three.check, nothing)
    assert said == (
        "Not answered yet. Put your answer in place of the dots. A hint: exercises.three.hint()\n"
    )


def test_what_is_typed_as_shown_is_what_it_says(told):
    """As in a notebook, where the visit's file is imported as `exercises`."""
    typed = told(three.check, ...).split("A hint: ")[1].strip()
    assert told(eval, typed, {"exercises": sys.modules[__name__]}) == "Hint 1 of 2: first\n"


def test_one_without_a_name_does_all_the_same(told):
    assert told(unnamed[0].check, ...).endswith("A hint: hint()\n")
    assert told(unnamed[0].check, 3) == "✓ Right.\n"


def test_a_right_answer_is_noted_and_a_wrong_one_is_not(told, tmp_path, monkeypatch):
    file = tmp_path / "progress.json"
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(file))
    assert told(three.check, 4) == "✗ Not 4.\n" and progress.read() == {}
    assert told(three.check, 3) == "✓ Right.\n"
    assert json.loads(file.read_text()) == {"exercise": {"test_exercise.three": {}}}


def refused_by_a_layer():
    model = keras.Sequential([keras.Input((None, None, 3)), keras.layers.Conv2D(2, 5)])
    model(tf.zeros((1, 3, 3, 3)))


def refused_in_a_pipeline():
    files = tf.data.Dataset.from_tensor_slices(tf.zeros((2, 4)))
    files.map(lambda row: tf.stack([row, tf.zeros((3,))]))


def refused_while_it_runs():
    list(tf.data.Dataset.from_tensor_slices([b"no picture"]).map(tf.io.decode_png))


def slipped():
    return (1).shape


@pytest.mark.parametrize(
    "fails, line",
    [
        (refused_by_a_layer, "InvalidArgumentError: Computed output size would be negative: -1"),
        (refused_in_a_pipeline, "ValueError: Dimension 0 in both shapes must be equal, but are 4"),
        (refused_while_it_runs, "InvalidArgumentError: Unknown image file format"),
        (slipped, "AttributeError: 'int' object has no attribute 'shape'"),
    ],
)
def test_an_exception_is_told_by_its_telling_line(fails, line, told):
    def verify(answer):
        with tried("Yours raises"):
            answer()

    said = told(Exercise(verify, ("",), "").check, fails)
    assert said.startswith(f"✗ Yours raises {line}") and said.count("\n") == 1
    for noise in ("Exception encountered", "in user code", "{{node", "function_node", "[Op:"):
        assert noise not in said
