"""Notebook 07 in JupyterLab: its panel by keyboard and mouse, files through the real chooser, the map and its cancel."""

import re
import shutil

import keras
import numpy as np
import pytest
from keras import layers

from .conftest import SCREENSHOTS
from .pages import Notebook, Panel
from .test_stage import THEMES, accessible, pixels

SEVENTH = "notebooks/07-your-own-model.ipynb"
CONTROLS = ("height", "width", "channels", "model")
START = dict(height=100, width=150, channels=3, model="U-Net")
MARKS = [
    ({}, ["✗ refused", "skip3"]),
    ({"height": 96, "width": 144}, ["✓ passed", "(1, 96, 144, 1)"]),
    ({"height": 96, "width": 144, "channels": 1}, ["✗ refused"]),
    ({"height": 225, "width": 224, "model": "first visit's"}, ["⚠ passed but wrong"]),
    ({"height": 224, "width": 224, "model": "first visit's"}, ["✓ passed", "(1, 10)"]),
    ({"height": 2, "width": 2}, ["✗ refused"]),
]


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    """The panel alone, so that a test need not wait for the whole visit."""
    path = lab.write("own", 'import sys; sys.path.append("..")\nfrom helpers import own_model', "own_model.YourModel()", "'after'")
    return open_notebook(path).run_all()


@pytest.fixture(scope="module")
def patient():
    """The same panel in this process."""
    from helpers.panels import own_model

    return own_model.YourModel()


