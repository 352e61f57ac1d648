"""From a `Batching` to a picture and words: bare pictures, the batch as a stack, the logits."""

from html import escape
from math import prod

import numpy as np

from helpers.clinic.marks import coloured, shape_text
from helpers.clinic.trace import PASSED, WRONG
from helpers.course import batches
from helpers.pictures import photos as held
from helpers.pictures.arrange import ALONE, END, HEIGHT, LOGITS, STACK, Rows
from helpers.pictures.parts import arrow, edge, mark, piece, stopped, svg, text
from helpers.pictures.style import MARKS
from helpers.pictures.words import original, verdict

LEGEND = "10 logits: ○ bare, – so treated, ● in the batch"
STEP = 18  # from one logit to the next
TOLD = 0.005  # a share from which on it is worth a word

_SIDES = f"{batches.SIDE}, {batches.SIDE}"
#: What each way is in code, as a learner would write it.
CODE = {
    batches.STACK: "batch = tf.stack(pictures)",
    batches.FUSED: "batch = next(iter(files.map(tf.io.decode_png, num_parallel_calls=1).batch(4)))",
    batches.RESIZE: f"batch = remedies.resized(pictures, {_SIDES})",
    batches.RESIZE_WITH_PAD: f"batch = remedies.resized_with_pad(pictures, {_SIDES})",
    batches.CROP_OR_PAD: f"batch = remedies.cropped_or_padded(pictures, {_SIDES})",
    batches.PADDED: "batch, _ = remedies.padded(pictures)",
    batches.MASKED: "batch, mask = remedies.padded(pictures); "
    "means = remedies.masked_mean(features(batch), mask)",
    batches.RAGGED: f"batch = remedies.ragged_then_resized(pictures, {_SIDES})",
    batches.BUCKETS: f"for bucket in remedies.by_size(pictures, {batches.TILE}): ...",
    batches.ONE_BY_ONE: "for picture in pictures: model(picture[None])",
    batches.PATCHES: f"tf.reduce_mean(model(remedies.patches(picture, {batches.TILE})), axis=0)",
}


def frame(batching, photos, seam):
    """One frame for the stage: the drawing of a `Batching`, `seam`, and its words. Plain text.

    `photos`: the names of the pictures, in their order; their pixels come from `photos.defs`.
    """
    return drawing(batching, photos) + seam + words(batching, photos)


def drawing(batching, photos):
    """A row for each picture: itself, its field in the batch, its logits bare and in company."""
    rows = Rows(len(batching.sizes))
    largest = _largest(batching.fates)
    parts = [_headings(), piece("gbrackets", *_brackets(batching, rows))]
    if batching.refusal:
        parts.append(_end(batching))
    for place, (photo, size) in enumerate(zip(photos, batching.sizes)):
        parts.append(_bare(photo, size, rows, place))
    for place, (photo, fate) in enumerate(zip(photos, batching.fates)):
        parts.append(piece(f"gf{place}", _field(batching.way, photo, fate, rows, place)))
        parts.append(piece(f"e{place}", _fate(batching, rows, place)))
        if fate.here:
            parts.append(piece(f"l{place}", _logits(fate, rows, place, largest)))
    return svg(describe(batching, photos), parts, f"batches of-{len(batching.sizes)}")


def _headings():
    return (
        piece("pictures", text(ALONE + 60, 12, "pictures", "kind"))
        + piece("stack", text(STACK + 30, 12, "in the batch", "kind"))
        + piece(
            "logits", text(END, 12, "10 logits: ○ bare, – so treated, ● in the batch", "kind right")
        )
    )


def _end(batching):
    """Where it ends: at the making of the batch, or at the model."""
    x, told, where = STACK, "no batch", "none"
    if batching.asked:
        x, told, where = LOGITS + 4.5 * STEP, "the model refuses", "refused"
    sign, told = stopped(x, HEIGHT / 2), text(x, HEIGHT / 2 + 34, told, "name")
    return piece(where, sign, told)


def _brackets(batching, rows):
    """The batch axis, one line a batch, a tick at each picture that is in it."""
    for number in {fate.batch: None for fate in batching.fates}:
        members = [place for place, fate in enumerate(batching.fates) if fate.batch == number]
        middles = [rows.middle(place) for place in members]
        apart = members[-1] - members[0] >= len(members)  # others lie between: keep off their lines
        x = rows.beside(-1) - (9 * (number + 1) if apart else 0)
        ticks = "".join(f"M{x:g} {y}h8" for y in middles)
        yield (
            f"<path class='sc-bracket' d='M{x:g} {middles[0] - 30:g}V{middles[-1] + 30:g}{ticks}'/>"
        )


