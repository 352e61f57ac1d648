"""The panel of the third visit: pictures of several sizes, and ways to batch them."""

from functools import lru_cache

from helpers.course import batches, builders, images
from helpers.course.questions import mixed_batch as asked
from helpers.panels.panel import Panel, choice, slider
from helpers.panels.stage import SEAM
from helpers.pictures import batch as drawn


class MixedBatch(Panel):
    """Two to four pictures with a size each, the way of batching, and the head."""

    HEADS = {
        "GlobalAveragePooling": builders.logits_of_means,
        "GlobalMaxPooling": builders.logits_of_maxima,
        "fully convolutional": builders.logits_of_places,
        "Flatten, for 96 × 96": builders.logits_of_rows,
    }
    SIDES = range(16, 161)
    START = {"coffee": (80, 120), "astronaut": (120, 80), "cat": (64, 96), "rocket": (48, 160)}

    def __init__(self):
        self._models = {label: build() for label, build in self.HEADS.items()}
        self._alone = lru_cache(maxsize=1000)(self._run_alone)
        self.count = slider("pictures", range(2, len(self.START) + 1), 2)
        self.way, self.head = choice("way", list(batches.WAYS)), choice("head", list(self.HEADS))
        self.way.value = batches.FUSED
        self.sides = [
            tuple(
                slider(f"{axis} {place}", self.SIDES, side)
                for axis, side in zip(("height", "width"), size)
            )
            for place, size in enumerate(self.START.values(), 1)
        ]
        self.count.observe(self._only_those_shown, "value")
        self._only_those_shown({"new": self.count.value})
        self.controls = [self.count, *sum(self.sides, ()), self.way, self.head]
        super().__init__(
            controls=self.controls,
            rows=[[self.count], [self.way, self.head], *map(list, self.sides)],
            ready=self.ready(),
            photos={name: self._pixels(name).numpy() for name in self.START},
        )

    def _only_those_shown(self, change):
        """The sliders of pictures that are not in the batch do nothing: say so."""
        for place, pair in enumerate(self.sides):
            for side in pair:
                side.disabled = place >= change["new"]

    def draw(self, count, *values):
        """The frame of one real batch of real pictures, and of each alone: so treated, and bare."""
        return drawn.frame(self.run(count, *values), list(self.START)[:count], SEAM)

    def run(self, count, *values):
        """The `Batching` behind the frame. `values`: height and width of all four, way, head."""
        *sides, way, head = values
        fed = [(name, sides[2 * k], sides[2 * k + 1]) for k, name in enumerate(self.START)][:count]
        own = [
            tuple(self._alone(one, head, *picture) for one in (way, batches.ONE_BY_ONE))
            for picture in fed
        ]
        pictures = [self._picture(*picture) for picture in fed]
        return batches.batching(way, self._models[head], pictures, own)

    def _pixels(self, name):
        """A photo, the astronaut cut to portrait as in the notebook."""
        return images.standing() if name == "astronaut" else images.decode(name)

    def _picture(self, name, height, width):
        return images.at_size(self._pixels(name), height, width)[0]

    def _run_alone(self, way, head, *picture):
        return batches.logits_alone(way, self._models[head], self._picture(*picture))

    def ready(self):
        """The pair that the page asks about; every way for two to four pictures; other heads;

        and each moment that a question of the visit points at.
        """
        sides = [side for size in self.START.values() for side in size]
        first, *heads = self.HEADS
        pair = (2, *sides, batches.FUSED, first)
        every = [(count, *sides, way, first) for count in (2, 3, 4) for way in batches.WAYS]
        telling = (batches.STACK, batches.RESIZE, batches.PADDED, batches.MASKED)
        others = [(2, *sides, way, head) for head in heads for way in telling]
        names = [control.description for control in self.controls]
        moments = [
            tuple((dict(zip(names, pair)) | option.show)[name] for name in names)
            for question in (*asked.QUESTIONS, *asked.DECISIONS)
            for one in filter(None, (question, question.second))
            for option in one.options
        ]
        return list(dict.fromkeys([pair, *every, *others, *moments]))
