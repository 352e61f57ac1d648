"""The third visit's exercises, with their banks of right and wrong answers."""

import pytest
import tensorflow as tf

from helpers.course import remedies
from helpers.course.exercises import mixed_batch as exercises


def decode(file):
    return tf.io.decode_png(file, channels=3)


def with_pad(file):
    return tf.image.resize_with_pad(decode(file), 64, 64) / 255


def in_buckets(model, pictures):
    buckets = remedies.by_size(pictures, 1)
    answers = [model(tf.stack([pictures[index] for index in bucket])) for bucket in buckets]
    return remedies.from_buckets(answers, buckets)


def with_mask(model, pictures):
    batch, mask = remedies.padded(pictures)
    return model.layers[-1](remedies.masked_mean(model.layers[0](batch), mask))


@pytest.mark.parametrize("name", ["padding_share", "safe_batches", "as_alone"])
def test_the_printed_solution_of_the_third_visit_is_right(name, told, solved):
    exercise = getattr(exercises, name)
    answer = eval(solved(exercise), {"tf": tf})
    assert told(exercise.check, answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, answer",
    [
        ("padding_share", 0.47),
        ("padding_share", 47.2),
        ("padding_share", 17 / 36),
        ("safe_batches", lambda files: files.map(decode).padded_batch(2)),
        ("safe_batches", lambda files: files.map(decode).ragged_batch(3)),
        ("safe_batches", lambda files: files.map(with_pad).shuffle(3).batch(2)),
        (
            "safe_batches",
            lambda files: files.map(
                lambda f: tf.image.resize_with_crop_or_pad(decode(f), 90, 90)
            ).batch(3),
        ),
        ("safe_batches", lambda files: files.map(decode).batch(1)),
        (
            "safe_batches",
            lambda files: (
                files.map(decode).padded_batch(3).map(lambda b: (tf.image.resize(b, (50, 70)), 0))
            ),
        ),
        ("as_alone", in_buckets),
        ("as_alone", with_mask),
        (
            "as_alone",
            lambda model, pictures: [model(picture[None]).numpy()[0] for picture in pictures],
        ),
    ],
)
def test_other_answers_of_the_third_visit_that_work_are_right(name, answer, told):
    assert told(getattr(exercises, name).check, answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("padding_share", 0.53, "0.53"),
        ("padding_share", 1, "1"),
        ("padding_share", "half", "half"),
        (
            "safe_batches",
            lambda files: files.map(decode, num_parallel_calls=1).batch(2),
            "scrambled",
        ),
        (
            "safe_batches",
            lambda files: files.map(decode).shuffle(3).batch(3),
            "raises InvalidArgumentError",
        ),
        ("safe_batches", lambda files: files.map(decode), "four axes"),
        (
            "safe_batches",
            lambda files: files.map(with_pad).batch(2, drop_remainder=True),
            "2 came out",
        ),
        ("safe_batches", "files", "raises TypeError"),
        ("as_alone", lambda model, pictures: model(remedies.padded(pictures)[0]), "off by"),
        ("as_alone", lambda model, pictures: model(remedies.patches(pictures[0], 60)), "answers"),
        (
            "as_alone",
            lambda model, pictures: model(tf.stack(pictures)),
            "raises InvalidArgumentError",
        ),
        ("as_alone", lambda model, pictures: in_buckets(model, pictures)[::-1], "off by"),
        ("as_alone", lambda model, pictures: in_buckets(model, pictures) * float("nan"), "off by"),
    ],
)
def test_a_wrong_answer_of_the_third_visit_is_told_why(name, wrong, word, told):
    said = told(getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and word in said
