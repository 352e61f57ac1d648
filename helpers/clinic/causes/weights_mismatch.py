"""The weights are of another model: other layers, or layers of another width.

A file of weights holds no layers. Build the model as it was when they were saved; or load what
fits, and train the rest.
"""

from __future__ import annotations

import re

from ..compare import first_difference
from ..facts import Facts
from ..reading import Clue, Fix
from ..treat import call_with
from ..words import GAP, SHAPE, Wording, shape_of

CODE = "SC113"
NAME = "weights-mismatch"
TITLE = "weights of another model"
OUTSIDE = True

SAY = {
    "shapes": "The weights are of another model: this one has {expected}, and {received} came.",
    "layers": (
        "The weights are of another model: this one has {expected_size} layers with weights, and "
        "{received_size} came."
    ),
    "counts": (
        "The weights are of another model: this one has {expected_size} weights, and "
        "{received_size} came."
    ),
}


def _shapes(found: re.Match[str], text: str) -> Clue:
    own, saved = shape_of(found["own"]), shape_of(found["saved"])
    layer = found.groupdict().get("layer") or ""
    return Clue(NAME, "shapes", first_difference(own, saved), own, saved, layer)


def _counts(found: re.Match[str], text: str) -> Clue:
    say = "layers" if "layers" in found[0] else "counts"
    own, saved = (int(found["own"]),), (int(found["saved"]),)
    return Clue(NAME, say, 0, own, saved, found.groupdict().get("layer") or "")


WORDINGS = (
    Wording(
        rf"variable\.shape=(?P<own>{SHAPE}), Received: value\.shape=(?P<saved>{SHAPE})\. "
        r"Target variable: <\w+ path=(?:[^,>]*/)?(?P<layer>[^/,>]+)/[^/,>]+,",
        _shapes,
        "Keras 3.15",
    ),
    Wording(
        rf"ayer (?P<layer>\S+) weight shape (?P<own>{SHAPE})"
        rf" is not compatible with provided weight shape (?P<saved>{SHAPE})",
        _shapes,
        "Keras 3.15",
    ),
    Wording(
        r"in layer (?:#\d+ )?\(named '?(?P<layer>[\w./-]+?)'?\)"
        rf"{GAP}expects shape (?P<own>{SHAPE}){GAP}(?:shape|of) (?P<saved>{SHAPE})",
        _shapes,
        "Keras 3.15",
    ),
    Wording(
        rf"incompatible tensor with shape (?P<saved>{SHAPE})"
        rf" when attempting to restore variable with shape (?P<own>{SHAPE})",
        _shapes,
        "TF 2.21",
    ),
    Wording(
        rf"Layer count mismatch{GAP}expected (?P<own>\d+) layers, found (?P<saved>\d+) saved",
        _counts,
        "Keras 3.15",
    ),
    Wording(
        r"on layer ['\"](?P<layer>[^'\"]+)['\"] with a weight list of length (?P<saved>\d+), "
        r"but the layer was expecting (?P<own>\d+) weights",
        _counts,
        "Keras 3.15",
    ),
    Wording(
        r"Layer ['\"](?P<layer>[^'\"]+)['\"] expected (?P<own>\d+) variables, "
        r"but received (?P<saved>\d+) variables",
        _counts,
        "Keras 3.15",
    ),
    Wording(
        rf"\(named (?P<layer>[\w./-]+){GAP}Layer expects (?P<own>\d+) weight{GAP}"
        r"Received (?P<saved>\d+) saved",
        _counts,
        "Keras 3.15",
    ),
)


def treatments(facts: Facts) -> list[Fix]:
    """The model as it was, or what fits of the weights."""
    why = "the same layers, in the same order, on the same input shape"
    same = Fix("build the model as it was saved", why)
    function = facts.site.function
    if function.endswith(".set_weights") and facts.site.arguments:
        return [same, _copied(function.removesuffix(".set_weights"), facts.site.arguments[0])]
    if not function.endswith(".load_weights"):
        return [same]
    path = facts.site.argument(0, "filepath")
    legacy = ".weights.h5" not in path and "h5" in path
    words = {"skip_mismatch": True} | ({"by_name": True} if legacy else {})
    why = "the layers that do not fit keep their random start and must be trained"
    return [same, Fix("load what fits", why, call_with(facts.site, words), replaces=True)]


def _copied(name: str, given: str) -> Fix:
    code = (
        f"{name}.set_weights([\n"
        f"    new if new.shape == own.shape else own\n"
        f"    for own, new in zip({name}.get_weights(), {given})\n"
        f"])"
    )
    why = "the weights that do not fit keep their random start and must be trained"
    return Fix("copy what fits", why, code, replaces=True)
