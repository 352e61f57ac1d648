"""The drawing of a map: colour and hatch, words for eye and ear, the same every time."""

import re
import xml.etree.ElementTree as ElementTree

import keras
import pytest

from helpers.clinic import sizes
from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.course import builders
from helpers.pictures import failure_map
from helpers.pictures.style import MAP_FILLS


def hand_made(outcomes, refusers, made_for=(None, 20, 16, 3), sides=((10, 20, 30), (8, 16, 24))):
    return sizes.FailureMap("patient", made_for, 3, *sides, outcomes, refusers)


@pytest.fixture
def every():
    """Each outcome once and more, two layers that refuse, one point not asked."""
    return hand_made(
        ((REFUSED, REFUSED, REFUSED), (WRONG, PASSED, REFUSED), (REFUSED, WRONG, None)),
        (("conv", "conv", "pool"), ("flatten", "", "conv"), ("conv", "flatten", "")),
    )


def paths(drawing, kind):
    return [
        node
        for node in ElementTree.fromstring(drawing).iter()
        if node.get("class", "").startswith(kind)
    ]


def test_every_cell_has_its_colour(every):
    found = [
        (node.get("class"), float(node.get("width")))
        for node in paths(failure_map.drawing(every), "sc-map-")
    ]
    cells = {
        name: sum(width for kind, width in found if kind == f"sc-map-{name}")
        for name in ("passed", "refused", "wrong", "unasked")
    }
    swatches = {"passed": 30, "refused": 60, "wrong": 30, "unasked": 0}
    one = failure_map.SIDE / 3
    assert {name: round((cells[name] - swatches[name]) / one) for name in cells} == {
        "passed": 1,
        "refused": 5,
        "wrong": 2,
        "unasked": 1,
    }


def slope(hatch):
    """How far the first line of a hatch goes down, from left to right; negative for up."""
    _, start, _, end = map(float, re.findall(r"-?[\d.]+", hatch)[:4])
    return end - start


def test_what_did_not_pass_is_hatched_each_layer_in_its_own_way(every):
    marks = [node.get("d") for node in paths(failure_map.drawing(every), "sc-hatching")][:3]
    conv, flatten, pool = marks
    assert [mark.count("M") for mark in (conv, flatten, pool)] == [4, 2, 1]
    directions = {re.sub(r"[\d.\- ]+", "", mark)[:4] for mark in marks}
    assert len(directions) >= 2
    assert slope(conv) * slope(pool) < 0


def outcome_at(drawing, row, column, found):
    """The class of the cell whose middle lies in that row and column of the field."""
    x = failure_map.LEFT + failure_map.SIDE * (column + 0.5) / len(found.widths)
    y = failure_map.TOP + failure_map.SIDE * (row + 0.5) / len(found.heights)
    for node in paths(drawing, "sc-map-"):
        left, top, wide, high = (float(node.get(name)) for name in ("x", "y", "width", "height"))
        if left <= x <= left + wide and top <= y <= top + high:
            return node.get("class").removeprefix("sc-map-")
    return None


def test_heights_go_down_and_widths_to_the_right():
    """A window nine rows high and one column wide: what is too low refuses, however wide it is."""
    picture = keras.Input((None, None, 3))
    maps = keras.layers.Conv2D(2, (9, 1), name="conv")(picture)
    found = sizes.failure_map(keras.Model(picture, maps), (4, 8, 12), (1, 2, 4, 16))
    drawing = failure_map.drawing(found)
    for row, height in enumerate(found.heights):
        expected = "passed" if height >= 9 else "refused"
        for column in range(len(found.widths)):
            assert outcome_at(drawing, row, column, found) == expected, (row, column)
            assert found.outcomes[row][column] == expected


def test_the_legend_and_the_alternative_text_say_it_all(every):
    drawing, told = (
        failure_map.drawing(every, "rule here"),
        failure_map.describe(every, "rule here"),
    )
    text = " ".join(ElementTree.fromstring(drawing).itertext())
    for part in (
        "✗ refused at conv: 4",
        "✗ refused at pool: 1",
        "⚠ passed but wrong at flatten: 2",
        "✓ passed: 1",
    ):
        assert part in told
        assert part.replace("✗ ", "").replace("⚠ ", "").replace("✓ ", "") in text
    assert "Not all sizes were asked." in told and "not all asked" in text
    assert "rule here" in told and "rule here" in text
    assert f"aria-label='{told}'" in drawing


def test_axes_stand_in_their_colours_with_first_and_last(every):
    root = ElementTree.fromstring(failure_map.drawing(every))
    for axis, sides in (("height", {"10", "20", "30"}), ("width", {"8", "16", "24"})):
        assert sides < {node.text for node in root.iter() if node.get("class") == f"sc-{axis}"}


def test_the_size_that_a_model_is_made_for_is_framed_where_it_is_on_the_map(every):
    frame, swatch = paths(failure_map.drawing(every), "sc-mine")
    assert float(frame.get("x")) == pytest.approx(
        failure_map.LEFT + failure_map.SIDE / 3 - 2, abs=0.1
    )
    other = hand_made(every.outcomes, every.refusers, made_for=(None, None, None, 3))
    assert paths(failure_map.drawing(other), "sc-mine") == []


def test_many_refusers_are_told_together():
    names = tuple(f"layer{k}" for k in range(9))
    found = hand_made((((REFUSED,) * 9,)), (names,), sides=((1,), tuple(range(9))))
    text = " ".join(ElementTree.fromstring(failure_map.drawing(found)).itertext())
    assert "and 3 in other layers" in text


def test_colours_of_cells_tell_from_each_other_and_from_their_hatch():
    """Hatch on cell at least 3 : 1, WCAG's measure for graphics, in both themes."""

    def light(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts))

    for theme, ink in ((0, "#1f1f1f"), (1, "#e0e0e0")):
        assert len({fills[theme] for fills in MAP_FILLS.values()}) == 4
        for fills in MAP_FILLS.values():
            dark, bright = sorted((light(fills[theme]), light(ink)))
            assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_the_same_map_gives_the_same_text_and_a_real_one_parses():
    found = sizes.failure_map(builders.small_unet(), range(8, 40, 4), range(8, 40, 4))
    assert failure_map.drawing(found) == failure_map.drawing(found)
    ElementTree.fromstring(failure_map.drawing(found, "a < b & 'c'"))
    assert len(failure_map.drawing(found)) < 20_000
