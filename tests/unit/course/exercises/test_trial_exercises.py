"""The sixth visit's exercises, with their banks of right and wrong answers."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.course.exercises import trial as exercises

NAMES = ("refuses", "graphs", "pinned")


def is_wrong(name, answer, words, told):
    said = told(getattr(exercises, name).check, answer)
    assert said.startswith("✗ ") and words in said, said


@pytest.mark.parametrize("name", NAMES)
def test_the_printed_solution_of_the_sixth_visit_is_right(name, told, solved):
    names = {"tf": tf, "keras": keras, "layers": layers}
    solution, own = solved(getattr(exercises, name)), name
    if solution.startswith(("def", "class")):
        exec(solution, names)
        own = {"pinned": "Pinned"}.get(name, name)
    else:
        names[name] = eval(solution)
    assert told(getattr(exercises, name).check, names[own]) == "✓ Right.\n"


# refuses


def runs(layer, *shape):
    try:
        layer(np.zeros(shape, "float32"))
    except Exception:
        return False
    return True


def refuses_some(make, first, *others, channels=3):
    layer = make()
    return not all(runs(layer, 1, *size, channels) for size in (first, *others))


def at_random(make):
    layer, chance = make(), np.random.default_rng(0)
    sizes = [(20, 20), *chance.integers(8, 40, (20, 2)), (20, 31), (31, 20), (20, 9), (9, 20)]
    return not all(runs(layer, 1, *map(int, size), 3) for size in sizes)


def by_recursion(make, sizes=((12, 12), (12, 40), (40, 12), (12, 8), (8, 12)), layer=None):
    layer = layer or make()
    return bool(sizes) and (
        not runs(layer, 2, *sizes[0], 3) or by_recursion(make, sizes[1:], layer)
    )


def by_a_gradient(make):
    """Under a tape, and by its message."""
    layer = make()
    try:
        with tf.GradientTape():
            for size in (16, 16), (32, 16), (16, 32), (16, 9), (9, 16):
                layer(tf.ones((3, *size, 3)))
    except ValueError as error:
        return len(str(error)) > 0
    return False


@pytest.mark.parametrize("answer", [at_random, by_recursion, by_a_gradient])
def test_other_lines_that_decide_are_right(answer, told):
    assert told(exercises.refuses.check, answer) == "✓ Right.\n"


BOTH = ((16, 16), (8, 8), (32, 32))


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda make: False, "decides nothing"),
        (lambda make: True, "decides nothing"),
        (lambda make: any(refuses_some(make, size) for size in BOTH), "decides nothing"),
        (lambda make: refuses_some(make, (16, 16), (8, 8)), "refuses larger pictures"),
        (lambda make: refuses_some(make, (16, 16), (32, 32)), "refuses smaller pictures"),
        (lambda make: refuses_some(make, (16, 16), (16, 8), (16, 32)), "another height"),
        (lambda make: refuses_some(make, (16, 16), (8, 16), (32, 16)), "another width"),
        (lambda make: make()(tf.zeros((1, 16, 16, 3))), "True is asked for"),
        (lambda make: [make()(tf.zeros((1, 16, 16, n))) for n in (3, 4)], "True is asked for"),
        (lambda make: make(16), "does not catch"),
        (lambda: True, "TypeError"),
        ("it does not", "TypeError"),
    ],
)
def test_lines_that_do_not_decide_are_told_why(answer, words, told):
    is_wrong("refuses", answer, words, told)


def test_other_channels_are_no_other_size(told):
    def with_other_channels(make):
        layer = make()
        return not all([runs(layer, 1, *size, 3) for size in BOTH] + [runs(layer, 1, 16, 16, 4)])

    is_wrong("refuses", with_other_channels, "such as the channels", told)


def test_another_answer_is_no_refusal(told):
    def by_numbers(make):
        layer = make()
        if not all(runs(layer, 1, *size, 3) for size in (*BOTH, (16, 32), (32, 16))):
            return True
        ones = [layer(tf.ones((1, *size, 3))) for size in BOTH]
        large = layer(tf.concat([tf.zeros((1, 8, 8, 3)), tf.ones((1, 8, 8, 3))], axis=1))
        return len(large.shape) == 2 and not np.allclose(ones[0], large)

    is_wrong("refuses", by_numbers, "GlobalAveragePooling2D takes another size", told)


def test_a_function_that_raises_itself_is_told(told):
    def uncaught(make):
        layer = make()
        for size in BOTH:
            layer(tf.zeros((1, *size, 3)))
        return False

    is_wrong("refuses", uncaught, "does not catch", told)


# graphs


@pytest.mark.parametrize("answer", [4, int("4"), len(set(exercises.SHAPES))])
def test_the_count_of_graphs(answer, told):
    assert told(exercises.graphs.check, answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "answer, words",
    [
        (1, "an open signature"),
        (2, "reduce_retracing"),
        (3, "The batch belongs to the shape"),
        (5, "comes again"),
        (0, "more"),
        (9, "fewer"),
        ("4", "whole number"),
        (4.0, "whole number"),
        (True, "whole number"),
        ((1, 16, 16, 3), "whole number"),
    ],
)
def test_another_count_is_told_why(answer, words, told):
    is_wrong("graphs", answer, words, told)


# pinned


class ByHand(layers.Conv2D):
    """Compares in call."""

    def build(self, shape):
        super().build(shape)
        self.size = tuple(shape[1:3])

    def call(self, x):
        if tuple(x.shape[1:3]) != self.size:
            raise ValueError("another size")
        return super().call(x)


class ByAxes(layers.Conv2D):
    def build(self, shape):
        super().build(shape)
        self.input_spec = keras.InputSpec(ndim=4, axes=dict(enumerate(shape[1:], 1)))


class ByAssertion(layers.Conv2D):
    """Another exception, and the size kept at the first call."""

    first = None

    def __call__(self, x):
        self.__dict__.setdefault("kept", x.shape[1:])
        assert x.shape[1:] == self.kept
        return super().__call__(x)


@pytest.mark.parametrize("answer", [ByHand, ByAxes, ByAssertion])
def test_other_layers_of_that_world_are_right(answer, told):
    assert told(exercises.pinned.check, answer) == "✓ Right.\n"


class OnlyLarger(ByHand):
    def call(self, x):
        if x.shape[1] > self.size[0]:
            raise ValueError("too large")
        return layers.Conv2D.call(self, x)


class OnlySmaller(ByHand):
    def call(self, x):
        if x.shape[1] < self.size[0]:
            raise ValueError("too small")
        return layers.Conv2D.call(self, x)


class WithTheBatch(layers.Conv2D):
    def build(self, shape):
        super().build(shape)
        self.input_spec = keras.InputSpec(shape=shape)


class For224(layers.Conv2D):
    def call(self, x):
        if x.shape[1:3] != (224, 224):
            raise ValueError("not 224")
        return super().call(x)


class Printing(ByHand):
    def call(self, x):
        return layers.Conv2D.call(self, x)


class Same(layers.Conv2D):
    def __init__(self, filters, size):
        super().__init__(filters, size, padding="same")


class Garbage(ByHand):
    def call(self, x):
        return super().call(x) + 1


class Weightless(layers.Layer):
    def __init__(self, filters, size):
        super().__init__()

    def call(self, x):
        return tf.zeros((1, 18, 18, 8))


@pytest.mark.parametrize(
    "answer, words",
    [
        (layers.Conv2D, "300 × 200: (1, 149, 99, 8)"),
        (Printing, "300 × 200: (1, 149, 99, 8)"),
        (OnlyLarger, "5 × 5: (1, 1, 1, 8)"),
        (OnlySmaller, "300 × 200: (1, 149, 99, 8)"),
        (WithTheBatch, "another number of pictures"),
        (For224, "At its first size it should still be a convolution, and raises ValueError"),
        (Same, "not (1, 20, 20, 8)"),
        (Garbage, "its numbers are not those"),
        (Weightless, "not those of a Conv2D"),
        (layers.Conv2D(8, 3), "A class is asked for"),
        (lambda *_: layers.Conv2D(8, 3), "A class is asked for"),
    ],
)
def test_a_layer_of_no_such_world_is_told_why(answer, words, told):
    is_wrong("pinned", answer, words, told)


# the message, and the order


def test_the_unseen_message_of_the_sixth_visit_is_read_by_its_parts(told):
    check = exercises.unseen.check
    for axis in (2, -2):
        assert told(check, "reader", axis, 48, 64) == "✓ Right.\n"
    for answer, words in (
        (("strokes", 2, 48, 64), "another one is named"),
        (("picture", 2, 48, 64), "layer: not 'picture'"),
        (("reader", 3, 48, 64), "Axes are counted from 0"),
        (("reader", 1, 48, 64), "On which axis"),
        (("reader", 2, 64, 48), "mixed up"),
        (("reader", 2, 48, 32), "received: not 32"),
    ):
        said = told(check, *answer)
        assert said.startswith("✗ ") and words in said, said


def test_one_order_takes_sizes_from_six_on():
    order = exercises.order
    assert order.judged(range(6)).right and not order.judged(order.shuffled).right
    taken = {
        height
        for height, row in zip(order.target.heights, order.target.outcomes, strict=True)
        if row[-1] == "passed"
    }
    assert 0 < len(taken) < len(order.sizes)
    for others in ((0, 3, 1, 2, 4, 5), (0, 1, 2, 4, 3, 5), (0, 2, 1, 3, 4, 5)):
        assert not order.judged(others).right
