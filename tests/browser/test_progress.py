"""What shows the progress, in JupyterLab: it follows what is committed in the same kernel."""

import pytest
from playwright.sync_api import expect

from .jupyter import PATIENCE, THEMES
from .looks import CONTRASTS, shoot

IMPORTS = """
import os, pathlib, sys, tempfile; sys.path.append("..")
place = pathlib.Path(tempfile.mkdtemp()) / "progress.json"
os.environ["SHAPE_CLINIC_PROGRESS"] = str(place)
from helpers import panels
from helpers.course import progress
"""
MISS = 'progress.record("prediction", "225", answer=0, right=False, sure="rather")'


@pytest.fixture(scope="module")
def progressing(lab, open_notebook):
    cells = ("panels.visits()", "panels.calibration()", 'panels.predict("pil-size")')
    again = (MISS, 'panels.again("02")')
    notebook = open_notebook(lab.write("progress", IMPORTS, *cells, *again))
    notebook.run_all()
    yield notebook
    notebook.close()


def test_what_is_committed_shows_at_once(progressing):
    page = progressing.page
    asked = page.locator(".sc-prediction").first
    shown = page.locator(".sc-calibration")
    expect(shown.locator("svg")).to_have_attribute(
        "aria-label", "Your predictions. rather sure: right 0 of 1."
    )
    height = shown.bounding_box()["height"]
    asked.get_by_label("(400, 600, 3)", exact=True).check()
    asked.get_by_label("certain", exact=True).check()
    asked.get_by_role("button", name="That is my prediction").click()
    told = "Your predictions. rather sure: right 0 of 1; certain: right 1 of 1."
    expect(shown.locator("svg")).to_have_attribute("aria-label", told, timeout=PATIENCE)
    assert shown.bounding_box()["height"] == height
    first, second = (page.locator(".sc-visits tr").nth(place) for place in (1, 2))
    expect(first).to_contain_text("1 right of 1")
    expect(second).to_contain_text("0 right of 1")


def test_what_was_missed_comes_back_and_folds_nothing(progressing):
    page = progressing.page
    expect(page.get_by_text("You missed this one in visit 01.")).to_be_visible()
    back = page.locator(".sc-prediction").nth(1)
    expect(back.get_by_role("button", name="That is my prediction")).to_be_visible()
    assert back.locator(".sc-fold").count() == 0


@pytest.mark.parametrize("theme", THEMES)
def test_the_progress_can_be_read(progressing, theme):
    progressing.theme(theme)
    page, dark = progressing.page, "Dark" in theme
    for name in ("visits", "calibration"):
        box = page.locator(f".widget-html:has(.sc-{name})")
        box.scroll_into_view_if_needed()
        found = box.evaluate(CONTRASTS)
        assert found and [text for ratio, text in found if ratio < 4.5] == []
        shoot(box, f"progress-{name}-{'dark' if dark else 'light'}", dark)
