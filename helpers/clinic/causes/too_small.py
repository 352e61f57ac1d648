"""A window is larger than the feature map that it should slide over: the picture is too small.

Every pooling halves the map. When a kernel or a pool of 3 meets a map of 2, nothing can be
computed. Give the network larger pictures, or keep the map at its size with `padding="same"`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from .. import edits, search
from ..compare import only
from ..facts import Facts
from ..reading import Clue, Fix, Shape
from ..syntax import parsed
from ..trace import LayerStep, Trace
from ..treat import resized, treated, with_numbers
from ..words import GAP, SHAPE, Wording, input_shapes, shape_of, sides

CODE = "SC107"
NAME = "too-small-for-network"
TITLE = "a window larger than its feature map"

SAY = {
    "window": (
        "A window of {expected_size} does not fit on a feature map of {received_size}: the "
        "picture is too small for this network."
    ),
    "larger": (
        "The window is larger than the feature map that came: the picture is too small for this "
        "network."
    ),
    "builder": (
        "This network halves the picture again and again and needs {least} × {wide} at least."
    ),
    "cropping": (
        "{cut} are cut away on axis {axis}, and the feature map has {received_size} there."
    ),
    "crop": "A crop of {crop} does not fit in a picture of {size}.",
    "not set up": (
        "A {operation} could not be set up at all. That happens where its window is larger than "
        "the feature map, or the batch is empty."
    ),
    "replayed": (
        "The picture is too small for this network: {layer} cannot put its window on {places} "
        "places."
    ),
}

WHY = "no layer can put its window on less than its size"


def _subtracting(found: re.Match[str], text: str) -> Clue:
    window, side = int(found["window"]), int(found["side"])
    shape = (input_shapes(text) or [()])[0]
    places = [place for place in (1, 2) if len(shape) == 4 and shape[place] == side]
    if not places:
        return Clue(NAME, "window", 1, only(1, window), only(1, side))
    return Clue(NAME, "window", places[0], only(places[0], window), shape)


def _no_output(found: re.Match[str], text: str) -> Clue:
    came = shape_of(found["came"])
    kernel = shape_of(found.groupdict().get("kernel") or "")
    if len(came) != 4 or not kernel:
        return Clue(NAME, "larger", 1, None, came)
    pairs = zip((1, 2), came[1:3], kernel, strict=False)
    axis = next((at for at, side, window in pairs if side and side < (window or 0)), 1)
    return Clue(NAME, "larger", axis, only(axis, kernel[axis - 1]), came)


def _filter_size(found: re.Match[str], text: str) -> Clue:
    side = re.search(r"input_size \+ padding \((\d+)\)", text)
    received = only(1, int(side[1])) if side else None
    return Clue(NAME, "larger", 1, only(1, int(found["window"])), received)


def _ksize(found: re.Match[str], text: str) -> Clue:
    axis = int(found.groupdict().get("axis") or 1)
    window, side = (only(axis, int(found[name])) for name in ("window", "side"))
    return Clue(NAME, "window", axis, window, side)


def _shorter(shape: Shape) -> int:
    return 1 if (shape[1] or 0) <= (shape[2] or 0) else 2


def _builder(found: re.Match[str], text: str) -> Clue:
    came, least = (None, *shape_of(found["came"])), int(found["least"])
    axis = next((at for at, size in enumerate(came[:3]) if size and size < least), 1)
    facts = {"least": least, "wide": found["wide"]}
    return Clue(NAME, "builder", axis, only(axis, least), came, facts=facts)


def _cropping(found: re.Match[str], text: str) -> Clue | None:
    came = shape_of(found["came"])
    if len(came) != 4:
        return None
    cuts = [int(one) for one in re.findall(r"\d+", found["cuts"])]
    total = (0, sum(cuts[:2]), sum(cuts[2:]))
    axis = next((at for at in (1, 2) if (came[at] or total[at] + 1) <= total[at]), 1)
    facts = {"cut": total[axis]}
    return Clue(NAME, "cropping", axis, only(axis, total[axis] + 1), came, facts=facts)


def _crop(found: re.Match[str], text: str) -> Clue:
    came, crop = shape_of(found["came"]), shape_of(found["crop"])
    pairs = enumerate(zip(came, crop, strict=False))
    axis = next((at for at, (size, cut) in pairs if (size or 0) < (cut or 0)), None)
    facts = {"crop": sides(crop[:2]), "size": sides(came[:2])}
    return Clue(NAME, "crop", axis, crop, came, facts=facts)


def _primitive(found: re.Match[str], text: str) -> Clue:
    return Clue(NAME, "not set up", facts={"operation": found["op"]})


WORDINGS = (
    Wording(
        r"Negative dimension size caused by subtracting (?P<window>\d+) from (?P<side>\d+)",
        _subtracting,
        "TF 2.1 to 2.21",
    ),
    Wording(
        rf"output size would be (?:zero or )?negative\. Received{GAP}`?inputs?[ ._]shape="
        rf"(?P<came>{SHAPE})`?(?:, `(?:kernel[ ._]shape|pool_size)=(?P<kernel>{SHAPE}))?",
        _no_output,
        "Keras 3.1 to 3.15",
    ),
    Wording(
        rf"dimensions in the output is <= 0{GAP}input shape:? (?P<came>{SHAPE})",
        _no_output,
        "TF 2.7 to 2.15",
    ),
    Wording(
        r"must be at least effective_filter_size \((?P<window>\d+)\)",
        _filter_size,
        "TF 2.23",
    ),
    Wording(
        r"ksize dimension (?P<axis>\d{1,2}) \(value (?P<window>\d+)\) is larger than the input"
        r" tensor dimension \d+ \(value (?P<side>\d+)\)",
        _ksize,
        "TF 2.22 to 2.23",
    ),
    Wording(
        r"output size would be negative: -?\d+ \[input_size: (?P<side>\d+), "
        r"effective_filter_size: (?P<window>\d+)",
        _ksize,
        "TF 2.1 to 2.23",
    ),
    Wording(
        r"Input size must be at least (?P<least>\d+)x(?P<wide>\d+)"
        rf"{GAP}input_shape=(?P<came>{SHAPE})",
        _builder,
        "Keras 3.15",
    ),
    Wording(
        rf"Need value\.shape >= size, got \] (?P<came>{SHAPE}) (?P<crop>{SHAPE})",
        _crop,
        "TF 2.21",
    ),
    Wording(
        r"Need value\.shape >= size, got '\s{1,9}(?P<came>\d[\d, ]{0,80})"
        r"\s{1,9}(?P<crop>\d[\d, ]{0,80})",
        _crop,
        "TF 2.21",
    ),
    Wording(
        rf"`cropping` argument should be smaller{GAP}input(?:s\.|_)shape=(?P<came>{SHAPE}), "
        r"cropping=(?P<cuts>[\d(), ]+)",
        _cropping,
        "Keras 3.15",
    ),
    Wording(
        r"could not create a (?:primitive )?descriptor for an? (?P<op>\w+)",
        _primitive,
        "TF 2.10 to 2.21 with oneDNN",
    ),
)


def sharpened(clue: Clue, trace: Trace, step: LayerStep | None) -> Clue:
    """The places that the layer was given."""
    if step is None or len(step.shape_in) != 4:
        return clue
    axis = _shorter(step.shape_in) if clue.axis is None else clue.axis
    return replace(clue, say="replayed", axis=axis, facts={"places": sides(step.shape_in[1:3])})


def evidence(clue: Clue, facts: Facts) -> Clue | None:
    """The sizes on the line that failed, where the message has none: `max_pool2d(map, 2, ...)`."""
    if clue.cause != NAME or clue.received is not None:
        return None
    shape = getattr(facts.inner.value(facts.inner.argument(0, "input")), "shape", ())
    window = facts.inner.argument(1, "ksize")
    if len(shape) != 4:
        return None
    axis = _shorter(tuple(shape))
    expected = only(axis, int(window)) if window.isdigit() else clue.expected
    return replace(clue, axis=axis, received=tuple(shape), expected=expected)


# --- treatments ----------------------------------------------------------------------------------


def treatments(facts: Facts) -> list[Fix]:
    """Larger pictures where a size that passes is found, else the learner's own line changed."""
    resize = _resized(facts)
    found = [resize] if resize else []
    line, larger = _asked_larger(facts)
    if larger:
        why = "this network halves the picture again and again"
        found.append(Fix("ask for a larger input", why, larger, True, line))
    if not resize:
        why = "the window may then reach over the edge, and the map keeps its size"
        found += edits.fixes(_padded(facts), 'padding="same"', why)
    keep = "keeps the map at its size before a valid window"
    return found or [Fix("resize or pad first", WHY), Fix('padding="same"', keep)]


