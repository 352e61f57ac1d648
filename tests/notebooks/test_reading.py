"""The time that a visit says is the time that its words and cells take: see reading.py."""

import re

import nbformat
import pytest

from tests.notebooks import reading

VISITS = sorted(reading.NOTEBOOKS.glob("0[1-9]*.ipynb"))


def first_words(path):
    return " ".join(nbformat.read(path, as_version=4).cells[0].source.split())


@pytest.mark.parametrize("path", VISITS, ids=lambda path: path.stem)
def test_the_time_to_plan_is_the_one_counted(path):
    """To the next step: a sentence more is no other plan."""
    told = re.search(r"Plan (\d+) minutes, and (\d+) for the tasks", first_words(path))
    assert told, (
        f"say: Plan {reading.plan(path)[0]} minutes, and {reading.plan(path)[1]} for the tasks"
    )
    for said, counted in zip(map(int, told.groups()), reading.plan(path), strict=True):
        assert abs(said - counted) <= reading.STEP


@pytest.fixture
def notebook(tmp_path):
    """notebook(words=…, code=…, …) -> a file with so many of them, lines of code and of output."""

    def written(words=0, code=0, printed=0, panels=0, tasks=0):
        output = nbformat.v4.new_output("stream", text="\n".join(["x"] * printed))
        cells = [
            nbformat.v4.new_markdown_cell("word " * words),
            nbformat.v4.new_code_cell("\n".join(["x"] * code), outputs=[output] * bool(printed)),
            *[nbformat.v4.new_code_cell("panels.predict('a')")] * panels,
            nbformat.v4.new_markdown_cell("## Your turn"),
            *[nbformat.v4.new_code_cell("side = ...\nexercises.a.check(side)")] * tasks,
        ]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "01.ipynb")
        return tmp_path / "01.ipynb"

    return written


@pytest.mark.parametrize(
    "of, planned",
    [
        ({"words": 2000}, (10, 5)),
        ({"words": 2000, "code": 150}, (20, 5)),
        ({"words": 2000, "printed": 400}, (20, 5)),
        ({"words": 2000, "panels": 5}, (20, 5)),
        ({"words": 2000, "tasks": 5}, (10, 20)),
    ],
)
def test_each_part_takes_its_time(notebook, of, planned):
    assert reading.plan(notebook(**of)) == planned


def test_what_is_folded_takes_none():
    assert reading._unfolded("a <details>\nb</details> c") == "a  c"
