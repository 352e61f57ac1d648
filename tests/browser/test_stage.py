"""The stage's own promises: nothing jumps, nothing fails unseen, everybody can read it."""

import io
import re
import time

import nbformat
import numpy as np
import PIL.Image
import pytest

from .conftest import SCREENSHOTS, UNTOUCHED, VISIT
from .pages import MODELS, Panel

THEMES = ("JupyterLab Light", "JupyterLab Dark")

#: A panel with one broken size, one slow and one very slow. Nothing is drawn ahead of the slider but
#: the broken one's neighbours, so that failures come unasked as well.
FAULTY = """
import time
class Faulty(panels.FixedInputSize):
    def draw(self, height, width, model, photo):
        if height == 221:
            raise ZeroDivisionError("broken on purpose")
        time.sleep({231: 1, 232: 3}.get(height, 0))
        return super().draw(height, width, model, photo)

    def ready(self):
        return [(224, 224, self.model.value, self.photo.value)]
def near(controls, values, moved, tied):
    height, width, model, photo = values
    return [(side, side, model, photo) for side in (220, 221, 222) if side != height and height < 225]
panels.next_values = near
Faulty()
"""


@pytest.fixture(scope="module")
def faulty_page(lab, open_notebook):
    path = lab.write("faulty", 'import sys; sys.path.append("..")\nfrom helpers import panels', FAULTY, "'after'")
    return open_notebook(path).run_all().page


@pytest.fixture
def faulty(faulty_page, watches):
    panel = Panel(faulty_page)
    watch = next(watch for watch in watches if watch.page is faulty_page)
    watch.operate()
    panel.at(224, 224)
    panel.watch = watch
    yield panel
    # What was broken on purpose is no complaint; anything else is left to the guard.
    panel.at(224, 224)
    watch.heard = [told for told in watch.complaints() if "broken on purpose" not in told]


# --- the full message -------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_full_message_is_one_step_away_and_stays(panel, patient, by):
    """One click or key unfolds TensorFlow's whole message; it stays so while the slider moves."""
    panel.at(128, 128)
    # Whole, but for the codes that make a terminal's letters bold.
    message = re.sub(r"\x1b\[\d*m", "", patient.run(128, 128, MODELS[0], "coffee").refusal.message)
    summary, text = panel.stage.locator("summary"), panel.stage.locator("details pre")

    def switch():
        summary.click() if by == "mouse" else summary.press("Enter")
        assert summary.evaluate("summary => summary === document.activeElement")  # no key went to JupyterLab

    assert not text.is_visible()
    switch()
    assert text.is_visible()
    assert text.text_content() == message
    # Over a size drawn before, one that passes and has no message, and one that was never drawn.
    for height, width in (129, 129), (224, 224), (130, 130), (301, 33):
        panel.at(height, width)
        assert text.is_visible() == (height != 224)
    switch()
    assert not text.is_visible()
    panel.at(127, 127)
    assert not text.is_visible()


# --- nothing jumps ----------------------------------------------------------------------------


def test_nothing_jumps_over_all_outcomes(panel):
    """Picture, words and the next cell stay where they are: passed, wrong, refused in two ways, unfolded."""
    boxes = panel.boxes()
    for side, model in [(224, 0), (225, 0), (128, 0), (128, 1), (128, 2), (16, 0), (320, 0)]:
        panel.at(side, side, MODELS[model])
        assert panel.boxes() == boxes
    panel.stage.locator("summary").click()
    assert panel.boxes() == boxes
    panel.stage.locator("summary").click()


def test_nothing_jumps_while_the_model_runs(faulty):
    """A size that takes a second says so in the same box; after a while, that the kernel may be away."""
    boxes = faulty.boxes()
    for side, states in (231, ["running"]), (232, ["running", "away"]):
        faulty.at(230, 230).press("height", *["ArrowRight"] * (side - 230))
        for state in states:
            faulty.settle(state)
            assert faulty.boxes() == boxes
            assert faulty.stage.locator(".sc-picture p").is_visible()
        faulty.settle()
        assert f" {side} × {side} × 3 " in faulty.alt
    assert faulty.boxes() == boxes


# --- a callback that raises -------------------------------------------------------------------


def test_a_callback_that_raises_is_shown_and_noticed(faulty):
    """The failure stands in the same box, readable; the next size works; the guard goes red."""
    boxes = faulty.boxes()
    faulty.press("height", *["ArrowLeft"] * 3).settle("failed")
    assert "ZeroDivisionError: broken on purpose" in faulty.words
    assert faulty.boxes() == boxes
    complaints = faulty.watch.complaints()
    assert complaints and all("ZeroDivisionError: broken on purpose" in told for told in complaints)
    faulty.press("height", "ArrowLeft").settle("shown")
    assert " 220 × 220 × 3 " in faulty.alt


