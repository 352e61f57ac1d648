"""From a `RowReading` to a picture and words: a photo, what is read of it, and should be."""

from html import escape

from helpers.clinic.marks import coloured, shape_text
from helpers.clinic.render import whole
from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.course.row_lengths import MADE_FOR
from helpers.pictures import photos
from helpers.pictures.arrange import CENTRE, ROWS
from helpers.pictures.parts import arrow, edge, label, mark, piece, size, svg, text
from helpers.pictures.style import MARKS
from helpers.pictures.words import original, verdict

SCALE = (
    1.5  # drawing units per pixel: a picture 160 high fills the stage from its top to the labels
)
LEFT, MIDDLE, RIGHT = ROWS  # the middles of the picture, what is read, what should have been
WAY = 64  # drawing units of the arrow from the picture to what is read


def frame(reading, photo, seam):
    """One frame for the stage: the drawing of a `RowReading`, `seam`, and its words. Plain text.

    `photo`: the name of the picture; its pixels come from `photos.defs`.
    """
    return drawing(reading, photo) + seam + words(reading)


def drawing(reading, photo):
    """The picture, what is read of it in rows of the length expected, and what should have been."""
    should = _should(reading)
    made = "as it is" if should == reading.size else "resized first"
    x = (LEFT + MIDDLE) / 2 - 5
    count = coloured(reading.count, "flat", "tspan")
    parts = [
        piece("g0", _photo(photo, LEFT, *reading.size)),
        piece("t0", label(LEFT, escape(photo), "picture", *_told_of(reading.size))),
        piece("way", arrow(x - WAY / 2, CENTRE, WAY)),
        piece("count", text(x, CENTRE - 12, f"{count} numbers", "note")),
        piece("g1", _as_read(reading)),
        piece("t1", label(MIDDLE, *_told(reading))),
        piece("g2", _photo(photo, RIGHT, *should)),
        piece("t2", label(RIGHT, "as it should be", made, *_told_of(should))),
    ]
    return svg(describe(reading, photo), parts, "rows")


def _should(reading):
    """The (height, width) that the picture should have had."""
    return reading.size if reading.takes is None else MADE_FOR


def _told_of(sides):
    """'(1, 80, 120, 3)' and '80 × 120 × 3', in the colours of the axes."""
    return shape_text((1, *sides, 3)), f"{size(*sides)} × {coloured(3, 'channels', 'tspan')}"


def _box(x, height, width):
    """Left, top, width and height, in drawing units, of a picture around `x`."""
    wide, high = width * SCALE, height * SCALE
    return x - wide / 2, CENTRE - high / 2, wide, high


def _photo(photo, x, height, width):
    box = _box(x, height, width)
    return photos.use(photo, *box) + edge(*box)


def _as_read(reading):
    """The numbers in the rows that were expected; hatched is where none are left."""
    left, top, wide, high = box = _box(MIDDLE, *_should(reading))
    rows, across, _ = reading.read.shape
    expected = rows if reading.takes is None else reading.takes // (3 * across)
    filled = photos.image(reading.read, left, top, wide, high * rows / expected) if rows else ""
    return edge(*box, "waste") + filled + edge(*box)


def _told(reading):
    """Four lines: the outcome, who reads, the length of the rows, how many numbers are taken."""
    name = mark(reading.outcome) + ("as it would be read" if reading.refusal else "as it is read")
    if reading.takes is None:
        return name, escape(reading.reader), "no rows", "takes any count"
    across = coloured(reading.read.shape[1], "width", "tspan")
    takes = coloured(reading.takes, "flat", "tspan")
    return name, escape(reading.reader), f"rows of {across}", f"takes {takes} numbers"


def describe(reading, photo):
    """The drawing in a few sentences: its alternative text."""
    height, width = reading.size
    told = (
        f"{MARKS[reading.outcome]} {photo}, {height} × {width} × 3, {reading.count} numbers, "
        f"for {reading.reader}"
    )
    if reading.takes is None:
        return f"{told}, which takes any count and reads it as it is."
    rows = f"rows of {reading.read.shape[1]}"
    how = {
        PASSED: "The picture is whole.",
        WRONG: f"Nothing is raised, and in {rows} it is no longer the picture that it was.",
        REFUSED: f"Refused; in {rows} it would not be the picture.",
    }[reading.outcome]
    return f"{told}, which takes {reading.takes}. {how}"


def words(reading):
    """The outcome, what `examine` says, and what TensorFlow says. HTML."""
    taken = "any count is" if reading.takes is None else f"{coloured(reading.takes, 'flat')} are"
    counts = f": {coloured(reading.count, 'flat')} numbers came, {taken} taken.</p>"
    found = "".join(map(_finding, reading.findings))
    calm = "<p><code>clinic.examine</code> finds nothing: <code>()</code></p>"
    return verdict(reading.outcome) + counts + (found or calm) + original(reading)


def _finding(diagnosis):
    code = whole(diagnosis.fixes[0].code)
    return f"<p>{whole(diagnosis.summary)}</p><p>What helps: <code>{code}</code></p>"
