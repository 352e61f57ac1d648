"""The third visit's exercises, with their banks of right and wrong answers."""

from fractions import Fraction

import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers import clinic
from helpers.course import remedies
from helpers.course.exercises import mixed_batch as exercises


def decode(file):
    return tf.io.decode_png(file, channels=3)


def with_pad(file):
    return tf.image.resize_with_pad(decode(file), 64, 64) / 255


def in_buckets(model, pictures, step=1):
    buckets = remedies.by_size(pictures, step)
    groups = [remedies.padded([pictures[index] for index in bucket])[0] for bucket in buckets]
    return remedies.from_buckets([model(group) for group in groups], buckets)


def with_mask(model, pictures):
    batch, mask = remedies.padded(pictures)
    return model.layers[-1](remedies.masked_mean(model.layers[0](batch), mask))


def one_by_one(model, pictures):
    return [model(picture[None]).numpy()[0] for picture in pictures]


def resized(model, pictures):
    return model(remedies.resized(pictures, 96, 96))


@pytest.mark.parametrize("name", ["padding_share", "safe_batches", "unmoved"])
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
        ("padding_share", "47 %"),
        ("padding_share", Fraction(17, 36)),
        ("padding_share", np.float32(0.4722)),
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
        (
            "safe_batches",
            lambda files: (
                files.map(decode).map(layers.Resizing(96, 96, crop_to_aspect_ratio=True)).batch(3)
            ),
        ),
        (
            "safe_batches",
            lambda files: files.map(
                lambda f: tf.image.per_image_standardization(tf.image.resize(decode(f), (96, 96)))
            ).batch(2),
        ),
        (
            "safe_batches",
            lambda files: files.map(
                lambda f: tf.image.rgb_to_grayscale(tf.image.resize(decode(f), (96, 96)))
            ).batch(2),
        ),
        (
            "safe_batches",
            lambda files: files.map(decode).bucket_by_sequence_length(
                lambda picture: tf.shape(picture)[0], [70, 100], [2, 2, 2]
            ),
        ),
        ("unmoved", in_buckets),
        ("unmoved", with_mask),
        ("unmoved", one_by_one),
        ("unmoved", resized),
        (
            "unmoved",
            lambda model, pictures: np.concatenate(
                [model.predict(picture[None], verbose=0) for picture in pictures]
            ),
        ),
    ],
)
def test_other_answers_of_the_third_visit_that_work_are_right(name, answer, told):
    assert told(getattr(exercises, name).check, answer) == "✓ Right.\n"


SHARES = [
    (0.53, "share of picture"),
    (1 - 5700 / 7200, "too narrow"),
    (5100 / 5700, "padding against picture"),
    (1 / 3, "The third, 30 × 30"),
    (0.75, "All three"),
    (1 - 5700 / 3600, "three times"),
    (5100, "count of pixels"),
    (1, "Not 1"),
    ("half", "not 'half'"),
    (True, "not True"),
    ([0.47], "not [0.47]"),
]
PIPELINES = [
    (lambda files: files.map(decode, num_parallel_calls=1).batch(2), "the neighbour's shape"),
    (
        lambda files: files.map(lambda f: tf.reshape(decode(f), (96, 100, 3))).batch(3),
        "A reshape does that",
    ),
    (lambda files: files.map(decode).shuffle(3).batch(3), "Two sizes still meet"),
    (lambda files: files.map(decode).batch(2, num_parallel_calls=1), "Two sizes still meet"),
    (lambda files: files.map(decode), "four axes"),
    (lambda files: files.map(with_pad).batch(2, drop_remainder=True), "2 came out"),
    (lambda files: files.map(with_pad).batch(2).take(1), "2 came out"),
    (lambda files: files.map(with_pad).repeat(2).batch(3), "6 came out"),
    (lambda files: files.map(lambda f: tf.zeros((96, 96, 3))).batch(3), "in one colour"),
    (
        lambda files: files.map(
            lambda f: tf.transpose(tf.image.resize(decode(f), (96, 96)), (1, 0, 2))
        ).batch(3),
        "turned",
    ),
    (lambda files: files.batch(2).map(decode), "raises ValueError"),
    ("files", "A function"),
]


def letterbox(model, pictures):
    return model(remedies.resized_with_pad(pictures, 96, 96))


