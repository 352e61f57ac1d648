"""What a clue becomes when it is made a reading."""

from helpers.clinic import diagnose
from helpers.clinic.facts import Facts
from helpers.clinic.reading import Clue, Confidence


def test_factors_that_do_not_make_the_number_are_not_told():
    maps = {"from": ((10, 10, 1), (3, 3, 9)), "size": "", "own": ""}
    clue = Clue("flatten-fits-by-luck", "luck", 1, (None, 100), (None, 99), facts=maps)
    told = diagnose.reading(Facts(clue), Confidence.HIGH)
    assert (told.expected_from, told.received_from) == ((10, 10, 1), ())
