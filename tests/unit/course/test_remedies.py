"""Each treatment does what it says to a picture of any size, and what it does not is stated."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from helpers.course import remedies

sides = st.integers(4, 24)
sizes = st.tuples(sides, sides)
fields = st.tuples(st.integers(8, 24), st.integers(8, 24))
few_sizes = st.lists(
    st.sampled_from([(8, 8), (5, 9), (9, 5)]), min_size=1, max_size=6
)  # so that some come again
lists_of_sizes = st.lists(sizes, min_size=1, max_size=4)


def noise(height, width, channels=3):
    """A picture without a pixel of 0, to tell padding from it; another for each size."""
    numbers = np.random.default_rng([height, width]).uniform(0.1, 1, (height, width, channels))
    return tf.constant(numbers, tf.float32)


def close(one, other, atol=1e-5):
    np.testing.assert_allclose(one, other, atol=atol)


# --- one size for all --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "treatment", ["resized", "resized_with_pad", "cropped_or_padded", "ragged_then_resized"]
)
@given(given_sizes=lists_of_sizes, size=fields)
def test_all_get_one_size(treatment, given_sizes, size):
    batch = getattr(remedies, treatment)([noise(*each) for each in given_sizes], *size)
    assert batch.shape == (len(given_sizes), *size, 3) and batch.dtype == tf.float32


@given(size=sizes)
def test_stretching_fills_the_whole_field(size):
    close(remedies.resized([tf.ones((*size, 3))], 12, 18), tf.ones((1, 12, 18, 3)))


def content_box(picture):
    """Height and width of the part that is not padding."""
    rows, columns = np.where(picture.numpy().any(-1))
    return np.ptp(rows) + 1, np.ptp(columns) + 1


@given(size=sizes, field=fields)
def test_resizing_with_pad_keeps_the_aspect(size, field):
    """One side fills the field; the other is what the aspect makes of it, to a pixel."""
    (picture,) = remedies.resized_with_pad([tf.ones((*size, 3))], *field)
    height, width = content_box(picture)
    scale = min(field[0] / size[0], field[1] / size[1])
    assert abs(height - size[0] * scale) <= 1 and abs(width - size[1] * scale) <= 1
    assert height == field[0] or width == field[1]


def test_resizing_with_pad_refuses_what_would_vanish():
    with pytest.raises(tf.errors.InvalidArgumentError, match="output dimensions must be positive"):
        remedies.resized_with_pad([noise(1, 9)], 8, 8)


@given(size=sizes, field=fields)
def test_cropping_and_padding_keep_the_scale(size, field):
    """The middle of the picture stands in the middle of the field, pixel for pixel."""
    picture = noise(*size)
    (made,) = remedies.cropped_or_padded([picture], *field)
    assert content_box(made) == (min(size[0], field[0]), min(size[1], field[1]))
    cut = [max(0, own - new) // 2 for own, new in zip(size, field)]
    fill = [max(0, new - own) // 2 for own, new in zip(size, field)]
    height, width = content_box(made)
    np.testing.assert_array_equal(
        made[fill[0] : fill[0] + height, fill[1] : fill[1] + width],
        picture[cut[0] : cut[0] + height, cut[1] : cut[1] + width],
    )


@given(given_sizes=lists_of_sizes, size=sizes)
def test_a_ragged_batch_resizes_like_one_picture_after_the_other(given_sizes, size):
    pictures = [noise(*each) for each in given_sizes]
    batch = remedies.ragged_then_resized(pictures, *size)
    for made, picture in zip(batch, pictures, strict=True):
        np.testing.assert_array_equal(made, tf.image.resize(picture, size, antialias=True))


@pytest.mark.parametrize("treatment", ["resized", "resized_with_pad", "ragged_then_resized"])
def test_shrinking_averages_what_it_leaves_out(treatment):
    """Stripes of one pixel become their mean, not one of their two colours."""
    rows = tf.cast(tf.range(40) % 2, tf.float32)
    stripes = tf.broadcast_to(rows[:, None, None], (40, 40, 3))
    (made,) = getattr(remedies, treatment)([stripes], 8, 8)
    close(made[1:-1], 0.5 * tf.ones((6, 8, 3)), atol=0.05)


# --- padding and masks -------------------------------------------------------------------------


@given(given_sizes=lists_of_sizes)
def test_padding_stands_at_the_bottom_and_right_and_the_mask_says_where(given_sizes):
    pictures = [noise(*each) for each in given_sizes]
    batch, mask = remedies.padded(pictures)
    largest = [max(side) for side in zip(*given_sizes)]
    assert batch.shape == (len(pictures), *largest, 3)
    assert mask.shape == (len(pictures), *largest, 1) and mask.dtype == tf.bool
    np.testing.assert_array_equal(mask[..., 0], batch.numpy().any(-1))
    for made, (height, width), picture in zip(batch, given_sizes, pictures):
        np.testing.assert_array_equal(made[:height, :width], picture)


MEANS = {remedies.masked_mean: tf.reduce_mean, remedies.masked_max: tf.reduce_max}
each_reduction = pytest.mark.parametrize("masked, bare", MEANS.items(), ids=["mean", "max"])


def compared(masked, bare, model, given_sizes):
    """Of a padded batch through `model`, and of each bare picture alone: (n, c), (n, c)."""
    pictures = [noise(*each) for each in given_sizes]
    batch, mask = remedies.padded(pictures)
    alone = [bare(model(picture[tf.newaxis]), axis=(1, 2))[0] for picture in pictures]
    return masked(model(batch), mask), alone


@each_reduction
@given(given_sizes=lists_of_sizes)
def test_on_raw_pixels_it_equals_the_bare_picture(masked, bare, given_sizes):
    close(*compared(masked, bare, tf.identity, given_sizes))


def negative(pixels):
    """Numbers below 0 everywhere, the padding's being the largest."""
    return pixels - 2 + tf.cast(pixels == 0, tf.float32)


