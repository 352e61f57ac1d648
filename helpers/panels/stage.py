"""The stage: a widget that holds finished frames and shows the one that the sliders point at.

A frame is one string, picture and words, under a key: the values of the controls, in their order,
joined by '|'. The page looks frames up by itself, so a frame that is there shows without the
kernel. A frame that is not there is asked of the kernel, which draws it, and then, while idle, the
frames next to it.
"""

import asyncio
import html
import traceback
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

HERE = Path(__file__).parent

#: Seconds between two frames drawn ahead: time for the kernel to take a message that has come.
IDLE = 0.003

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
        self._ahead, self._waiting, self._moved = [], False, None
        frames = {key_of(values): draw(*values) for values in dict.fromkeys(ready)}  # each once
        super().__init__(controls=controls, frames=frames, **traits)
        self.on_msg(lambda _, content, __: self._asked(content["values"]))
        for control in controls:
            control.observe(self._was_moved, "value")

    def forget(self, end):
        """Drop the frames whose keys end so, here and in every page: what they show is gone."""
        for key in [key for key in self.frames if key.endswith(end)]:
            del self.frames[key]
        self.send({"forget": end})

    def _was_moved(self, change):
        self._moved = change["owner"]
        self._look_ahead()

    def _asked(self, values):
        """The page has no frame for these values: draw it now, and its neighbours when idle."""
        self._send_frame(values)
        self._look_ahead()

    def _send_frame(self, values):
        """Draw one frame and send it alone: the dict as a whole travels only when a page opens."""
        key = key_of(values)
        try:
            if key not in self.frames:  # asked for while it was on its way, or by a second page
                self.frames[key] = self._draw(*values)
        except Exception:  # whatever it is: ipywidgets would swallow it, the page must show it
            self.send({"key": key, "failure": _failure(traceback.format_exc())})
        else:
            self.send({"key": key, "frame": self.frames[key]})

    def _look_ahead(self):
        """Plan the frames next to the controls' values that are not there yet."""
        values = [getattr(control, "label", control.value) for control in self.controls]
        self._ahead = [
            near for near in self._near(values, self._moved) if key_of(near) not in self.frames
        ]
        self._wait_for_idle()

    def _wait_for_idle(self):
        """Draw one planned frame as soon as nothing else waits for the kernel."""
        if not self._ahead or self._waiting:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a plain script: nobody watches, and there is no idle time
            return
        self._waiting = True
        loop.call_later(IDLE, self._draw_ahead)

    def _draw_ahead(self):
        self._waiting = False
        if self._ahead:
            self._send_frame(self._ahead.pop(0))
        self._wait_for_idle()


def _failure(text):
    """The exception of a callback, for the box in which the words would have stood."""
    return f"<p><b>✗ The lab's own code failed here.</b></p><pre>{html.escape(text)}</pre>"
