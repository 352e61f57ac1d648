"""The smallest side that a stack of convolutions and poolings takes: what is said to an answer."""

from helpers.course.exercises.exercise import expect


def verify_least(answer, links):
    """Raise `Mistake` unless `answer` is the smallest side, in pixels, that empties no map.

    `links`: (name, window, stride) of the layers from the first on, none of them padded.
    """
    side = _whole(answer)
    expect(side is not None, f"A side is one whole number of pixels like 8, not {answer!r}.")
    came = side
    for name, window, stride in links:
        # A picture too small is a mistake at the layer where it shows.
        empty = f"At {side} × {side}, {name} gets {came} × {came}, and has no room for its window"
        expect(came >= window, f"{empty} of {window} × {window}.")
        came = (came - window) // stride + 1
    least = _least(links)
    expect(side <= least, _larger(side, links))


def _whole(answer):
    """A whole number that is at least 1, however it is written; None for anything else."""
    if isinstance(answer, (bool, str)):
        return None
    try:
        number = int(answer)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number == answer and number > 0 else None


def _least(links):
    """Backwards: what must come to each layer so that one place is left at the end."""
    side = 1
    for _, window, stride in reversed(links):
        side = (side - 1) * stride + window
    return side


def _larger(side, links):
    """What of a side that is enough was not needed: a rest somewhere, or places at the end."""
    told, came = f"{side} is enough, and not the smallest that is:", side
    for name, window, stride in links:
        rest = (came - window) % stride
        if rest:
            return f"{told} {name} gets {came} × {came}, and leaves a rest of {rest} there unread."
        came = (came - window) // stride + 1
    return f"{told} {came} × {came} places are left at the end, and one would do."
