"""The part that is never read: hatched beside the photo, inside the box, and said in words."""

import xml.etree.ElementTree as ET

import pytest

from helpers import clinic
from helpers.clinic import reach
from helpers.pictures import frame, style
from helpers.pictures.unread import Unread
from tests.unit.pictures.drawings import body_of, corners, of_class, overlapping, text_of, told

SEAM = "<!--seam-->"


def framed(model, height, width, cures=("<b>that</b>",)):
    seen = told(model, height, width)
    read = reach.read(model, seen)
    unread = Unread((height, width), read, clinic.read(seen, model), cures)
    left, right = frame.frame(seen, "coffee", SEAM, unread=unread).split(SEAM)
    return ET.fromstring(left), body_of(right), unread


@pytest.mark.parametrize(
    ("size", "strips", "part"),
    [
        ((225, 225), 2, "last row and column"),
        ((225, 16), 1, "last row"),
        ((16, 319), 1, "last column"),
        ((319, 319), 2, "last row and column"),
    ],
)
def test_strips_begin_where_nothing_is_read(models, size, strips, part):
    svg, shown, unread = framed(models["flexible_head"], *size)
    assert unread.part == part
    drawn = of_class(svg, "waste")
    assert len(drawn) == strips
    x, y = (
        (frame.COLUMNS[4][0] - size[1] * frame.SCALE / 2),
        frame.CENTRE - size[0] * frame.SCALE / 2,
    )
    if size[1] % 2:
        begins = float(drawn[0].get("x"))
        assert begins == pytest.approx(x + unread.read[1] * frame.SCALE, abs=0.11)
    if size[0] % 2:
        begins = float(drawn[-1].get("y"))
        assert begins == pytest.approx(y + unread.read[0] * frame.SCALE, abs=0.11)
    for strip in drawn:
        assert min(float(strip.get("width")), float(strip.get("height"))) >= 6
    left, top, right, bottom = map(float, svg.get("viewBox").split())
    for part in svg.iter():
        if part.tag not in ("svg", "tspan"):
            assert all(left <= x <= right and top <= y <= bottom for x, y in corners(part))
    assert list(overlapping(svg)) == []


def test_picture_and_words_say_it_without_colour(models):
    svg, shown, unread = framed(models["flexible_head"], 225, 225)
    assert svg.get("aria-label").startswith(style.MARKS["passed but wrong"])
    assert "Hatched: the last row and column, which it never reads" in svg.get("aria-label")
    notes = [text_of(note) for note in of_class(svg, "note")]
    assert "last row and column" in notes
    names = [text_of(name) for name in of_class(svg, "name")]
    assert "⚠ pool" in names and "✓ conv" in names
    assert shown.startswith("⚠ passed but wrong at pool")
    assert unread.reading.summary in shown and "What helps, tried likewise: that." in shown


def test_many_rows_are_counted():
    assert Unread((9, 8), (6, 7), None, ()).part == "last 3 rows and column"


def test_nothing_is_said_to_help_where_nothing_did(models):
    _, shown, _ = framed(models["flexible_head"], 225, 225, cures=())
    assert "the same answer" in shown and "helps" not in shown
