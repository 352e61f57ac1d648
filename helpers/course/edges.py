"""Does a model read a picture to its last row and column? Tried: written over, and compared.

Pictures are float32 in 0..1, (batch, height, width, channels).
"""

import numpy as np
import tensorflow as tf

TOLERANCE = 1e-6  # of a logit: what the order of a sum may change


def written_over(pictures, rows, columns):
    """The negative of all that lies behind the first `rows` rows and `columns` columns.

    The same shape. Every pixel there changes, those of middle grey aside.
    """
    height, width = pictures.shape[1:3]
    kept = (np.arange(height) < rows)[:, None, None] & (np.arange(width) < columns)[:, None]
    return tf.where(kept, pictures, 1 - pictures)


def answers_differ(model, pictures, rows, columns):
    """Whether `model` answers otherwise when that part is written over. One call of the model."""
    both = tf.concat([pictures, written_over(pictures, rows, columns)], axis=0)
    first, second = np.split(np.asarray(model(both)), 2)
    return not np.allclose(first, second, rtol=0, atol=TOLERANCE)


def reads_to_the_edge(model, pictures):
    """(whether the last row changes the answer, whether the last column does)."""
    height, width = pictures.shape[1:3]
    return (
        answers_differ(model, pictures, height - 1, width),
        answers_differ(model, pictures, height, width - 1),
    )
