"""What the panels decide: values in, trace and frames out. No browser."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import builders, figures, images, panels
from helpers.stage import SEAM, key_of
from helpers.trace import trace

FEW = 3  # frames that a panel opens with here: the whole set costs seconds


def few(cls):
    """The class, opening with its first frames only."""

    class Few(cls):
        def ready(self):
            return super().ready()[:FEW]

    Few.__name__ = cls.__name__
    return Few


@pytest.fixture(scope="module")
def fixed():
    return few(panels.FixedInputSize)()


@pytest.fixture(scope="module")
def shape():
    return panels.PictureShape()


def start(panel):
    """The values that the page reads off the controls."""
    return tuple(getattr(control, "label", control.value) for control in panel.stage.controls)


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
    assert fixed.draw(height, width, model, photo) == figures.frame(expected, photo, SEAM)


def test_the_choices(fixed):
    assert fixed.model.options == tuple(LABELS)
    assert fixed.photo.options == images.PHOTOS
    assert all((side.min, side.max, side.value) == (16, 320, 224) for side in (fixed.height, fixed.width))


def test_a_panel_opens_with_a_frame_for_its_controls(fixed, shape):
    for panel in (fixed, shape):
        assert next(iter(panel.stage.frames)) == key_of(start(panel))
    assert fixed.ready()[0] == start(fixed) == (224, 224, "Sequential, Flatten", "coffee")


def test_what_is_ready_can_be_chosen(fixed):
    every = panels.FixedInputSize.ready(fixed)
    assert len(every) > 100
    for height, width, model, photo in every:
        assert height in range(16, 321) and width in range(16, 321)
        assert model in LABELS and photo in images.PHOTOS
    told = {(values[0], values[2]) for values in every}
    for label in LABELS:  # the three sizes that the lesson speaks of, for every model
        assert {(224, label), (128, label), (225, label)} <= told


@pytest.mark.parametrize("square", [True, False])
@given(sides, st.sampled_from(list(LABELS)), st.sampled_from(images.PHOTOS), st.data())
def test_near_is_in_range_nearest_first_without_repeats(fixed, square, height, model, photo, data):
    width = height if square else data.draw(sides)
    fixed.square.value = square
    near = fixed.near(height, width, model, photo)
    fixed.square.value = True
    assert len(near) == len(set(near)) > 15
    assert all(16 <= values[0] <= 320 and 16 <= values[1] <= 320 for values in near)
    assert all(values[3] == photo for values in near)
    sizes = [values[:2] for values in near if values[2] == model and values[:2] != (height, width)]
    far = [max(abs(size[0] - height), abs(size[1] - width)) for size in sizes]
    assert far == sorted(far) and far[0] == 1
    if square:
        assert all(size[0] == size[1] for size in sizes)
    else:
        assert all(size[0] == height or size[1] == width for size in sizes)
    others = {(height, width, other, photo) for other in LABELS if other != model}
    assert others <= set(near)


@given(sides, sides, st.sampled_from(images.PHOTOS))
def test_near_of_a_picture_without_a_model(shape, height, width, photo):
    near = shape.near(height, width, photo)
    assert len(near) == len(set(near))
    assert all(16 <= values[0] <= 320 and 16 <= values[1] <= 320 for values in near)
    assert {(height, width, other) for other in images.PHOTOS} <= set(near)


def test_a_picture_without_a_model(shape):
    frame = shape.draw(100, 130, "cat")
    assert frame == figures.picture_frame((1, 100, 130, 3), "cat", SEAM)


def test_models_are_built_once(monkeypatch):
    """Not in a callback: moving and asking builds nothing."""
    built = []

    def counting(build):
        return lambda: built.append(build.__name__) or build()

    for name in ("fixed_sequential", "fixed_functional", "flexible_head"):
        monkeypatch.setattr(builders, name, counting(getattr(builders, name)))
    counted = {label: counting(build) for label, build in panels.FixedInputSize.MODELS.items()}
    monkeypatch.setattr(panels.FixedInputSize, "MODELS", counted)
    panel = few(panels.FixedInputSize)()
    assert sorted(built) == ["fixed_functional", "fixed_sequential", "flexible_head"]
    for control, value in (
        (panel.height, 100), (panel.width, 90), (panel.square, False), (panel.photo, "cat"),
        *((panel.model, label) for label in LABELS),
    ):
        control.value = value
        panel.stage._handle_custom_msg({"values": list(start(panel))}, [])
        assert key_of(start(panel)) in panel.stage.frames
    assert len(built) == 3


def test_square_ties_the_two_sliders(fixed):
    assert fixed.stage.tied == [fixed.square, fixed.height, fixed.width]
    assert fixed.square.value is True


def test_every_control_has_a_name_and_is_shown(fixed, shape):
    for panel in (fixed, shape):
        rows, shown = panel.children[:-1], [control for row in panel.children[:-1] for control in row.children]
        assert rows and panel.children[-1] is panel.stage
        assert all(control.description for control in shown)
        assert set(panel.stage.controls) <= set(shown)


def test_a_control_named_after_an_axis_has_its_colour(fixed, repo):
    style = (repo / "helpers" / "stage.css").read_text(encoding="utf-8")
    for control in (fixed.height, fixed.width):
        assert f"sc-control-{control.description}" in control._dom_classes
        assert f".sc-control-{control.description} .noUi-connect" in style
        assert control.description in figures.AXIS_COLOURS


def test_repr_is_short_and_stays_the_same(fixed, shape):
    assert repr(fixed) == "FixedInputSize()"
    assert repr(shape) == "PictureShape()"


def test_the_mimebundle_has_the_widget_and_a_picture(fixed):
    bundle = fixed._repr_mimebundle_()
    assert bundle["text/plain"] == "FixedInputSize()"
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == fixed.model_id
    svg = ET.fromstring(bundle["image/svg+xml"])
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.get("aria-label").startswith("✓ A picture of 224 × 224 × 3 goes into fixed_sequential.")
    assert [part.get("id") for part in svg.iter("{http://www.w3.org/2000/svg}image")] == ["sc-photo-coffee"]


def test_the_picture_is_the_same_from_another_panel(fixed):
    """Other random weights, another kernel: the stored notebook does not change."""
    another = few(panels.FixedInputSize)()
    first, second = (panel._repr_mimebundle_()["image/svg+xml"] for panel in (fixed, another))
    assert first == second


def test_the_photos_are_those_that_can_be_chosen(fixed):
    assert tuple(panels.photos()) == images.PHOTOS
    for name in images.PHOTOS:
        assert f"id='sc-photo-{name}'" in fixed.stage.assets


def test_the_learners_own_model_is_the_one_that_runs(monkeypatch):
    """A fixed model weighs 16 MB: the notebook's is not built a second time."""
    mine = builders.fixed_sequential()
    monkeypatch.setitem(panels.FixedInputSize.MODELS, "Sequential, Flatten", None)  # would raise if it were called
    calls = []
    monkeypatch.setattr(panels, "trace", lambda model, picture: calls.append(model) or trace(model, picture))
    panels.FixedInputSize(mine).run(128, 128, "Sequential, Flatten", "coffee")
    assert calls[-1] is mine


def test_locked_sliders_plan_nothing_between_their_two_moves(fixed):
    """The page moves one slider after the other: a size off the diagonal is not one to go on from."""
    assert [values[:2] for values in fixed.near(100, 101, "Sequential, Flatten", "coffee")] == [(100, 101)] * 3
