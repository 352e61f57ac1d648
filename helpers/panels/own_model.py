"""The panel of the seventh visit: a model of one's own at any size, and the map of its failures."""

import asyncio
import time

import ipywidgets as widgets
import keras

from helpers.clinic import loading, sizes
from helpers.course import builders, images
from helpers.panels.panel import Panel, choice, photos, slider
from helpers.panels.stage import SEAM
from helpers.panels.upload import MOST, UploadGuard
from helpers.pictures import failure_map, own_model, strip

PHOTO = "coffee"
STEPS = {1: "every size", 4: "multiples of 4", 7: "multiples of 7", 16: "multiples of 16"}
POINTS = 24  # of the map along each side
SLICE = 0.05  # seconds of asking between two looks at what the learner does
PAUSE = 0.01  # seconds for a slider or the Cancel button that has something to say


class YourModel(Panel):
    """Height, width, channels and a model, one's own among them; and the map around that size.

    `models`: {name: model} to offer besides the course's; a model alone is offered under its own
    name. A function that builds one does as well as a model. Raises TypeError for what is neither.
    """

    SIDES = range(1, 321)
    COURSE = {"U-Net": builders.small_unet, "first visit's": builders.fixed_sequential}

    def __init__(self, models=None):
        self._models = _named_models(models) | {name: make() for name, make in self.COURSE.items()}
        self.height = slider("height", self.SIDES, 100)
        self.width = slider("width", self.SIDES, 150)
        self.channels = slider("channels", range(1, 5), 3)
        self.model = choice("model", list(self._models))
        self.bring = _Bring(self.offer)
        self.map = _Map(self)
        super().__init__(
            controls=[self.height, self.width, self.channels, self.model],
            rows=[[self.height, self.width], [self.channels, self.model]],
            ready=self.ready(),
            photos=photos([PHOTO]),
        )
        self.children = (self.bring, *self.children, self.map)
        self.add_class("sc-your-model")

    def offer(self, name, model):
        """Add a model to the list, and choose it. One of that name gives way with its frames."""
        self._models[name] = model
        self.stage.forget(f"|{name}")
        self.model.options = list(self._models)
        self.model.value = name
        self.channels.value = min(sizes.channels_of(model), self.channels.max)

    def chosen(self):
        """The model that the list shows."""
        return self._models[self.model.value]

    def draw(self, height, width, channels, model):
        """The frame of one call of one model; see `run`."""
        return strip.frame(self.run(height, width, channels, model), SEAM)

    def run(self, height, width, channels, model):
        """The `Trace` behind the frame: of a real call, unless the picture is too small for one."""
        photo = images.at_size(images.decode(PHOTO), height, width)
        return sizes.careful_trace(self._models[model], images.with_channels(photo, channels))

    def ready(self):
        """The size that it opens with, sizes that pass for each model, the first steps around."""
        name = next(iter(self._models))
        start = ((100, 150), (96, 144), (224, 224))
        others = [(*size, 3, model) for model in self.COURSE for size in start]
        beside = [(100, 144), (100, 152), (96, 150), (104, 150)]
        return [(100, 150, 3, name), *others, *((*size, 3, name) for size in beside)]


def _named_models(models):
    """{name: model} of what `YourModel` is given, None among it."""
    if isinstance(models, dict):
        return {name: _built(model) for name, model in models.items()}
    if models is None:
        return {}
    model = _built(models)
    return {model.name: model}


def _built(model):
    """A model as it is, or what its builder makes."""
    made = model if isinstance(model, keras.Model) or not callable(model) else model()
    if not isinstance(made, keras.Model):
        told = type(made).__name__
        raise TypeError(
            f"YourModel() takes a Keras model or a function that builds one, not {told}."
        )
    return made


