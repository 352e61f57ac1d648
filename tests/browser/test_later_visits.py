"""Notebooks 02, 03 and 05 in JupyterLab: run from top to bottom, their panels operated by keyboard and mouse."""

import sys
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import pytest

from .conftest import FIFTH, SCREENSHOTS, SECOND, THIRD, UNTOUCHED
from .pages import Panel
from .test_stage import THEMES, accessible, pixels


@dataclass
class Visit:
    """A visit to test: its notebook, its panel's controls, and a few places that between them show every outcome."""

    path: str
    cls: str
    controls: tuple
    start: dict
    sliders: dict  # name: (first, last)
    lists: tuple
    marks: list  # (what to choose, what words and picture then say)
    room: str = "panels"  # where the panel's class lives


SECONDS_START = dict(height=160, width=240, file="RGB JPEG", batch_axis=True, channels=3, head="GlobalAveragePooling")
THIRDS_START = dict(
    pictures=3, height_1=80, width_1=120, height_2=120, width_2=80, height_3=64, width_3=96, height_4=48, width_4=160,
    way="tf.stack", head="GlobalAveragePooling",
)  # fmt: skip
FIFTHS_START = dict(height=120, width=80, reader="Flatten, Dense", photo="coffee")

VISITS = {
    "02": Visit(
        SECOND,
        "ChannelsAndHeads",
        ("height", "width", "file", "batch-axis", "channels", "head"),
        SECONDS_START,
        {"height": (16, 320), "width": (16, 320), "channels": (1, 6)},
        ("file", "head"),
        [
            ({}, ["✓ passed", "(1, 10)"]),
            ({"file": "RGBA PNG"}, ["✗ refused at average_head", "expected 3, received 4", "decode to 3"]),
            ({"file": "gray JPEG"}, ["✗ refused at conv", "expected 3, received 1", "repeat the gray"]),
            ({"file": "gray JPEG", "channels": 1}, ["✓ passed", "(1, 10)"]),
            ({"channels": 6}, ["✗ refused at average_head", "expected 6, received 3"]),
            ({"batch_axis": False}, ["✗ refused", "add the batch axis"]),
            ({"batch_axis": False, "channels": 1}, ["⚠ passed but wrong", "160 gray pictures of 240 × 3"]),
            ({"file": "animated GIF"}, ["✗ refused", "decode one frame"]),
            ({"file": "animated GIF", "batch_axis": False}, ["✓ passed", "(3, 10)", "One answer a frame"]),
            ({"head": "Flatten"}, ["✗ refused at dense", "cannot be built"]),
            ({"head": "fully convolutional"}, ["✓ passed", "whatever the size"]),
            ({"head": "adaptive pooling"}, ["✓ passed", "512"]),
        ],
    ),
    "03": Visit(
        THIRD,
        "MixedBatch",
        ("pictures", *(f"{side}-{k}" for k in (1, 2, 3, 4) for side in ("height", "width")), "way", "head"),
        THIRDS_START,
        {"pictures": (2, 4), "height-1": (16, 160), "width-2": (16, 160), "height-3": (16, 160)},
        ("way", "head"),
        [
            ({}, ["✗ refused", "never asked"]),
            ({"way": "map, then batch"}, ["✗ refused", "never asked"]),
            ({"way": "map, then batch", "pictures": 2}, ["⚠ passed but wrong", "astronaut came out scrambled"]),
            ({"way": "resize"}, ["✓ passed", "No pixel is padding"]),
            ({"way": "resize with pad"}, ["✓ passed", "are padding"]),
            ({"way": "crop or pad", "pictures": 4}, ["✓ passed", "(4, 96, 96, 3)"]),
            ({"way": "padded batch"}, ["⚠ passed but wrong", "Company moves the logits"]),
            ({"way": "padded batch, masked"}, ["✓ passed", "are padding"]),
            ({"way": "ragged, then resize"}, ["✓ passed", "(3, 96, 96, 3)"]),
            ({"way": "buckets"}, ["✓ passed", "3 batches"]),
            ({"way": "one by one"}, ["✓ passed", "No picture's answer depends"]),
            ({"way": "patches"}, ["✓ passed", "32, 32, 3"]),
            ({"way": "padded batch", "head": "Flatten, for 96 × 96"}, ["✗ refused", "the model refused it"]),
        ],
    ),
    "05": Visit(
        FIFTH,
        "RowLengths",
        ("height", "width", "reader", "photo"),
        FIFTHS_START,
        {"height": (16, 160), "width": (16, 160)},
        ("reader", "photo"),
        [
            ({}, ["⚠ passed but wrong", "it is 120 × 80", "tf.image.resize(x, (80, 120))"]),
            ({"height": 80, "width": 120}, ["✓ passed", "finds nothing"]),
            ({"width": 81}, ["✗ refused", "finds nothing"]),
            ({"height": 96, "width": 100, "photo": "cat"}, ["⚠ passed but wrong", "rows of the wrong length"]),
            ({"height": 81, "width": 120, "reader": "pooling, Flatten, Dense"}, ["⚠ passed but wrong", "never read"]),
            ({"reader": "pooling, Flatten, Dense"}, ["⚠ passed but wrong", "rows of the wrong length"]),
            ({"reader": "map, then batch"}, ["⚠ passed but wrong", "In batch 1", "dataset.map"]),
            ({"reader": "map, then batch", "height": 60, "width": 60}, ["✗ refused", "finds nothing"]),
            ({"reader": "mean, Dense", "photo": "rocket"}, ["✓ passed", "any count is taken"]),
        ],
        room="silent_panel",
    ),
}


