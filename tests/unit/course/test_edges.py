"""Whether a model reads a picture to its edges, by trying: against models of which it is known."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.course import builders, edges


def noise(height, width):
    return tf.random.stateless_uniform((1, height, width, 3), (1, 2))


def test_written_over_changes_what_lies_behind_and_nothing_else():
    pictures = noise(6, 5)
    over = edges.written_over(pictures, 4, 3).numpy()
    assert np.array_equal(over[:, :4, :3], pictures[:, :4, :3])
    assert (over != pictures.numpy()).any(-1).sum() == 6 * 5 - 4 * 3
    assert np.array_equal(edges.written_over(pictures, 6, 5), pictures)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [(224, 224), (225, 224), (224, 225), (33, 47)])
def test_odd_sides_are_read_to_the_edge_with_padding_alone(padding, size):
    model = builders.flexible_head(padding)
    expected = tuple(padding == "same" or side % 2 == 0 for side in size)
    assert edges.reads_to_the_edge(model, noise(*size)) == expected


def test_a_single_column_counts():
    head = [layers.Flatten(), layers.Dense(2)]
    sees = keras.Sequential([keras.Input((4, 4, 3)), *head])
    assert edges.reads_to_the_edge(sees, noise(4, 4)) == (True, True)
    blind = keras.Sequential([keras.Input((4, 4, 3)), layers.Cropping2D(((0, 0), (0, 1)))])
    for layer in (layers.Flatten(), layers.Dense(2)):
        blind.add(layer)
    assert edges.reads_to_the_edge(blind, noise(4, 4)) == (True, False)
    assert not edges.answers_differ(blind, noise(4, 4), 4, 3)
    assert edges.answers_differ(blind, noise(4, 4), 4, 2)