@pytest.fixture
def panel(notebook, watches):
    """The live panel as it opens."""
    notebook.theme("JupyterLab Light")
    panel = Panel(notebook.page, CONTROLS)
    next(watch for watch in watches if watch.page is notebook.page).operate()
    panel.choose(**START)
    panel.box.evaluate("panel => panel.scrollIntoView({block: 'start'})")
    return panel


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A good model's file and a malicious one's, which would leave a mark."""
    folder = tmp_path_factory.mktemp("files")
    good = [keras.Input((None, None, 3)), layers.Conv2D(4, 3, name="only_conv"), layers.GlobalAveragePooling2D()]
    keras.Sequential(good, name="uploaded").save(folder / "good.keras")
    harm = eval(f"lambda x: (open({str(folder / 'mark')!r}, 'w').close(), x)[1]")
    keras.Sequential([keras.Input((2,)), layers.Lambda(harm, output_shape=(2,), name="innocent")]).save(folder / "bad.keras")
    return folder


def told(panel):
    return panel.box.locator(".sc-told").inner_text()


def upload(panel, path):
    with panel.page.expect_file_chooser() as chooser:
        panel.box.get_by_role("button", name=re.compile("upload .keras")).click()
    chooser.value.set_files(path)


def wait_told(panel, text):
    panel.page.wait_for_function(
        "([panel, text]) => panel.querySelector('.sc-told').innerText.includes(text)", arg=[panel.box.element_handle(), text]
    )


def test_what_the_panel_says_and_that_nothing_jumps(panel, patient):
    boxes, pictures = panel.boxes(), set()
    for chosen, parts in MARKS:
        panel.choose(**START | chosen)
        assert [part for part in parts if part not in panel.words] == [], chosen
        assert panel.alt.startswith(parts[0][0])
        assert panel.agrees(patient)
        assert panel.boxes() == boxes
        pictures.add(panel.picture)
    assert len(pictures) == len(MARKS)


@pytest.mark.parametrize("slider, first, last", [("height", 1, 320), ("width", 1, 320), ("channels", 1, 4)])
def test_sliders_by_keyboard(panel, patient, slider, first, last):
    for key, value in (("Home", first), ("ArrowRight", first + 1), ("End", last), ("ArrowLeft", last - 1)):
        picture, words = panel.picture, panel.words
        panel.press(slider, key).settle()
        assert panel.values()[slider] == str(value)
        assert (panel.picture, panel.words) != (picture, words)
        assert panel.agrees(patient)


def test_sliders_by_mouse(panel, patient):
    for slider in ("height", "width"):
        panel.drag(slider, to=0.5)
        assert panel.agrees(patient) and 100 < int(panel.values()[slider]) < 220


def test_a_file_through_the_real_chooser(panel, files):
    boxes = panel.boxes()
    upload(panel, files / "good.keras")
    wait_told(panel, "✓ good.keras is in the list")
    assert panel.settle().values()["model"] == "good.keras"
    assert "✓ passed" in panel.words and "(1, 4)" in panel.words
    assert panel.boxes() == boxes


def test_a_malicious_file_is_refused_in_words_and_does_not_run(panel, files):
    before = panel.values()["model"]
    upload(panel, files / "bad.keras")
    wait_told(panel, "✗ Refused")
    assert "'innocent' (Lambda)" in told(panel) and "code" in told(panel) and "way out" in told(panel)
    assert panel.values()["model"] == before
    assert not (files / "mark").exists()


def test_a_path_typed_by_keyboard(panel, files):
    field = panel.box.locator(".sc-control-path input")
    for name, says in (("none.keras", "no such file"), ("bad.keras", "run code"), ("good.keras", "✓ good.keras")):
        field.fill(str(files / name))
        field.press("Enter")
        wait_told(panel, says)
    assert panel.settle().values()["model"] == "good.keras"


def test_an_application_by_its_list(panel):
    panel.box.locator(".sc-control-application select").select_option("MobileNetV2")
    wait_told(panel, "✓ MobileNetV2")
    assert panel.settle().values()["model"] == "MobileNetV2"
    assert "door" in panel.words


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_map_shows_its_progress_and_comes(panel, by):
    boxes = panel.boxes()
    note_progress(panel)
    press(panel, "Draw the failure map", by)
    drawn(panel, "U-Net".lower().replace("u-net", "small_unet"))
    assert "passed" in map_alt(panel) and "Not all" not in map_alt(panel)
    assert len(panel.page.evaluate("window.widths")) > 3  # the bar was seen growing
    assert panel.boxes() == boxes


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_map_can_be_cancelled_and_the_sliders_answer_meanwhile(panel, patient, by):
    panel.choose(height=180)  # another map than before
    panel.box.locator(".sc-control-map select").select_option("every size")
    panel.choose(model="U-Net")
    note_progress(panel)
    press(panel, "Draw the failure map", by)
    panel.page.wait_for_function("window.widths.length > 3")
    panel.press("width", "ArrowRight").settle()
    assert panel.agrees(patient)
    press(panel, "Cancel", by)
    panel.page.wait_for_function("document.querySelector('.sc-map').innerHTML.includes('Cancelled after')")
    assert "Not all sizes were asked" in map_alt(panel)
    panel.box.locator(".sc-control-map select").select_option("multiples of 4")


def press(panel, name, by):
    button = panel.box.get_by_role("button", name=name)
    panel.page.wait_for_function("button => !button.disabled", arg=button.element_handle())
    button.click() if by == "mouse" else button.press("Enter")


def note_progress(panel):
    """From now on, write down each width of the progress bar."""
    panel.page.evaluate(
        """() => {
            window.widths = [];
            const bar = document.querySelector('.sc-progress .progress-bar');
            new MutationObserver(() => window.widths.push(bar.style.width)).observe(bar, {attributes: true});
        }"""
    )


def drawn(panel, name):
    panel.page.wait_for_function(
        "(name) => document.querySelector('.sc-map svg')?.getAttribute('aria-label').includes(name)", arg=name, timeout=120_000
    )
    panel.page.wait_for_function("!document.querySelector('.sc-start').disabled", timeout=120_000)


def map_alt(panel):
    return panel.box.locator(".sc-map svg").get_attribute("aria-label")


def test_every_control_has_a_name(panel):
    tree = accessible(panel)
    for role, name in (
        ("slider", "height"), ("slider", "width"), ("slider", "channels"), ("combobox", "model"), ("combobox", "application"),
        ("combobox", "map"), ("textbox", "path"), ("button", "Draw the failure map"), ("button", "Cancel"),
    ):  # fmt: skip
        assert name in {said for kind, said, _ in tree if kind == role}, name
    assert any(role == "button" and "upload" in name for role, name, _ in tree)


def test_the_whole_panel_by_tab_alone(panel):
    """Tab reaches every control, and leaves the panel at the end."""
    reached = set()
    panel.box.locator(".sc-control-application select").focus()
    for _ in range(40):
        here = panel.page.evaluate(
            """() => {
                const element = document.activeElement.closest('[class*=sc-control-], .sc-words, .sc-start, .sc-your-model button');
                const names = /sc-(control-[\\w-]+|words|start)/.exec(element?.className ?? '');
                return names ? names[1] : document.activeElement.closest('.sc-your-model') ? 'other' : null;
            }"""
        )
        if here is None:
            break
        reached.add(here.removeprefix("control-"))
        panel.page.keyboard.press("Tab")
    else:
        pytest.fail(f"Tab does not leave the panel: {reached}")
    assert reached >= {"application", "path", "height", "width", "channels", "model", "words", "map", "start"}


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_and_screenshots(notebook, panel, theme, files):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    panel.choose(**START)
    press(panel, "Draw the failure map", "mouse")
    drawn(panel, "small_unet")
    upload(panel, files / "bad.keras")
    wait_told(panel, "✗ Refused")
    notebook.theme(theme)
    name = f"YourModel-{theme.split()[-1].lower()}"
    for place, (chosen, _) in enumerate(MARKS):
        panel.choose(**START | chosen)
        ratios = panel.contrasts()
        assert len(ratios) > 60
        off = ("Cancel", "Draw the failure map")  # faint while switched off: JupyterLab draws buttons, not this project
        assert [(round(ratio, 2), text) for ratio, text in ratios if ratio < 4.5 and text not in off] == []
        shot = pixels(panel.box.screenshot(path=SCREENSHOTS / f"{name}-{place}.png"))
        assert shot.std() > 15
        assert np.median(shot) < 90 if "dark" in name else np.median(shot) > 220
    wide = dict(panel.page.viewport_size)
    try:
        panel.page.set_viewport_size({"width": 900, "height": 1000})
        panel.settle()
        panel.box.screenshot(path=SCREENSHOTS / f"{name}-narrow.png")
        assert panel.box.evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1")
    finally:
        panel.page.set_viewport_size(wide)


def test_a_stored_panel_answers_before_any_cell_is_run(lab, open_notebook, patient):
    """The committed notebook holds frames, and the launcher has it trusted."""
    copy = SEVENTH.replace(".ipynb", "-untouched.ipynb")
    shutil.copy(lab.course / SEVENTH, lab.course / copy)
    page = open_notebook(copy).page
    page.wait_for_selector(".sc-your-model", state="attached", timeout=30_000)
    if not page.locator(".sc-your-model .sc-stage").count():
        pytest.skip("a notebook copied after the launcher's start is not trusted")
    panel = Panel(page, CONTROLS)
    assert panel.agrees(patient)


def test_the_notebook_runs_from_top_to_bottom(open_notebook):
    """Every cell ran, in order; errors stand where a cell is meant to fail, and nowhere else."""
    notebook: Notebook = open_notebook(SEVENTH).run_all()
    assert notebook.ran() == notebook.meant()
