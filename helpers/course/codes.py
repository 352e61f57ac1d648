"""Codes for a class: what somebody answered, short enough to be read out, with a check digit.

"P-K7Q-B2X": which question, which option, how sure, and a character that follows from the others.
They carry no name: a code twice is two people who answered alike.
"""

import hashlib
import re
from dataclasses import dataclass

from helpers.course import progress

#: How sure somebody is; None where it was not asked. A place here is a character of the code.
SURE = (None, *progress.SURE)

#: 31 of them, a prime: one wrong, or two exchanged, change the sum. None looks like another.
LETTERS = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
#: What people write for those that are missing.
MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5"})

#: What looks like a code, whole or not, in whatever else was pasted.
_LIKE = re.compile(r"(?<![0-9A-Z])P[-‐-―−]([0-9A-Z]{2,4})[-‐-―−]([0-9A-Z]{2,4})(?![0-9A-Z])", re.I)


@dataclass(frozen=True)
class Answer:
    """What a code says: the question's name, the place of the option, and how sure, of `SURE`."""

    question: str
    option: int
    sure: str | None = None


def encode(answer: Answer) -> str:
    """The code of an answer. Raises ValueError for an option that no character stands for."""
    if not 0 <= answer.option < len(LETTERS) - 10:
        raise ValueError(f"There is no letter for option {answer.option}.")
    question = _tag(answer.question)
    told = LETTERS[10 + answer.option] + LETTERS[SURE.index(answer.sure)]
    return f"P-{question}-{told}{_check(question + told)}"


def decode(code: str, questions: dict[str, int]) -> Answer:
    """What a code says. `questions`: {name: how many options it has} of those to look for.

    Raises ValueError, in words, for what is no code, has a slip in it, or is of none of these.
    """
    found = _LIKE.fullmatch(code.strip())
    if not found:
        raise ValueError("not of the form P-XXX-XXX")
    question, rest = (part.upper().translate(MEANT) for part in found.groups())
    written = question + rest
    if len(question) != 3 or len(rest) != 3 or set(written) - set(LETTERS):
        raise ValueError("a character too many, too few, or one that no code has")
    if _check(written[:-1]) != written[-1]:
        raise ValueError("mistyped: its last character does not follow from the others")
    names = [name for name in questions if _tag(name) == question]
    option, sure = LETTERS.index(rest[0]) - 10, LETTERS.index(rest[1])
    if not names or not 0 <= option < questions[names[0]] or sure >= len(SURE):
        raise ValueError("of no question that this course asks")
    return Answer(names[0], option, SURE[sure])


def found(text: str, questions: dict[str, int]) -> tuple[list[Answer], list[tuple[str, str]]]:
    """All codes in a text, whatever else stands there: the answers, and (code, what is wrong)."""
    answers, bad = [], []
    for like in _LIKE.finditer(text):
        try:
            answers.append(decode(like[0], questions))
        except ValueError as error:
            bad.append((like[0], str(error)))
    return answers, bad


def _tag(name):
    """Three characters for a question's name, the same wherever the course is run."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return "".join(LETTERS[number // 31**place % 31] for place in range(3))


def _check(written):
    """The character that follows from these: a sum in which each place weighs differently."""
    return LETTERS[sum(place * LETTERS.index(c) for place, c in enumerate(written, 2)) % 31]
