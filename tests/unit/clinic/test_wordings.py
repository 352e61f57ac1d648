"""Every wording, fired: by a mistake made here and now, or by recorded words."""

import json
from pathlib import Path

import pytest
from live import FILES, LIVE

from helpers.clinic import causes, messages
from helpers.clinic.reading import on_axis
from helpers.clinic.words import bounded, layer_in, op_in, shape_of

#: Messages of many versions, first lines of most, with what is read in them.
RECORDED = json.loads((Path(__file__).parent / "recorded.json").read_text(encoding="utf-8"))


def said(call, *given):
    """The words in which a mistake is refused."""
    with pytest.raises(Exception) as caught:
        call(*given)
    return str(caught.value)


def told(clue):
    """Cause, axis, and the sizes there."""
    sizes = (on_axis(clue.expected, clue.axis), on_axis(clue.received, clue.axis))
    return clue.cause, clue.axis, *sizes


def first(text):
    """The wording that reads a text, None for none."""
    text = bounded(text)
    return next((wording for wording in messages.every_wording() if wording.clue(text)), None)


@pytest.mark.parametrize("name", LIVE)
def test_a_mistake_made_here_is_read(name):
    call, meant = LIVE[name]
    assert told(messages.read(said(call))) == meant


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_other_weights_is_read(name, tmp_path):
    call, meant = FILES[name]
    assert told(messages.read(said(call, tmp_path))) == meant


@pytest.mark.parametrize("place", range(len(RECORDED)))
def test_the_words_of_another_version_are_read(place):
    record = RECORDED[place]
    clue = messages.read(record["message"])
    shapes = [clue.expected and list(clue.expected), clue.received and list(clue.received)]
    found = [clue.cause, clue.axis, *shapes]
    assert found == [record[key] for key in ("cause", "axis", "expected", "received")]
    assert record["seen"], "the version on which it was seen"


def test_no_wording_is_without_a_message(tmp_path):
    """Delete any, and this or one of the tests above goes red."""
    texts = [said(call) for call, _ in LIVE.values()]
    for place, (call, _) in enumerate(FILES.values()):
        (folder := tmp_path / str(place)).mkdir()
        texts.append(said(call, folder))
    texts += [record["message"] for record in RECORDED]
    fired = {id(first(text)) for text in texts}
    unfired = [wording.pattern for wording in messages.every_wording() if id(wording) not in fired]
    assert unfired == []


def test_every_wording_says_where_it_was_seen():
    assert [one.pattern for one in messages.every_wording() if not one.seen[:1].isalpha()] == []


def test_the_rooms_own_words_are_claimed_by_one_room():
    """Then their order among each other does not matter."""
    for record in RECORDED:
        text = bounded(record["message"])
        claims = {
            room.NAME
            for room in causes.ROOMS
            for wording in getattr(room, "WORDINGS", ())
            if wording.clue(text)
        }
        assert len(claims) <= 1, (text, claims)


@pytest.mark.parametrize("message", [
    "", "cat", "You must call `compile()` before using the model.",
    "[Errno 2] No such file or directory: 'a.png'",
    "module 'keras' has no attribute 'x'", "Attempt to convert a value (None)",
    "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.",
])  # fmt: skip
def test_no_clue_where_none_is(message):
    assert messages.read(message) is None


@pytest.mark.parametrize(("text", "shape"), [
    ("(None, 2, 3)", (None, 2, 3)), ("[?,2,3]", (None, 2, 3)), ("[1 2 3]", (1, 2, 3)),
    ("(16,)", (16,)), ("()", ()),
])  # fmt: skip
def test_shapes_are_read_however_they_are_written(text, shape):
    assert shape_of(text) == shape


@pytest.mark.parametrize(("text", "layer", "op"), [
    ('Exception encountered when calling layer "conv" (type Conv2D).', ("conv", "Conv2D"), ""),
    ("Input 0 with name 'None' of layer 'dense' is incompatible with the layer", ("dense", ""), ""),
    ("{{node sequential_1/dense_1/MatMul}} = MatMul[T=DT_FLOAT](a, b)", ("dense_1", ""), "MatMul"),
    ("In[0] mismatch [Op:MatMul] name: ", ("", ""), "MatMul"),
    ("Detected at node StatefulPartitionedCall/net/up/Concat defined", ("up", ""), ""),
])  # fmt: skip
def test_layers_and_operations_are_read(text, layer, op):
    assert (layer_in(text), op_in(text)) == (layer, op)
