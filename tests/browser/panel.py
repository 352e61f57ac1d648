"""A live panel: what a learner's hand does to it, and what the eye sees there."""

from .jupyter import PATIENCE
from .watch import READ


class Panel:
    """Controls and stage, operated as by a hand and read as by an eye.

    `controls`: the names of those that make the key of a frame, in its order.
    """

    def __init__(self, page, controls=("height", "width", "model", "photo")):
        self.page, self.controls = page, tuple(controls)
        self.box = page.locator(".sc-panel").first
        self.stage = self.box.locator(".sc-stage")
        # Chromium does not lay out what is far from view: nothing of the panel is visible yet.
        self.box.wait_for(state="attached", timeout=PATIENCE)
        self.scroll().settle()

    def scroll(self):
        """Bring the panel into view; one that is higher than the window by its top."""
        self.box.evaluate(
            """(panel) => panel.scrollIntoView(
                {block: panel.offsetHeight < window.innerHeight - 200 ? 'center' : 'start'})"""
        )
        return self

    # What is seen

    @property
    def state(self):
        return self.stage.get_attribute("data-state")

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
        """What the controls show: {"height": "224", ..., "square": "true"}."""
        return self.box.evaluate(
            """(panel, names) => {
                const read = READ, controls = names
                    .map((name) => [name, panel.querySelector('.sc-control-' + name)]);
                return Object.fromEntries(controls.filter(([, control]) => control)
                    .map(([name, control]) => [name, read(control)]));
            }""".replace("READ", READ),
            [*self.controls, "square"],
        )

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
        """Whether picture and words are those of `frame`, to the letter, as the page parses it."""
        return self.stage.evaluate(
            """(stage, frame) => {
                const parsed = frame.split('<!--words-->').map((html) => {
                    const box = document.createElement('div');
                    box.innerHTML = html;
                    return box.innerHTML;
                });
                const clone = stage.querySelector('.sc-words').cloneNode(true);
                // What the stage itself adds: the learner's unfolding, and that JupyterLab leaves
                // Enter alone.
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
        return self.shows(patient.draw(*(self._value(name, seen[name]) for name in self.controls)))

    def _value(self, name, text):
        """What the kernel is given for what a control shows: a list may offer "true" as a text."""
        if text.isdigit():
            return int(text)
        return text == "true" if self.control(name).locator("[type=checkbox]").count() else text

    def boxes(self):
        """Where picture, words and what follows the panel lie."""
        return self.box.evaluate(
            """(panel) => {
                const cell = panel.closest('.jp-Cell');
                const after = cell?.nextElementSibling ?? panel.nextElementSibling;
                const inside = panel.querySelectorAll('.sc-picture, .sc-words');
                return [panel, ...inside, after]
                    .map((place) => Object.values(place.getBoundingClientRect().toJSON()));
            }"""
        )

    # What the hand does

    def control(self, name):
        return self.box.locator(f".sc-control-{name}")

    def handle(self, name):
        return self.control(name).locator(".noUi-handle")

    def select(self, name):
        return self.control(name).locator("select")

    def options(self, name):
        """What a list offers."""
        return self.select(name).evaluate("select => [...select.options].map(({value}) => value)")

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
        """Bring a slider to a value by typing it, so that no size on the way is drawn."""
        self.control(name).locator(".widget-readout").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(str(value))
        self.page.keyboard.press("Enter")
        return self

    def choose(self, **values):
        """Bring controls, named with _ for -, to these values."""
        for name, value in values.items():
            name = name.replace("_", "-")
            now = self.values()[name]
            if now in (str(value), str(value).lower()):
                continue
            if now.isdigit():
                self.go(name, value)
            elif isinstance(value, bool):
                self.focusable(name).set_checked(value)
            else:
                self.select(name).select_option(label=value)
        return self.settle()

    def at(self, height, width, **others):
        """Bring the first visit's panel to these sides, with the lock as they need it."""
        return self.choose(square=height == width, height=height, width=width, **others)

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

    def click(self, name, at):
        """Click a slider's track at a part, 0 to 1, of its length."""
        track = self.control(name).locator(".noUi-base").bounding_box()
        self.page.mouse.click(track["x"] + track["width"] * at, track["y"] + track["height"] / 2)
        return self

    def followed(self, slider, way):
        """What controls and stage showed at every animation frame while a slider was moved fast."""
        self.page.evaluate("controls => follow(controls)", list(self.controls))
        if way == "held key":
            self.press(slider)
            for _ in range(40):
                self.page.keyboard.down("ArrowRight")  # without an up: a held key
            self.page.keyboard.up("ArrowRight")
        else:
            self.drag(slider, to=1, steps=40).drag(slider, to=0, steps=8)
        self.settle()
        return self.page.evaluate("unfollow()")
