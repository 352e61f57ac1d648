"""Questions to commit to before the reveal: what lies below the cell is folded until then.

The page does all of it, so that a stored notebook and an exported page ask as well. The kernel, if
there is one, keeps what was answered, and says it to a page that shows the question again.
"""

import base64
import json
from pathlib import Path

import anywidget
import traitlets

from helpers.course import progress
from helpers.course.codes import SURE, Answer, encode
from helpers.course.questions import asked
from helpers.panels import cells
from helpers.pictures.tally import marked

HERE = Path(__file__).parent


class Prediction(anywidget.AnyWidget):
    """A question to answer before the reveal. Any answer may be committed; no kernel is needed.

    `kind`: what the answer is kept as in `course.progress`. `folds`: what lies below the cell is
    hidden until then. `sure`: whether it is asked how sure one is.
    """

    _esm = HERE / "predictions.js"
    _css = HERE / "predictions.css"

    #: The question, sealed: nobody reads the answer by looking into the notebook's file.
    sealed = traitlets.Unicode().tag(sync=True)
    kind = traitlets.Unicode("prediction").tag(sync=True)
    folds = traitlets.Bool(True).tag(sync=True)

    def __init__(self, question, sure=True, **traits):
        self.question = question
        super().__init__(sealed=_seal(_told(question, sure)), **traits)
        self.on_msg(lambda _, content, __: self._heard(**content))
        cells.keep(self)

    def __repr__(self):
        return f"Prediction({self.question.name!r})"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for places that show none, the question and its options."""
        bundle, metadata = super()._repr_mimebundle_(**kwargs)
        options = "".join(f"<li>{marked(option.says)}</li>" for option in self.question.options)
        bundle["text/html"] = f"<p><b>{marked(self.question.asks)}</b></p><ul>{options}</ul>"
        return bundle, metadata

    def _heard(self, name=None, answer=None, sure=None):
        """The page committed to an answer, or asks what is known, which is said in both cases."""
        questions = {one.name: one for one in (self.question, self.question.second) if one}
        if name is not None:
            right = questions[name].options[answer].right
            progress.record(self.kind, name, answer=answer, right=right, sure=sure)
        known = progress.read().get(self.kind, {})
        self.send({"known": {name: known[name] for name in questions if name in known}})


def _told(question, sure):
    """What the page must know of a question, with the code of each answer that can be given."""
    kinds = SURE[1:] if sure else SURE[:1]
    options = [
        {
            "says": option.says,
            "because": option.because,
            "right": option.right,
            "show": dict(option.show),
            "codes": {kind or "": encode(Answer(question.name, place, kind)) for kind in kinds},
        }
        for place, option in enumerate(question.options)
    ]
    return {
        "name": question.name,
        "asks": question.asks,
        "options": options,
        "sure": sure,
        "second": question.second and _told(question.second, sure),
    }


def _seal(told):
    return base64.b64encode(json.dumps(told).encode()).decode()


def predict(name):
    """The question of that name, to commit to. See `course.questions`."""
    return Prediction(asked(name))


def decide(name):
    """The decision of that name, to be taken with its consequences. See `course.questions`."""
    return Prediction(asked(name), sure=False, kind="decision", folds=False)
