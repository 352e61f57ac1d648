"""What the tests of traces share: a picture, and the models to show it to."""

import dataclasses

import pytest
import tensorflow as tf
from hypothesis import strategies as st

from helpers.clinic.trace import LayerStep, Refusal, Trace

MODELS = ("fixed_sequential", "fixed_functional", "flexible_head")
every_model = pytest.mark.parametrize("name", MODELS)
sides = st.integers(4, 320)


def picture(height, width, batch=1):
    """Some picture: its numbers are all different from their neighbours."""
    return tf.random.stateless_uniform((batch, height, width, 3), (1, 2))


def really(call, x):
    """(output's shape, None) of a real call, or (None, what it raised)."""
    try:
        return tuple(call(x).shape), None
    except Exception as error:
        return None, Refusal(type(error).__name__, str(error))


def plain(value):
    """True for numbers, text and None, alone or in tuples and dataclasses of this module."""
    if isinstance(value, tuple):
        return all(map(plain, value))
    if isinstance(value, (Trace, LayerStep, Refusal)):
        return all(plain(getattr(value, field.name)) for field in dataclasses.fields(value))
    return type(value) in (int, str, type(None))
