"""Real pictures, with no download: they lie inside the wheels of scikit-image and matplotlib."""

import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import PIL.Image
import PIL.ImageDraw
import tensorflow as tf


@dataclass(frozen=True)
class Picture:
    """A picture file of an installed package, and whose it is."""

    name: str
    package: str
    path: str
    credit: str

    @property
    def file(self):
        """Where the file lies on this machine.

        Found without importing the package: scikit-image would bring SciPy along.
        """
        return Path(find_spec(self.package).origin).parent / self.path


PICTURES = {
    picture.name: picture
    for picture in (
        Picture("coffee", "skimage", "data/coffee.png", "Rachel Michetti, CC0"),
        Picture("cat", "skimage", "data/chelsea.png", "Stefan van der Walt, CC0"),
        Picture("astronaut", "skimage", "data/astronaut.png", "NASA, public domain"),
        Picture("rocket", "skimage", "data/rocket.jpg", "SpaceX, public domain"),
        Picture(
            "portrait",
            "matplotlib",
            "mpl-data/sample_data/grace_hopper.jpg",
            "Grace Hopper, from matplotlib's sample data; the package states no licence",
        ),
        Picture("cameraman", "skimage", "data/camera.png", "Lav Varshney, CC0"),
        Picture("cell", "skimage", "data/cell.png", "CC0"),
        Picture("horse", "skimage", "data/horse.png", "openclipart, CC0"),
    )
}

#: Colour photographs of differing sizes and aspects: what the first visit feeds its models.
PHOTOS = ("coffee", "cat", "astronaut", "rocket", "portrait")


def read(name):
    """The file's bytes, as `tf.io.decode_image` wants them. KeyError for an unknown name."""
    return PICTURES[name].file.read_bytes()


@lru_cache(maxsize=len(PHOTOS))
def decode(name):
    """A picture as TensorFlow decodes it: uint8, (height, width, channels), channels as in the file."""
    return tf.io.decode_image(read(name), expand_animations=False)


def open_with_pil(name):
    """The same picture as PIL opens it. Beware: its `size` is (width, height)."""
    return PIL.Image.open(PICTURES[name].file)


def at_size(pixels, height, width):
    """A decoded picture as a batch of one at another size, the way most people make it.

    `pixels`: uint8, (h, w, channels), or with an axis of frames in front, which stays. Returns float32
    in 0..1, (1, height, width, channels). The aspect is not kept: `tf.image.resize` stretches.
    """
    return tf.image.resize(pixels, (height, width))[tf.newaxis] / 255


# --- kinds of files: the same photo, written by PIL in eight ways --------------------------------


def _photo():
    """The photo that all kinds hold, small: 200 × 300 pixels."""
    return PIL.Image.open(PICTURES["coffee"].file).convert("RGB").resize((300, 200))


def _oval():
    """An alpha channel: opaque in an oval, transparent outside."""
    alpha = PIL.Image.new("L", (300, 200))
    PIL.ImageDraw.Draw(alpha).ellipse((10, 10, 290, 190), fill=255)
    return alpha


def _saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _with_alpha(mode):
    image = _photo().convert(mode)
    image.putalpha(_oval())
    return _saved(image, "PNG")


def _sixteen_bit():
    """Gray of 0..65535: each of the 256 grays 257 times as large."""
    return _saved(_photo().convert("L").convert("I").point(lambda gray: gray * 257).convert("I;16"), "PNG")


def _animated():
    """Three frames of 200 × 240, the view moving to the right."""
    frames = [_photo().crop((left, 0, left + 240, 200)) for left in (0, 30, 60)]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=300)


def _turned():
    """As a camera held upright stores it: the pixels lie on their side, EXIF says how to turn them."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # Orientation: turn by 90 degrees clockwise to view
    return _saved(_photo().transpose(PIL.Image.Transpose.ROTATE_90), "JPEG", exif=exif)


_WRITERS = {
    "RGB JPEG": lambda: _saved(_photo(), "JPEG"),
    "rotated JPEG": _turned,
    "gray JPEG": lambda: _saved(_photo().convert("L"), "JPEG"),
    "RGBA PNG": lambda: _with_alpha("RGB"),
    "gray + alpha PNG": lambda: _with_alpha("L"),
    "16-bit PNG": _sixteen_bit,
    "palette PNG": lambda: _saved(_photo().quantize(64), "PNG"),
    "animated GIF": _animated,
}

#: Kinds of files that people have, and that decode to differing shapes.
KINDS = tuple(_WRITERS)


@lru_cache(maxsize=len(KINDS))
def file_of(kind):
    """The bytes of a file of that kind. KeyError for an unknown one."""
    return _WRITERS[kind]()


@lru_cache(maxsize=len(KINDS))
def decode_file_of(kind):
    """A file of that kind as TensorFlow decodes it when nothing else is asked for: uint8,
    (height, width, channels), or (frames, height, width, 3).
    """
    return tf.io.decode_image(file_of(kind))


def first_frame(kind):
    """uint8 pixels (height, width, channels) of a file of that kind: of a film, its first picture."""
    pixels = decode_file_of(kind).numpy()
    return pixels if pixels.ndim == 3 else pixels[0]
