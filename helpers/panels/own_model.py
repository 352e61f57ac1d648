"""The panel of the seventh visit: a learner's own model, traced at any size, and the map of its failures."""

import asyncio
import time
from html import escape

import ipywidgets as widgets
import tensorflow as tf

from helpers.course import builders
from helpers.course import images
from helpers.clinic import loading
from helpers.pictures import failure_map as map_figures
from helpers.clinic import sizes
from helpers.panels.panel import Panel, choice, photos, slider
from helpers.panels.stage import SEAM

PHOTO = "coffee"
STEPS = {1: "every size", 4: "multiples of 4", 7: "multiples of 7", 16: "multiples of 16"}
POINTS = 24  # of the map along each side
#: Boxes that keep their height whatever is in them, so that nothing below jumps.
STYLE = map_figures.STYLE + """
.sc-your-model .sc-told {height:4.8em;overflow:auto}
.sc-your-model .sc-told p {margin:0;line-height:1.45}
.sc-your-model .sc-map {width:100%;max-width:960px;aspect-ratio:960 / 400;overflow:hidden}
.sc-your-model .sc-map .widget-html-content {height:100%}
"""
SLICE = 0.05  # seconds of asking between two looks at what the learner does


class YourModel(Panel):
    """Height, width, channels and a model, one's own among them; and the map of its failures around that size.

    `models`: {name: model} to offer besides the course's; a model alone is offered under its own name.
    """

    SIDES = range(1, 321)
    COURSE = {"U-Net": builders.small_unet, "first visit's": builders.fixed_sequential}

    def __init__(self, models=None):
        own = models if isinstance(models, dict) or models is None else {models.name: models}
        self._models = (own or {}) | {name: build() for name, build in self.COURSE.items()}
        self.height, self.width = slider("height", self.SIDES, 100), slider("width", self.SIDES, 150)
        self.channels, self.model = slider("channels", range(1, 5), 3), choice("model", list(self._models))
        self.bring = _Bring(self.offer)
        self.map = _Map(self)
        super().__init__(
            controls=[self.height, self.width, self.channels, self.model],
            rows=[[self.height, self.width], [self.channels, self.model]],
            ready=self.ready(),
            photos=photos([PHOTO]),
        )
        self.stage.assets += f"<style>{STYLE}</style>"
        self.children = (self.bring, *self.children, self.map)
        self.add_class("sc-your-model")

    def _repr_mimebundle_(self, **kwargs):
        """As every panel's; its picture outside a lab needs this room's style too."""
        bundle = super()._repr_mimebundle_(**kwargs)
        drawn = bundle["image/svg+xml"]
        inside = drawn.index(">") + 1
        bundle["image/svg+xml"] = f"{drawn[:inside]}<style>{map_figures.STYLE}</style>{drawn[inside:]}"
        return bundle

    def offer(self, name, model):
        """Add a model to the list, and choose it. One of the same name gives way, and its frames go."""
        self._models[name] = model
        for key in [key for key in self.stage.frames if key.endswith(f"|{name}")]:
            del self.stage.frames[key]
        self.model.options = list(self._models)
        self.model.value = name
        self.channels.value = min(sizes.channels_of(model), self.channels.max)

    def chosen(self):
        """The model that the list shows."""
        return self._models[self.model.value]

    def draw(self, height, width, channels, model):
        """The frame of one call of one model; see `run`."""
        seen = self.run(height, width, channels, model)
        return map_figures.strip(seen) + SEAM + map_figures.words(seen)

    def run(self, height, width, channels, model):
        """The `Trace` behind the frame: of a real call, unless the picture is too small to be run."""
        return sizes.careful_trace(self._models[model], _picture(height, width, channels))

    def ready(self):
        """The size that it opens with for each model, sizes that pass, and the first steps around."""
        first = (100, 150, 3, next(iter(self._models)))
        others = [(*size, 3, model) for model in self.COURSE for size in ((100, 150), (96, 144), (224, 224))]
        beside = [(100, width, *first[2:]) for width in (144, 152)] + [(height, 150, *first[2:]) for height in (96, 104)]
        return [first, *others, *beside]


def _picture(height, width, channels):
    """The photo at that size, (1, height, width, channels): gray, with a second half, in colour, or with alpha."""
    pixels = images.at_size(images.decode(PHOTO), height, width)
    if channels == 3:
        return pixels
    gray = tf.reduce_mean(pixels, axis=-1, keepdims=True)
    return tf.concat([pixels, tf.ones_like(gray)], -1) if channels == 4 else tf.repeat(gray, channels, -1)


