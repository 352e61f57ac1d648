"""Questions to commit to before the reveal."""

import ipywidgets as widgets

from helpers.panels.stage import SEAM, Stage


class Prediction(widgets.VBox):
    """A question to answer before the reveal. Any answer may be committed; no kernel is needed."""

    def __init__(self, question, options, answer, because):
        self.question = question
        self.choice = widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
        self.commit = widgets.ToggleButton(
            description="That is my prediction", layout={"width": "auto"}
        )
        widgets.jsdlink((self.commit, "value"), (self.choice, "disabled"))
        frames = {
            (choice, committed): SEAM + _verdict(choice, committed, answer, because)
            for choice in (None, *options)
            for committed in (False, True)
        }
        stage = Stage(
            controls=[self.choice, self.commit],
            draw=lambda *values: frames[values],
            near=lambda values, moved: [],
            ready=frames,
        )
        super().__init__([widgets.HTML(f"<b>{question}</b>"), self.choice, self.commit, stage])
        self.add_class("sc-prediction")

    def __repr__(self):
        return f"Prediction({self.question!r})"


def _verdict(choice, committed, answer, because):
    if not committed:
        return ""
    if choice is None:
        return (
            "<p>Choose one first: a wrong guess teaches more than none. "
            "Press the button again to go back.</p>"
        )
    hit = "✓ Right." if choice == answer else f"✗ The answer is: {answer}."
    return f"<p>{hit} {because}</p>"
