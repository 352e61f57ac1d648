"""How long a visit takes, from its words and cells.

    .venv/bin/python -m tests.notebooks.reading         minutes of each notebook, by what they go to

The rates are round guesses on the slow side of what is measured for reading (238 words a minute of
English non-fiction: Brysbaert 2019), for whoever has watched a class to correct.
"""

import re
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"

WORDS, CODE, OUTPUT = 200, 15, 40  # a minute: words, lines of code, lines that they print
PANEL, TASK = 2, 4  # minutes: a question or a panel, and a task of one's own
STEP = 5  # minutes: nobody plans more finely

TASKS = "Your turn"


def minutes(path):
    """{what: minutes} of a notebook: its words, code, panels, and tasks."""
    took = dict.fromkeys(("words", "code", "panels", "tasks"), 0.0)
    tasks = False
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            tasks = tasks or f"## {TASKS}" in cell.source
            took["words"] += len(re.findall(r"\w+", _unfolded(cell.source))) / WORDS
        elif re.search(r"^(panels|exercises)\.", cell.source, re.MULTILINE):
            took["tasks" if tasks else "panels"] += TASK if tasks else PANEL
        else:
            took["code"] += _lines(cell.source) / CODE + sum(map(_printed, cell.outputs)) / OUTPUT
    return took


def plan(path):
    """(minutes of reading, minutes of tasks) to plan for a notebook."""
    took = minutes(path)
    tasks = took.pop("tasks")
    return tuple(max(STEP, STEP * round(part / STEP)) for part in (sum(took.values()), tasks))


def _unfolded(markdown):
    """What stands there unless something is opened."""
    return re.sub(r"<details>.*?</details>", "", markdown, flags=re.DOTALL)


def _lines(text):
    return text.count("\n") + 1


def _printed(output):
    told = output.get("text") or output.get("data", {}).get("text/plain")
    return _lines(told or output.get("evalue", ""))


if __name__ == "__main__":
    for file in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        took = " ".join(f"{what} {part:.0f}," for what, part in minutes(file).items())
        print(f"{file.stem}: {took} to plan {plan(file)}")
