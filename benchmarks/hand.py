"""A real JupyterLab in a real browser, and a hand that moves a panel's sliders in it."""

import ast
import json
import os
import shutil
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import psutil
from jupyter_client import BlockingKernelClient
from lessons import COUNTERS, FILL, LESSONS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REPEAT = 1 / 75  # seconds between two presses of a key that is held


def say(words):
    """What is being done now, on one line that is written over."""
    print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


class Lab:
    """A JupyterLab that was started for this, one page of it, and that page's kernel."""

    def __init__(self, folder, server, page, address, started):
        self.folder, self.server, self.page = folder, server, page
        self.address, self.started = address, started
        self.client = self.kernel = None

    def since_start(self):
        return time.perf_counter() - self.started

    def show(self, name):
        """Show a notebook in the page."""
        self.page.goto(
            f"{self.address['url']}lab/tree/notebooks/{name}?reset&token={self.address['token']}"
        )
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")

    def attach(self):
        """Wait for the notebook's kernel and connect to it."""
        self.page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget"
            "?.sessionContext?.session?.kernel?.status === 'idle'"
        )
        kernel = self.page.evaluate(
            "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.id"
        )
        self.client = BlockingKernelClient(
            connection_file=str(self.folder / "run" / f"kernel-{kernel}.json")
        )
        self.client.load_connection_file()
        self.client.start_channels()
        self.kernel = psutil.Process(self.tell("import os", "os.getpid()"))

    def holds_panels(self, name):
        """Whether the notebook's file holds the state of its widgets."""
        return "widgets" in nbformat.read(self.folder / "notebooks" / name, as_version=4).metadata

    def run_all(self):
        """Start to run every cell. `wait_run` waits for the end."""
        self.page.evaluate(
            "() => { window.ran = jupyterapp.commands.execute('notebook:run-all-cells'); }"
        )

    def wait_run(self):
        self.page.evaluate("() => window.ran")
        cells = self.page.evaluate(
            "() => jupyterapp.shell.currentWidget.context.model.toJSON().cells"
        )
        for cell in cells:
            fails = any(output["output_type"] == "error" for output in cell.get("outputs", []))
            if fails and "raises-exception" not in cell["metadata"].get("tags", []):
                raise RuntimeError(f"this cell failed:\n{cell['source']}")
        self.settle()

    def close(self):
        """End the kernel and drop what the run changed in the notebook."""
        self.client.stop_channels()
        self.page.evaluate(
            """async () => {
                const { sessionContext, context } = jupyterapp.shell.currentWidget;
                await sessionContext.shutdown();
                await context.revert();
            }"""
        )

    def count(self, layer):
        """From here on, count the kernel's model runs and builds, by a class of layers."""
        self.tell(COUNTERS.format(layer=layer))

    def fill(self, lesson, seconds=8):
        """Have every size of the first slider drawn, from its least on, or as many as there is
        time for.
        """
        first, last = lesson.sides
        asked = f"{lesson.panel!r}, {lesson.axes[0]}, range({first}, {last + 1}), {seconds}"
        self.tell(f"{FILL}\n_fill({asked})")
        self.settle()

    def counts(self):
        """{runs: models called, built: models built} since `count`."""
        return self.tell("", "{'runs': count_call, 'built': count_build}")

    def tell(self, code, expression="None"):
        """Run code in the kernel; the value of a literal expression after it."""
        reply = self.client.execute(
            code, user_expressions={"value": expression}, reply=True, timeout=60
        )["content"]
        value = reply["user_expressions"]["value"]
        return ast.literal_eval(value["data"]["text/plain"])

    def cpu(self):
        """Seconds of processor time that kernel and server have used."""
        times = [process.cpu_times() for process in (self.kernel, self.server)]
        return sum(used.user + used.system for used in times)

    def resident(self):
        """MB that the kernel holds in memory."""
        return self.kernel.memory_info().rss / 1e6

    def settle(self, patience=60):
        """Wait until kernel and server use no processor time; `cpu` by then.

        That is for longer than a panel waits before it draws ahead.
        """
        end, used, quiet = time.perf_counter() + patience, self.cpu(), 0
        while quiet < 4 and time.perf_counter() < end:
            time.sleep(0.1)
            before, used = used, self.cpu()
            quiet = 0 if used - before > 0.015 else quiet + 1
        return used

    def rest(self):
        """Wait until nothing is left to do, such as drawing ahead; `cpu` and `counts` by then.

        On a busy machine a kernel may use no time because it gets none. One that has answered had
        some: if it did not go on drawing, it is done.
        """
        used, counts = self.settle(), self.counts()
        while True:
            later, again = self.settle(), self.counts()
            if again == counts:
                return used, counts
            used, counts = later, again


@contextmanager
def open_lab(folder, playwright):
    """The lab as lab.py serves it, on a copy of the course, without anyone's settings."""
    say("starting the lab ...")
    for part in ("notebooks", "helpers", "binder", "launcher"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "lab.py", folder)
    for number, lesson in LESSONS.items():
        write_ways(folder / "notebooks" / f"ways-{number}.ipynb", lesson)
    homes = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "run",
    }
    homes["IPYTHONDIR"] = "ipython"
    environment = os.environ | {name: str(folder / home) for name, home in homes.items()}
    command = [sys.executable, "-m", "launcher.serve", "--no-browser", "--"]
    command += ["--ServerApp.port=0", "--LabApp.expose_app_in_browser=True"]
    started = time.perf_counter()
    with open(folder / "lab.log", "w") as log:
        server = psutil.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        browser = open_browser(playwright)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(120_000)
        page.add_init_script(path=HERE / "probe.js")
        yield Lab(folder, server, page, wait_address(folder, server), started)
        browser.close()
    finally:
        with suppress(psutil.NoSuchProcess):
            server.terminate()
        server.wait()
        say("")


