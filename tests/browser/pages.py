"""What a learner's hand does in JupyterLab and to a panel, and what the eye sees there."""

import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat

from .watch import READ

ROOT = Path(__file__).parents[2]

#: How long, in ms, anything may take on a busy machine before it counts as not happening.
PATIENCE = 30_000

SLIDERS = ("height", "width")
MODELS = ("Sequential, Flatten", "Functional, Flatten", "Functional, pooling head")
PHOTOS = ("coffee", "cat", "astronaut", "rocket", "galaxies")


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
        """The same as the course's own file has it: numbered from 1, errors where a cell is tagged."""
        stored = nbformat.read(ROOT / self.path, as_version=4).cells
        cells = [cell for cell in stored if cell.cell_type == "code"]
        return [
            (f"[{number}]:", "raises-exception" in cell.metadata.get("tags", [])) for number, cell in enumerate(cells, 1)
        ]

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


#: The contrast of every text, by what Chromium computed for it.
CONTRASTS = """(panel) => {
    const rgba = (colour) => {
        const parts = colour.match(/[\\d.]+/g).map(Number);
        const scale = colour.startsWith('color(') ? 255 : 1;
        return [...parts.slice(0, 3).map((part) => part * scale), parts[3] ?? 1];
    };
    const over = (front, back) => front.slice(0, 3).map((part, n) => part * front[3] + back[n] * (1 - front[3]));
    const light = (colour) => {
        const [r, g, b] = colour.map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
        if (!element) return [255, 255, 255];
        const own = element.ownerSVGElement ? [0, 0, 0, 0] : rgba(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own.slice(0, 3) : over(own, background(element.parentElement));
    };
    const opacity = (element) => element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1;
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
        if (!text || element.closest('style, defs')) continue;
        const style = getComputedStyle(element);
        const back = background(element);
        const front = rgba(element.ownerSVGElement ? style.fill : style.color);
        front[3] *= opacity(element);
        const [dark, bright] = [light(over(front, back)), light(back)].sort((a, b) => a - b);
        found.push([(bright + 0.05) / (dark + 0.05), text]);
    }
    return found;
}"""


class Panel:
    """Controls and stage, operated as by a hand and read as by an eye.

    `controls`: the names of those that make the key of a frame, in its order.
    """

    def __init__(self, page, controls=("height", "width", "model", "photo")):
        self.page, self.controls = page, controls
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
        seen = {name: self.control(name).evaluate(READ) for name in self.controls}
        return seen | ({"square": self.checkbox.is_checked()} if self.control("square").count() else {})

    def settle(self, state="shown"):
        """Wait until the stage shows the frame that the controls point at."""
        self.page.wait_for_function(
            """([panel, names, state]) => {
                const stage = panel.querySelector('.sc-stage'), read = READ;
                const shown = names.map((name) => read(panel.querySelector('.sc-control-' + name)));
                return stage.dataset.state === state && stage.dataset.key === shown.join('|');
            }""".replace("READ", READ),
            arg=[self.box.element_handle(), list(self.controls), state],
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
        values = [int(text) if text.isdigit() else {"true": True, "false": False}.get(text, text)
                  for text in (seen[name] for name in self.controls)]
        return self.shows(patient.draw(*values))

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
        return self.control(name).locator(".noUi-handle, select, input[type=checkbox]")

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

    def choose(self, **values):
        """Bring controls to these values, named with _ for -: sliders by keyboard, the rest as Playwright does."""
        seen = self.values()
        for name, value in values.items():
            name = name.replace("_", "-")
            if seen[name] == str(value).lower() or seen[name] == value:
                continue
            if self.select(name).count():
                self.select(name).select_option(label=value)
            elif self.handle(name).count():
                self.go(name, value)
            else:
                self.focusable(name).set_checked(value)
        return self.settle()

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

    def contrasts(self):
        """[(contrast with what lies behind, text)] of every text of the panel; WCAG 2.2, relative luminance."""
        return self.box.evaluate(CONTRASTS)

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
