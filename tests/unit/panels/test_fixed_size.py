"""The panel of the first visit: values in, trace and frames out. No browser."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.clinic.trace import trace
from helpers.course import builders, images
from helpers.panels import FixedInputSize, fixed_size, panel
from helpers.panels.stage import SEAM, key_of
from helpers.pictures import frame as pictures
from helpers.pictures.style import AXIS_COLOURS
from tests.unit.pictures.drawings import body_of


@pytest.fixture(scope="module")
def fixed(few):
    return few(FixedInputSize)()


LABELS = {
    "Sequential, Flatten": builders.fixed_sequential,
    "Functional, Flatten": builders.fixed_functional,
    "Functional, pooling head": builders.flexible_head,
}
sides = st.integers(16, 320)


@pytest.fixture(scope="module")
def fresh():
    """Models that the panel does not know."""
    return {label: build() for label, build in LABELS.items()}


@given(sides, sides, st.sampled_from(list(LABELS)), st.sampled_from(images.PHOTOS))
def test_run_is_the_trace_of_the_model_on_the_photo(fixed, fresh, height, width, model, photo):
    expected = trace(fresh[model], images.at_size(images.decode(photo), height, width))
    assert fixed.run(height, width, model, photo) == expected
    unread = fixed.unread(expected, model, photo)
    drawn = fixed.draw(height, width, model, photo)
    assert drawn == pictures.frame(expected, photo, SEAM, unread=unread)


@given(sides, sides, st.sampled_from(list(LABELS)), st.sampled_from(images.PHOTOS))
@example(224, 224, "Functional, pooling head", "coffee")
@example(225, 225, "Functional, pooling head", "coffee")
@example(224, 225, "Functional, pooling head", "cat")
@example(225, 225, "Sequential, Flatten", "coffee")
@example(225, 224, "Sequential, Flatten", "rocket")
@example(225, 225, "Functional, Flatten", "coffee")
def test_the_last_row_of_odd_sides_is_unread_in_every_model_that_passes(
    fixed, height, width, model, photo
):
    """And what cures it is said after it was tried: sides without a rest, or padding."""
    seen = fixed.run(height, width, model, photo)
    unread, drawn = fixed.unread(seen, model, photo), fixed.draw(height, width, model, photo)
    if seen.refusal or (height % 2, width % 2) == (0, 0):
        assert unread is None and "sc-waste" not in drawn
        return
    assert unread.read == (height - height % 2, width - width % 2)
    picture, words = drawn.split(SEAM)
    assert picture.count("class='sc-waste'") == height % 2 + width % 2
    assert "⚠ passed but wrong" in words and "aria-label='⚠" in picture
    resized, *padded = unread.cures
    assert f"resize to {unread.read[0]} × {unread.read[1]}" in body_of(resized)
    assert resized in words
    assert bool(padded) == (model == "Functional, pooling head")
    assert all('padding="same"' in cure and cure in words for cure in padded)


def test_a_cure_that_cures_nothing_is_not_said(few):
    """It is tried on the photo each time, and not known by heart."""
    panel = few(FixedInputSize)()
    pooling = "Functional, pooling head"
    panel._padded = panel._models[pooling]
    seen = panel.run(225, 225, pooling, "coffee")
    assert [cure for cure in panel.unread(seen, pooling, "coffee").cures if "padding" in cure] == []


def test_a_part_that_changes_the_answer_is_not_called_unread(fixed, monkeypatch):
    monkeypatch.setattr(fixed_size.reach, "read", lambda model, seen: (100, 100))
    pooling = "Functional, pooling head"
    seen = fixed.run(224, 224, pooling, "coffee")
    assert fixed.unread(seen, pooling, "coffee") is None


def test_the_choices(fixed):
    assert fixed.model.options == tuple(LABELS)
    assert fixed.photo.options == images.PHOTOS
    assert all(
        (side.min, side.max, side.value) == (16, 320, 224) for side in (fixed.height, fixed.width)
    )


def test_what_is_ready_can_be_chosen(fixed):
    every = FixedInputSize.ready(fixed)
    assert len(every) > 100
    for height, width, model, photo in every:
        assert height in range(16, 321) and width in range(16, 321)
        assert model in LABELS and photo in images.PHOTOS
    told = {(values[0], values[2]) for values in every}
    for label in LABELS:  # the three sizes that the lesson speaks of, for every model
        assert {(224, label), (128, label), (225, label)} <= told


def test_models_are_built_once(monkeypatch, start, few):
    """Not in a callback: moving and asking builds nothing."""
    built = []

    def counting(build):
        return lambda **options: built.append(build.__name__) or build(**options)

    for name in ("fixed_sequential", "fixed_functional", "flexible_head"):
        monkeypatch.setattr(builders, name, counting(getattr(builders, name)))
    counted = {label: counting(build) for label, build in FixedInputSize.MODELS.items()}
    monkeypatch.setattr(FixedInputSize, "MODELS", counted)
    panel = few(FixedInputSize)()
    assert sorted(built) == [
        "fixed_functional",
        "fixed_sequential",
        *["flexible_head"] * 2,  # as the lesson has it, and padded
    ]
    for control, value in (
        (panel.height, 100),
        (panel.width, 90),
        (panel.square, False),
        (panel.photo, "cat"),
        *((panel.model, label) for label in LABELS),
    ):
        control.value = value
        panel.stage._handle_custom_msg({"values": list(start(panel))}, [])
        assert key_of(start(panel)) in panel.stage.frames
    assert len(built) == 4


def test_square_ties_the_two_sliders(fixed):
    assert fixed.stage.tied == [fixed.square, fixed.height, fixed.width]
    assert fixed.square.value is True


def test_a_control_named_after_an_axis_has_its_colour(fixed, repo):
    style = (repo / "helpers" / "panels" / "stage.css").read_text(encoding="utf-8")
    for control in (fixed.height, fixed.width):
        assert f"sc-axis-{control.description}" in control._dom_classes
        assert f".sc-axis-{control.description} .noUi-connect" in style
        assert control.description in AXIS_COLOURS


def test_the_mimebundle_has_the_widget_and_a_picture(fixed):
    bundle = fixed._repr_mimebundle_()
    assert bundle["text/plain"] == "FixedInputSize()"
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == fixed.model_id
    svg = ET.fromstring(bundle["image/svg+xml"])
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    told = "✓ A picture of 224 × 224 × 3 goes into fixed_sequential."
    assert svg.get("aria-label").startswith(told)
    (photo,) = svg.iter("{http://www.w3.org/2000/svg}image")
    assert photo.get("id") == "sc-photo-coffee"


def test_the_picture_is_the_same_from_another_panel(fixed, few):
    """Other random weights, another kernel: the stored notebook does not change."""
    another = few(FixedInputSize)()
    first, second = (panel._repr_mimebundle_()["image/svg+xml"] for panel in (fixed, another))
    assert first == second


def test_the_photos_are_those_that_can_be_chosen(fixed):
    assert tuple(panel.photos()) == images.PHOTOS
    for name in images.PHOTOS:
        assert f"id='sc-photo-{name}'" in fixed.stage.assets


def test_the_learners_own_model_is_the_one_that_runs(monkeypatch, few):
    """A fixed model weighs 16 MB: the notebook's is not built a second time."""
    mine = builders.fixed_sequential()
    would_raise = FixedInputSize.MODELS | {"Sequential, Flatten": None}
    monkeypatch.setattr(FixedInputSize, "MODELS", would_raise)
    calls = []

    def watched(model, picture):
        calls.append(model)
        return trace(model, picture)

    monkeypatch.setattr(fixed_size, "trace", watched)
    few(FixedInputSize)(mine).run(128, 128, "Sequential, Flatten", "coffee")
    assert calls[-1] is mine