@pytest.fixture(scope="module", params=VISITS)
def visit(request):
    return VISITS[request.param]


@pytest.fixture(scope="module")
def notebook(open_notebook, visit):
    return open_notebook(visit.path).run_all()


@pytest.fixture(scope="module")
def patient(panels, visit):
    """The same panel in this process."""
    return getattr(import_module(f"helpers.{visit.room}"), visit.cls)()


@pytest.fixture
def panel(notebook, visit, watches):
    """The live panel as it opens."""
    notebook.theme("JupyterLab Light")
    panel = Panel(notebook.page, visit.controls)
    next(watch for watch in watches if watch.page is notebook.page).operate()
    panel.choose(**visit.start)
    panel.box.evaluate("panel => panel.scrollIntoView({block: 'center'})")
    return panel


def test_the_notebook_runs_from_top_to_bottom(notebook):
    """Every cell ran, in order; errors stand where a cell is meant to fail, and nowhere else."""
    assert notebook.ran() == notebook.meant()


def test_what_the_panel_says_and_that_nothing_jumps(visit, panel, patient):
    """Every outcome by its words and its picture; picture, words and the next cell stay where they are."""
    boxes, pictures = panel.boxes(), set()
    for chosen, told in visit.marks:
        panel.choose(**visit.start | chosen)
        assert [part for part in told if part not in panel.words] == [], chosen
        assert panel.alt.startswith(told[0][0])
        assert panel.agrees(patient)
        assert panel.boxes() == boxes
        pictures.add(panel.picture)
    assert len(pictures) >= len(visit.marks) - 1  # two mistakes of the third visit look alike: no batch


def test_sliders_by_keyboard(visit, panel, patient):
    if "way" in visit.lists:
        panel.choose(way="padded batch", pictures=4)
    for slider, (first, last) in visit.sliders.items():
        for key, value in (("Home", first), ("ArrowRight", first + 1), ("End", last), ("ArrowLeft", last - 1)):
            picture, words = panel.picture, panel.words
            panel.press(slider, key).settle()
            assert panel.values()[slider] == str(value)
            assert (panel.picture, panel.words) != (picture, words)
            assert panel.agrees(patient)


def test_sliders_by_mouse(visit, panel, patient):
    if "way" in visit.lists:
        panel.choose(way="padded batch", pictures=4)
    for slider, (first, last) in visit.sliders.items():
        panel.drag(slider, to=-0.1)
        assert panel.agrees(patient) and panel.values()[slider] == str(first)
        picture = panel.picture
        track = panel.control(slider).locator(".noUi-base").bounding_box()
        panel.page.mouse.click(track["x"] + track["width"] * 0.9, track["y"] + track["height"] / 2)
        assert panel.agrees(patient)
        assert first < int(panel.values()[slider]) <= last
        assert panel.picture != picture


@pytest.mark.skipif(sys.platform == "darwin", reason="on macOS an arrow key opens the system's own list")
def test_lists_by_keyboard(visit, panel, patient):
    """The arrows go through every list to its end and back, and picture and words follow."""
    if "way" in visit.lists:
        panel.choose(pictures=2)
    for name in visit.lists:
        options = panel.select(name).evaluate("select => [...select.options].map((option) => option.value)")
        assert len(options) >= 4
        for key, way in (("ArrowDown", options[1:]), ("ArrowUp", options[-2::-1])):
            for option in way:
                before = panel.picture + panel.words
                panel.press(name, key).settle()
                assert panel.values()[name] == option
                assert panel.picture + panel.words != before or visit.path == THIRD  # no batch looks alike for all heads
                assert panel.agrees(patient)


@pytest.mark.parametrize("visit", ["02"], indirect=True)
@pytest.mark.parametrize("by", ["keyboard", "mouse"])
def test_the_batch_axis(visit, panel, patient, by):
    for shape in ("(160, 240, 3)", "(1, 160, 240, 3)"):
        words = panel.words
        panel.press("batch-axis", "Space") if by == "keyboard" else panel.focusable("batch-axis").click()
        assert panel.agrees(patient)
        assert panel.words != words
        assert shape in panel.stage.locator("svg[role=img]").text_content()


