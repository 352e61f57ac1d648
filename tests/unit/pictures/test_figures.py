"""The drawings and words agree with the trace, fit their box, and can be read by everyone."""

import base64
import io
import math
import re
import xml.etree.ElementTree as ET

import keras
import numpy as np
import PIL.Image
import pytest
import tensorflow as tf
from hypothesis import example, given
from hypothesis import strategies as st
from keras import layers

from helpers.course import builders
from helpers.clinic import diagnosis
from helpers.pictures import frame as figures
from helpers.clinic import reading as readings
from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace, trace_building

NAMES = ("fixed_sequential", "fixed_functional", "flexible_head")
SEAM = "<!--seam-->"
every_model = pytest.mark.parametrize("name", NAMES)
sides = st.integers(16, 320)


def told(model, height, width):
    return trace(model, tf.zeros((1, height, width, 3)))


def drawn(model, height, width):
    return ET.fromstring(figures.drawing(told(model, height, width), "coffee"))


def of_class(svg, name):
    """The elements of that class; numbers in the colour of an axis are not meant."""
    return [part for part in svg.iter() if part.get("class") == f"sc-{name}" and part.tag != "tspan"]


def text_of(part):
    return "".join(part.itertext())


def body_of(html):
    """The text that a reader sees of a piece of HTML, which must be well-formed."""
    return text_of(ET.fromstring(f"<div>{html}</div>"))


# --- the same every time, and well-formed ------------------------------------------------------


@every_model
@pytest.mark.parametrize("size", [(224, 224), (128, 128), (225, 225), (76, 668), (17, 300)])
def test_the_same_call_gives_the_same_text(models, name, size):
    """Even from another model of the same builder: its random weights do not show."""
    again = getattr(builders, name)()
    first, second = (figures.frame(told(model, *size), "cat", SEAM) for model in (models[name], again))
    assert first == second


@every_model
@given(height=sides, width=sides)
def test_a_frame_is_a_drawing_and_words_both_well_formed(models, name, height, width):
    frame = figures.frame(told(models[name], height, width), "cat", SEAM)
    left, right = frame.split(SEAM)
    assert ET.fromstring(left).tag == "svg"
    assert body_of(right)
    assert not re.search(r"\b(nan|inf|None)\b", left.lower())


# --- it fits -----------------------------------------------------------------------------------


def path_points(commands):
    """The corners of a path of the commands M H V L, m h v l and z."""
    x = y = 0.0
    for letter, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", commands):
        values = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        if letter in "ML":
            x, y = values
        elif letter in "ml":
            x, y = x + values[0], y + values[1]
        elif letter in "Hh":
            x = values[0] + (x if letter == "h" else 0)
        elif letter in "Vv":
            y = values[0] + (y if letter == "v" else 0)
        else:
            assert letter == "z", f"no rule for path command {letter}"
        yield x, y


def text_box(part):
    """(left, top, right, bottom) of a line of text, by what a letter takes on average, in em."""
    style = part.get("class")
    size = {"sc-stopped": 36, "sc-kind": 12, "sc-note": 12}.get(style, 13)
    letter = 0.61 if style == "sc-shape" else 0.56  # of a monospaced font; of a wide other one
    x, y, half = float(part.get("x")), float(part.get("y")), len(text_of(part)) * size * letter / 2
    rise = size / 2 if part.get("class") == "sc-stopped" else size * 0.8
    return x - half, y - rise, x + half, y + size * 0.25


def corners(part):
    """Points between which everything lies that this element draws."""
    if part.tag == "path":
        return list(path_points(part.get("d")))
    if part.tag == "text":
        left, top, right, bottom = text_box(part)
        return [(left, top), (right, bottom)]
    if part.tag == "use":
        x, y, across, down = map(float, re.findall(r"[\d.-]+", part.get("transform")))
        return [(x, y), (x + across, y + down)]
    value = {key: float(part.get(key, "nan")) for key in ("x", "y", "width", "height", "x1", "y1", "x2", "y2")}
    if part.tag == "line":
        return [(value["x1"], value["y1"]), (value["x2"], value["y2"])]
    assert part.tag == "rect", f"no rule for {part.tag}"
    return [(value["x"], value["y"]), (value["x"] + value["width"], value["y"] + value["height"])]


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
    boxes = [text_box(part) for part in drawn(models[name], side, side).iter("text")]
    for place, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            beside = right <= other[0] or other[2] <= left
            above = bottom <= other[1] or other[3] <= top
            assert beside or above, (boxes[place], other)


