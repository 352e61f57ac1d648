"""A real JupyterLab in a real Chromium, and in it each notebook, run once: what all tests share.

The lab is started by the project's own launcher on a copy of the course, with settings of its own,
so that a test changes nothing of the learner's. A worker has one lab and one browser, and one
notebook at a time.
"""

import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Error, sync_playwright

from tests.notebooks import regenerate
from tests.run import THREADS

from .jupyter import ROOT, Lab, Notebook
from .recording import written
from .watch import Watch

HERE = Path(__file__).parent

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
    """A learner's machine may lack what only these tests need; one that checks changes may not."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium or Chrome, or None; none is downloaded."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    # Playwright knows Chrome's usual places.
    where = {"executable_path": found} if found else {"channel": "chrome"}
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # for whom its sandbox does not start
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(args=QUIET, chromium_sandbox=not is_root, **where)
        except Error:
            if found:
                raise
            yield None
            return
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def javascript():
    """The folder of the packages that package-lock.json names, fetched once."""
    lock = (HERE / "package-lock.json").read_bytes()
    home = ROOT / "build" / "javascript" / hashlib.sha256(lock).hexdigest()[:16]
    if not home.exists():
        aside = home.with_name(f"{home.name}-{os.getpid()}")  # each worker its own
        aside.mkdir(parents=True)
        _fetch(aside)
        try:
            aside.rename(home)
        except OSError:  # another worker was faster
            shutil.rmtree(aside)
    return home / "node_modules"


def _fetch(folder):
    npm = shutil.which("npm")
    if not npm:
        missing("Testing pages beyond JupyterLab needs npm, which comes with Node.js.")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    got = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if got.returncode:
        missing(f"npm could not fetch the JavaScript of package-lock.json:\n{got.stderr}")


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab, started by the launcher on a copy of the course; its kernels end with it."""
    home = tmp_path_factory.mktemp("lab")
    course = home / "course"
    for folder in ("notebooks", "helpers"):
        unwanted = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / folder, course / folder, ignore=unwanted)
    shutil.copy(ROOT / "requirements.txt", course)  # the first notebook looks into it
    for path in list((course / "notebooks").glob("*.ipynb")):
        shutil.copy(path, to_run(path))
    folders = ("CONFIG", "DATA", "RUNTIME")
    # A kernel has all the cores, as a learner's: what a notebook shows may depend on that.
    environment = {name: value for name, value in os.environ.items() if name not in THREADS}
    environment |= {f"JUPYTER_{name}_DIR": str(home / name) for name in folders}
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


def to_run(path):
    """The copy of a notebook that is run: the notebook itself stays as it was stored."""
    return path.with_stem(f"{path.stem}-run")


@pytest.fixture(scope="session")
def watches():
    """The watch of every page that is open."""
    return []


@pytest.fixture(scope="session")
def open_page(browser, watches):
    """open_page(**options) -> a new page in a context of its own, watched from its first script."""
    if browser is None:
        missing("The browser tests need Chromium or Chrome, and none was found.")
    contexts = []

    def new(**options):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 1000}, **options))
        page = contexts[-1].new_page()
        page.watch = Watch(page)
        watches.append(page.watch)
        return page

    yield new
    watches.clear()
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def open_notebook(lab, open_page):
    """open_notebook(path) -> that notebook, open in JupyterLab in a page of its own."""
    return lambda path: Notebook(lab, open_page(), path)


@dataclass
class Visit:
    """A notebook of the course after its one run: what that gave, and where it is open, if so."""

    stem: str
    made: nbformat.NotebookNode
    notebook: Notebook | None

    @property
    def page(self):
        return self.notebook.page


@pytest.fixture(scope="session")
def visit(request, browser):
    """The notebook of this name, run once from top to bottom: in JupyterLab, through its menu.

    Without a browser it is run as regeneration runs it: there is no page then, only what it gave.
    """
    path = regenerate.NOTEBOOKS / f"{request.param}.ipynb"
    if browser is None:
        yield Visit(request.param, regenerate.regenerated(path), None)
        return
    notebook = request.getfixturevalue("open_notebook")(f"notebooks/{to_run(path).name}")
    messages = notebook.run_all()
    notebook.unfold()
    made = regenerate.normalised(written(regenerate.cleared(path), messages))
    yield Visit(request.param, made, notebook)
    notebook.close()


@pytest.fixture
def page(visit):
    """The page in which the visit is open."""
    if visit.notebook is None:
        missing("The browser tests need Chromium or Chrome, and none was found.")
    return visit.page
