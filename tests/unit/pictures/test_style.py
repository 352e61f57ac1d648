"""Colours that can be read in both themes, and a sign for every outcome."""

import re

import pytest
import tensorflow as tf

from helpers import clinic
from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace
from helpers.course import builders
from helpers.pictures import style


def test_the_outcomes_have_symbols_of_their_own():
    assert set(style.MARKS) == {PASSED, REFUSED, WRONG}
    assert len(set(style.MARKS.values())) == 3


def luminance(colour):
    """Relative luminance as in WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio as in WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_of_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("axis", style.AXIS_COLOURS)
def test_axis_colours_can_be_read_in_both_themes(axis):
    """4.5 : 1 is what level AA asks of text, https://www.w3.org/TR/WCAG22/#contrast-minimum"""
    light, dark = style.AXIS_COLOURS[axis]
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(dark, "#111111") >= 4.5


def test_the_style_gives_every_axis_its_colour_in_both_themes():
    light, dark = re.findall(r"(?:^|\n)(:root|body\[[^]]*\]) \{(.*?)\}", style.STYLE)
    assert (light[0], dark[0]) == (":root", 'body[data-jp-theme-light="false"]')
    for place, (_, rules) in enumerate((light, dark)):
        found = dict(re.findall(r"--sc-(\w+):(#\w{6});", rules))
        assert found == {axis: pair[place] for axis, pair in style.AXIS_COLOURS.items()}
        assert len(set(found.values())) == len(found)


def test_a_reading_wears_the_colours_of_the_axes():
    """The numbers that it marks are those that the style colours, in both themes."""
    reading = clinic.read(trace(builders.average_head(), tf.zeros((1, 8, 8, 4))))
    shown = reading._repr_html_()
    assert "<span class='sc-channels'>4</span>" in shown
    assert ".sc-channels {color:var(--sc-channels)" in shown
    for colour in style.AXIS_COLOURS["channels"]:
        assert f"--sc-channels:{colour};" in shown
