"""Writes docs/claims.md, the table of the claims on trial, from what their lines print here.

python3 tests/trial.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))  # a script's own folder alone stands there

from helpers.course import quiet  # noqa: E402

quiet.start()

from helpers.course.exhibits import ARTICLE, EXHIBITS  # noqa: E402

PAGE = ROOT / "docs" / "claims.md"

HEAD = f"""\
# Claims on trial

An article, “{ARTICLE}”, gives explanations that many people repeat. Here is each claim of it that
can be checked, by a few of its words; T is the text, E an example, S the summary. A verdict is
computed from what the exhibit's lines print: true if all of it is what the claim foresees, false if
nothing is, partly if some is. It depends on the version where another version was recorded to print
something that changes that; what was recorded was not run for this table.

[Visit 06](../notebooks/06-claims-on-trial.ipynb) shows the lines and runs them. They live in
`helpers/course/exhibits`, and `tests/trial.py` writes this page.

| | The claim | Verdict | Say instead |
|---|---|---|---|
"""


def page(printed):
    """The page, from {name: what the exhibit's lines print}."""
    return HEAD + "".join(row(one, printed[name]) for name, one in EXHIBITS.items())


def row(one, printed):
    """One exhibit as a row of the table."""
    recorded = "".join(
        f" Recorded with {versions}: {what}: {value}."
        for versions, values in one.elsewhere.items()
        for what, value in values.items()
    )
    phrase = one.phrase.replace("|", r"\|")
    return f"| {one.claim} | “{phrase}” | {one.verdict(printed)} | {one.instead}{recorded} |\n"


def main():
    text = page({name: one.run() for name, one in EXHIBITS.items()})
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
