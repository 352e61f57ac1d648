"""The fifth visit's exercises, with their banks of right and wrong answers."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers import clinic
from helpers.course.exercises import silent as exercises


def examined(model, x):
    found = clinic.examine(model, x)
    if found:
        raise ValueError(found[0].summary)
    return model(x)


def by_shape(model, x):
    """Without `examine`: the model's own shape is all that it may get."""
    if len(x.shape) != 4 or any(
        own not in (None, size) for own, size in zip(model.input_shape, x.shape)
    ):
        raise ValueError("another shape")
    return model(x)


def by_a_strict_copy(model, x):
    """A Functional model refuses by itself; the number of axes it may still guess."""
    if len(x.shape) != 4:
        raise ValueError("four axes")
    picture = keras.Input(model.input_shape[1:])
    strict = keras.Model(picture, model(picture))
    return strict(x).numpy()


def by_its_graph(model, x):
    """An input signature, which TensorFlow compares."""
    call = tf.function(model, input_signature=[tf.TensorSpec(model.input_shape)])
    try:
        return call(x)
    except TypeError as error:
        raise ValueError("another shape") from error


def last_by_hand(picture):
    picture = picture if len(picture.shape) == 4 else picture[None]
    return (
        tf.stack([picture[:, k] for k in range(3)], axis=-1) if picture.shape[1] == 3 else picture
    )


def last_by_numpy(picture):
    picture = np.asarray(picture)
    picture = picture.reshape((1,) * (4 - picture.ndim) + picture.shape)
    return np.moveaxis(picture, 1, -1) if picture.shape[-1] != 3 else picture


def last_by_einsum(picture):
    if picture.shape[-1] != 3:
        picture = tf.einsum("...chw->...hwc", picture)
    return picture if len(picture.shape) == 4 else tf.expand_dims(picture, 0)


@pytest.mark.parametrize(
    "name, answer",
    [
        ("smallest_side", 14),
        ("smallest_side", 14.0),
        ("smallest_side", np.int64(14)),
        ("smallest_side", tf.constant(14)),
        ("channels_last", last_by_hand),
        ("channels_last", last_by_numpy),
        ("channels_last", last_by_einsum),
        ("checked", examined),
        ("checked", by_shape),
        ("checked", by_a_strict_copy),
        ("checked", by_its_graph),
    ],
)
def test_answers_of_the_fifth_visit_that_work_are_right(name, answer, told):
    assert told(getattr(exercises, name).check, answer) == "✓ Right.\n"


@pytest.mark.parametrize("name", ["smallest_side", "channels_last", "checked"])
def test_the_printed_solution_of_the_fifth_visit_is_right(name, told):
    exercise, names = getattr(exercises, name), {"tf": tf, "clinic": clinic}
    solution = exercise._solution
    exec(solution if solution.startswith("def") else f"{name} = {solution}", names)
    assert told(exercise.check, names[name]) == "✓ Right.\n"


def is_wrong(name, answer, words, told):
    said = told(getattr(exercises, name).check, answer)
    assert said.startswith("✗ ") and words in said, said


@pytest.mark.parametrize(
    "answer, words",
    [
        ("14", "one whole number of pixels like 8, not '14'"),
        ((14, 14), "one whole number"),
        (-14, "one whole number"),
        (3, "At 3 × 3, the pooling gets 1 × 1"),  # the largest window
        (6, "the last convolution gets 1 × 1"),  # without the last convolution
        (12, "the last convolution gets 2 × 2"),  # without the first one
        (13, "the last convolution gets 2 × 2"),  # one edge of it
        (15, "the pooling gets 13 × 13, and leaves a rest of 1"),
        (16, "leaves a rest of 2"),  # a pooling that must divide
        (18, "2 × 2 places are left at the end"),
    ],
)
def test_a_wrong_side_is_told_where_it_shows(answer, words, told):
    is_wrong("smallest_side", answer, words, told)


def always_moved(picture):
    batch = picture if len(picture.shape) == 4 else picture[None]
    return tf.transpose(batch, (0, 2, 3, 1))


def mirrored(picture):
    batch = picture if len(picture.shape) == 4 else picture[None]
    return tf.transpose(batch, (0, 3, 2, 1)) if batch.shape[1] == 3 else batch


def batch_behind(picture):
    return last_by_hand(picture if len(picture.shape) == 4 else picture[..., None])


def only_the_batch(picture):
    return picture if len(picture.shape) == 4 else picture[None]


def without_the_batch(picture):
    return tf.squeeze(last_by_hand(picture))


def scaled(picture):
    return last_by_hand(picture) * 255


