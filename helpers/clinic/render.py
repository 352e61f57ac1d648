"""A reading as text and as HTML: the one place where a `Diagnosis` becomes something to look at.

The HTML needs no style sheet from outside: it takes the page's own colours and letters. Numbers
carry the class of their axis (`sc-height`, `sc-channels`, ...), which a course may dress with
colours.
"""

from __future__ import annotations

import re
import textwrap
from html import escape
from math import prod
from typing import TYPE_CHECKING

from .marks import AXES, coloured, shape_text
from .words import plain

if TYPE_CHECKING:
    from .reading import Diagnosis, Fix, Shape

WIDTH = 80  # columns of a plain terminal

#: Letters and colours are inherited, so that a reading is legible on any page, light or dark.
PLAIN_STYLE = """
.sc-reading {display:flex;flex-wrap:wrap;gap:24px}
.sc-reading>div {flex:1 1 320px;min-width:0}
.sc-reading pre {font-family:var(--jp-code-font-family,monospace)}
.sc-reading pre {font-size:var(--jp-code-font-size,13px);color:inherit;background:transparent}
.sc-reading pre {white-space:pre-wrap;overflow-wrap:break-word}
.sc-reading li pre {white-space:pre;overflow-x:auto}
.sc-reading .sc-original {max-height:28em;overflow:auto}
.sc-reading .sc-number {white-space:nowrap}
.sc-reading .sc-number span {font-weight:600}
"""
_dress: list[str] = []

#: What no line may end in the middle of: a shape, a size or product, a number and what it counts.
_WHOLE = re.compile(
    r"[(\[][\d, None?]{0,200}[)\]]|(?<![\d?])[\d?]+(?: [×=] [\d?]+)+(?: [a-z]{2,12}\b)?"
    r"|(?<![\w.?])\d[\d.]*(?: %| [a-z]{2,12}\b)"
)


def dress(style: str) -> None:
    """Let every reading that is shown from now on bring this CSS along too."""
    if style not in _dress:
        _dress.append(style)


# --- text
# ------------------------------------------------------------------------------------------


def text(diagnosis: Diagnosis, width: int = WIDTH) -> str:
    """The reading in lines of at most `width` columns. Code and numbers are never broken."""
    lines = _wrapped(diagnosis.summary, width, "")
    if diagnosis.layer:
        axis = "" if diagnosis.axis is None else f", axis {diagnosis.axis}"
        lines.append(f"  at {diagnosis.layer}{axis}")
    lines += [f"  {word} {value}" for word, value in _told(diagnosis)]
    cause = diagnosis.cause
    lines.append(f"  cause: {cause} ({cause.code}), confidence: {diagnosis.confidence}")
    for place, fix in enumerate(diagnosis.fixes):
        lines += _wrapped(f"{_how(fix, place)}: {fix.name}: {_why(fix)}", width, "  ")
        lines += [f"      {line}" for line in fix.code.splitlines()]
        lines += _wrapped(f"tried: {fix.tried}", width, "      ") if fix.tried else []
    return "\n".join(lines)


def _how(fix: Fix, place: int) -> str:
    """How a treatment is offered: one that was tried first, the others after it."""
    if not fix.tried:
        return "advice, not tried"
    return "or" if place else "try"


def _why(fix: Fix) -> str:
    return f"{fix.why} ({fix.cost})" if fix.cost else fix.why


