"""The live panels: sliders around a stage. What they decide stands in plain functions; widgets only bind."""

from dataclasses import replace
from functools import lru_cache

import ipywidgets as widgets

from helpers.pictures import batch as batch_figures
from helpers.course import batches
from helpers.course import builders
from helpers.pictures import frame as figures
from helpers.course import images
from helpers.panels.stage import SEAM, Stage
from helpers.clinic.trace import trace, trace_building


class Panel(widgets.VBox):
    """Rows of controls over a stage. A panel of a visit says its controls, `draw`, and what it opens with.

    `controls` make the frames' keys, in that order; `rows` are how they are laid out, with whatever else
    stands between them. `photos`: {name: uint8 pixels} that the frames refer to. `tied`: a checkbox and
    the sliders that take one value while it is checked.
    """

    def __init__(self, controls, rows, ready, photos, tied=()):
        for control in sum(rows, []):
            if axis := next((axis for axis in figures.AXES if control.description.startswith(axis)), None):
                control.add_class(f"sc-axis-{axis}")
            control.add_class(f"sc-control-{control.description.replace(' ', '-')}")
        self._photos = photos
        self.stage = Stage(
            controls=controls,
            tied=list(tied),
            draw=self.draw,
            near=lambda values, moved: next_values(controls, values, moved, tied),
            ready=ready,
            assets=figures.photo_defs(photos),
        )
        super().__init__([*(widgets.HBox(row).add_class("sc-controls") for row in rows), self.stage])
        self.add_class("sc-panel")

    def __repr__(self):
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for places that show none, the panel's first frame as a picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        drawing, _ = next(iter(self.stage.frames.values())).split(SEAM)
        bundle["image/svg+xml"] = figures.standalone(drawing, self._photos)
        return bundle


def photos(names=images.PHOTOS):
    """{name: uint8 pixels} of the photographs that a panel offers."""
    return {name: images.decode(name).numpy() for name in names}


def slider(name, sides, value):
    """A slider over a range of whole numbers, such as one side of a picture in pixels."""
    return widgets.IntSlider(value, sides[0], sides[-1], description=name)


def choice(name, options):
    """A list to choose from."""
    return widgets.Dropdown(options=options, description=name)


def switch(name, value):
    """A checkbox."""
    return widgets.Checkbox(value, description=name, indent=False)


FAR, CLOSE = 16, 2  # steps: as far as a held key goes while a frame is drawn, and one look around


def next_values(controls, values, moved, tied=()):
    """The values that the controls' next moves lead to, in the order in which they are worth drawing.

    Who has moved a slider will move it on: its steps come first, nearest first, and no other slider's.
    Before any move, or after a choice from a list, each slider's first steps do. Then the other choices.
    """
    lock, *sliders = tied or (None,)
    together = [controls.index(slider) for slider in sliders] if lock and lock.value else []
    if len({values[place] for place in together}) > 1:
        return []  # the page moves one slider after the other: wait for the second
    places = [
        place for place, control in enumerate(controls) if isinstance(control, widgets.IntSlider) and not control.disabled
    ]
    far = CLOSE
    if moved in controls and controls.index(moved) in places:
        places, far = [controls.index(moved)], FAR
    if together and set(places) & set(together):
        places = [place for place in places if place not in together[1:]] or together[:1]
    found = []
    for step in range(1, far + 1):
        for sign in (1, -1):
            for place in places:
                group = together if place in together else [place]
                found.append(_with(values, {one: values[one] + sign * step for one in group}))
    for place, control in enumerate(controls):
        found += [_with(values, {place: option}) for option in _options(control)]
    return [
        new for new in dict.fromkeys(found) if new != tuple(values) and all(map(_allows, controls, new))
    ]


def _with(values, changes):
    return tuple(changes.get(place, value) for place, value in enumerate(values))


def _options(control):
    """What a control offers besides steps: the labels of a list, both ways of a checkbox."""
    if isinstance(control, widgets.Checkbox):
        return (True, False)
    return () if isinstance(control, widgets.IntSlider) else control._options_labels


def _allows(control, value):
    return not isinstance(control, widgets.IntSlider) or control.min <= value <= control.max


class PictureShape(Panel):
    """Height, width and photo, without a model: what a picture is to TensorFlow."""

    SIDES = range(16, 321)  # pixels, as in the visits

    def __init__(self):
        self.height, self.width = slider("height", self.SIDES, 160), slider("width", self.SIDES, 240)
        self.photo = choice("photo", images.PHOTOS)
        controls = [self.height, self.width, self.photo]
        start = (160, 240, images.PHOTOS[0])
        super().__init__(
            controls,
            rows=[[self.height, self.width], [self.photo]],
            ready=[start, *next_values(controls, start, self.height), *next_values(controls, start, self.width)],
            photos=photos(),
        )

    def draw(self, height, width, photo):
        """The frame of one photo, really resized."""
        shape = tuple(images.at_size(images.decode(photo), height, width).shape)
        return figures.picture_frame(shape, photo, SEAM)


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
        self.height, self.width = slider("height", self.SIDES, 224), slider("width", self.SIDES, 224)
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
        return figures.frame(self.run(height, width, model, photo), photo, SEAM)

    def run(self, height, width, model, photo):
        """The `Trace` behind the frame."""
        return trace(self._models[model], images.at_size(images.decode(photo), height, width))

    def ready(self):
        """What the panel opens with, and what a page without a kernel can show."""
        model, photo = self.model.value, self.photo.value
        around = [(side, side, model, photo) for side in (224, *range(200, 249), *range(120, 137))]
        marks = [(side, side, other, photo) for other in self.MODELS for side in (*range(16, 321, 16), 225)]
        return around + marks


