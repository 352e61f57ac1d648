"""The stage: a widget that holds finished frames and shows the one that the sliders point at.

A frame is one string, picture and words, under a key: the values of the controls, in their order,
joined by '|'. The page looks frames up by itself, so a frame that is there shows without the
kernel. A frame that is not there is asked of the kernel, which draws it; and once the hand rests,
the frames next to it, as many as are cheap.
"""

import asyncio
import html
import time
import traceback
from contextlib import suppress
from math import inf
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import IntSlider, Widget, widget_serialization

HERE = Path(__file__).parent

#: Seconds without a move after which frames are drawn ahead. Steps of a held key are closer.
REST = 0.15
#: Seconds between two frames drawn ahead: time for the kernel to take a message that has come.
IDLE = 0.003
#: Seconds that drawing ahead may take after one move.
BUDGET = 0.4
#: Seconds: a frame that takes longer is drawn when it is asked for only. Who moves on while one is
#: drawn ahead waits for that one.
DEAR = 0.1

clock = time.perf_counter

#: Between the picture and the words of a frame.
SEAM = "<!--words-->"


def key_of(values):
    """The key of a frame, as the page makes it: (224, None, True, 'cat') -> '224||true|cat'."""
    return "|".join(_as_in_the_page(value) for value in values)


def _as_in_the_page(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Stage(anywidget.AnyWidget):
    """Shows, of `frames`, the one under the key that `controls` make.

    `draw(*values)` returns a frame for the controls' values; `near(values, moved)` the values, in
    the order wanted, that are worth drawing ahead after the control `moved`, None before any was.
    `assets` is markup that frames refer to. `tied` is empty, or a checkbox and the sliders that
    take one value while it is checked.
    """

    _esm = HERE / "stage.js"
    _css = HERE / "stage.css"

    frames = traitlets.Dict().tag(sync=True)
    assets = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List(traitlets.Instance(Widget)).tag(sync=True, **widget_serialization)
    tied = traitlets.List(traitlets.Instance(Widget)).tag(sync=True, **widget_serialization)

    def __init__(self, controls, draw, near, ready=(), **traits):
        self._draw, self._near = draw, near
        self._moves, self._moved = 0, None
        self._lists = [
            place for place, control in enumerate(controls) if not isinstance(control, IntSlider)
        ]
        self._costs = {}  # seconds of the last frame drawn, by what lists and checkboxes say
        frames = {key_of(values): self._drawn(values) for values in dict.fromkeys(ready)}
        super().__init__(controls=controls, frames=frames, **traits)
        self.on_msg(lambda _, content, __: self._asked(content["values"]))
        if self.tied:
            _tie(*self.tied)
        for control in controls:
            control.observe(self._was_moved, "value")

    def forget(self, end):
        """Drop the frames whose keys end so, here and in every page: what they show is gone."""
        for key in [key for key in self.frames if key.endswith(end)]:
            del self.frames[key]
        self.send({"forget": end})

    def _drawn(self, values):
        """A frame, and what it took: other sizes of the same choices will take about as long."""
        start = clock()
        try:
            return self._draw(*values)
        finally:
            self._costs[self._choices(values)] = clock() - start

    def _choices(self, values):
        return tuple(values[place] for place in self._lists)

    def _was_moved(self, change):
        self._moved = change["owner"]
        self._wait_for_rest()

    def _asked(self, values):
        """The page has no frame for these values: draw it now, and its neighbours at rest."""
        self._send_frame(values)
        self._wait_for_rest()

    def _send_frame(self, values):
        """Draw one frame and send it alone: the dict as a whole travels only when a page opens."""
        key = key_of(values)
        try:
            if key not in self.frames:  # asked for while it was on its way, or by a second page
                self.frames[key] = self._drawn(values)
        except Exception:  # whatever it is: ipywidgets would swallow it, the page must show it
            self.send({"key": key, "failure": _failure(traceback.format_exc())})
        else:
            self.send({"key": key, "frame": self.frames[key]})

    def _wait_for_rest(self):
        """Drop what was planned for where the hand was; plan anew when it has come to rest."""
        self._moves += 1
        _later(REST, self._look_ahead, self._moves)

    def _look_ahead(self, moves):
        """Plan the frames next to the controls' values that are not there yet."""
        values = [getattr(control, "label", control.value) for control in self.controls]
        near = self._near(values, self._moved)
        self._draw_ahead(moves, [new for new in near if key_of(new) not in self.frames], BUDGET)

    def _draw_ahead(self, moves, planned, left):
        """Draw the first planned frame that is cheap enough, and later the others.

        `left`: seconds. What has never been drawn may cost anything, and waits until it is asked
        for.
        """
        cost = {new: self._costs.get(self._choices(new), inf) for new in planned}
        planned = [new for new in planned if cost[new] <= min(left, DEAR)]
        if moves != self._moves or not planned:  # the hand has moved on, or nothing is worth it
            return
        start = clock()
        self._send_frame(planned[0])
        _later(IDLE, self._draw_ahead, moves, planned[1:], left - (clock() - start))


def _later(seconds, do, *args):
    """Call `do` then, where a loop runs. In a plain script nobody watches, and nothing is idle."""
    with suppress(RuntimeError):
        asyncio.get_running_loop().call_later(seconds, do, *args)


def _tie(checkbox, *sliders):
    """While the checkbox is checked, the sliders take one value, here as in the page.

    Each side copies for itself: so the page has one move to send, and nothing comes back.
    """

    def copy(change):
        moved = change["owner"] if change["owner"] in sliders else sliders[0]
        for slider in sliders if checkbox.value else ():
            if slider.value != moved.value:
                slider.set_state({"value": moved.value})  # as if the page had sent it

    for control in (checkbox, *sliders):
        control.observe(copy, "value")


def _failure(text):
    """The exception of a callback, for the box in which the words would have stood."""
    return f"<p><b>✗ The lab's own code failed here.</b></p><pre>{html.escape(text)}</pre>"
