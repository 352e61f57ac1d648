"""The rooms of the causes: what each has, and that no two claim the same question.

The properties are of pure functions: for any shapes, at most one room answers, and what it answers
is a reading that can be told.
"""

import ast
import inspect
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.clinic import causes, diagnose, refused
from helpers.clinic.facts import Facts
from helpers.clinic.meeting import Meeting
from helpers.clinic.reading import Clue

every_room = pytest.mark.parametrize("room", causes.ROOMS, ids=lambda room: room.NAME)
many = settings(max_examples=20 * settings().max_examples)  # each takes no time

KNOWN = st.integers(1, 9)
SIZES = st.none() | KNOWN
KINDS = ("", "Dense", "Conv1D", "Conv2D", "Conv3D", "LSTM", "ConvLSTM2D", "Functional")


def shapes(sizes=SIZES):
    """A shape of one to six axes, and often of four, as a batch of pictures has."""
    of = st.lists(sizes, min_size=4, max_size=4) | st.lists(sizes, min_size=1, max_size=6)
    return of.map(tuple)


@st.composite
def pairs(draw, sizes=SIZES):
    """Two shapes, mostly the second a small change of the first: there rooms are neighbours."""
    first = draw(shapes(sizes))
    place, size = draw(st.integers(0, len(first) - 1)), draw(sizes)
    ways = {
        "changed": (*first[:place], size, *first[place + 1 :]),
        "shorter": first[:place] + first[place + 1 :] or first,
        "longer": (*first[:place], size, *first[place:])[:6],
        "turned": (first[0], *first[:0:-1]),
        "moved": (*first[:1], *first[-1:], *first[1:-1]),
    }
    return first, ways.get(draw(st.sampled_from((*ways, "any"))), draw(shapes(sizes)))


@st.composite
def meetings(draw):
    """Two shapes that met, with every flag."""
    first, second = draw(pairs(KNOWN))
    flags = {name: draw(st.booleans()) for name in ("concat", "loss", "alone", "matrices")}
    return Meeting(first, second, **flags, op=draw(st.sampled_from(("", "AddV2"))))


class Known(Facts):
    """Facts of which the shapes are known, and nothing else."""

    made_for, given, answer, labelled = (), (), (), None

    @classmethod
    def of(cls, clue, **known):
        facts = cls(clue)
        for name, value in known.items():
            object.__setattr__(facts, name, value)
        return facts


@st.composite
def known(draw):
    """A clue that words may have given, and the shapes that may be known beside it."""
    own, came = draw(pairs())
    given = draw(st.sampled_from((came, own, (*own[:1], *own), (*came, 1), own[1:] or own)))
    answer = draw(st.sampled_from((own, own[:2], ())))
    clues = (
        causes.asked("door", own, came, "The model"),
        causes.asked("rank", len(own), given) if len(own) != len(given) else None,
        Clue("label-shape", "targets", None, answer or own, came),
        Clue("label-shape", "counts", 0, given[:1], came[-1:]),
        Clue("label-shape", "numbers", None, own, came),
    )
    clue = draw(st.sampled_from(clues)) or Clue("unknown", "nothing")
    return Known.of(
        replace(clue, kind=draw(st.sampled_from(KINDS))),
        made_for=draw(st.sampled_from((own, (None, *own[1:]), ()))),
        given=draw(st.sampled_from((given, ()))),
        answer=answer,
        labelled=draw(st.sampled_from((None, *given, *came))),
    )


def claimed(question, *about):
    """The one clue that the rooms give, None for none; whatever it is, it can be told."""
    asked = [(room, getattr(room, question)) for room in causes.ROOMS if hasattr(room, question)]
    clues = [(room, clue) for room, answer in asked if (clue := answer(*about)) is not None]
    assert len(clues) <= 1, [room.NAME for room, _ in clues]
    if not clues:
        return None
    ((room, clue),) = clues
    assert clue.cause == room.NAME
    assert "{" not in causes.sentence(clue)
    axes = max(len(clue.expected or ()), len(clue.received or ()))
    assert clue.axis is None or 0 <= clue.axis < axes
    return clue


@many
@given(pairs(), st.sampled_from(("model", "dense")))
def test_at_most_one_room_answers_at_a_door(shapes, where):
    clue = claimed("door", *shapes, where)
    if clue and clue.axis is not None and len(clue.expected) == len(clue.received):
        assert clue.expected_size != clue.received_size


@many
@given(st.integers(0, 5), KNOWN, shapes())
def test_at_most_one_room_answers_for_an_axis(place, size, came):
    claimed("axis", place, size, came)


@many
@given(st.integers(1, 6), shapes())
def test_at_most_one_room_answers_for_a_number_of_axes(least, came):
    if len(came) != least:
        assert claimed("rank", least, came)


@many
@given(meetings())
@example(Meeting((5, 3), (1, 7, 3)))
@example(Meeting((5,), (1, 7), concat=True))
def test_at_most_one_room_answers_for_a_meeting(met):
    clue = claimed("meeting", met)
    if clue and "places" in clue.facts:
        assert clue.facts["places"] != clue.facts["tokens"]
    if clue and clue.axis is not None and len(clue.expected) == len(clue.received):
        assert clue.expected_size != clue.received_size


def a_rank(least, came, kind=""):
    return replace(causes.asked("rank", least, came), kind=kind)


@many
@given(known())
@example(Known.of(a_rank(2, (7, 4, 1)), made_for=(None, 4), given=(7, 4, 1)))
@example(
    Known.of(a_rank(4, (7, 8, 9), "Conv2D"), made_for=(None, 7, 8, 9), given=(7, 8, 9), labelled=7)
)
def test_at_most_one_room_takes_a_clue_for_its_own(facts):
    claimed("instead", facts.clue, facts)


@every_room
def test_a_room_has_a_sign_and_a_page_of_words(room):
    assert re.fullmatch(r"SC\d{3}", room.CODE)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", room.NAME)
    assert room.TITLE[-1] not in ".!?"
    assert len(re.findall(r"[.?!:](?=\s|$)", inspect.getdoc(room))) >= 2


def test_codes_and_names_are_unique():
    for sign in ("CODE", "NAME", "TITLE"):
        assert len({getattr(room, sign) for room in causes.ROOMS}) == len(causes.ROOMS)


@every_room
def test_every_sentence_is_said_by_its_room(room):
    """The key stands in the room's code once more than in SAY; what is unknown is said by all."""
    code = [room] if room is not causes.UNKNOWN else [room, diagnose, refused]
    texts = [
        node.value
        for part in code
        for node in ast.walk(ast.parse(inspect.getsource(part)))
        if isinstance(node, ast.Constant)
    ]
    assert [key for key in room.SAY if texts.count(key) < 2] == []
