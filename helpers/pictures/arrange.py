"""Where the pieces of a drawing go in a place too narrow for it: CSS, by the width of the place.

A drawing is made for a wide place. Its pieces, `parts.piece`, are moved by these rules, and made
smaller where they are no text, so that the same frame fits everywhere and text keeps its size.
"""

#: Of a frame's drawing, in its own units: about a notebook's width in CSS pixels.
WIDTH, HEIGHT = 960, 330

#: Middles of the columns of a trace, by the number of its layers: the picture, then each layer.
COLUMNS = {4: (134, 402, 608, 752, 888), 5: (134, 402, 590, 712, 815, 907)}
CENTRE = 127  # the height at which the middles of what is drawn lie
DOOR = 268  # the middle of the gap between the picture and the first layer
LONE = 480  # of a picture without a model
ROWS = (150, 500, 810)  # of a picture, of what is read of it, of what should have been

#: Of a batch: the middles of pictures and of fields, where the logits begin, and where all ends.
ALONE, STACK, LOGITS, END = 76, 400, 740, 952
TOP = 22  # where its first row begins, under the headings
LARGEST = 160  # pixels: the largest side of a picture, which has just room in a row

#: Of a strip: the field of its lines, left and right; its sign, and the second half of its legend.
FROM, TO, END_SIGN, SECOND = 124, 820, 924, 350
LEGEND = 470  # of a map: where its legend begins

#: CSS pixels: narrower than that, a drawing is a field of pieces; and again, a narrower one.
MIDDLE, NARROW = 860, 560


def _place(kind, piece, old, new, scale=1.0):
    """The rule that brings a piece from `old`, in drawing units, to `new`.

    `new`: (hundredths of the width, pixels beside that), pixels from above.
    """
    (share, aside), down = new
    x, y = (f"{end - scale * start:.1f}px" for start, end in zip(old, (aside, down)))
    size = f" scale({scale})" if scale != 1 else ""
    return (
        f".sc-{kind} .sc-at-{piece} {{transform:translate(calc({share:.2f}cqw + {x}),{y}){size}}}"
    )


def _hide(kind, *pieces):
    return ",".join(f".sc-{kind} .sc-at-{piece}" for piece in pieces) + " {display:none}"


def _high(kind, pixels):
    """The height of the box of that kind of drawing, whatever the frame."""
    return f".sc-shows-{kind} .sc-picture {{height:{pixels:.0f}px}}"


# Columns, each with its drawing (g), four lines under it (t) and an arrow that leads to it (w).

LINES, AIR = 54, 20  # under the first of a column's four lines; and from one row to the next
NAMES = 268  # the first line's height in the wide drawing
WAY = 264  # that of the arrows between the columns
#: Units above and below the middle that a map of 320 pixels takes, or a bar; and one of half that.
HIGH, LOW = (127, 123), (72, 64)


