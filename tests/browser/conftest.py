"""A real JupyterLab in a real Chromium.

The lab is started by the project's own launcher on a copy of the course, with settings of its own,
so that a test changes nothing of the learner's. Every test is guarded: see `guard`.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time

import pytest
from playwright.sync_api import Error, sync_playwright

from .pages import ROOT, Lab, Notebook, Panel
from .watch import Watch

VISIT, SECOND, THIRD, FIFTH = (
    f"notebooks/{name}.ipynb"
    for name in (
        "01-fixed-input-shape",
        "02-dynamic-dims-and-channels",
        "03-mixed-size-batches",
        "05-silent-failures",
    )
)
#: The same, in copies that no test runs and JupyterLab does not save.
UNTOUCHED = {path: path.replace(".ipynb", "-untouched.ipynb") for path in (VISIT, SECOND, THIRD, FIFTH)}
SCREENSHOTS = ROOT / "build" / "screenshots"

CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


def missing(what):
    """A learner's machine may lack what only these tests need; the one that checks changes may not."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium or Chrome; none is downloaded."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    where = {"executable_path": found} if found else {"channel": "chrome"}  # Playwright knows Chrome's usual places
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # for whom Chromium's sandbox does not start
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(args=QUIET, chromium_sandbox=not is_root, **where)
        except Error as error:
            if found:
                raise
            missing(f"The browser tests need Chromium or Chrome, and none was found ({error.message.splitlines()[0]}).")
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab, started by the launcher on a copy of the course; its kernels end with it."""
    home = tmp_path_factory.mktemp("lab")
    course = home / "course"
    for folder in ("notebooks", "helpers"):
        shutil.copytree(ROOT / folder, course / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for visit, copy in UNTOUCHED.items():
        shutil.copy(course / visit, course / copy)
    folders = ("CONFIG", "DATA", "RUNTIME")
    environment = os.environ | {f"JUPYTER_{name}_DIR": str(home / name) for name in folders}
    for name in ("JUPYTERLAB_WORKSPACES_DIR", "JUPYTERLAB_SETTINGS_DIR", "IPYTHONDIR"):
        environment[name] = str(home / name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(), home / "log", course)
    command = [sys.executable, ROOT / "lab.py", "--no-browser", "--port", str(port), "--"]
    command += [f"--ServerApp.root_dir={course}", f"--IdentityProvider.token={lab.token}"]
    with open(lab.log, "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(240):
            if server.poll() is not None or lab.call("GET", "/api/status"):
                break
            time.sleep(0.25)
        else:
            pytest.fail(f"The lab does not answer. Its log:\n{lab.log.read_text()}", pytrace=False)
        if server.poll() is not None:
            pytest.fail(f"The lab has ended. Its log:\n{lab.log.read_text()}", pytrace=False)
        yield lab
    finally:
        lab.call("POST", "/api/shutdown")  # ends the kernels first, on every platform
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="session")
def watches():
    """The watch of every page that is open."""
    return []


@pytest.fixture(scope="session")
def open_page(browser, watches):
    """open_page(**options) -> a new page in a context of its own, watched from its first script on."""
    contexts = []

    def new(**options):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 1000}, **options))
        page = contexts[-1].new_page()
        watches.append(Watch(page))
        return page

    yield new
    watches.clear()
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def open_notebook(lab, open_page):
    """open_notebook(path) -> that notebook, open in JupyterLab in a page of its own."""
    return lambda path: Notebook(lab, open_page(), path)


@pytest.fixture(scope="session")
def visit(open_notebook):
    """The first visit, run from top to bottom through the menu."""
    return open_notebook(VISIT).run_all()


@pytest.fixture
def panel(visit, watches):
    """The live panel of the first visit, as it opens: 224 × 224, the first model, the first photo."""
    visit.theme("JupyterLab Light")
    panel = Panel(visit.page)
    next(watch for watch in watches if watch.page is visit.page).operate()
    return panel.at(224, 224, "Sequential, Flatten", "coffee")


@pytest.fixture(autouse=True)
def guard(watches, request):
    """After every test: nothing failed unseen.

    No error in the browser's console, no exception in the page, no callback that raised (whether the
    stage shows it or ipywidgets swallowed it), no layout shift while a panel was operated, no
    traceback in the server's log.
    """
    yield
    for watch in watches:
        assert watch.complaints() == []
    if "lab" in request.fixturenames:
        log = request.getfixturevalue("lab").log
        assert "Traceback" not in log.read_text()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep what the pages looked like when a test failed."""
    report = yield
    if report.failed and "watches" in item.funcargs:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for number, watch in enumerate(item.funcargs["watches"]):
            name = re.sub(r"\W+", "-", item.name)
            watch.page.screenshot(path=SCREENSHOTS / f"failed-{name}-{report.when}-{number}.png")
    return report


@pytest.fixture(scope="session")
def panels():
    """The course's panels in this process: what TensorFlow answers, without a browser."""
    from helpers.panels import panel as panels

    return panels


@pytest.fixture(scope="session")
def patient(panels):
    """The panel of the first visit in this process."""
    return panels.FixedInputSize()