class _Bring(widgets.VBox):
    """Three ways to bring a model: one of keras.applications, a path, an upload.

    `offer(name, model)` takes it.
    """

    def __init__(self, offer):
        self._offer = offer
        options = ["choose …", *loading.FEW]
        self.application = widgets.Dropdown(options=options, description="application")
        self.path = widgets.Text(
            description="path", placeholder="model.keras", continuous_update=False
        )
        self.upload = widgets.FileUpload(accept=".keras", description="upload .keras")
        self.upload.layout.width = "auto"
        self.told = widgets.HTML(own_model.INVITATION).add_class("sc-told")
        self.application.observe(self._build, "value")
        self.path.observe(self._open, "value")
        self.upload.observe(self._receive, "value")
        row = [_named(getattr(self, name), name) for name in ("application", "path", "upload")]
        words = own_model.too_large("{name}", "{size}", round(MOST / 2**20))
        self.guard = UploadGuard(upload=self.upload, told=self.told, words=words)
        super().__init__([_row(row), self.told, self.guard])

    def _build(self, change):
        if change["new"] in loading.FEW:
            self._take(change["new"], lambda: loading.application(change["new"]))

    def _open(self, change):
        path = change["new"].strip()
        if path:
            name = path.strip("\"'“”‘’ ").replace("\\", "/").rstrip("/").split("/")[-1]
            self._take(name, lambda: loading.load(path))

    def _receive(self, change):
        for file in change["new"]:
            self._take(file["name"], lambda file=file: _given(file))
        self.upload.value = ()  # so that the same file can be given again

    def _take(self, name, make):
        """Make a model and offer it, or say why not."""
        self.told.value = own_model.loading(name)
        try:
            model = make()
        except loading.Refused as refusal:
            self.told.value = own_model.refused(refusal)
        else:
            self._offer(name, model)
            self.told.value = own_model.listed(name, model)


def _given(file):
    """The model in an uploaded file."""
    return loading.load(bytes(file["content"]), file["name"])


def _named(control, name):
    return control.add_class(f"sc-control-{name}")


def _row(controls):
    return widgets.HBox(controls).add_class("sc-controls")


def _button(description, **options):
    return widgets.Button(description=description, layout={"width": "auto"}, **options)


class _Map(widgets.VBox):
    """The failure map of the panel's model around its size.

    It is asked for in slices, so that the sliders go on answering.
    """

    def __init__(self, panel):
        self._panel, self._task, self._stopped = panel, None, False
        options = [(told, step) for step, told in STEPS.items()]
        self.step = _named(widgets.Dropdown(options=options, value=4, description="map"), "map")
        self.start = _button("Draw the failure map").add_class("sc-start")
        self.cancel = _button("Cancel", disabled=True).add_class("sc-cancel")
        self.progress = widgets.IntProgress(0, 0, POINTS**2, layout={"width": "200px"})
        self.progress.add_class("sc-progress")
        self.drawing = widgets.HTML(own_model.NO_MAP).add_class("sc-map")
        self.start.on_click(lambda _: self.begin())
        self.cancel.on_click(lambda _: self.stop())
        super().__init__([_row([self.step, self.start, self.cancel, self.progress]), self.drawing])

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
        self._stopped = False
        self.start.disabled, self.cancel.disabled = True, False
        try:
            found = await self._asked()
            points = self.progress.value
            told = "" if found.complete else own_model.cancelled(points)
            self.drawing.value = failure_map.boxed(found, told)
        except Exception as error:  # a task's exception would be seen by nobody
            self.drawing.value = own_model.failed(error)
        finally:
            self.start.disabled, self.cancel.disabled = False, True

    async def _asked(self):
        """The `FailureMap`, or as much of it as was asked before `stop`."""
        model, channels = self._panel.chosen(), self._panel.channels.value
        sides = (self._panel.height.value, self._panel.width.value)
        heights, widths = (_around(side, self.step.value) for side in sides)
        asking = sizes.map_points(model, heights, widths, channels)
        points = []
        while len(points) < POINTS**2 and not self._stopped:
            until = time.monotonic() + SLICE
            while len(points) < POINTS**2 and time.monotonic() < until:
                points.append(next(asking))
            self.progress.value = len(points)
            await asyncio.sleep(PAUSE)
        return sizes.map_of(model, heights, widths, channels, points)


def _around(side, step):
    """`POINTS` multiples of `step` around that side."""
    first = max(side // step - POINTS // 2, 1)
    return tuple(step * (first + place) for place in range(POINTS))
