"""The base of the panels: rows of controls around a stage, and what is worth drawing ahead."""

import re
from itertools import chain

import ipywidgets as widgets
import traitlets

from helpers.course import images
from helpers.panels import cells
from helpers.panels.stage import SEAM, Stage
from helpers.pictures import photos as held
from helpers.pictures.style import AXIS_COLOURS


class Panel(widgets.VBox):
    """Rows of controls over a stage. A visit's says its controls, `draw`, and what it opens with.

    `controls` make the frames' keys, in that order; `rows` are how they are laid out, with whatever
    else stands between them. `photos`: {name: uint8 pixels} that the frames refer to. `tied`: a
    checkbox and the sliders that take one value while it is checked.
    """

    def __init__(self, controls, rows, ready, photos, tied=()):
        for control in chain(*rows):
            _name(control)
        self._photos = photos
        self.stage = Stage(
            controls=controls,
            tied=list(tied),
            draw=self.draw,
            near=lambda values, moved: next_values(controls, values, moved, tied),
            ready=ready,
            assets=held.defs(photos),
        )
        super().__init__(
            [*(widgets.HBox(row).add_class("sc-controls") for row in rows), self.stage]
        )
        self.add_class("sc-panel")
        self.add_class(_shows(next(iter(self.stage.frames.values()))))
        cells.keep(self)

    def __repr__(self):
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for places that show none, the panel's first frame as a picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        drawing, _ = next(iter(self.stage.frames.values())).split(SEAM)
        bundle["image/svg+xml"] = held.standalone(drawing, self._photos)
        return bundle


def _shows(frame):
    """The class of a panel whose frames are of that kind: so the box has its height in advance."""
    return re.search(r"class='sc-figure sc-(\w+)", frame).expand(r"sc-shows-\1")


def _name(control):
    """Give a control its class by its description, and the colour of the axis that it names."""
    axes = [axis for axis in AXIS_COLOURS if control.description.startswith(axis)]
    for name in (*(f"axis-{axis}" for axis in axes), f"control-{control.description}"):
        control.add_class(f"sc-{name.replace(' ', '-')}")


def photos(names=images.PHOTOS):
    """{name: uint8 pixels} of the photographs that a panel offers."""
    return {name: images.decode(name).numpy() for name in names}


class _Slider(widgets.IntSlider):
    """One whose moves the kernel does not send back to the page, which knows them."""

    value = traitlets.CInt().tag(sync=True, echo_update=False)


def slider(name, sides, value):
    """A slider over a range of whole numbers, such as one side of a picture in pixels."""
    return _Slider(value, sides[0], sides[-1], description=name)


def choice(name, options):
    """A list to choose from."""
    return widgets.Dropdown(options=options, description=name)


def switch(name, value):
    """A checkbox."""
    return widgets.Checkbox(value, description=name, indent=False)


FAR, CLOSE = 16, 2  # steps: as far as a held key goes while a frame is drawn, and one look around


def next_values(controls, values, moved, tied=()):
    """The values that the controls' next moves lead to, in the order of what they are worth.

    Who has moved a slider will move it on: its steps, nearest first, and nothing else. Before any
    move, or after a choice from a list: each slider's first steps, then the other choices.
    """
    lock, *sliders = tied or (None,)
    together = [controls.index(slider) for slider in sliders] if lock and lock.value else []
    places = [
        place
        for place, control in enumerate(controls)
        if isinstance(control, widgets.IntSlider) and not control.disabled
    ]
    slid = moved in controls and controls.index(moved) in places
    if slid:
        places = [controls.index(moved)]
    if set(places) & set(together):
        places = [place for place in places if place not in together[1:]] or together[:1]
    found = []
    for step in range(1, (FAR if slid else CLOSE) + 1):
        for sign in (1, -1):
            for place in places:
                group = together if place in together else [place]
                found.append(_with(values, {one: values[one] + sign * step for one in group}))
    for place, control in enumerate(() if slid else controls):
        found += [_with(values, {place: option}) for option in _options(control)]
    return [
        new
        for new in dict.fromkeys(found)
        if new != tuple(values) and all(map(_allows, controls, new))
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
