"""The words beside a drawing say what the reading says, and what comes from outside is escaped."""

import re
import xml.etree.ElementTree as ET

import keras
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from keras import layers

from helpers import clinic
from helpers.clinic import render
from helpers.pictures import frame, style
from helpers.pictures.words import fit, words
from tests.unit.pictures.drawings import body_of, of_class, text_of, told

NAMES = ("fixed_sequential", "fixed_functional", "flexible_head")
every_model = pytest.mark.parametrize("name", NAMES)
sides = st.integers(16, 320)


@every_model
@given(height=sides, width=sides)
@example(225, 225)
def test_the_words_give_outcome_numbers_and_message(models, name, height, width):
    run = told(models[name], height, width)
    shown = body_of(words(run, fit))
    assert shown.startswith(f"{style.MARKS[run.outcome]} {run.outcome}")
    reading = clinic.read(run)
    if reading is None:
        assert f"answers {run.shape_out}" in shown
        return
    assert reading.summary in shown and f"at {reading.layer_name}" in shown
    assert body_of(render.numbers(reading)) in shown and "expected" in shown
    assert all(fix.name in shown and fix.why in shown for fix in reading.fixes)
    if run.refusal:
        assert re.sub(r"\x1b\[\d*m", "", run.refusal.message) in shown
    else:
        assert "TensorFlow says nothing" in shown


NASTY = "a<b>&'c'"


class Nasty(layers.Layer):
    def call(self, x):
        if x.shape[0] is not None and x.shape[1] != 16:
            raise ValueError("\x1b[1;31m<script>&'\x1b[0m \x1b[1mdone\x1b[22m")
        return x


def nasty_model():
    return keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            Nasty(name=NASTY),
            layers.Flatten(name="<f>"),
            layers.Dense(2, name="<&d>"),
        ],
        name="<m&>",
    )


@pytest.mark.parametrize("side", [16, 20])
def test_names_are_escaped(side):
    run = told(nasty_model(), side, side)
    svg = ET.fromstring(frame.drawing(run, "coffee"))
    assert [text_of(part)[-len(NASTY) :] for part in of_class(svg, "name")][1] == NASTY
    assert NASTY in svg.get("aria-label") and "<m&>" in svg.get("aria-label")
    shown = body_of(words(run, fit))
    assert ("<m&>" in shown and "<&d>" in shown) if side == 16 else f"at {NASTY}" in shown


def test_messages_are_escaped_and_lose_the_terminals_codes():
    run = told(nasty_model(), 20, 20)
    assert "\x1b" in run.refusal.message
    html = words(run, fit)
    assert "\x1b" not in html and "[1m" not in html and "[1;31m" not in html
    assert "<script>" not in html
    assert "<script>&' done" in body_of(html)