class _Bring(widgets.VBox):
    """Three ways to bring a model: one of keras.applications, a path, an upload. `offer(name, model)` takes it."""

    def __init__(self, offer):
        self._offer = offer
        self.application = widgets.Dropdown(options=["choose …", *loading.FEW], description="application").add_class(
            "sc-control-application"
        )
        self.path = widgets.Text(description="path", placeholder="model.keras", continuous_update=False).add_class("sc-control-path")
        self.upload = widgets.FileUpload(accept=".keras", description="upload .keras", layout={"width": "auto"})
        self.upload.add_class("sc-control-upload")
        self.told = widgets.HTML("<p>Choose a model below, or bring one here.</p>").add_class("sc-told")
        self.application.observe(self._build, "value")
        self.path.observe(self._open, "value")
        self.upload.observe(self._receive, "value")
        super().__init__([widgets.HBox([self.application, self.path, self.upload]).add_class("sc-controls"), self.told])

    def _build(self, change):
        if change["new"] in loading.FEW:
            self._take(change["new"], lambda: loading.application(change["new"]))

    def _open(self, change):
        if change["new"].strip():
            path = change["new"].strip()
            self._take(path.replace("\\", "/").split("/")[-1], lambda: loading.load(path))

    def _receive(self, change):
        for file in change["new"]:
            self._take(file["name"], lambda file=file: loading.load(bytes(file["content"])))
        self.upload.value = ()  # so that the same file can be given again

    def _take(self, name, make):
        """Make a model and offer it, or say why not."""
        self.told.value = f"<p>Loading {escape(name)} …</p>"
        try:
            model = make()
        except loading.Refused as refused:
            self.told.value = _refusal(refused)
        else:
            self._offer(name, model)
            self.told.value = f"<p>✓ {escape(name)} is in the list: {model.count_params()} parameters.</p>"


def _refusal(refused):
    """What is refused, why, and the way out. HTML."""
    what, why, out = (escape(part) for part in (refused.what, refused.why, refused.out))
    return f"<p><b>✗ Refused: {what}.</b> Why: {why}. The way out: {out}</p>"


class _Map(widgets.VBox):
    """The failure map of the panel's model around its size, asked for in slices, so that the sliders go on answering."""

    def __init__(self, panel):
        self._panel, self._task = panel, None
        self.step = widgets.Dropdown(options=[(told, step) for step, told in STEPS.items()], value=4, description="map")
        self.step.add_class("sc-control-map")
        self.start = widgets.Button(description="Draw the failure map", layout={"width": "auto"}).add_class("sc-start")
        self.cancel = widgets.Button(description="Cancel", disabled=True, layout={"width": "auto"}).add_class("sc-cancel")
        self.progress = widgets.IntProgress(0, 0, POINTS * POINTS, layout={"width": "200px"}).add_class("sc-progress")
        self.drawing = widgets.HTML("<p>Not drawn yet.</p>").add_class("sc-map")
        self.start.on_click(lambda _: self.begin())
        self.cancel.on_click(lambda _: self.stop())
        row = [self.step, self.start, self.cancel, self.progress]
        super().__init__([widgets.HBox(row).add_class("sc-controls"), self.drawing])

    def begin(self):
        """Start to ask; without a running loop, as in a script, ask it all."""
        if self._task and not self._task.done():
            return
        work = self._work()
        try:
            self._task = asyncio.get_running_loop().create_task(work)
        except RuntimeError:
            asyncio.run(work)

    def stop(self):
        """Stop asking, and keep what is there."""
        self._stopped = True

    async def _work(self):
        model, step = self._panel.chosen(), self.step.value
        channels = self._panel.channels.value
        heights, widths = _around(self._panel.height.value, step), _around(self._panel.width.value, step)
        self._stopped, points = False, []
        self.start.disabled, self.cancel.disabled = True, False
        try:
            asking = sizes.map_points(model, heights, widths, channels)
            while len(points) < len(heights) * len(widths) and not self._stopped:
                until = time.monotonic() + SLICE
                while len(points) < len(heights) * len(widths) and time.monotonic() < until:
                    points.append(next(asking))
                self.progress.value = len(points)
                await asyncio.sleep(0.01)  # a slider or the Cancel button may have something to say
            found = sizes.map_of(model, heights, widths, channels, points)
            told = "" if found.complete else f"Cancelled after {len(points)} sizes; what was asked is kept."
            self.drawing.value = f"<div class='sc-map-figure'>{map_figures.drawing(found, told)}</div>"
        except Exception as error:  # a task's exception would be seen by nobody
            self.drawing.value = f"<p><b>✗ The map failed:</b> {escape(f'{type(error).__name__}: {error}'[:500])}</p>"
        finally:
            self.start.disabled, self.cancel.disabled = False, True


def _around(side, step):
    """`POINTS` multiples of `step` around that side."""
    first = max(side // step - POINTS // 2, 1)
    return tuple(step * (first + place) for place in range(POINTS))
