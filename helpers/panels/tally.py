"""The instructor's side of the questions: codes in, bars out. No server, and no names."""

import ipywidgets as widgets

from helpers.course import codes
from helpers.course.questions import VISITS
from helpers.pictures import tally as drawn


class Tally(widgets.VBox):
    """A box to paste a class's codes into, and what they say, made anew with each change.

    `questions`: {name: Question} of those whose codes it knows, in the order to show them.
    """

    def __init__(self, questions):
        self.questions = questions
        self.pasted = widgets.Textarea(
            description="codes",
            placeholder="P-…, from the chat or typed in",
            layout={"width": "100%", "height": "8em", "max_width": "60em"},
        )
        self.reveal = widgets.Checkbox(False, description="show which is right", indent=False)
        self.bars = widgets.HTML()
        super().__init__([self.pasted, self.reveal, self.bars])
        for control in (self.pasted, self.reveal):
            control.observe(self._count, "value")
        self._count()

    def _count(self, _=None):
        options = {name: len(question.options) for name, question in self.questions.items()}
        answers, bad = codes.found(self.pasted.value, options)
        self.bars.value = drawn.figure(answers, bad, self.questions, self.reveal.value)

    def __repr__(self):
        return "tally()"


def _all():
    """{name: question} of all that is asked, each before its second one."""
    asked = [one for visit in VISITS.values() for one in (*visit.QUESTIONS, *visit.DECISIONS)]
    return {one.name: one for first in asked for one in (first, first.second) if one}


def tally():
    """A box to paste the codes of a class into: a bar chart for each question that they answer."""
    return Tally(_all())
