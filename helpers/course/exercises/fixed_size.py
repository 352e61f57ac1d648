"""The first visit: a size pinned by Flatten and Dense."""

from functools import cache

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.clinic.trace import trace
from helpers.course import builders, edges
from helpers.course.exercises.exercise import Exercise, Message, Mistake, expect, tried
from helpers.course.exercises.order import Order


@cache
def _model():
    return builders.fixed_sequential()


def _flattened(height, width):
    """The trace of the visit's model on a black picture of that size."""
    return trace(_model(), tf.zeros((1, height, width, 3)))


# How long the row is, of a size with a rest in it.

HIGH, WIDE = 301, 150


def _by_mistake():
    """{a wrong number: what leads to it}."""
    high, wide = HIGH - 2, WIDE - 2
    places = high // 2 * (wide // 2)
    return {
        places: "That is one feature map. The convolution makes 32 of them.",
        places * 3: "The picture has 3 channels; what the convolution makes has 32.",
        HIGH // 2 * (WIDE // 2) * 32: "The convolution has no padding: it takes one pixel off at "
        "each of the four edges, before the pooling.",
        -(-high // 2) * (wide // 2) * 32: "One row of windows too many: two pixels of the height "
        "are gone before the pooling, and what does not fill a window of 2 is left out.",
        high * wide * 32: "That is before the pooling, which halves height and width.",
        high * wide * 32 // 2: "The pooling halves the height, and the width as well.",
        HIGH * WIDE * 3: "That is the picture itself. Two layers come before flatten.",
        (HIGH - 3) // 2 * ((WIDE - 3) // 2) * 32: "A window of 3 takes off two pixels, one at each "
        "edge, and not three.",
        high / 2 * wide / 2 * 32: "There are no halves of a window: what is over is left out.",
        111 * 111 * 32: "That is the row of 224 × 224. Here the picture is another.",
        63 * 63 * 32: "That is the row of 128 × 128. Here the picture is another.",
    }


def _verify_row(answer):
    if np.size(answer) != 1:
        raise Mistake(f"One number is asked for, the length of the row, not {answer}.")
    try:
        number = float(np.reshape(answer, ()))
    except (TypeError, ValueError):
        raise Mistake(f"{answer!r} is no number.") from None
    row = _flattened(HIGH, WIDE).step("flatten").shape_out[-1]
    why = _by_mistake().get(number, "Go layer by layer: conv, pool, flatten.")
    expect(number == row, f"Flatten gives another number of numbers than {answer}. {why}")


row_length = Exercise(
    _verify_row,
    (
        "The convolution takes one pixel off at each edge. The pooling halves and drops the rest.",
        f"Of {HIGH} the convolution leaves {HIGH - 2}; how many windows of 2 does that fill?",
        "Do it for the height and for the width, and multiply both with the 32 channels.",
    ),
    f"height = ({HIGH} - 2) // 2\nwidth = ({WIDE} - 2) // 2\nnumbers = height * width * 32",
)


# Another size that fits by luck.

MOST_PIXELS = 200_000  # of what is tried: ten times 224 × 224 would be 64 MB in the convolution


def _verify_lucky_size(answer):
    height, width = _size(answer)
    expect(
        height * width != 12321,
        f"{height} × {width} is 12321, but those are the sides after the pooling. "
        "Which picture makes them? Go back through pool, then through conv.",
    )
    expect(
        min(height, width) >= 4,
        "A side under 4 pixels leaves the pooling no window. Sides of 4 or more, please.",
    )
    expect(
        height // 2 * (width // 2) != 12321,
        "Twice the sides after the pooling: that undoes pool. conv took something off as well.",
    )
    expect(
        height * width <= MOST_PIXELS,
        f"{height} × {width} makes far more than the 12321 places that dense has weights for.",
    )
    seen = _flattened(height, width)
    high, wide = seen.step("pool").shape_out[1:3]
    expect(
        seen.shape_out,
        f"The model refuses {height} × {width}: {high} × {wide} = {high * wide} places, "
        "and dense has weights for 12321.",
    )
    expect(high != wide, f"{height} × {width} makes the model's own 111 × 111. Find another map.")
    expect(
        {high, wide} != {37, 333},
        "That map was shown, 37 × 333, whichever way it lies. Find one of another form.",
    )


def _size(answer):
    """(height, width) of an answer."""
    try:
        height, width = (float(side) for side in answer)
    except (TypeError, ValueError):
        raise Mistake(f"A size is a pair like (224, 224), not {answer!r}.") from None
    expect(height == int(height) and width == int(width), "A side has whole pixels.")
    return int(height), int(width)


lucky_size = Exercise(
    _verify_lucky_size,
    (
        "After the pooling, height × width must again be 111 × 111 = 12321.",
        "12321 = 3 × 3 × 37 × 37. Share these four factors out between the two sides.",
        "9 × 1369 is one way. A side of 9 comes from (side - 2) // 2 == 9.",
    ),
    "# 9 × 1369 after the pooling:\nsize = (2 * 9 + 2, 2 * 1369 + 2)",
)


# A model that takes several sizes, and reads all of them.

SIZES = (224, 224), (128, 128), (225, 225)


def _verify_flexible(model):
    expect(not isinstance(model, type), "That is a class. A model is asked for: call it.")
    for height, width in SIZES:
        _verify_answer(model, height, width)
    for height, width in SIZES:
        row, column = _read(model, height, width)
        if not (row or column) and not _differs(model, height, width):
            raise Mistake("Your model answers the same for a black picture and a white one.")
        lost = " and ".join(name for name, read in (("row", row), ("column", column)) if not read)
        expect(
            not lost,
            f"At {height} × {width} the last {lost} may hold what they like: your model gives the "
            f"same answer. {_why_unread(model)}",
        )


def _verify_answer(model, height, width):
    """One answer of ten numbers at that size, or a `Mistake` that says what it is instead."""
    at = f"At {height} × {width} your model"
    with tried(f"{at} raises"):
        answer = tuple(model(tf.zeros((1, height, width, 3))).shape)
    if len(answer) == 4:
        why = "One answer for each place: a layer that takes height and width away is missing."
    elif len(answer) == 2 and answer[0] == 1:
        why = f"The last layer makes {answer[1]} numbers. A Dense(10) makes ten."
    else:
        why = "The first axis is the batch, one picture here; the second the ten numbers."
    expect(answer == (1, 10), f"{at} answers {answer}, not (1, 10). {why}")


def _differs(model, height, width):
    return edges.answers_differ(model, tf.zeros((1, height, width, 3)), 0, 0)


def _read(model, height, width):
    """(whether the last row ever changes the answer, whether the last column does)."""
    shape = (1, height, width, 3)
    tries = tf.zeros(shape), tf.ones(shape), tf.random.stateless_uniform(shape, (1, 2))
    found = [edges.reads_to_the_edge(model, pictures) for pictures in tries]
    return tuple(map(any, zip(*found)))


def _why_unread(model):
    if any(isinstance(layer, layers.Resizing) for layer in getattr(model, "layers", ())):
        return "A Resizing to far fewer pixels jumps over some of them."
    return "Which layer leaves out what does not fill its window? Give it a map without a rest."


flexible_model = Exercise(
    _verify_flexible,
    (
        "What may not follow Flatten on an open size? And what stands before a Dense instead?",
        "Input((None, None, 3)), convolutions, then a layer that takes height and width away.",
        'The rest: padding="same" keeps the sides as they are, so that 225 stays 225; or do '
        "without a pooling between.",
    ),
    "my_model = keras.Sequential([\n"
    "    keras.Input((None, None, 3)),\n"
    '    layers.Conv2D(32, 3, padding="same", activation="relu"),\n'
    "    layers.GlobalMaxPooling2D(),\n"
    "    layers.Dense(10),\n"
    "])",
)


def _fails():
    """A model for 64 × 48 pictures, given 64 × 64."""
    model = keras.Sequential(
        [
            keras.Input((64, 48, 3), name="picture"),
            layers.Conv2D(16, 5, activation="relu", name="strokes"),
            layers.AveragePooling2D(3, name="thirds"),
            layers.Flatten(name="row"),
            layers.Dense(40, activation="relu", name="hidden"),
            layers.Dense(4, name="classes"),
        ],
        name="reader",
    )
    model(tf.zeros((2, 64, 64, 3)))


unseen = Message(
    _fails,
    (
        "The last line of the message that speaks of a layer names it, and has both numbers.",
        "An axis of -1 is the last one. The row has two axes: the batch, and the numbers.",
        '"to have value" is what the layer expects; "received input with shape" shows what came.',
    ),
)


order = Order(
    name="fixed_size.order",
    asks="Put the layers in an order in which the model takes each size of the map, 2 × 2 too.",
    lines=(
        "keras.Input((None, None, 3))",
        "layers.Resizing(16, 16)",
        "layers.Conv2D(8, 3)",
        "layers.MaxPooling2D(2)",
        "layers.Flatten()",
        "layers.Dense(10)",
    ),
    sizes=(2, 3, 4, 5, 9, 16, 17, 32),
)
