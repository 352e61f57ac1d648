"""Photos in drawings: held once in a page, referred to by every frame."""

import base64
import io
import re

import PIL.Image

from helpers.pictures.style import STYLE

#: What stands for pixels that hold no picture.
_HATCH = (
    "<pattern id='sc-hatch' width='7' height='7' patternUnits='userSpaceOnUse' "
    "patternTransform='rotate(45)'><path class='sc-hatch' d='M0 0V7'/></pattern>"
)


def defs(photos):
    """Markup that holds each photo once, one unit wide and high, and the style of all frames.

    `photos`: {name: uint8 pixels (height, width, channels), of 1 to 4 channels}.
    """
    images = "".join(
        f"<image id='{photo_id(name)}' width='1' height='1' preserveAspectRatio='none' "
        f"href='{image_uri(pixels)}'/>"
        for name, pixels in photos.items()
    )
    return f"<style>{STYLE}</style><svg width='0' height='0'><defs>{_HATCH}{images}</defs></svg>"


def use(photo, left, top, width, height):
    """A photo of `defs` at a place and size, in drawing units."""
    return (
        f"<use href='#{photo_id(photo)}' transform='translate({left:.1f} {top:.1f}) "
        f"scale({width:.2f} {height:.2f})'/>"
    )


def image(pixels, left, top, width, height):
    """Pixels, uint8 (rows, columns, channels), as a picture of their own at a place and size."""
    return (
        f"<image x='{left:.1f}' y='{top:.1f}' width='{width:.1f}' height='{height:.1f}' "
        f"preserveAspectRatio='none' href='{image_uri(pixels)}'/>"
    )


def photo_id(name):
    """The id of a photo in the page: 'PNG, palette' -> 'sc-photo-PNG-palette'."""
    return "sc-photo-" + re.sub(r"\W+", "-", name)


def image_uri(pixels, longest=400):
    """Pixels as a data URI, at most `longest` wide or high: sharp at twice the drawing's size.

    `pixels`: uint8, (height, width, channels): gray, gray with alpha, RGB or RGBA.
    """
    picture = PIL.Image.fromarray(pixels.squeeze(-1) if pixels.shape[-1] == 1 else pixels)
    picture.thumbnail((longest, longest))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def standalone(drawing, photos):
    """A drawing as a file, for places that show no widget: white behind, its photo inside."""
    root = drawing.replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' ", 1)
    start = root.index(">") + 1
    needed = {name: pixels for name, pixels in photos.items() if f"#{photo_id(name)}'" in drawing}
    white = "<rect width='100%' height='100%' fill='white'/>"
    return f"{root[:start]}{white}{defs(needed)}{root[start:]}"