def _padded(facts: Facts) -> list[tuple[str, str]]:
    """Lines in which a layer of the class that refuses has padding, that which failed first; and,
    where the first windows of a network leave too little for the last, all of its windows."""
    one = edits.with_setting(facts, (facts.clue.kind or "Conv2D",), "padding", "same")
    return [*one[:2], *edits.all_padded(facts)]


def _resized(facts: Facts) -> Fix | None:
    if facts.model is None or len(facts.given) != 4:
        return None
    side = search.usual_size(facts.model, facts.spec)
    if not side:
        return None
    height, width = (max(side, own or side) for own in facts.given[1:3])
    if not search.passes(facts.model, facts.spec, height, width):
        height = width = side
    return treated(facts, "resize first", WHY, resized((height, width)))


def _asked_larger(facts: Facts) -> tuple[str, str]:
    """(line, code): the line that asks for too small an input, and the same with a larger one."""
    asked, least = facts.clue.received_size, facts.clue.expected_size
    if not asked or not least or facts.model is not None:
        return "", ""
    too_small = [size for size in (asked, *_beside(facts.site.statement, asked)) if size < least]
    return with_numbers(facts, dict.fromkeys(too_small, least))


def _beside(statement: str, size: int) -> list[int]:
    """The other sizes in a shape written out as (height, width, channels) that holds `size`."""
    tuples = [
        node.elts
        for node in ast.walk(parsed(statement or "0"))
        if isinstance(node, ast.Tuple) and len(node.elts) == 3
    ]
    pairs = [[getattr(part, "value", None) for part in shape[:2]] for shape in tuples]
    return [other for pair in pairs if size in pair for other in pair if isinstance(other, int)]