def _wrapped(words: str, width: int, indent: str) -> list[str]:
    """Lines of at most `width` columns; shapes, products and long words stay whole."""
    glued = _WHOLE.sub(lambda found: found[0].replace(" ", "\u00a0"), words)
    lines = textwrap.wrap(
        glued,
        width,
        initial_indent=indent,
        subsequent_indent=indent and indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _told(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """[("expected", "394272 = 111 × 111 × 32"), ...], without what is not known."""
    return [(word, product(value, factors)) for word, value, factors in _numbers(diagnosis)]


def _numbers(diagnosis: Diagnosis) -> list[tuple[str, int | Shape, Shape]]:
    """(word, size or shape, factors): sizes, where the expected shape says no more than one."""
    shape = diagnosis.received if diagnosis.expected is None else diagnosis.expected
    said = [axis for axis, size in enumerate(shape or ()) if size is not None]
    alone = said == [diagnosis.axis]
    told = (
        ("expected", diagnosis.expected, diagnosis.expected_size, diagnosis.expected_from),
        ("received", diagnosis.received, diagnosis.received_size, diagnosis.received_from),
    )
    return [
        (word, size if alone and size is not None else shape, factors)
        for word, shape, size, factors in told
        if shape is not None
    ]


def product(number: int | Shape | None, factors: Shape) -> str:
    """'127008 = 63 × 63 × 32', or the number or shape alone where there are no factors."""
    if not factors:
        return f"{number}"
    told = prod(size or 1 for size in factors) if isinstance(number, tuple) else number
    return f"{told} = {' × '.join(map(str, factors))}"


# --- HTML
# ------------------------------------------------------------------------------------------


def html(diagnosis: Diagnosis) -> str:
    """The message, whole, beside the reading of it."""
    original = escape(plain(diagnosis.original)) or "nothing"
    cause = diagnosis.cause
    return (
        f"<style>{PLAIN_STYLE}{''.join(_dress)}</style><section class='sc-reading' "
        f"aria-label='{escape(_alt(diagnosis), quote=True)}'><div><b>TensorFlow says</b><pre "
        f"class='sc-original' tabindex='0'>{original}</pre></div><div><b>Read as</b> "
        f"<code>{cause}</code> ({cause.code}), confidence "
        f"{diagnosis.confidence}{_place(diagnosis)}<p>{whole(diagnosis.summary)}</p>"
        f"{_treatments(diagnosis)}</div></section>"
    )


def whole(words: str) -> str:
    """Words as HTML, each shape, product and number with what it counts on one line of the page.

    Not by no-break spaces: in code they would be copied along. The page needs the style
    `.sc-number {white-space:nowrap}`, as `html` brings it.
    """
    parts, end = [], 0
    for found in _WHOLE.finditer(words):
        kept = f"<span class='sc-number'>{escape(found[0])}</span>"
        parts += [escape(words[end : found.start()]), kept if " " in found[0] else found[0]]
        end = found.end()
    return "".join(parts) + escape(words[end:])


def numbers(diagnosis: Diagnosis) -> str:
    """'expected 394272 = 111 × 111 × 32, received 127008 = ...', numbers marked by axis; "" for
    none.
    """
    axis = _axis_name(diagnosis)
    return ", ".join(
        f"{word} <span class='sc-number'>{_marked(value, factors, axis)}</span>"
        for word, value, factors in _numbers(diagnosis)
    )


def factors(shape: Shape) -> str:
    """'63 × 63 × 32' of a feature map without its batch axis, marked by axis. HTML."""
    return " × ".join(coloured(size, axis) for size, axis in zip(shape, AXES[1:], strict=False))


def _axis_name(diagnosis: Diagnosis) -> str:
    """ "channels", "height" ... of the axis spoken of, "flat" where the shape is no batch of
    pictures.
    """
    shape, axis = diagnosis.received or diagnosis.expected or (), diagnosis.axis
    return AXES[axis] if axis is not None and len(shape) == 4 else "flat"


def _marked(value: int | Shape, of: Shape, axis: str) -> str:
    if isinstance(value, tuple):
        return shape_text(value, "span")
    return coloured(value, axis) + (f" = {factors(of)}" if of else "")


def _alt(diagnosis: Diagnosis) -> str:
    """The reading in a sentence, for a screen reader's list of regions."""
    at = f" at {diagnosis.layer}" if diagnosis.layer else ""
    return f"Reading of a failure: {diagnosis.cause}{at}. {diagnosis.summary}"


def _place(diagnosis: Diagnosis) -> str:
    told = numbers(diagnosis)
    at = f"At <b>{escape(str(diagnosis.layer))}</b>" if diagnosis.layer else ""
    return f"<p>{': '.join(filter(None, (at, told)))}.</p>" if at or told else ""


def _treatments(diagnosis: Diagnosis) -> str:
    """The first that passed, open; the others and what was not tried, folded."""
    tried = [_item(fix) for fix in diagnosis.fixes if fix.tried]
    advice = [_item(fix) for fix in diagnosis.fixes if not fix.tried]
    first = f"<p>What helps:</p><ul>{tried[0]}</ul>" if tried else ""
    others = _folded("Other treatments that pass", tried[1:])
    return first + others + _folded("Advice, not tried", advice, opened=not tried)


def _item(fix: Fix) -> str:
    code = f"<pre tabindex='0'>{escape(fix.code)}</pre>" if fix.code else ""
    shown = f"<p>tried: {whole(fix.tried)}</p>" if fix.tried else ""
    return f"<li><b>{escape(fix.name)}</b>: {whole(_why(fix))}{code}{shown}</li>"


def _folded(title: str, items: list[str], opened: bool = False) -> str:
    if not items:
        return ""
    state = " open=''" if opened else ""
    return f"<details{state}><summary>{title}</summary><ul>{''.join(items)}</ul></details>"
