"""What a call of a model raises, and how a reading of it is put into one line."""

import pytest


def caught(model, x):
    """What `model(x)` raises."""
    with pytest.raises(Exception) as caught:
        model(x)
    return caught.value


def flowing(text):
    """Without the line breaks of a terminal."""
    return " ".join(text.split())
