"""The panel of the second visit: files, batch axis, channels, heads."""

import re
from itertools import product

import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from helpers.clinic.reading import Fix
from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace
from helpers.course import builders, helps, images
from helpers.panels import ChannelsAndHeads
from helpers.panels.stage import SEAM, key_of

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


def told(channels, *values):
    """(the verdict, the names of what helps) as the panel words them."""
    words = channels.draw(*values).split(SEAM)[1]
    verdict, *others = re.findall(r"<p.*?</p>", words, re.DOTALL)
    helping = [one for one in others if "What helps" in one]
    names = re.findall(r"<b>([^<]*)</b> \(", helping[0]) if helping else []
    return re.sub(r"<[^>]+>", "", verdict), names


@pytest.mark.parametrize("made_for", [1, 2, 3, 4, 6])
def test_each_help_leads_to_an_answer_when_it_is_followed(channels, made_for):
    """Every kind of file, with and without batch axis: where it is wrong there is a help."""
    for file, batch in product(images.KINDS, (True, False)):
        values = 40, 56, file, batch, made_for, "GlobalAveragePooling"
        verdict, names = told(channels, *values)
        assert bool(names) != ("✓" in verdict), values
        for name in names:
            picture, model = channels._picture(40, 56, file, batch), builders.average_head(made_for)
            for step in name.split(", then "):
                picture, model = helps.followed(Fix(step, ""), file, picture, model)
            answered = trace(model, picture)
            assert answered.outcome == PASSED, (values, name)
            assert answered.shape_out[0] == (3 if "GIF" in file and picture.shape[0] == 3 else 1)


def test_what_no_decoder_does_is_not_offered(channels):
    """A JPEG has no four channels, and a GIF not one."""
    for file, made_for in (("RGB JPEG", 4), ("gray JPEG", 4), ("animated GIF", 1)):
        batch = file != "animated GIF"
        _, names = told(channels, 40, 56, file, batch, made_for, "GlobalAveragePooling")
        assert names and f"decode to {made_for}" not in names
    _, names = told(channels, 40, 56, "palette PNG", True, 4, "GlobalAveragePooling")
    assert names[0] == "decode to 4"


@pytest.mark.parametrize("file, batch", list(product(images.KINDS, (True, False))))
def test_what_cannot_be_built_is_read_so_whichever_picture_waits(channels, file, batch):
    verdict, names = told(channels, 40, 56, file, batch, 3, "Flatten")
    assert verdict == "✗ refused at dense"
    assert [name.split(", then ")[0] for name in names] == [
        "pool instead of Flatten",
        "fix the size",
    ]
    _, pooled = told(channels, 40, 56, file, batch, 3, "GlobalAveragePooling")
    assert names[0] == ", then ".join(["pool instead of Flatten", *pooled[:1]])


def test_no_frame_is_stored_whose_message_is_the_processors(channels):
    """One picture of one channel, unbatched, into a one-channel model: pooling itself refuses."""
    ready = ChannelsAndHeads.ready(channels)
    assert (160, 240, "RGB JPEG", False, 1, "GlobalAveragePooling") in ready
    assert not [
        values
        for values in ready
        if values[2:5] in (("gray JPEG", False, 1), ("16-bit PNG", False, 1))
    ]
