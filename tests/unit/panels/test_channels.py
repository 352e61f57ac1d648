"""The panel of the second visit: files, batch axis, channels, heads."""

import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace
from helpers.course import builders, images
from helpers.panels import ChannelsAndHeads
from helpers.panels.stage import key_of

sides = st.integers(16, 320)


@pytest.fixture(scope="module")
def channels(few):
    return few(ChannelsAndHeads)()


HEADS = {
    "GlobalAveragePooling": builders.average_head,
    "GlobalMaxPooling": builders.max_head,
    "fully convolutional": builders.convolutional_head,
    "adaptive pooling": builders.adaptive_head,
}


@given(
    sides,
    sides,
    st.sampled_from(images.KINDS),
    st.booleans(),
    st.integers(1, 6),
    st.sampled_from(list(HEADS)),
)
def test_the_second_panel_runs_the_head_on_the_file(
    channels, height, width, file, batch, made_for, head
):
    picture = tf.image.resize(tf.io.decode_image(images.file_of(file)), (height, width)) / 255
    expected = trace(HEADS[head](made_for), picture[None] if batch else picture)
    found = channels.run(height, width, file, batch, made_for, head)
    assert found.steps == expected.steps and found.outcome == expected.outcome
    assert found.shape_in == expected.shape_in and found.own == expected.own


@given(sides, sides, st.sampled_from(images.KINDS), st.booleans(), st.integers(1, 6))
def test_flatten_is_never_built(channels, height, width, file, batch, made_for):
    found = channels.run(height, width, file, batch, made_for, "Flatten")
    assert (
        found.unbuilt
        and found.outcome == REFUSED
        and found.made_for == (None, None, None, made_for)
    )
    assert found.shape_in[-3:-1] == (height, width)


def test_it_passes_exactly_where_channels_and_axes_agree(channels):
    """A film without a batch axis is a batch; one picture passes in a one-channel model, wrong."""
    for file in images.KINDS:
        shape = tuple(images.decode_file_of(file).shape)
        for batch in (True, False):
            for made_for in range(1, 7):
                found = channels.run(64, 64, file, batch, made_for, "GlobalAveragePooling").outcome
                axes = len(shape) + batch
                if axes == 4:
                    assert found == (PASSED if shape[-1] == made_for else REFUSED)
                elif axes == 3 and made_for == 1 and shape[-1] > 1:
                    assert found == WRONG
                else:
                    assert found == REFUSED


def test_the_second_panel_opens_and_its_frames_can_be_chosen(channels, start):
    assert (
        next(iter(channels.stage.frames))
        == key_of(start(channels))
        == "160|240|RGB JPEG|true|3|GlobalAveragePooling"
    )
    every = ChannelsAndHeads.ready(channels)
    assert {values[2] for values in every} == set(images.KINDS)
    assert {values[3] for values in every} == {True, False}
    assert {values[5] for values in every} == {*HEADS, "Flatten"}
    for height, width, *_ in every:
        assert height in range(16, 321) and width in range(16, 321)


def test_the_door_is_drawn(channels):
    """As many plugs as the picture has channels, as many slots as the model's Input."""
    for file, has in ("RGBA PNG", 4), ("gray JPEG", 1), ("gray + alpha PNG", 2):
        for wants in (1, 3, 6):
            drawn = channels.draw(64, 64, file, True, wants, "GlobalMaxPooling")
            assert drawn.count("class='sc-plug'") == has and drawn.count("class='sc-slot'") == wants
