"""The claims on trial: each decided by its lines, which would print another thing otherwise."""

import re

import pytest

from helpers.course.exhibits import EXHIBITS, VERDICTS, exhibit
from helpers.course.exhibits.exhibit import DEPENDS, FALSE, PARTLY, TRUE, Exhibit
from tests import trial
from tests.unit.course.exhibits.worlds import WORLDS

MOST_WORDS = 12  # of a phrase: enough to find the place, and no more of another's text
MOST_LINES = 12  # of a cell

each_exhibit = pytest.mark.parametrize("one", EXHIBITS.values(), ids=lambda one: one.name)


@pytest.fixture(scope="module")
def printed():
    """{name: what the exhibit's lines print}, each run once."""
    return {name: one.run() for name, one in EXHIBITS.items()}


def test_there_is_one_for_each_claim_and_a_world_for_each():
    claims = [one.claim for one in EXHIBITS.values()]
    assert len(claims) == len(set(claims)) == 45
    assert set(WORLDS) == set(EXHIBITS)


@each_exhibit
def test_it_is_short_and_its_parts_are_there(one):
    assert len(one.phrase.split()) <= MOST_WORDS
    assert one.code.count("\n") <= MOST_LINES
    assert max(map(len, one.code.splitlines())) <= 100
    assert one.foreseen and one.instead


@each_exhibit
def test_every_line_foreseen_is_printed(one, printed):
    """Else a slip in its words would look like a claim that does not hold."""
    assert set(one.foreseen) <= set(exhibit.values(printed[one.name]))
    for recorded in one.elsewhere.values():
        assert set(recorded) <= set(one.foreseen)


@each_exhibit
def test_it_prints_the_same_each_time(one, printed):
    assert one.run() == printed[one.name]


@each_exhibit
def test_in_another_world_it_prints_another_thing_and_is_judged_otherwise(one, printed):
    there = one.run(**WORLDS[one.name])
    assert there != printed[one.name]
    assert one.verdict(there) != one.verdict(printed[one.name]), there


def test_every_verdict_is_given(printed):
    assert {one.verdict(printed[one.name]) for one in EXHIBITS.values()} == set(VERDICTS)


def judged(printed, foreseen, **options):
    return Exhibit("", "", "", "", foreseen, "", **options).verdict(printed)


@pytest.mark.parametrize(
    "foreseen, verdict",
    [
        ({"a": "an error", "b: c": "runs"}, TRUE),
        ({"a": "runs", "b: c": "runs"}, PARTLY),
        ({"a": "runs", "b: c": "(1, 3)"}, FALSE),
        ({"a": "ValueError", "b: c": "(1, 2)"}, TRUE),
        ({"a": "Value.rror"}, FALSE),
        ({"not printed": "an error"}, FALSE),
    ],
)
def test_the_verdict_comes_from_what_is_printed(foreseen, verdict):
    assert judged("a: ValueError\nb: c: (1, 2)\n", foreseen) == verdict


@pytest.mark.parametrize("there, verdict", [("(1, 2)", DEPENDS), ("TypeError", TRUE)])
def test_another_truth_elsewhere_is_a_matter_of_versions(there, verdict):
    elsewhere = {"an old one": {"a": there}}
    assert judged("a: ValueError\n", {"a": "an error"}, elsewhere=elsewhere) == verdict


def test_a_run_prints_nowhere_else_and_says_what_stopped_it(capsys):
    one = Exhibit("", "", "", "print('a:', 1)\nlen(1)\n", {}, "")
    assert one.run() == "a: 1\nstopped by: TypeError\n"
    assert capsys.readouterr() == ("", "")


@each_exhibit
def test_no_noise(one, capfd, recwarn):
    """But for what TensorFlow's C++ says, which `quiet` keeps from a notebook."""
    one.run()
    assert re.sub(r"^[WE]0000 .*", "", capfd.readouterr().err, flags=re.DOTALL) == ""
    assert [str(warning.message) for warning in recwarn] == []


def test_the_table_is_what_the_exhibits_give(printed):
    assert trial.PAGE.read_text(encoding="utf-8") == trial.page(printed)


def test_the_table_names_every_claim(printed):
    rows = re.findall(r"^\| (\w[\d.]+) \|", trial.page(printed), re.MULTILINE)
    assert sorted(rows) == sorted(one.claim for one in EXHIBITS.values())
