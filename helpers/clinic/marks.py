"""Shapes and numbers marked with the axis they belong to: HTML or SVG text, class names and no colours."""

#: The axes of a batch of pictures, in their order.
AXES = ("batch", "height", "width", "channels")


def shape_text(shape, tag="tspan"):
    """A shape as Python writes it, each number marked with its axis."""
    axes = ("batch", "flat") if len(shape) == 2 else ("batch", *AXES)[-len(shape) :]
    return f"({', '.join(coloured(size, axis, tag) for size, axis in zip(shape, axes))})"


def coloured(text, axis, tag="span"):
    """Text marked with an axis; `tag` is "tspan" inside a drawing."""
    return f"<{tag} class='sc-{axis}'>{text}</{tag}>"