FUNCTIONS = [
    (lambda model, pictures: model(remedies.padded(pictures)[0]), "By company: the rest"),
    (lambda model, pictures: in_buckets(model, pictures, 64), "By company: the rest"),
    (letterbox, "By the treatment: coffee (80 × 120)"),
    (
        lambda model, pictures: model(remedies.cropped_or_padded(pictures, 96, 96)),
        "By the treatment",
    ),
    (
        lambda model, pictures: model(tf.stack([tf.image.resize(p, (48, 48)) for p in pictures])),
        "By the treatment",
    ),
    (lambda model, pictures: model(remedies.patches(pictures[0], 60)), "a row a picture"),
    (lambda model, pictures: tf.argmax(one_by_one(model, pictures), axis=1), "a row a picture"),
    (lambda model, pictures: model(tf.stack(pictures)), "raises InvalidArgumentError"),
    (lambda model, pictures: in_buckets(model, pictures)[::-1], "another order"),
    (
        lambda model, pictures: tf.concat(
            [
                model(tf.stack([pictures[index] for index in bucket]))
                for bucket in remedies.by_size(pictures, 1)
            ],
            axis=0,
        ),
        "another order",
    ),
    (lambda model, pictures: in_buckets(model, pictures) * float("nan"), "no numbers"),
    (lambda model, pictures: tf.nn.softmax(one_by_one(model, pictures)), "probabilities"),
    (
        lambda model, pictures: tf.repeat(
            tf.reduce_mean(one_by_one(model, pictures), axis=0, keepdims=True), len(pictures), 0
        ),
        "one and the same",
    ),
    (lambda model, pictures: model.predict(pictures, verbose=0), "cardinality"),
    ("logits", "A function"),
]
WRONG = {"padding_share": SHARES, "safe_batches": PIPELINES, "unmoved": FUNCTIONS}


@pytest.mark.parametrize(
    "name, wrong, words",
    [(name, wrong, words) for name, bank in WRONG.items() for wrong, words in bank],
)
def test_a_wrong_answer_of_the_third_visit_is_told_why(name, wrong, words, told):
    said = told(getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and words in said


def test_hints_name_helpers_that_there_are():
    """A hint is followed to the letter: what it names is there, under that name."""
    hints = " ".join(exercises.unmoved._hints)
    for name in ("by_size", "from_buckets", "padded", "masked_mean"):
        assert f"remedies.{name}" in hints and hasattr(remedies, name)


def test_the_unseen_message_is_read_off_a_run(told):
    with pytest.raises(ValueError, match="expected axis -1") as failed:
        exercises.unseen.fails()
    reading = clinic.explain(failed.value)
    numbers = reading.expected_size, reading.received_size
    assert numbers == (12 * 16 * 8, 16 * 16 * 8)  # padded to 64 × 64
    assert told(exercises.unseen.check, "answers", -1, *numbers) == "✓ Right.\n"
    assert told(exercises.unseen.check, "answers", 1, "1536", (2, 2048)) == "✓ Right.\n"


@pytest.mark.parametrize(
    "answer, words",
    [
        (("row", -1, 1536, 2048), "another one is named"),
        (("Dense", -1, 1536, 2048), "That is its class"),
        (("for_48_by_64", -1, 1536, 2048), "the model as a whole"),
        (("photo", -1, 1536, 2048), "stands in quotes"),
        (("answers", 0, 1536, 2048), "On which axis"),
        (("answers", 2, 1536, 2048), "counted from 0"),
        (("answers", -1, 2048, 1536), "mixed up"),
        (("answers", -1, 1536, 64), "received: not 64"),
        (("answers", -1, (48, 64, 3), 2048), "one whole number"),
    ],
)
def test_a_message_read_wrongly_is_told_which_part(answer, words, told):
    said = told(exercises.unseen.check, *answer)
    assert said.startswith("✗ ") and words in said


INPUT, RESIZING, CONV, POOL, FLATTEN, DENSE = range(6)


@pytest.mark.parametrize(
    "places, right",
    [
        ((INPUT, RESIZING, CONV, POOL, FLATTEN, DENSE), True),
        ((INPUT, RESIZING, POOL, CONV, FLATTEN, DENSE), True),
        ((INPUT, RESIZING, CONV, POOL, DENSE, FLATTEN), True),
        ((INPUT, CONV, RESIZING, POOL, FLATTEN, DENSE), False),  # 2 × 2 is too small for it
        ((INPUT, CONV, POOL, RESIZING, FLATTEN, DENSE), False),
        ((INPUT, RESIZING, CONV, FLATTEN, POOL, DENSE), False),
        ((INPUT, CONV, POOL, FLATTEN, DENSE, RESIZING), False),
        ((INPUT, FLATTEN, RESIZING, CONV, POOL, DENSE), False),
    ],
)
def test_layers_in_an_order_that_takes_every_size(places, right):
    assert exercises.order.judged(list(places)).right is right
