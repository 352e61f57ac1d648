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


class FixedInputSize(Panel):
    """Height, width, model and photo of the first visit."""

    MODELS = {
        "Sequential, Flatten": builders.fixed_sequential,
        "Functional, Flatten": builders.fixed_functional,
        "Functional, pooling head": builders.flexible_head,
    }
    SIDES = range(16, 321)  # pixels: from an icon to well over the 224 that the models are made for
    AHEAD = 24  # steps of a slider that are drawn ahead, each way

    def __init__(self):
        self._models = {label: build() for label, build in self.MODELS.items()}
        side = {"value": 224, "min": self.SIDES[0], "max": self.SIDES[-1]}
        self.height = widgets.IntSlider(**side, description="height")
        self.width = widgets.IntSlider(**side, description="width")
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
        steps = [sign * step for step in range(1, self.AHEAD + 1) for sign in (1, -1)]
        if self.square.value:
            sizes = [(height + step, height + step) for step in steps]
        else:
            sizes = [size for step in steps for size in ((height + step, width), (height, width + step))]
        inside = [size for size in sizes if size[0] in self.SIDES and size[1] in self.SIDES]
        return [(*size, model, photo) for size in inside] + [(height, width, other, photo) for other in self.MODELS]

    def ready(self):
        """What the panel opens with, and what a page without a kernel can show."""
        model, photo = self.model.value, self.photo.value
        around = [(side, side, model, photo) for side in (224, *range(200, 249), *range(120, 137))]
        marks = [(side, side, other, photo) for other in self.MODELS for side in (*range(16, 321, 16), 225)]
        return around + marks
