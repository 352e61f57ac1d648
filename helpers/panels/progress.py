"""What shows a learner's progress: how well they knew, and what comes back."""

from dataclasses import replace

import ipywidgets as widgets

from helpers.course import progress
from helpers.course import visits as course
from helpers.course.questions import VISITS
from helpers.panels.predictions import Prediction
from helpers.pictures import calibration as drawn
from helpers.pictures import visits as told

NOTHING_MISSED = "<p>No question comes back: none is known that you missed in an earlier visit.</p>"
MISSED = "<p>You missed this one in visit {visit}. Once more:</p>"


class Progress(widgets.HTML):
    """A text made of the progress, and made anew whenever an answer is noted in this kernel."""

    def __init__(self, name, made):
        self._name, self._made = name, made
        super().__init__(made())
        progress.watchers.add(self)

    def progressed(self):
        """Show what is known now."""
        self.value = self._made()

    def __repr__(self):
        return self._name


def calibration():
    """How often the learner was right when guessing, rather sure, certain; in words where never."""
    return Progress("calibration()", lambda: drawn.figure(progress.calibration()))


def visits():
    """The map of the visits, with what the learner has predicted and solved in each."""
    return Progress("visits()", lambda: told.table(course.done()))


class Again(widgets.VBox):
    """A question that was missed before, or a sentence."""

    def __init__(self, visit):
        self._visit = visit
        found = missed(visit)
        if found is None:
            super().__init__([widgets.HTML(NOTHING_MISSED)])
        else:
            number, question = found
            asked = Prediction(question, folds=False)
            super().__init__([widgets.HTML(MISSED.format(visit=number)), asked])

    def __repr__(self):
        return f"again({self._visit!r})"


def again(visit):
    """A question missed in a visit before `visit`, such as "02", to answer once more."""
    return Again(visit)


def missed(visit):
    """(number of the visit, question) missed before `visit`, in another wording if there is one.

    None where none was, or each was answered once more.
    """
    answers = progress.read().get("prediction", {})
    for number in sorted(VISITS):
        for question in VISITS[number].QUESTIONS if number < visit else ():
            wrong = answers.get(question.name, {}).get("right") is False
            if wrong and (once_more := _once_more(question)).name not in answers:
                return number, once_more
    return None


def _once_more(question):
    """The second question of one; the same one under another name, where it has none.

    Its panel stands in the visit that it was missed in: nothing is shown here.
    """
    found = question.second or replace(question, name=f"{question.name}-again")
    return replace(found, options=tuple(replace(option, show={}) for option in found.options))