def columns(kind, pieces, across, scale, zones):
    """Columns as a field of so many `across`. `pieces`: [(name, x, x of the arrow or None)].

    `zones`: for each row of the field, how many units above and below the middle it draws in.
    Returns the rules, and the height of the field.
    """
    made, top, rows = [], 0, -(-len(pieces) // across)
    for row, (above, below) in zip(range(rows), zones):
        middle, line = top + above * scale, top + (above + below) * scale + 16
        for column, (name, x, way) in enumerate(pieces[row * across : (row + 1) * across]):
            share = 100 * (column + 0.5) / across
            made.append(_place(kind, f"g{name}", (x, CENTRE), ((share, 0), middle), scale))
            made.append(_place(kind, f"t{name}", (x, NAMES), ((share, 0), line)))
            if way is not None:
                edge = (100 * column / across, 0 if column else 14)
                made.append(_place(kind, f"w{name}", (way, WAY), (edge, line - 4)))
        top = line + LINES + AIR
    return made, top


def rules(place, *made):
    """Rules for places narrower than `place` pixels."""
    return f"@container (max-width:{place - 0.02}px) {{\n" + "\n".join(made) + "\n}\n"


def _trace(kind, count, across, scale):
    """The columns of a trace of so many layers; with a door, where its kind says so."""
    xs = COLUMNS[count]
    ways = [(before + x) / 2 for before, x in zip(xs, xs[1:])]
    pieces = [(0, xs[0], None), *zip(range(1, count + 1), xs[1:], ways)]
    if kind == "doors":
        pieces[1] = (*pieces[1][:2], DOOR + 72)
        pieces.insert(1, ("door", DOOR, DOOR - 60))
    first = 1 if across > 2 else 2  # rows with the picture or a map as large
    zones = [HIGH] * first + [LOW if kind == "doors" else HIGH] * 3
    made, high = columns(f"{kind}.sc-of-{count}", pieces, across, scale, zones)
    if kind == "trace":
        stop = ((100 / across, 0), CENTRE * scale)
        made.append(_place(kind, "stop", (sum(xs[:2]) / 2, CENTRE), stop))
    return made, high


def _traces(kind, across, scale):
    made, heights = zip(*(_trace(kind, count, across, scale) for count in COLUMNS))
    return [*(rule for some in made for rule in some), _high(kind, max(heights))]


def _rows(across, scale):
    """The three pictures of the numbers read in rows."""
    pieces = [(place, x, None) for place, x in enumerate(ROWS)]
    made, high = columns("rows", pieces, across, scale, [HIGH, HIGH])
    way = ((100 / across, 0), sum(HIGH) * scale + 12)
    made.append(_place("rows", "way", ((ROWS[0] + ROWS[1]) / 2 - 5, CENTRE), way))
    return [*made, _hide("rows", "count"), _high("rows", high)]


def _lone():
    made, high = columns("lone", [(0, LONE, None)], 1, 1, [HIGH])
    return [*made, _high("lone", high)]


class Rows:
    """Rows for so many pictures of a batch, as high as there is room.

    `high`: from one to the next. `scale`: units per pixel, the same for every size of a picture.
    """

    def __init__(self, count):
        self.high = (HEIGHT - TOP) / count
        self.scale = (self.high - 8) / LARGEST

    def middle(self, place):
        """The middle of a row, from above."""
        return round(TOP + self.high * (place + 0.5), 1)

    def beside(self, side):
        """Where the largest field ends, to the left (-1) or to the right (1), and some air."""
        return STACK + side * (LARGEST / 2 * self.scale + 12)


HEAD, BLOCK = 32, 76  # pixels for the lines over a row; for its pictures, where logits lie below


def _batch(count, largest, top, below):
    """The rows of a batch of so many: names over pictures that are at most `largest` pixels.

    `below`: whether the logits have a place under the pictures, not beside them.
    """
    rows, kind = Rows(count), f"batches.sc-of-{count}"
    scale = round(min(1, largest / (LARGEST * rows.scale)), 2)
    pitch = HEAD + rows.high + (BLOCK if below else 0)
    bare, field = (6 + largest / 2, 36 + 1.5 * largest)
    made = []
    for place in range(count):
        head, old = top + place * pitch, rows.middle(place)
        middle = head + HEAD + (BLOCK if below else rows.high) / 2
        beside = (0, field + largest / 2 + 8)
        logits = (50, -81), middle + (BLOCK + rows.high) / 2
        logits = logits if below else ((100, -172), middle)
        made += [
            _place(kind, f"g{place}", (ALONE, old), ((0, bare), middle), scale),
            _place(kind, f"n{place}", (ALONE + 80, old - 4), ((0, 6), head + 12)),
            _place(kind, f"s{place}", (ALONE + 80, old + 14), ((0, 6), head + 27)),
            _place(kind, f"gf{place}", (STACK, old), ((0, field), middle), scale),
            _place(kind, f"e{place}", (rows.beside(1), old), (beside, middle)),
            _place(kind, f"l{place}", (LOGITS, old), logits),
        ]
    first = top + HEAD + (BLOCK if below else rows.high) / 2
    steeper, x = pitch / rows.high, field - largest / 2 - 10 - rows.beside(-1)
    made.append(
        f".sc-{kind} .sc-at-gbrackets {{transform:translate({x:.1f}px,"
        f"{first - steeper * rows.middle(0):.1f}px) scale(1,{steeper:.3f})}}"
    )
    return made, top + count * pitch


def _batches(largest, top, below):
    made, heights = zip(*(_batch(count, largest, top, below) for count in (2, 3, 4)))
    made = [rule for some in made for rule in some]
    end = (LOGITS + 81, HEIGHT / 2)
    made += [
        _hide("batches", "way"),
        _place("batches", "pictures", (ALONE + 60, 12), ((0, 32), 12)),
        _place("batches", "stack", (STACK + 30, 12), ((0, 50 + 1.5 * largest), 12)),
        _place("batches", "logits", (END, 12), ((100, -4), 30 if below else 12)),
        _place("batches", "none", (STACK, HEIGHT / 2), ((0, 36 + 1.5 * largest), HEIGHT / 2)),
        _place("batches", "refused", end, ((100, -90), HEIGHT / 2)),
        _high("batches", max(heights) + 4),
    ]
    return made


def _strip(shorter, slant, below, high):
    """The lines of a strip, so much shorter; the names of layers, so steep; the legend below."""
    left = 44
    first = left - shorter * FROM
    return [
        f".sc-strip .sc-at-glines {{transform:translate({first:.1f}px,0) scale({shorter},1)}}",
        f".sc-strip .sc-placed {{transform:translate(calc({first:.1f}px + "
        f"var(--x)*{shorter - 1:.3f}px),0)}}",
        f".sc-strip .sc-placed g text {{transform:rotate(-{slant}deg)}}",
        _place("strip", "scale", (FROM, 0), ((0, left), 0)),
        _place("strip", "sign", (END_SIGN, 0), ((100, -20), 0)),
        _place("strip", "door", ((FROM + TO) / 2, 0), ((50, 0), 0)),
        _place("strip", "called", (FROM, 322), ((0, 6), below)),
        _place("strip", "upwards", (SECOND, 322), ((0, 6), below + 17)),
        _high("strip", high),
        f".sc-map-figure .sc-strip {{height:330px;margin-bottom:{high - 330}px}}",
    ]


def _map(scale, legend, high):
    return [
        f".sc-sizes .sc-at-gfield {{transform:scale({scale})}}",
        f".sc-sizes .sc-at-gfield text {{font-size:{12.5 / scale:.1f}px}}",
        _place("sizes", "legend", (LEGEND, 0), ((0, legend[0]), legend[1])),
        f".sc-map-figure .sc-sizes {{height:400px;margin-bottom:{high - 400}px}}",
        f".sc-your-model .sc-map {{height:{high}px}}",
    ]


#: In a narrower place, a drawing has its units in pixels.
_CANVAS = """
.sc-picture {position:relative;aspect-ratio:auto;overflow:hidden}
.sc-picture .sc-figure {position:absolute;left:0;top:0;width:960px;height:330px;overflow:visible}
.sc-map-figure .sc-figure {width:960px;max-width:none;overflow:visible}
.sc-your-model .sc-map {aspect-ratio:auto}
.sc-figure [class*=sc-at-g] * {vector-effect:non-scaling-stroke}
.sc-figure .sc-guide {display:none}
.sc-figure .sc-shape, .sc-figure .sc-note {font-size:12px}
.sc-doors .sc-kind, .sc-doors .sc-shape {font-size:11px;letter-spacing:-.3px}
.sc-doors .sc-kind.sc-long {font-size:10.5px}
.sc-figure [class*=sc-at-g] text:not(.sc-stopped) {font-size:20px}
"""

_MIDDLE = (
    *(_CANVAS, *_traces("trace", 3, 0.66), *_traces("doors", 4, 0.56), *_lone()),
    *(*_rows(3, 0.74), *_batches(88, 22, below=False)),
    *(*_strip(0.589, 66, 392, 418), *_map(0.68, (292, 0), 400)),
)
_NARROW = (
    *(*_traces("trace", 2, 0.5), *_traces("doors", 2, 0.5)),
    *(*_rows(2, 0.66), *_batches(58, 40, below=True)),
    *(*_strip(0.273, 75, 400, 424), *_map(0.8, (12, 320), 640)),
    ".sc-strip .sc-placed .sc-shape {display:none}",
    ".sc-batches .sc-note {font-size:11px}",
)

#: The rules for all drawings.
ARRANGED = rules(MIDDLE, *_MIDDLE) + rules(NARROW, *_NARROW)
