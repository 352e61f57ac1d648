"""The panel of the first visit: a photo of any size, and models made for one."""

from helpers.clinic.trace import trace
from helpers.course import builders, images
from helpers.panels.panel import Panel, choice, photos, slider, switch
from helpers.panels.stage import SEAM
from helpers.pictures import frame as pictures


class FixedInputSize(Panel):
    """Height, width, model and photo of the first visit."""

    MODELS = {
        "Sequential, Flatten": builders.fixed_sequential,
        "Functional, Flatten": builders.fixed_functional,
        "Functional, pooling head": builders.flexible_head,
    }
    SIDES = range(16, 321)  # pixels: from an icon to well over the 224 that the models are made for

    def __init__(self, sequential=None):
        """`sequential`: the learner's own `fixed_sequential`, to run that and build no other."""
        own = {} if sequential is None else {"Sequential, Flatten": sequential}
        self._models = own | {
            label: build() for label, build in self.MODELS.items() if label not in own
        }
        self.height, self.width = (
            slider("height", self.SIDES, 224),
            slider("width", self.SIDES, 224),
        )
        self.square = switch("square", True)
        self.model, self.photo = choice("model", list(self.MODELS)), choice("photo", images.PHOTOS)
        super().__init__(
            controls=[self.height, self.width, self.model, self.photo],
            rows=[[self.height, self.width, self.square], [self.model, self.photo]],
            tied=[self.square, self.height, self.width],
            ready=self.ready(),
            photos=photos(),
        )

    def draw(self, height, width, model, photo):
        """The frame of one real call of one real model on one real photo at that size."""
        return pictures.frame(self.run(height, width, model, photo), photo, SEAM)

    def run(self, height, width, model, photo):
        """The `Trace` behind the frame."""
        return trace(self._models[model], images.at_size(images.decode(photo), height, width))

    def ready(self):
        """What the panel opens with, and what a page without a kernel can show."""
        model, photo = self.model.value, self.photo.value
        around = [(side, side, model, photo) for side in (224, *range(200, 249), *range(120, 137))]
        marks = [
            (side, side, other, photo)
            for other in self.MODELS
            for side in (*range(16, 321, 16), 225)
        ]
        return around + marks
