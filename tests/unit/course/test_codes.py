"""Codes for a class: each says what was answered, and a slip of the hand is seen."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.course.codes import LETTERS, SURE, Answer, decode, encode, found
from helpers.course.questions import VISITS

QUESTIONS = {"225": 4, "gray": 3, "lying-and-standing": 5}
answers = st.sampled_from(sorted(QUESTIONS)).flatmap(
    lambda name: st.builds(
        Answer,
        st.just(name),
        st.integers(0, QUESTIONS[name] - 1),
        st.sampled_from(SURE),
    )
)


@given(answers)
def test_a_code_says_its_answer(answer):
    code = encode(answer)
    assert len(code) == 9 and decode(code, QUESTIONS) == answer


@given(answers, st.data())
def test_one_wrong_character_is_no_code(answer, data):
    code = encode(answer)
    place = data.draw(st.sampled_from([2, 3, 4, 6, 7, 8]))
    wrong = data.draw(st.sampled_from(LETTERS.replace(code[place], "")))
    with pytest.raises(ValueError, match="mistyped"):
        decode(code[:place] + wrong + code[place + 1 :], QUESTIONS)


@given(answers, st.data())
def test_two_exchanged_characters_are_no_code(answer, data):
    code = list(encode(answer))
    one, other = data.draw(st.sampled_from(list(product([2, 3, 4, 6, 7, 8], repeat=2))))
    if code[one] != code[other]:
        code[one], code[other] = code[other], code[one]
        with pytest.raises(ValueError, match="mistyped"):
            decode("".join(code), QUESTIONS)


JUNK = st.text(st.characters(exclude_categories=["Lu", "Ll", "Nd", "Pd"]), max_size=20)


@given(st.lists(st.tuples(JUNK, answers)), JUNK)
def test_all_codes_are_found_whatever_stands_between(pasted, end):
    text = "".join(f"{junk} {encode(answer)}" for junk, answer in pasted) + f" {end}"
    assert found(text, QUESTIONS) == ([answer for _, answer in pasted], [])


@given(answers)
def test_as_people_type_it(answer):
    code = encode(answer).lower().replace("-", "–").replace("0", "o").replace("1", "l")
    assert decode(code.replace("5", "s"), QUESTIONS) == answer


@given(st.text())
def test_anything_can_be_pasted(text):
    answers, bad = found(text, QUESTIONS)
    assert answers == [] or any(code in text.upper() for code in map(encode, answers))
    assert all(code in text for code, _ in bad)


@pytest.mark.parametrize(
    "code, wrong",
    [
        ("P-225-B", "form"),
        ("K7Q-B2X", "form"),
        ("P-K7-B2X", "too few"),
        ("P-K7Q2-B2X", "too many"),
        ("P-U7Q-B2X", "no code has"),
        (encode(Answer("of-another-course", 0)), "no question"),
        (encode(Answer("gray", 3)), "no question"),
    ],
)
def test_what_is_wrong_is_said(code, wrong):
    with pytest.raises(ValueError, match=wrong):
        decode(code, QUESTIONS)


def test_bad_codes_are_listed_and_words_are_none():
    good = encode(Answer("gray", 1, "guess"))
    text = f"Anna: {good}, Bo: P-K7-B2X; PYTHON-3, P-value, SC104 and {good}."
    answers, bad = found(text, QUESTIONS)
    assert len(answers) == 2 and [code for code, _ in bad] == ["P-K7-B2X"]


def test_there_is_a_letter_for_each_of_many_options_and_for_no_other():
    assert decode(encode(Answer("x", 20)), {"x": 21}).option == 20
    for option in (-1, 21):
        with pytest.raises(ValueError, match="no letter"):
            encode(Answer("x", option))


def test_no_two_questions_of_the_course_have_one_code_or_name():
    asked = [one for visit in VISITS.values() for one in (*visit.QUESTIONS, *visit.DECISIONS)]
    asked += [one.second for one in asked if one.second]
    names = [one.name for one in asked]
    assert len({encode(Answer(name, 0)) for name in names}) == len(names)
