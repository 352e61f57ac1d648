"""A drawing of a trace agrees with it, fits its box, and is the same every time."""

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.clinic.trace import REFUSED
from helpers.course import builders
from helpers.pictures import arrange, frame, style
from tests.unit.pictures.drawings import (
    body_of,
    corners,
    drawn,
    of_class,
    overlapping,
    path_points,
    text_of,
    told,
)

SEAM = "<!--seam-->"
NAMES = ("fixed_sequential", "fixed_functional", "flexible_head")
every_model = pytest.mark.parametrize("name", NAMES)
sides = st.integers(16, 320)


@every_model
@pytest.mark.parametrize("size", [(224, 224), (128, 128), (225, 225), (76, 668), (17, 300)])
def test_the_same_call_gives_the_same_text(models, name, size):
    """Even from another model of the same builder: its random weights do not show."""
    again = getattr(builders, name)()
    first, second = (
        frame.frame(told(model, *size), "cat", SEAM) for model in (models[name], again)
    )
    assert first == second


@every_model
@given(height=sides, width=sides)
def test_a_frame_is_a_drawing_and_words_both_well_formed(models, name, height, width):
    left, right = frame.frame(told(models[name], height, width), "cat", SEAM).split(SEAM)
    assert ET.fromstring(left).tag == "svg"
    assert body_of(right)
    assert not re.search(r"\b(nan|inf|None)\b", left.lower())


@every_model
@given(height=sides, width=sides)
@example(320, 320)
@example(16, 16)
@example(16, 320)
@example(320, 16)
@example(225, 225)
def test_all_that_is_drawn_lies_in_the_view_box(models, name, height, width):
    svg = drawn(models[name], height, width)
    left, top, right, bottom = map(float, svg.get("viewBox").split())
    for part in svg.iter():
        if part.tag in ("svg", "tspan"):
            continue
        for x, y in corners(part):
            assert left <= x <= right and top <= y <= bottom, ET.tostring(part, "unicode")


@every_model
@pytest.mark.parametrize("side", [16, 224, 225, 320])
def test_no_text_lies_on_another(models, name, side):
    assert list(overlapping(drawn(models[name], side, side))) == []


@every_model
@given(height=sides, width=sides)
def test_the_box_never_changes(models, name, height, width):
    assert (
        drawn(models[name], height, width).get("viewBox") == f"0 0 {arrange.WIDTH} {arrange.HEIGHT}"
    )


@every_model
@given(height=sides, width=sides)
@example(224, 224)
@example(225, 225)
def test_the_shapes_under_the_layers_are_the_traces(models, name, height, width):
    run = told(models[name], height, width)
    svg = drawn(models[name], height, width)
    written = [text_of(part) for part in of_class(svg, "shape")]
    expected = [str(run.shape_in)]
    expected += [str(step.shape_out) if step.shape_out else "refuses" for step in run.steps]
    expected += ["not reached"] * (len(run.own) - len(run.steps))
    assert written == expected
    names = [text_of(part).split()[-1] for part in of_class(svg, "name")]
    assert names == ["coffee", *(step.name for step in run.steps or run.own)]


@every_model
@given(height=sides, width=sides)
def test_every_number_of_a_shape_has_the_colour_of_its_axis(models, name, height, width):
    for part in of_class(drawn(models[name], height, width), "shape"):
        axes = [number.get("class") for number in part]
        rank4 = ["sc-batch", "sc-height", "sc-width", "sc-channels"]
        assert axes in ([], rank4, ["sc-batch", "sc-flat"])


@every_model
@given(height=sides, width=sides)
@example(224, 224)
@example(225, 225)
def test_the_alternative_text_says_size_outcome_and_who_refuses(models, name, height, width):
    run = told(models[name], height, width)
    alt = drawn(models[name], height, width).get("aria-label")
    assert alt.startswith(style.MARKS[run.outcome])
    assert f"A picture of {height} × {width} × 3 goes into {name}." in alt
    for step in run.steps:
        if step.shape_out:
            assert f"{step.name} gives {' × '.join(map(str, step.shape_out[1:]))}." in alt
    refuser = run.steps[-1].name if run.steps else "The model, at its door,"
    assert alt.endswith(f"{refuser} refuses.") == (run.outcome == REFUSED)


