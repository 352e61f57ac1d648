"""Photos are held once in a page, and a drawing that stands alone holds its own."""

import base64
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import PIL.Image
import pytest

from helpers.pictures import frame, photos, style
from tests.unit.pictures.drawings import told

PHOTOS = {
    "cat": np.full((30, 45, 3), 10, np.uint8),
    "catalogue": np.full((500, 1000, 3), 90, np.uint8),
    "coffee": np.full((40, 60, 3), 200, np.uint8),
}


def images_in(markup):
    """{id: PIL image} of the photos that the markup holds."""
    found = {}
    for part in ET.fromstring(f"<div>{markup}</div>").iter():
        if part.tag.endswith("image"):
            kind, data = part.get("href").split(",")
            assert kind == "data:image/webp;base64"
            found[part.get("id")] = PIL.Image.open(io.BytesIO(base64.b64decode(data)))
    return found


def test_photo_defs_hold_every_photo_once_in_its_aspect():
    found = images_in(photos.defs(PHOTOS))
    sizes = {name: picture.size for name, picture in found.items()}
    assert sizes == {
        "sc-photo-cat": (45, 30),
        "sc-photo-catalogue": (400, 200),
        "sc-photo-coffee": (60, 40),
    }
    assert photos.defs(PHOTOS) == photos.defs(PHOTOS)


@pytest.mark.parametrize("photo", PHOTOS)
def test_a_drawing_that_stands_alone_holds_its_photo_and_no_other(models, photo):
    drawing = frame.drawing(told(models["fixed_sequential"], 128, 128), photo)
    alone = photos.standalone(drawing, PHOTOS)
    assert ET.fromstring(alone).tag == "{http://www.w3.org/2000/svg}svg"
    assert list(images_in(alone)) == [f"sc-photo-{photo}"]
    assert f"href='#sc-photo-{photo}'" in alone
    assert style.STYLE in alone
    assert re.search(r"<svg [^>]*><rect [^>]*fill='white'/>", alone)
