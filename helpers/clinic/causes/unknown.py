"""Nothing that is known here fits.

Then the message itself says all there is. Either this is no mistake of shapes (a missing file, a
type, a model that was not compiled), or it is one that has no room in the clinic yet.
"""

from __future__ import annotations

CODE = "SC100"
NAME = "unknown"
TITLE = "nothing that is known here"

SAY = {
    "nothing": "Nothing in this message speaks of a shape mistake that is known here.",
    "replayed": (
        "Nothing in this message speaks of a shape mistake that is known here. Replayed on these "
        "inputs, the model refuses nothing by its shapes."
    ),
    "other": "This is no shape mistake that is known here: the message says what it is.",
    "unreadable": "This failure could not be read. The message itself says all there is.",
    "before": "{layer} refuses before any of its layers runs.",
    "layer": "Layer {layer} ({kind}) refuses.",
    "between": "{model} refuses after {after}, outside its layers.",
}
