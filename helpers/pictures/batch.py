"""From a `Batching` to a picture and words: the pictures alone, the batch as a stack, the logits of both."""

from html import escape

import numpy as np

from helpers.course import batches
from helpers.pictures.frame import (
    HEIGHT,
    MARKS,
    WIDTH,
    coloured,
    image_uri,
    original,
    photo_id,
    shape_text,
    svg,
)
from helpers.clinic.trace import PASSED, REFUSED, WRONG

SCALE = 0.44  # drawing units per pixel: 160 pixels are 70, and the scale stays put
ROW = 78  # drawing units from one picture to the next
TOP = 22  # where the first row begins, under the headings
ALONE, STACK, LOGITS = 60, 400, 690  # the middles of the pictures, of the fields, and where the logits begin
STEP = 27  # from one logit to the next

#: What each way is in code, as a learner would write it.
CODE = {
    batches.STACK: "batch = tf.stack(pictures)",
    batches.FUSED: "batch = next(iter(files.map(tf.io.decode_png, num_parallel_calls=1).batch(4)))",
    batches.RESIZE: f"batch = remedies.resized(pictures, {batches.SIDE}, {batches.SIDE})",
    batches.RESIZE_WITH_PAD: f"batch = remedies.resized_with_pad(pictures, {batches.SIDE}, {batches.SIDE})",
    batches.CROP_OR_PAD: f"batch = remedies.cropped_or_padded(pictures, {batches.SIDE}, {batches.SIDE})",
    batches.PADDED: "batch, _ = remedies.padded(pictures)",
    batches.MASKED: "batch, mask = remedies.padded(pictures); means = remedies.masked_mean(features(batch), mask)",
    batches.RAGGED: f"batch = remedies.ragged_then_resized(pictures, {batches.SIDE}, {batches.SIDE})",
    batches.BUCKETS: f"for bucket in remedies.by_size(pictures, {batches.TILE}): ...",
    batches.ONE_BY_ONE: "for picture in pictures: model(picture[None])",
    batches.PATCHES: f"tf.reduce_mean(model(remedies.patches(picture, {batches.TILE})), axis=0)",
}


def frame(batching, photos, seam):
    """One frame for the stage: the drawing of a `Batching`, `seam`, and its words. Plain text.

    `photos`: the names of the pictures, in their order; their pixels come from `photo_defs`.
    """
    return drawing(batching, photos) + seam + words(batching, photos)


def drawing(batching, photos):
    """A row for each picture: itself, its field in the batch, its logits alone and in company."""
    scale = _largest(batching.fates)
    parts = [_headings(batching), *(_brackets(batching))]
    if batching.refusal:
        parts.append(_stopped(batching))
    for place, (photo, size) in enumerate(zip(photos, batching.sizes)):
        parts.append(_alone(photo, size, _middle(place)))
    for place, (photo, fate) in enumerate(zip(photos, batching.fates)):
        first = place == 0 or fate.batch not in [other.batch for other in batching.fates[:place]]
        parts.append(_field(batching.way, photo, fate, _middle(place)))
        parts.append(_fate(batching, fate, _middle(place), first))
        if fate.here:
            parts.append(_logits(fate, _middle(place), scale))
    return svg(describe(batching, photos), parts)


def _stopped(batching):
    """Where it ends: at the making of the batch, or at the model."""
    x, told = (LOGITS + 4.5 * STEP, "the model refuses") if batching.asked else (STACK, "no batch")
    return (
        f"<text class='sc-stopped' x='{x}' y='{HEIGHT / 2}'>{MARKS[REFUSED]}</text>"
        f"<text class='sc-name' x='{x}' y='{HEIGHT / 2 + 34}'>{told}</text>"
    )


def _percent(share):
    return f"{100 * share:.0f} %"


def _middle(place):
    return TOP + ROW * place + ROW / 2


def _headings(batching):
    told = ((ALONE + 40, "pictures"), (STACK + 60, "in the batch"), (LOGITS + STEP * 4.5, "10 logits: ○ alone, ● in the batch"))
    return "".join(f"<text class='sc-kind' x='{x}' y='12'>{text}</text>" for x, text in told)


def _brackets(batching):
    """The batch axis, one line a batch, a tick at each picture that is in it."""
    for number in {fate.batch: None for fate in batching.fates}:
        rows = [_middle(place) for place, fate in enumerate(batching.fates) if fate.batch == number]
        apart = rows[-1] - rows[0] > ROW * (len(rows) - 1)  # others lie between: keep clear of their lines
        x = STACK - 56 - (9 * (number + 1) if apart else 0)
        ticks = "".join(f"M{x} {y}h8" for y in rows)
        yield f"<path class='sc-bracket' d='M{x} {rows[0] - 30}V{rows[-1] + 30}{ticks}'/>"


def _alone(photo, size, y):
    left, top = ALONE - size[1] * SCALE / 2, y - size[0] * SCALE / 2
    return (
        _image(f"#{photo_id(photo)}", left, top, *size)
        + f"<text class='sc-name sc-left' x='{ALONE + 44}' y='{y - 4}'>{escape(photo)}</text>"
        + f"<text class='sc-shape sc-left' x='{ALONE + 44}' y='{y + 14}'>{shape_text((*size, 3))}</text>"
        + f"<path class='sc-way' d='M{ALONE + 182} {y}h34m-7 -5l7 5l-7 5'/>"
    )


def _image(href, left, top, height, width):
    return f"<use href='{href}' transform='translate({left:.1f} {top:.1f}) scale({width * SCALE:.2f} {height * SCALE:.2f})'/>"


