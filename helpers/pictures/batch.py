"""From a `Batching` to a picture and words: pictures alone, the batch as a stack, both's logits."""

from html import escape

import numpy as np

from helpers.clinic.marks import shape_text
from helpers.clinic.trace import PASSED, WRONG
from helpers.course import batches
from helpers.pictures import photos as held
from helpers.pictures.parts import arrow, edge, mark, stopped, svg, text
from helpers.pictures.style import HEIGHT, MARKS
from helpers.pictures.words import original, verdict

SCALE = 0.44  # drawing units per pixel: 160 pixels are 70, and the scale stays put
ROW = 78  # drawing units from one picture to the next
TOP = 22  # where the first row begins, under the headings
ALONE, STACK, LOGITS = 60, 400, 690  # the middles of pictures and fields; where the logits begin
STEP = 27  # from one logit to the next
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
    """A row for each picture: itself, its field in the batch, its logits alone and in company."""
    scale = _largest(batching.fates)
    parts = [_headings(), *_brackets(batching)]
    if batching.refusal:
        parts.append(_end(batching))
    for place, (photo, size) in enumerate(zip(photos, batching.sizes)):
        parts.append(_alone(photo, size, _middle(place)))
    for place, (photo, fate) in enumerate(zip(photos, batching.fates)):
        parts.append(_field(batching.way, photo, fate, _middle(place)))
        parts.append(_fate(batching, place, _middle(place)))
        if fate.here:
            parts.append(_logits(fate, _middle(place), scale))
    return svg(describe(batching, photos), parts)


def _middle(place):
    return TOP + ROW * place + ROW / 2


def _headings():
    told = {
        ALONE + 40: "pictures",
        STACK + 60: "in the batch",
        LOGITS + STEP * 4.5: "10 logits: ○ alone, ● in the batch",
    }
    return "".join(text(x, 12, heading, "kind") for x, heading in told.items())


def _end(batching):
    """Where it ends: at the making of the batch, or at the model."""
    x, told = STACK, "no batch"
    if batching.asked:
        x, told = LOGITS + 4.5 * STEP, "the model refuses"
    return stopped(x, HEIGHT / 2) + text(x, HEIGHT / 2 + 34, told, "name")


def _brackets(batching):
    """The batch axis, one line a batch, a tick at each picture that is in it."""
    for number in {fate.batch: None for fate in batching.fates}:
        members = [place for place, fate in enumerate(batching.fates) if fate.batch == number]
        rows = [_middle(place) for place in members]
        apart = rows[-1] - rows[0] > ROW * (
            len(rows) - 1
        )  # others lie between: keep off their lines
        x = STACK - 56 - (9 * (number + 1) if apart else 0)
        ticks = "".join(f"M{x} {y}h8" for y in rows)
        yield f"<path class='sc-bracket' d='M{x} {rows[0] - 30}V{rows[-1] + 30}{ticks}'/>"


def _alone(photo, size, y):
    high, wide = (side * SCALE for side in size)
    return (
        held.use(photo, ALONE - wide / 2, y - high / 2, wide, high)
        + text(ALONE + 44, y - 4, escape(photo), "name left")
        + text(ALONE + 44, y + 14, shape_text((*size, 3)), "shape left")
        + arrow(ALONE + 182, y, 34)
    )


def _field(way, photo, fate, y):
    """The field that a picture has in its batch: hatched where it is padding, cut at its edge."""
    high, wide = (side * SCALE for side in fate.field)
    left, top = STACK - wide / 2, y - high / 2
    if fate.scrambled:
        inside = held.image(np.array(fate.scrambled, np.uint8), 0, 0, wide, high)
    else:
        down, right, height, width = (side * SCALE for side in fate.box)
        inside = held.use(photo, right, down, width, height)
    grid = _grid(fate.field) if way == batches.PATCHES else ""
    return (
        f"<svg x='{left:.1f}' y='{top:.1f}' width='{wide:.1f}' height='{high:.1f}'>"
        f"<rect class='sc-waste' width='100%' height='100%'/>{inside}{grid}</svg>"
        + edge(left, top, wide, high)
    )


def _grid(field):
    """The lines between the patches of a field."""
    high, wide = (side * SCALE for side in field)
    lines = [f"M0 {k * SCALE:.1f}h{wide:.1f}" for k in range(batches.TILE, field[0], batches.TILE)]
    lines += [f"M{k * SCALE:.1f} 0v{high:.1f}" for k in range(batches.TILE, field[1], batches.TILE)]
    path = "".join(lines)
    return f"<path class='sc-grid' d='{path}'/><path class='sc-grid sc-inner' d='{path}'/>"