@every_model
@given(height=sides, width=sides)
def test_the_box_never_changes(models, name, height, width):
    assert drawn(models[name], height, width).get("viewBox") == f"0 0 {figures.WIDTH} {figures.HEIGHT}"


# --- it says what the trace says ---------------------------------------------------------------


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
    assert alt.startswith(figures.MARKS[run.outcome])
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


def test_the_outcomes_have_symbols_of_their_own():
    assert set(figures.MARKS) == {PASSED, REFUSED, WRONG}
    assert len(set(figures.MARKS.values())) == 3


@every_model
@given(height=sides, width=sides)
@example(225, 225)
def test_the_words_give_outcome_numbers_and_message(models, name, height, width):
    run = told(models[name], height, width)
    words = body_of(figures.words(run))
    assert words.startswith(f"{figures.MARKS[run.outcome]} {run.outcome}")
    reading = diagnosis.read(run)
    if reading is None:
        assert f"answers {run.shape_out}" in words
        return
    assert reading.summary in words and f"at {reading.layer_name}" in words
    assert f"expected {readings.product(reading.expected, reading.expected_from)}" in words
    assert f"received {readings.product(reading.received, reading.received_from)}" in words
    assert all(fix.name in words and fix.why in words for fix in reading.fixes)
    if run.refusal:
        assert re.sub(r"\x1b\[\d*m", "", run.refusal.message) in words
    else:
        assert "TensorFlow says nothing" in words


def test_the_row_is_as_long_as_dense_takes_only_where_it_fits(models):
    """The bar of Flatten beside the opening of Dense."""
    for side in (128, 224, 300):
        svg = drawn(models["fixed_sequential"], side, side)
        bar = float(of_class(svg, "bar")[0].get("height"))
        ys = [y for _, y in path_points(of_class(svg, "socket")[0].get("d"))]
        gap = bar - (max(ys) - min(ys))
        assert math.copysign(1, gap) == math.copysign(1, side - 224) or side == 224
        assert (abs(gap) < 0.2) == (side == 224)


# --- to scale ----------------------------------------------------------------------------------


@every_model
@given(height=sides, width=sides)
def test_one_scale_for_every_size(models, name, height, width):
    """Photo, faces and the ghost of 224 × 224: drawing units are pixels times one number."""
    run = told(models[name], height, width)
    svg = drawn(models[name], height, width)
    seen = [(height, width)] + [step.shape_out[1:3] for step in run.steps if len(step.shape_out or ()) == 4]
    for down, across, (rows, columns) in zip(of_class(svg, "height"), of_class(svg, "width"), seen, strict=True):
        assert float(down.get("y2")) - float(down.get("y1")) == pytest.approx(rows * figures.SCALE, abs=0.11)
        assert float(across.get("x2")) - float(across.get("x1")) == pytest.approx(columns * figures.SCALE, abs=0.11)
    _, _, *photo = map(float, re.findall(r"[\d.-]+", svg.find("use").get("transform")))
    assert photo == pytest.approx([width * figures.SCALE, height * figures.SCALE], abs=0.01)
    if name != "flexible_head":
        ghost = of_class(svg, "ghost")[0]
        assert float(ghost.get("width")) == float(ghost.get("height")) == round(224 * figures.SCALE, 1)


