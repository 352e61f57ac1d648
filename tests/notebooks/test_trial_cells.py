"""The claims that visit 06 tries in cells of its own are the exhibits, to the letter."""

import nbformat
import pytest

from helpers.course.exhibits import EXHIBITS
from tests.notebooks import regenerate

PATH = regenerate.NOTEBOOKS / "06-claims-on-trial.ipynb"

#: Those that are to stand there, since no other visit answers them.
FIRST = {
    "buffer overflow",
    "memory buffers",
    "graph for fixed dimensions",
    "memory layouts",
    "automatic differentiation",
    "static dimensions",
    "execution plans",
}


def shown():
    """(exhibit, its cell, the words behind it) of each cell that says that it is one."""
    cells = nbformat.read(PATH, as_version=4).cells
    for place, cell in enumerate(cells):
        if "exhibit" in cell.metadata:
            yield EXHIBITS[cell.metadata["exhibit"]], cell, cells[place + 1].source


def plain(text):
    return " ".join(text.split())


def test_those_that_are_answered_nowhere_else_have_a_cell():
    assert {one.name for one, _, _ in shown()} >= FIRST


@pytest.mark.parametrize("one, cell, words", [pytest.param(*s, id=s[0].name) for s in shown()])
def test_a_cell_is_its_exhibit_and_the_words_behind_it_its_verdict(one, cell, words):
    assert cell.source == one.code.rstrip("\n")
    (output,) = cell.outputs
    verdict = one.verdict(output.text)
    assert plain(words).startswith(f"**{verdict.capitalize()}.** {plain(one.instead)}")
