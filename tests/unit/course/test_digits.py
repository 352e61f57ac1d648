"""The digits that the course draws: of one size, the same for one seed, and all ten."""

import numpy as np

from helpers.course import digits


def test_shape_type_and_range():
    pictures, labels = digits.drawn(7, seed=1)
    assert pictures.shape == (7, 32, 32, 1) and pictures.dtype == np.float32
    assert labels.shape == (7,)
    assert 0 <= pictures.min() < 0.1 and 0.9 < pictures.max() <= 1


def test_a_seed_gives_the_same_and_another_gives_others():
    first, again, other = (digits.drawn(20, seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_each_digit_comes_and_is_drawn_inside():
    pictures, labels = digits.drawn(300, seed=3)
    assert set(labels) == set(range(10))
    border = np.concatenate([pictures[:, [0, -1]].ravel(), pictures[:, :, [0, -1]].ravel()])
    assert border.mean() < pictures.mean() / 2  # noise, and no strokes


def test_a_digit_looks_like_its_kind_more_than_like_the_others():
    pictures, labels = digits.drawn(600, seed=4)
    means = np.stack([pictures[labels == label].mean(0) for label in range(10)])
    nearest = ((pictures[:, None] - means) ** 2).mean((2, 3, 4)).argmin(1)
    assert (nearest == labels).mean() > 0.5
