"""A question tells nothing before an answer is committed, and the truth after."""

import pytest

from helpers.course.questions import Option, Question
from helpers.panels import Prediction
from helpers.panels.stage import SEAM, key_of


@pytest.fixture
def prediction():
    return Prediction(
        Question("which", "Which?", (Option("a", "Since b."), Option("b", "Since b.", right=True)))
    )


def verdict(prediction, choice, committed):
    *_, stage = prediction.children
    return stage.frames[key_of((choice, committed))].split(SEAM)[1]


@pytest.mark.parametrize("choice", [None, "a", "b"])
def test_nothing_is_told_before_the_learner_commits(prediction, choice):
    assert verdict(prediction, choice, False) == ""


@pytest.mark.parametrize("choice, begin", [("b", "✓ Right."), ("a", "✗ No."), (None, "Choose one")])
def test_the_verdict(prediction, choice, begin):
    said = verdict(prediction, choice, True)
    assert said.startswith(f"<p>{begin}")
    assert ("Since b." in said) == (choice is not None)


def test_a_prediction_reads_as_its_question(prediction):
    assert repr(prediction) == "Prediction('which')"
