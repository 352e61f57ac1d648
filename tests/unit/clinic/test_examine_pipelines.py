"""Exported models and pipelines, examined: nothing raised there, and wrong."""

import numpy as np
import pytest
import tensorflow as tf
from examined import coffee, cured, flat, pooled
from keras import layers

from helpers.clinic import examine
from helpers.clinic.causes import Causes
from helpers.course import builders


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """{name: loaded model}: made for 32 × 48, with a head that takes any size, and with Flatten."""
    found = {}
    for name, build in (("pooled", pooled), ("flat", flat)):
        folder = str(tmp_path_factory.mktemp("export") / name)
        build((32, 48, 3), layers.Conv2D(4, 3), layers.MaxPooling2D(2)).export(
            folder, verbose=False
        )
        found[name] = tf.saved_model.load(folder)
    return found


@pytest.mark.parametrize(
    "name, shape",
    [
        ("pooled", (40, 40, 3)),
        ("pooled", (16, 90, 3)),
        ("flat", (33, 49, 3)),
        ("pooled", (32, 48, 6)),
    ],
)
def test_a_signature_that_does_not_look(exported, name, shape):
    model, x = exported[name], tf.zeros((2, *shape))
    signature = model.signatures["serving_default"]
    (reading,) = examine(signature, x)
    assert reading == examine(model, x)[0]
    assert (reading.cause, reading.received) == (Causes.SIGNATURE_IGNORES_SHAPE, (2, *shape))
    assert reading.expected == (None, 32, 48, 3) and str(shape)[1:] in reading.summary
    assert next(iter(signature(x).values())).shape == (2, 10)  # it runs
    with pytest.raises(TypeError):
        model.serve(x)
    _, x = cured(reading, model, x)
    assert examine(model, x) == () and model.serve(x).shape == (2, 10)


@pytest.mark.parametrize(
    "name, shape",
    [
        ("pooled", (2, 32, 48, 3)),
        ("flat", (1, 32, 48, 3)),
        ("flat", (1, 40, 40, 3)),
        ("pooled", (32, 48, 3)),
        ("pooled", (1, 2, 2, 3)),
    ],
)
def test_a_signature_without_fault(exported, name, shape):
    """The shape that it was exported for, or one that its graph refuses."""
    assert examine(exported[name], tf.zeros(shape)) == ()


MODEL = builders.average_head()


def decoded(*sizes, **options):
    """A dataset of photos of these sizes, decoded in a map."""
    files = [tf.io.encode_png(tf.cast(coffee(*size)[0] * 255, tf.uint8)) for size in sizes]
    return tf.data.Dataset.from_tensor_slices(files).map(tf.io.decode_png, **options)


LYING, STANDING = (8, 12), (12, 8)
PAIR = (LYING, STANDING)


def labelled(dataset):
    return dataset.map(lambda picture: (picture, 3))


@pytest.mark.parametrize(
    "dress", [lambda dataset: dataset, labelled], ids=["pictures", "with labels"]
)
@pytest.mark.parametrize(
    "finish",
    [lambda batches: batches, lambda batches: batches.prefetch(2)],
    ids=["bare", "prefetch"],
)
def test_a_pipeline_that_scrambles(dress, finish):
    dataset = finish(dress(decoded(LYING, LYING, *PAIR, num_parallel_calls=1)).batch(2))
    (reading,) = examine(MODEL, dataset)
    assert (reading.cause, reading.expected, reading.received) == (
        Causes.SCRAMBLED_IN_BATCH,
        (8, 12, 3),
        (12, 8, 3),
    )
    for part in "In batch 2", "picture 2 is 12 × 8 × 3", "288 numbers", "2 of at most 10 batches":
        assert part in reading.summary


def test_what_it_finds_is_really_scrambled():
    """A batch comes, and in it the second picture is not what was decoded."""
    whole = list(decoded(*PAIR))
    batch = next(iter(decoded(*PAIR, num_parallel_calls=1).batch(2)))
    assert batch.shape == (2, 8, 12, 3)
    assert np.array_equal(batch[1], tf.reshape(whole[1], (8, 12, 3)))


