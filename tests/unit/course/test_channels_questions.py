"""What the second visit's questions say, tried: each right option is so, and each reason."""

import io

import keras
import numpy as np
import PIL.Image
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic.trace import PASSED, REFUSED, trace
from helpers.course import builders, images
from helpers.course.questions import channels as questions
from helpers.panels import ChannelsAndHeads

CONTROLS = {
    "file": set(images.KINDS),
    "batch axis": {True, False},
    "channels": set(ChannelsAndHeads.CHANNELS),
    "head": set(ChannelsAndHeads.HEADS),
}


def all_questions():
    for question in (*questions.QUESTIONS, *questions.DECISIONS):
        yield from (one for one in (question, question.second) if one)


def right(question):
    return question.options[question.right].says


def refuser(model, channels):
    """The layer that refuses, "" for the input check, None where it answers."""
    seen = trace(model, tf.zeros((1, 32, 32, channels)))
    if seen.outcome == PASSED:
        return None
    return seen.steps[-1].name if seen.steps else ""


@pytest.mark.parametrize("question", list(all_questions()), ids=lambda question: question.name)
def test_each_option_has_words_of_its_own_and_shows_what_the_panel_can(question):
    reasons = [option.because for option in question.options]
    assert len(set(reasons)) == len(reasons) and all(reasons)
    for option in question.options:
        assert all(value in CONTROLS[name] for name, value in option.show.items())


def test_one_channel_passes_the_input_check_and_the_convolution_refuses():
    colour, gray = builders.average_head(3), builders.average_head(1)
    assert right(questions.GRAY) == right(questions.GRAY.second) == "the first convolution"
    assert refuser(colour, 1) == "conv" and {refuser(colour, some) for some in (2, 4, 6)} == {""}
    assert {refuser(gray, some) for some in (2, 3, 4)} == {"conv"} and refuser(gray, 1) is None


def test_the_panel_shows_that():
    show = questions.GRAY.options[0].show
    panel = ChannelsAndHeads.run
    models = {(show["head"], show["channels"]): builders.average_head(show["channels"])}
    stand_in = type("Panel", (), {"_models": models, "_picture": ChannelsAndHeads._picture})
    values = show["file"], show["batch axis"], show["channels"], show["head"]
    seen = panel(stand_in, 64, 64, *values)
    assert seen.outcome == REFUSED and seen.steps[-1].name == "conv"


def test_adaptive_pooling_answers_calls_and_the_first_predict():
    assert "the second raises" in right(questions.ADAPTIVE)
    model = builders.adaptive_head()
    assert [model(np.zeros((1, *size, 3))).shape for size in ((128, 128), (37, 500))] == [
        (1, 10),
        (1, 10),
    ]
    assert model.predict(np.zeros((1, 128, 128, 3)), verbose=0).shape == (1, 10)
    with pytest.raises(ValueError, match="statically known"):
        model.predict(np.zeros((1, 64, 64, 3)), verbose=0)


def test_and_the_first_fit():
    assert "the second `fit` raises" in right(questions.ADAPTIVE.second)
    for build, holds in (builders.adaptive_head, False), (builders.average_head, True):
        model = build()
        model.compile("sgd", "mse")
        model.fit(np.zeros((1, 96, 96, 3)), np.zeros((1, 10)), verbose=0)
        try:
            model.fit(np.zeros((1, 64, 64, 3)), np.zeros((1, 10)), verbose=0)
        except ValueError:
            assert not holds
        else:
            assert holds


def test_efficientnet_takes_gray_for_colour_and_refuses_alpha():
    assert "nobody" in right(questions.EFFICIENTNET)
    assert "input check" in right(questions.EFFICIENTNET.second)
    network = keras.applications.EfficientNetB0(weights=None, include_top=False, pooling="avg")
    assert [type(layer) for layer in network.layers[1:3]] == [
        layers.Rescaling,
        layers.Normalization,
    ]
    assert refuser(network, 1) is None and refuser(network, 4) == ""


def test_what_the_loaders_of_the_decision_do():
    gray = PIL.Image.open(io.BytesIO(images.file_of("16-bit PNG")))
    gray.save(file := io.BytesIO(), "TIFF")
    with pytest.raises(tf.errors.InvalidArgumentError, match="Unknown image file format"):
        tf.io.decode_image(file.getvalue(), channels=3)
    opened = PIL.Image.open(file)
    assert opened.mode == "I;16" and np.asarray(opened.convert("RGB")).min() == 255
    brought = np.asarray(opened) // 257
    assert np.array_equal(brought, images.decode_file_of("16-bit PNG")[..., 0])
    with pytest.raises(TypeError):
        layers.Conv2D(3, 1)(keras.Input((None, None, None)))
