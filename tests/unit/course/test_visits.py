"""How far one is: each visit with its questions, decisions and exercises, as they were answered."""

import re

import nbformat
import pytest

from helpers.course import progress, visits
from helpers.course.questions import VISITS, Option, Question

OPTIONS = (Option("a", "No."), Option("b", "Yes.", right=True))


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(tmp_path / "progress.json"))


def of(visit):
    return next(done for done in visits.done() if done.visit == visit)


def test_the_map_says_of_a_visit_what_the_first_page_says(repo):
    start = nbformat.read(repo / "notebooks" / "00-start-here.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in start.cells)
    table = dict(re.findall(r"^\| (\d\d) \| \[.*?\]\(.*?\) \| (.*) \|$", prose, re.MULTILINE))
    assert table == {visit: about for visit, about in visits.ABOUT.items() if visit != "00"}


def test_every_visit_that_asks_is_on_the_map():
    assert set(visits.ABOUT) == set(VISITS)
    assert all(visits.tasks(visit) for visit in visits.ABOUT)


def test_what_was_answered_and_solved_in_the_visits_order(monkeypatch):
    questions = tuple(Question(name, "?", OPTIONS) for name in ("one", "two", "three"))
    monkeypatch.setattr(VISITS["01"], "QUESTIONS", questions[:2])
    monkeypatch.setattr(VISITS["01"], "DECISIONS", questions[2:])
    first, second, *_ = visits.tasks("01").values()
    assert of("01").predictions == (None, None, None) and not any(of("01").exercises)
    progress.record("prediction", "two", answer=0, right=False, sure="guess")
    progress.record("decision", "three", answer=1, right=True)
    progress.record("exercise", second.progress_name)
    assert of("01").predictions == (None, False, True)
    assert of("01").exercises[:2] == (False, True)


def test_each_exercise_has_a_name_of_its_own_to_be_noted_by():
    names = {
        (visit, name): task.progress_name
        for visit in visits.ABOUT
        for name, task in visits.tasks(visit).items()
    }
    assert len(set(names.values())) == len(names)
    for (visit, name), noted in names.items():
        assert noted == f"{visits.room(visit).__name__.rpartition('.')[2]}.{name}"
