"""The panel of the first visit: a photo of any size, and models made for one."""

from helpers import clinic
from helpers.clinic import reach
from helpers.clinic.render import whole
from helpers.clinic.trace import trace
from helpers.course import builders, edges, images
from helpers.panels.panel import Panel, choice, photos, slider, switch
from helpers.panels.stage import SEAM
from helpers.pictures import frame as pictures
from helpers.pictures.unread import Unread

POOLING = "Functional, pooling head"


class FixedInputSize(Panel):
    """Height, width, model and photo of the first visit."""

    MODELS = {
        "Sequential, Flatten": builders.fixed_sequential,
        "Functional, Flatten": builders.fixed_functional,
        POOLING: builders.flexible_head,
    }
    SIDES = range(16, 321)  # pixels: from an icon to well over the 224 that the models are made for

    def __init__(self, sequential=None):
        """`sequential`: the learner's own `fixed_sequential`, to run that and build no other."""
        own = {} if sequential is None else {"Sequential, Flatten": sequential}
        self._models = own | {
            label: build() for label, build in self.MODELS.items() if label not in own
        }
        self._padded = builders.flexible_head(padding="same")
        self._padded.set_weights(self._models[POOLING].get_weights())
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
        seen = self.run(height, width, model, photo)
        return pictures.frame(seen, photo, SEAM, unread=self.unread(seen, model, photo))

    def run(self, height, width, model, photo):
        """The `Trace` behind the frame."""
        return trace(self._models[model], images.at_size(images.decode(photo), height, width))

    def unread(self, seen, model, photo):
        """The part of the photo that the model of that call never reads, an `Unread`, or None.

        Tried on the photo itself: written over, it changes nothing; after each cure, it does.
        """
        height, width = seen.shape_in[1:3]
        called, read = self._models[model], reach.read(self._models[model], seen)
        if read in (None, (height, width)) or edges.answers_differ(
            called, images.at_size(images.decode(photo), height, width), *read
        ):
            return None
        reading = clinic.read(seen, called)
        cures = tuple(
            told
            for told, cured, size in self._cures(called, read, (height, width))
            if _reads_behind(cured, photo, size, read, (height, width))
        )
        return Unread((height, width), read, reading, cures)

    def _cures(self, called, read, given):
        """(in words, a model, the size of the picture that it gets)."""
        rows, columns = read
        yield f"<b>{whole(f'resize to {rows} × {columns}')}</b>", called, read
        if called is self._models[POOLING]:
            told = '<b>padding="same"</b> in conv, with the same weights'
            yield told, self._padded, given

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


def _reads_behind(model, photo, size, read, given):
    """Whether the last row, and the last column, change the answer at that size: of both, those
    that were left out before.
    """
    pictures = images.at_size(images.decode(photo), *size)
    last = [side - (part < whole) for side, part, whole in zip(size, read, given)]
    (rows, columns), (height, width) = last, size
    return all(
        edges.answers_differ(model, pictures, *kept)
        for kept in {(rows, width), (height, columns)} - {(height, width)}
    )
