"""The drawing and the words of a batch say what the `Batching` says."""

import re
import xml.etree.ElementTree as ET

import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.clinic.trace import PASSED, Refusal
from helpers.course import batches, builders, images
from helpers.course.batches import Batching, Fate
from helpers.pictures import batch
from helpers.pictures.arrange import HEIGHT, LARGEST, WIDTH, Rows

NAMES = ["coffee", "astronaut", "cat"]
LOGITS = (1.0, *[0.0] * 9)


def fate(**changes):
    values = {"size": (80, 120), "batch": 0, "field": (120, 120), "box": (0, 0, 80, 120)}
    own = {"here": LOGITS, "alone": LOGITS, "bare": LOGITS}
    return Fate(**values | own | changes)


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
    assert [len(of_class(root, f"sc-{mark}")) for mark in ("ring", "dash", "dot")] == [30] * 3
    assert len(of_class(root, "sc-waste")) == len(of_class(root, "sc-edge")) == 3


def test_a_picture_lies_in_its_field_where_its_box_says():
    """A field of 96 × 120 with a picture of 40 × 60, 8 down and 30 to the right."""
    one = fate(size=(40, 60), field=(96, 120), box=(8, 30, 40, 60))
    root, rows = parsed(batch_of(one)), Rows(1)
    (field,) = [part for part in root.iter("svg") if part is not root]
    high, wide, left, top = (float(field.get(name)) for name in ("height", "width", "x", "y"))
    assert (high, wide) == pytest.approx((96 * rows.scale, 120 * rows.scale), abs=0.1)
    assert left + wide / 2 == pytest.approx(batch.STACK, abs=0.1)
    assert top + high / 2 == pytest.approx(rows.middle(0), abs=0.1)
    numbers = re.findall(r"-?[\d.]+", field.find(".//use").get("transform"))
    box = [side * rows.scale for side in (30, 8, 60, 40)]  # right, down, width, height
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
        ({}, ["33 % padding", "by company: 0 %"]),
        ({"field": (80, 120)}, ["by company: 0 %"]),
        ({"field": (96, 96), "box": (0, 0, 96, 96)}, ["height × 1.20, width × 0.80"]),
        ({"field": (96, 96), "box": (16, 0, 64, 96)}, ["both sides × 0.80", "33 % padding"]),
        ({"field": (96, 96), "box": (8, -12, 80, 120)}, ["20 % cut off", "17 % padding"]),
        ({"here": (0.5, *[0.0] * 9)}, ["by company: 50 %", "by the treatment: 0 %"]),
        ({"bare": (0.8, *[0.0] * 9)}, ["by company: 0 %", "by the treatment: 25 %"]),
        ({"alone": ()}, ["refused when alone"]),
        ({"bare": ()}, ["refused when bare"]),
        (
            {"size": (48, 160), "field": (96, 96), "box": (34, 0, 28, 96)},
            ["both sides × 0.60", "71 % padding"],
        ),
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
    assert "<b>By company 50 %</b>" in batch.words(moved, NAMES)
    assert "moves the logits of coffee" in batch.words(moved, NAMES)
    assert batch.describe(moved, NAMES).startswith("⚠")


def test_two_measures_have_two_numbers():
    """Against the bare picture 25 %, against the same way alone 50 %: each at its own name."""
    both = batch_of(fate(here=(0.5, *[0.0] * 9), bare=(0.8, *[0.0] * 9)), fate())
    said = batch.words(both, NAMES)
    assert "<b>By company 50 %</b>" in said and "<b>By the treatment 25 %</b>" in said
    treated = batch_of(fate(bare=(0.8, *[0.0] * 9)), fate())
    assert "<b>By company 0 %</b>" in batch.words(treated, NAMES)
    assert batch.words(treated, NAMES).startswith("<p class='sc-verdict'><b>✓")


def test_what_is_scrambled_is_named_with_how_far_it_moved():
    one = fate(here=(0.5, *[0.0] * 9), box=(), scrambled=(((1, 2, 3),) * 2,))
    assert "<b>By company 50 %</b>: astronaut came out scrambled" in batch.words(
        batch_of(fate(), one), NAMES
    )


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
        assert "What helps here: the way" in batch.words(one, NAMES)
        assert batch.describe(one, NAMES).startswith("✗")


def plain(html):
    return re.sub("<[^>]*>", "", html)


@given(
    sizes=st.lists(st.tuples(st.integers(16, 160), st.integers(16, 160)), min_size=2, max_size=4),
    way=st.sampled_from([batches.STACK, batches.FUSED, batches.PADDED, batches.BUCKETS]),
    build=st.sampled_from([builders.logits_of_means, builders.logits_of_rows]),
)
@settings(max_examples=30)
def test_a_refusal_names_two_sizes_that_differ_and_what_helps_does(sizes, way, build):
    model = build()
    pictures = [tf.random.stateless_uniform((*size, 3), (1, 2)) for size in sizes]
    made = batches.batching(way, model, pictures)
    if made.refusal:
        said = plain(batch.words(made, [*NAMES, "rocket"]))
        one, other = re.findall(r"\d+ × \d+", said)[:2]
        assert one != other
        for helps in batch.helping(made):
            assert f"{helps}" in said
            assert batches.batching(helps, model, pictures).outcome == PASSED


def test_where_numbers_are_counted_the_two_that_differ_in_number_are_named():
    refusal = Refusal("InvalidArgumentError", "number of elements does not match")
    sizes = ((80, 120), (120, 80), (64, 96))
    said = plain(batch.words(Batching(batches.FUSED, "m", sizes, refusal=refusal), NAMES))
    assert "coffee is 80 × 120 = 9600 pixels, and cat is 64 × 96 = 6144 pixels" in said


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
    """Pictures of the largest size, as many as there can be."""
    largest = fate(size=(160, 160), field=(160, 160), box=(0, 0, 160, 160))
    for count in (2, 3, 4):
        root = ET.fromstring(batch.drawing(batch_of(*[largest] * count), [*NAMES, "rocket"]))
        for part in root.iter():
            for name, limit in (("x", WIDTH), ("y", HEIGHT), ("cx", WIDTH), ("cy", HEIGHT)):
                if re.fullmatch(r"-?[\d.]+", part.get(name, "")):
                    assert 0 <= float(part.get(name)) <= limit


def test_the_largest_pictures_of_two_rows_do_not_meet():
    for count in (2, 3, 4):
        rows = Rows(count)
        assert LARGEST * rows.scale < rows.middle(1) - rows.middle(0)


def test_pictures_keep_their_scale_while_a_slider_moves():
    """So many pictures, one scale, whatever their sizes."""
    fields = [
        parsed(batch_of(fate(field=(side, side), box=(0, 0, side, side)), fate())).find(".//svg")
        for side in (40, 160)
    ]
    small, large = (float(field.get("width")) for field in fields)
    assert large == pytest.approx(4 * small, abs=0.3)


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
