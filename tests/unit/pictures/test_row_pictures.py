"""The drawing and the words of a `RowReading` say what it says."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.course import images
from helpers.course.row_lengths import (
    FLATTEN,
    FUSED,
    MEANS,
    POOLED,
    READERS,
    RowReading,
    read,
)
from helpers.pictures import row_lengths

SEAM = "<!--seam-->"
sides = st.integers(16, 160)
sizes = st.one_of(st.tuples(sides, sides), st.sampled_from([(120, 80), (96, 100), (81, 120)]))


def reading(size, reader, photo):
    return read(reader, images.at_size(images.decode(photo), *size))


def framed(size, reader, photo):
    return row_lengths.frame(reading(size, reader, photo), photo, SEAM)


@given(sizes, st.sampled_from(READERS), st.sampled_from(images.PHOTOS))
def test_a_frame_is_the_same_every_time_and_is_well_formed(size, reader, photo):
    frame = framed(size, reader, photo)
    assert frame == framed(size, reader, photo)
    drawing, words = frame.split(SEAM)
    ET.fromstring(drawing)
    ET.fromstring(f"<div>{words}</div>")
    assert f"{photo}, {size[0]} × {size[1]} × 3" in ET.fromstring(drawing).get("aria-label")
    assert len(frame) < 20_000


@pytest.mark.parametrize(
    "size, reader, told",
    [
        (
            (120, 80),
            FLATTEN,
            [
                "⚠ passed but wrong",
                "rows of the wrong length",
                "tf.image.resize(x, (80, 120))",
                "no exception",
            ],
        ),
        ((81, 121), POOLED, ["⚠ passed but wrong", "never read", "no exception"]),
        ((96, 100), FUSED, ["⚠ passed but wrong", "96 × 100", "dataset.map", "no exception"]),
        ((100, 100), FUSED, ["✗ refused", "finds nothing", "number of elements does not match"]),
        ((100, 100), FLATTEN, ["✗ refused", "finds nothing", "expected axis -1"]),
        ((100, 100), MEANS, ["✓ passed", "any count is taken", "finds nothing"]),
        ((80, 120), POOLED, ["✓ passed", "7200 are taken"]),
    ],
)
def test_what_it_says(size, reader, told):
    drawing, words = framed(size, reader, "cat").split(SEAM)
    read = "".join(ET.fromstring(f"<div>{words}</div>").itertext())
    assert [part for part in told if part not in read] == []
    assert f"aria-label='{told[0][0]}" in drawing


def test_what_is_missing_is_hatched():
    """60 × 60 numbers fill 30 of the 80 rows; the rest of the field shows its hatch."""
    drawing, _ = framed((60, 60), FLATTEN, "cat").split(SEAM)
    field = float(re.search(r"sc-waste'[^>]* height='([\d.]+)'", drawing)[1])
    filled = float(re.search(r"<image[^>]* height='([\d.]+)'", drawing)[1])
    assert filled / field == pytest.approx(30 / 80, abs=0.01)
    assert "as it would be read" in drawing and "as it is read" not in drawing


def test_too_few_for_a_single_row_are_no_picture():
    """16 × 16 behind pooling gives 64 pixels, one row of 60; of fewer nothing is drawn."""
    assert reading((16, 16), POOLED, "cat").read.shape == (1, 60, 3)
    empty = RowReading(FLATTEN, (2, 2), 12, 28800, np.zeros((0, 120, 3), np.uint8))
    assert "<image" not in row_lengths.drawing(empty, "cat")


@pytest.mark.parametrize(("reader", "size"), [(FLATTEN, (80, 120)), (MEANS, (60, 90))])
def test_what_should_have_been_is_the_models_size_where_it_has_one(reader, size):
    drawing = ET.fromstring(framed((60, 90), reader, "cat").split(SEAM)[0])
    shape = [part for part in drawing.iter("text") if part.get("class") == "sc-shape"][-1]
    assert "".join(shape.itertext()) == str((1, *size, 3))
    photo = list(drawing.iter("use"))[-1].get("transform")
    _, _, wide, high = map(float, re.findall(r"[\d.]+", photo))
    assert (high, wide) == tuple(side * row_lengths.SCALE for side in size)
