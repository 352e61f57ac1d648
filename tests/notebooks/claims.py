"""The claims of the notebooks' prose, and the cell that stands for each.

    .venv/bin/python -m tests.notebooks.claims          a list of them all

A sentence with a word such as *always*, *only* or *cannot* can be false in one case, so a cell has
to show it: one whose output is compared, and would differ if the sentence were false. The markdown
cell says which, in its metadata: `"claims": [{"says": some of its words, "cell": a cell's id}]`.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"

WORDS = re.compile(
    r"\b(any|anything|only|always|never|every|everything|everywhere|cannot|impossible|nobody|"
    r"whatever|proves?|proved|guarantee[sd]?)\b",
    re.IGNORECASE,
)

#: What stands under a cell and is compared, although it says nothing: a picture, a widget.
SILENT = re.compile(r"<IPython\.core\.display\.HTML object>|[A-Z]\w+\([^\n]*\)")


@dataclass(frozen=True)
class Claim:
    """A sentence with a claim's word. `cell`: the id of the cell that shows it; None for none."""

    notebook: str
    at: str
    sentence: str
    cell: str | None

    def __str__(self):
        return f"{self.notebook} {self.at} -> {self.cell or 'NO CELL'}: {self.sentence}"


def sentences(markdown):
    """The sentences of a markdown text: without code blocks, a row of a table being one."""
    text = re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)
    # A heading, a row, an item of a list and a paragraph end where the next begins.
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*|#]|\d+\.) ?)", text)
    for block in blocks:
        whole = _plain(block)
        if whole.startswith(("#", "|")):  # a title is often a case and a question: one of both
            yield whole
        else:
            yield from filter(None, re.split(r"(?<=[.?!])[*_\"”)]* +(?=[\"“(*_`A-Z0-9])", whole))


def claiming(markdown):
    """Those that claim: a word in code or in a question does not."""
    for sentence in sentences(markdown):
        said = re.sub(r"`[^`]*`|\]\([^)]*\)", "", sentence)
        if WORDS.search(said) and "?" not in said:
            yield sentence


def _plain(text):
    return " ".join(text.split())


def _prose(path):
    """The markdown cells, without the tasks: what is asked of the reader is no claim."""
    tasks = False
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
            tasks = headings[-1] == "Your turn" if headings else tasks
            if not tasks:
                yield cell


def claims(path):
    """Every claim of a notebook's prose."""
    for cell in _prose(path):
        shown = {_plain(tag["says"]): tag["cell"] for tag in cell.metadata.get("claims", ())}
        for sentence in claiming(cell.source):
            found = [at for says, at in shown.items() if says in sentence]
            yield Claim(path.stem[:2], cell.id, sentence, found[0] if found else None)


def stale(path):
    """Tags whose words stand in no claiming sentence of their cell."""
    for cell in _prose(path):
        told = list(claiming(cell.source))
        for tag in cell.metadata.get("claims", ()):
            if not any(_plain(tag["says"]) in sentence for sentence in told):
                yield f"{cell.id}: {tag['says']}"


def evidence(path):
    """The ids of the cells whose output says something that is compared: text, or an error."""
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", ()):
            told = output.get("text") or output.get("data", {}).get("text/plain", "")
            if output.output_type == "error" or (told and not SILENT.fullmatch(told.strip())):
                yield cell.id


if __name__ == "__main__":
    for file in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        if not sys.argv[1:] or file.stem[:2] in sys.argv[1:]:
            print(*claims(file), sep="\n")
