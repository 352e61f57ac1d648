"""What Python, NumPy, Keras and TensorFlow keep for a whole program, put back as it was."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context

try:
    from keras.src.backend.common import global_state
except ImportError:  # a Keras of another build than those that are known
    global_state = None


@contextmanager
def untouched() -> Iterator[None]:
    """After the block the next random number and the next name of a layer are what they would have
    been without it.

    Of this thread: the states of `random` and `np.random`, Keras's names and its generator of
    seeds, the seeds that TensorFlow draws for its operations.
    """
    python, numpy = random.getstate(), np.random.get_state()
    keras, tensorflow = _keras(), _tensorflow()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        _put_back_keras(keras)
        _put_back_tensorflow(tensorflow)


def keras_holds(name: str) -> Any:
    """What Keras keeps for this thread under a name of its own, None for nothing."""
    return getattr(global_state.GLOBAL_STATE_TRACKER, name, None) if global_state else None


def _keras() -> tuple[dict[str, Any], Any]:
    """What Keras keeps for this thread, and what its own generator of seeds would draw next."""
    kept = vars(global_state.GLOBAL_STATE_TRACKER) if global_state else {}
    seeds = kept.get("global_seed_generator")
    # counters and lists of names change in place; what is in them does not
    held = {
        name: copy.copy(value) if isinstance(value, (dict, list, set)) else value
        for name, value in kept.items()
    }
    with tf.init_scope():  # an exception may be explained while a graph is being made
        return held, None if seeds is None else seeds.state.value.numpy()


def _put_back_keras(held: tuple[dict[str, Any], Any]) -> None:
    attributes, seed = held
    if global_state is None:
        return
    kept = vars(global_state.GLOBAL_STATE_TRACKER)
    kept.clear()
    kept.update(attributes)
    seeds = kept.get("global_seed_generator")
    with tf.init_scope():
        if seeds is not None and not np.array_equal(seeds.state.value.numpy(), seed):
            seeds.state.assign(seed)


def _tensorflow() -> tuple[Any, Any, Any]:
    """The seed that was set, and the state of what draws the operations' seeds from it."""
    own = context.context()
    drawn = getattr(own, "_rng", None)
    return getattr(own, "_seed", None), drawn, drawn.getstate() if drawn else None


def _put_back_tensorflow(held: tuple[Any, Any, Any]) -> None:
    own = context.context()
    own._seed, drawn, state = held
    if drawn is not None:
        own._rng = drawn
        drawn.setstate(state)
