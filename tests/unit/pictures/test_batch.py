"""The drawing and the words of a batch say what the `Batching` says."""

import re
import xml.etree.ElementTree as ET

import pytest

from helpers.clinic.trace import Refusal
from helpers.course import batches, builders, images
from helpers.course.batches import Batching, Fate
from helpers.pictures import batch
from helpers.pictures.style import HEIGHT, WIDTH

NAMES = ["coffee", "astronaut", "cat"]
LOGITS = (1.0, *[0.0] * 9)


def fate(**changes):
    values = {"size": (80, 120), "batch": 0, "field": (120, 120), "box": (0, 0, 80, 120)}
    return Fate(**values | {"here": LOGITS, "alone": LOGITS} | changes)


def batch_of(*fates, **changes):
    values = {
        "way": batches.PADDED,
        "model": "m",
        "sizes": tuple(one.size for one in fates),
        "fates": fates,
        "shapes": ((len(fates), 120, 120, 3),),
        "asked": True,
    }
    return Batching(**values | changes)


def parsed(batching):
    return ET.fromstring(batch.drawing(batching, NAMES))


def of_class(root, name):
    return [part for part in root.iter() if name in part.get("class", "").split()]


def text(root):
    return " ".join("".join(part.itertext()) for part in root.iter("text"))


def test_a_row_a_picture():
    root = parsed(batch_of(fate(), fate(), fate()))
    uses = [part.get("href") for part in root.iter("use")]
    assert sorted(uses) == sorted(f"#sc-photo-{name}" for name in NAMES for _ in range(2))
    assert len(of_class(root, "sc-ring")) == len(of_class(root, "sc-dot")) == 30
    assert len(of_class(root, "sc-waste")) == len(of_class(root, "sc-edge")) == 3


def test_a_picture_lies_in_its_field_where_its_box_says():
    """A field of 96 × 120 with a picture of 40 × 60, 8 down and 30 to the right."""
    root = parsed(batch_of(fate(size=(40, 60), field=(96, 120), box=(8, 30, 40, 60))))
    (field,) = [part for part in root.iter("svg") if part is not root]
    high, wide, left, top = (float(field.get(name)) for name in ("height", "width", "x", "y"))
    assert (high, wide) == pytest.approx((96 * batch.SCALE, 120 * batch.SCALE), abs=0.1)
    assert left + wide / 2 == pytest.approx(batch.STACK, abs=0.1)
    assert top + high / 2 == pytest.approx(batch.TOP + batch.ROW / 2, abs=0.1)
    numbers = re.findall(r"-?[\d.]+", field.find("use").get("transform"))
    box = [side * batch.SCALE for side in (30, 8, 60, 40)]  # right, down, width, height
    assert [float(number) for number in numbers] == pytest.approx(box, abs=0.1)


def test_logits_stand_as_high_as_they_are():
    here = (1.0, -1.0, *[0.0] * 8)
    root = parsed(batch_of(fate(here=here), fate()))
    dots, rings = of_class(root, "sc-dot")[:10], of_class(root, "sc-ring")[:10]
    ys = [float(dot.get("cy")) for dot in dots]
    zero = ys[2]
    assert ys[0] < zero < ys[1] and zero - ys[0] == ys[1] - zero > 20
    assert [float(ring.get("cy")) for ring in rings][1] == zero


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ["33 % padding", "logits as alone"]),
        ({"field": (80, 120)}, ["logits as alone"]),
        ({"field": (96, 96), "box": (0, 0, 96, 96)}, ["height × 1.20, width × 0.80"]),
        ({"field": (96, 96), "box": (16, 0, 64, 96)}, ["both sides × 0.80", "33 % padding"]),
        ({"field": (96, 96), "box": (8, -12, 80, 120)}, ["20 % cut off", "17 % padding"]),
        ({"here": (0.5, *[0.0] * 9)}, ["logits moved by 50 %"]),
        ({"alone": ()}, ["refused when alone"]),
        ({"box": (), "scrambled": (((1, 2, 3),) * 2,)}, ["scrambled"]),
    ],
)
def test_what_became_of_a_picture(changes, told):
    batching = batch_of(fate(**changes), fate())
    drawn, alt = text(parsed(batching)), batch.describe(batching, NAMES)
    assert [words for words in told if words not in drawn or words not in alt] == []


def test_nothing_is_told_that_is_not_so():
    assert batch.told_of(fate(field=(80, 120))) == []


def test_marks_and_outcome_agree():
    moved = batch_of(fate(here=(0.5, *[0.0] * 9)), fate())
    assert text(parsed(moved)).count("⚠") == 1 and text(parsed(moved)).count("✓") == 1
    assert batch.words(moved, NAMES).startswith("<p class='sc-verdict'><b>⚠ passed but wrong</b>")
    assert "moves the logits of coffee by 50 %" in batch.words(moved, NAMES)
    assert batch.describe(moved, NAMES).startswith("⚠")


def test_a_refused_batch_and_a_refused_model():
    refusal = Refusal("InvalidArgumentError", "Shapes <differ>")
    none = Batching(batches.STACK, "m", ((8, 9), (9, 8)), refusal=refusal)
    model = batch_of(fate(here=(), alone=()), fate(here=(), alone=()), refusal=refusal)
    assert "no batch" in text(parsed(none)) and "the model refuses" in text(parsed(model))
    assert "never asked" in batch.words(none, NAMES)
    assert "the model refused it" in batch.words(model, NAMES)
    for one in (none, model):
        assert "Shapes &lt;differ&gt;" in batch.words(one, NAMES)
        assert "(InvalidArgumentError)" in batch.words(one, NAMES)
        assert batch.describe(one, NAMES).startswith("✗")


def test_the_batch_axis_is_a_line_for_each_batch():
    together = of_class(parsed(batch_of(fate(), fate(), fate())), "sc-bracket")
    assert [line.get("d").count("h8") for line in together] == [3]
    mixed = batch_of(fate(), fate(batch=1), fate(), shapes=((2, 120, 120, 3), (1, 120, 120, 3)))
    apart = of_class(parsed(mixed), "sc-bracket")
    assert [line.get("d").count("h8") for line in apart] == [2, 1]
    assert (
        len({line.get("d").split()[0] for line in apart}) == 2
    )  # the long one keeps clear of the other


def test_nothing_leaves_the_drawing():
    """Four pictures of the largest size, and the longest words."""
    largest = fate(size=(160, 160), field=(160, 160), box=(0, 0, 160, 160))
    root = ET.fromstring(batch.drawing(batch_of(*[largest] * 4), [*NAMES, "rocket"]))
    for part in root.iter():
        for name, limit in (("x", WIDTH), ("y", HEIGHT), ("cx", WIDTH), ("cy", HEIGHT)):
            if re.fullmatch(r"-?[\d.]+", part.get(name, "")):
                assert 0 <= float(part.get(name)) <= limit


def test_every_way_has_its_line_of_code():
    assert set(batch.CODE) == set(batches.WAYS)


def test_the_same_run_gives_the_same_frame():
    """Other models of the same seeds: what is stored in the notebook does not change."""
    sizes = ((48, 72), (72, 48), (60, 60))
    pictures = [images.at_size(images.decode("cat"), *size)[0] for size in sizes]

    def drawn():
        model = builders.logits_of_means()
        return batch.frame(batches.batching(batches.MASKED, model, pictures), NAMES, "|")

    one, other = drawn(), drawn()
    assert one == other
