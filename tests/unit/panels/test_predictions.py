"""A question: what the page is given, what the kernel keeps, and that nobody reads the answer."""

import base64
import json

import pytest

from helpers.course import progress
from helpers.course.codes import Answer, decode
from helpers.course.questions import Option, Question
from helpers.panels import Prediction, decide, predict

SECOND = Question("again", "And 226?", (Option("c", "Since d."), Option("d", "Since d.", True)))
QUESTION = Question(
    "which",
    "Which of `a` < b?",
    (Option("a", "Since b.", show={"height": 225}), Option("b", "Since all.", right=True)),
    SECOND,
)


@pytest.fixture(autouse=True)
def nothing_known(tmp_path, monkeypatch):
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(tmp_path / "progress.json"))


@pytest.fixture
def prediction():
    return Prediction(QUESTION)


def unsealed(prediction):
    """What the page unseals."""
    return json.loads(base64.b64decode(prediction.sealed))


def say(prediction, **content):
    """What the kernel answers to a message of the page."""
    sent = []
    prediction.send = sent.append
    prediction._handle_custom_msg(content, [])
    (answer,) = sent
    return answer["known"]


def test_nothing_of_the_answer_can_be_read_in_the_widgets_state(prediction):
    state = json.dumps(prediction.get_state() | prediction._repr_mimebundle_()[0])
    for words in ("Since b", "Since all", "And 226"):
        assert words not in state
    assert "Since b." in json.dumps(unsealed(prediction))


def test_every_option_has_its_own_words_and_place(prediction):
    first, second = unsealed(prediction)["options"]
    assert (first["because"], second["because"]) == ("Since b.", "Since all.")
    assert (first["show"], second["show"]) == ({"height": 225}, {})
    assert [option["right"] for option in (first, second)] == [False, True]


def test_each_code_says_what_was_answered(prediction):
    names = {"which": 2, "again": 2}
    told = unsealed(prediction)
    for name, options in (("which", told["options"]), ("again", told["second"]["options"])):
        for place, option in enumerate(options):
            assert set(option["codes"]) == set(progress.SURE)
            for sure, code in option["codes"].items():
                assert decode(code, names) == Answer(name, place, sure)


def test_the_first_commitment_counts_and_the_page_is_told(prediction):
    assert say(prediction) == {}
    first = {"answer": 0, "right": False, "sure": "certain"}
    assert say(prediction, name="which", answer=0, sure="certain") == {"which": first}
    assert say(prediction, name="which", answer=1, sure="guess") == {"which": first}
    assert say(Prediction(QUESTION)) == {"which": first}  # the cell was run again
    assert progress.read() == {"prediction": {"which": first}}


def test_the_second_question_is_kept_by_its_own_name(prediction):
    second = {"answer": 1, "right": True, "sure": "rather"}
    assert say(prediction, name="again", answer=1, sure="rather") == {"again": second}
    assert progress.read() == {"prediction": {"again": second}}


def test_what_is_known_stands_in_no_state(prediction):
    before = prediction.get_state()
    say(prediction, name="which", answer=0, sure="certain")
    after = Prediction(QUESTION).get_state()
    assert {name for name in before if before[name] != after[name]} <= {"layout"}


def test_a_place_without_widgets_shows_question_and_options(prediction):
    bundle, _ = prediction._repr_mimebundle_()
    assert bundle["text/html"] == (
        "<p><b>Which of <code>a</code> &lt; b?</b></p><ul><li>a</li><li>b</li></ul>"
    )
    assert bundle["text/plain"] == repr(prediction) == "Prediction('which')"


def test_a_prediction_folds_and_asks_how_sure_and_a_decision_does_not(monkeypatch):
    monkeypatch.setattr("helpers.panels.predictions.asked", lambda name: QUESTION)
    told, decided = predict("which"), decide("which")
    assert (told.folds, told.kind, unsealed(told)["sure"]) == (True, "prediction", True)
    assert (decided.folds, decided.kind, unsealed(decided)["sure"]) == (False, "decision", False)
    code = unsealed(decided)["options"][1]["codes"][""]
    assert decode(code, {"which": 2}) == Answer("which", 1)
