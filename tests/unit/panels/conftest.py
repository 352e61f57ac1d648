"""What the tests of the panels share."""

import pytest

FEW = 3  # frames that a panel opens with here: the whole set costs seconds


@pytest.fixture(scope="session")
def few():
    """`few(panel_class)`: the class, opening with its first frames only."""

    def opening_with_few(cls):
        class Few(cls):
            def ready(self):
                return super().ready()[:FEW]

        Few.__name__ = cls.__name__
        return Few

    return opening_with_few


@pytest.fixture(scope="session")
def start():
    """`start(panel)`: the values that the page reads off the panel's controls."""

    def values(panel):
        return tuple(getattr(control, "label", control.value) for control in panel.stage.controls)

    return values
