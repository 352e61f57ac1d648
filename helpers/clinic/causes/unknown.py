"""Nothing that is known here fits.

Then the message itself says all there is. Either this is no mistake of shapes (a missing file, a
type, a model that was not compiled), or it is one that has no room in the clinic yet.
"""

from __future__ import annotations

import re

from ..reading import Clue
from ..words import Wording

CODE = "SC100"
NAME = "unknown"
TITLE = "nothing that is known here"

SAY = {
    "nothing": "Nothing in this message speaks of a shape mistake that is known here.",
    "replayed": (
        "Nothing in this message speaks of a shape mistake that is known here. Replayed on these "
        "inputs, the model refuses nothing by its shapes."
    ),
    "unreadable": "This failure could not be read. The message itself says all there is.",
    "type": ("This is about the type of the numbers, {dtype}, not about their shape."),
    "before": "{layer} refuses before any of its layers runs.",
    "layer": "Layer {layer} ({kind}) refuses.",
    "between": "{model} refuses after {after}, outside its layers.",
}


def _type(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "type", facts={"dtype": found["dtype"]})


WORDINGS = (
    Wording(r"has DataType (?P<dtype>\w+) not in list of allowed", _type, "TF 2.21"),
    Wording(
        r"Value for attr '\w+' of (?P<dtype>\w+) is not in the list of allowed values",
        _type,
        "TF 2.21",
    ),
)