@each_reduction
def test_what_stands_in_the_padding_does_not_count(masked, bare):
    close(*compared(masked, bare, negative, [(4, 9), (7, 5)]))
    _, mask = remedies.padded([noise(4, 4), noise(4, 6)])
    spoilt = tf.where(mask, tf.ones(mask.shape), float("nan"))
    close(masked(spoilt, mask), [[1], [1]])


@pytest.fixture(scope="module")
def convolutions():
    """Stacks of layers as functions, by name, with weights that stay the same and a bias not 0."""
    keras.utils.set_random_seed(3)
    conv = partial(layers.Conv2D, 4, 3, padding="same", activation="relu", bias_initializer="ones")
    pool = layers.MaxPooling2D(2)
    made = {
        "conv": [conv()],
        "conv, pool": [conv(), pool],
        "conv, pool, pool": [conv(), pool, layers.AveragePooling2D(2)],
        "conv, conv": [conv(), conv()],
    }
    return {name: keras.Sequential(stack) for name, stack in made.items()}


@each_reduction
@given(given_sizes=lists_of_sizes)
def test_through_one_same_convolution_it_equals_the_bare_picture(
    convolutions, masked, bare, given_sizes
):
    """Padding with zeros is what 'same' does at the border of the bare picture as well."""
    close(*compared(masked, bare, convolutions["conv"], given_sizes))


@each_reduction
@given(given_sizes=lists_of_sizes)
def test_through_convolution_and_pooling_too_also_with_odd_sides(
    convolutions, masked, bare, given_sizes
):
    """Pooling drops the odd row of the bare picture; the mask drops the place that holds it."""
    close(*compared(masked, bare, convolutions["conv, pool"], given_sizes))


def test_through_two_poolings(convolutions):
    pair = [(24, 21), (19, 23), (9, 20)]
    close(*compared(remedies.masked_mean, tf.reduce_mean, convolutions["conv, pool, pool"], pair))


def test_through_two_convolutions_it_is_only_close(convolutions):
    """The first one writes its bias, and the picture's edge, into the padding; the second reads
    that at the border. Masking between the two repairs it."""
    pair = [(24, 24), (20, 16)]
    masked, alone = compared(remedies.masked_mean, tf.reduce_mean, convolutions["conv, conv"], pair)
    close(masked[0], alone[0])  # the largest one has no padding
    moved = np.abs(masked[1] - alone[1]).max() / np.abs(alone[1]).max()
    assert 0.005 < moved < 0.1

    batch, mask = remedies.padded([noise(*each) for each in pair])
    first, second = convolutions["conv, conv"].layers
    repaired = second(tf.where(mask, first(batch), 0))
    close(remedies.masked_mean(repaired, mask), alone)


