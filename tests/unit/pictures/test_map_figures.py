"""The drawings of maps and of long traces: colour and hatch, words for the eye and for the ear, the same every time."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import tensorflow as tf

from helpers.course import builders
from helpers.pictures import frame as figures
from helpers.pictures import failure_map as map_figures
from helpers.clinic import sizes
from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace


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
    return [node for node in ElementTree.fromstring(drawing).iter() if node.get("class", "").startswith(kind)]


def test_every_cell_has_its_colour(every):
    found = [(node.get("class"), float(node.get("width"))) for node in paths(map_figures.drawing(every), "sc-map-")]
    cells = {name: sum(width for kind, width in found if kind == f"sc-map-{name}") for name in ("passed", "refused", "wrong", "unasked")}
    swatches = {"passed": 30, "refused": 60, "wrong": 30, "unasked": 0}
    one = map_figures.SIDE / 3
    assert {name: round((cells[name] - swatches[name]) / one) for name in cells} == {"passed": 1, "refused": 5, "wrong": 2, "unasked": 1}


def test_what_did_not_pass_is_hatched_each_layer_in_its_own_way(every):
    marks = [node.get("d") for node in paths(map_figures.drawing(every), "sc-hatching")][:3]
    assert [len(re.findall("M", mark)) for mark in marks] == [4, 2, 1]  # conv's, flatten's dots, pool's
    directions = {re.sub(r"[\d.\- ]+", "", mark)[:4] for mark in marks}
    assert len(directions) >= 2
    conv, pool = marks[0], marks[2]
    slope = lambda mark: [float(number) for number in re.findall(r"-?[\d.]+", mark)[:4]]  # noqa: E731
    (_, y1, _, y2), (_, v1, _, v2) = slope(conv), slope(pool)
    assert (y2 - y1) * (v2 - v1) < 0


def test_the_legend_and_the_alternative_text_say_it_all(every):
    drawing, told = map_figures.drawing(every, "rule here"), map_figures.describe(every, "rule here")
    text = " ".join(ElementTree.fromstring(drawing).itertext())
    for part in ("✗ refused at conv: 4", "✗ refused at pool: 1", "⚠ passed but wrong at flatten: 2", "✓ passed: 1"):
        assert part in told
        assert part.replace("✗ ", "").replace("⚠ ", "").replace("✓ ", "") in text
    assert "Not all sizes were asked." in told and "not all asked" in text
    assert "rule here" in told and "rule here" in text
    assert f"aria-label='{told}'" in drawing


def test_axes_stand_in_their_colours_with_first_and_last(every):
    root = ElementTree.fromstring(map_figures.drawing(every))
    for axis, sides in (("height", {"10", "20", "30"}), ("width", {"8", "16", "24"})):
        assert sides < {node.text for node in root.iter() if node.get("class") == f"sc-{axis}"}


def test_the_size_that_a_model_is_made_for_is_framed_where_it_is_on_the_map(every):
    frame, swatch = paths(map_figures.drawing(every), "sc-mine")
    assert float(frame.get("x")) == pytest.approx(map_figures.LEFT + map_figures.SIDE / 3 - 2, abs=0.1)
    other = hand_made(every.outcomes, every.refusers, made_for=(None, None, None, 3))
    assert paths(map_figures.drawing(other), "sc-mine") == []


def test_many_refusers_are_told_together():
    names = tuple(f"layer{k}" for k in range(9))
    found = hand_made((((REFUSED,) * 9,)), (names,), sides=((1,), tuple(range(9))))
    text = " ".join(ElementTree.fromstring(map_figures.drawing(found)).itertext())
    assert "and 3 in other layers" in text


def test_colours_of_cells_tell_from_each_other_and_from_their_hatch():
    """Hatch on cell at least 3 : 1, WCAG's measure for graphics, in both themes."""

    def light(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts))

    for theme, ink in ((0, "#1f1f1f"), (1, "#e0e0e0")):
        assert len({fills[theme] for fills in map_figures.FILLS.values()}) == 4
        for fills in map_figures.FILLS.values():
            dark, bright = sorted((light(fills[theme]), light(ink)))
            assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_the_same_map_gives_the_same_text_and_a_real_one_parses():
    found = sizes.failure_map(builders.small_unet(), range(8, 40, 4), range(8, 40, 4))
    assert map_figures.drawing(found) == map_figures.drawing(found)
    ElementTree.fromstring(map_figures.drawing(found, "a < b & 'c'"))
    assert len(map_figures.drawing(found)) < 20_000


@pytest.mark.parametrize(
    "make, size, says",
    [
        (builders.small_unet, (64, 48), "✓ A picture of 64 × 48 × 3 goes into small_unet."),
        (builders.small_unet, (60, 100), "skip3 refuses"),
        (builders.fixed_functional, (60, 100), "The model itself refuses"),
        (builders.fixed_sequential, (128, 200), "dense refuses"),
    ],
)
def test_a_strip_says_where_it_ends(make, size, says):
    seen = trace(make(), tf.zeros((1, *size, 3)))
    strip = map_figures.strip(seen)
    root = ElementTree.fromstring(strip)
    assert says in root.get("aria-label")
    assert figures.MARKS[seen.outcome] in [node.text for node in root.iter()]
    lines = [node for node in root.iter() if node.tag == "polyline"]
    assert len(lines) >= 3
    for node in lines:
        for x, y in (map(float, point.split(",")) for point in node.get("points").split()):
            assert 0 <= x <= figures.WIDTH and 0 <= y <= figures.HEIGHT


def test_names_of_lines_do_not_lie_on_each_other():
    seen = trace(builders.small_unet(), tf.zeros((1, 16, 16, 3)))
    ends = re.findall(r"<text class='sc-left' x='[\d.]+' y='([\d.]+)'><tspan class='sc-(?:height|width|channels)'", map_figures.strip(seen))
    places = sorted(map(float, ends))
    assert len(places) == 3 and min(b - a for a, b in zip(places, places[1:])) >= 15


def test_a_table_folds_what_went_before_and_shows_who_refuses():
    seen = trace(builders.small_unet(), tf.zeros((1, 60, 100, 3)))
    folded, shown = map_figures.table(seen, shown=3).data.split("</details>")
    assert f"{len(seen.steps) - 3} layers before, all passed" in folded
    assert "✗" in shown and "skip3" in shown and "✗" not in folded.split("</style>")[1]
    assert shown.count("<tr>") == 3


@pytest.mark.parametrize("size, parts", [((64, 48), ("✓ passed", "mask")), ((60, 100), ("✗ refused", "skip3", "full message"))])
def test_words(size, parts):
    told = map_figures.words(trace(builders.small_unet(), tf.zeros((1, *size, 3))))
    assert [part for part in parts if part not in re.sub("<[^>]+>", "", told)] == []
