"""The panel without a browser: what it offers, loads, refuses, traces and maps."""

import asyncio
from datetime import datetime

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import guard, loading, sizes
from helpers.course import builders
from helpers.panels import own_model
from helpers.panels.stage import key_of


@pytest.fixture(scope="module")
def panel(few):
    return few(own_model.YourModel)()


@pytest.fixture
def saved(tmp_path):
    builders.average_head(1).save(tmp_path / "gray.keras")
    harm = layers.Lambda(lambda x: x, name="innocent", output_shape=(2,))
    keras.Sequential([keras.Input((2,)), harm]).save(tmp_path / "harm.keras")
    return tmp_path


def test_what_it_opens_with_is_there_and_a_model_of_ones_own_comes_first(panel, few):
    assert key_of((100, 150, 3, "U-Net")) in panel.stage.frames
    own = few(own_model.YourModel)(builders.average_head())
    assert own.model.options[0] == "average_head" and own.chosen().name == "average_head"
    assert key_of((100, 150, 3, "average_head")) in own.stage.frames
    assert few(own_model.YourModel)({"a": builders.average_head()}).model.value == "a"


def test_a_builder_does_as_well_as_a_model(few):
    assert few(own_model.YourModel)(builders.average_head).chosen().name == "average_head"
    several = few(own_model.YourModel)({"a": builders.max_head, "b": builders.average_head()})
    assert several.model.options[:2] == ("a", "b") and several.chosen().name == "max_head"


@pytest.mark.parametrize("other", [3, "model.keras", lambda: None])
def test_what_is_neither_a_model_nor_a_builder_is_told(few, other):
    with pytest.raises(TypeError, match="takes a Keras model or a function that builds one, not"):
        few(own_model.YourModel)(other)


def test_frames_say_what_the_model_does(panel):
    for size, told in (
        ((96, 144, 3), "✓ passed"),
        ((100, 150, 3), "✗ refused"),
        ((96, 144, 1), "✗ refused"),
    ):
        assert told in panel.draw(*size, "U-Net")
    assert "⚠" in panel.draw(225, 225, 3, "first visit's")


def test_a_picture_too_small_is_refused_without_a_run(panel, monkeypatch):
    def run(layer, x):
        assert not tf.executing_eagerly(), "it was run"
        return conv(layer, x)

    conv = layers.Conv2D.call
    monkeypatch.setattr(layers.Conv2D, "call", run)
    panel._models["valid"] = keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(4, 3)])
    assert panel.run(2, 2, 3, "valid").outcome == "refused"


def test_a_frame_of_a_large_network_is_one_call_of_it(panel, monkeypatch):
    """No shapes are asked before, which costs several times the call, nor is it called twice."""
    model = panel._models["MobileNetV2"] = loading.application("MobileNetV2")
    assert guard.sees(model)
    monkeypatch.setattr(sizes, "trace_shapes", lambda *_: pytest.fail("its shapes were asked"))
    called, call = [], layers.DepthwiseConv2D.call
    monkeypatch.setattr(
        layers.DepthwiseConv2D, "call", lambda layer, x: called.append(layer) or call(layer, x)
    )
    assert "✓ passed" in panel.draw(224, 224, 3, "MobileNetV2")
    assert len(called) == len(set(called)) == 17


def test_a_path_brings_a_model_with_its_channels(panel, saved):
    panel.bring.path.value = str(saved / "gray.keras")
    assert panel.model.value == "gray.keras" and panel.channels.value == 1
    assert "✓ gray.keras is in the list" in panel.bring.told.value
    assert "✓ passed" in panel.draw(50, 60, 1, "gray.keras")


def give(panel, path):
    """Upload that file, as the page does."""
    content = memoryview(path.read_bytes())
    about = {"name": path.name, "type": "", "last_modified": datetime.now()}
    panel.bring.upload.value = ({"content": content, "size": len(content)} | about,)


def test_a_refused_upload_is_told_by_its_name(panel, saved):
    give(panel, saved / "harm.keras")
    assert "✗ Refused: the layer &#x27;innocent&#x27; (Lambda), in harm.keras." in (
        panel.bring.told.value
    )


@pytest.mark.parametrize("write", [" {} ", "'{}'", '"{}"', "file://{}"])
def test_a_path_as_people_write_it_brings_a_model(panel, saved, write):
    panel.model.value = "U-Net"
    panel.bring.path.value = write.format(saved / "gray.keras")
    assert panel.model.value == "gray.keras"
    assert "✓ gray.keras is in the list" in panel.bring.told.value
    panel.bring.path.value = write.format(saved)
    assert "it is a folder" in panel.bring.told.value


