"""What the drawings share: the canvas, labels, marks, arrows and edges. SVG text.

Lengths are drawing units, see `style`; `x` and `y` grow to the right and downwards.
"""

from html import escape

from helpers.clinic.marks import coloured
from helpers.pictures.arrange import HEIGHT, WIDTH
from helpers.pictures.style import MARKS


def svg(alt, parts, kind, height=HEIGHT):
    """A drawing of the stage's width, with its alternative text.

    `kind`: class names without their "sc-"; by the first, `arrange` places its pieces.
    """
    classes = " ".join(f"sc-{name}" for name in kind.split())
    return (
        f"<svg class='sc-figure {classes}' role='img' viewBox='0 0 {WIDTH} {height}' "
        f"aria-label='{escape(alt)}'>{''.join(parts)}</svg>"
    )


def piece(name, *drawn):
    """What is moved together where there is little room. See `arrange`."""
    return f"<g class='sc-at-{name}'>{''.join(drawn)}</g>"


def placed(x, *drawn):
    """What stands at a place along a line, which is drawn shorter where there is little room."""
    return f"<g class='sc-placed' style='--x:{x:.1f}'>{''.join(drawn)}</g>"


def mark(outcome):
    """The sign of an outcome, in front of a name."""
    return f"<tspan class='sc-mark'>{MARKS[outcome]}</tspan> "


def label(x, name, kind, shape, note):
    """Four lines under a column: what it is called, what it is, its shape, and a remark."""
    long = " sc-long" if len(kind) > 21 else ""  # a global pooling has little room
    lines = (("name", name), (f"kind{long}", kind), ("shape", shape), ("note", note))
    return "".join(
        f"<text class='sc-{style}' x='{x}' y='{268 + 18 * place}'>{text}</text>"
        for place, (style, text) in enumerate(lines)
    )


def text(x, y, told, style):
    """One line of text. `style`: class names without their "sc-", such as "note left"."""
    classes = " ".join(f"sc-{name}" for name in style.split())
    return f"<text class='{classes}' x='{x:g}' y='{y:g}'>{told}</text>"


def arrow(x, y, length):
    """A way to the right, from `x` on."""
    return f"<path class='sc-way' d='M{x:g} {y:g}h{length}m-7 -5l7 5l-7 5'/>"


def stopped(x, y):
    """The sign that it ends here, at a refusal."""
    return f"<text class='sc-stopped' x='{x:g}' y='{y:g}'>✗</text>"


def edge(left, top, width, height, style="edge"):
    """A rectangle's outline, or its filling, as its style says."""
    return (
        f"<rect class='sc-{style}' x='{left:.1f}' y='{top:.1f}' "
        f"width='{width:.1f}' height='{height:.1f}'/>"
    )


def size(height, width):
    """'80 × 120', each number in its axis's colour."""
    return f"{coloured(height, 'height', 'tspan')} × {coloured(width, 'width', 'tspan')}"