def _bare(photo, size, rows, place):
    high, wide = (side * rows.scale for side in size)
    y = rows.middle(place)
    drawn = held.use(photo, ALONE - wide / 2, y - high / 2, wide, high)
    return (
        piece(f"g{place}", drawn)
        + piece(f"n{place}", text(ALONE + 80, y - 4, escape(photo), "name left"))
        + piece(f"s{place}", text(ALONE + 80, y + 14, shape_text((*size, 3)), "shape left"))
        + piece("way", arrow(ALONE + 194, y, 28))
    )


def _field(way, photo, fate, rows, place):
    """The field that a picture has in its batch: hatched where it is padding, cut at its edge."""
    high, wide = (side * rows.scale for side in fate.field)
    left, top = STACK - wide / 2, rows.middle(place) - high / 2
    if fate.scrambled:
        inside = held.image(np.array(fate.scrambled, np.uint8), 0, 0, wide, high)
    else:
        down, right, height, width = (side * rows.scale for side in fate.box)
        inside = held.use(photo, right, down, width, height)
    grid = _grid(fate.field, rows.scale) if way == batches.PATCHES else ""
    return (
        f"<svg x='{left:.1f}' y='{top:.1f}' width='{wide:.1f}' height='{high:.1f}'>"
        f"<rect class='sc-waste' width='100%' height='100%'/>{inside}{grid}</svg>"
        + edge(left, top, wide, high)
    )


def _grid(field, scale):
    """The lines between the patches of a field."""
    high, wide = (side * scale for side in field)
    lines = [f"M0 {k * scale:.1f}h{wide:.1f}" for k in range(batches.TILE, field[0], batches.TILE)]
    lines += [f"M{k * scale:.1f} 0v{high:.1f}" for k in range(batches.TILE, field[1], batches.TILE)]
    path = "".join(lines)
    return f"<path class='sc-grid' d='{path}'/><path class='sc-grid sc-inner' d='{path}'/>"


def _fate(batching, rows, place):
    """Up to four lines beside the field: the batch's shape where it begins, the picture's fate."""
    fate, lines = batching.fates[place], []
    first = fate.batch not in [other.batch for other in batching.fates[:place]]
    if first and batching.shapes:
        shape = shape_text(batching.shapes[fate.batch])
        lines.append(f"<tspan class='sc-shape'>{shape}</tspan>")
    if told := told_of(fate):
        lines.append(", ".join(told))
    if fate.here:
        sign = mark(WRONG if fate.depends else PASSED)
        lines += [by_treatment(fate), sign + by_company(fate)]
    start = rows.middle(place) + 5 - 8.5 * (len(lines) - 1)
    return "".join(
        text(rows.beside(1), start + 17 * line, told, "note left")
        for line, told in enumerate(lines)
    )


def _largest(fates):
    """The largest logit of all that is drawn, in size: what half a row's height stands for."""
    logits = (abs(logit) for fate in fates for logit in (*fate.here, *fate.alone, *fate.bare))
    return max(logits, default=1) or 1


def _logits(fate, rows, place, largest):
    """Ten places: a ring for the bare picture's logit, a dash for it so treated, a dot in company.

    A line leads from the ring by the dash to the dot.
    """
    y = rows.middle(place)

    def height(logit):
        return round(y - logit / largest * (rows.high / 2 - 7), 1)

    lines, marks = [f"M{LOGITS} {y}H{LOGITS + STEP * 9}"], ""
    for number, here in enumerate(fate.here):
        x, way = LOGITS + STEP * number, [height(here)]
        dot = f"<circle class='sc-dot' cx='{x}' cy='{way[0]}' r='3.5'/>"
        if fate.alone:
            way.append(height(fate.alone[number]))
            marks += f"<path class='sc-dash' d='M{x - 7} {way[-1]}h14'/>"
        if fate.bare:
            way.append(height(fate.bare[number]))
            marks += f"<circle class='sc-ring' cx='{x}' cy='{way[-1]}' r='5.5'/>"
        lines.append(f"M{x} {way[0]}" + "".join(f"V{level}" for level in way[1:]))
        marks += dot
    return f"<path class='sc-guide-line' d='{''.join(lines)}'/>{marks}"


# The words.


def _percent(share):
    return f"{100 * share:.0f} %"


def told_of(fate):
    """What became of the picture itself: a list of a few words each, [] for nothing."""
    told = []
    if fate.scrambled:
        told.append("scrambled")
    elif fate.box:
        down, right = (side / own for side, own in zip(fate.box[2:], fate.size))
        longer, scale = max(zip(fate.size, (down, right)))
        shorter, other = min(zip(fate.size, (down, right)))
        if abs(other - scale) * shorter > 1:  # by more than a side is rounded
            told.append(f"height × {down:.2f}, width × {right:.2f}")
        elif abs(scale - 1) * longer > 1:
            told.append(f"both sides × {scale:.2f}")
    if fate.lost:
        told.append(f"{_percent(fate.lost)} cut off")
    if fate.filled < 1:
        told.append(f"{_percent(1 - fate.filled)} padding")
    return told


