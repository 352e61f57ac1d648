"""Which rows and columns of a picture a model reads at all, by the arithmetic of its windows.

Only of plain chains of layers, up to the one that reads its whole map: where two ways meet, one of
them may read what the other leaves out. What is not known here counts as reading everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keras import layers

from .replay import by_name
from .trace import LayerStep, Trace

#: Layers with a window, (height, width) in `kernel_size` or `pool_size`.
WINDOWS = (
    *(layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D),
    *(layers.MaxPooling2D, layers.AveragePooling2D),
)
#: Layers that change each place by itself.
PLACEWISE = (
    *(layers.InputLayer, layers.Rescaling, layers.Activation, layers.Dropout),
    *(layers.BatchNormalization, layers.LayerNormalization, layers.Normalization),
    *(layers.ReLU, layers.LeakyReLU, layers.PReLU, layers.ELU),
)
#: How the class names of layers begin that read a whole map of any size.
WHOLE = ("Global", "Adaptive")


@dataclass(frozen=True)
class Window:
    """A layer's window along one axis: its size with gaps, its step, and whether it is padded."""

    size: int
    step: int
    padded: bool

    def gives(self, size: int) -> int:
        """How many places it makes of that many; 0 for none."""
        if self.padded:
            return -(-size // self.step)
        return max((size - self.size) // self.step + 1, 0)

    def reads(self, last: int, size: int) -> int:
        """The last place that is read of so many, where that many places of the answer are.

        A step over places is meant: what lies between two windows counts as read.
        """
        gives = self.gives(size)
        before = max((gives - 1) * self.step + self.size - size, 0) // 2 if self.padded else 0
        reach = last * self.step - before + max(self.size, self.step) - 1
        return min(reach, size - 1)


#: A layer that reads each place by itself is a window of one.
_PLACE = Window(1, 1, True)


@dataclass(frozen=True)
class Chain:
    """The layers from the picture to the one that reads its whole map: (step, its windows along
    height and width)."""

    links: tuple[tuple[LayerStep, tuple[Window, Window]], ...]

    def read(self, axis: int, size: int) -> int:
        """How many of `size` rows (axis 0) or columns (axis 1) are read, the first ones."""
        sizes = [size]
        for _, windows in self.links:
            sizes.append(windows[axis].gives(sizes[-1]))
        last = sizes.pop() - 1
        for _, windows in reversed(self.links):
            last = windows[axis].reads(last, sizes.pop())
        return last + 1

    def whole(self, axis: int, size: int) -> int | None:
        """The largest number of rows or columns, at most `size`, all of which are read."""
        found = (one for one in range(size, 0, -1) if self.read(axis, one) == one)
        return next(found, None)

    def leaves_a_rest(self) -> LayerStep | None:
        """The first layer whose windows do not fill its map; None for none."""
        for step, windows in self.links:
            for window, size in zip(windows, step.shape_in[1:3], strict=True):
                if window.reads(window.gives(size) - 1, size) < size - 1:
                    return step
        return None


def read(model: Any, seen: Trace) -> tuple[int, int] | None:
    """How many rows and columns of its picture a call read, the first ones; None for not known, and
    where it refused. A Flatten reads its whole map too, and so the places of a Dense behind it.
    """
    found = None if seen.refusal else of(model, seen, (*WHOLE, "Flatten"))
    if found is None:
        return None
    height, width = seen.shape_in[1:3]
    return found.read(0, height), found.read(1, width)


def of(model: Any, seen: Trace, whole: tuple[str, ...] = WHOLE) -> Chain | None:
    """The chain that the layers of a call make; None where they make none, or one is not known
    here. `whole`: how the class names begin that end it.
    """
    named = by_name(model)
    links: list[tuple[LayerStep, tuple[Window, Window]]] = []
    came = seen.shape_in
    for step in seen.steps:
        if step.kind.startswith(whole):
            return Chain(tuple(links))
        windows = _windows(named.get(step.name))
        if windows is None or step.shape_in != came or len(came) != 4:
            return None
        links.append((step, windows))
        came = step.shape_out or ()
    return None


def _windows(layer: Any) -> tuple[Window, Window] | None:
    if isinstance(layer, PLACEWISE):
        return _PLACE, _PLACE
    if not isinstance(layer, WINDOWS) or layer.data_format != "channels_last":
        return None
    sizes = layer.kernel_size if hasattr(layer, "kernel_size") else layer.pool_size
    gaps = getattr(layer, "dilation_rate", (1, 1))
    high, wide = (
        Window((size - 1) * gap + 1, step, layer.padding == "same")
        for size, gap, step in zip(_both(sizes), _both(gaps), _both(layer.strides), strict=True)
    )
    return high, wide


def _both(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)
