"""Texts made to keep a pattern busy, or its reader astray, from the pattern's own parts."""

import random
import re
from re import _constants as kinds
from re import _parser

LONG = 20_000  # characters
#: What stands between the parts of messages in quantity.
FLOODS = ("1", " ", "\n", "(", "[", "None, ", "1,", "{{", "'", "a/", "\x1b[")
SHAPES = (
    *("()", "[]", "(1,)", "[?]", "(None, None)", "[1 2 3]", "(0, 0, 0, 0)", "(None, 8, 8, 3)"),
    *("[]]", "(.)", "[9999999999,3]", "(1, 2, 3, 4, 5, 6, 7, 8, 9)", "(-1,)"),
)
NUMBERS = ("0", "1", "4", "7", "99", "123456789012", "9" * 5000, "-1", "")


def floods(pattern):
    """The beginnings of what a pattern matches, each over and over, and each before a flood."""
    parts = list(_parser.parse(pattern, re.DOTALL))
    borders = [
        end
        for end in range(1, len(parts) + 1)
        if end == len(parts) or {parts[end][0], parts[end - 1][0]} != {kinds.LITERAL}
    ]
    for beginning in filter(None, dict.fromkeys(_text(parts[:end]) for end in borders)):
        yield (beginning * LONG)[:LONG]
        yield ((beginning + "(1, " * 5) * LONG)[:LONG]
        yield from ((beginning + flood * LONG)[:LONG] for flood in FLOODS)


def odd(pattern, chance):
    """What a pattern matches, or nearly: shapes and numbers that no library would write."""
    shape = re.compile(r"\[\\\(\\\[\]\[\\d\\s,None\?\.\]\{0,\d+\}\[\\\)\\\]\]")
    marked = re.sub(r"\\d(?:\+|\{1,\d\})", "\0", shape.sub("\1", pattern))
    text = _text(list(_parser.parse(marked, re.DOTALL)))
    text = re.sub("\0", lambda _: chance.choice(NUMBERS), text)
    return re.sub("\1", lambda _: chance.choice(SHAPES), text)


def _text(parts):
    """The shortest text that the parts of a pattern match, anchors aside."""
    return "".join(_one(kind, of) for kind, of in parts)


def _one(kind, of):
    if kind is kinds.LITERAL:
        return chr(of)
    if kind is kinds.IN:
        return _member(of)
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        least, most, inner = of
        return _text(inner) * max(least, min(1, most) if kind is kinds.MAX_REPEAT else 0)
    if kind is kinds.SUBPATTERN:
        return _text(of[-1])
    if kind is kinds.BRANCH:
        return _text(of[1][0])
    return "~" if kind in (kinds.ANY, kinds.NOT_LITERAL) else ""


def _member(of):
    """A character of a class."""
    kind, what = of[0]
    if kind is kinds.LITERAL:
        return chr(what)
    if kind is kinds.RANGE:
        return chr(what[0])
    digit, space = kinds.CATEGORY_DIGIT, kinds.CATEGORY_SPACE
    return {digit: "1", space: " "}.get(what, "~" if kind is kinds.NEGATE else "a")


def unbounded(pattern):
    """Whether any character may come any number of times, as by `.*`."""
    return any(
        kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT)
        and of[1] is kinds.MAXREPEAT
        and of[2][0][0] is kinds.ANY
        for kind, of in _all(_parser.parse(pattern, re.DOTALL))
    )


def _all(parts):
    for kind, of in parts:
        yield kind, of
        inner = of if isinstance(of, tuple) else ()
        for one in inner:
            for sub in one if isinstance(one, list) else [one]:
                if isinstance(sub, _parser.SubPattern):
                    yield from _all(sub)


def dice():
    """The same throws on every run."""
    return random.Random(0)