@pytest.mark.parametrize(
    "dress", [lambda dataset: dataset, labelled], ids=["pictures", "with labels"]
)
def test_the_fixes_of_a_pipeline(dress):
    before = dress(decoded(*PAIR))
    (reading,) = examine(MODEL, before.batch(2))
    names = {"dataset": before, "tf": tf}
    exec(reading.fixes[0].code, names)
    assert examine(MODEL, names["dataset"]) == ()
    assert tf.nest.flatten(next(iter(names["dataset"])))[0].shape == (2, 12, 12, 3)
    names = {"dataset": before.batch(2), "tf": tf}
    exec(reading.fixes[1].code, names)
    with pytest.raises(tf.errors.InvalidArgumentError, match="different shapes"):
        next(iter(names["dataset"]))


def test_the_fix_resizes_to_what_the_model_was_made_for():
    (reading,) = examine(flat((8, 12, 3)), decoded(*PAIR).batch(2))
    assert "(8, 12)" in reading.fixes[0].code


SOUND = {
    "one size": lambda: decoded(LYING, LYING, LYING).batch(2),
    "each size a batch": lambda: decoded(LYING, LYING, STANDING, STANDING).batch(2),
    "refused at once": lambda: decoded(LYING, (9, 12)).batch(2),
    "refused later": lambda: decoded(*PAIR, LYING, (9, 12)).batch(2),
    "shuffled between": lambda: decoded(*PAIR).shuffle(2, seed=1).batch(2),
    "padded": lambda: decoded(*PAIR).padded_batch(2),
    "resized in the map": lambda: (
        decoded(*PAIR).map(lambda picture: tf.image.resize(picture, (8, 8))).batch(2)
    ),
    "ones": lambda: decoded(*PAIR).batch(1),
    "none": lambda: decoded(*PAIR).take(0).batch(2),
    "for ever": lambda: decoded(LYING).repeat().batch(2),
    "a broken file": lambda: (
        tf.data.Dataset.from_tensor_slices(["no picture"]).map(tf.io.decode_png).batch(1)
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_no_false_alarm_for_a_pipeline(name):
    found = examine(MODEL, SOUND[name]())
    assert [reading.cause for reading in found] == (
        [Causes.SCRAMBLED_IN_BATCH] if name == "refused later" else []
    )


def test_only_so_many_batches_are_looked_at():
    """The tenth is, the eleventh is not: of either pass so many are asked for."""
    assert examine(MODEL, decoded(*[LYING] * 18, *PAIR).batch(2))
    assert examine(MODEL, decoded(*[LYING] * 20, *PAIR).batch(2)) == ()


def test_of_a_sound_pipeline_no_more_than_that_is_made():
    """Ten batches of two, twice, and the one that goes to the model, of pictures for ever."""
    made = []

    def pictures():
        while True:
            made.append(1)
            yield np.zeros((8, 12, 3), np.uint8)

    spec = tf.TensorSpec((8, 12, 3), tf.uint8)
    dataset = tf.data.Dataset.from_generator(pictures, output_signature=spec).batch(2)
    assert examine(MODEL, dataset) == ()
    assert 2 * 10 <= len(made) <= 2 * (10 + 10 + 1)


def test_of_a_sound_pipeline_the_first_batch_goes_to_the_model():
    dataset = decoded(STANDING, STANDING).map(lambda picture: (picture, 3)).batch(2)
    assert [reading.cause for reading in examine(flat((8, 12, 3)), dataset)] == [
        Causes.FLATTEN_FITS_BY_LUCK
    ]


def test_other_counts_are_no_finding_even_if_the_next_pass_is_lucky():
    """A pipeline with other sizes on every pass: what appeared is not one count, two shapes."""
    passes = []

    def pictures():
        passes.append(1)
        yield np.zeros((8, 12, 3), np.uint8)
        yield np.zeros((9 if len(passes) == 1 else 8, 12, 3), np.uint8)

    spec = tf.TensorSpec((None, None, 3), tf.uint8)
    dataset = (
        tf.data.Dataset.from_generator(pictures, output_signature=spec)
        .map(lambda picture: picture)
        .batch(2)
    )
    assert examine(MODEL, dataset) == () and len(passes) >= 2
