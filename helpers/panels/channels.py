"""The panel of the second visit: files of every kind, a batch axis or none, heads for any size."""

from dataclasses import replace
from functools import partial

from helpers.clinic.trace import trace, trace_building
from helpers.course import builders, images
from helpers.panels.panel import Panel, choice, slider, switch
from helpers.panels.stage import SEAM
from helpers.pictures import frame as pictures

UNBUILT = "Flatten"  # the head that no model of an open size can have


class ChannelsAndHeads(Panel):
    """Height, width, kind of file, batch axis, channels and head of the second visit.

    The first three say what picture comes, with or without a batch axis; `channels` is what the
    model's Input and kernels are made for, on an open height and width.
    """

    HEADS = {
        "GlobalAveragePooling": builders.average_head,
        "GlobalMaxPooling": builders.max_head,
        "fully convolutional": builders.convolutional_head,
        "adaptive pooling": builders.adaptive_head,
        UNBUILT: builders.flatten_head,
    }
    CHANNELS = range(1, 7)
    SIDES = range(16, 321)

    def __init__(self):
        self._models = {
            (head, channels): build(channels)
            for head, build in self.HEADS.items()
            if head != UNBUILT
            for channels in self.CHANNELS
        }
        self._unbuilt = {
            channels: trace_building(partial(self.HEADS[UNBUILT], channels), "flatten_head")
            for channels in self.CHANNELS
        }
        self.height = slider("height", self.SIDES, 160)
        self.width = slider("width", self.SIDES, 240)
        self.file, self.batch = choice("file", images.KINDS), switch("batch axis", True)
        self.channels = slider("channels", self.CHANNELS, 3)
        self.head = choice("head", list(self.HEADS))
        super().__init__(
            controls=[self.height, self.width, self.file, self.batch, self.channels, self.head],
            rows=[[self.height, self.width], [self.file, self.batch], [self.channels, self.head]],
            ready=self.ready(),
            photos={kind: images.first_frame(kind) for kind in images.KINDS},
        )

    def draw(self, height, width, file, batch, channels, head):
        """The frame of one real call of one real model on one real file, decoded and resized."""
        seen = self.run(height, width, file, batch, channels, head)
        return pictures.frame(seen, file, SEAM, door=True)

    def run(self, height, width, file, batch, channels, head):
        """The `Trace` behind the frame. What cannot be built was tried once; the picture waits."""
        picture = images.at_size(images.decode_file_of(file), height, width)
        picture = picture if batch else picture[0]
        if head == UNBUILT:
            return replace(self._unbuilt[channels], shape_in=tuple(picture.shape))
        return trace(self._models[head, channels], picture)

    def ready(self):
        """Every file into the first head, and the first file into every; then along both sides."""
        head, *heads = self.HEADS
        first = (160, 240, images.KINDS[0], True, 3, head)
        files = [
            (160, 240, file, batch, channels, head)
            for channels in (3, 1, 4)
            for file in images.KINDS
            for batch in (True, False)
        ]
        others = [(*first[:-1], other) for other in heads]
        sizes = [size for side in range(16, 321, 32) for size in ((side, 240), (160, side))]
        return [first, *files, *others, *((*size, *first[2:]) for size in sizes)]
