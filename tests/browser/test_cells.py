"""A notebook holds the panels that it shows, and no others: it does not grow from run to run."""

import time

import nbformat
import pytest

from tests.notebooks.regenerate import STATE

from .jupyter import PATIENCE
from .panel import Panel
from .test_moments import CONTROLS
from .test_stage import IMPORTS

CELLS = (IMPORTS, "panels.PictureShape()", "'after'")


def save(notebook):
    """Save it, and give back what was saved."""
    path = notebook.lab.course / notebook.path
    before, until = path.stat().st_mtime_ns, time.monotonic() + PATIENCE / 1000
    notebook.menu("File", "Save Notebook")
    # The file is emptied before it is written: wait for a new one that is whole.
    while path.stat().st_mtime_ns == before or not path.read_bytes().rstrip().endswith(b"}"):
        assert time.monotonic() < until, "not saved"
        notebook.page.wait_for_timeout(200)
    return nbformat.read(path, as_version=4)


def held(saved):
    """The names of the models of all widgets that a notebook holds."""
    return sorted(one["model_name"] for one in saved.metadata.widgets[STATE]["state"].values())


@pytest.fixture(scope="module")
def path(lab):
    return lab.write("cells", *CELLS)


def test_a_notebook_does_not_grow_from_run_to_run(path, open_notebook):
    """With the kernel that made the panels, after a reload, and with a new kernel."""
    notebook = open_notebook(path)
    notebook.run_all()
    once = held(save(notebook))
    assert "AnyModel" in once
    notebook.run_all()
    assert held(save(notebook)) == once
    notebook.page.reload()
    notebook._rests()
    notebook.run_all()
    assert held(save(notebook)) == once
    notebook.close()
    notebook = open_notebook(path)
    assert Panel(notebook.page, CONTROLS).stage.locator(".sc-stored").is_visible()
    notebook.run_all()
    assert held(save(notebook)) == once
    notebook.close()


def test_a_stored_panel_says_how_it_gets_a_kernel_and_does_it(path, open_notebook):
    """By its button: the cells down to it run, and every size answers."""
    notebook = open_notebook(path)
    panel = Panel(notebook.page, CONTROLS)
    boxes = panel.boxes()
    panel.press("height", "Home").settle("away")
    assert "not been run before it was saved" in panel.stage.locator(".sc-picture").inner_text()
    assert panel.boxes() == boxes
    panel.stage.get_by_role("button", name="Run the cells down to here").press("Enter")
    notebook.page.wait_for_selector(".sc-stored", state="detached", timeout=2 * PATIENCE)
    live = Panel(notebook.page, CONTROLS)
    assert [prompt for prompt, _ in notebook.ran()] == ["[1]:", "[2]:", "[3]:"]
    assert live.stage.locator(".sc-stored").count() == 0
    live.press("height", "Home").settle()
    assert live.alt.startswith("coffee as a picture of 16 × 240")
    notebook.close()
