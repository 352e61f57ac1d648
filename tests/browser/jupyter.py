"""What a learner's hand does in JupyterLab, and what stands there then."""

import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]

#: How long, in ms, anything may take on a busy machine before it counts as not happening.
PATIENCE = 30_000
#: The same for a notebook's cells, all of them.
A_RUN = 240_000

#: What an output is that shows a widget, and what stands there if it was not found.
WIDGET = "application/vnd.jupyter.widget-view+json"
GIVEN_UP = "Error displaying widget: model not found"

#: The words of the button that shows what lies below a question, without an answer to it.
SHOWS = "Show what follows without an answer"

THEMES = ("JupyterLab Light", "JupyterLab Dark")


_TOLD = r"Traceback \(most recent call last\):\n(?:(?![ \t]*Traceback).*\n)*?[ \t]*"
#: What tornado logs where a page is left while its kernel still speaks to it.
LEFT = re.compile(
    _TOLD + r"tornado\.iostream\.StreamClosedError: Stream is closed\n\s*"
    r"During handling of the above exception, another exception occurred:\n\s*"
    + _TOLD
    + r"tornado\.websocket\.WebSocketClosedError"
)


@dataclass
class Lab:
    """A running JupyterLab: where it is, its token, its log, and the folder that it serves."""

    url: str
    token: str
    log: Path
    course: Path
    read: int = 0  # characters of the log

    def news(self):
        """What the log says since the last call, pages that were left aside."""
        log = self.log.read_text()
        news, self.read = log[self.read :], len(log)
        return LEFT.sub("", news)

    def call(self, method, path, body=None):
        """One request to the server's REST interface; None until the server listens."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"token {self.token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.read() or b"{}"
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None

    def write(self, name, *cells):
        """A notebook of these cells beside the course's own, so that its imports work.

        Text is a code cell; anything else is a cell as nbformat makes it.
        """
        path = self.course / "notebooks" / f"{name}.ipynb"
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [
            nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells
        ]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, path)
        return f"notebooks/{path.name}"


def unfold(page):
    """Press what shows the cells below a question, as long as one is to be seen."""
    shows = page.get_by_role("button", name=SHOWS)
    while shows.count():  # the next one stands below, and is seen after this
        shows.first.click()


class Notebook:
    """A notebook that is open in JupyterLab."""

    def __init__(self, lab, page, path):
        self.lab, self.page, self.path = lab, page, path
        # A workspace of its own: the default one would open what an earlier test had open.
        workspace = re.sub(r"\W", "-", path) + f"-{time.monotonic_ns()}"
        page.goto(f"{lab.url}/lab/workspaces/{workspace}/tree/{path}?token={lab.token}")
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=PATIENCE)
        # A menu entry that is chosen before the kernel is there asks which kernel to take.
        self._wait(lambda: self._kernel().get("execution_state") == "idle", "no kernel starts")
        self._rests()
        self._draws_what_is_stored()

    def _draws_what_is_stored(self, tries=3):
        """Wait until each stored widget stands there; one that was given up needs a reload.

        ipywidgets' manager tells the notebook that it has asked the kernel for widgets, and the
        outputs then wait two seconds for theirs. On a busy machine those of the file come later.
        """
        stored = nbformat.read(self.lab.course / self.path, as_version=4).cells
        outputs = [output for cell in stored for output in cell.get("outputs", ())]
        count = sum(WIDGET in output.get("data", {}) for output in outputs)
        drawn = """([count, givenUp]) => {
            const views = [...document.querySelectorAll('.lm-Panel.jp-OutputArea-output')];
            return views.length === count
                && views.every((view) => view.childElementCount || view.textContent === givenUp);
        }"""
        self.page.wait_for_function(drawn, arg=[count, GIVEN_UP], timeout=PATIENCE)
        if tries and self.page.get_by_text(GIVEN_UP).count():
            self.page.watch.forget("widget model not found")
            self.page.reload()
            self._rests()
            self._draws_what_is_stored(tries - 1)

    def _session(self):
        """What the server says of this notebook and its kernel."""
        sessions = json.loads(self.lab.call("GET", "/api/sessions"))
        return next((session for session in sessions if session["path"] == self.path), {})

    def _kernel(self):
        return self._session().get("kernel", {})

    def _rests(self):
        """Wait until the page says that the kernel rests."""
        self.page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)

    def _wait(self, true, otherwise, patience=PATIENCE):
        for _ in range(patience // 100):
            if true():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.path}: {otherwise}")

    def close(self):
        """Leave the page, which asks nothing whatever is unsaved, and then end the kernel.

        The other way round, what a kernel says at its end may find the page half gone, and the
        server writes a traceback of that.
        """
        session = self._session()["id"]
        self.page.context.close()
        for _ in range(PATIENCE // 100):
            if not self._kernel().get("connections"):
                break
            time.sleep(0.1)
        self.lab.call("DELETE", f"/api/sessions/{session}")

    def menu(self, *names):
        """Choose an entry of the menu bar, by clicking."""
        bar, *rest = names
        self.page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{bar}$")).click()
        for name in rest:
            entry = self.page.locator(".lm-Menu-item", has=self.page.get_by_text(name, exact=True))
            entry.last.click()

    def run_all(self):
        """Run > Run All Cells, and wait for the last one; the kernel's messages meanwhile."""
        cells = nbformat.read(self.lab.course / self.path, as_version=4).cells
        count = sum(cell.cell_type == "code" for cell in cells)
        messages = self.page.watch.messages = []
        self.menu("Run", "Run All Cells")
        # After a failure that is not meant, the kernel answers the rest without running it.
        self._wait(
            lambda: sum(told["msg_type"] == "execute_reply" for told in messages) == count,
            "its cells do not end",
            patience=A_RUN,
        )
        self._rests()
        # JupyterLab draws a long notebook bit by bit.
        drawn = f"document.querySelectorAll('.jp-CodeCell').length === {count}"
        self.page.wait_for_function(drawn, timeout=PATIENCE)
        self.page.watch.messages = None
        return messages

    def unfold(self):
        """Press what shows the cells below a question that has no answer, wherever it stands.

        A hurried reader does the same. It stays so in this page, also when the cell is run again.
        """
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('.lm-Panel.jp-OutputArea-output')]
                .every((view) => view.childElementCount || view.textContent)""",
            timeout=PATIENCE,
        )
        unfold(self.page)

    def ran(self):
        """[(prompt, whether an error stands under it)] of every code cell."""
        seen = self.page.locator(".jp-CodeCell").evaluate_all(
            """cells => cells.map((cell) => [
                cell.querySelector('.jp-InputArea-prompt').textContent,
                Boolean(cell.querySelector('[data-mime-type="application/vnd.jupyter.stderr"]')),
            ])"""
        )
        return [tuple(cell) for cell in seen]

    def meant(self):
        """The same as the file has it: numbered, errors where a cell is tagged."""
        stored = nbformat.read(self.lab.course / self.path, as_version=4).cells
        cells = [cell for cell in stored if cell.cell_type == "code"]
        return [
            (f"[{number}]:", "raises-exception" in cell.metadata.get("tags", []))
            for number, cell in enumerate(cells, 1)
        ]

    def theme(self, name):
        """Settings > Theme > name. Fonts and borders differ, so this may move things."""
        self.page.evaluate("notes.operated = false")
        light = "true" if "Light" in name else "false"
        body = self.page.locator("body")
        if body.get_attribute("data-jp-theme-light") != light:
            self.menu("Settings", "Theme", name)
        shown = f"body[data-jp-theme-light={light}]"
        self.page.wait_for_selector(shown, state="attached", timeout=PATIENCE)