def test_a_failure_stays_until_the_slider_moves(faulty):
    """What is drawn ahead meanwhile, and fails, does not make the stage ask again and again."""
    faulty.press("height", *["ArrowLeft"] * 3).settle("failed")
    faulty.page.evaluate("controls => follow(controls)", faulty.controls)
    faulty.page.wait_for_timeout(500)  # nothing to wait for: nothing may happen
    assert {frame["state"] for frame in faulty.page.evaluate("unfollow()")} == {"failed"}


def test_the_guard_sees_what_ipywidgets_swallows(lab, open_notebook, watches):
    """An exception in an observer shows nowhere in the page. The guard must see it all the same."""
    path = lab.write("swallowed", "import ipywidgets\nslider = ipywidgets.IntSlider()\n"
                     "slider.observe(lambda change: 1 / 0, 'value')\nslider")  # fmt: skip
    page = open_notebook(path).run_all().page
    page.locator(".noUi-handle").press("ArrowRight")
    for _ in range(100):
        told = watches[-1].complaints()
        if told:
            break
        page.wait_for_timeout(100)
    assert len(told) == 1 and "ZeroDivisionError" in told[0]
    page.evaluate("console.error('an error'); setTimeout(() => { throw Error('thrown') })")
    told = " ".join(watches[-1].complaints())
    assert "an error" in told and "thrown" in told


#: Stands for a learner's cell that runs a model while the slider moves: JupyterLab has callbacks run
#: in a thread beside the cells', so both are at it at the same time.
BUSY = """
import threading, time
import tensorflow as tf
model, picture = panels.FixedInputSize.MODELS["Sequential, Flatten"](), tf.zeros((1, 224, 224, 3))
def learn(until):
    while time.time() < until:
        model(picture)
threading.Thread(target=learn, args=[time.time() + 10], daemon=True).start()
"""


def test_another_call_stays_out_of_the_picture(lab, open_notebook, patient):
    """The panel shows the layers of its own call only."""
    path = lab.write("busy", 'import sys; sys.path.append("..")\nfrom helpers import panels', "panels.FixedInputSize()", BUSY)
    panel = Panel(open_notebook(path).run_all().page)
    for side in range(250, 290, 8):
        panel.go("height", side)
        assert panel.agrees(patient)


# --- for everybody ----------------------------------------------------------------------------


def accessible(panel):
    """[(role, name, value)] of what is in the panel, by Chromium's own accessibility tree."""
    session = panel.page.context.new_cdp_session(panel.page)
    found = session.send("Runtime.evaluate", {"expression": "document.querySelector('.sc-panel')"})
    nodes = session.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})["nodes"]
    session.detach()
    return [
        tuple(str(node.get(part, {}).get("value", "")).replace("\xa0", " ") for part in ("role", "name", "value"))
        for node in nodes
        if not node["ignored"]
    ]


def test_every_control_has_a_name_and_a_value(panel):
    tree = accessible(panel.at(128, 129))
    for control in [
        ("slider", "height", "128"),
        ("slider", "width", "129"),
        ("textbox", "height, typed", "128"),
        ("textbox", "width, typed", "129"),
        ("checkbox", "square", ""),
        ("combobox", "model", MODELS[0]),
        ("combobox", "photo", "coffee"),
    ]:
        assert control in tree
    roles = [role for role, _, _ in tree]
    assert [roles.count(role) for role in ("slider", "textbox", "checkbox", "combobox")] == [2, 2, 1, 2]


@pytest.mark.parametrize(
    ("side", "model", "told"),
    [(224, 0, ["✓", "224 × 224 × 3"]), (128, 0, ["✗", "128 × 128 × 3", "dense refuses"]), (225, 0, ["⚠"])],
)
def test_the_picture_and_the_words_speak(panel, side, model, told):
    """The alternative text says what the picture says; the words stand in a live region."""
    tree = accessible(panel.at(side, side, MODELS[model]))
    names = [name for role, name, _ in tree if role in ("image", "img")]
    assert names == [panel.alt]
    assert [part for part in told if part not in panel.alt] == []
    assert "status" in [role for role, _, _ in tree]
    assert panel.stage.locator("[role=status]").inner_text() == panel.words


