"""Real pictures, with no download: they lie inside the wheel of scikit-image."""

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
    """A picture file of scikit-image, and whose it is."""

    name: str
    path: str
    credit: str

    @property
    def file(self):
        """Where the file lies on this machine.

        Found without importing scikit-image, which would bring SciPy along.
        """
        return Path(find_spec("skimage").origin).parent / self.path


PICTURES = {
    picture.name: picture
    for picture in (
        Picture("coffee", "data/coffee.png", "Rachel Michetti, CC0"),
        Picture("cat", "data/chelsea.png", "Stefan van der Walt, CC0"),
        Picture("astronaut", "data/astronaut.png", "NASA, public domain"),
        Picture("rocket", "data/rocket.jpg", "SpaceX, public domain"),
        Picture("galaxies", "data/hubble_deep_field.jpg", "NASA, public domain"),
        Picture("cameraman", "data/camera.png", "Lav Varshney, CC0"),
        Picture("cell", "data/cell.png", "CC0"),
        Picture("horse", "data/horse.png", "openclipart, CC0"),
    )
}

#: Colour photographs of differing sizes and aspects: what the first visit feeds its models.
PHOTOS = ("coffee", "cat", "astronaut", "rocket", "galaxies")


def read(name):
    """The file's bytes, as `tf.io.decode_image` wants them. KeyError for an unknown name."""
    return PICTURES[name].file.read_bytes()


@lru_cache(maxsize=len(PHOTOS))
def decode(name):
    """As TensorFlow decodes it: uint8, (height, width, channels), channels as in the file."""
    return tf.io.decode_image(read(name), expand_animations=False)


def open_with_pil(name):
    """The same picture as PIL opens it. Beware: its `size` is (width, height)."""
    return PIL.Image.open(PICTURES[name].file)


def at_size(pixels, height, width):
    """A decoded picture as a batch of one at another size.

    `pixels`: uint8, (h, w, channels), or with an axis of frames in front, which stays. Returns
    float32 in 0..1, (1, height, width, channels). The aspect is not kept: `tf.image.resize`
    stretches. With `antialias` each new pixel is a mean over all that it stands for, as PIL makes
    it; without, one that is made smaller is a sample of few of its pixels.
    """
    smaller = tf.image.resize(pixels, (height, width), antialias=True)
    return tf.clip_by_value(smaller, 0, 255)[tf.newaxis] / 255  # means of white round above it


def standing():
    """The astronaut, cut to stand: uint8 (512, 342, 3). No colour photo here stands by itself."""
    return decode("astronaut")[:, 85:427]


def with_channels(pixels, channels):
    """A colour picture, (..., 3), float32 in 0..1, with another number of channels, 1 to 4.

    Of 1 it is gray; of 2 and 4 an alpha channel stands behind, 1 everywhere: opaque.
    """
    body = pixels if channels > 2 else tf.reduce_mean(pixels, axis=-1, keepdims=True)
    opaque = tf.ones_like(pixels[..., :1])
    return tf.concat([body, opaque], axis=-1) if channels % 2 == 0 else body


# Kinds of files: the same photo, written by PIL in eight ways.


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
    return _saved(
        _photo().convert("L").convert("I").point(lambda gray: gray * 257).convert("I;16"), "PNG"
    )


def _animated():
    """Three frames of 200 × 240, the view moving to the right."""
    frames = [_photo().crop((left, 0, left + 240, 200)) for left in (0, 30, 60)]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=300)


def _turned():
    """As a camera held upright stores it: the pixels lie on their side, EXIF says how to turn."""
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
    """uint8 (height, width, channels) of a file of that kind: of a film, its first picture."""
    pixels = decode_file_of(kind).numpy()
    return pixels if pixels.ndim == 3 else pixels[0]
