"""The cases are what they claim to be: each call fails, and no cause is without one."""

import re

import pytest

from helpers.clinic import causes

from . import judging
from .case import Quiet
from .cases import BY_ROOM, CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_call_fails_and_is_explained(case, tmp_path):
    """Treatments are run as well: the first helps and means the right thing, and none raises."""
    verdict = judging.judge(case, tmp_path)
    told = "\n".join([str(verdict.diagnosis), *verdict.notes])
    assert verdict.wrong == MISSES.get(case.name, set()), told
    assert verdict.crashed or isinstance(case, Quiet) or verdict.diagnosis.original


def test_names_are_unique():
    assert len({case.name for case in CASES}) == len(CASES)


def test_what_is_known_to_be_wrong_is_of_a_case_that_is_there():
    assert set(MISSES) <= {case.name for case in CASES}
    assert all(wrong and wrong <= {*judging.FIELDS, "crashed"} for wrong in MISSES.values())


def test_what_a_case_asks_for_can_be_asked():
    for case in CASES:
        assert not case.meaning or compile(case.meaning, case.name, "eval")
        assert all(re.compile(pattern) for pattern in case.harmful)
        assert case.reported.startswith("https://") or not case.reported


MISSES = judging.misses()
ROOMS = {room.__name__.rsplit(".", 1)[1]: room for room in causes.ROOMS}


def test_every_file_of_cases_is_named_as_a_room():
    assert set(BY_ROOM) <= set(ROOMS)
    for name, cases in BY_ROOM.items():
        assert [case.name for case in cases if ROOMS[name].NAME not in case.cause] == []


def test_every_cause_that_raises_has_a_case():
    raising = {room.NAME for room in ROOMS.values() if room.CODE < "SC200"}
    assert raising <= {cause for case in CASES for cause in case.cause}


@pytest.mark.parametrize(
    ("answer", "truths", "number", "right"),
    [
        ((2, 64, 64, 3), {(None, 64, 64, 3)}, None, True),
        ((None, 64, 64, 3), {(2, 64, 64, 3)}, None, False),
        ((1, 1800), {1800}, 1800, True),
        ((1, 1800), {1800}, None, False),
        ((64, 64), {(None, 64, 64)}, 64, False),
        (None, {3, None}, None, True),
        (None, {3}, None, False),
        ((3,), set(), 3, None),
    ],
)
def test_none_in_the_truth_fits_any_size(answer, truths, number, right):
    assert judging.compare(answer, truths, number) is right


@pytest.mark.parametrize(
    ("answer", "truth", "right"),
    [
        ("dense (Dense)", "Dense", True),
        ("dense_1 (Dense)", "dense (Dense)", False),
        ("MatMul (op)", "matmul", True),
        ("conv2d_1 (Conv2D)", "conv2d_1", True),
        ("conv2d_10 (Conv2D)", "conv2d_1", False),
        (None, "dense", False),
    ],
)
def test_a_layer_is_named_by_whole_words(answer, truth, right):
    assert judging.names_layer(answer, {truth}) is right
