"""The panel of the first page: what a picture is to TensorFlow."""

from helpers.course import images
from helpers.panels.panel import Panel, choice, next_values, photos, slider
from helpers.panels.stage import SEAM
from helpers.pictures import frame as pictures


class PictureShape(Panel):
    """Height, width and photo, without a model: what a picture is to TensorFlow."""

    SIDES = range(16, 321)  # pixels, as in the visits

    def __init__(self):
        self.height, self.width = (
            slider("height", self.SIDES, 160),
            slider("width", self.SIDES, 240),
        )
        self.photo = choice("photo", images.PHOTOS)
        controls = [self.height, self.width, self.photo]
        start = (160, 240, images.PHOTOS[0])
        super().__init__(
            controls,
            rows=[[self.height, self.width], [self.photo]],
            ready=[
                start,
                *next_values(controls, start, self.height),
                *next_values(controls, start, self.width),
            ],
            photos=photos(),
        )

    def draw(self, height, width, photo):
        """The frame of one photo, really resized."""
        shape = tuple(images.at_size(images.decode(photo), height, width).shape)
        return pictures.picture_frame(shape, photo, SEAM)