def _field(way, photo, fate, y):
    """The field that a picture has in its batch: hatched where it is padding, the picture cut at its edge."""
    high, wide = fate.field[0] * SCALE, fate.field[1] * SCALE
    left, top = STACK - wide / 2, y - high / 2
    if fate.scrambled:
        inside = f"<image width='{wide:.1f}' height='{high:.1f}' preserveAspectRatio='none' href='{image_uri(np.array(fate.scrambled, np.uint8))}'/>"
    else:
        down, right, height, width = fate.box
        inside = _image(f"#{photo_id(photo)}", right * SCALE, down * SCALE, height, width)
    grid = ""
    if way == batches.PATCHES:
        lines = [f"M0 {k * SCALE:.1f}h{wide:.1f}" for k in range(batches.TILE, fate.field[0], batches.TILE)]
        lines += [f"M{k * SCALE:.1f} 0v{high:.1f}" for k in range(batches.TILE, fate.field[1], batches.TILE)]
        grid = f"<path class='sc-grid' d='{''.join(lines)}'/><path class='sc-grid sc-inner' d='{''.join(lines)}'/>"
    return (
        f"<svg x='{left:.1f}' y='{top:.1f}' width='{wide:.1f}' height='{high:.1f}'>"
        f"<rect class='sc-waste' width='100%' height='100%'/>{inside}{grid}</svg>"
        f"<rect class='sc-edge' x='{left:.1f}' y='{top:.1f}' width='{wide:.1f}' height='{high:.1f}'/>"
    )


def _fate(batching, fate, y, first):
    """Up to four lines beside the field: the batch's shape where it begins, and what became of the picture."""
    lines = [f"<tspan class='sc-shape'>{shape_text(batching.shapes[fate.batch])}</tspan>"] if first and batching.shapes else []
    lines += told_of(fate)
    if fate.here:
        mark = MARKS[WRONG if fate.moved >= batches.NOTICED or fate.scrambled else PASSED]
        lines.append(f"<tspan class='sc-mark'>{mark}</tspan> {moved(fate)}")
    start = y + 5 - 8.5 * (len(lines) - 1)
    return "".join(
        f"<text class='sc-note sc-left' x='{STACK + 46}' y='{start + 17 * place:.1f}'>{line}</text>" for place, line in enumerate(lines)
    )


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
    return f"logits moved by {_percent(fate.moved)}" if fate.moved >= 0.005 else "logits as alone"


def _largest(fates):
    """The largest logit of all that is drawn, in size: what half a row's height stands for."""
    return max((abs(logit) for fate in fates for logit in (*fate.here, *fate.alone)), default=1) or 1


def _logits(fate, y, scale):
    """Ten places; a ring for the logit alone, a dot for that in company, a line where they differ."""
    half = ROW / 2 - 7
    marks = [f"M{LOGITS} {y}H{LOGITS + STEP * 9}"]
    rings, dots = "", ""
    for place, here in enumerate(fate.here):
        x, low = LOGITS + STEP * place, round(y - here / scale * half)
        dots += f"<circle class='sc-dot' cx='{x}' cy='{low}' r='3.5'/>"
        if fate.alone:
            high = round(y - fate.alone[place] / scale * half)
            marks.append(f"M{x} {low}V{high}")
            rings += f"<circle class='sc-ring' cx='{x}' cy='{high}' r='5.5'/>"
    return f"<path class='sc-guide-line' d='{''.join(marks)}'/>{rings}{dots}"


def describe(batching, photos):
    """The drawing in a few sentences: its alternative text."""
    named = [f"{photo} {height} × {width}" for photo, (height, width) in zip(photos, batching.sizes)]
    told = [f"{len(named)} pictures, {', '.join(named)}; {batching.way}."]
    if batching.refusal:
        told.append("The model refuses." if batching.asked else "No batch comes of it.")
    for photo, fate in zip(photos, batching.fates):
        if fate.here:
            told.append(f"{photo}: {', '.join((*told_of(fate), moved(fate)))}.")
    return f"{MARKS[batching.outcome]} {' '.join(told)}"


def words(batching, photos):
    """What happened, in a few sentences, with the line of code and the original message. HTML."""
    code = f"<p><code>{escape(CODE[batching.way])}</code></p>"
    if batching.refusal:
        return _refused(batching) + code + original(batching)
    shapes = ", ".join(shape_text(shape, "span") for shape in dict.fromkeys(batching.shapes))
    count = f"{len(batching.shapes)} batches" if len(batching.shapes) > 1 else "one batch"
    verdict = f"<p class='sc-verdict'><b>{MARKS[batching.outcome]} {batching.outcome}</b>: {count}, {shapes}.</p>"
    return verdict + f"<p>{_waste(batching)} {_company(batching, photos)}</p>" + code + original(batching)


def _refused(batching):
    asked = (
        "The batch was made, and the model refused it."
        if batching.asked
        else "The exception comes from making the batch: the model was never asked."
    )
    return f"<p class='sc-verdict'><b>{MARKS[REFUSED]} {REFUSED}</b></p><p>{asked}</p>"


def _waste(batching):
    return f"{_percent(batching.waste)} of the pixels that the model computes are padding." if batching.waste >= 0.005 else "No pixel is padding."


def _company(batching, photos):
    scrambled = [photo for photo, fate in zip(photos, batching.fates) if fate.scrambled]
    if scrambled:
        return (
            f"{' and '.join(map(escape, scrambled))} came out scrambled: as many numbers as its neighbour, read "
            f"in the neighbour's shape."
        )
    farthest = max(range(len(batching.fates)), key=lambda place: batching.fates[place].moved)
    share = batching.fates[farthest].moved
    if share < 0.005:
        return "No picture's answer depends on its company in the batch."
    return (
        f"Company moves the logits of {escape(photos[farthest])} by {_percent(share)}, measured against the same way with that "
        f"picture alone."
    )
