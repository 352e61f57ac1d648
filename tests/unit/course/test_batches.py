"""What the third panel says of a batch is what lies in the batch, and what the model answers."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.course import batches, builders, remedies

MODEL = builders.logits_of_means()
sizes = st.lists(st.tuples(st.integers(16, 64), st.integers(16, 64)), min_size=2, max_size=4)
MIXED = ((48, 72), (72, 48), (60, 60))  # large enough for borders to weigh little


def pictures(sizes):
    """A picture of each size, no two numbers of it alike, none of them zero."""
    return [
        0.1 + 0.9 * tf.random.stateless_uniform((*size, 3), (1, seed))
        for seed, size in enumerate(sizes)
    ]


def alone(picture):
    return MODEL(picture[None])[0].numpy()


ONE_SIZE = (batches.RESIZE, batches.RESIZE_WITH_PAD, batches.CROP_OR_PAD, batches.RAGGED)


@pytest.mark.parametrize("way", batches.WAYS)
@given(sizes=sizes)
def test_every_picture_is_where_its_box_says(way, sizes):
    """Inside the box, cut at the field's edge, the batch holds picture; elsewhere zeros."""
    fed = pictures(sizes)
    if way in (batches.STACK, batches.FUSED):
        fed = [fed[0], fed[0]]
    found = batches.WAYS[way](fed)
    assert sorted(member for batch in found for member in batch.members) == list(range(len(fed)))
    for batch in found:
        if way == batches.PATCHES:
            continue
        for row, box in zip(batch.pixels.numpy(), batch.boxes, strict=True):
            assert row.shape[:2] == batch.field
            top, left, height, width = box
            inside = np.zeros(batch.field, bool)
            inside[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)] = True
            assert ((row > 0).all(-1) == inside).all()


