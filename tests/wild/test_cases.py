"""The cases are what they claim to be: each call fails, and no cause is without one."""

import re
from dataclasses import replace

import keras
import pytest

from helpers.clinic import causes
from helpers.clinic.reading import Fix

from . import judging, keeping, running
from .board import HEADINGS, board
from .case import Case, Quiet
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


#: A program whose call passes once `x` has three columns; `rows` is what must stay.
TABLE = Case(
    "a table of two columns",
    "x, rows = np.zeros((5, 2)), 5\nnet = keras.Sequential([keras.Input((3,)), layers.Dense(1)])",
    "y = net(x)",
    {"number-of-features"},
    meaning="len(x) == rows",
    harmful={"image", r"x\[:2\]"},
)


def fix(code, name="a column more"):
    return Fix(name, "", code)


@pytest.mark.parametrize(
    ("codes", "wrong"),
    [
        (["x = np.zeros((5, 3))"], set()),
        (["x = np.zeros((4, 3))"], {"first_right"}),
        (["x = np.zeros((5, 3))", "x = np.zeros((4, 3))"], set()),
        (["x = np.zeros((5, 4))"], {"helped", "first_right", "every_helps"}),
        (["x = pandas"], {"helped", "first_right", "every_helps", "none_raises"}),
        (["x = np.zeros((5, 3))", "x = pandas"], {"every_helps", "none_raises"}),
        (["x = np.zeros((5, 3))", "x[:2]"], {"every_helps", "harmless"}),
        ([], set()),
    ],
)
def test_treatments_are_judged_by_what_they_do(codes, wrong, tmp_path):
    verdict = judging.Verdict()
    names, _ = running.fails(TABLE, tmp_path)
    judging.judge_fixes(TABLE, [fix(code) for code in codes], tmp_path, verdict, names)
    assert verdict.wrong == wrong, verdict.notes


COMPILED = replace(
    TABLE,
    setup=TABLE.setup
    + """
loss = keras.losses.BinaryCrossentropy(from_logits=True)
net.compile(optimizer=keras.optimizers.SGD(0.3), loss=loss)
""",
)
WIDER = "x = np.zeros((5, 3))\n"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("", set()),
        ("net.compile(optimizer=net.optimizer, loss=net.loss)", set()),
        ("net.compile(optimizer='sgd', loss=net.loss)", {"first_right"}),
        ("net.compile(optimizer=net.optimizer, loss='binary_crossentropy')", {"first_right"}),
        ("net.compile(optimizer=net.optimizer, loss='mse')", {"first_right", "harmless"}),
        ("net.compile(loss=keras.losses.Hinge())", {"first_right", "harmless"}),
    ],
)
def test_loss_and_optimizer_are_kept(code, wrong, tmp_path):
    verdict = judging.Verdict()
    names, _ = running.fails(COMPILED, tmp_path)
    judging.judge_fixes(COMPILED, [fix(WIDER + code)], tmp_path, verdict, names)
    assert verdict.wrong == wrong, verdict.notes


def test_a_loss_may_take_the_labels_in_its_other_form():
    model = keras.Sequential([keras.layers.Dense(2)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    kept_logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert not keeping.swaps_loss("m.compile(loss='sparse_categorical_crossentropy')", {"m": model})
    for loss, right in ((kept_logits, True), ("sparse_categorical_crossentropy", False)):
        other = keras.Sequential([keras.layers.Dense(2)])
        other.compile(loss=loss)
        assert keeping.kept({"m": other}, {"m": model}) is right


def test_advice_may_be_harmful_too(tmp_path):
    verdict = judging.Verdict()
    judging.judge_fixes(TABLE, [fix("", "resize the image")], tmp_path, verdict, {})
    assert verdict.wrong == {"harmless"}


def test_where_a_cure_is_asked_for_advice_is_not_enough(tmp_path):
    verdict = judging.Verdict()
    judging.judge_fixes(replace(TABLE, curable=True), [], tmp_path, verdict, {})
    assert verdict.wrong == {"helped"}


def test_a_whole_program_brings_its_own_names(tmp_path):
    assert "np" not in running.prepared(replace(TABLE, setup="", whole=True), tmp_path)


def test_the_board_counts_by_kind():
    right, alarm = judging.Verdict(cause=True, first_right=True), judging.Verdict(cause=False)
    wrong = judging.Verdict(cause=False, axis=False, none_raises=False, harmless=False, sure=False)
    quiet = Quiet("nothing", "", kind="right program")
    posted = replace(TABLE, kind="posted programs")
    rows = board([(TABLE, right), (posted, right), (posted, wrong), (quiet, alarm)]).splitlines()
    cells = {row[0]: row[1:] for row in (re.split(r"\s{2,}", line) for line in rows)}
    assert tuple(cells["kind"]) == HEADINGS[1:]
    assert cells["by cause"] == ["1", "1/1", "-", "1/1", "0", "0", "0", "0", "-"]
    assert cells["posted programs"] == ["2", "1/2", "0/1", "1/1", "1", "1", "1", "0", "-"]
    assert cells["right program"] == ["1", "-", "-", "-", "0", "0", "0", "0", "1/1"]
    assert cells["all"] == ["4", "2/3", "0/1", "2/2", "1", "1", "1", "0", "1/1"]
