"""How often somebody was right when how sure: bars as SVG in HTML text."""

from html import escape

from helpers.pictures.parts import edge, text
from helpers.pictures.style import STYLE

WORDS = {"guess": "guessing", "rather": "rather sure", "certain": "certain"}
NOTHING = "Nothing was predicted so far: a prediction counts once it is committed."

WIDTH, ROW = 480, 34  # of the drawing, and of a bar with its gap, in its own units
LEFT, LONG = 110, 240  # where the bars begin, and how long all right is


def figure(counts):
    """The bars of {how sure: (right, all)}, or a sentence where nothing was committed. HTML."""
    told = describe(counts)
    if not any(count for _, count in counts.values()):
        return f"<p>{told}</p>"
    rows = "".join(_row(place, sure, *counts[sure]) for place, sure in enumerate(counts))
    drawing = (
        f"<svg class='sc-figure' role='img' viewBox='0 0 {WIDTH} {ROW * len(counts)}' "
        f"aria-label='{escape(told)}'>{rows}</svg>"
    )
    return f"<style>{STYLE}</style><div class='sc-calibration'>{drawing}</div>"


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
