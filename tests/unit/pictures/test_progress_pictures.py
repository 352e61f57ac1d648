"""How well one knew, and the map of the visits: in signs and in words."""

import re

from helpers.course.visits import Done
from helpers.pictures import calibration, visits

COUNTS = {"guess": (1, 4), "rather": (0, 0), "certain": (3, 3)}


def bars(drawing):
    return [float(width) for width in re.findall(r"map-passed'[^>]* width='([\d.]+)'", drawing)]


def test_the_bars_are_as_long_as_one_was_right():
    drawing = calibration.figure(COUNTS)
    assert bars(drawing) == [calibration.LONG / 4, 0, calibration.LONG]
    for told in ("right 1 of 4", "not yet", "right 3 of 3"):
        assert f">{told}<" in drawing


def test_its_alternative_text_says_the_same():
    told = "Your predictions. guessing: right 1 of 4; certain: right 3 of 3."
    assert f"aria-label='{told}'" in calibration.figure(COUNTS)


def test_without_a_prediction_it_is_a_sentence():
    nothing = dict.fromkeys(COUNTS, (0, 0))
    told = calibration.figure(nothing)
    assert f"<p>{calibration.NOTHING}</p>" in told and "<svg" not in told


def test_the_map_tells_each_visit_in_signs_and_numbers():
    told = visits.table(
        [
            Done("01", "a size", (True, False, None), (True, False)),
            Done("02", "channels <", (None,), ()),
        ]
    )
    first, second = re.findall(r"<tr><th scope.*?</tr>", told)
    assert re.sub(r"<[^>]+>", "", first) == "01a size✓✗○ 1 right of 2✓○ 1 solved"
    assert re.sub(r"<[^>]+>", "", second) == "02channels &lt;○ none known none known"