def by_treatment(fate):
    """How far the way itself has moved the logits, in words."""
    if not fate.bare:
        return "refused when bare"
    return f"by the treatment: {_percent(fate.by_treatment)}"


def by_company(fate):
    """How far the rest of the batch has moved the logits, in words."""
    if not fate.alone:
        return "refused when alone"
    return f"by company: {_percent(fate.by_company)}"


def describe(batching, photos):
    """The drawing in a few sentences: its alternative text."""
    sizes = zip(photos, batching.sizes)
    named = ", ".join(f"{photo} {height} × {width}" for photo, (height, width) in sizes)
    told = [f"{len(batching.sizes)} pictures, {named}; {batching.way}."]
    if batching.refusal:
        told.append("The model refuses." if batching.asked else "No batch comes of it.")
    if any(fate.here for fate in batching.fates):
        told.append("How far the logits are moved:")
    for photo, fate in zip(photos, batching.fates):
        if fate.here:
            own = (*told_of(fate), by_treatment(fate), by_company(fate))
            told.append(f"{photo}: {', '.join(own)}.")
    return f"{MARKS[batching.outcome]} {' '.join(told)}"


def words(batching, photos):
    """What happened, in a few sentences, with the line of code and the original message. HTML."""
    told = _refused(batching, photos) if batching.refusal else _answered(batching, photos)
    code = f"<p><code>{escape(CODE[batching.way])}</code></p>"
    return verdict(batching.outcome) + told + code + original(batching)


def _refused(batching, photos):
    """Who refuses, which two sizes met there, and what helps."""
    said = _refused_batch(batching) if batching.asked else _refused_pictures(batching, photos)
    ways = " or ".join(f"<code>{way}</code>" for way in helping(batching))
    return f"</p><p>{said}</p><p>What helps here: the way {ways}.</p>"


def _refused_batch(batching):
    """The model was made for one size. The message has its own words for the two."""
    came = _size(batching.fates[0].field)
    made = _size((batches.SIDE, batches.SIDE))
    return (
        f"The batch was made, and the model refused it: a picture comes as {came}, "
        f"and Dense was made for the rows of {made}."
    )


def _refused_pictures(batching, photos):
    """Two pictures that cannot lie in one block: of other sides, or, where it counts, numbers."""
    counted = batching.way == batches.FUSED
    first, *others = zip(photos, batching.sizes)
    other = next(
        one for one in others if (prod(one[1]) != prod(first[1]) if counted else one[1] != first[1])
    )
    met = ", and ".join(
        f"{escape(photo)} is {_size(size)}" + (f" = {prod(size)} pixels" if counted else "")
        for photo, size in (first, other)
    )
    return f"The exception comes from making the batch: the model was never asked. {met}."


def helping(batching):
    """Ways that pass with pictures of any sizes, through the same model: the nearest first."""
    fixed = batching.model == "logits_of_rows"
    return (batches.RESIZE,) if fixed else (batches.RESIZE, batches.ONE_BY_ONE)


def _size(size):
    """'80 × 120', each number in its axis's colour, on one line."""
    high, wide = (coloured(side, axis, "span") for side, axis in zip(size, ("height", "width")))
    return f"<span class='sc-number'>{high} × {wide}</span>"


def _answered(batching, photos):
    shapes = ", ".join(shape_text(shape, "span") for shape in dict.fromkeys(batching.shapes))
    count = f"{len(batching.shapes)} batches" if len(batching.shapes) > 1 else "one batch"
    told = (_company(batching, photos), _treatment(batching, photos))
    lines = "".join(f"<p>{one}</p>" for one in told if one)
    return f": {count}, {shapes}. {_waste(batching)}</p>{lines}"


def _waste(batching):
    if batching.waste < TOLD:
        return "No pixel is padding."
    return f"{_percent(batching.waste)} of the pixels that the model computes are padding."


def _company(batching, photos):
    """What the rest of the batch does to an answer."""
    shares = [fate.by_company for fate in batching.fates]
    photo = escape(photos[shares.index(max(shares))])
    if any(fate.scrambled for fate in batching.fates):
        told = (
            f"{photo} came out scrambled: as many numbers as its neighbour, read in the "
            "neighbour's shape."
        )
    elif max(shares) < TOLD:
        told = "no picture's answer depends on the rest of the batch."
    else:
        told = f"the rest of the batch moves the logits of {photo} so far."
    return f"<b>By company {_percent(max(shares))}</b>: {told}"


def _treatment(batching, photos):
    """What the way does to a picture that is alone."""
    if not all(fate.bare and fate.alone for fate in batching.fates):
        return ""
    shares = [fate.by_treatment for fate in batching.fates]
    photo = escape(photos[shares.index(max(shares))])
    told = (
        "so treated, but alone, each picture gets the answer of the bare one."
        if max(shares) < TOLD
        else f"so treated, but alone, {photo} has its logits so far from the bare picture's."
    )
    return f"<b>By the treatment {_percent(max(shares))}</b>: {told}"
