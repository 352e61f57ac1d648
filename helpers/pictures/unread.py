"""A part of a picture that a model never reads: hatched behind the photo, and in words."""

from dataclasses import dataclass

from helpers.clinic.reading import Diagnosis
from helpers.pictures.parts import edge

THICK = 8  # drawing units: one row is less than one of them, and nobody would see it


@dataclass(frozen=True)
class Unread:
    """What a call never reads of its picture, and what was tried on it.

    `given` and `read`: (rows, columns) that came, and that are read, the first ones. `reading`: the
    clinic's. `cures`: HTML, each a treatment after which the same part changes the answer.
    """

    given: tuple[int, int]
    read: tuple[int, int]
    reading: Diagnosis
    cures: tuple[str, ...]

    @property
    def part(self):
        """'last row and column', in words."""
        lost = [given - read for given, read in zip(self.given, self.read)]
        named = [
            name if many == 1 else f"{many} {name}s"
            for many, name in zip(lost, ("row", "column"))
            if many
        ]
        return f"last {' and '.join(named)}"


def strips(unread, left, top, scale):
    """Hatched, at the lower and the right edge of a photo with that corner. SVG.

    They begin where it is read no more, and are thicker than it is: a row is less than a line.
    """
    (height, width), (rows, columns) = unread.given, unread.read
    across, down = width * scale, height * scale
    drawn = []
    if columns < width:
        begins = left + columns * scale
        thick = max(THICK, (width - columns) * scale)
        drawn.append((begins, top, thick, rows * scale if rows < height else down))
    if rows < height:
        thick = max(THICK, (height - rows) * scale)
        corner = THICK if columns < width else 0
        drawn.append(
            (left, top + rows * scale, columns * scale + corner if corner else across, thick)
        )
    return "".join(edge(*box, "waste") + edge(*box) for box in drawn)


def tried(unread):
    """What was tried on this picture: that nothing there counts, and what helps. HTML."""
    told = f"Tried on this photo, its {unread.part} turned into the negative: the same answer."
    if unread.cures:
        told += (
            f" What helps, tried likewise: {' or '.join(unread.cures)}. Then the answer changes."
        )
    return f"<p>{told}</p>"
