"""The panel of the sixth visit: a claim to choose, a guess, and the lines that decide it."""

from html import escape
from pathlib import Path

import anywidget
import ipywidgets as widgets
import keras
import tensorflow as tf
import traitlets
from ipywidgets import Widget, widget_serialization

from helpers.course.exhibits import EXHIBITS, VERDICTS
from helpers.panels.panel import Panel, choice
from helpers.panels.stage import SEAM, key_of
from helpers.pictures import trial as pictures

HERE = Path(__file__).parent

GUESSES = (pictures.NOT_YET, *VERDICTS)


class GuessFirst(anywidget.AnyWidget):
    """In the page: whoever chooses another claim has not guessed yet."""

    _esm = HERE / "trial.js"
    _css = HERE / "trial.css"

    claim = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    guess = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)


class ClaimsOnTrial(Panel):
    """A claim and a guess. What was printed is shown behind a guess.

    The button runs the claim's lines once more, in this kernel, and says whether they print the
    same.
    """

    def __init__(self):
        self._printed = {}
        self.claim, self.guess = choice("claim", list(EXHIBITS)), choice("your guess", GUESSES)
        self.run_here = widgets.Button(description="Run its lines here", layout={"width": "auto"})
        self.told = widgets.HTML("").add_class("sc-told")
        self.run_here.on_click(lambda _: self.run_again())
        super().__init__(
            controls=[self.claim, self.guess],
            rows=[[self.claim, self.guess, self.run_here]],
            ready=self.ready(),
            photos={},
        )
        first = GuessFirst(claim=self.claim, guess=self.guess)
        self.children = (*self.children, self.told, first)
        self.add_class("sc-trial")

    def draw(self, claim, guess):
        """The frame of a claim, whose lines are run the first time that they are asked for."""
        return pictures.frame(EXHIBITS[claim], self._lines(claim), guess, SEAM)

    def _lines(self, claim):
        """What a claim's lines printed when they were run last."""
        if claim not in self._printed:
            self._printed[claim] = EXHIBITS[claim].run()
        return self._printed[claim]

    def ready(self):
        """Every claim, not guessed and with every guess."""
        return [(claim, guess) for claim in EXHIBITS for guess in GUESSES]

    def run_again(self):
        """Run the chosen claim's lines here and now, and show what they print."""
        claim = self.claim.value
        before, now = self._lines(claim), EXHIBITS[claim].run()
        same = "the same lines" if now == before else "other lines than before"
        versions = f"TensorFlow {tf.__version__}, Keras {keras.__version__}"
        self.told.value = f"Run in this kernel, with {versions}: {escape(claim)}, {same}."
        if now != before:
            self._printed[claim] = now
            for guess in GUESSES:
                self.stage.forget(key_of((claim, guess)))
