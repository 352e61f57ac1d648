"""What the tests of all visits' exercises share."""

import pytest


@pytest.fixture
def told(capsys):
    """`told(act, *args)`: what the act prints."""

    def tell(act, *args):
        act(*args)
        return capsys.readouterr().out

    return tell
