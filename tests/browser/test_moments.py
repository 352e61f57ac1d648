"""A panel that is brought to a moment: by an event of the page, or by the page's address."""

import pytest
from playwright.sync_api import expect

from .jupyter import PATIENCE
from .panel import Panel
from .test_stage import IMPORTS
from .visits import FIXED, of_visits

CONTROLS = ("height", "width", "photo")
SHAPE = "shape = panels.PictureShape()\nshape"
SAYS = "shape.height.value, shape.width.value, shape.photo.value"

#: Whether the focus is on the words of a stage, and the whole panel in view.
IN_VIEW = """(panel) => {
    const box = panel.getBoundingClientRect(), pane = panel.closest('.jp-WindowedPanel-outer');
    const { top, bottom } = pane.getBoundingClientRect();
    return panel.querySelector('.sc-words') === document.activeElement
        && box.top >= top - 1 && box.bottom <= bottom + 1;
}"""


def show(page, **moment):
    event = "new CustomEvent('shape-clinic:show', {detail: moment})"
    page.evaluate(f"(moment) => document.dispatchEvent({event})", moment)


@pytest.fixture(scope="module")
def shape(lab, open_notebook):
    """A notebook with the first page's panel, run, that ends with what the kernel knows of it."""
    below = "print('\\n' * 60)"
    notebook = open_notebook(lab.write("moments", IMPORTS, SHAPE, below, SAYS))
    notebook.run_all()
    notebook.menu("File", "Save Notebook")
    expect(notebook.page.locator(".jp-mod-dirty")).to_have_count(0, timeout=PATIENCE)
    yield notebook
    notebook.close()


def known(notebook):
    """What the kernel says of the controls' values."""
    last = notebook.page.locator(".jp-CodeCell").last
    last.locator(".jp-InputPrompt").click()
    before = last.locator(".jp-InputPrompt").inner_text()
    notebook.page.keyboard.press("Control+Enter")
    notebook.page.wait_for_function(
        "([cell, before]) => !['[*]:', before].includes("
        "cell.querySelector('.jp-InputPrompt').innerText)",
        arg=[last.element_handle(), before],
        timeout=PATIENCE,
    )
    return last.locator(".jp-OutputArea-output").last.inner_text()


def test_an_event_moves_the_controls_as_a_hand_would(shape):
    """The kernel knows, the panel comes into view, and the words have the focus."""
    known(shape)  # the last cell is in view, and the panel is not
    panel = Panel(shape.page, CONTROLS)
    show(shape.page, height=77, photo="cat")
    panel.settle()
    assert panel.values() == {"height": "77", "width": "240", "photo": "cat"}
    assert panel.box.evaluate(IN_VIEW)
    assert panel.alt.startswith("cat as a picture of 77 × 240")
    assert known(shape) == "(77, 240, 'cat')"


@pytest.mark.parametrize(
    "moment", [{"height": 78, "model": "any"}, {"photo": "nobody"}, {"height": "high"}, {}]
)
def test_an_event_for_another_panel_moves_nothing(shape, moment):
    panel = Panel(shape.page, CONTROLS)
    before = panel.values()
    show(shape.page, **moment)
    assert panel.settle().values() == before


def test_the_address_brings_a_panel_to_a_moment(shape):
    """Followed in the open page, as from a text cell, or opened anew: with a # behind it."""
    page = shape.page
    page.evaluate("location.hash = '#height=50&width=60&photo=rocket'")
    assert Panel(page, CONTROLS).settle().values() == {
        "height": "50", "width": "60", "photo": "rocket",
    }  # fmt: skip
    address = page.url.split("#")[0]
    page.goto("about:blank")
    page.goto(f"{address}?token={shape.lab.token}#height=1000&photo=galaxies")
    page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)
    panel = Panel(page, CONTROLS)
    page.wait_for_function(IN_VIEW, arg=panel.box.element_handle(), timeout=PATIENCE)
    assert panel.values() == {"height": "320", "width": "60", "photo": "galaxies"}  # 320: the most
    assert known(shape) == "(320, 60, 'galaxies')"


@of_visits(FIXED)
def test_a_lock_opens_for_sides_that_differ(panel, patient):
    """And stays closed for sides that do not."""
    show(panel.page, height=200, width=201, model="Functional, pooling head")
    assert panel.agrees(patient)
    assert panel.values()["square"] == "false" and panel.values()["width"] == "201"
    panel.choose(**FIXED.start)
    show(panel.page, height=225, width=225)
    assert panel.agrees(patient)
    assert panel.values()["square"] == "true" and panel.values()["width"] == "225"


def names_of(page):
    """The names of the handles of sliders, and whether lists keep their keys from JupyterLab."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.sc-panel .noUi-handle, .sc-panel select')]
            .map((one) => one.ariaLabel ?? one.dataset.lmSuppressShortcuts)"""
    )


def test_controls_keep_their_names_and_keys_after_a_reload(shape):
    page = shape.page
    assert names_of(page) == ["height", "width", "true"]
    page.reload()
    page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)
    Panel(page, CONTROLS)
    assert names_of(page) == ["height", "width", "true"]
