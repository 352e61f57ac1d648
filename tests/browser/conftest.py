"""What the browser's tests share: a guard after each, a visit's panel, and its like in here."""

import re

import pytest

from helpers import panels

from .looks import SCREENSHOTS
from .panel import Panel
from .visits import VISITS


@pytest.fixture(autouse=True)
def guard(watches, request):
    """After every test: nothing failed unseen.

    No error in the browser's console, no exception in the page, no callback that raised (whether
    the stage shows it or ipywidgets swallowed it), no layout shift while a panel was operated, no
    traceback in what the server's log says since the test before.
    """
    yield
    for watch in watches:
        assert watch.complaints() == []
    if "lab" in request.fixturenames:
        assert "Traceback" not in request.getfixturevalue("lab").news()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep what the pages looked like when a test failed."""
    report = yield
    if report.failed and "watches" in item.funcargs:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        pages = [watch.page for watch in item.funcargs["watches"] if not watch.page.is_closed()]
        for number, page in enumerate(pages):
            name = re.sub(r"\W+", "-", item.name)
            page.screenshot(path=SCREENSHOTS / f"failed-{name}-{report.when}-{number}.png")
    return report


@pytest.fixture
def shown(visit):
    """What is known of the visit's panel: see visits.py."""
    return VISITS[visit.stem]


@pytest.fixture
def panel(visit, shown, page):
    """The live panel of the visit, as it opens."""
    visit.notebook.theme("JupyterLab Light")
    panel = Panel(page, shown.controls)
    page.watch.operate()
    panel.choose(**shown.start)
    return panel.scroll()


@pytest.fixture(scope="session")
def patient(visit):
    """The same panel in this process: what TensorFlow answers, without a browser."""
    return getattr(panels, VISITS[visit.stem].panel)()
