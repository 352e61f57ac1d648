"""Whether an array shows a picture, at whatever size and frame; and if not, what was done to it."""

import numpy as np
import tensorflow as tf

GRID = 24  # fields a side on which two pictures are compared: what resizing differs in is finer
ALIKE = 0.06  # of 1, on average over fields and channels: two frames of one film differ by more

#: What people do to a picture, undone: (what it is in words, how to undo it).
DONE = (
    ("red and blue are exchanged: some libraries keep BGR", lambda x: x[..., ::-1]),
    ("rows and columns are exchanged", lambda x: np.swapaxes(x, 0, 1)),
    ("the picture stands on its head", lambda x: x[::-1]),
    ("left and right are exchanged", lambda x: x[:, ::-1]),
    ("dark and light are exchanged", lambda x: 1 - x),
)


def of_range(found):
    """What is wrong with the numbers of a picture that should lie in 0..1, or None."""
    if not np.isfinite(found).all():
        return "some numbers are NaN or infinite."
    if found.min() < -0.05:
        return f"numbers from {found.min():.1f} to {found.max():.1f}, where 0..1 is expected."
    if found.max() > 255.5:
        return f"numbers up to {found.max():.0f}, where 0..1 is expected: 16 bits divide by 65535."
    if found.max() > 1.5:
        return f"numbers up to {found.max():.0f}, where 0..1 is expected: divide by 255."
    if 0 < found.max() < 0.02:
        return f"no number is above {found.max():.4f}, where 0..1 is expected: divided twice?"
    return None


def mistake(found, pictures):
    """What is wrong with `found`, float (h, w, 3) in 0..1, or None where it shows a picture.

    `pictures`: those that it may show, each float (H, W, 4): three colours, and how much a pixel
    counts, 0 or 1. Bars around it, a cut around its middle and a stretch are no mistakes.
    """
    if any(alike(found, picture) for picture in pictures):
        return None
    if found.std() < 1e-3:
        return f"every pixel is {found.mean():.2g}: there is no picture in it."
    for told, undo in DONE:
        if any(alike(undo(found), picture) for picture in pictures):
            return f"{told}."
    if any(alike(found, _gray(picture)) for picture in pictures):
        return "the colours are gone."
    if any(_same_numbers(found, picture) for picture in pictures):
        return "the numbers are there, and not in their places: a reshape cuts rows anew."
    return "the shape is right, and the pixels are not those of this file."


def alike(found, picture):
    """Whether an array shows the picture, stretched, with bars, or cut around the middle."""
    size = found.shape[:2]
    framed = (
        tf.image.resize(picture, size, antialias=True),
        tf.image.resize_with_pad(picture, *size, antialias=True),
        _cut_to_aspect(picture, size),
        tf.image.resize_with_crop_or_pad(picture, *size),
    )
    return any(_difference(found, one.numpy()) < ALIKE for one in framed)


def _cut_to_aspect(picture, size):
    """The largest part around the middle that has the aspect of `size`, at that size."""
    height, width = picture.shape[:2]
    scale = min(height / size[0], width / size[1])
    part = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    top, left = (height - part[0]) // 2, (width - part[1]) // 2
    cut = picture[top : top + part[0], left : left + part[1]]
    return tf.image.resize(cut, size, antialias=True)


def _difference(found, framed):
    """The mean difference where the picture counts; 1 where it nowhere does."""
    counts = framed[..., 3:]
    if counts.mean() < 0.05:
        return 1.0
    off = np.concatenate([(found - framed[..., :3]) * counts, counts], axis=-1)
    fields = tf.image.resize(off, (GRID, GRID), antialias=True).numpy()
    return np.abs(fields[..., :3]).mean() / fields[..., 3].mean()


def _gray(picture):
    """The same without colour, and as much of it counts."""
    gray = picture[..., :3] @ np.float32([0.299, 0.587, 0.114])
    return np.stack([gray, gray, gray, picture[..., 3]], axis=-1)


def _same_numbers(found, picture):
    """Whether the sorted numbers are the same: the pixels are there, wherever they stand."""
    steps = np.linspace(0, 1, 21)
    return np.abs(np.quantile(found, steps) - np.quantile(picture[..., :3], steps)).max() < 0.02
