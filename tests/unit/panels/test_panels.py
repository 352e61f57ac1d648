"""What the panels decide: values in, trace and frames out. No browser."""

import xml.etree.ElementTree as ET

import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from helpers.course import batches
from helpers.course import builders
from helpers.pictures import frame as figures
from helpers.course import images
from helpers import panels
from helpers.panels import panel as base
from helpers.panels.stage import SEAM, key_of
from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace

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


# --- what is worth drawing ahead ---------------------------------------------------------------


def hand(square=True):
    """Controls as a panel has them, and no panel."""
    height, width = base.slider("height", range(16, 321), 100), base.slider("width", range(16, 321), 100)
    lock, model, batch = base.switch("square", square), base.choice("model", ["a", "b", "c"]), base.switch("batch", True)
    return [height, width, model, batch], (lock, height, width)


@pytest.mark.parametrize("moved", [0, 1])
@given(height=sides, width=sides, model=st.sampled_from("abc"))
def test_who_moves_a_slider_will_move_it_on(moved, height, width, model):
    """Its steps, nearest first, as far as its range goes; no other slider's; then the other choices, once each."""
    controls, _ = hand()
    values = (height, width, model, True)
    near = base.next_values(controls, values, controls[moved])
    steps, choices = near[:-3], near[-3:]
    assert all(new[:moved] + new[moved + 1 :] == values[:moved] + values[moved + 1 :] for new in steps)
    far = [abs(new[moved] - values[moved]) for new in steps]
    assert far == sorted(far) and far[0] == 1 and set(far) == set(range(1, 17))
    assert all(16 <= new[moved] <= 320 for new in steps)
    assert set(choices) == {(height, width, other, True) for other in "abc" if other != model} | {(height, width, model, False)}
    assert len(set(near)) == len(near) and values not in near


@given(side=sides, model=st.sampled_from("abc"))
def test_locked_sliders_step_together(side, model):
    controls, tied = hand()
    for moved in controls[:2]:
        near = base.next_values(controls, (side, side, model, True), moved, tied)
        assert all(new[0] == new[1] for new in near)
        assert [abs(new[0] - side) for new in near[:2]] in ([1, 1], [1, 2])  # one of them at an end of the range


@given(height=sides, width=sides)
def test_before_a_slider_is_moved_each_may_be(height, width):
    controls, tied = hand(square=False)
    for moved in (None, controls[2]):
        near = base.next_values(controls, (height, width, "a", True), moved, tied)
        changed = {place for new in near for place in range(4) if new[place] != (height, width, "a", True)[place]}
        assert changed == {0, 1, 2, 3}
        assert len(near) <= 4 * 4 + 3


def test_locked_sliders_plan_nothing_between_their_two_moves():
    """The page moves one slider after the other: a size off the diagonal is not one to go on from."""
    controls, tied = hand()
    assert base.next_values(controls, (100, 101, "a", True), controls[0], tied) == []


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
    style = (repo / "helpers" / "panels" / "stage.css").read_text(encoding="utf-8")
    for control in (fixed.height, fixed.width):
        assert f"sc-axis-{control.description}" in control._dom_classes
        assert f".sc-axis-{control.description} .noUi-connect" in style
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
    assert tuple(base.photos()) == images.PHOTOS
    for name in images.PHOTOS:
        assert f"id='sc-photo-{name}'" in fixed.stage.assets


def test_the_learners_own_model_is_the_one_that_runs(monkeypatch):
    """A fixed model weighs 16 MB: the notebook's is not built a second time."""
    mine = builders.fixed_sequential()
    monkeypatch.setitem(panels.FixedInputSize.MODELS, "Sequential, Flatten", None)  # would raise if it were called
    calls = []
    monkeypatch.setattr(panels.fixed_size, "trace", lambda model, picture: calls.append(model) or trace(model, picture))
    panels.FixedInputSize(mine).run(128, 128, "Sequential, Flatten", "coffee")
    assert calls[-1] is mine


# --- the second visit: files, batch axis, channels, heads ---------------------------------------


@pytest.fixture(scope="module")
def channels():
    return few(panels.ChannelsAndHeads)()


HEADS = {
    "GlobalAveragePooling": builders.average_head,
    "GlobalMaxPooling": builders.max_head,
    "fully convolutional": builders.convolutional_head,
    "adaptive pooling": builders.adaptive_head,
}


@given(sides, sides, st.sampled_from(images.KINDS), st.booleans(), st.integers(1, 6), st.sampled_from(list(HEADS)))
def test_the_second_panel_runs_the_head_on_the_file(channels, height, width, file, batch, made_for, head):
    picture = tf.image.resize(tf.io.decode_image(images.file_of(file)), (height, width)) / 255
    expected = trace(HEADS[head](made_for), picture[None] if batch else picture)
    found = channels.run(height, width, file, batch, made_for, head)
    assert found.steps == expected.steps and found.outcome == expected.outcome
    assert found.shape_in == expected.shape_in and found.own == expected.own


