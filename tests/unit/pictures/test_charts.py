"""The charts show what they are given, at one scale, and say it in words."""

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import PIL.Image
import pytest

from helpers.pictures import charts


def opened(html):
    data = re.search(r"base64,([^']+)'", html.data).group(1)
    return np.asarray(PIL.Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"), int)


def extent(pixels, colour):
    """Height and width of the region of that colour."""
    rows, columns = np.where(np.abs(pixels - colour).max(-1) < 40)
    return np.ptp(rows) + 1, np.ptp(columns) + 1


def test_pictures_stand_at_one_scale():
    red, blue = np.zeros((50, 200, 3), np.uint8), np.zeros((100, 100, 3), np.uint8)
    red[..., 0] = blue[..., 2] = 255
    seen = opened(charts.gallery({"red": red, "blue": blue}, "A red and a blue field."))
    wide, square = extent(seen, (255, 0, 0)), extent(seen, (0, 0, 255))
    assert wide[1] / square[1] == pytest.approx(2, rel=0.03)
    assert wide[0] / square[0] == pytest.approx(0.5, rel=0.03)


@pytest.mark.parametrize("channels", [(), (1,), (3,), (4,)])
def test_gray_colour_and_alpha_are_drawn(channels):
    pixels = np.full((20, 30, *channels), 99, np.uint8)
    assert opened(charts.gallery({"one": pixels}, "One field.")).std() > 0


def test_the_alt_text_is_there_and_escaped():
    html = charts.gallery({"one": np.zeros((4, 4))}, "It's < a field.").data
    assert "alt='It&#x27;s &lt; a field.'" in html


def test_the_row_chart_names_the_sides_that_fit():
    html = charts.row_chart([1, 2, 3, 4], [10, 20, 20, 40], taken=20)
    assert "20 that Dense takes at [2, 3] only" in html.data
    assert "10 numbers at 1 pixels to 40 at 4" in html.data


def test_no_figure_stays_open():
    before = plt.get_fignums()
    charts.row_chart([1, 2], [10, 20], taken=20)
    assert plt.get_fignums() == before


def test_no_white_strip_below_the_pictures():
    seen = opened(
        charts.gallery({"one": np.zeros((40, 160, 3), np.uint8)}, "A black field.", width=4)
    )
    dark = np.where(seen.max(-1).min(1) < 40)[0]
    assert len(seen) - 1 - dark[-1] <= 0.06 * charts.DPI