def resized(picture):
    last = last_by_hand(picture)
    return tf.image.flip_left_right(last) if picture.shape[0] == 3 else last


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda picture: tf.reshape(picture, (1, 24, 36, 3)), "A reshape moves no axis"),
        (resized, "scrambled"),
        (scaled, "the numbers are others"),
        (only_the_batch, "The channels still stand in front"),
        (always_moved, "look where the 3 is before you move"),
        (mirrored, "Height and width have changed places"),
        (lambda picture: picture[None], "an axis too many"),
        (batch_behind, "The new axis stands at the end"),
        (without_the_batch, "The batch axis is missing"),
        (lambda picture: print(end=""), "returns nothing"),
        (lambda picture: tf.transpose(picture, (0, 2, 3, 1, 4)), "channels last, (1, 24, 36, 3):"),
        (tf.zeros((1, 24, 36, 3)), "A function is asked for"),
    ],
)
def test_a_wrong_order_of_axes_is_told_which(answer, words, told):
    is_wrong("channels_last", answer, words, told)


def by_count(model, x):
    if np.prod(x.shape[1:]) != np.prod([size or 1 for size in model.input_shape[1:]]):
        own = model.input_shape
        if None not in own[1:]:
            raise ValueError("another count")
    return model(x)


def by_rank(model, x):
    if len(x.shape) != len(model.input_shape):
        raise ValueError("another rank")
    return model(x)


def by_equal_shapes(model, x):
    if tuple(x.shape) != tuple(model.input_shape):
        raise ValueError("another shape")
    return model(x)


def by_none(model, x):
    if clinic.examine(model, x) is not None:
        raise ValueError("something was found")
    return model(x)


def by_sizes_alone(model, x):
    own = model.input_shape[1:3]
    if None not in own and tuple(x.shape[1:3]) != own:
        raise ValueError("another size")
    return model(x)


def returned(model, x):
    found = clinic.examine(model, x)
    return ValueError(found[0].summary) if found else model(x)


def asserted(model, x):
    assert not clinic.examine(model, x), "something was found"
    return model(x)


def without_an_answer(model, x):
    if clinic.examine(model, x):
        raise ValueError("something was found")


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda model, x: model(x), "(1, 60, 40, 3) goes through flat"),
        (by_count, "(1, 60, 40, 3) goes through flat"),
        (by_rank, "as many numbers, in other places"),
        (by_sizes_alone, "the number of axes counts"),
        (by_equal_shapes, "None is any number there"),
        (by_none, "an empty tuple finds nothing"),
        (returned, "returns ValueError; it is to raise ValueError"),
        (asserted, "AssertionError, not ValueError: something was found"),
        (without_an_answer, "returns nothing. Does it return model(x)?"),
        (lambda model, x: model(x) * 2, "another answer than the model"),
        (lambda x, model: examined(model, x), "takes, and your function raises"),
        (lambda model: model, "raises TypeError"),
        (True, "A function is asked for"),
    ],
)
def test_a_check_that_lets_through_or_refuses_is_told_what(answer, words, told):
    is_wrong("checked", answer, words, told)


def test_a_pooling_that_leaves_a_row_out_has_words_of_its_own(told):
    def by_the_product(model, x):
        own = model.input_shape
        if len(x.shape) != 4 or own[1:3] == x.shape[2:0:-1] != own[2:0:-1]:
            raise ValueError("turned")
        return model(x)

    is_wrong("checked", by_the_product, "leaves out its last row and column", told)


def test_a_check_that_raises_something_else_is_told(told):
    def only_the_shape_it_knows(model, x):
        return (
            examined(model, x)
            if len(x.shape) == 4 and x.shape[1:] != (60, 40, 3)
            else x.no_such_thing
        )

    said = told(exercises.checked.check, only_the_shape_it_knows)
    assert "not ValueError" in said and "AttributeError" in said


def test_the_unseen_message_of_the_fifth_visit_is_read_by_its_parts(told):
    check = exercises.unseen.check
    for axis in (3, -1):
        assert told(check, "difference", axis, 6, 3) == "✓ Right.\n"
    for answer, words in (
        (("before_and_after", 3, 6, 3), "the model as a whole"),
        (("halves", 3, 6, 3), "another one is named"),
        (("difference", 1, 6, 3), "On which axis"),
        (("difference", 3, 3, 6), "mixed up"),
        (("difference", 3, 6, 24), "received: not 24"),
    ):
        said = told(check, *answer)
        assert said.startswith("✗ ") and words in said


def test_one_order_of_the_layers_reads_every_pixel():
    """The other one that builds leaves a rest at the model's own size, and its map is another."""
    order = exercises.order
    assert order.judged(range(5)).right and not order.judged((0, 2, 1, 3, 4)).right
    assert order.target.counts["passed", ""] == 1
    assert order.target.counts["passed but wrong", ""] > 9
    assert not order.judged(order.shuffled).right
