"""The panel of the fifth visit: a picture's numbers, read in rows of another length."""

from helpers.course import images, row_lengths
from helpers.course.row_lengths import MADE_FOR, READERS
from helpers.panels.panel import Panel, choice, photos, slider
from helpers.panels.stage import SEAM
from helpers.pictures import row_lengths as pictures


class RowLengths(Panel):
    """Height and width of one picture, and who reads its numbers: models, or a batch."""

    SIDES = range(16, 161)
    #: Sizes other than the models' own that at least one reader takes without a word.
    LUCKY = (
        *((120, 80), (96, 100), (100, 96), (60, 160), (160, 60)),
        *((64, 150), (150, 64), (75, 128), (128, 75), (81, 120)),
    )

    def __init__(self):
        self.height = slider("height", self.SIDES, 120)
        self.width = slider("width", self.SIDES, 80)
        self.reader, self.photo = choice("reader", READERS), choice("photo", images.PHOTOS)
        super().__init__(
            controls=[self.height, self.width, self.reader, self.photo],
            rows=[[self.height, self.width], [self.reader, self.photo]],
            ready=self.ready(),
            photos=photos(),
        )

    def draw(self, height, width, reader, photo):
        """The frame of one real photo at that size, given to one real reader."""
        return pictures.frame(self.run(height, width, reader, photo), photo, SEAM)

    def run(self, height, width, reader, photo):
        """The `RowReading` behind the frame."""
        return row_lengths.read(reader, images.at_size(images.decode(photo), height, width))

    def ready(self):
        """The lucky sizes with every reader, then along both sides, then the other photos."""
        photo = images.PHOTOS[0]
        sizes = (*self.LUCKY, MADE_FOR)
        lucky = [(*size, reader, photo) for reader in READERS for size in sizes]
        along = [size for side in range(16, 161, 16) for size in ((side, 80), (120, side))]
        sides = [(*size, READERS[0], photo) for size in along]
        others = [(120, 80, reader, other) for other in images.PHOTOS for reader in READERS]
        return lucky + sides + others