@pytest.mark.parametrize("visit", ["03"], indirect=True)
def test_pictures_that_are_not_in_the_batch_cannot_be_changed(visit, panel):
    for count in (2, 4, 3):
        panel.choose(pictures=count)
        for place in (1, 2, 3, 4):
            for side in ("height", "width"):
                handle = panel.control(f"{side}-{place}").locator(".noUi-target")
                panel.page.wait_for_function(
                    "([element, off]) => element.hasAttribute('disabled') === off", arg=[handle.element_handle(), place > count]
                )


@pytest.mark.parametrize("way", ["held key", "fast drag"])
def test_never_a_stale_picture(visit, panel, patient, way):
    """At every animation frame the stage shows what the controls say, or says that it is computing."""
    slider = "width" if "width" in visit.sliders else "height-1"
    other = {
        SECOND: {"file": "palette PNG"},
        THIRD: {"way": "padded batch, masked", "width_2": 77},
        FIFTH: {"reader": "map, then batch", "photo": "cat"},
    }[visit.path]
    panel.choose(**visit.start | other)
    panel.page.evaluate("controls => follow(controls)", panel.controls)
    if way == "held key":
        panel.press(slider)
        for _ in range(40):
            panel.page.keyboard.down("ArrowRight")  # again and again without an up: a held key
        panel.page.keyboard.up("ArrowRight")
    else:
        panel.drag(slider, to=1, steps=40)
        panel.drag(slider, to=0, steps=8)
    assert panel.agrees(patient)
    frames = panel.page.evaluate("unfollow()")
    place = panel.controls.index(slider)
    for frame in frames:
        assert frame["key"] == frame["controls"]
        assert frame["state"] in ("shown", "running")
        assert (frame["state"] == "shown") == bool(frame["alt"])
        if frame["alt"]:
            side = frame["key"].split("|")[place]
            assert f"× {side} ×" in frame["alt"] or f"coffee {side} ×" in frame["alt"]
    assert len({frame["key"] for frame in frames}) > 5


def test_every_control_has_a_name(visit, panel):
    tree = accessible(panel)
    for name in visit.controls:
        words = name.replace("-", " ")
        assert {role for role, said, _ in tree if said == words} & {"slider", "combobox", "checkbox"}, name
    assert [name for role, name, _ in tree if role in ("image", "img")] == [panel.alt]
    assert "status" in [role for role, _, _ in tree]


def test_the_whole_panel_by_tab_alone(visit, panel):
    """Tab reaches every control that is not switched off, and leaves the panel at the end."""
    reached, first = [], panel.box.locator(".noUi-handle").first
    first.focus()
    for _ in range(60):
        here = panel.page.evaluate(
            """() => {
                const control = document.activeElement.closest('[class*=sc-control-], .sc-words');
                return (/sc-control-([\\w-]+)/.exec(control?.className) ?? /sc-(words)/.exec(control?.className))?.[1];
            }"""
        )
        if here is None:
            break
        reached.append(here)
        panel.page.keyboard.press("Tab")
    else:
        pytest.fail("Tab does not leave the panel")
    off = {f"{side}-4" for side in ("height", "width")}
    assert set(reached) >= {*visit.controls, "words"} - off


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_and_screenshots(visit, notebook, panel, theme):
    """Every text has a contrast of at least 4.5 : 1; and pictures for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    notebook.theme(theme)
    name = f"{visit.cls}-{theme.split()[-1].lower()}"
    for place, (chosen, _) in enumerate(visit.marks):
        panel.choose(**visit.start | chosen)
        ratios = panel.contrasts()
        assert len(ratios) > 30
        assert [(round(ratio, 2), text) for ratio, text in ratios if ratio < 4.5] == []
        shot = pixels(panel.box.screenshot(path=SCREENSHOTS / f"{name}-{place}.png"))
        assert shot.std() > 15
        assert np.median(shot) < 60 if "dark" in name else np.median(shot) > 220
    wide = dict(panel.page.viewport_size)
    try:
        panel.page.set_viewport_size({"width": 900, "height": 1000})
        panel.settle()
        panel.box.screenshot(path=SCREENSHOTS / f"{name}-narrow.png")
        assert panel.box.evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1")
    finally:
        panel.page.set_viewport_size(wide)


def test_a_stored_panel_answers_before_any_cell_is_run(visit, open_notebook, patient):
    """The committed notebook holds frames, and the launcher has it trusted."""
    panel = Panel(open_notebook(UNTOUCHED[visit.path]).page, visit.controls)
    held = set(patient.stage.frames)
    lists = {name: visit.start[name] for name in visit.lists}
    for name in visit.lists:
        for option in panel.select(name).evaluate("select => [...select.options].map((option) => option.value)"):
            panel.select(name).select_option(label=option)
            shown = "|".join(panel.values().values())
            if shown in held:
                assert panel.agrees(patient)
            else:
                panel.settle("away")
        panel.select(name).select_option(label=lists[name])
    assert panel.agrees(patient)
