"""From a claim on trial to a picture and words: what it foresees beside what was printed."""

from html import escape
from textwrap import wrap

from helpers.course.exhibits.exhibit import ARTICLE, DEPENDS, FALSE, PARTLY, TRUE
from helpers.pictures.parts import edge, text

NOT_YET = "not yet"

MARKS = {TRUE: "✓", PARTLY: "½", FALSE: "✗", DEPENDS: "⚠", NOT_YET: "?"}

SOURCE = f"<p>The claim is from “{escape(ARTICLE)}”.</p>"

WIDTH, HEIGHT = 440, 336  # of the drawing, in its own units: it is read in a narrow place too
FORESEEN, PRINTED = 16, 200  # where the columns begin: what the claim foresees, what was printed
FIRST, STEP = 76, 52  # the top of the first row, and from row to row
LONGEST = 54  # characters of a line of the phrase


def frame(exhibit, printed, guess, seam):
    """One frame for the stage: the drawing of a trial, `seam`, and its words. Plain text.

    `printed`: what the exhibit's code printed. `guess`: a verdict, or `NOT_YET`, which shows none
    of what was printed.
    """
    return drawing(exhibit, printed, guess) + seam + words(exhibit, printed, guess)


def drawing(exhibit, printed, guess):
    """The phrase, and row by row what the claim foresees and what was printed."""
    phrase = wrap(f"“{exhibit.phrase}”", LONGEST)
    parts = [
        *(text(WIDTH / 2, 20 + 18 * n, escape(line), "name") for n, line in enumerate(phrase)),
        text(FORESEEN, FIRST - 10, "if the claim held", "left"),
        text(PRINTED, FIRST - 10, "printed here", "left"),
    ]
    for place, (what, one) in enumerate(exhibit.compared(printed).items()):
        parts += _row(FIRST + STEP * place, what, one, guess != NOT_YET)
    told = _ruled(exhibit, printed, guess)
    said = "" if guess == NOT_YET else f" ({_said(exhibit.verdict(printed), guess)})"
    mark = f"<tspan class='sc-mark'>{told[0]}</tspan>"
    parts.append(text(WIDTH / 2, HEIGHT - 16, f"{mark}{told[1:]}{said}", "name"))
    return (
        f"<svg class='sc-figure sc-claim' role='img' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"aria-label='{escape(describe(exhibit, printed, guess))}'>{''.join(parts)}</svg>"
    )


def _row(top, what, one, shown):
    yield edge(FORESEEN - 10, top, WIDTH - 2 * (FORESEEN - 10), STEP - 4, _filling(one, shown))
    yield text(FORESEEN, top + 20, escape(what), "left")
    yield text(FORESEEN, top + 39, escape(one.foreseen), "shape left")
    yield text(PRINTED, top + 39, _printed(one) if shown else "?", "shape left")


def _filling(one, shown):
    if not shown:
        return "map-unasked"
    return "map-passed" if one.agrees else "map-refused"


def _printed(one):
    return f"{'✓' if one.agrees else '✗'} {escape(one.printed)}"


def _ruled(exhibit, printed, guess):
    """'✗ false', or the question where nothing was guessed."""
    if guess == NOT_YET:
        return f"{MARKS[NOT_YET]} What do you say?"
    verdict = exhibit.verdict(printed)
    return f"{MARKS[verdict]} {verdict}"


def describe(exhibit, printed, guess):
    """The drawing in a few sentences: its alternative text."""
    told = f"{_ruled(exhibit, printed, guess)}. The claim: “{exhibit.phrase}”. If it held: "
    rows = []
    for what, one in exhibit.compared(printed).items():
        came = "" if guess == NOT_YET else f" (printed: {one.printed})"
        rows.append(f"{what}: {one.foreseen}{came}")
    return f"{told}{'; '.join(rows)}."


def words(exhibit, printed, guess):
    """The verdict, what to say instead, the lines and what they printed. HTML."""
    lines = f"<pre class='sc-lines'>{escape(exhibit.code)}</pre>"
    if guess == NOT_YET:
        asks = f"<b>{MARKS[NOT_YET]} Your guess first.</b> These lines decide it:"
        return f"<p class='sc-verdict'>{asks}</p>{lines}{SOURCE}"
    verdict = exhibit.verdict(printed)
    return (
        f"<p class='sc-verdict'><b>{MARKS[verdict]} {verdict}</b>: {_said(verdict, guess)}.</p>"
        f"<p>Say instead: {escape(exhibit.instead)}</p>{_elsewhere(exhibit)}"
        f"<p>The lines printed:</p><pre class='sc-lines'>{escape(printed)}</pre>"
        f"<details><summary>The lines</summary>{lines}</details>{SOURCE}"
    )


def _said(verdict, guess):
    return "as you said" if guess == verdict else f"you said: {guess}"


def _elsewhere(exhibit):
    """What was recorded with other versions, and was not run here."""
    return "".join(
        f"<p>Recorded with {escape(versions)}, not run here: {escape(what)}: {escape(value)}.</p>"
        for versions, recorded in exhibit.elsewhere.items()
        for what, value in recorded.items()
    )
