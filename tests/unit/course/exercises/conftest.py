"""What the tests of all visits' exercises share."""

import pytest


@pytest.fixture
def told(capsys):
    """`told(act, *args)`: what the act prints."""

    def tell(act, *args):
        act(*args)
        return capsys.readouterr().out

    return tell


@pytest.fixture
def solved(told):
    """`solved(exercise)`: its whole solution, uncovered line by line."""

    def uncover(exercise):
        while "call it again" in (text := told(exercise.solution)):
            pass
        return text

    return uncover