@given(sides, sides, st.sampled_from(images.KINDS), st.booleans(), st.integers(1, 6))
def test_flatten_is_never_built(channels, height, width, file, batch, made_for):
    found = channels.run(height, width, file, batch, made_for, "Flatten")
    assert found.unbuilt and found.outcome == REFUSED and found.made_for == (None, None, None, made_for)
    assert found.shape_in[-3:-1] == (height, width)


def test_it_passes_exactly_where_channels_and_axes_agree(channels):
    """A film without a batch axis is a batch; one picture without one passes in a one-channel model, and is wrong."""
    for file in images.KINDS:
        shape = tuple(images.decode_file_of(file).shape)
        for batch in (True, False):
            for made_for in range(1, 7):
                found = channels.run(64, 64, file, batch, made_for, "GlobalAveragePooling").outcome
                axes = len(shape) + batch
                if axes == 4:
                    assert found == (PASSED if shape[-1] == made_for else REFUSED)
                elif axes == 3 and made_for == 1 and shape[-1] > 1:
                    assert found == WRONG
                else:
                    assert found == REFUSED


def test_the_second_panel_opens_and_its_frames_can_be_chosen(channels):
    assert next(iter(channels.stage.frames)) == key_of(start(channels)) == "160|240|RGB JPEG|true|3|GlobalAveragePooling"
    every = panels.ChannelsAndHeads.ready(channels)
    assert {values[2] for values in every} == set(images.KINDS)
    assert {values[3] for values in every} == {True, False}
    assert {values[5] for values in every} == {*HEADS, "Flatten"}
    for height, width, *_ in every:
        assert height in range(16, 321) and width in range(16, 321)


def test_the_door_is_drawn(channels):
    """As many plugs as the picture has channels, as many slots as the model's Input."""
    for file, has in ("RGBA PNG", 4), ("gray JPEG", 1), ("gray + alpha PNG", 2):
        for wants in (1, 3, 6):
            drawn = channels.draw(64, 64, file, True, wants, "GlobalMaxPooling")
            assert drawn.count("class='sc-plug'") == has and drawn.count("class='sc-slot'") == wants


# --- the third visit: several pictures in one batch -----------------------------------------------


@pytest.fixture(scope="module")
def mixed():
    return few(panels.MixedBatch)()


NAMES = ("coffee", "portrait", "cat", "rocket")
MODELS = {
    "GlobalAveragePooling": builders.logits_of_means,
    "GlobalMaxPooling": builders.logits_of_maxima,
    "fully convolutional": builders.logits_of_places,
    "Flatten, for 96 × 96": builders.logits_of_rows,
}
small = st.integers(16, 160)


@given(st.integers(2, 4), st.tuples(*[small] * 8), st.sampled_from(list(batches.WAYS)), st.sampled_from(list(MODELS)))
def test_the_third_panel_batches_the_first_pictures(mixed, count, sides, way, head):
    fed = [
        images.at_size(images.decode(name), sides[2 * place], sides[2 * place + 1])[0]
        for place, name in enumerate(NAMES[:count])
    ]
    expected = batches.batching(way, MODELS[head](), fed)
    found = mixed.run(count, *sides, way, head)
    assert (found.sizes, found.shapes, found.outcome) == (expected.sizes, expected.shapes, expected.outcome)
    for one, other in zip(found.fates, expected.fates, strict=True):
        assert one.box == other.box and one.here == pytest.approx(other.here) and one.alone == pytest.approx(other.alone)


def test_alone_is_computed_once_a_picture(monkeypatch):
    """Moving one slider runs one picture alone, and the batch; the others are known."""
    asked = []
    real = batches.logits_alone
    monkeypatch.setattr(batches, "logits_alone", lambda way, model, picture: asked.append(picture.shape) or real(way, model, picture))
    panel = few(panels.MixedBatch)()
    asked.clear()
    sides = [80, 120, 120, 80, 64, 96, 48, 160]
    panel.draw(4, *sides, batches.MASKED, "GlobalMaxPooling")
    assert len(asked) == 4
    panel.draw(4, *sides[:-1], 100, batches.MASKED, "GlobalMaxPooling")
    assert asked[4:] == [(48, 100, 3)]


def test_sliders_of_pictures_that_are_not_shown_are_off(mixed):
    for count in (2, 4, 3):
        mixed.count.value = count
        off = [side.disabled for pair in mixed.sides for side in pair]
        assert off == [False] * 2 * count + [True] * 2 * (4 - count)
        ahead = base.next_values(mixed.stage.controls, start(mixed), None)
        assert {place for new in ahead for place in range(1, 9) if new[place] != start(mixed)[place]} == set(range(1, 2 * count + 1))


def test_the_third_panel_opens_and_its_frames_can_be_chosen(mixed):
    assert next(iter(mixed.stage.frames)) == key_of(start(mixed))
    every = panels.MixedBatch.ready(mixed)
    assert len(set(every)) == len(every)
    assert {values[-2] for values in every} == set(batches.WAYS) and {values[-1] for values in every} == set(MODELS)
    assert {values[0] for values in every} == {2, 3, 4}
