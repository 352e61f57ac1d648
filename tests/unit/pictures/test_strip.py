"""The drawing of a long trace, and its layers as a table."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import tensorflow as tf

from helpers.clinic.trace import trace
from helpers.course import builders
from helpers.pictures import arrange, strip, style


@pytest.mark.parametrize(
    "make, size, says",
    [
        (builders.small_unet, (64, 48), "✓ A picture of 64 × 48 × 3 goes into small_unet."),
        (builders.small_unet, (60, 100), "skip3 refuses"),
        (builders.fixed_functional, (60, 100), "The model itself refuses"),
        (builders.fixed_sequential, (128, 200), "dense refuses"),
    ],
)
def test_a_strip_says_where_it_ends(make, size, says):
    seen = trace(make(), tf.zeros((1, *size, 3)))
    drawn = strip.strip(seen)
    root = ElementTree.fromstring(drawn)
    assert says in root.get("aria-label")
    assert style.MARKS[seen.outcome] in [node.text for node in root.iter()]
    lines = [node for node in root.iter() if node.tag == "polyline"]
    assert len(lines) >= 3
    for node in lines:
        for x, y in (map(float, point.split(",")) for point in node.get("points").split()):
            assert 0 <= x <= arrange.WIDTH and 0 <= y <= arrange.HEIGHT


def line_of(drawing, axis):
    """The points of an axis's line, from left to right."""
    style = f"stroke:var(--sc-{axis})"
    nodes = [node for node in drawing.iter("polyline") if node.get("style") == style]
    (line,) = nodes
    return [tuple(map(float, point.split(","))) for point in line.get("points").split()]


def test_each_line_is_its_axis_and_more_is_higher():
    """64 × 16 × 3: the height starts above the width; both fall to the bottom, channels rise."""
    drawing = ElementTree.fromstring(
        strip.strip(trace(builders.small_unet(), tf.zeros((1, 64, 16, 3))))
    )
    height, width, channels = (line_of(drawing, axis) for axis in ("height", "width", "channels"))
    start = [line[0][1] for line in (height, width, channels)]
    assert start == sorted(start)  # y grows downwards
    bottom = 7  # the place of the deepest convolution, behind the picture
    assert height[bottom][1] > height[0][1] and width[bottom][1] > width[0][1]
    assert channels[bottom][1] < channels[0][1]
    eightfold = width[bottom][1] - width[0][1]
    assert eightfold == pytest.approx((strip.FLOOR - strip.CEILING) / 4, abs=0.2)


def test_names_of_lines_do_not_lie_on_each_other():
    seen = trace(builders.small_unet(), tf.zeros((1, 16, 16, 3)))
    axis = "<tspan class='sc-(?:height|width|channels)'"
    ends = re.findall(rf"<text class='sc-left' x='[\d.]+' y='([\d.]+)'>{axis}", strip.strip(seen))
    places = sorted(map(float, ends))
    assert len(places) == 3 and min(b - a for a, b in zip(places, places[1:])) >= 15


def test_a_table_folds_what_went_before_and_shows_who_refuses():
    seen = trace(builders.small_unet(), tf.zeros((1, 60, 100, 3)))
    folded, shown = strip.table(seen, shown=3).data.split("</details>")
    assert f"{len(seen.steps) - 3} layers before, all passed" in folded
    assert "✗" in shown and "skip3" in shown and "✗" not in folded.split("</style>")[1]
    assert shown.count("<tr>") == 3


@pytest.mark.parametrize(
    "size, parts",
    [((64, 48), ("✓ passed", "mask")), ((60, 100), ("✗ refused", "skip3", "full message"))],
)
def test_words(size, parts):
    told = strip.words(trace(builders.small_unet(), tf.zeros((1, *size, 3))))
    assert [part for part in parts if part not in re.sub("<[^>]+>", "", told)] == []