@given(height=sides, width=sides)
@example(320, 320)
def test_faces_are_to_scale_too(models, height, width):
    """The grey face of a volume is as high and wide as the coloured edges say."""
    faces = of_class(drawn(models["flexible_head"], height, width), "face")
    for face, pool in zip(faces, (1, 2), strict=True):
        xs, ys = zip(*path_points(face.get("d")))
        assert max(xs) - min(xs) == pytest.approx((width - 2) // pool * figures.SCALE, abs=0.11)
        assert max(ys) - min(ys) == pytest.approx((height - 2) // pool * figures.SCALE, abs=0.11)


def test_depth_is_channels(models):
    svg = drawn(models["fixed_sequential"], 224, 224)
    depths = [float(line.get("x2")) - float(line.get("x1")) for line in of_class(svg, "channels")]
    assert depths == pytest.approx([32 * 0.45] * 2, abs=0.11)


# --- colours -----------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance as in WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio as in WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_of_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("axis", figures.AXIS_COLOURS)
def test_axis_colours_can_be_read_in_both_themes(axis):
    """4.5 : 1 is what level AA asks of text, https://www.w3.org/TR/WCAG22/#contrast-minimum"""
    light, dark = figures.AXIS_COLOURS[axis]
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(dark, "#111111") >= 4.5


def test_the_style_gives_every_axis_its_colour_in_both_themes():
    light, dark = re.findall(r"(?:^|\n)(:root|body\[[^]]*\]) \{(.*?)\}", figures.STYLE)
    assert (light[0], dark[0]) == (":root", 'body[data-jp-theme-light="false"]')
    for place, (_, rules) in enumerate((light, dark)):
        found = dict(re.findall(r"--sc-(\w+):(#\w{6});", rules))
        assert found == {axis: pair[place] for axis, pair in figures.AXIS_COLOURS.items()}
        assert len(set(found.values())) == len(found)


# --- what comes from outside is escaped --------------------------------------------------------

NASTY = "a<b>&'c'"


class Nasty(layers.Layer):
    def call(self, x):
        if x.shape[0] is not None and x.shape[1] != 16:
            raise ValueError("\x1b[1;31m<script>&'\x1b[0m \x1b[1mdone\x1b[22m")
        return x


def nasty_model():
    return keras.Sequential(
        [keras.Input((16, 16, 3)), Nasty(name=NASTY), layers.Flatten(name="<f>"), layers.Dense(2, name="<&d>")],
        name="<m&>",
    )


@pytest.mark.parametrize("side", [16, 20])
def test_names_are_escaped(side):
    run = told(nasty_model(), side, side)
    svg = ET.fromstring(figures.drawing(run, "coffee"))
    assert [text_of(part)[-len(NASTY):] for part in of_class(svg, "name")][1] == NASTY
    assert NASTY in svg.get("aria-label") and "<m&>" in svg.get("aria-label")
    shown = body_of(figures.words(run))
    assert ("<m&>" in shown and "<&d>" in shown) if side == 16 else f"at {NASTY}" in shown


def test_messages_are_escaped_and_lose_the_terminals_codes():
    run = told(nasty_model(), 20, 20)
    assert "\x1b" in run.refusal.message
    words = figures.words(run)
    assert "\x1b" not in words and "[1m" not in words and "[1;31m" not in words
    assert "<script>" not in words
    assert "<script>&' done" in body_of(words)


# --- photos ------------------------------------------------------------------------------------

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
    found = images_in(figures.photo_defs(PHOTOS))
    sizes = {name: picture.size for name, picture in found.items()}
    assert sizes == {"sc-photo-cat": (45, 30), "sc-photo-catalogue": (400, 200), "sc-photo-coffee": (60, 40)}
    assert figures.photo_defs(PHOTOS) == figures.photo_defs(PHOTOS)


@pytest.mark.parametrize("photo", PHOTOS)
def test_a_drawing_that_stands_alone_holds_its_photo_and_no_other(models, photo):
    drawing = figures.drawing(told(models["fixed_sequential"], 128, 128), photo)
    alone = figures.standalone(drawing, PHOTOS)
    assert ET.fromstring(alone).tag == "{http://www.w3.org/2000/svg}svg"
    assert list(images_in(alone)) == [f"sc-photo-{photo}"]
    assert f"href='#sc-photo-{photo}'" in alone
    assert figures.STYLE in alone
    assert re.search(r"<svg [^>]*><rect [^>]*fill='white'/>", alone)


# --- a picture without a model -----------------------------------------------------------------


@given(height=sides, width=sides)
@example(320, 320)
@example(16, 16)
def test_a_picture_without_a_model(height, width):
    left, right = figures.picture_frame((1, height, width, 3), "cat", SEAM).split(SEAM)
    svg = ET.fromstring(left)
    for part in svg.iter():
        if part.tag not in ("svg", "tspan"):
            assert all(0 <= x <= figures.WIDTH and 0 <= y <= figures.HEIGHT for x, y in corners(part))
    assert [text_of(part) for part in of_class(svg, "shape")] == [f"(1, {height}, {width}, 3)"]
    assert f"{height} × {width}" in svg.get("aria-label")
    assert f"That is {height * width * 3} numbers." in body_of(right)


# --- open sizes, the door, batches, heads of any depth ----------------------------------------------


def opened(shape, channels=3, build=builders.average_head):
    """The drawing, with its door, and the words, of a picture of that shape in a model for open sizes."""
    told = trace(build(channels), tf.zeros(shape))
    return told, figures.drawing(told, "coffee", door=True), figures.words(told)


def marks_of(drawing):
    """{name of a column: its mark} of those that have one."""
    names = re.findall(r"<text class='sc-name'[^>]*>(.*?)</text>", drawing)
    return {text.split("</tspan> ")[1]: re.search(r">(.)<", text)[1] for text in names if "sc-mark" in text}


@pytest.mark.parametrize(
    ("shape", "channels", "marks"),
    [
        ((1, 40, 60, 3), 3, {"door": "✓", "conv": "✓", "pool": "✓", "average": "✓", "dense": "✓"}),
        ((1, 40, 60, 4), 3, {"door": "✗"}),
        ((1, 40, 60, 1), 3, {"door": "✓", "conv": "✗"}),
        ((40, 60, 3), 3, {"door": "✗"}),
        ((40, 60, 3), 1, {"door": "⚠", "conv": "✓", "pool": "✓", "average": "✓", "dense": "✓"}),
        ((1, 1, 60, 3), 3, {"door": "✓", "conv": "✓", "pool": "✗"}),
    ],
)
def test_the_door_and_the_layers_are_marked(shape, channels, marks):
    assert marks_of(opened(shape, channels)[1]) == marks


def test_what_a_refusal_did_not_reach_is_drawn_as_a_ghost():
    _, drawn, _ = opened((1, 40, 60, 4))
    assert drawn.count("class='sc-ghost'") == 4 and drawn.count("not reached") == 4 and "not passed" in drawn


def test_a_batch_is_drawn_as_a_stack():
    for many, outlines in ((1, 0), (2, 1), (3, 2), (9, 3)):
        _, drawn, _ = opened((many, 40, 60, 3))
        assert drawn.count("class='sc-batch-edge'") == 3 * outlines  # picture, conv, pool
        assert drawn.count(f"× {many}<") == (3 if many > 1 else 0)


def test_channels_have_their_colour_in_the_words():
    _, _, words = opened((1, 40, 60, 4))
    assert "expected <span class='sc-channels'>3</span>, received <span class='sc-channels'>4</span>" in words


def test_frames_are_answered_one_by_one():
    assert "One answer a frame" in opened((3, 40, 60, 3))[2]
    assert "One answer a frame" not in opened((1, 40, 60, 3))[2]


@pytest.mark.parametrize("build", [builders.convolutional_head, builders.adaptive_head, builders.max_head])
def test_every_head_is_drawn_whole(build):
    told, drawn, words = opened((1, 320, 320, 3), build=build)
    for step in told.steps:
        assert f"> {step.name}<" in drawn or f"</tspan> {step.name}<" in drawn
    xs = [float(x) for x in re.findall(r"<text class='sc-name' x='([\d.]+)'", drawn)]
    assert len(set(xs)) == len(told.steps) + 2 and max(xs) < figures.WIDTH - 50
    assert ("whatever the size" in words) == (build is builders.convolutional_head)


def test_a_model_that_cannot_be_built():
    told = trace_building(builders.flatten_head, "flatten_head", (1, 40, 60, 3))
    drawn = figures.drawing(told, "coffee", door=True)
    assert marks_of(drawn) == {"conv": "✓", "pool": "✓", "flatten": "✓", "dense": "✗"}
    assert "never built" in drawn and "no weights yet" in drawn and "None" in drawn
    assert "waits for flatten_head" in figures.describe(told) and "cannot be built" in figures.describe(told)
    assert "✗ refused</b> at <b>dense</b>" in figures.words(told)


@pytest.mark.parametrize(
    ("shape", "channels", "told"),
    [
        ((1, 40, 60, 3), 3, "✓ A picture of 40 × 60 × 3 goes into"),
        ((40, 60, 3), 3, "✗ A picture of 40 × 60 × 3 without a batch axis goes into"),
        ((3, 40, 60, 3), 3, "✓ A film of 3 frames of 40 × 60 × 3 goes into"),
        ((1, 3, 40, 60, 3), 3, "✗ A film of 3 frames of 40 × 60 × 3 goes into"),
        ((40, 60, 3), 1, "⚠ A picture of 40 × 60 × 3 without a batch axis goes into"),
    ],
)
def test_the_alternative_text_says_what_was_fed(shape, channels, told):
    trace_, *_ = opened(shape, channels)
    assert figures.describe(trace_).startswith(told)
    assert ("answers 40 times" in figures.describe(trace_)) == trace_.guessed
