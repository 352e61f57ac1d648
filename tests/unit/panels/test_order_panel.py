"""The kernel's half of the lines to order: what it shows, and what it says to an order."""

import re

import pytest

from helpers import panels
from helpers.course.exercises.order import Order

LINES = (
    "keras.Input((None, None, 3))",
    "layers.Conv2D(4, 5)",
    "layers.MaxPooling2D(2)",
    "layers.GlobalAveragePooling2D()",
)
ORDER = Order("test.lines", "Put them in order & check.", LINES, (4, 6, 8, 10))


@pytest.fixture
def asked(monkeypatch):
    """`asked(*lines)`: what the page is told of these lines' order, by their places in `LINES`."""
    widget, sent = panels.order(ORDER), []
    monkeypatch.setattr(widget, "send", sent.append)

    def ask(*places):
        widget._asked([ORDER.shuffled.index(place) for place in places])
        return sent.pop()

    return ask


def test_it_opens_with_the_lines_shuffled_and_the_map_to_reach():
    widget = panels.order(ORDER)
    assert sorted(widget.lines) == sorted(LINES) and widget.lines != list(LINES)
    assert widget.asks == ORDER.asks
    assert "9 passed, 7 refused" in widget.target and repr(widget) == "order('test.lines')"


def test_where_no_widget_is_shown_the_task_and_its_lines_are():
    bundle, _ = panels.order(ORDER)._repr_mimebundle_()
    assert "Put them in order &amp; check." in bundle["text/html"]
    assert all(line in bundle["text/html"] for line in LINES)
    assert bundle["text/plain"] == "order('test.lines')"


def test_a_right_order_is_told(asked):
    told = asked(0, 1, 2, 3)
    assert "✓ Right: at each of the 16 sizes" in told["told"]
    assert told["drawing"].count("class='sc-apart'") == 1 and "0 sizes differ" in told["drawing"]


def test_another_map_is_shown_with_what_differs(asked):
    told = asked(0, 2, 1, 3)
    assert "✗ Not yet: 8 of the 16 sizes" in told["told"]
    assert told["drawing"].count("class='sc-apart'") == 8 + 1  # one in the legend
    assert "8 sizes differ" in told["drawing"] and "other than to reach: 8" in told["drawing"]


def test_what_keras_does_not_build_is_said_in_its_words(asked):
    told = asked(0, 3, 1, 2)
    assert "✗ No model: Keras does not build this order. ValueError: Input 0" in told["told"]
    assert told["drawing"] == ""


def test_what_was_passed_refused_and_wrong_differs_without_colour():
    """Four cells and more: a picture read in part, one whose rows are scrambled, one refused."""
    lines = ("keras.Input((4, 6, 1))", "layers.Flatten()", "layers.Dense(3)")
    target = panels.order(Order("test.flat", "", lines, (4, 5, 6))).target
    hatch = "(?:<path class='sc-hatching' d='([^']*)')?"
    strokes = {"passed": None, "refused": "L", "wrong": "H"}
    for name, stroke in strokes.items():
        cells = re.findall(rf"sc-map-{name}'[^>]*/>{hatch}", target)
        assert cells and all((stroke in cell) if stroke else not cell for cell in cells), name
