"""Codes of a class, pasted: what is counted, what is said of the rest, and what stays hidden."""

import re

import pytest

from helpers.course.codes import Answer, encode
from helpers.course.questions import Option, Question
from helpers.panels import tally
from helpers.panels.tally import Tally

SECOND = Question("again", "And 226?", (Option("c", ""), Option("d", "", right=True)))
QUESTION = Question("which", "Which `a`?", (Option("a < b", ""), Option("b", "", True)), SECOND)


@pytest.fixture
def counted():
    """A tally of this question and the one after it."""
    return Tally({"which": QUESTION, "again": SECOND})


def rows(counted):
    """[(option, numbers)] of all tables, as text."""
    found = re.findall(r"<tr><th[^>]*>(.*?)</th>.*?<td>([^<]*)</td></tr>", counted.bars.value)
    return [(re.sub(r"<[^>]*>", "", option), numbers) for option, numbers in found]


def code(option, sure=None, question="which"):
    return encode(Answer(question, option, sure))


def test_it_says_what_to_do_before_anything_is_pasted(counted):
    assert "Paste the codes" in counted.bars.value and rows(counted) == []


def test_each_code_counts_by_option_and_sureness(counted):
    pasted = [code(0, "guess"), code(0, "certain"), code(0, "certain"), code(1, "rather")]
    counted.pasted.value = " anna: ".join(pasted)
    assert "4 counted" in counted.bars.value and "twice counts as two" in counted.bars.value
    assert rows(counted) == [
        ("a &lt; b", "3 of 4: 1 a guess, 2 certain"),
        ("b", "1 of 4: 1 rather sure"),
    ]
    widths = re.findall(r"class='sc-(\w+)' style='width:([\d.]+)%", counted.bars.value)
    assert widths == [("guess", "25.00"), ("certain", "50.00"), ("rather", "25.00")]


def test_an_option_that_nobody_chose_has_its_row(counted):
    counted.pasted.value = code(1)
    assert rows(counted) == [("a &lt; b", "0 of 1"), ("b", "1 of 1")]


def test_the_second_question_has_a_table_of_its_own(counted):
    counted.pasted.value = f"{code(1, 'guess', 'again')}\n{code(0, 'guess')}"
    captions = re.findall("<caption>(.*?)</caption>", counted.bars.value)
    assert captions == ["Which <code>a</code>?", "And 226?"]


def test_the_right_option_is_told_once_the_instructor_says_so(counted):
    counted.pasted.value = code(0)
    assert "right" not in counted.bars.value.split("</style>")[1]
    counted.reveal.value = True
    assert [option for option, _ in rows(counted)] == ["a &lt; b", "b ✓ right"]


def test_what_could_not_be_read_is_listed(counted):
    good = code(0)
    bad = good[:-1] + ("2" if good[-1] != "2" else "3")
    counted.pasted.value = f"{good}, {bad}, <b>P-K7-B2X</b>"
    listed = re.findall("<li><code>(.*?)</code>: (.*?)</li>", counted.bars.value)
    assert [one for one, _ in listed] == [bad, "P-K7-B2X"]
    assert "mistyped" in listed[0][1] and "1 counted" in counted.bars.value


def test_every_question_of_the_course_can_be_counted():
    counted = tally()
    for name, question in counted.questions.items():
        counted.pasted.value = code(question.right, "rather", name)
        assert rows(counted)[question.right][1] == "1 of 1: 1 rather sure"


def test_a_tally_reads_as_its_call():
    assert repr(tally()) == "tally()"
