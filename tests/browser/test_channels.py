"""The panel of the second visit, beyond what every panel does."""

import pytest

from .visits import CHANNELS, of_visits


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
@of_visits(CHANNELS)
def test_the_batch_axis(panel, patient, by):
    for shape in ("(160, 240, 3)", "(1, 160, 240, 3)"):
        words = panel.words
        if by == "keyboard":
            panel.press("batch-axis", "Space")
        else:
            panel.focusable("batch-axis").click()
        assert panel.agrees(patient)
        assert panel.words != words
        assert shape in panel.stage.locator("svg[role=img]").text_content()
