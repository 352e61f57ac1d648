"""Several pictures through one model, batched in one way: what became of each of them.

Each way is a remedy, or a mistake that many make. A `Batching` is plain data, as a `Trace` is.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
import tensorflow as tf
from keras import layers

from helpers.clinic.trace import PASSED, REFUSED, WRONG, Refusal
from helpers.course import remedies

SIDE = 96  # pixels: the one size that the resizing ways bring all pictures to
TILE = 32  # pixels: the side of a patch, and the step of the buckets
NOTICED = 0.05  # part of its length by which company may move a vector of logits unnoticed

STACK = "tf.stack"
FUSED = "map, then batch"
RESIZE = "resize"
RESIZE_WITH_PAD = "resize with pad"
CROP_OR_PAD = "crop or pad"
PADDED = "padded batch"
MASKED = "padded batch, masked"
RAGGED = "ragged, then resize"
BUCKETS = "buckets"
ONE_BY_ONE = "one by one"
PATCHES = "patches"


@dataclass(frozen=True)
class Fate:
    """What became of one picture.

    `size`: its own (height, width). `batch`: the number of the batch it went into, and `field`: the
    (height, width) that it has there. `box`: (top, left, height, width) of the picture in that
    field, in pixels; () where it is no picture any more, but its numbers in another order: then
    `scrambled` holds what lies in the batch, uint8 (height, width, 3). `here`: its logits; `alone`:
    its logits when the same way batches it without company; `bare`: those of the picture as it is,
    at its own size. () where that is refused.
    """

    size: tuple
    batch: int
    field: tuple
    box: tuple
    here: tuple = ()
    alone: tuple = ()
    bare: tuple = ()
    scrambled: tuple = ()

    @property
    def by_company(self):
        """How far the rest of the batch has moved the logits: `here` against `alone`."""
        return _moved(self.here, self.alone)

    @property
    def by_treatment(self):
        """How far the way itself moves them, without company: `alone` against `bare`."""
        return _moved(self.alone, self.bare)

    @property
    def depends(self):
        """Whether the answer is another one in other company, by as much as is noticed."""
        return bool(self.scrambled) or self.by_company >= NOTICED

    @property
    def lost(self):
        """The part of the picture that was cut off, 0 to 1."""
        if not self.box:
            return 0.0
        top, left, height, width = self.box
        down = min(self.field[0], top + height) - max(0, top)
        right = min(self.field[1], left + width) - max(0, left)
        return 1 - down * right / (height * width)

    @property
    def filled(self):
        """The part of the field that holds the picture, 0 to 1."""
        if not self.box:
            return 1.0
        *_, height, width = self.box
        return (1 - self.lost) * height * width / (self.field[0] * self.field[1])


def _moved(logits, own):
    """The difference's length, as part of that of `own`; 0 where one of the two is missing."""
    if not (logits and own):
        return 0.0
    return float(np.linalg.norm(np.subtract(logits, own)) / np.linalg.norm(own))


@dataclass(frozen=True)
class Batching:
    """One way, one model, several pictures.

    `shapes`: of the batches, in the order in which the model got them. `asked`: whether the model
    was asked at all before something refused.
    """

    way: str
    model: str
    sizes: tuple
    fates: tuple = ()
    shapes: tuple = ()
    asked: bool = False
    refusal: Refusal | None = None

    @property
    def outcome(self):
        """PASSED, REFUSED, or WRONG: a picture's answer depends on its neighbours in the batch."""
        if self.refusal:
            return REFUSED
        return WRONG if any(fate.depends for fate in self.fates) else PASSED

    @property
    def waste(self):
        """The part of all batches' pixels that holds no picture, 0 to 1."""
        pixels = [fate.field[0] * fate.field[1] for fate in self.fates]
        used = sum(fate.filled * area for fate, area in zip(self.fates, pixels))
        return 1 - used / sum(pixels)


@dataclass
class _Batch:
    """Pictures that go through the model together, and where each lies."""

    members: list  # indices of the pictures
    pixels: tf.Tensor  # (n, height, width, 3); of PATCHES (tiles, side, side, 3), for one picture
    boxes: list
    field: tuple
    mask: tf.Tensor | None = None


def batching(way, model, pictures, own=None):
    """Bring `pictures` through `model` in one way: a `Batching`.

    `pictures`: each float32 (height, width, 3) in 0..1. `own`: what `logits_alone` answers for
    each in this way, and in the way ONE_BY_ONE: [(alone, bare), ...], where it is known already.
    What TensorFlow raises is recorded, not raised. KeyError for an unknown way.
    """
    sizes = tuple(tuple(picture.shape[:2]) for picture in pictures)
    batches, asked = None, False
    try:
        batches = WAYS[way](pictures)
        asked = True
        logits = _logits(model, batches)
    except (ValueError, tf.errors.OpError) as error:
        return Batching(
            way, model.name, sizes, _fates(sizes, batches or []), (), asked, Refusal.of(error)
        )
    own = own or [
        tuple(logits_alone(one, model, picture) for one in (way, ONE_BY_ONE))
        for picture in pictures
    ]
    fates = _fates(sizes, batches, logits, own)
    shapes = tuple(tuple(batch.pixels.shape) for batch in batches)
    return Batching(way, model.name, sizes, fates, shapes, asked)


def _logits(model, batches):
    """{index of the picture: its logits}"""
    found = {}
    for batch in batches:
        answers = answer(model, batch.pixels, batch.mask).numpy()
        if len(batch.members) < len(answers):  # patches: their mean is the picture's answer
            answers = answers.mean(axis=0, keepdims=True)
        found |= {member: tuple(map(float, row)) for member, row in zip(batch.members, answers)}
    return found


