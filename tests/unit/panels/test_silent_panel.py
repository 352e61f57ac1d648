"""The panel of the fifth visit: real numbers in real rows, the outcome of a real run, the words of `examine`."""

import re
import xml.etree.ElementTree as ET

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from helpers.course import images
from helpers.panels import silent as silent_panel
from helpers.panels.silent import FLATTEN, FUSED, MADE_FOR, MEANS, POOLED, RowLengths
from helpers.panels.stage import SEAM, key_of
from helpers.clinic.trace import PASSED, REFUSED, WRONG


class Few(RowLengths):
    """It opens with its first frames only."""

    def ready(self):
        return super().ready()[:3]


@pytest.fixture(scope="module")
def panel():
    return Few()


def photo_at(height, width, photo="coffee"):
    return images.at_size(images.decode(photo), height, width)


def bytes_of(pixels):
    return np.round(np.clip(pixels, 0, 1) * 255).astype(np.uint8)


sides = st.integers(16, 160)
sizes = st.one_of(st.tuples(sides, sides), st.sampled_from(RowLengths.LUCKY))


@given(sizes, st.sampled_from(images.PHOTOS))
def test_flatten_takes_what_has_as_many_pixels(panel, size, photo):
    found = panel.run(*size, FLATTEN, photo)
    fits = size[0] * size[1] == MADE_FOR[0] * MADE_FOR[1]
    assert found.outcome == (PASSED if size == MADE_FOR else WRONG if fits else REFUSED)
    assert (found.count, found.takes) == (size[0] * size[1] * 3, 80 * 120 * 3)
    row = bytes_of(photo_at(*size, photo)).ravel()[: found.takes]
    assert np.array_equal(found.read.ravel(), row[: len(row) // 360 * 360])
    assert bool(found.refusal) == (not fits)


@given(sizes, st.sampled_from(images.PHOTOS))
def test_behind_pooling_it_is_the_pooled_picture(panel, size, photo):
    found = panel.run(*size, POOLED, photo)
    pooled = layers.AveragePooling2D(2)(photo_at(*size, photo)).numpy()
    assert found.count == pooled.size and found.takes == 40 * 60 * 3
    row = bytes_of(pooled).ravel()[: found.takes]
    assert np.array_equal(found.read.ravel(), row[: len(row) // 180 * 180])
    made_for = pooled.shape[1:3] == (40, 60)
    fits = pooled.size == found.takes
    assert found.outcome == (PASSED if size == MADE_FOR else WRONG if fits else REFUSED)
    assert bool(found.findings) == (fits and size != MADE_FOR) and (made_for or fits or found.refusal)


@given(sizes, st.sampled_from(images.PHOTOS))
def test_a_batch_takes_what_has_as_many_pixels(panel, size, photo):
    found = panel.run(*size, FUSED, photo)
    fits = size[0] * size[1] == MADE_FOR[0] * MADE_FOR[1]
    assert found.outcome == (PASSED if size == MADE_FOR else WRONG if fits else REFUSED)
    pixels = bytes_of(photo_at(*size, photo)).ravel()
    row = pixels[: found.takes]
    assert np.abs(found.read.ravel().astype(int) - row[: len(row) // 360 * 360]).max() <= 1
    assert [one.cause for one in found.findings] == (["scrambled-in-batch"] if found.outcome == WRONG else [])


@given(sizes, st.sampled_from(images.PHOTOS))
def test_a_mean_takes_everything(panel, size, photo):
    found = panel.run(*size, MEANS, photo)
    assert (found.outcome, found.takes, found.findings) == (PASSED, None, ())
    assert np.array_equal(found.read, bytes_of(photo_at(*size, photo)[0]))


def test_the_lucky_sizes_are(panel):
    for size in RowLengths.LUCKY:
        assert WRONG in {panel.run(*size, reader, "coffee").outcome for reader in RowLengths.READERS}, size


@given(sizes, st.sampled_from(RowLengths.READERS), st.sampled_from(images.PHOTOS))
def test_a_frame_is_the_same_every_time_and_is_well_formed(panel, size, reader, photo):
    frame = panel.draw(*size, reader, photo)
    assert frame == panel.draw(*size, reader, photo)
    drawing, words = frame.split(SEAM)
    ET.fromstring(drawing)
    ET.fromstring(f"<div>{words}</div>")
    assert f"{photo}, {size[0]} × {size[1]} × 3" in ET.fromstring(drawing).get("aria-label")
    assert len(frame) < 20_000


@pytest.mark.parametrize(
    "size, reader, told",
    [
        ((120, 80), FLATTEN, ["⚠ passed but wrong", "rows of the wrong length", "tf.image.resize(x, (80, 120))", "no exception"]),
        ((81, 121), POOLED, ["⚠ passed but wrong", "never read", "no exception"]),
        ((96, 100), FUSED, ["⚠ passed but wrong", "96 × 100", "dataset.map", "no exception"]),
        ((100, 100), FUSED, ["✗ refused", "finds nothing", "number of elements does not match"]),
        ((100, 100), FLATTEN, ["✗ refused", "finds nothing", "expected axis -1"]),
        ((100, 100), MEANS, ["✓ passed", "any count is taken", "finds nothing"]),
        ((80, 120), POOLED, ["✓ passed", ">7200</span> are taken"]),
    ],
)
def test_what_it_says(panel, size, reader, told):
    drawing, words = panel.draw(*size, reader, "cat").split(SEAM)
    assert [part for part in told if part not in words.replace("7200 </b>", "7200")] == []
    assert f"aria-label='{told[0][0]}" in drawing


def test_what_is_missing_is_hatched(panel):
    """60 × 60 numbers fill 30 of the 80 rows; the rest of the field shows its hatch."""
    drawing, _ = panel.draw(60, 60, FLATTEN, "cat").split(SEAM)
    field = float(re.search(r"sc-waste'[^>]* height='([\d.]+)'", drawing)[1])
    filled = float(re.search(r"<image[^>]* height='([\d.]+)'", drawing)[1])
    assert filled / field == pytest.approx(30 / 80, abs=0.01)
    assert "as it would be read" in drawing and "as it is read" not in drawing


def test_too_few_for_a_single_row_are_no_picture(panel):
    """A picture of 16 × 16 behind pooling gives 64 pixels, one row of 60; of fewer nothing is drawn."""
    assert panel.run(16, 16, POOLED, "cat").read.shape == (1, 60, 3)
    empty = silent_panel.Reading(FLATTEN, (2, 2), 12, 28800, np.zeros((0, 120, 3), np.uint8))
    assert "<image" not in silent_panel._as_read(empty, 500)


def test_it_opens_with_a_failure_and_its_frames_can_be_chosen(panel):
    start = tuple(getattr(control, "label", control.value) for control in panel.stage.controls)
    assert next(iter(panel.stage.frames)) == key_of(start) == "120|80|Flatten, Dense|coffee"
    every = RowLengths.ready(panel)
    assert {values[2] for values in every} == set(RowLengths.READERS)
    assert {values[3] for values in every} == set(images.PHOTOS)
    for height, width, *_ in every:
        assert height in range(16, 161) and width in range(16, 161)


def test_the_models_are_what_the_labels_say(panel):
    for reader, kinds in {FLATTEN: ["Rescaling", "Flatten", "Dense"], MEANS: ["Rescaling", "GlobalAveragePooling2D", "Dense"]}.items():
        assert [type(layer).__name__ for layer in panel._models[reader].layers] == kinds
    assert isinstance(panel._models[POOLED], keras.Sequential)
    assert panel._models[FLATTEN](tf.zeros((1, *MADE_FOR, 3))).shape == (1, 10)
