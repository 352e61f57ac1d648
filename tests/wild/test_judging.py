"""The judge is fair: what a treatment does is what is told of it."""

import re
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.clinic.reading import Fix

from . import judging, keeping, marking, running
from .board import HEADINGS, board
from .case import Case, Quiet

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


def test_trained_weights_are_kept_by_their_numbers():
    photo = keras.Input((8, 8, 3))
    eye, other = (keras.layers.Conv2D(2, 3) for _ in range(2))
    was = {"model": keras.Model(photo, keras.layers.Flatten()(eye(photo)))}
    for layer, right in ((eye, True), (other, False)):
        pooled = keras.Sequential([photo, layer, keras.layers.GlobalMaxPooling2D()])
        assert keeping.weights_kept(TABLE, {"model": pooled}, was) is right
        assert keeping.weights_kept(replace(TABLE, call="net.fit(x)"), {"model": pooled}, was)
    wider = keras.Sequential([photo, keras.layers.Conv2D(2, 5)])
    assert keeping.weights_kept(TABLE, {"model": wider}, was)


@pytest.mark.parametrize(
    ("now", "right"),
    [
        (np.arange(6), True),
        (np.arange(5), False),
        (np.arange(6) / 2, False),
        (np.arange(6.0), True),
        (np.eye(6) / 2, True),
    ],
)
@pytest.mark.parametrize("call", ["net.fit(x, y)", "net.evaluate(x, y=y, verbose=0)"])
def test_labels_keep_their_count_and_stay_whole(call, now, right):
    case = replace(TABLE, call=call)
    assert keeping.labels_kept(case, {"y": now}, {"y": np.arange(6)}) is right


@pytest.mark.parametrize(
    ("shape", "code", "right"),
    [
        ((6, 8, 3), "x = x[None]", True),
        ((6, 8, 3), "x = x[:, None]", False),
        ((6, 8, 3), "x = np.swapaxes(x, 0, 1)[None]", False),
        ((2, 6, 8, 3), "x = x.reshape(2, 8, 6, 3)", False),
        ((2, 6, 8, 3), "x = tf.image.resize(x, (9, 5))", True),
        ((2, 6, 8, 3), "x = tf.image.resize_with_pad(x, 24, 8)", True),
        ((2, 3, 6, 8), "x = np.transpose(x, (0, 2, 3, 1))", True),
        ((2, 3, 6, 8), "x = x.reshape(2, 6, 8, 3)", False),
        ((2, 3, 6, 8), "x = x.T", False),
        ((5, 6, 8), "x = x[..., None]", True),
        ((2, 6, 8, 3), "x = tf.image.rgb_to_grayscale(x)", True),
        ((2, 6, 8, 3), "x = x.mean(-1, keepdims=True)", True),
        ((2, 6, 8, 3), "x = x[..., :1]", False),
        ((2, 6, 8, 4), "x = x[..., :3]", True),
        ((2, 6, 8, 4), "x = x[..., 1:]", False),
        ((2, 6, 8, 1), "x = np.repeat(x, 3, -1)", True),
        ((2, 6, 8, 1), "x = np.concatenate([x, 2 * x, x], -1)", False),
        ((2, 6, 8, 3), "x = np.pad(x, [(0, 0)] * 3 + [(0, 1)], constant_values=1)", True),
        ((2, 6, 8, 3), "x.sum()", None),
        ((2, 6, 8, 3), "x = pandas", None),
        ((6, 8), "x = x[None, ..., None]", None),
    ],
)
def test_rows_stay_rows_and_gray_is_made_of_all_colours(shape, code, right):
    names = {"x": np.zeros(shape, "float32"), "np": np, "tf": tf}
    assert marking.pictures_kept(TABLE, fix(code), names) is right
    assert marking.pictures_kept(replace(TABLE, cause={"swapped-axes"}), fix(code), names) is None


def test_what_a_treatment_changes_is_told_of_the_first(tmp_path):
    setup = """
x = np.zeros((1, 6, 8, 3), "float32")
net = keras.Sequential([keras.Input((None, None, 1)), layers.Conv2D(2, 3)])
"""
    case, verdict = replace(TABLE, setup=setup, meaning="", harmful=set()), judging.Verdict()
    names, _ = running.fails(case, tmp_path)
    fixes = [fix("x = x[..., :1]"), fix("x = x[..., 1:2]")]
    judging.judge_fixes(case, fixes, tmp_path, verdict, names)
    assert verdict.wrong == {"first_right"}
    assert verdict.notes == ["a column more: another picture", "a column more: helps"]
