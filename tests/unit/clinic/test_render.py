"""A reading as text, as HTML and as data: whole and harmless, whatever names stand in it."""

import dataclasses
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.clinic import render
from helpers.clinic.causes import Causes
from helpers.clinic.reading import Confidence, Cost, Diagnosis, Fix, Place

HOSTILE = """</pre><script>alert('"&')</script>"""
READING = Diagnosis(
    Causes.SIZE_PINNED_BY_DENSE,
    "dense has weights for 394272 numbers, 111 × 111 × 32, and 127008 = 63 × 63 × 32 came.",
    Place("dense", "Dense"),
    1,
    (None, 394272),
    (None, 127008),
    (111, 111, 32),
    (63, 63, 32),
    (
        Fix(
            *("resize first", "the model stays"),
            "x = tf.image.resize(x, (224, 224))  # " + "-" * 60,
            cost=Cost.STRETCHED,
            tried="(1, 224, 224, 3) passes",
        ),
        Fix("pad", "to its size", "x = tf.pad(x)", cost=Cost.PADDED, tried="(1, 10) passes"),
        Fix("pool", "any size then"),
    ),
    "Matrix size-incompatible: In[0]: [1,127008], In[1]: [394272,10]",
    Confidence.HIGH,
)

#: Shapes, products, numbers.
WHOLE = st.one_of(
    st.lists(st.none() | st.integers(1, 999_999), min_size=2, max_size=5).map(tuple).map(str),
    st.lists(st.integers(1, 999), min_size=2, max_size=4).map(lambda of: " × ".join(map(str, of))),
    st.integers(1, 10**9).map(str),
    st.just("127008 = 63 × 63 × 32"),
)
WORDS = st.text("abcdefg-", min_size=1, max_size=12) | st.text("xyz_", min_size=81, max_size=99)


def parsed(diagnosis):
    """The section that the HTML shows; raises where it is not well-formed."""
    page = ElementTree.fromstring(f"<page>{render.html(diagnosis)}</page>")
    (section,) = page.findall("section")
    return section


@given(st.lists(WORDS | WHOLE, min_size=1, max_size=40))
def test_no_line_is_wider_than_a_terminal_but_for_a_word_that_is(words):
    told = " ".join(words)
    reading = dataclasses.replace(READING, summary=told, fixes=(Fix("resize", told),))
    lines = render.text(reading).splitlines()
    assert [one for one in lines if len(one) > 80 and not re.fullmatch(" *[xyz_]{77,}", one)] == []


@pytest.mark.parametrize(
    "whole",
    [
        *("(None, 224, 224, 3)", "(5,)", "63 × 63 × 32", "127008 = 63 × 63 × 32", "127008"),
        *("7200 numbers", "79 × 111 pixels", "30 %", "0.3 %", "x_" * 45),
    ],
)
def test_what_belongs_together_stays_in_one_line(whole):
    """Wherever in the line it begins, in the summary and in a treatment."""
    for before in range(80):
        told = f"{'a' * before} {whole}, and more.".strip()
        reading = Diagnosis(Causes.UNKNOWN, told, fixes=(Fix("resize", told),))
        assert len([line for line in render.text(reading).splitlines() if whole in line]) == 2


@pytest.mark.parametrize(
    ("told", "held"),
    [
        ("of (4, 64, 64, 32) and 40 × 60,", ["(4, 64, 64, 32)", "40 × 60"]),
        ("x = tf.image.resize(x, (40, 60))  # a < b", ["(40, 60)"]),
        (
            "1 of at most 10 batches, 7200 numbers, 30 %",
            ["1 of", "10 batches", "7200 numbers", "30 %"],
        ),
        ("conv2d 3: here? conv reads (5,) and 7.", []),
    ],
)
def test_a_page_breaks_no_number_either(told, held):
    page = ElementTree.fromstring(f"<p>{render.whole(told)}</p>")
    assert [span.text for span in page] == held
    assert {span.get("class") for span in page} <= {"sc-number"}
    assert "".join(page.itertext()) == told
    assert ".sc-number {white-space:nowrap}" in render.PLAIN_STYLE


def test_code_is_never_broken():
    code = READING.fixes[0].code
    assert len(code) > render.WIDTH
    assert f"      {code}" in render.text(READING).splitlines()


def test_all_that_is_known_is_told():
    told = render.text(READING)
    for part in (
        *("at dense (Dense), axis 1", "394272 = 111 × 111 × 32", "127008 = 63 × 63 × 32"),
        *("size-pinned-by-dense (SC101)", "confidence: high", "advice, not tried: pool: any size"),
        *("try: resize first: the model stays (the pictures are stretched)", "or: pad: to its"),
        *("tried: (1, 224, 224, 3) passes", "tried: (1, 10) passes"),
    ):
        assert part in told
    words = " ".join("".join(parsed(READING).itertext()).split())
    for part in (READING.original, READING.summary, "confidence high", "dense (Dense)", "SC101"):
        assert part in words
    assert [item.text for item in parsed(READING).iter("b")][-3:] == ["resize first", "pad", "pool"]


def test_one_treatment_is_open_and_the_others_are_folded():
    folded = {
        one.find("summary").text: ([item.text for item in one.iter("b")], "open" in one.attrib)
        for one in parsed(READING).iter("details")
    }
    assert folded == {
        "Other treatments that pass": (["pad"], False),
        "Advice, not tried": (["pool"], False),
    }
    advice = dataclasses.replace(READING, fixes=READING.fixes[2:])
    (only,) = parsed(advice).iter("details")
    assert "open" in only.attrib, "where nothing passed, the advice is to be seen"
    assert "What helps" not in render.html(advice)


@pytest.mark.parametrize("field", ["summary", "original", "layer", "fixes"])
def test_names_are_text_whatever_they_are(field):
    hostile = {"layer": Place(HOSTILE, HOSTILE), "fixes": (Fix(*[HOSTILE] * 3, tried=HOSTILE),)}
    section = parsed(dataclasses.replace(READING, **{field: hostile.get(field, HOSTILE)}))
    assert not list(section.iter("script"))
    assert HOSTILE in "".join(section.itertext())


def test_a_screen_reader_hears_the_reading():
    reading = dataclasses.replace(READING, summary=HOSTILE, layer=Place(HOSTILE, "Dense"))
    label = parsed(reading).get("aria-label")
    assert label.count(HOSTILE) == 2 and READING.cause in label


def test_html_asks_for_nothing_from_outside():
    html = render.html(READING)
    assert not re.search(r"<link|@import|url\(|https?:|\bsrc=", html)


def test_numbers_carry_the_axis_they_belong_to():
    spans = {span.text: span.get("class") for span in parsed(READING).iter("span")}
    assert (spans["394272"], spans["63"], spans["32"]) == ("sc-flat", "sc-width", "sc-channels")


@pytest.mark.parametrize("reading", [READING, Diagnosis(Causes.UNKNOWN, "Nothing.")])
def test_as_data_json_keeps_all_of_it(reading):
    data = reading.as_data()
    assert json.loads(json.dumps(data)) == data
    assert {field.name for field in dataclasses.fields(Diagnosis)} | {"code"} == set(data)
    for name in ("cause", "confidence", "summary", "axis", "original"):
        assert data[name] == getattr(reading, name)
    for name in ("expected", "received", "expected_from", "received_from"):
        value = getattr(reading, name)
        assert data[name] == (value if value is None else list(value))
    assert data["code"] == reading.cause.code
    assert data["layer"] == (reading.layer and dataclasses.asdict(reading.layer))
    assert data["fixes"] == [dataclasses.asdict(fix) for fix in reading.fixes]
