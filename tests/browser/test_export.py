"""The visit as a page of HTML: no kernel, no network, and the sliders still answer.

nbconvert writes the page with the widgets' state in it. The JavaScript that it wants from the
network lies beside it here: require.js, the widgets' own, and anywidget's, which html-manager asks
require.js for by name, so that `anywidget.js` in the page's folder is found.
"""

import shutil
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from helpers import panels

from .jupyter import PATIENCE, ROOT, unfold
from .panel import Panel
from .visits import FIXED, MODELS

VISIT = "notebooks/01-fixed-input-shape.ipynb"


@pytest.fixture(scope="module")
def exported(javascript, tmp_path_factory):
    """The committed notebook as a page, with what it needs beside it."""
    folder = tmp_path_factory.mktemp("export")
    subprocess.run(
        [
            *(sys.executable, "-m", "nbconvert", "--to", "html", "--log-level", "ERROR"),
            *("--output-dir", folder, "--output", "visit", ROOT / VISIT),
            "--HTMLExporter.require_js_url=require.js",
            "--HTMLExporter.widget_renderer_url=embed-amd.js",
            "--HTMLExporter.mathjax_url=",  # no formula in the visit
        ],
        check=True,
    )
    shutil.copy(javascript / "requirejs" / "require.js", folder)
    shutil.copytree(
        javascript / "@jupyter-widgets" / "html-manager" / "dist", folder, dirs_exist_ok=True
    )
    shutil.copy(javascript / "anywidget" / "dist" / "index.js", folder / "anywidget.js")
    return folder / "visit.html"


@pytest.fixture(scope="module")
def page(exported, open_page):
    """The page, opened from the disk, with every way to a network shut."""
    page = open_page(offline=True)
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
    page.goto(exported.as_uri())
    drawn(page)
    unfold(page)
    return page


def drawn(page):
    """Wait for all questions that fold what follows them: what is folded is drawn, too."""
    cells = nbformat.read(ROOT / VISIT, as_version=4).cells
    count = sum("panels.predict(" in cell.source for cell in cells)
    expect(page.locator(".sc-prediction .sc-fold")).to_have_count(count, timeout=PATIENCE)


@pytest.fixture(scope="module")
def patient():
    """The same panel in this process."""
    return panels.FixedInputSize()


@pytest.fixture
def panel(page):
    panel = Panel(page)
    page.watch.operate()
    return panel.choose(**FIXED.start)


def test_sliders_by_keyboard(panel, patient):
    for slider, key, value in [
        ("height", "ArrowRight", 225), ("width", "PageUp", 230), ("width", "ArrowLeft", 229),
        ("height", "Home", 16), ("width", "End", 320),
    ]:  # fmt: skip
        picture = panel.picture
        panel.press(slider, key)
        assert panel.agrees(patient)
        assert panel.values()["height"] == panel.values()["width"] == str(value)
        assert panel.picture != picture


@pytest.mark.parametrize("model", MODELS)
def test_every_model(panel, patient, model):
    for side in (224, 128, 225):
        panel.at(side, side, model=model)
        assert panel.agrees(patient)


def test_sliders_by_mouse(panel, patient):
    """A drag to the end and a small one back; the sizes around 224 are all held."""
    pictures = {panel.picture}
    panel.drag("width", to=1.1)
    assert panel.agrees(patient)
    assert panel.values()["height"] == "320"
    pictures.add(panel.picture)
    panel.drag("height", to=(220 - 16) / (320 - 16))
    assert panel.agrees(patient)
    assert 215 < int(panel.values()["height"]) < 225
    assert len(pictures | {panel.picture}) == 3


def test_a_size_that_is_not_held_says_so(panel):
    """In the same box, and again at every other such size; a held one answers as before."""
    boxes = panel.boxes()
    panel.press("height", "Home")
    for _ in range(2):
        panel.press("height", "ArrowRight").settle("away")
        assert "open this notebook in JupyterLab and run its cells" in panel.stage.inner_text()
        assert panel.boxes() == boxes
    panel.press("height", "Home").settle("shown")
    assert " 16 × 16 × 3 " in panel.alt
    assert panel.boxes() == boxes


def test_everything_came_from_beside_the_page(panel, exported):
    """The page asked no network for anything, and found anywidget by itself."""
    beside = exported.parent.as_uri() + "/"
    assert [url for url in panel.page.asked if not url.startswith((beside, "data:", "blob:"))] == []
    assert beside + "anywidget.js" in panel.page.asked


@pytest.fixture
def fresh(exported, open_page):
    """fresh(fragment) -> the page, as somebody opens it who has answered nothing."""

    def new(fragment=""):
        page = open_page(offline=True)
        page.context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        page.goto(exported.as_uri() + fragment)
        drawn(page)
        return page

    return new


def test_a_question_folds_and_answers_without_a_kernel(fresh):
    """Until it is answered; and after a reload the answer still stands there."""
    page = fresh()
    first, panel = page.locator(".sc-prediction:has(.sc-fold)").first, page.locator(".sc-panel")
    wrong = first.get_by_role("radio").first
    expect(wrong).to_be_visible()
    expect(panel.first).to_be_hidden()
    wrong.check()
    first.get_by_text("certain").click()
    first.get_by_role("button", name="That is my prediction").click()
    expect(first.get_by_text("✗ No.").first).to_be_visible()
    expect(panel.first).to_be_visible()
    page.reload()
    drawn(page)
    expect(wrong).to_be_checked()
    expect(wrong).to_be_disabled()
    expect(panel.first).to_be_visible()


def test_a_link_to_a_heading_that_is_folded_opens_it(fresh):
    page = fresh("#What-to-remember")
    expect(page.get_by_role("heading", name="What to remember")).to_be_in_viewport()
