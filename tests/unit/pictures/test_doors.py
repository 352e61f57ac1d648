"""Open sizes, the door, batches, and heads of any depth, drawn and in words."""

import re
import xml.etree.ElementTree as ET

import pytest
import tensorflow as tf

from helpers.clinic.trace import trace, trace_building
from helpers.course import builders
from helpers.pictures import arrange, frame, words
from tests.unit.pictures.drawings import overlapping


def opened(shape, channels=3, build=builders.average_head):
    """The drawing, with its door, and the words, of that shape in a model for open sizes."""
    told = trace(build(channels), tf.zeros(shape))
    return told, frame.drawing(told, "coffee", door=True), words.words(told, words.fit)


def marks_of(drawing):
    """{name of a column: its mark} of those that have one."""
    names = re.findall(r"<text class='sc-name'[^>]*>(.*?)</text>", drawing)
    return {
        text.split("</tspan> ")[1]: re.search(r">(.)<", text)[1]
        for text in names
        if "sc-mark" in text
    }


@pytest.mark.parametrize(
    ("shape", "channels", "marks"),
    [
        ((1, 40, 60, 3), 3, {"door": "✓", "conv": "✓", "pool": "✓", "average": "✓", "dense": "✓"}),
        ((1, 40, 60, 4), 3, {"door": "✗"}),
        ((1, 40, 60, 1), 3, {"door": "✓", "conv": "✗"}),
        ((40, 60, 3), 3, {"door": "✗"}),
        ((40, 60, 3), 1, {"door": "⚠", "conv": "✓", "pool": "✓", "average": "✓", "dense": "✓"}),
        ((1, 1, 60, 3), 3, {"door": "✓", "conv": "✓", "pool": "✗"}),
    ],
)
def test_the_door_and_the_layers_are_marked(shape, channels, marks):
    assert marks_of(opened(shape, channels)[1]) == marks


def test_what_a_refusal_did_not_reach_is_drawn_as_a_ghost():
    _, drawn, _ = opened((1, 40, 60, 4))
    assert (
        drawn.count("class='sc-ghost'") == 4
        and drawn.count("not reached") == 4
        and "not passed" in drawn
    )


def test_a_batch_is_drawn_as_a_stack():
    for many, outlines in ((1, 0), (2, 1), (3, 2), (9, 3)):
        _, drawn, _ = opened((many, 40, 60, 3))
        assert drawn.count("class='sc-batch-edge'") == 3 * outlines  # picture, conv, pool
        assert drawn.count(f"× {many}<") == (3 if many > 1 else 0)


def test_channels_have_their_colour_in_the_words():
    _, _, words = opened((1, 40, 60, 4))
    one, other = (f"<span class='sc-channels'>{count}</span>" for count in (3, 4))
    told = [f"<span class='sc-number'>{count}</span>" for count in (one, other)]
    assert f"expected {told[0]}, received {told[1]}" in words


def test_frames_are_answered_one_by_one():
    assert "One answer a frame" in opened((3, 40, 60, 3))[2]
    assert "One answer a frame" not in opened((1, 40, 60, 3))[2]


@pytest.mark.parametrize(
    "build", [builders.convolutional_head, builders.adaptive_head, builders.max_head]
)
def test_every_head_is_drawn_whole(build):
    told, drawn, words = opened((1, 320, 320, 3), build=build)
    for step in told.steps:
        assert f"> {step.name}<" in drawn or f"</tspan> {step.name}<" in drawn
    xs = [float(x) for x in re.findall(r"<text class='sc-name' x='([\d.]+)'", drawn)]
    assert len(set(xs)) == len(told.steps) + 2 and max(xs) < arrange.WIDTH - 50
    assert ("whatever the size" in words) == (build is builders.convolutional_head)


@pytest.mark.parametrize("build", [builders.convolutional_head, builders.adaptive_head])
@pytest.mark.parametrize("shape", [(1, 320, 320, 3), (1, 320, 320, 4), (1, 320, 320, 1)])
def test_no_label_of_five_layers_lies_on_another(build, shape):
    _, drawn, _ = opened(shape, build=build)
    assert list(overlapping(ET.fromstring(drawn))) == []


def test_a_model_that_cannot_be_built():
    told = trace_building(builders.flatten_head, "flatten_head", (1, 40, 60, 3))
    drawn = frame.drawing(told, "coffee", door=True)
    assert marks_of(drawn) == {"conv": "✓", "pool": "✓", "flatten": "✓", "dense": "✗"}
    assert "never built" in drawn and "no weights yet" in drawn and "None" in drawn
    assert "waits for flatten_head" in words.describe(told) and "cannot be built" in words.describe(
        told
    )
    assert "✗ refused</b> at <b>dense</b>" in words.words(told, words.fit)


@pytest.mark.parametrize(
    ("shape", "channels", "told"),
    [
        ((1, 40, 60, 3), 3, "✓ A picture of 40 × 60 × 3 goes into"),
        ((40, 60, 3), 3, "✗ A picture of 40 × 60 × 3 without a batch axis goes into"),
        ((3, 40, 60, 3), 3, "✓ A film of 3 frames of 40 × 60 × 3 goes into"),
        ((1, 3, 40, 60, 3), 3, "✗ A film of 3 frames of 40 × 60 × 3 goes into"),
        ((40, 60, 3), 1, "⚠ A picture of 40 × 60 × 3 without a batch axis goes into"),
    ],
)
def test_the_alternative_text_says_what_was_fed(shape, channels, told):
    trace_, *_ = opened(shape, channels)
    assert words.describe(trace_).startswith(told)
    assert ("answers 40 times" in words.describe(trace_)) == trace_.guessed
