"""The visits that are measured, and what their kernels are told: to count, to draw every size."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """A visit, its panel, and the usual way to make that panel: see `naive.py`.

    `axes`: which handles, counted in the panel and in the naive one, are the two sliders to move;
    `sides`: the ends of these; `choices`: lists to set before, and `other`: one to change in
    between. `layer`: the class of which each model has one or a few: its calls and builds stand for
    those of models.
    """

    notebook: str
    panel: str
    naive: str
    axes: tuple = (0, 1)
    naive_axes: tuple = (0, 1)
    sides: tuple = (16, 320)
    choices: tuple = ()
    other: tuple = ("photo", "cat")
    layer: str = "Conv2D"


LESSONS = {
    "01": Lesson("01-fixed-input-shape.ipynb", "FixedInputSize", "naive.py"),
    "02": Lesson(
        "02-dynamic-dims-and-channels.ipynb",
        "ChannelsAndHeads",
        "naive_channels.py",
        other=("file", "palette PNG"),
    ),
    "03": Lesson(
        "03-mixed-size-batches.ipynb",
        "MixedBatch",
        "naive_batch.py",
        axes=(1, 2),
        sides=(16, 160),
        choices=(("way", "padded batch"),),
        other=("way", "padded batch, masked"),
    ),
    "05": Lesson(
        "05-silent-failures.ipynb",
        "RowLengths",
        "naive_rows.py",
        sides=(16, 160),
        other=("reader", "map, then batch"),
        layer="Dense",
    ),
    "07": Lesson(
        "07-your-own-model.ipynb",
        "YourModel",
        "naive_own.py",
        sides=(1, 320),
        other=("model", "first visit's"),
    ),
}

COUNTERS = """
import functools, keras
count_call = count_build = 0
def _count(method):
    @functools.wraps(method)
    def counting(*args, **kwargs):
        globals()["count_" + method.__name__] += 1
        return method(*args, **kwargs)
    return counting
keras.layers.{layer}.call = _count(keras.layers.{layer}.call)
keras.layers.{layer}.build = _count(keras.layers.{layer}.build)
"""


#: Draws the frames of every size of one slider, as long as there is time, and sends them.
FILL = """
import time
from ipywidgets.widgets.widget import _instances
def _fill(panel, place, sides, seconds):
    stage = [one for one in _instances.values() if type(one).__name__ == panel][-1].stage
    values = [getattr(one, "label", one.value) for one in stage.controls]
    lock, *tied = stage.tied or (None,)
    together = [stage.controls.index(one) for one in tied] if lock and lock.value else [place]
    end = time.monotonic() + seconds
    for side in sides:
        if time.monotonic() < end:
            new = {one: side for one in together}
            stage._send_frame(tuple(new.get(at, value) for at, value in enumerate(values)))
"""
