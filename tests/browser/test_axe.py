"""axe-core finds nothing that shuts people out in what is ours on a page: panels, questions, tasks.

Before a cell was run, after all were, after a reload; in both themes, at three widths.
"""

import pytest
from playwright.sync_api import expect

from .jupyter import PATIENCE, THEMES
from .panel import Panel
from .visits import FIXED, of_every_panel, of_visits

#: What this project draws. JupyterLab's own parts, and those of ipywidgets beside these, are not.
OURS = (
    *(".sc-panel", ".sc-prediction", ".sc-order", ".sc-calibration", ".sc-again"),
    *(".sc-visits", ".sc-tally", ".sc-reading"),
)

RUN = """(ours) => axe.run(
    {include: ours.filter((one) => document.querySelector(one)).map((one) => [one])},
    {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
).then(({violations, passes}) => ({
    passed: passes.length,
    told: violations.flatMap(({id, impact, nodes}) =>
        nodes.map(({target, html}) => `${id} (${impact}): ${target} ${html.slice(0, 120)}`)),
}))"""


@pytest.fixture(scope="session")
def axe(javascript):
    """axe-core's source."""
    return (javascript / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(page, axe):
    """What axe-core says against what is ours. It must have had something to look at."""
    page.evaluate(axe)
    found = page.evaluate(RUN, list(OURS))
    assert found["passed"] > 5
    return found["told"]


@of_every_panel
def test_before_a_run(visit, shown, open_notebook, axe):
    notebook = open_notebook(f"notebooks/{visit.stem}.ipynb")
    notebook.unfold()
    Panel(notebook.page, shown.controls)
    assert violations(notebook.page, axe) == []
    notebook.close()


@pytest.mark.parametrize("theme", THEMES)
@of_every_panel
def test_after_a_run(visit, panel, axe, theme):
    visit.notebook.theme(theme)
    own = dict(panel.page.viewport_size)
    for width in (800, 1024, 1366):
        panel.page.set_viewport_size({"width": width, "height": 768})
        assert violations(panel.page, axe) == [], width
    panel.page.set_viewport_size(own)


@of_every_panel
def test_after_a_reload(visit, open_notebook, axe):
    """With the kernel that made the widgets: what they are in the page is made anew."""
    visit.notebook.menu("File", "Save Notebook")
    expect(visit.page.locator(".jp-mod-dirty")).to_have_count(0, timeout=PATIENCE)
    notebook = open_notebook(visit.notebook.path)
    notebook.page.wait_for_selector(".sc-stage", state="attached", timeout=PATIENCE)
    notebook.unfold()
    assert violations(notebook.page, axe) == []
    notebook.page.context.close()  # the kernel is the visit's


@of_visits(FIXED)
def test_what_has_lost_its_name_is_seen(panel, axe):
    """That the tests above can fail."""
    assert violations(panel.page, axe) == []
    handle = panel.handle("height")
    name = handle.get_attribute("aria-label")
    handle.evaluate("(handle) => handle.removeAttribute('aria-label')")
    told = violations(panel.page, axe)
    handle.evaluate("(handle, name) => handle.setAttribute('aria-label', name)", name)
    assert told and all("noUi-handle" in one for one in told)
