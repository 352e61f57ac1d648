"""Questions to commit to before the reveal."""

import ipywidgets as widgets

from helpers.course.questions import asked
from helpers.panels.stage import SEAM, Stage


class Prediction(widgets.VBox):
    """A question to answer before the reveal. Any answer may be committed; no kernel is needed."""

    def __init__(self, question):
        self.question = question
        options = [option.says for option in question.options]
        self.choice = widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
        self.commit = widgets.ToggleButton(
            description="That is my prediction", layout={"width": "auto"}
        )
        widgets.jsdlink((self.commit, "value"), (self.choice, "disabled"))
        frames = {
            (choice, committed): SEAM + _verdict(choice, committed, question)
            for choice in (None, *options)
            for committed in (False, True)
        }
        stage = Stage(
            controls=[self.choice, self.commit],
            draw=lambda *values: frames[values],
            near=lambda values, moved: [],
            ready=frames,
        )
        super().__init__([widgets.HTML(f"<b>{question.asks}</b>"), self.choice, self.commit, stage])
        self.add_class("sc-prediction")

    def __repr__(self):
        return f"Prediction({self.question.name!r})"


def _verdict(choice, committed, question):
    if not committed:
        return ""
    if choice is None:
        return (
            "<p>Choose one first: a wrong guess teaches more than none. "
            "Press the button again to go back.</p>"
        )
    (option,) = (option for option in question.options if option.says == choice)
    return f"<p>{'✓ Right.' if option.right else '✗ No.'} {option.because}</p>"


def predict(name):
    """The question of that name, to commit to. See `course.questions`."""
    return Prediction(asked(name))


def decide(name):
    """The decision of that name, to be taken with its consequences. See `course.questions`."""
    return Prediction(asked(name))
