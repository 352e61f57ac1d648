"""What all panels have: a frame to open with, controls with names, a picture for other places."""

import pytest

from helpers.panels import FixedInputSize, PictureShape
from helpers.panels.stage import SEAM, key_of
from helpers.pictures import frame as pictures


@pytest.fixture(scope="module")
def fixed(few):
    return few(FixedInputSize)()


@pytest.fixture(scope="module")
def shape():
    return PictureShape()


def test_every_control_has_a_name_and_is_shown(fixed, shape):
    for panel in (fixed, shape):
        *rows, last = panel.children
        shown = [control for row in rows for control in row.children]
        assert rows and last is panel.stage
        assert all(control.description for control in shown)
        assert set(panel.stage.controls) <= set(shown)


def test_repr_is_short_and_stays_the_same(fixed, shape):
    assert repr(fixed) == "FixedInputSize()"
    assert repr(shape) == "PictureShape()"


def test_a_panel_opens_with_a_frame_for_its_controls(fixed, shape, start):
    for panel in (fixed, shape):
        assert next(iter(panel.stage.frames)) == key_of(start(panel))
    assert fixed.ready()[0] == start(fixed) == (224, 224, "Sequential, Flatten", "coffee")


def test_a_picture_without_a_model(shape):
    frame = shape.draw(100, 130, "cat")
    assert frame == pictures.picture_frame((1, 100, 130, 3), "cat", SEAM)