@given(sizes=sizes)
def test_patches_lie_on_the_grid_that_is_drawn(sizes):
    fed = pictures(sizes)
    for picture, batch in zip(fed, batches.WAYS[batches.PATCHES](fed), strict=True):
        down, across = (side // batches.TILE for side in batch.field)
        assert batch.pixels.shape == (down * across, batches.TILE, batches.TILE, 3)
        corner = picture[: batches.TILE, : batches.TILE]
        assert np.array_equal(batch.pixels[0, : corner.shape[0], : corner.shape[1]], corner)


@pytest.mark.parametrize("way", [batches.STACK, batches.FUSED])
def test_mistakes_are_refused_before_the_model_is_asked(way):
    def never(*args):
        raise AssertionError("the model was asked")

    found = batches.batching(way, MODEL, pictures(MIXED))
    assert (found.outcome, found.asked, found.refusal.kind, found.fates) == (
        REFUSED,
        False,
        "InvalidArgumentError",
        (),
    )


def test_as_many_numbers_in_another_shape_are_scrambled():
    """The fused map and batch counts values only. What is stored is what lies in the batch."""
    fed = pictures([(24, 36), (36, 24)])
    found = batches.batching(batches.FUSED, MODEL, fed)
    assert found.outcome == WRONG and found.shapes == ((2, 24, 36, 3),)
    first, second = found.fates
    assert (
        first.box == (0, 0, 24, 36)
        and not first.scrambled
        and first.by_company == pytest.approx(0, abs=1e-6)
    )
    original = np.round(fed[1].numpy() * 255).astype(np.uint8)
    assert second.box == () and np.array_equal(
        np.array(second.scrambled), original.reshape(24, 36, 3)
    )
    assert second.by_company > 0 and second.by_treatment < 0.01


@pytest.mark.parametrize("way", [*ONE_SIZE, batches.ONE_BY_ONE, batches.PATCHES])
@given(sizes=sizes)
def test_these_ways_are_blind_to_company(way, sizes):
    found = batches.batching(way, MODEL, pictures(sizes))
    assert found.outcome == PASSED
    assert all(fate.by_company < 1e-4 for fate in found.fates)


def test_padding_moves_the_logits_and_a_mask_brings_them_back():
    padded, masked = (
        batches.batching(way, MODEL, pictures(MIXED)) for way in (batches.PADDED, batches.MASKED)
    )
    assert padded.outcome == WRONG and masked.outcome == PASSED
    for one, other in zip(padded.fates, masked.fates):
        assert other.by_company < batches.NOTICED < one.by_company
        assert one.by_treatment == other.by_treatment == 0  # alone, there is nothing to pad up to


@given(sizes=sizes)
def test_alone_is_the_bare_picture_where_nothing_is_resized(sizes):
    for way in (batches.PADDED, batches.MASKED, batches.ONE_BY_ONE):
        fed = pictures(sizes)
        for picture, fate in zip(fed, batches.batching(way, MODEL, fed).fates, strict=True):
            assert np.allclose(fate.alone, alone(picture), atol=1e-5)


@pytest.mark.parametrize("way", [*ONE_SIZE, batches.PADDED, batches.PATCHES])
@given(sizes=sizes)
def test_bare_is_the_picture_as_it_is_whatever_the_way(way, sizes):
    fed = pictures(sizes)
    for picture, fate in zip(fed, batches.batching(way, MODEL, fed).fates, strict=True):
        assert np.allclose(fate.bare, alone(picture), atol=1e-5)


def test_black_bars_are_the_treatments_doing_and_not_the_companys():
    found = batches.batching(batches.RESIZE_WITH_PAD, MODEL, pictures([(48, 72), (72, 48)]))
    assert found.outcome == PASSED
    assert all(fate.by_company < 1e-4 and fate.by_treatment > 0.1 for fate in found.fates)


def test_known_logits_are_taken_as_they_are():
    known = [((float(place),) * 10, (place + 0.5,) * 10) for place in (1, 2, 3)]
    found = batches.batching(batches.RESIZE, MODEL, pictures(MIXED), known)
    assert [(fate.alone, fate.bare) for fate in found.fates] == known


def test_waste_is_what_no_picture_fills():
    found = batches.batching(batches.PADDED, MODEL, pictures(MIXED))
    used = sum(height * width for height, width in MIXED)
    assert found.waste == pytest.approx(1 - used / (3 * 72 * 72))
    assert batches.batching(batches.ONE_BY_ONE, MODEL, pictures(MIXED)).waste == 0


def test_cropping_says_what_is_lost():
    side = batches.SIDE
    found = batches.batching(batches.CROP_OR_PAD, MODEL, pictures([(2 * side, side), (side, side)]))
    assert [fate.lost for fate in found.fates] == [pytest.approx(0.5), 0]
    assert [fate.filled for fate in found.fates] == [1, 1]


def test_a_model_for_one_size_refuses_other_batches_and_takes_its_own():
    rows = builders.logits_of_rows()
    refused = batches.batching(batches.PADDED, rows, pictures(MIXED))
    assert (refused.outcome, refused.asked, refused.refusal.kind) == (REFUSED, True, "ValueError")
    assert [fate.field for fate in refused.fates] == [
        (72, 72)
    ] * 3  # the batch is there to be drawn
    assert batches.batching(batches.RESIZE, rows, pictures(MIXED)).outcome == PASSED


@pytest.mark.parametrize(
    "build", [builders.logits_of_means, builders.logits_of_maxima, builders.logits_of_places]
)
def test_a_full_mask_changes_nothing(build):
    model, batch = build(), tf.stack(pictures([(20, 30), (20, 30)]))
    mask = tf.ones((2, 20, 30, 1), tf.bool)
    assert np.allclose(batches.answer(model, batch, mask), model(batch), atol=1e-5)


def test_buckets_bring_the_answers_back_into_order():
    fed = pictures([(20, 20), (60, 60), (20, 20), (60, 60)])
    found = batches.batching(batches.BUCKETS, MODEL, fed)
    assert [fate.batch for fate in found.fates] == [0, 1, 0, 1]
    for picture, fate in zip(fed, found.fates):
        assert np.allclose(fate.here, alone(picture), atol=1e-5)


def test_an_unknown_way():
    with pytest.raises(KeyError):
        batches.batching("wish", MODEL, pictures(MIXED))


def test_the_answer_of_patches_is_their_mean():
    fed = pictures([(40, 70), (64, 64)])
    for picture, fate in zip(fed, batches.batching(batches.PATCHES, MODEL, fed).fates, strict=True):
        tiles = MODEL(remedies.patches(picture, batches.TILE)).numpy()
        assert np.allclose(fate.here, tiles.mean(axis=0), atol=1e-5)


@pytest.mark.parametrize("side", range(batches.SIDE - 3, batches.SIDE + 4))
def test_odd_rests_are_cut_where_tensorflow_cuts_them(side):
    """Numbered pixels: the first that is left says where the box begins."""
    rows = 1 + tf.range(side, dtype=tf.float32)
    numbered = tf.broadcast_to(rows[:, None, None], (side, 8, 3))
    (batch,) = batches.WAYS[batches.CROP_OR_PAD]([numbered])
    column = batch.pixels[0, :, batches.SIDE // 2, 0].numpy()
    top = batch.boxes[0][0]
    first = int(np.flatnonzero(column)[0])
    assert first == max(0, top) and column[first] == 1 - min(0, top)


def test_how_far_logits_move_is_part_of_their_length():
    fate = batches.Fate((1, 1), 0, (1, 1), (0, 0, 1, 1), (0.0, 4.0), (3.0, 4.0), (3.0, 0.0))
    assert fate.by_company == pytest.approx(3 / 5)
    assert fate.by_treatment == pytest.approx(4 / 3)


def test_what_was_refused_moves_nothing():
    """A model for one size answers no bare picture of another."""
    found = batches.batching(batches.RESIZE, builders.logits_of_rows(), pictures(MIXED))
    assert [fate.bare for fate in found.fates] == [()] * 3
    assert [fate.by_treatment for fate in found.fates] == [0] * 3
    assert not any(fate.depends for fate in found.fates)
