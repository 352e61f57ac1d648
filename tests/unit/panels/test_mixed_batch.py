"""The panel of the third visit: several pictures in one batch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.course import batches, builders, images
from helpers.course.questions import mixed_batch as asked
from helpers.panels import MixedBatch, panel
from helpers.panels.stage import key_of


@pytest.fixture(scope="module")
def mixed(few):
    return few(MixedBatch)()


PHOTOS = {
    "coffee": images.decode("coffee"),
    "astronaut": images.standing(),
    "cat": images.decode("cat"),
    "rocket": images.decode("rocket"),
}
MODELS = {
    "GlobalAveragePooling": builders.logits_of_means,
    "GlobalMaxPooling": builders.logits_of_maxima,
    "fully convolutional": builders.logits_of_places,
    "Flatten, for 96 × 96": builders.logits_of_rows,
}
small = st.integers(16, 160)


@given(
    st.integers(2, 4),
    st.tuples(*[small] * 8),
    st.sampled_from(list(batches.WAYS)),
    st.sampled_from(list(MODELS)),
)
def test_the_third_panel_batches_the_first_pictures(mixed, count, sides, way, head):
    fed = [
        images.at_size(photo, sides[2 * place], sides[2 * place + 1])[0]
        for place, photo in enumerate(list(PHOTOS.values())[:count])
    ]
    expected = batches.batching(way, MODELS[head](), fed)
    found = mixed.run(count, *sides, way, head)
    assert (found.sizes, found.shapes) == (expected.sizes, expected.shapes)
    assert found.outcome == expected.outcome
    for one, other in zip(found.fates, expected.fates, strict=True):
        assert one.box == other.box
        assert one.here == pytest.approx(other.here)
        assert one.alone == pytest.approx(other.alone)
        assert one.bare == pytest.approx(other.bare)


def test_alone_is_computed_once_a_picture(monkeypatch, few):
    """Moving one slider runs one picture alone, treated and bare; the others are known."""
    asked = []
    real = batches.logits_alone

    def counting(way, model, picture):
        asked.append((way, picture.shape))
        return real(way, model, picture)

    monkeypatch.setattr(batches, "logits_alone", counting)
    panel = few(MixedBatch)()
    asked.clear()
    sides = [80, 120, 120, 80, 64, 96, 48, 160]
    panel.draw(4, *sides, batches.MASKED, "GlobalMaxPooling")
    assert len(asked) == 8
    panel.draw(4, *sides[:-1], 100, batches.MASKED, "GlobalMaxPooling")
    assert asked[8:] == [(batches.MASKED, (48, 100, 3)), (batches.ONE_BY_ONE, (48, 100, 3))]


def test_sliders_of_pictures_that_are_not_shown_are_off(mixed, start):
    for count in (3, 4, 2):
        mixed.count.value = count
        off = [side.disabled for pair in mixed.sides for side in pair]
        assert off == [False] * 2 * count + [True] * 2 * (4 - count)
        ahead = panel.next_values(mixed.stage.controls, start(mixed), None)
        now, places = start(mixed), range(1, 9)
        moved = {place for new in ahead for place in places if new[place] != now[place]}
        assert moved == set(range(1, 2 * count + 1))


def test_the_third_panel_opens_and_its_frames_can_be_chosen(mixed, start):
    assert next(iter(mixed.stage.frames)) == key_of(start(mixed))
    assert start(mixed)[:5] == (2, 80, 120, 120, 80) and mixed.way.value == batches.FUSED
    every = MixedBatch.ready(mixed)
    assert len(set(every)) == len(every)
    assert {values[-2] for values in every} == set(batches.WAYS)
    assert {values[-1] for values in every} == set(MODELS)
    assert {values[0] for values in every} == {2, 3, 4}


OPTIONS = [
    option
    for question in (*asked.QUESTIONS, *asked.DECISIONS)
    for one in filter(None, (question, question.second))
    for option in one.options
]


def test_every_answer_of_the_visit_points_at_a_moment_that_is_stored(mixed, start):
    names = [control.description for control in mixed.stage.controls]
    assert all(set(option.show) <= set(names) and option.show for option in OPTIONS)
    stored = MixedBatch.ready(mixed)
    for option in OPTIONS:
        moment = dict(zip(names, start(mixed))) | option.show
        assert tuple(moment.values()) in stored


@pytest.mark.parametrize(
    "show, company, treatment",
    [
        (asked._TURNED, (0.4, 0.5), (0, 0.01)),
        (asked._LONG, (0.05, 1), (0, 0.01)),
        (asked._LETTERBOX, (0, 0.001), (0.25, 0.35)),
        (asked._LETTERBOX | {"way": "resize"}, (0, 0.001), (0.01, 0.05)),
        (asked._padded((120, 80), (120, 80)), (0, 0.001), (0, 0.001)),
        (asked._padded((48, 160), (120, 80)), (0.3, 0.7), (0, 0.001)),
    ],
)
def test_what_an_answer_says_is_what_its_moment_shows(mixed, start, show, company, treatment):
    """Of the second picture, which is the one that the questions are about."""
    names = [control.description for control in mixed.stage.controls]
    fate = mixed.run(*(dict(zip(names, start(mixed))) | show).values()).fates[1]
    assert company[0] <= fate.by_company <= company[1]
    assert treatment[0] <= fate.by_treatment <= treatment[1]
