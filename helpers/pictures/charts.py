"""Charts and photos of the notebooks, drawn by matplotlib, each with alternative text."""

import base64
import io
from html import escape

import matplotlib.pyplot as plt
import numpy as np
import PIL.Image
from IPython.display import HTML
from matplotlib.cm import ScalarMappable

from helpers.pictures.style import AXIS_COLOURS

GAP = 8  # pixels of the page between two pictures
CAPTION = "text-align:center;font-size:12px"
DPI = (
    150  # one and a half pixels of the picture for one of the page: sharp where the page is zoomed
)


def gallery(pictures, alt, width=8):
    """Pictures side by side at one scale, each over its title, together `width` inches wide.

    Where there is less room they go on below each other. `pictures`: {title: pixels (h, w),
    (h, w, 1), (h, w, 3) or (h, w, 4)}. `alt` says what they show.
    """
    room = 96 * width - GAP * (len(pictures) - 1)
    scale = room / sum(pixels.shape[1] for pixels in pictures.values())
    figures = "".join(_figure(*picture, scale, alt) for picture in pictures.items())
    style = f"display:flex;flex-wrap:wrap;align-items:flex-end;gap:{GAP}px"
    return HTML(f"<div role='img' aria-label='{escape(alt)}' style='{style}'>{figures}</div>")


def _figure(title, pixels, scale, alt):
    """One picture of a gallery, so many pixels of the page for one of its own, under its title."""
    seen = PIL.Image.fromarray(_rgba(np.asarray(pixels)))
    across, down = (max(1, round(side * scale)) for side in seen.size)
    sharp = (round(across * DPI / 96), round(down * DPI / 96))
    if sharp < seen.size:
        seen = seen.resize(sharp, PIL.Image.Resampling.LANCZOS)
    out = io.BytesIO()
    seen.save(out, "WEBP", quality=85, lossless=scale > 3)  # few pixels, each of them to be seen
    drawn = "image-rendering:pixelated;" if scale > 3 else ""
    size = f"width:{across}px;aspect-ratio:{across}/{down};max-width:100%;margin:0"
    return (
        f"<figure style='width:{across}px;max-width:100%;margin:0'>"
        f"<figcaption style='{CAPTION}'>{escape(title)}</figcaption>"
        f"<img alt='{escape(alt)}' style='{drawn}{size}' src='{_uri(out)}'></figure>"
    )


def _rgba(pixels):
    """Pixels as uint8 (h, w, 4): gray from the least to the largest number, colour as it is."""
    if pixels.ndim == 3 and pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    if pixels.ndim == 3:
        whole = np.issubdtype(pixels.dtype, np.integer)
        pixels = np.clip(pixels, 0, 255).astype(np.uint8) if whole else np.clip(pixels, 0, 1)
    return ScalarMappable(cmap="gray").to_rgba(pixels, bytes=True)


def row_chart(sides, lengths, taken):
    """How long a flattened row a square picture gives, against the one length that Dense takes."""
    fits = [side for side, length in zip(sides, lengths) if length == taken]
    alt = (
        f"The row grows with the square of the side, from {lengths[0]} numbers at {sides[0]} "
        f"pixels to {lengths[-1]} at {sides[-1]}. "
        f"It meets the {taken} that Dense takes at {fits} only."
    )
    drawn = [_row_chart(sides, lengths, taken, fits, theme) for theme in (0, 1)]
    return HTML(THEMES + "".join(map(_image, drawn, (alt, alt), ("light", "dark"))))


#: Two pictures, of which the page's theme shows one.
THEMES = (
    "<style>.sc-chart-dark, body[data-jp-theme-light='false'] .sc-chart-light {display:none}"
    "body[data-jp-theme-light='false'] .sc-chart-dark {display:inline}</style>"
)


def _row_chart(sides, lengths, taken, fits, theme):
    """The chart as a figure of matplotlib, in the colours of a theme: 0 is light, 1 dark."""
    ink = ("#1f1f1f", "#e0e0e0")[theme]
    colours = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    with plt.rc_context(dict.fromkeys(colours, ink)):
        figure, ax = plt.subplots(figsize=(7.5, 3), layout="constrained")
        flat, height = AXIS_COLOURS["flat"][theme], AXIS_COLOURS["height"][theme]
        ax.plot(sides, lengths, color=height, label="numbers that Flatten gives")
        told = f"numbers that Dense takes: {taken}"
        ax.axhline(taken, color=flat, linestyle="--", label=told)
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
        ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, 1.3))
        ax.spines[["top", "right"]].set_visible(False)
    return figure


def _image(figure, alt, theme):
    """A matplotlib figure as an image with alternative text, which the lab's display leaves out."""
    out = io.BytesIO()
    options = {"format": "webp", "pil_kwargs": {"quality": 85}}  # a fifth of a PNG
    figure.savefig(
        out, dpi=DPI, bbox_inches="tight", pad_inches=0.05, transparent=True, **options
    )  # no strip around
    plt.close(figure)
    width = round(PIL.Image.open(out).width * 96 / DPI)
    style = f"style='max-width:100%' class='sc-chart-{theme}'"
    return f"<img alt='{escape(alt)}' width='{width}' {style} src='{_uri(out)}'>"


def _uri(out):
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
