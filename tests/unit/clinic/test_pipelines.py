"""What a pipeline will give is read from what it says of itself, and agrees with a real run."""

import numpy as np
import pytest
import tensorflow as tf

from helpers.clinic import pipelines
from helpers.clinic.guarded import NotTried

RAN = []
SIZES = ((8, 12), (12, 8), (10, 10))


def pictures(sizes=SIZES):
    """Pictures of these sizes, with a label; whoever runs it is noted."""

    def made():
        RAN.append(1)
        for size in sizes:
            yield np.zeros((*size, 3), "float32"), np.int32(1)

    spec = tf.TensorSpec((None, None, 3)), tf.TensorSpec((), tf.int32)
    return tf.data.Dataset.from_generator(made, output_signature=spec)


def resized(picture, label):
    return tf.image.resize(picture, (9, 9)), label


#: name: (pipeline, whether it can be batched so)
PIPELINES = {
    "batched": lambda: pictures().batch(2),
    "batched, and more": lambda: pictures().batch(2).prefetch(1).take(1),
    "resized before the batch": lambda: pictures().map(resized).batch(2),
    "resized after the batch": lambda: pictures().batch(2).map(resized),
    "ragged": lambda: pictures().ragged_batch(2),
    "padded": lambda: pictures().padded_batch(2),
    "padded to enough": lambda: pictures().map(resized).padded_batch(2, ((16, 16, 3), ())),
    "padded, some to too little": lambda: pictures().padded_batch(2, ((10, 16, 3), ())),
    "not batched": lambda: pictures(),
    "two batches, the inner one wrong": lambda: pictures().batch(2).map(resized).batch(2),
}


@pytest.mark.parametrize("name", PIPELINES)
def test_what_is_refused_is_what_a_real_run_refuses(name):
    dataset = PIPELINES[name]()
    RAN.clear()
    try:
        pipelines.check(dataset, mixed=frozenset({-3, -2}))
        told = True
    except ValueError:
        told = False
    assert RAN == [], "nothing is run"
    try:
        list(dataset)
        really = True
    except tf.errors.OpError:
        really = False
    assert told == really


def test_where_nobody_knows_that_sizes_differ_nothing_is_refused():
    pipelines.check(pictures(SIZES[:1]).batch(2), mixed=frozenset())
    assert len(list(pictures(SIZES[:1]).batch(2))) == 1


def test_an_axis_that_is_not_known_to_differ_may_be_open():
    pipelines.check(pictures().batch(2), mixed=frozenset({-1}))


def test_one_element_of_a_spec():
    assert pipelines.zeros(tf.TensorSpec((None, 4, 3), tf.uint8)).shape == (1, 4, 3)
    assert pipelines.zeros(tf.TensorSpec((None, 4, 3), tf.uint8)).dtype == tf.uint8
    for spec in (tf.TensorSpec(None), tf.RaggedTensorSpec((2, None))):
        with pytest.raises(NotTried):
            pipelines.zeros(spec)
