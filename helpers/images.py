"""Real pictures, with no download: they lie inside the wheels of scikit-image and matplotlib."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import PIL.Image
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

    `pixels`: uint8, (h, w, channels). Returns float32 in 0..1, (1, height, width, channels).
    The aspect is not kept: `tf.image.resize` stretches.
    """
    return tf.image.resize(pixels, (height, width))[tf.newaxis] / 255
