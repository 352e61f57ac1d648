"""How often somebody was right when how sure: bars as SVG in HTML text."""

from html import escape

from helpers.pictures.parts import edge, text
from helpers.pictures.style import STYLE

WORDS = {"guess": "guessing", "rather": "rather sure", "certain": "certain"}
NOTHING = "No prediction is known here yet: one counts once it is committed."

WIDTH, ROW = 480, 34  # of the drawing, and of a bar with its gap, in its own units
LEFT, LONG = 110, 240  # where the bars begin, and how long all right is
_STYLE = ".sc-calibration {max-width:480px;min-height:102px} .sc-calibration svg {width:100%}"


def figure(counts):
    """The bars of {how sure: (right, all)}, or a sentence where nothing was committed. HTML."""
    told = describe(counts)
    if not any(count for _, count in counts.values()):
        return _boxed(f"<p>{told}</p>")
    rows = "".join(_row(place, sure, *counts[sure]) for place, sure in enumerate(counts))
    drawing = (
        f"<svg class='sc-figure' role='img' viewBox='0 0 {WIDTH} {ROW * len(counts)}' "
        f"aria-label='{escape(told)}'>{rows}</svg>"
    )
    return _boxed(drawing)


def _boxed(shown):
    """As high as the bars are: nothing jumps when the first prediction is committed."""
    return f"<style>{STYLE}{_STYLE}</style><div class='sc-calibration'>{shown}</div>"


def describe(counts):
    """The same in words: its alternative text."""
    told = [
        f"{WORDS[sure]}: {_right(right, count)}" for sure, (right, count) in counts.items() if count
    ]
    return f"Your predictions. {'; '.join(told)}." if told else NOTHING


def _row(place, sure, right, count):
    middle = ROW * (place + 0.5)
    share = LONG * right / count if count else 0
    return (
        text(LEFT - 10, middle + 5, WORDS[sure], "right")
        + edge(LEFT, middle - 10, share, 20, "map-passed")
        + edge(LEFT, middle - 10, LONG, 20)
        + text(LEFT + LONG + 10, middle + 5, _right(right, count), "left")
    )


def _right(right, count):
    return f"right {right} of {count}" if count else "not yet"
