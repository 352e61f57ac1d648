"""The pictures are there, are what they are said to be, and come in the form that models take."""

import io

import numpy as np
import PIL.Image
import PIL.ImageOps
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from helpers.course import images

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
    assert len({height / width for height, width, _ in shapes}) >= 4
    assert (224, 224) not in [shape[:2] for shape in shapes]


def test_one_photo_stands():
    height, width, channels = images.standing().shape
    assert height / width == pytest.approx(3 / 2, abs=0.01) and channels == 3
    assert np.array_equal(images.standing()[:, 0], images.decode("astronaut")[:, 85])


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_picture_with_other_channels_is_the_same_picture(channels):
    """Gray of one and two, colour of three and four; where there is an alpha, all is opaque."""
    photo = images.at_size(images.decode("cat"), 20, 30)
    made = images.with_channels(photo, channels).numpy()
    assert made.shape == (1, 20, 30, channels)
    gray = photo.numpy().mean(-1, keepdims=True)
    assert np.allclose(
        made[..., :3] if channels > 2 else made[..., :1], photo if channels > 2 else gray
    )
    if channels in (2, 4):
        assert (made[..., -1] == 1).all()


def test_every_picture_has_a_licence():
    """Its credit says that it may be shown: CC0, or in the public domain."""
    for picture in images.PICTURES.values():
        assert picture.credit.endswith(("CC0", "public domain")), picture.name


@every_picture
def test_whose_it_is(name):
    """A licence is named, or that there is none."""
    assert any(
        word in images.PICTURES[name].credit for word in ("CC0", "public domain", "no licence")
    )


@given(name=st.sampled_from(images.PHOTOS), height=st.integers(1, 400), width=st.integers(1, 400))
def test_at_any_size(name, height, width):
    x = images.at_size(images.decode(name), height, width)
    assert x.shape == (1, height, width, 3)
    assert x.dtype == tf.float32
    assert tf.reduce_min(x) >= 0 and tf.reduce_max(x) <= 1


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
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
    ]


@pytest.mark.parametrize("name", ["coffee", "galaxies"])
def test_what_is_made_smaller_is_averaged_as_pil_does(name):
    """No pixel is skipped: within half a step of 255 of PIL's, where a sample is off by 20."""
    x = images.at_size(images.decode(name), 60, 90)[0].numpy() * 255
    pil = images.open_with_pil(name).convert("RGB").resize((90, 60), PIL.Image.Resampling.BILINEAR)
    jpeg = images.PICTURES[name].path.endswith(".jpg")  # two decoders, and they round
    assert np.abs(x - np.asarray(pil)).mean() < (1 if jpeg else 0.5)
    assert np.abs(x - np.asarray(pil)).max() < (6 if jpeg else 1.5)


# --- kinds of files -----------------------------------------------------------------------------

SHAPES = {
    "RGB JPEG": (200, 300, 3),
    "rotated JPEG": (300, 200, 3),
    "gray JPEG": (200, 300, 1),
    "RGBA PNG": (200, 300, 4),
    "gray + alpha PNG": (200, 300, 2),
    "16-bit PNG": (200, 300, 1),
    "palette PNG": (200, 300, 3),
    "animated GIF": (3, 200, 240, 3),
}


def test_what_each_kind_of_file_decodes_to():
    assert {kind: tuple(images.decode_file_of(kind).shape) for kind in images.KINDS} == SHAPES


@pytest.mark.parametrize("kind", SHAPES)
def test_a_file_is_of_its_kind(kind):
    """PIL reads it as what the name says, and as the same photo."""
    file = PIL.Image.open(io.BytesIO(images.file_of(kind)))
    assert file.format == kind.split()[-1]
    modes = {
        "gray JPEG": "L",
        "RGBA PNG": "RGBA",
        "gray + alpha PNG": "LA",
        "16-bit PNG": "I;16",
        "palette PNG": "P",
    }
    assert file.mode == modes.get(kind, file.mode)
    assert getattr(file, "n_frames", 1) == (3 if kind == "animated GIF" else 1)
    upright = PIL.ImageOps.exif_transpose(file)
    assert (upright.size == file.size) == (kind != "rotated JPEG")
    if upright.size == (300, 200) and kind != "16-bit PNG":
        photo = PIL.Image.open(images.PICTURES["coffee"].file).convert("L").resize((300, 200))
        inside = np.s_[80:120, 120:180]  # the alpha leaves that opaque
        difference = (
            np.asarray(upright.convert("L"), float)[inside] - np.asarray(photo, float)[inside]
        )
        assert np.abs(difference).mean() < 6


def test_sixteen_bits_keep_their_range():
    deep = tf.io.decode_image(images.file_of("16-bit PNG"), dtype=tf.uint16)
    assert int(tf.reduce_max(deep)) > 60_000
    assert np.array_equal(deep.numpy() // 257, images.decode_file_of("16-bit PNG").numpy())


def test_the_first_frame_is_a_picture():
    for kind, shape in SHAPES.items():
        assert images.first_frame(kind).shape == shape[-3:]
    assert np.array_equal(
        images.first_frame("animated GIF"), images.decode_file_of("animated GIF")[0]
    )
