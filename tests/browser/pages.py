"""What a learner's hand does in JupyterLab and to a panel, and what the eye sees there."""

import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat

#: How long, in ms, anything may take on a busy machine before it counts as not happening.
PATIENCE = 30_000

SLIDERS = ("height", "width")
MODELS = ("Sequential, Flatten", "Functional, Flatten", "Functional, pooling head")
PHOTOS = ("coffee", "cat", "astronaut", "rocket", "portrait")


@dataclass
class Lab:
    """A running JupyterLab: where it is, its token, its log, and the folder that it serves."""

    url: str
    token: str
    log: Path
    course: Path

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
        """A notebook of these code cells beside the course's own, so that its imports work."""
        path = self.course / "notebooks" / f"{name}.ipynb"
        nbformat.write(
            nbformat.v4.new_notebook(
                cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
                metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            ),
            path,
        )
        return f"notebooks/{path.name}"


class Notebook:
    """A notebook that is open in JupyterLab."""

    def __init__(self, lab, page, path):
        self.lab, self.page, self.path = lab, page, path
        # A workspace of its own: the default one would open what an earlier test had open.
        workspace = re.sub(r"\W", "-", path) + f"-{time.monotonic_ns()}"
        page.goto(f"{lab.url}/lab/workspaces/{workspace}/tree/{path}?token={lab.token}")
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=PATIENCE)
        # A menu entry that is chosen before the kernel is there asks which kernel to take.
        self._wait(lambda: self._kernel().get("execution_state") == "idle", "its kernel does not start")
        page.wait_for_selector("text=/ \\| Idle$/", timeout=PATIENCE)

    def _kernel(self):
        """What the server says of this notebook's kernel."""
        sessions = json.loads(self.lab.call("GET", "/api/sessions"))
        return next((session["kernel"] for session in sessions if session["path"] == self.path), {})

    def _wait(self, true, otherwise):
        for _ in range(PATIENCE // 100):
            if true():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.path}: {otherwise}")

    def menu(self, *names):
        """Choose an entry of the menu bar, by clicking."""
        bar, *rest = names
        self.page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{bar}$")).click()
        for name in rest:
            entry = self.page.locator(".lm-Menu-item", has=self.page.get_by_text(name, exact=True))
            entry.last.click()

    def run_all(self):
        """Run > Run All Cells, and wait until every code cell has a number and the kernel rests."""
        cells = nbformat.read(self.lab.course / self.path, as_version=4).cells
        count = sum(cell.cell_type == "code" for cell in cells)  # JupyterLab draws a long notebook bit by bit
        prompts = "[...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map((e) => e.textContent)"
        self.menu("Run", "Run All Cells")
        # Numbers from an earlier run may stand there: first see that this one has begun.
        self.page.wait_for_function(f"{prompts}.some((prompt) => prompt.includes('*'))", timeout=PATIENCE)
        self.page.wait_for_function(
            f"{prompts}.filter((prompt) => /\\d/.test(prompt)).length === {count}", timeout=4 * PATIENCE
        )
        return self

    def theme(self, name):
        """Settings > Theme > name. Fonts and borders differ, so this may move things."""
        self.page.evaluate("notes.operated = false")
        light = "true" if "Light" in name else "false"
        if self.page.locator("body").get_attribute("data-jp-theme-light") != light:
            self.menu("Settings", "Theme", name)
        self.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached", timeout=PATIENCE)

    def panel(self):
        """The first live panel of the notebook, scrolled into view."""
        return Panel(self.page)


