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
    """The pictures in a piece of HTML, in their order."""
    return [
        np.asarray(PIL.Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"), int)
        for data in re.findall(r"base64,([^']+)'", html.data)
    ]


def extents(html):
    """(width, height) of each picture in the page, in its pixels."""
    found = re.findall(r"width:\d+px;aspect-ratio:(\d+)/(\d+)", html.data)
    return [(int(across), int(down)) for across, down in found]


def test_pictures_stand_at_one_scale():
    red, blue = np.zeros((50, 200, 3), np.uint8), np.zeros((100, 100, 3), np.uint8)
    (wide, low), square = extents(charts.gallery({"red": red, "blue": blue}, "Two fields."))
    assert wide / square[0] == pytest.approx(2, rel=0.01) and square[0] == square[1]
    assert low / square[1] == pytest.approx(0.5, rel=0.01)
    assert wide + charts.GAP + square[0] == pytest.approx(8 * 96, abs=1)


def test_a_large_picture_is_stored_as_sharp_as_it_is_seen():
    (seen,) = opened(charts.gallery({"one": np.zeros((900, 1200, 3), np.uint8)}, "One.", width=4))
    assert seen.shape[:2] == (450, 600)


def test_few_numbers_are_drawn_as_they_are_from_dark_to_light():
    """Gray numbers of any range; each stays a field of its own."""
    html = charts.gallery({"one": np.array([[5.0, 6.0], [7.0, 9.0]])}, "Four fields.")
    (seen,) = opened(html)
    assert seen[..., 0].tolist() == [[0, 64], [128, 255]] and "pixelated" in html.data


@pytest.mark.parametrize("channels", [(), (1,), (3,), (4,)])
def test_gray_colour_and_alpha_are_drawn(channels):
    pixels = np.full((20, 30, *channels), 99, np.uint8)
    (seen,) = opened(charts.gallery({"one": pixels}, "One field."))
    assert seen.shape == (20, 30, 4)


def test_the_alt_text_is_there_and_escaped():
    html = charts.gallery({"one": np.zeros((4, 4))}, "It's < a field.").data
    assert "role='img' aria-label='It&#x27;s &lt; a field.'" in html


def test_the_row_chart_names_the_sides_that_fit():
    html = charts.row_chart([1, 2, 3, 4], [10, 20, 20, 40], taken=20)
    assert "20 that Dense takes at [2, 3] only" in html.data
    assert "10 numbers at 1 pixels to 40 at 4" in html.data


def test_no_figure_stays_open():
    before = plt.get_fignums()
    charts.row_chart([1, 2], [10, 20], taken=20)
    assert plt.get_fignums() == before


def test_a_chart_has_a_picture_for_each_theme():
    """The same, on no ground of its own, its letters dark in one and light in the other."""
    html = charts.row_chart([1, 2, 3, 4], [10, 20, 20, 40], taken=20)
    light, dark = opened(html)
    assert light.shape == dark.shape and "sc-chart-light" in html.data
    for seen, bright in ((light, False), (dark, True)):
        assert (seen[..., 3] == 0).mean() > 0.8
        letters = seen[seen[..., 3] == 255]
        grays = letters[np.ptp(letters[:, :3], axis=1) < 12]
        assert (np.median(grays[:, :3]) > 150) == bright
