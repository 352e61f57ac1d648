"""The pictures are there, are what they are said to be, and come in the form that models take."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from helpers import images

every_picture = pytest.mark.parametrize("name", images.PICTURES)
#: (mode of the file, channels as TensorFlow decodes it)
KINDS = {"cameraman": ("L", 1), "cell": ("L", 1), "horse": ("RGBA", 4)}


@every_picture
def test_tensorflow_and_pil_agree(name):
    """PIL's size is (width, height), TensorFlow's shape (height, width, channels)."""
    pixels, opened = images.decode(name), images.open_with_pil(name)
    mode, channels = KINDS.get(name, ("RGB", 3))
    assert pixels.dtype == tf.uint8
    assert tuple(pixels.shape) == (opened.height, opened.width, channels)
    assert opened.size == (pixels.shape[1], pixels.shape[0])
    assert opened.mode == mode
    difference = np.abs(np.asarray(opened).reshape(pixels.shape).astype(int) - pixels.numpy())
    assert difference.mean() < (2 if images.PICTURES[name].path.endswith(".jpg") else 1e-9)


def test_the_three_kinds_of_files_are_there():
    assert {images.decode(name).shape[-1] for name in images.PICTURES} == {1, 3, 4}


def test_the_keys_are_the_names():
    assert all(name == picture.name for name, picture in images.PICTURES.items())


@every_picture
def test_the_bytes_are_the_files(name):
    assert images.read(name) == images.PICTURES[name].file.read_bytes() != b""


def test_an_unknown_name():
    for ask in (images.read, images.decode, images.open_with_pil):
        with pytest.raises(KeyError, match="no such picture"):
            ask("no such picture")


def test_photos_are_in_colour_and_differ_in_size_and_aspect():
    shapes = [tuple(images.decode(name).shape) for name in images.PHOTOS]
    assert {shape[2] for shape in shapes} == {3}
    assert len(set(shapes)) == len(shapes) == 5
    aspects = [height / width for height, width, _ in shapes]
    assert any(aspect > 1 for aspect in aspects) and any(aspect < 1 for aspect in aspects)
    assert (224, 224) not in [shape[:2] for shape in shapes]


@every_picture
def test_whose_it_is(name):
    """A licence is named, or that there is none."""
    assert any(word in images.PICTURES[name].credit for word in ("CC0", "public domain", "no licence"))


@given(name=st.sampled_from(images.PHOTOS), height=st.integers(1, 400), width=st.integers(1, 400))
def test_at_any_size(name, height, width):
    x = images.at_size(images.decode(name), height, width)
    assert x.shape == (1, height, width, 3)
    assert x.dtype == tf.float32
    assert 0 <= tf.reduce_min(x) and tf.reduce_max(x) <= 1


@every_picture
def test_at_its_own_size_it_is_the_picture(name):
    """Divided by 255 and no more, whatever its channels."""
    pixels = images.decode(name)
    x = images.at_size(pixels, *pixels.shape[:2])
    np.testing.assert_allclose(x[0].numpy() * 255, pixels.numpy(), atol=1e-3)
    assert tf.reduce_max(x) > 0.5


def test_the_whole_picture_is_kept_when_it_is_resized():
    """Stretched, not cropped: the four corners stay in the corners."""
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20, :30, 0], pixels[20:, :30, 1], pixels[:20, 30:, 2] = 255, 255, 255
    x = images.at_size(pixels, 100, 20)[0].numpy()
    assert [x[row, column].tolist() for row, column in ((0, 0), (-1, 0), (0, -1), (-1, -1))] == [
        [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]
    ]