@every_model
@pytest.mark.parametrize("size", [(224, 224), (128, 128), (225, 225), (76, 668)])
def test_one_mark_a_layer_and_the_outcomes_where_it_happened(models, name, size):
    run = told(models[name], *size)
    marks = [text_of(part)[0] for part in of_class(drawn(models[name], *size), "name")]
    expected = ["✗" if step.refusal else "⚠" if step is run.misread else "✓" for step in run.steps]
    door = run.outcome == REFUSED and not run.steps
    assert marks[1 : len(expected) + 1] == expected
    assert (marks[0] == "✗") == door


def test_the_row_is_as_long_as_dense_takes_only_where_it_fits(models):
    """The bar of Flatten beside the opening of Dense."""
    for side in (128, 224, 300):
        svg = drawn(models["fixed_sequential"], side, side)
        bar = float(of_class(svg, "bar")[0].get("height"))
        ys = [y for _, y in path_points(of_class(svg, "socket")[0].get("d"))]
        gap = bar - (max(ys) - min(ys))
        assert math.copysign(1, gap) == math.copysign(1, side - 224) or side == 224
        assert (abs(gap) < 0.2) == (side == 224)


@every_model
@given(height=sides, width=sides)
def test_one_scale_for_every_size(models, name, height, width):
    """Photo, faces and the ghost of 224 × 224: drawing units are pixels times one number."""
    run = told(models[name], height, width)
    svg = drawn(models[name], height, width)
    seen = [(height, width)] + [
        step.shape_out[1:3] for step in run.steps if len(step.shape_out or ()) == 4
    ]
    for down, across, (rows, columns) in zip(
        of_class(svg, "height"), of_class(svg, "width"), seen, strict=True
    ):
        assert float(down.get("y2")) - float(down.get("y1")) == pytest.approx(
            rows * frame.SCALE, abs=0.11
        )
        assert float(across.get("x2")) - float(across.get("x1")) == pytest.approx(
            columns * frame.SCALE, abs=0.11
        )
    _, _, *photo = map(float, re.findall(r"[\d.-]+", svg.find(".//use").get("transform")))
    assert photo == pytest.approx([width * frame.SCALE, height * frame.SCALE], abs=0.01)
    if name != "flexible_head":
        ghost = of_class(svg, "ghost")[0]
        assert (
            float(ghost.get("width")) == float(ghost.get("height")) == round(224 * frame.SCALE, 1)
        )


@given(height=sides, width=sides)
@example(320, 320)
def test_faces_are_to_scale_too(models, height, width):
    """The grey face of a volume is as high and wide as the coloured edges say."""
    faces = of_class(drawn(models["flexible_head"], height, width), "face")
    for face, pool in zip(faces, (1, 2), strict=True):
        xs, ys = zip(*path_points(face.get("d")))
        assert max(xs) - min(xs) == pytest.approx((width - 2) // pool * frame.SCALE, abs=0.11)
        assert max(ys) - min(ys) == pytest.approx((height - 2) // pool * frame.SCALE, abs=0.11)


def test_depth_is_channels(models):
    svg = drawn(models["fixed_sequential"], 224, 224)
    depths = [float(line.get("x2")) - float(line.get("x1")) for line in of_class(svg, "channels")]
    assert depths == pytest.approx([32 * 0.45] * 2, abs=0.11)


@given(height=sides, width=sides)
@example(320, 320)
@example(16, 16)
def test_a_picture_without_a_model(height, width):
    left, right = frame.picture_frame((1, height, width, 3), "cat", SEAM).split(SEAM)
    svg = ET.fromstring(left)
    for part in svg.iter():
        if part.tag not in ("svg", "tspan"):
            assert all(
                0 <= x <= arrange.WIDTH and 0 <= y <= arrange.HEIGHT for x, y in corners(part)
            )
    assert [text_of(part) for part in of_class(svg, "shape")] == [f"(1, {height}, {width}, 3)"]
    assert f"{height} × {width}" in svg.get("aria-label")
    assert f"That is {height * width * 3} numbers." in body_of(right)