def test_without_a_mask_padding_moves_the_mean_by_its_share():
    batch, mask = remedies.padded([tf.ones((8, 8, 3)), tf.ones((4, 8, 3))])
    close(tf.reduce_mean(batch, axis=(1, 2))[1], [0.5] * 3)
    close(remedies.masked_mean(batch, mask)[1], [1] * 3)


def test_a_picture_smaller_than_a_stride_answers_as_its_empty_feature_map(convolutions):
    batch, mask = remedies.padded([noise(8, 8), noise(1, 8)])
    maps = convolutions["conv, pool"](batch)
    empty = tf.zeros((1, 0, 4, 4))
    np.testing.assert_array_equal(
        remedies.masked_mean(maps, mask)[1:], tf.reduce_mean(empty, axis=(1, 2))
    )
    np.testing.assert_array_equal(
        remedies.masked_max(maps, mask)[1:], tf.reduce_max(empty, axis=(1, 2))
    )


@pytest.mark.parametrize("masked", MEANS)
@pytest.mark.parametrize("shape", [(1, 5, 4, 2), (1, 9, 4, 2), (1, 0, 4, 2)])
def test_a_feature_map_that_no_stride_explains_is_refused(masked, shape):
    """8 pixels do not become 5, 9 or 0 places by dropping a rest."""
    with pytest.raises(ValueError, match=f"8 pixels became {shape[1]} places: no strides do that"):
        masked(tf.zeros(shape), tf.ones((1, 8, 8, 1), tf.bool))


def test_a_feature_map_too_small_to_tell_the_stride_is_refused():
    with pytest.raises(ValueError, match="8 pixels became 2 places: 2 strides do that"):
        remedies.masked_mean(tf.zeros((1, 2, 2, 1)), tf.ones((1, 8, 8, 1), tf.bool))


# --- no common size ----------------------------------------------------------------------------


@given(given_sizes=lists_of_sizes | few_sizes, step=st.integers(1, 9))
def test_buckets_hold_every_picture_once_and_only_like_ones(given_sizes, step):
    buckets = remedies.by_size([noise(*each) for each in given_sizes], step)
    assert sorted(sum(buckets, [])) == list(range(len(given_sizes)))
    rounded = [
        [tuple(-(-side // step) for side in given_sizes[index]) for index in bucket]
        for bucket in buckets
    ]
    assert all(len(set(like)) == 1 for like in rounded)
    assert len({like[0] for like in rounded}) == len(buckets)


def test_buckets_stand_in_the_order_of_first_appearance():
    pictures = [noise(*size) for size in [(9, 16), (8, 8), (10, 10), (5, 5), (16, 16)]]
    assert remedies.by_size(pictures, 8) == [[0, 2, 4], [1, 3]]
    assert remedies.by_size(pictures, 1) == [[0], [1], [2], [3], [4]]


@given(given_sizes=few_sizes, step=st.integers(1, 9))
def test_answers_come_back_in_the_order_of_the_pictures(given_sizes, step):
    pictures = [noise(*each) for each in given_sizes]
    buckets = remedies.by_size(pictures, step)
    answers = [
        tf.stack([tf.reduce_mean(pictures[index], axis=(0, 1)) for index in bucket])
        for bucket in buckets
    ]
    close(
        remedies.from_buckets(answers, buckets),
        [tf.reduce_mean(picture, axis=(0, 1)) for picture in pictures],
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_an_answer_of_another_length_than_its_bucket_is_refused(rows):
    with pytest.raises(tf.errors.InvalidArgumentError):
        remedies.from_buckets([tf.zeros((rows, 10)), tf.zeros((1, 10))], [[0, 2], [1]])


@given(size=st.tuples(st.integers(1, 24), st.integers(1, 24)), side=st.integers(1, 9))
def test_patches_laid_together_are_the_picture_and_zeros(size, side):
    picture, (height, width) = noise(*size), size
    tiles = remedies.patches(picture, side)
    down, across = -(-height // side), -(-width // side)
    assert tiles.shape == (down * across, side, side, 3)
    rows = [np.concatenate(tiles[row * across : (row + 1) * across], axis=1) for row in range(down)]
    laid = np.concatenate(rows)
    np.testing.assert_array_equal(laid[:height, :width], picture)
    assert not laid[height:].any() and not laid[:, width:].any()
