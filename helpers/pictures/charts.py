"""Charts and photos of the notebooks, drawn by matplotlib, each with alternative text."""

import base64
import io
from html import escape

import matplotlib.pyplot as plt
import PIL.Image
from IPython.display import HTML

from helpers.pictures.style import AXIS_COLOURS

DPI = (
    150  # one and a half pixels of the picture for one of the page: sharp where the page is zoomed
)


def gallery(pictures, alt, width=8):
    """Pictures side by side at one scale, each under its title, together `width` inches wide.

    `pictures`: {title: pixels (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)}. `alt` says what they
    show.
    """
    widths = [pixels.shape[1] for pixels in pictures.values()]
    tallest = max(pixels.shape[0] for pixels in pictures.values())
    figure, axes = plt.subplots(
        1,
        len(pictures),
        width_ratios=widths,
        squeeze=False,
        layout="constrained",
        figsize=(width, width * tallest / sum(widths) + 0.4),
    )
    for ax, (title, pixels) in zip(axes[0], pictures.items()):
        ax.imshow(pixels, cmap="gray")
        ax.set_title(title, fontsize=9)
        ax.set_axis_off()
    return _image(figure, alt)


def row_chart(sides, lengths, taken):
    """How long a flattened row a square picture gives, against the one length that Dense takes."""
    figure, ax = plt.subplots(figsize=(7.5, 3), layout="constrained")
    flat, height = AXIS_COLOURS["flat"][0], AXIS_COLOURS["height"][0]
    ax.plot(sides, lengths, color=height, label="numbers that Flatten gives")
    ax.axhline(taken, color=flat, linestyle="--", label=f"numbers that Dense takes: {taken}")
    fits = [side for side, length in zip(sides, lengths) if length == taken]
    ax.plot(fits, [taken] * len(fits), "o", color=flat)
    ax.annotate(
        f"only {' and '.join(map(str, fits))} fit",
        (fits[0], taken),
        (-8, 10),
        textcoords="offset points",
        ha="right",
    )
    ax.set_xlabel("side of a square picture, in pixels")
    ax.set_ylim(0)
    ax.yaxis.set_major_formatter("{x:.0f}")
    ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return _image(
        figure,
        f"The row grows with the square of the side, from {lengths[0]} numbers at {sides[0]} "
        f"pixels to {lengths[-1]} at {sides[-1]}. "
        f"It meets the {taken} that Dense takes at {fits} only.",
    )


def _image(figure, alt):
    """A matplotlib figure as an image with alternative text, which the lab's display leaves out."""
    out = io.BytesIO()
    options = {"format": "webp", "pil_kwargs": {"quality": 85}}  # a fifth of a PNG
    figure.savefig(
        out, dpi=DPI, bbox_inches="tight", pad_inches=0.05, **options
    )  # no white strip around
    plt.close(figure)
    width = round(PIL.Image.open(out).width * 96 / DPI)
    data = base64.b64encode(out.getvalue()).decode()
    return HTML(f"<img alt='{escape(alt)}' width='{width}' src='data:image/webp;base64,{data}'>")
