"""The first visit: a size pinned by Flatten and Dense."""

from functools import cache

import tensorflow as tf

from helpers.clinic.trace import trace
from helpers.course import builders
from helpers.course.exercises.exercise import Exercise, Mistake, expect, tried


@cache
def _model():
    return builders.fixed_sequential()


def _flattened(height, width):
    """The trace of the visit's model on a black picture of that size."""
    return trace(_model(), tf.zeros((1, height, width, 3)))


def _verify_row(answer):
    row = _flattened(300, 200).step("flatten").shape_out[-1]
    expect(answer == row, f"Flatten gives another number of numbers than {answer}.")


row_length = Exercise(
    _verify_row,
    (
        "The convolution takes one pixel off at each edge, the pooling halves and drops a rest.",
        "Do it for the height and for the width, and multiply both with the 32 channels.",
    ),
    "(300 - 2) // 2 * ((200 - 2) // 2) * 32",
)


def _verify_lucky_size(answer):
    try:
        height, width = (int(side) for side in answer)
    except (TypeError, ValueError):
        raise Mistake(f"A size is a pair like (224, 224), not {answer!r}.") from None
    inside = 4 <= height <= 2000 and 4 <= width <= 2000
    expect(inside, "Stay between 4 and 2000 pixels a side.")
    shown = {height, width} <= {224, 225}
    expect(not shown, "That one was shown. There are others, far from square.")
    seen = _flattened(height, width)
    row = seen.step("flatten").shape_out
    expect(seen.shape_out, f"The model refuses {height} × {width}: {row}.")


lucky_size = Exercise(
    _verify_lucky_size,
    (
        "After the pooling, height × width must again be 111 × 111 = 12321.",
        "12321 = 3 × 3 × 37 × 37. Share these factors out in another way.",
        "37 × 333 is one way. A side of 37 comes from (side - 2) // 2 == 37.",
    ),
    "(668, 77)  # 333 × 37 after the pooling; (76, 668) and its neighbours do as well",
)


def _verify_flexible(model):
    for height, width in ((224, 224), (128, 128), (300, 200)):
        at = f"At {height} × {width} your model"
        with tried(f"{at} raises"):
            shape = tuple(model(tf.zeros((1, height, width, 3))).shape)
        expect(shape == (1, 10), f"{at} answers {shape}, not (1, 10).")


flexible_model = Exercise(
    _verify_flexible,
    (
        "What may not follow Flatten on an open size? And what stands before a Dense instead?",
        "Input((None, None, 3)), convolutions, then a layer that takes height and width away.",
    ),
    "keras.Sequential([\n"
    "    keras.Input((None, None, 3)),\n"
    '    layers.Conv2D(32, 3, activation="relu"),\n'
    "    layers.GlobalMaxPooling2D(),\n"
    "    layers.Dense(10),\n"
    "])",
)
