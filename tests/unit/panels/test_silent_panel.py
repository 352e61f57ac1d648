"""The panel of the fifth visit: what it opens with, and that it draws what was read."""

import pytest

from helpers.clinic.trace import WRONG
from helpers.course import images
from helpers.course.row_lengths import READERS
from helpers.panels import RowLengths
from helpers.panels.stage import SEAM, key_of
from helpers.pictures import row_lengths


class Few(RowLengths):
    """It opens with its first frames only."""

    def ready(self):
        return super().ready()[:3]


@pytest.fixture(scope="module")
def panel():
    return Few()


def test_a_frame_is_the_picture_of_what_was_read(panel):
    size_and_reader = (60, 80, READERS[1])
    found = panel.run(*size_and_reader, "cat")
    assert (found.size, found.reader) == ((60, 80), READERS[1])
    assert panel.draw(*size_and_reader, "cat") == row_lengths.frame(found, "cat", SEAM)


def test_the_lucky_sizes_are(panel):
    for size in RowLengths.LUCKY:
        assert WRONG in {panel.run(*size, reader, "coffee").outcome for reader in READERS}, size


def test_it_opens_with_a_failure_and_its_frames_can_be_chosen(panel):
    start = tuple(getattr(control, "label", control.value) for control in panel.stage.controls)
    assert next(iter(panel.stage.frames)) == key_of(start) == "120|80|Flatten, Dense|coffee"
    every = RowLengths.ready(panel)
    assert {values[2] for values in every} == set(READERS)
    assert {values[3] for values in every} == set(images.PHOTOS)
    for height, width, *_ in every:
        assert height in range(16, 161) and width in range(16, 161)
