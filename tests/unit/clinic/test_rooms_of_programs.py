"""Rooms that read programs: the sentence, and the change of the learner's own line that was tried.

Each function below is a program that fails; its lines are read from here, and no two are alike.
"""

import keras
import numpy as np
import pytest
from keras import layers

from helpers import clinic


def answers_at_every_step():
    model = keras.Sequential()
    model.add(keras.Input((5, 3)))
    model.add(layers.LSTM(4, return_sequences=True))
    model.add(layers.Dense(2))
    model.compile("sgd", "categorical_crossentropy")
    model.fit(np.zeros((8, 5, 3)), np.zeros((8, 2)), verbose=0)


def gives_its_steps_away():
    model = keras.Sequential()
    model.add(keras.Input((5, 3)))
    model.add(layers.LSTM(4))
    model.add(layers.LSTM(2))


def has_three_units_for_four_columns():
    model = keras.Sequential()
    model.add(keras.Input((6,)))
    model.add(layers.Dense(3, activation="softmax"))
    model.compile("sgd", "categorical_crossentropy")
    model.fit(np.zeros((8, 6)), np.zeros((8, 4)), verbose=0)


@pytest.mark.parametrize(
    ("program", "cause", "words", "code"),
    [
        (answers_at_every_step, "missing-flatten", "answers for every step", "=False"),
        (gives_its_steps_away, "layer-drops-axis", "its last answer alone", "=True"),
        (has_three_units_for_four_columns, "units-against-classes", "gives 3 numbers", "Dense(4"),
    ],
)
def test_the_cause_is_told_and_the_own_line_is_changed(program, cause, words, code):
    with pytest.raises(Exception) as caught:
        program()
    found = clinic.explain(caught.value)
    first = found.fixes[0]
    assert (found.cause, found.confidence) == (cause, "high") and words in found.summary
    assert code in first.code and first.tried