def open_browser(playwright):
    """An installed Chromium or Chrome, else the one that Playwright has fetched."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    flags = (
        "disable-gpu disable-background-networking disable-component-update "
        "disable-sync disable-quic no-first-run"
    )
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags += " no-sandbox"  # Chromium's does not work for root
    return playwright.chromium.launch(
        executable_path=path, args=[f"--{flag}" for flag in flags.split()]
    )


def wait_address(folder, server):
    """The server's own note of where it listens, {url, token, ...}, once it answers there.

    The note may stand there before the server listens, and a browser that is refused gives up.
    """
    while server.poll() is None:
        for note in (folder / "run").glob("jpserver-*.json"):
            with suppress(ValueError, OSError):  # half written; or nobody listens yet
                address = json.loads(note.read_text())
                status = f"{address['url']}api/status?token={address['token']}"
                urllib.request.urlopen(status, timeout=10).close()
                return address
        time.sleep(0.05)
    raise SystemExit(f"The lab did not start:\n{(folder / 'lab.log').read_text()}")


def write_ways(path, lesson):
    """A notebook with the lesson's panel and, below it, the cells of the naive way."""
    naive = [cell.strip() for cell in (HERE / lesson.naive).read_text().split("# %%\n")[1:]]
    cells = [f"%cd -q ..\nfrom helpers.panels import {lesson.panel}\n{lesson.panel}()", *naive]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, path)


# --- a panel in the page ------------------------------------------------------------------------


class Panel:
    """A panel with sliders, ours or naive, moved as a hand moves two of them, axis 0 and 1."""

    def __init__(self, lab, selector, axes, sides):
        self.lab, self.page, self.axes, self.sides = lab, lab.page, axes, sides
        self.root = lab.page.locator(selector)
        self.handles, self.readouts = (
            self.root.locator(".noUi-handle"),
            self.root.locator(".widget-readout"),
        )

    def answer(self, key, on):
        """Press a key: {ms: until the new picture was painted, asked: whether the kernel was}."""
        on.focus()
        self.root.evaluate("(panel) => { window.answered = probe.answer(panel); }")
        self.page.keyboard.press(key)
        return self.page.evaluate("() => window.answered")

    def press(self, key, on):
        """The answer to a key, and all that it set going: {ms, asked, cpu: ms, runs, built}."""
        cpu, before = self.lab.rest()
        answer = self.answer(key, on)
        after, counts = self.lab.rest()
        spent = {name: count - before[name] for name, count in counts.items()}
        return answer | spent | {"cpu": (after - cpu) * 1e3}

    def type_in(self, axis, size):
        """Type a size beside one of the two sliders and press Enter."""
        readout = self.readouts.nth(self.axes[axis])
        readout.fill(str(size))
        return self.press("Enter", readout)

    def step(self, axis, key="ArrowRight"):
        return self.press(key, self.handle(axis))

    def handle(self, axis):
        return self.handles.nth(self.axes[axis])

    def film(self, action):
        """What was painted, frame by frame, from before the action until all is quiet."""
        self.root.evaluate("(panel) => probe.film(panel)")
        action()
        self.lab.settle()
        return self.page.evaluate("() => probe.stop()")

    def hold(self, seconds=1.5):
        """Hold the arrow key on the first slider, from its least size on: what comes a second."""
        self.type_in(0, self.sides[0])
        self.handle(0).focus()
        keyboard = self.page.context.new_cdp_session(self.page)
        key = {"key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39}
        presses = 0

        def repeat():
            nonlocal presses
            due = start = time.perf_counter()
            while due < start + seconds:
                keyboard.send(
                    "Input.dispatchKeyEvent",
                    {"type": "rawKeyDown", "autoRepeat": presses > 0, **key},
                )
                presses += 1
                due = max(
                    due + REPEAT, time.perf_counter()
                )  # a page that is slow to take a press gets fewer
                time.sleep(max(0, due - time.perf_counter()))
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

        film = self.film(repeat)
        pictures = {
            change["shown"] for change in film["changes"] if change["at"] <= film["moved"]
        } - {""}
        return {"presses": presses / seconds, "pictures": len(pictures) / seconds}

    def drag(self, seconds=0.4):
        """Drag the first slider from its smallest size to its largest.

        {lag: ms from the hand's last move to the last picture, late: pictures of other sizes
        painted after it, stale: paintings of a picture that is not the sliders' size}
        """
        self.type_in(0, self.sides[0])
        handle = self.handle(0)
        handle.scroll_into_view_if_needed()
        box, track = (
            handle.bounding_box(),
            self.root.locator(".noUi-base").nth(self.axes[0]).bounding_box(),
        )
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        moves = int(seconds / 0.016)

        def drag():
            self.page.mouse.move(x, y)
            self.page.mouse.down()
            for move in range(1, moves + 1):
                self.page.mouse.move(x + track["width"] * move / moves, y)
                time.sleep(0.01)
            self.page.mouse.up()

        film = self.film(drag)
        end = film["changes"][-1]
        right = end["at"] if end["shown"] == end["slid"] else film["ended"]
        late = {c["shown"] for c in film["changes"] if c["at"] > film["moved"]} - {"", end["shown"]}
        stale = sum(c["shown"] not in ("", c["slid"]) for c in film["changes"])
        return {"lag": max(0, right - film["moved"]), "late": len(late), "stale": stale}