class ChannelsAndHeads(Panel):
    """Height, width, kind of file, batch axis, channels and head of the second visit.

    The first three say what picture comes, with or without a batch axis; `channels` is what the model's
    Input and kernels are made for, on an open height and width.
    """

    HEADS = {
        "GlobalAveragePooling": builders.average_head,
        "GlobalMaxPooling": builders.max_head,
        "fully convolutional": builders.convolutional_head,
        "adaptive pooling": builders.adaptive_head,
        "Flatten": builders.flatten_head,
    }
    CHANNELS = range(1, 7)
    SIDES = range(16, 321)

    def __init__(self):
        self._models = {
            (head, channels): self.HEADS[head](channels) for head in self.HEADS if head != "Flatten" for channels in self.CHANNELS
        }
        self._unbuilt = {
            channels: trace_building(lambda: builders.flatten_head(channels), "flatten_head") for channels in self.CHANNELS
        }
        self.height, self.width = slider("height", self.SIDES, 160), slider("width", self.SIDES, 240)
        self.file, self.batch = choice("file", images.KINDS), switch("batch axis", True)
        self.channels, self.head = slider("channels", self.CHANNELS, 3), choice("head", list(self.HEADS))
        super().__init__(
            controls=[self.height, self.width, self.file, self.batch, self.channels, self.head],
            rows=[[self.height, self.width], [self.file, self.batch], [self.channels, self.head]],
            ready=self.ready(),
            photos={kind: images.first_frame(kind) for kind in images.KINDS},
        )

    def draw(self, height, width, file, batch, channels, head):
        """The frame of one real call of one real model on one real file, decoded and resized."""
        return figures.frame(self.run(height, width, file, batch, channels, head), file, SEAM, door=True)

    def run(self, height, width, file, batch, channels, head):
        """The `Trace` behind the frame. A model that cannot be built was tried once; the picture waits outside."""
        picture = images.at_size(images.decode_file_of(file), height, width)
        picture = picture if batch else picture[0]
        if head == "Flatten":
            return replace(self._unbuilt[channels], shape_in=tuple(picture.shape))
        return trace(self._models[head, channels], picture)

    def ready(self):
        """At one size, every file into the first head, and the first file into every; then along both sides."""
        head, *heads = self.HEADS
        first = (160, 240, images.KINDS[0], True, 3, head)
        files = [
            (160, 240, file, batch, channels, head)
            for channels in (3, 1, 4) for file in images.KINDS for batch in (True, False)
        ]
        others = [(*first[:-1], other) for other in heads]
        sizes = [(*size, *first[2:]) for side in range(16, 321, 32) for size in ((side, 240), (160, side))]
        return [first, *files, *others, *sizes]


class MixedBatch(Panel):
    """Two to four pictures with a size each, the way of batching, and the head, of the third visit."""

    HEADS = {
        "GlobalAveragePooling": builders.logits_of_means,
        "GlobalMaxPooling": builders.logits_of_maxima,
        "fully convolutional": builders.logits_of_places,
        "Flatten, for 96 × 96": builders.logits_of_rows,
    }
    SIDES = range(16, 161)
    START = {"coffee": (80, 120), "portrait": (120, 80), "cat": (64, 96), "rocket": (48, 160)}

    def __init__(self):
        self._models = {label: build() for label, build in self.HEADS.items()}
        self._alone = lru_cache(maxsize=1000)(self._run_alone)
        self.count = slider("pictures", range(2, len(self.START) + 1), 3)
        self.way, self.head = choice("way", list(batches.WAYS)), choice("head", list(self.HEADS))
        self.sides = [
            (slider(f"height {place}", self.SIDES, height), slider(f"width {place}", self.SIDES, width))
            for place, (height, width) in enumerate(self.START.values(), 1)
        ]
        self.count.observe(self._only_those_shown, "value")
        self._only_those_shown({"new": self.count.value})
        super().__init__(
            controls=[self.count, *sum(self.sides, ()), self.way, self.head],
            rows=[[self.count], [self.way, self.head], *map(list, self.sides)],
            ready=self.ready(),
            photos=photos(self.START),
        )

    def _only_those_shown(self, change):
        """The sliders of pictures that are not in the batch do nothing: say so."""
        for place, pair in enumerate(self.sides):
            for side in pair:
                side.disabled = place >= change["new"]

    def draw(self, count, *values):
        """The frame of one real batch of real pictures, and of each of them alone."""
        return batch_figures.frame(self.run(count, *values), list(self.START)[:count], SEAM)

    def run(self, count, *values):
        """The `Batching` behind the frame. `values`: height and width of all four, way, head."""
        *sides, way, head = values
        fed = [(name, sides[2 * k], sides[2 * k + 1]) for k, name in enumerate(self.START)][:count]
        alone = [self._alone(way, head, *picture) for picture in fed]
        return batches.batching(way, self._models[head], [self._picture(*picture) for picture in fed], alone)

    def _picture(self, name, height, width):
        return images.at_size(images.decode(name), height, width)[0]

    def _run_alone(self, way, head, *picture):
        return batches.logits_alone(way, self._models[head], self._picture(*picture))

    def ready(self):
        """Every way for two, three and four pictures, and with the other heads what they differ in."""
        sides = [side for size in self.START.values() for side in size]
        first, *heads = self.HEADS
        every = [(count, *sides, way, first) for count in (3, 2, 4) for way in batches.WAYS]
        telling = (batches.STACK, batches.RESIZE, batches.PADDED, batches.MASKED)
        return every + [(3, *sides, way, head) for head in heads for way in telling]