def answer(model, pixels, mask=None):
    """`model(pixels)`, of a Sequential; with a mask, its global pooling heeds the mask."""
    x = pixels
    for layer in model.layers if mask is not None else [model]:
        if isinstance(layer, layers.GlobalAveragePooling2D):
            x = remedies.masked_mean(x, mask)
        elif isinstance(layer, layers.GlobalMaxPooling2D):
            x = remedies.masked_max(x, mask)
        else:
            x = layer(x)
    return x


def logits_alone(way, model, picture):
    """The logits of one picture, batched in that way without company; () where that is refused."""
    try:
        return _logits(model, WAYS[way]([picture]))[0]
    except (ValueError, tf.errors.OpError):
        return ()


def _fates(sizes, batches, logits=None, own=None):
    """One `Fate` a picture, in the pictures' order."""
    found = {}
    for number, batch in enumerate(batches):
        for row, (member, box) in enumerate(zip(batch.members, batch.boxes)):
            here = logits[member] if logits else ()
            alone, bare = own[member] if own else ((), ())
            scrambled = () if box else _as_bytes(batch.pixels[row])
            found[member] = Fate(
                sizes[member], number, batch.field, box, here, alone, bare, scrambled
            )
    return tuple(found[member] for member in sorted(found))


def _as_bytes(pixels):
    """float32 in 0..1 -> uint8, as nested tuples: plain data that can be compared."""
    rows = tf.cast(tf.round(pixels * 255), tf.uint8).numpy().tolist()
    return tuple(tuple(map(tuple, row)) for row in rows)


# The ways: pictures -> batches.


def _together(pixels, boxes, mask=None):
    """All in one batch."""
    return [_Batch(list(range(len(boxes))), pixels, boxes, tuple(pixels.shape[1:3]), mask)]


def _own_boxes(pictures):
    return [(0, 0, *picture.shape[:2]) for picture in pictures]


def _stacked(pictures):
    return _together(tf.stack(pictures), _own_boxes(pictures))


def _fused(pictures):
    """As many pipelines do it: decode in a map, then batch. tf.data fuses the two into one step."""
    files = [tf.io.encode_png(tf.cast(tf.round(picture * 255), tf.uint8)) for picture in pictures]
    decoded = tf.data.Dataset.from_tensor_slices(files).map(tf.io.decode_png, num_parallel_calls=1)
    pixels = tf.cast(next(iter(decoded.batch(len(files)))), tf.float32) / 255
    fits = [picture.shape[:2] == pixels.shape[1:3] for picture in pictures]
    return _together(pixels, [box if fit else () for fit, box in zip(fits, _own_boxes(pictures))])


def _resized(pictures):
    return _together(remedies.resized(pictures, SIDE, SIDE), [(0, 0, SIDE, SIDE)] * len(pictures))


def _ragged(pictures):
    return _together(
        remedies.ragged_then_resized(pictures, SIDE, SIDE), [(0, 0, SIDE, SIDE)] * len(pictures)
    )


def _resized_with_pad(pictures):
    """The box is where a white picture comes out white: TensorFlow rounds in float32."""
    white = remedies.resized_with_pad(
        [tf.ones_like(picture[..., :1]) for picture in pictures], SIDE, SIDE
    ).numpy()
    boxes = []
    for field in white[..., 0] > 0:
        (rows,), (columns,) = np.nonzero(field.any(axis=1)), np.nonzero(field.any(axis=0))
        boxes.append((int(rows[0]), int(columns[0]), len(rows), len(columns)))
    return _together(remedies.resized_with_pad(pictures, SIDE, SIDE), boxes)


def _cropped_or_padded(pictures):
    boxes = [
        (_offset(height), _offset(width), height, width)
        for height, width, _ in (picture.shape for picture in pictures)
    ]
    return _together(remedies.cropped_or_padded(pictures, SIDE, SIDE), boxes)


def _offset(side):
    """Where a side begins in the field: centred; negative where it is cut off."""
    return (SIDE - side) // 2 if side < SIDE else -((side - SIDE) // 2)


def _padded(pictures):
    return _together(remedies.padded(pictures)[0], _own_boxes(pictures))


def _masked(pictures):
    pixels, mask = remedies.padded(pictures)
    return _together(pixels, _own_boxes(pictures), mask)


def _in_buckets(pictures):
    found = []
    for members in remedies.by_size(pictures, TILE):
        (batch,) = _padded([pictures[member] for member in members])
        batch.members = members
        found.append(batch)
    return found


def _one_by_one(pictures):
    return [
        _Batch([member], picture[tf.newaxis], _own_boxes([picture]), tuple(picture.shape[:2]))
        for member, picture in enumerate(pictures)
    ]


def _in_patches(pictures):
    found = []
    for member, picture in enumerate(pictures):
        field = tuple(ceil(side / TILE) * TILE for side in picture.shape[:2])
        found.append(
            _Batch([member], remedies.patches(picture, TILE), _own_boxes([picture]), field)
        )
    return found


WAYS = {
    STACK: _stacked,
    FUSED: _fused,
    RESIZE: _resized,
    RESIZE_WITH_PAD: _resized_with_pad,
    CROP_OR_PAD: _cropped_or_padded,
    PADDED: _padded,
    MASKED: _masked,
    RAGGED: _ragged,
    BUCKETS: _in_buckets,
    ONE_BY_ONE: _one_by_one,
    PATCHES: _in_patches,
}
