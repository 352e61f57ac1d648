"""The panel of the sixth visit: what it opens with, what it tells before and after a guess."""

import pytest

from helpers.course.exhibits import EXHIBITS, VERDICTS
from helpers.panels import ClaimsOnTrial
from helpers.panels.stage import SEAM, key_of
from helpers.panels.trial import GUESSES
from helpers.pictures import trial as pictures
from helpers.pictures.trial import NOT_YET


@pytest.fixture
def panel(few):
    return few(ClaimsOnTrial)()


def test_it_opens_not_guessed(panel, start):
    assert next(iter(panel.stage.frames)) == key_of(start(panel)) == "memory buffers|not yet"


def test_a_frame_stands_ready_for_every_claim_and_guess(panel):
    ready = ClaimsOnTrial.ready(panel)
    assert len(ready) == len(set(ready)) == len(EXHIBITS) * len(GUESSES)
    assert list(GUESSES) == [NOT_YET, *VERDICTS]


def test_a_frame_is_the_picture_of_what_the_lines_printed(panel):
    one = EXHIBITS["first call"]
    frame = panel.draw("first call", "partly")
    assert frame == pictures.frame(one, one.run(), "partly", SEAM)


def test_the_lines_are_run_once_for_all_guesses(panel, monkeypatch):
    panel.draw("first call", NOT_YET)
    monkeypatch.setattr("helpers.panels.trial.EXHIBITS", {"first call": Elsewhere()})
    assert "(1, 10)" in panel.draw("first call", "true")


class Elsewhere:
    """The same claim where it does not hold."""

    one = EXHIBITS["first call"]

    def __getattr__(self, name):
        return getattr(self.one, name)

    def run(self):
        return "224 × 224: ValueError\n"


def test_the_button_runs_them_anew_and_shows_what_is_new(panel, monkeypatch):
    panel.claim.value = "first call"
    assert "✓ true" in panel.draw("first call", "true")
    panel.run_here.click()
    assert "first call, the same lines." in panel.told.value
    panel.stage.frames[key_of(("first call", "true"))] = "old"
    monkeypatch.setattr("helpers.panels.trial.EXHIBITS", {"first call": Elsewhere()})
    panel.run_here.click()
    assert "first call, other lines than before." in panel.told.value
    assert key_of(("first call", "true")) not in panel.stage.frames
    assert "✗ false" in panel.draw("first call", "true")


def test_the_button_runs_what_was_not_run_before(panel):
    panel.claim.value = "after training"
    panel.run_here.click()
    assert "after training, the same lines." in panel.told.value
