"""No text keeps the clinic busy, and none leads a reader astray into an error of its own."""

import re
import time

import hostile
import pytest
from test_wordings import RECORDED

import helpers.clinic as d
from helpers.clinic import causes, command, diagnose, messages, naming, words
from helpers.clinic.words import LONGEST, bounded

WORDINGS = tuple(messages.every_wording())


class Clock:
    """Seconds of this process, whoever else is busy on the machine."""

    def __enter__(self):
        self.since = time.process_time()
        return self

    def __exit__(self, *raised):
        self.spent = time.process_time() - self.since


def test_no_pattern_is_kept_busy_by_its_own_words():
    """They take 1.5 s together; with a `.*?` in some of them, a single text takes a minute."""
    with Clock() as clock:
        for wording in WORDINGS:
            for text in hostile.floods(wording.pattern):
                re.search(wording.pattern, text, re.DOTALL)
    assert clock.spent < 10


def test_nor_are_those_that_name_layers_and_operations():
    patterns = (*words._LAYERS, *words._OPS, words.SHAPE)
    with Clock() as clock:
        for pattern in patterns:
            for text in hostile.floods(pattern):
                words.layer_in(text), words.op_in(text), words.input_shapes(text)
    assert clock.spent < 10


def test_no_wording_has_a_wildcard_without_end():
    patterns = [wording.pattern for wording in WORDINGS] + list(words._LAYERS)
    assert [pattern for pattern in patterns if hostile.unbounded(pattern)] == []
    assert hostile.unbounded("a(b|c(.*?)d)") and not hostile.unbounded(r"a.{0,9}?[^b]*")


def test_odd_numbers_and_shapes_are_no_error_of_a_reader():
    """Every wording with shapes that have no axes, too many, negative ones, 5000 digits."""
    chance = hostile.dice()
    for wording in WORDINGS:
        for _ in range(40):
            text = hostile.odd(wording.pattern, chance)
            for clue in filter(None, (messages.read(text), wording.clue(bounded(text)))):
                assert causes.sentence(clue)
                assert naming.place(clue, None) or not clue.layer


@pytest.mark.parametrize("seed", range(3))
def test_a_message_of_ten_megabytes_is_answered_at_once(seed):
    text = hostile.odd(WORDINGS[seed * 30].pattern, hostile.dice())
    error = ValueError(text * (10_000_000 // len(text)))
    with Clock() as clock:
        reading = d.explain(error)
        repr(reading), command.message_in(str(error))
    assert clock.spent < 2 and reading.original == str(error)


def test_what_is_read_of_a_long_message_stands_at_its_ends():
    assert len(bounded("\x1b[1m" * 10**6)) <= LONGEST + 1
    assert bounded("ab\x1b[1mc" + "9" * 50) == "abc…"


@pytest.mark.parametrize("begins", [" ", "File ", "a.", "Traceback (most recent call last)", "\n "])
def test_a_log_of_nothing_but_beginnings_is_read_at_once(begins):
    with Clock() as clock:
        command.message_in(begins * (1_000_000 // len(begins)))
    assert clock.spent < 5


def test_messages_that_differ_in_everything_are_compared_at_once():
    ends = ("{{" * 10_000, "}}" * 10_000, "ab" * 10_000, "ba" * 10_000)
    with Clock() as clock:
        for one in ends:
            for other in (*ends, RECORDED[0]["message"]):
                diagnose._alike(one, other)
    assert clock.spent < 10
