"""What a class has answered: for each question its options, with bars, as HTML text."""

import re
from collections import Counter
from html import escape

from helpers.course.codes import SURE

NOTHING = "Paste the codes here: whatever else stands between them is passed over."
COUNTED = (
    "{count} counted. A code carries no name: the same code twice counts as two people who "
    "answered alike."
)
BAD = "Not counted, since it could not be read:"

SURES = {"guess": "a guess", "rather": "rather sure", "certain": "certain"}

#: Surer is darker, and without the stripes; the numbers beside it say the same.
_STYLE = """<style>
.sc-tally {color:var(--jp-content-font-color1,#1f1f1f);max-width:60em;line-height:1.5}
.sc-tally table {border-collapse:collapse;width:100%;table-layout:fixed;margin:0 0 1.2em}
.sc-tally caption {text-align:left;font-weight:600;padding:.4em 0}
.sc-tally :is(td,th) {text-align:left;padding:3px 8px;font-weight:400;vertical-align:top}
.sc-tally tr, .sc-tally tr:hover {background:none}
.sc-tally .sc-bar {display:flex;height:1.3em;border-left:1px solid currentColor}
.sc-tally .sc-bar i {border:1px solid currentColor;border-left:0;box-sizing:border-box}
.sc-tally .sc-guess {background:repeating-linear-gradient(45deg,transparent 0 4px,#767676 4px 5px)}
.sc-tally .sc-rather {background:#9a9a9a}
.sc-tally .sc-certain {background:#0072b2} .sc-tally .sc-None {background:#767676}
</style>"""


def marked(text):
    """A text of a question as HTML; what stands in backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


def figure(answers, bad, questions, reveal=False):
    """All that was answered. `answers`, `bad`: as `codes.found` gives them.

    `questions`: {name: Question}, in the order to show them. `reveal`: the right option is marked.
    """
    if not answers and not bad:
        return f"{_STYLE}<div class='sc-tally'><p>{NOTHING}</p></div>"
    counts = Counter(answers)
    tables = [
        _table(question, [one for one in counts.items() if one[0].question == name], reveal)
        for name, question in questions.items()
        if any(answer.question == name for answer in counts)
    ]
    told = f"<p>{COUNTED.format(count=len(answers))}</p>"
    return f"{_STYLE}<div class='sc-tally'>{told}{''.join(tables)}{_unread(bad)}</div>"


def _table(question, counts, reveal):
    """One question: a row for each option, chosen or not."""
    total = sum(count for _, count in counts)
    rows = []
    for place, option in enumerate(question.options):
        here = {answer.sure: count for answer, count in counts if answer.option == place}
        right = " <b>✓ right</b>" if reveal and option.right else ""
        rows.append(
            f"<tr><th scope='row'>{marked(option.says)}{right}</th>"
            f"<td><div class='sc-bar' aria-hidden='true'>{_bar(here, total)}</div></td>"
            f"<td>{_numbers(here, total)}</td></tr>"
        )
    return f"<table><caption>{marked(question.asks)}</caption>{''.join(rows)}</table>"


def _bar(here, total):
    return "".join(
        f"<i class='sc-{sure}' style='width:{100 * here[sure] / total:.2f}%'></i>"
        for sure in SURE
        if sure in here
    )


def _numbers(here, total):
    """'3 of 12: 1 a guess, 2 certain'."""
    sures = ", ".join(f"{here[sure]} {SURES[sure]}" for sure in SURE[1:] if sure in here)
    return f"{sum(here.values())} of {total}{': ' if sures else ''}{sures}"


def _unread(bad):
    listed = "".join(f"<li><code>{escape(code)}</code>: {escape(why)}</li>" for code, why in bad)
    return f"<p>{BAD}</p><ul>{listed}</ul>" if bad else ""
