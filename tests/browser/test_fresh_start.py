"""What a learner sees on the very first start, whichever address they open."""

import json

import pytest
from playwright.sync_api import expect

from .jupyter import A_RUN, PATIENCE

START = "00-start-here.ipynb"
DIRTY = ".lm-DockPanel-tabBar .jp-mod-dirty"


@pytest.fixture
def page(lab, open_page):
    """A page whose kernel ends with it: another page would meet that one's panels."""
    page = open_page()
    yield page
    page.context.close()
    for session in json.loads(lab.call("GET", "/api/sessions")):
        if session["path"].endswith(START):
            lab.call("DELETE", f"/api/sessions/{session['id']}")


@pytest.mark.parametrize("address", ["/lab", "/"])
def test_the_first_notebook_is_open_and_not_marked_as_changed(lab, page, address):
    """Neither the language that the kernel states nor the stored panels count as a change."""
    page.goto(f"{lab.url}{address}?token={lab.token}")
    tab = page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab")
    tab.first.wait_for(timeout=PATIENCE)
    page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)  # by now it has been stated
    page.wait_for_selector(".jp-Notebook .sc-stage .sc-picture > *", timeout=PATIENCE)
    assert [name.strip() for name in tab.all_inner_texts()] == [START]
    expect(page.locator(DIRTY)).to_have_count(0, timeout=PATIENCE)


def test_what_is_typed_before_the_panels_are_there_counts_as_a_change(lab, page):
    page.goto(f"{lab.url}/lab/workspaces/typed/tree/notebooks/{START}?token={lab.token}")
    page.locator(".jp-CodeCell .cm-content").first.click(timeout=PATIENCE)
    page.keyboard.type("#")
    page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)
    page.wait_for_selector(".jp-Notebook .sc-stage .sc-picture > *", timeout=PATIENCE)
    page.wait_for_timeout(1_000)  # by when the mark would be gone, had nothing been typed
    assert page.locator(DIRTY).count() == 1


def test_what_is_run_counts_as_a_change(lab, page):
    """Also where it makes a panel anew."""
    page.goto(f"{lab.url}/lab/workspaces/run/tree/notebooks/{START}?token={lab.token}")
    page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)
    expect(page.locator(DIRTY)).to_have_count(0, timeout=PATIENCE)
    page.locator(".lm-MenuBar-item", has_text="Run").click()
    page.get_by_text("Run All Cells", exact=True).click()
    ran = page.locator(".jp-CodeCell .jp-InputArea-prompt:text-is('[9]:')")
    ran.wait_for(state="attached", timeout=A_RUN)  # folded, until one has committed
    page.wait_for_selector("text=/ \\| Idle$/", timeout=A_RUN)
    page.wait_for_timeout(1_000)
    assert page.locator(DIRTY).count() == 1