def test_the_whole_panel_by_tab_alone(panel):
    """Tab goes through every control to the full message, Shift+Tab back; the focus shows on each."""
    panel.at(128, 128)
    here = """() => {
        const element = document.activeElement;
        const control = element.closest('.widget-inline-hbox, .widget-checkbox, .sc-words');
        const look = (element) => {
            const {outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor} = getComputedStyle(element);
            return [outlineStyle !== 'none' && outlineWidth, outlineStyle !== 'none' && outlineColor, boxShadow, borderColor];
        };
        const focused = look(element).join();
        element.blur();
        const blurred = look(element).join();
        element.focus({focusVisible: true});
        return [(/sc-control-([\\w-]+)/.exec(control?.className) ?? /sc-(words)/.exec(control?.className))?.[1] + ' ' + element.tagName, focused !== blurred];
    }"""
    way = ["height DIV", "height DIV", "width DIV", "width DIV", "square INPUT",
           "model SELECT", "photo SELECT", "words DIV", "words SUMMARY"]  # fmt: skip
    panel.press("height")
    panel.page.keyboard.press("Tab")
    panel.page.keyboard.press("Shift+Tab")  # focus by key, which is when the browser shows it
    for key, stops in (("Tab", way), ("Shift+Tab", way[::-1])):
        for number, stop in enumerate(stops):
            if number:
                panel.page.keyboard.press(key)
            assert panel.page.evaluate(here) == [stop, True]
    for _ in way:
        panel.page.keyboard.press("Tab")
    assert not panel.page.evaluate("Boolean(document.activeElement.closest('.sc-panel'))")


@pytest.mark.parametrize("theme", THEMES)
def test_contrast(visit, panel, theme):
    """Every text of the panel has a contrast of at least 4.5 : 1, in every outcome."""
    visit.theme(theme)
    for side, model in [(224, 0), (225, 0), (128, 0), (128, 1)]:
        panel.at(side, side, MODELS[model])
        ratios = panel.contrasts()
        assert len(ratios) > 40
        assert [(round(ratio, 2), text) for ratio, text in ratios if ratio < 4.5] == []


# --- how it looks -----------------------------------------------------------------------------


def pixels(png):
    return np.asarray(PIL.Image.open(io.BytesIO(png)).convert("L"), dtype=float)


@pytest.mark.parametrize("theme", THEMES)
def test_screenshots(visit, panel, theme):
    """Panel and notebook for people to look at; here, that they are not blank and the theme is the theme's."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    visit.theme(theme)
    name, page = theme.split()[-1].lower(), visit.page
    for side, model in [(224, 0), (225, 0), (128, 0), (128, 1), (320, 2)]:
        panel.at(side, side, MODELS[model])
        shot = pixels(panel.box.screenshot(path=SCREENSHOTS / f"panel-{name}-{side}-{model}.png"))
        assert shot.std() > 20  # not blank
        assert np.median(shot) < 60 if name == "dark" else np.median(shot) > 220
    narrow = {"width": 900, "height": 1000}
    wide = dict(page.viewport_size)
    try:
        page.set_viewport_size(narrow)
        panel.box.evaluate("panel => panel.scrollIntoView({block: 'center'})")
        panel.at(128, 128, MODELS[0])
        panel.box.screenshot(path=SCREENSHOTS / f"panel-{name}-narrow.png")
        inside = panel.box.evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1")
        assert inside, "in a narrow window the panel is cut off"
        # JupyterLab scrolls inside the page: the whole notebook shows in a window as high as it is.
        page.set_viewport_size(wide)
        outer = page.locator(".jp-WindowedPanel-outer").first
        page.set_viewport_size({"width": wide["width"], "height": 150 + outer.evaluate("outer => outer.scrollHeight")})
        outer.evaluate("outer => { outer.scrollTop = 0; }")
        page.wait_for_timeout(1000)  # for JupyterLab to draw what has come into view
        shot = pixels(page.screenshot(path=SCREENSHOTS / f"notebook-{name}.png"))
        assert shot.std() > 20
    finally:
        page.set_viewport_size(wide)
        panel.box.evaluate("panel => panel.scrollIntoView({block: 'center'})")


# --- without having been run ------------------------------------------------------------------


def test_a_stored_panel_answers_before_any_cell_is_run(open_notebook, patient):
    """The committed notebook holds frames, and the launcher has it trusted; other sizes say what to do."""
    panel = Panel(open_notebook(UNTOUCHED[VISIT]).page)
    for side, model in [(224, 0), (225, 0), (128, 0), (128, 1), (320, 2)]:
        panel.at(side, side, MODELS[model])
        assert panel.agrees(patient)
    boxes = panel.boxes()
    panel.press("height", "Home", "ArrowRight").settle("away")
    assert "run the notebook's cells" in panel.stage.inner_text()
    assert panel.boxes() == boxes


def test_a_saved_notebook_keeps_its_panels(visit, lab):
    """JupyterLab saves no widget's state unless it is told to: opened again, the panel would be gone."""
    saved = lab.course / VISIT
    before = saved.stat().st_mtime_ns
    visit.page.keyboard.press("Control+s")
    until = time.monotonic() + 30
    # The file is emptied before it is written: wait for a new one that is whole.
    while saved.stat().st_mtime_ns == before or not saved.read_bytes().rstrip().endswith(b"}"):
        assert time.monotonic() < until, "not saved"
        visit.page.wait_for_timeout(200)
    notebook = nbformat.read(saved, as_version=4)
    (state,) = notebook.metadata.widgets.values()
    shown = [
        output.data["application/vnd.jupyter.widget-view+json"]["model_id"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]
    assert shown and set(shown) <= set(state["state"])
