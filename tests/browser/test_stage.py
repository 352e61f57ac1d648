"""The stage's own promises: nothing jumps, nothing fails unseen, everybody can read it."""

import json
import re
import time
from unittest import mock

import nbformat
import pytest

from helpers import panels
from tests.notebooks.regenerate import VIEW

from .jupyter import Notebook
from .panel import Panel
from .visits import FIXED, MODELS, of_visits

IMPORTS = 'import sys; sys.path.append("..")\nfrom helpers import panels'

#: A panel with one broken size, one slow and one very slow. Nothing is drawn ahead of the slider
#: but the broken one's neighbours, so that failures come unasked as well.
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
def near(values, moved):
    height, width, model, photo = values
    return [
        (side, side, model, photo) for side in (220, 221, 222) if side != height and height < 225
    ]
faulty = Faulty()
faulty.stage._near = near
faulty
"""


@pytest.fixture(scope="module")
def faulty_page(lab, open_notebook):
    notebook = open_notebook(lab.write("faulty", IMPORTS, FAULTY, "'after'"))
    notebook.run_all()
    yield notebook.page
    notebook.close()


@pytest.fixture
def faulty(faulty_page):
    panel = Panel(faulty_page)
    watch = panel.page.watch
    watch.operate()
    panel.at(224, 224)
    yield panel
    # What was broken on purpose is no complaint; anything else is left to the guard.
    panel.at(224, 224)
    watch.heard = [told for told in watch.complaints() if "broken on purpose" not in told]


# --- the full message -------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
@of_visits(FIXED)
def test_the_full_message_is_one_step_away_and_stays(panel, patient, by):
    """One click or key unfolds TensorFlow's whole message; it stays so while the slider moves."""
    panel.at(128, 128)
    # Whole, but for the codes that make a terminal's letters bold.
    message = re.sub(r"\x1b\[\d*m", "", patient.run(128, 128, MODELS[0], "coffee").refusal.message)
    summary, text = panel.stage.locator("summary"), panel.stage.locator("details pre")

    def switch():
        summary.click() if by == "mouse" else summary.press("Enter")
        assert summary.evaluate(
            "summary => summary === document.activeElement"
        )  # no key went to JupyterLab

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


@of_visits(FIXED)
def test_nothing_jumps_at_the_ends_or_unfolded(panel):
    """Picture, words and the next cell stay where they are; test_panels has every outcome."""
    boxes = panel.boxes()
    for side, model in [(128, 0), (128, 2), (16, 0), (320, 0), (128, 0)]:
        panel.at(side, side, model=MODELS[model])
        assert panel.boxes() == boxes
    panel.stage.locator("summary").click()
    assert panel.boxes() == boxes
    panel.stage.locator("summary").click()


def test_nothing_jumps_while_the_model_runs(faulty):
    """A size that takes a second says so in the same box; after a while, that none may answer."""
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
    complaints = faulty.page.watch.complaints()
    assert complaints and all("ZeroDivisionError: broken on purpose" in told for told in complaints)
    faulty.press("height", "ArrowLeft").settle("shown")
    assert " 220 × 220 × 3 " in faulty.alt


def test_a_failure_stays_until_the_slider_moves(faulty):
    """What is drawn ahead meanwhile, and fails, does not make the stage ask again and again."""
    faulty.press("height", *["ArrowLeft"] * 3).settle("failed")
    faulty.page.evaluate("controls => follow(controls)", faulty.controls)
    faulty.page.wait_for_timeout(500)  # nothing to wait for: nothing may happen
    assert {frame["state"] for frame in faulty.page.evaluate("unfollow()")} == {"failed"}


def test_the_guard_sees_what_ipywidgets_swallows(lab, open_notebook):
    """An exception in an observer shows nowhere in the page. The guard must see it all the same."""
    path = lab.write(
        "swallowed",
        "import ipywidgets\nslider = ipywidgets.IntSlider()\n"
        "slider.observe(lambda change: 1 / 0, 'value')\nslider",
    )
    notebook = open_notebook(path)
    notebook.run_all()
    page = notebook.page
    page.locator(".noUi-handle").press("ArrowRight")
    for _ in range(100):
        told = page.watch.complaints()
        if told:
            break
        page.wait_for_timeout(100)
    assert len(told) == 1 and "ZeroDivisionError" in told[0]
    page.evaluate("console.error('an error'); setTimeout(() => { throw Error('thrown') })")
    told = " ".join(page.watch.complaints())
    assert "an error" in told and "thrown" in told
    notebook.close()


def test_a_page_is_left_before_its_kernel_ends():
    """Else the guard may find a traceback of the server's in a test that did nothing wrong."""
    done, connections = [], iter((1, 1, 1, 0))

    class Server:
        def call(self, method, path):
            done.append(method)
            kernel = {"connections": next(connections) if method == "GET" else 0}
            return json.dumps([{"path": "n.ipynb", "id": "7", "kernel": kernel}])

    notebook = Notebook.__new__(Notebook)
    notebook.lab, notebook.path, notebook.page = Server(), "n.ipynb", mock.Mock()
    notebook.page.context.close.side_effect = lambda: done.append("left")
    notebook.close()
    assert done == ["GET", "left", "GET", "GET", "GET", "DELETE"]


#: Stands for a learner's cell that runs a model while the slider moves: JupyterLab has callbacks
#: run in a thread beside the cells', so both are at it at the same time.
LEARNS = 10  # seconds
BUSY = f"""
import threading, time
import tensorflow as tf
model, picture = panels.FixedInputSize.MODELS["Sequential, Flatten"](), tf.zeros((1, 224, 224, 3))
def learn(until):
    while time.time() < until:
        model(picture)
threading.Thread(target=learn, args=[time.time() + {LEARNS}], daemon=True).start()
"""


def test_another_call_stays_out_of_the_picture(lab, open_notebook):
    """The panel shows the layers of its own call only."""
    patient = panels.FixedInputSize()
    notebook = open_notebook(lab.write("busy", IMPORTS, "panels.FixedInputSize()", BUSY))
    notebook.run_all()
    panel, start = Panel(notebook.page), time.monotonic()
    for side in range(250, 290, 8):
        panel.go("height", side)
        assert panel.agrees(patient)
    # A kernel that ends takes the names away from a thread that still runs.
    panel.page.wait_for_timeout(1000 * max(0, LEARNS - (time.monotonic() - start)))
    notebook.close()


@of_visits(FIXED)
def test_a_saved_notebook_keeps_its_panels(visit, page, lab):
    """JupyterLab saves no widget's state unless told to: opened again, the panel would be gone."""
    saved = lab.course / visit.notebook.path
    before = saved.stat().st_mtime_ns
    visit.notebook.menu("File", "Save Notebook")
    until = time.monotonic() + 30
    # The file is emptied before it is written: wait for a new one that is whole.
    while saved.stat().st_mtime_ns == before or not saved.read_bytes().rstrip().endswith(b"}"):
        assert time.monotonic() < until, "not saved"
        page.wait_for_timeout(200)
    notebook = nbformat.read(saved, as_version=4)
    (state,) = notebook.metadata.widgets.values()
    shown = [
        output.data[VIEW]["model_id"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if VIEW in output.get("data", {})
    ]
    assert shown and set(shown) <= set(state["state"])
