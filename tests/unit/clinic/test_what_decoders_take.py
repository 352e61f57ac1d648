"""The advice to decode to so many channels names the files whose decoder does."""

import io

import numpy as np
import PIL.Image
import pytest
import tensorflow as tf

from helpers.clinic.causes import channel_mismatch

MODES = ("RGB", "L", "RGBA", "P", "LA", "CMYK", "1")
PICTURE = PIL.Image.fromarray(np.arange(8 * 9 * 3, dtype=np.uint8).reshape(8, 9, 3))


def files(kind):
    """The bytes of a picture in that format, in each mode that it can hold."""
    for mode in MODES:
        held = io.BytesIO()
        try:
            PICTURE.convert(mode).save(held, kind)
        except (OSError, ValueError):
            continue
        yield held.getvalue()


@pytest.mark.parametrize("channels", channel_mismatch.DECODES)
def test_each_file_named_decodes_so(channels):
    for kind in channel_mismatch.DECODES[channels].replace(" or ", ", ").split(", "):
        found = [tf.io.decode_image(data, channels).shape[-1] for data in files(kind)]
        assert found and set(found) == {channels}
