"""What shows the progress follows it, and nothing of it stands where a notebook keeps its text."""

import pytest

from helpers import panels
from helpers.course import progress
from helpers.course.questions import VISITS, Option, Question
from helpers.panels.progress import NOTHING_MISSED, missed

OPTIONS = (Option("a", "No: b.", show={"height": 3}), Option("b", "Yes.", right=True))


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(path))
    return path


@pytest.fixture
def questions(monkeypatch):
    """A first visit that asks two things, one of them with a second question."""
    second = Question("one-more", "Once more?", OPTIONS)
    asked = (Question("one", "One?", OPTIONS, second), Question("two", "Two?", OPTIONS))
    monkeypatch.setattr(VISITS["01"], "QUESTIONS", asked)
    return {one.name: one for one in (*asked, second)}


def test_without_a_prediction_the_calibration_says_so():
    shown = panels.calibration()
    assert "No prediction is known" in shown.value and "<svg" not in shown.value


def test_the_calibration_follows_what_is_committed_in_this_kernel():
    shown = panels.calibration()
    progress.record("prediction", "one", answer=1, right=True, sure="certain")
    assert "certain: right 1 of 1" in shown.value
    progress.record("prediction", "two", answer=0, right=False, sure="guess")
    assert "guessing: right 0 of 1; certain: right 1 of 1" in shown.value


def test_the_map_follows_as_well():
    shown = panels.visits()
    before = shown.value
    progress.record("exercise", "fixed_size.row_length")
    assert shown.value != before and "1 solved" in shown.value


@pytest.mark.parametrize("show", [panels.calibration, panels.visits, lambda: panels.again("02")])
def test_the_text_that_a_notebook_keeps_is_the_same_whatever_was_answered(show, questions):
    before = repr(show())
    progress.record("prediction", "one", answer=0, right=False, sure="guess")
    progress.record("exercise", "fixed_size.row_length")
    assert repr(show()) == before and before.endswith(")")


def test_without_a_miss_one_sentence(questions):
    progress.record("prediction", "two", answer=1, right=True, sure="guess")
    (sentence,) = panels.again("02").children
    assert sentence.value == NOTHING_MISSED


def test_what_was_missed_comes_back_in_a_later_visit(questions):
    progress.record("prediction", "two", answer=0, right=False, sure="certain")
    assert missed("01") is None
    assert missed("02") == missed("07")
    sentence, asked = panels.again("02").children
    assert "visit 01" in sentence.value
    assert asked.question.asks == "Two?" and not asked.folds
    assert [option.show for option in asked.question.options] == [{}, {}]  # no panel of it here


def test_what_has_no_second_question_comes_back_until_it_was_answered_once_more(questions):
    progress.record("prediction", "two", answer=0, right=False, sure="certain")
    _, asked = panels.again("02").children
    asked._heard(name=asked.question.name, answer=0, sure="guess")
    assert missed("02") is None and panels.calibration().value.count("right 0 of 1") == 4


def test_its_second_question_is_asked_until_it_is_answered(questions):
    progress.record("prediction", "one", answer=0, right=False, sure="guess")
    assert missed("02")[1].name == "one-more"
    progress.record("prediction", "one-more", answer=0, right=False, sure="guess")
    assert missed("02") is None


def test_a_cell_shows_the_question_that_it_showed_before(questions):
    """Once answered it stays: a notebook that is run again does not lose what is open in it."""
    progress.record("prediction", "one", answer=0, right=False, sure="guess")
    again = panels.again("02")
    progress.record("prediction", "one-more", answer=1, right=True, sure="guess")
    assert len(again.children) == 2