def _fate(batching, place, y):
    """Up to four lines beside the field: the batch's shape where it begins, the picture's fate."""
    fate, lines = batching.fates[place], []
    first = fate.batch not in [other.batch for other in batching.fates[:place]]
    if first and batching.shapes:
        shape = shape_text(batching.shapes[fate.batch])
        lines.append(f"<tspan class='sc-shape'>{shape}</tspan>")
    lines += told_of(fate)
    if fate.here:
        wrong = fate.moved >= batches.NOTICED or fate.scrambled
        lines.append(mark(WRONG if wrong else PASSED) + moved(fate))
    start = y + 5 - 8.5 * (len(lines) - 1)
    return "".join(
        text(STACK + 46, start + 17 * line, told, "note left") for line, told in enumerate(lines)
    )


def _largest(fates):
    """The largest logit of all that is drawn, in size: what half a row's height stands for."""
    logits = (abs(logit) for fate in fates for logit in (*fate.here, *fate.alone))
    return max(logits, default=1) or 1


def _logits(fate, y, scale):
    """Ten places; a ring for the logit alone, a dot for that in company, a line between the two."""

    def height(logit):
        return round(y - logit / scale * (ROW / 2 - 7))

    lines, rings, dots = [f"M{LOGITS} {y}H{LOGITS + STEP * 9}"], "", ""
    for place, here in enumerate(fate.here):
        x = LOGITS + STEP * place
        dots += f"<circle class='sc-dot' cx='{x}' cy='{height(here)}' r='3.5'/>"
        if fate.alone:
            alone = height(fate.alone[place])
            lines.append(f"M{x} {height(here)}V{alone}")
            rings += f"<circle class='sc-ring' cx='{x}' cy='{alone}' r='5.5'/>"
    return f"<path class='sc-guide-line' d='{''.join(lines)}'/>{rings}{dots}"


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
        if abs(down / right - 1) > 0.02:
            told.append(f"height × {down:.2f}, width × {right:.2f}")
        elif abs(down - 1) > 0.02:
            told.append(f"both sides × {down:.2f}")
    if fate.lost:
        told.append(f"{_percent(fate.lost)} cut off")
    if fate.filled < 1:
        told.append(f"{_percent(1 - fate.filled)} padding")
    return told


def moved(fate):
    """How far its company has moved the logits, in words."""
    if not fate.alone:
        return "refused when alone"
    return f"logits moved by {_percent(fate.moved)}" if fate.moved >= TOLD else "logits as alone"


def describe(batching, photos):
    """The drawing in a few sentences: its alternative text."""
    sizes = zip(photos, batching.sizes)
    named = ", ".join(f"{photo} {height} × {width}" for photo, (height, width) in sizes)
    told = [f"{len(batching.sizes)} pictures, {named}; {batching.way}."]
    if batching.refusal:
        told.append("The model refuses." if batching.asked else "No batch comes of it.")
    for photo, fate in zip(photos, batching.fates):
        if fate.here:
            told.append(f"{photo}: {', '.join((*told_of(fate), moved(fate)))}.")
    return f"{MARKS[batching.outcome]} {' '.join(told)}"


def words(batching, photos):
    """What happened, in a few sentences, with the line of code and the original message. HTML."""
    told = _refused(batching) if batching.refusal else _answered(batching, photos)
    code = f"<p><code>{escape(CODE[batching.way])}</code></p>"
    return verdict(batching.outcome) + told + code + original(batching)


def _refused(batching):
    if batching.asked:
        return "</p><p>The batch was made, and the model refused it.</p>"
    return "</p><p>The exception comes from making the batch: the model was never asked.</p>"


def _answered(batching, photos):
    shapes = ", ".join(shape_text(shape, "span") for shape in dict.fromkeys(batching.shapes))
    count = f"{len(batching.shapes)} batches" if len(batching.shapes) > 1 else "one batch"
    return f": {count}, {shapes}.</p><p>{_waste(batching)} {_company(batching, photos)}</p>"


def _waste(batching):
    if batching.waste < TOLD:
        return "No pixel is padding."
    return f"{_percent(batching.waste)} of the pixels that the model computes are padding."


def _company(batching, photos):
    scrambled = [photo for photo, fate in zip(photos, batching.fates) if fate.scrambled]
    if scrambled:
        return (
            f"{' and '.join(map(escape, scrambled))} came out scrambled: as many numbers as its "
            "neighbour, read in the neighbour's shape."
        )
    shares = [fate.moved for fate in batching.fates]
    if max(shares) < TOLD:
        return "No picture's answer depends on its company in the batch."
    return (
        f"Company moves the logits of {escape(photos[shares.index(max(shares))])} by "
        f"{_percent(max(shares))}, measured against the same way with that picture alone."
    )
