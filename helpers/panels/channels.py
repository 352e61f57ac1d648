"""The panel of the second visit: files of every kind, a batch axis or none, heads for any size."""

from dataclasses import replace
from functools import cache, partial

from helpers import clinic
from helpers.clinic.trace import PASSED, trace, trace_building
from helpers.course import builders, helps, images
from helpers.panels.panel import Panel, choice, slider, switch
from helpers.panels.stage import SEAM
from helpers.pictures import frame as pictures

UNBUILT = "Flatten"  # the head that no model of an open size can have
POOLED = "GlobalAveragePooling"  # what its reading says to take instead
SMALL = 16  # pixels a side on which helps are followed: axes and channels are the same at any size


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
        self._helps = cache(self._followed)
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
        reading = self._read(seen, file, batch, channels, head)
        return pictures.frame(seen, file, SEAM, door=True, reading=reading)

    def _read(self, seen, *values):
        """What is read of a run, with the helps that were followed; None where all is well."""
        channels, head = values[-2:]
        # What cannot be built met no picture: whichever waits, it is read the same.
        reading = clinic.read(self._unbuilt[channels] if head == UNBUILT else seen)
        return reading and replace(reading, fixes=self._helps(*values))

    def _followed(self, file, batch, channels, head):
        """The helps that lead to an answer, followed on a small picture."""
        seen = self.run(SMALL, SMALL, file, batch, channels, head)
        if head != UNBUILT:
            picture = self._picture(SMALL, SMALL, file, batch)
            model = self._models[head, channels]
            return helps.that_pass(clinic.read(seen), file, picture, model)
        fixes = clinic.read(self._unbuilt[channels]).fixes
        pooled = self.run(SMALL, SMALL, file, batch, channels, POOLED)
        if pooled.outcome == PASSED:
            return fixes
        first, *_ = self._helps(file, batch, channels, POOLED)
        return tuple(replace(fix, name=f"{fix.name}, then {first.name}") for fix in fixes)

    def run(self, height, width, file, batch, channels, head):
        """The `Trace` behind the frame. What cannot be built was tried once; the picture waits."""
        picture = self._picture(height, width, file, batch)
        if head == UNBUILT:
            return replace(self._unbuilt[channels], shape_in=tuple(picture.shape))
        return trace(self._models[head, channels], picture)

    @staticmethod
    def _picture(height, width, file, batch):
        picture = images.at_size(images.decode_file_of(file), height, width)
        return picture if batch else picture[0]

    def ready(self):
        """Every file into the first head, and the first file into every; then along both sides."""
        head, *heads = self.HEADS
        first = (160, 240, images.KINDS[0], True, 3, head)
        files = [
            (160, 240, file, batch, channels, head)
            for channels in (3, 1, 4)
            for file in images.KINDS
            for batch in (True, False)
            # What is raised there is the processor's: not to be stored.
            if batch or channels > 1 or images.first_frame(file).shape[-1] > 1
        ]
        others = [(*first[:-1], other) for other in heads]
        sizes = [size for side in range(16, 321, 32) for size in ((side, 240), (160, side))]
        return [first, *files, *others, *((*size, *first[2:]) for size in sizes)]
