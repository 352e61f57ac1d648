"""Notebook 01 in JupyterLab: run from top to bottom, its panel operated by keyboard and mouse."""

import sys

import pytest

from .pages import MODELS, PHOTOS, SLIDERS


def test_the_tests_know_every_model_and_photo(patient):
    """The lists in pages.py are written out so that a vanished option fails here and not in silence."""
    assert MODELS == patient.model.options
    assert PHOTOS == patient.photo.options


def test_the_notebook_runs_from_top_to_bottom(visit):
    """Every cell ran, in order; errors stand where a cell is meant to fail, and nowhere else."""
    assert visit.ran() == visit.meant()


@pytest.mark.parametrize(
    ("side", "model", "told"),
    [
        (224, MODELS[0], ["✓ passed", "(1, 10)"]),
        (224, MODELS[1], ["✓ passed", "(1, 10)"]),
        (128, MODELS[0], ["✗ refused at dense", "expected 394272", "received 127008"]),
        (128, MODELS[1], ["✗ refused", "at its door"]),
        (225, MODELS[0], ["⚠ passed but wrong", "224 × 224"]),
        (225, MODELS[1], ["✗ refused", "at its door"]),
        (225, MODELS[2], ["✓ passed", "(1, 10)"]),
    ],
)
def test_what_the_panel_says(panel, patient, side, model, told):
    panel.at(side, side, model)
    assert [part for part in told if part not in panel.words] == []
    assert panel.alt.startswith(told[0][0])
    assert panel.agrees(patient)


@pytest.mark.parametrize("slider", SLIDERS)
def test_sliders_by_keyboard(panel, patient, slider):
    """Every key moves the slider, and picture and words with it."""
    for key, value in [
        ("ArrowRight", 225), ("PageUp", 230), ("ArrowUp", 231), ("ArrowLeft", 230),
        ("ArrowDown", 229), ("PageDown", 224), ("Home", 16), ("End", 320),
    ]:  # fmt: skip
        picture = panel.picture
        panel.press(slider, key).settle()
        assert panel.values()[slider] == str(value)
        assert panel.picture != picture
        assert panel.agrees(patient)


@pytest.mark.skipif(sys.platform == "darwin", reason="on macOS an arrow key opens the system's own list")
@pytest.mark.parametrize(("name", "options"), [("model", MODELS), ("photo", PHOTOS)])
def test_lists_by_keyboard(panel, patient, name, options):
    """The arrows go through a list, and picture and words follow."""
    panel.at(128, 128)
    for key, way in (("ArrowDown", options[1:]), ("ArrowUp", options[-2::-1])):
        for option in way:
            picture = panel.picture
            panel.press(name, key).settle()
            assert panel.values()[name] == option
            assert panel.picture != picture
            assert panel.agrees(patient)


@pytest.mark.parametrize("slider", SLIDERS)
def test_sliders_by_mouse(panel, patient, slider):
    """A drag of the handle and a click on the track move the slider, and the stage follows."""
    seen = [panel.picture]
    panel.drag(slider, to=0.25)
    assert panel.agrees(patient)
    assert 90 < int(panel.values()[slider]) < 95
    seen.append(panel.picture)
    track = panel.control(slider).locator(".noUi-base").bounding_box()
    panel.page.mouse.click(track["x"] + track["width"] * 0.75, track["y"] + track["height"] / 2)
    assert panel.agrees(patient)
    assert 242 < int(panel.values()[slider]) < 246
    assert panel.picture not in seen


def test_a_typed_size(panel, patient):
    """The number beside a slider takes a typed one."""
    panel.control("height").locator(".widget-readout").click()
    panel.page.keyboard.press("ControlOrMeta+a")
    panel.page.keyboard.type("76")
    panel.page.keyboard.press("Enter")
    assert panel.agrees(patient)
    assert panel.values()["height"] == panel.values()["width"] == "76"


def test_lists_by_mouse(panel, patient):
    for name, option in (("model", MODELS[1]), ("photo", PHOTOS[2])):
        picture = panel.picture
        panel.select(name).select_option(label=option)  # a list that the system draws: no page can click it
        assert panel.agrees(patient)
        assert panel.picture != picture


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
def test_the_square_lock(panel, patient, by):
    """Checked, one slider moves both; unchecked, only itself; checked again, width follows height."""

    def switch():
        panel.press("square", "Space") if by == "keyboard" else panel.checkbox.click()

    def sizes():
        return [int(panel.values()[name]) for name in SLIDERS]

    panel.press("width", "ArrowRight")
    assert panel.agrees(patient) and sizes() == [225, 225]
    switch()
    panel.press("width", "PageUp")
    assert panel.agrees(patient) and sizes() == [225, 230]
    panel.press("height", "PageDown")
    assert panel.agrees(patient) and sizes() == [220, 230]
    switch()
    assert panel.agrees(patient) and sizes() == [220, 220]


@pytest.mark.parametrize("way", ["held key", "fast drag"])
@pytest.mark.parametrize("square", [True, False])
def test_never_a_stale_picture(panel, patient, way, square):
    """At every animation frame the stage shows what the controls say, or says that it is computing.

    Over sizes that were not drawn before: photo, model and axis differ from all that came earlier.
    """
    photo = PHOTOS[3] if way == "held key" else PHOTOS[4]
    panel.at(*((100, 100) if square else (100, 101)), MODELS[2], photo)
    panel.page.evaluate("controls => follow(controls)", panel.controls)
    if way == "held key":
        panel.press("width")
        for _ in range(60):
            panel.page.keyboard.down("ArrowRight")  # again and again without an up: a held key
        panel.page.keyboard.up("ArrowRight")
    else:
        panel.drag("width", to=1, steps=40)
        panel.drag("width", to=0, steps=8)
    assert panel.agrees(patient)
    frames = panel.page.evaluate("unfollow()")
    for frame in frames:
        assert frame["key"] == frame["controls"]
        assert frame["state"] in ("shown", "running")
        height, width, _, _ = frame["key"].split("|")
        assert (f" {height} × {width} × 3 " in frame["alt"]) == (frame["state"] == "shown")
    # Without these the loop above may have looked at a panel at rest.
    assert len({frame["key"] for frame in frames}) > 5
    assert "running" in {frame["state"] for frame in frames}


@pytest.mark.parametrize("photo", PHOTOS)
def test_the_ends_of_the_range(panel, patient, photo):
    """Home and End on both axes, with every model."""
    panel.at(224, 224, photo=photo).press("square", "Space")
    for model in MODELS:
        panel.select("model").select_option(label=model)
        for slider, key in (("height", "Home"), ("width", "Home"), ("height", "End"), ("width", "End")):
            panel.press(slider, key)
            assert panel.agrees(patient)
        assert [panel.values()[name] for name in SLIDERS] == ["320", "320"]
