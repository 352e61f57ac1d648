"""What a learner sees on the very first start, whichever address they open."""

import pytest

from .jupyter import PATIENCE

START = "00-start-here.ipynb"
DIRTY = ".lm-DockPanel-tabBar .jp-mod-dirty"


@pytest.mark.parametrize("address", ["/lab", "/"])
def test_the_first_notebook_is_open_and_not_marked_as_changed(lab, open_page, address):
    """Neither the language that the kernel states nor the stored panels count as a change."""
    page = open_page()
    page.goto(f"{lab.url}{address}?token={lab.token}")
    tab = page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab")
    tab.first.wait_for(timeout=PATIENCE)
    page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)  # by now it has been stated
    page.wait_for_selector(".jp-Notebook .sc-stage .sc-picture > *", timeout=PATIENCE)
    assert [name.strip() for name in tab.all_inner_texts()] == [START]
    assert page.locator(DIRTY).count() == 0


def test_what_is_typed_before_the_panels_are_there_counts_as_a_change(lab, open_page):
    page = open_page()
    page.goto(f"{lab.url}/lab/workspaces/typed/tree/notebooks/{START}?token={lab.token}")
    page.locator(".jp-CodeCell .cm-content").first.click(timeout=PATIENCE)
    page.keyboard.type("#")
    page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)
    page.wait_for_selector(".jp-Notebook .sc-stage .sc-picture > *", timeout=PATIENCE)
    assert page.locator(DIRTY).count() == 1