def test_a_file_that_is_too_large_for_one_message_is_told_with_another_way(panel):
    """Which the page does: the file never comes here."""
    guard = panel.bring.guard
    assert guard in panel.bring.children and guard.upload is panel.bring.upload
    assert guard.told is panel.bring.told and 9 * 2**20 < guard.most < 10 * 2**20
    for told in ("✗ Refused: {name}.", "it has {size} MB", "10 MB are the most", "“path”"):
        assert told in guard.words


def test_an_upload_brings_a_model_and_one_of_the_same_name_gives_way(panel, saved, monkeypatch):
    sent = []
    monkeypatch.setattr(panel.stage, "send", lambda message: sent.append(message))
    for make in (builders.average_head, builders.max_head):
        make().save(saved / "mine.keras")
        panel.stage.frames[key_of((1, 1, 3, "mine.keras"))] = "old"
        sent.clear()
        give(panel, saved / "mine.keras")
        assert {"forget": "|mine.keras"} in sent  # the page keeps frames of its own
        assert panel.chosen().name == make().name
        assert panel.bring.upload.value == ()  # the same file can be given again
        assert list(panel.model.options).count("mine.keras") == 1
        assert key_of((1, 1, 3, "mine.keras")) not in panel.stage.frames


def test_what_is_refused_is_said_and_the_model_stays(panel, saved):
    before = panel.model.value, panel.model.options
    for path, told in (("harm.keras", "would run code"), ("none.keras", "no such file")):
        panel.bring.path.value = str(saved / path)
        assert "✗ Refused" in panel.bring.told.value and told in panel.bring.told.value
        assert str(saved) not in panel.bring.told.value
    assert (panel.model.value, panel.model.options) == before


def test_names_are_text_and_not_markup(panel):
    panel.bring.path.value = "<img src=x onerror=alert(1)>.keras"
    assert "<img" not in panel.bring.told.value


def test_an_application_is_built_and_kept(panel):
    panel.bring.application.value = "MobileNetV2"
    assert panel.model.value == "MobileNetV2"
    kept = panel.chosen()
    assert "✗ refused" in panel.draw(100, 150, 3, "MobileNetV2")
    assert panel.chosen() is kept


def test_the_map_without_a_loop_is_drawn_whole(panel):
    panel.model.value, panel.map.step.value = "first visit's", 7
    panel.height.value, panel.width.value = 224, 203
    panel.map.begin()
    assert panel.map.progress.value == own_model.POINTS**2
    told = "over heights from 140 to 301 and widths from 119 to 280"
    assert told in panel.map.drawing.value
    assert "passed: 1" in panel.map.drawing.value and "made for" in panel.map.drawing.value
    assert (panel.map.start.disabled, panel.map.cancel.disabled) == (False, True)


def test_the_map_lets_others_have_a_word_and_can_be_cancelled(panel):
    seen = []

    async def watch():
        panel.model.value, panel.map.step.value = "U-Net", 4
        panel.map.begin()
        panel.map.begin()  # a second press changes nothing
        while panel.map.progress.value < 30 or not seen:
            seen.append(panel.map.progress.value)
            assert len(seen) < 1000
            await asyncio.sleep(0.005)
        assert not panel.map.cancel.disabled and panel.map.start.disabled
        panel.map.stop()
        await panel.map._task

    asyncio.run(watch())
    assert len(set(seen)) > 1  # progress was seen while it went on
    assert 30 <= panel.map.progress.value < own_model.POINTS**2
    assert (
        "Cancelled after" in panel.map.drawing.value and "not all asked" in panel.map.drawing.value
    )
    assert (panel.map.start.disabled, panel.map.cancel.disabled) == (False, True)


def test_a_map_that_fails_says_so(panel, monkeypatch):
    monkeypatch.setattr(sizes, "map_points", lambda *_: 1 / 0)
    panel.map.begin()
    assert "The map failed" in panel.map.drawing.value and not panel.map.start.disabled


@pytest.mark.parametrize("side, step", [(1, 1), (100, 4), (3, 16), (320, 7)])
def test_sides_of_the_map_are_multiples_around_the_side(side, step):
    sides = own_model._around(side, step)
    assert len(sides) == own_model.POINTS and all(one % step == 0 and one > 0 for one in sides)
    assert sides[0] <= max(side, step) <= sides[-1]


def test_the_picture_for_places_without_widgets_has_its_style(panel):
    drawn = panel._repr_mimebundle_()["image/svg+xml"]
    assert drawn.startswith("<svg") and ".sc-line" in drawn