class Panel:
    """Controls and stage, operated as by a hand and read as by an eye."""

    def __init__(self, page):
        self.page = page
        self.box = page.locator(".sc-panel").first
        self.stage = self.box.locator(".sc-stage")
        # Chromium does not lay out what is far from view, so nothing of the panel counts as visible yet.
        self.box.wait_for(state="attached", timeout=PATIENCE)
        self.box.evaluate("panel => panel.scrollIntoView({block: 'center'})")
        self.settle()

    # What is seen

    @property
    def state(self):
        return self.stage.get_attribute("data-state")

    @property
    def key(self):
        return self.stage.get_attribute("data-key")

    @property
    def picture(self):
        return self.stage.locator(".sc-picture").inner_html()

    @property
    def words(self):
        return self.stage.locator(".sc-words").inner_text()

    @property
    def alt(self):
        return self.stage.locator("svg[role=img]").get_attribute("aria-label")

    def values(self):
        """What the controls show: {"height": "224", ..., "square": True}."""
        seen = {name: self.control(name).locator(".widget-readout").text_content() for name in SLIDERS}
        for name in ("model", "photo"):
            seen[name] = self.select(name).evaluate("select => select.value")
        return seen | {"square": self.checkbox.is_checked()}

    def settle(self, state="shown"):
        """Wait until the stage shows the frame that the controls point at."""
        self.page.wait_for_function(
            """([panel, names, state]) => {
                const stage = panel.querySelector('.sc-stage');
                const read = (name) => {
                    const control = panel.querySelector('.sc-control-' + name);
                    return control.querySelector('select')?.value
                        ?? control.querySelector('.widget-readout').textContent;
                };
                return stage.dataset.state === state && stage.dataset.key === names.map(read).join('|');
            }""",
            arg=[self.box.element_handle(), ["height", "width", "model", "photo"], state],
            timeout=PATIENCE,
        )
        return self

    def shows(self, frame):
        """Whether picture and words are those of `frame`, to the letter, once the page has parsed it."""
        return self.stage.evaluate(
            """(stage, frame) => {
                const parsed = frame.split('<!--words-->').map((html) => {
                    const box = document.createElement('div');
                    box.innerHTML = html;
                    return box.innerHTML;
                });
                const clone = stage.querySelector('.sc-words').cloneNode(true);
                // What the stage itself adds: the learner's unfolding, and that JupyterLab leaves Enter alone.
                clone.querySelector('details')?.removeAttribute('open');
                clone.querySelector('summary')?.removeAttribute('data-lm-suppress-shortcuts');
                return stage.querySelector('.sc-picture').innerHTML === parsed[0]
                    && clone.innerHTML === parsed[1];
            }""",
            frame,
        )

    def agrees(self, patient):
        """Whether the stage shows, to the letter, what TensorFlow answers in this process."""
        seen = self.settle().values()
        return self.shows(patient.draw(int(seen["height"]), int(seen["width"]), seen["model"], seen["photo"]))

    # What the hand does

    def control(self, name):
        return self.box.locator(f".sc-control-{name}")

    def handle(self, name):
        return self.control(name).locator(".noUi-handle")

    def select(self, name):
        return self.control(name).locator("select")

    @property
    def checkbox(self):
        return self.control("square").locator("input[type=checkbox]")

    def focusable(self, name):
        """What takes the keyboard's focus in a control."""
        if name in SLIDERS:
            return self.handle(name)
        return self.checkbox if name == "square" else self.select(name)

    def press(self, name, *keys):
        """Put the focus on a control, and press keys there."""
        self.focusable(name).focus()
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def go(self, name, value):
        """Bring a slider to a value by the keyboard, in few keys."""
        pages, steps = divmod(abs(value - int(self.values()[name])), 5)
        page, step = ("PageUp", "ArrowRight") if value > int(self.values()[name]) else ("PageDown", "ArrowLeft")
        return self.press(name, *[page] * pages, *[step] * steps)

    def at(self, height, width, model=None, photo=None):
        """Bring the panel to these values (the lists by Playwright's own way), and wait for the frame."""
        if self.checkbox.is_checked() != (height == width):
            self.press("square", "Space")
        for name, label in (("model", model), ("photo", photo)):
            if label:
                self.select(name).select_option(label=label)
        return self.go("height", height).go("width", width).settle()

    def drag(self, name, to, steps=10):
        """Drag a slider's handle to a part, 0 to 1, of its track, with the mouse."""
        track = self.control(name).locator(".noUi-base").bounding_box()
        start = self.handle(name).bounding_box()
        middle = start["y"] + start["height"] / 2
        self.page.mouse.move(start["x"] + start["width"] / 2, middle)
        self.page.mouse.down()
        self.page.mouse.move(track["x"] + to * track["width"], middle, steps=steps)
        self.page.mouse.up()
        return self

    def boxes(self):
        """Where picture, words and what follows the panel lie."""
        return self.box.evaluate(
            """(panel) => {
                const cell = panel.closest('.jp-Cell');
                const after = cell?.nextElementSibling ?? panel.nextElementSibling;
                const places = [panel, panel.querySelector('.sc-picture'), panel.querySelector('.sc-words'), after];
                return places.map((place) => Object.values(place.getBoundingClientRect().toJSON()));
            }"""
        )
