"""Shapes and numbers marked with the axis they belong to: HTML or SVG text, class names, no
colours.
"""

from __future__ import annotations

from collections.abc import Sequence

#: The axes of a batch of pictures, in their order.
AXES = ("batch", "height", "width", "channels")


def shape_text(shape: Sequence[int | None], tag: str = "tspan") -> str:
    """A shape as Python writes it, each number marked with its axis.

    Four axes are a batch of pictures, three a picture, two a batch of rows, one a row.
    """
    names = {1: ("flat",), 2: ("batch", "flat")}.get(len(shape), ("batch", *AXES)[-len(shape) :])
    marked = [coloured(size, axis, tag) for size, axis in zip(shape, names, strict=False)]
    return f"({', '.join(marked)}{',' if len(shape) == 1 else ''})"


def coloured(text: object, axis: str, tag: str = "span") -> str:
    """Text marked with an axis; `tag` is "tspan" inside a drawing."""
    return f"<{tag} class='sc-{axis}'>{text}</{tag}>"
