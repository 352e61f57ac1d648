"""What a treatment does to the pictures, asked with marked ones: rows stay rows, gray stays gray.

A picture whose values are the numbers of its rows shows where the rows went, one whose values are
the numbers of its columns where those went, and one whose values are the squares of the numbers of
its channels what became of the colours: no mean of them is one of them.
"""

import numpy as np
import tensorflow as tf

from .running import run

#: How many channels a picture may have; a last axis of another size is none of channels.
COLOURS = (1, 3, 4)


def sides(shape):
    """The axes of height and width of a picture or a batch of them; None where nobody can tell."""
    if len(shape) == 3:
        return (0, 1) if shape[-1] in COLOURS else (1, 2)
    if len(shape) == 4 and (shape[-1] in COLOURS) != (shape[1] in COLOURS):
        return (1, 2) if shape[-1] in COLOURS else (2, 3)
    return None


def marked(value, axis):
    """Like `value`, an array or a tensor, but each number says its place on `axis`, from 1."""
    shape, dtype = tuple(value.shape), value.dtype
    places = np.arange(1, shape[axis] + 1)
    numbers = np.moveaxis(np.broadcast_to(places, (*np.delete(shape, axis), len(places))), -1, axis)
    return tf.cast(numbers, dtype) if tf.is_tensor(value) else numbers.astype(dtype)


def treated(code, name, value, names):
    """`value` after `code`, as the numbers of an array; None where the code leaves none."""
    inside = {**names, name: value}
    try:
        run(code, inside, "marked")
        result = np.asarray(inside[name], "float64")
    except Exception:  # judged where the code is run for its own sake
        return None
    return None if inside[name] is value else result


def content(numbers):
    """The numbers without a margin of zeros: what was padded is no part of the picture."""
    for axis in range(numbers.ndim):
        others = tuple(other for other in range(numbers.ndim) if other != axis)
        filled = np.flatnonzero(numbers.any(others))
        if len(filled):
            numbers = np.take(numbers, range(filled[0], filled[-1] + 1), axis)
    return numbers


def varying(numbers):
    """The axes along which these numbers change."""
    numbers = content(numbers)
    return [axis for axis in range(numbers.ndim) if np.ptp(numbers, axis).max() > 1e-3]


def sides_kept(code, name, value, names):
    """Whether rows are still rows and columns columns, behind a batch axis; None if unasked."""
    if (axes := sides(tuple(value.shape))) is None or min(value.shape[a] for a in axes) < 2:
        return None
    places = []
    for axis in axes:
        after = treated(code, name, marked(value, axis), names)
        if after is None or after.ndim < 3 or min(after.shape) == 0:
            return None
        if value.shape[-1] in COLOURS:
            after = after[..., : value.shape[-1]]  # a channel that is added has no rows
        if len(found := varying(after)) != 1:
            return False
        places += found
    height, width = places
    return height < width and (height > 0 or after.ndim == 3)


def colours_kept(code, name, value, names):
    """Whether gray is made of all colours, and colours of gray are gray; None if unasked."""
    shape = tuple(value.shape)
    if len(shape) not in (3, 4) or shape[-1] not in COLOURS:
        return None
    after = treated(code, name, marked(value, len(shape) - 1) ** 2, names)
    if after is None or after.ndim not in (3, 4) or after.shape[-1] not in COLOURS:
        return None
    values = np.unique(np.round(content(after).reshape(-1, after.shape[-1]), 3), axis=0)
    if len(values) != 1:
        return None
    made, colours = values[0], [place**2 for place in range(1, shape[-1] + 1)]
    if len(colours) == 1:
        return bool((made[:3] == made[0]).all())
    if len(made) == 1:
        return bool(made[0] not in colours)
    return bool((made[:3] == colours[:3]).all())


def pictures_kept(case, fix, names):
    """Whether a treatment leaves the pictures what they were; None where it cannot be asked.

    Where axes stand in each other's place, they are meant to change it.
    """
    value = names.get(case.inputs)
    if (
        fix.replaces
        or "swapped-axes" in case.cause
        or not isinstance(value, (np.ndarray, tf.Tensor))
    ):
        return None
    if not np.issubdtype(np.asarray(value).dtype, np.number):
        return None
    given = fix.code, case.inputs, value, names
    answers = [sides_kept(*given), colours_kept(*given)]
    return None if answers == [None, None] else False not in answers
