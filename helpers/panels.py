"""The live panels: sliders around a stage. What they decide stands in plain functions; widgets only bind."""

import ipywidgets as widgets

from helpers import builders, figures, images
from helpers.stage import SEAM, Stage
from helpers.trace import trace


class Panel(widgets.VBox):
    """Rows of controls over a stage. A control takes the colour of the axis that it is named after."""

    def __init__(self, rows, stage):
        for control in sum(rows, []):
            control.add_class(f"sc-control-{control.description}")
        super().__init__([*(widgets.HBox(row).add_class("sc-controls") for row in rows), stage])
        self.add_class("sc-panel")
        self.stage = stage

    def __repr__(self):
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for places that show none, the panel's first frame as a picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        drawing, _ = next(iter(self.stage.frames.values())).split(SEAM)
        bundle["image/svg+xml"] = figures.standalone(drawing, photos())
        return bundle


def photos():
    """{name: uint8 pixels} of the photos that a panel offers."""
    return {name: images.decode(name).numpy() for name in images.PHOTOS}


def side_slider(name, sides, value):
    """A slider for one side of a picture, in pixels."""
    return widgets.IntSlider(value, sides[0], sides[-1], description=name)


def next_sizes(height, width, sides, square):
    """The sizes (height, width) that the sliders' next steps lead to, nearest first.

    While the sliders are locked together there is one way to go, and the steps go far enough for a key
    that is held. Else each step of one slider makes all those of the other new, so they go less far.
    """
    if square and height != width:
        return []  # the page moves one slider after the other: wait for the second
    steps = [sign * step for step in range(1, 25 if square else 9) for sign in (1, -1)]
    if square:
        sizes = [(height + step, width + step) for step in steps]
    else:
        sizes = [size for step in steps for size in ((height + step, width), (height, width + step))]
    return [size for size in sizes if size[0] in sides and size[1] in sides]


class PictureShape(Panel):
    """Height, width and photo, without a model: what a picture is to TensorFlow."""

    SIDES = range(16, 321)  # pixels, as in the visits

    def __init__(self):
        self.height, self.width = side_slider("height", self.SIDES, 160), side_slider("width", self.SIDES, 240)
        self.photo = widgets.Dropdown(options=images.PHOTOS, description="photo")
        start = (self.height.value, self.width.value, self.photo.value)
        stage = Stage(
            controls=[self.height, self.width, self.photo],
            draw=self.draw,
            near=self.near,
            ready=[start, *self.near(*start)],
            assets=figures.photo_defs(photos()),
        )
        super().__init__([[self.height, self.width], [self.photo]], stage)

    def draw(self, height, width, photo):
        """The frame of one photo, really resized."""
        shape = tuple(images.at_size(images.decode(photo), height, width).shape)
        return figures.picture_frame(shape, photo, SEAM)

    def near(self, height, width, photo):
        """The sliders' next steps, then the other photos at this size."""
        sizes = next_sizes(height, width, self.SIDES, square=False)
        return [(*size, photo) for size in sizes] + [(height, width, other) for other in images.PHOTOS]


class FixedInputSize(Panel):
    """Height, width, model and photo of the first visit."""

    MODELS = {
        "Sequential, Flatten": builders.fixed_sequential,
        "Functional, Flatten": builders.fixed_functional,
        "Functional, pooling head": builders.flexible_head,
    }
    SIDES = range(16, 321)  # pixels: from an icon to well over the 224 that the models are made for

    def __init__(self, sequential=None):
        """`sequential`: the learner's own `fixed_sequential`, to run that one and not build a second."""
        own = {} if sequential is None else {"Sequential, Flatten": sequential}
        self._models = own | {label: build() for label, build in self.MODELS.items() if label not in own}
        self.height, self.width = side_slider("height", self.SIDES, 224), side_slider("width", self.SIDES, 224)
        self.square = widgets.Checkbox(True, description="square", indent=False)
        self.model = widgets.Dropdown(options=list(self.MODELS), description="model")
        self.photo = widgets.Dropdown(options=images.PHOTOS, description="photo")
        stage = Stage(
            controls=[self.height, self.width, self.model, self.photo],
            tied=[self.square, self.height, self.width],
            draw=self.draw,
            near=self.near,
            ready=self.ready(),
            assets=figures.photo_defs(photos()),
        )
        super().__init__([[self.height, self.width, self.square], [self.model, self.photo]], stage)

    def draw(self, height, width, model, photo):
        """The frame of one real call of one real model on one real photo at that size."""
        return figures.frame(self.run(height, width, model, photo), photo, SEAM)

    def run(self, height, width, model, photo):
        """The `Trace` behind the frame."""
        return trace(self._models[model], images.at_size(images.decode(photo), height, width))

    def near(self, height, width, model, photo):
        """What is worth drawing ahead: the sliders' next steps, nearest first, then the other models."""
        sizes = next_sizes(height, width, self.SIDES, self.square.value)
        return [(*size, model, photo) for size in sizes] + [(height, width, other, photo) for other in self.MODELS]

    def ready(self):
        """What the panel opens with, and what a page without a kernel can show."""
        model, photo = self.model.value, self.photo.value
        around = [(side, side, model, photo) for side in (224, *range(200, 249), *range(120, 137))]
        marks = [(side, side, other, photo) for other in self.MODELS for side in (*range(16, 321, 16), 225)]
        return around + marks
