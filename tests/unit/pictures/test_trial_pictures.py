"""A claim on trial as picture and words: nothing printed is told before a guess."""

import re

import pytest

from helpers.course.exhibits import EXHIBITS, VERDICTS
from helpers.course.exhibits.exhibit import Exhibit
from helpers.pictures import trial
from helpers.pictures.trial import MARKS, NOT_YET

ONE = Exhibit(
    name="one",
    claim="T0",
    phrase="a < b",
    code='print("x < y:", 1)\n',
    foreseen={"x < y": "2", "z": "an error"},
    instead="Say c.",
    elsewhere={},
)
PRINTED = "x < y: 1\nz: TypeError\n"


def test_before_a_guess_nothing_printed_is_told():
    frame = trial.frame(ONE, "x < y: seventeen\nz: KeyError\n", NOT_YET, "")
    assert "seventeen" not in frame and "KeyError" not in frame and "Say c" not in frame
    assert not any(f"{MARKS[verdict]} {verdict}" in frame for verdict in VERDICTS)
    assert "print(&quot;x &lt; y:&quot;, 1)" in frame


def test_behind_a_guess_all_of_it_is():
    frame = trial.frame(ONE, PRINTED, "false", "")
    for told in ("½ partly", "you said: false", "Say instead: Say c.", "✓ TypeError", "✗ 1"):
        assert told in frame
    assert "as you said" in trial.words(ONE, PRINTED, "partly")


def test_the_alternative_text_says_the_row_and_the_verdict():
    assert trial.describe(ONE, PRINTED, "false") == (
        "½ partly. The claim: “a < b”. If it held: x < y: 2 (printed: 1); "
        "z: an error (printed: TypeError)."
    )
    assert trial.describe(ONE, PRINTED, NOT_YET).startswith("? ")


def test_what_was_recorded_elsewhere_is_said_to_be():
    one = EXHIBITS["this will be thrown"]
    assert "Recorded with TensorFlow 2.1 to 2.3, not run here" in trial.words(
        one, "128 × 128 raises: ValueError\n", "true"
    )


def test_each_verdict_has_a_mark_of_its_own():
    assert set(MARKS) == {*VERDICTS, NOT_YET} and len(set(MARKS.values())) == len(MARKS)


#: Drawing units that a character takes at most: in a label, in bold, in the font of shapes.
PLAIN, BOLD, MONO = 7.2, 7.8, 8.0


@pytest.mark.parametrize("one", EXHIBITS.values(), ids=lambda one: one.name)
def test_no_text_reaches_into_another_or_out_of_the_drawing(one):
    for what, foreseen in one.foreseen.items():
        assert trial.FORESEEN + PLAIN * len(what) < trial.WIDTH - trial.FORESEEN, what
        assert trial.FORESEEN + MONO * len(foreseen) < trial.PRINTED, foreseen
    assert trial.FIRST + trial.STEP * len(one.foreseen) < trial.HEIGHT - 16 - 16
    lines = re.findall(
        r"class='sc-name' x='220' y='(\d+)'>([^<]+)<", trial.drawing(one, "", NOT_YET)
    )
    assert 1 <= len(lines) <= 2 and int(lines[-1][0]) < trial.FIRST - 10 - 12
    for _, line in lines:
        assert BOLD * len(line) < trial.WIDTH


def test_colour_is_never_the_only_sign():
    drawing = trial.drawing(ONE, PRINTED, "true")
    rows = re.findall(r"sc-map-(passed|refused).*?([✓✗]) ", drawing)
    assert rows == [("refused", "✗"), ("passed", "✓")]
