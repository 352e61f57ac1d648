"""What a cell made goes when that cell is run again, whole, and nothing else."""

from types import SimpleNamespace

import pytest
from ipywidgets import IntSlider
from ipywidgets.widgets import widget

from helpers.course.exercises import fixed_size
from helpers.panels import PictureShape, cells, order, predict


class Events:
    def __init__(self):
        self.callbacks = {"pre_run_cell": []}

    def register(self, name, call):
        self.callbacks[name].append(call)


class Shell:
    """A notebook's: cells are run by their ids, and a cell is a function here."""

    def __init__(self):
        self.events, self.cell = Events(), None

    def get_parent(self):
        return {"metadata": {"cellId": self.cell} if self.cell else {}}

    def run(self, cell, code):
        self.cell = cell
        for call in self.events.callbacks["pre_run_cell"]:
            call(SimpleNamespace(cell_id=cell))
        return code()


@pytest.fixture
def shell(monkeypatch):
    shell = Shell()
    monkeypatch.setattr(cells, "get_ipython", lambda: shell)
    monkeypatch.setattr(cells, "_made", {})
    return shell


def alive():
    return set(widget._instances)


def made(shell, cell):
    """The ids of the widgets that a panel of that cell brings."""
    before = alive()
    shell.run(cell, lambda: PictureShape())
    return alive() - before


def test_a_cell_that_is_run_again_takes_its_panel_back_whole(shell):
    """Controls, rows, layouts and styles with it; a neighbour's stay, and so does any other."""
    mine = IntSlider()
    first, other = made(shell, "a"), made(shell, "b")
    assert len(first) > 10
    again = made(shell, "a")
    assert not first & alive() and again <= alive() and other <= alive()
    assert mine.model_id in alive()
    shell.run("b", lambda: None)  # a cell that makes none any longer
    assert not other & alive() and again <= alive()
    assert len(shell.events.callbacks["pre_run_cell"]) == 1


def test_a_question_and_an_order_go_too(shell):
    for make in (lambda: predict("225"), lambda: order(fixed_size.order)):
        before = alive()
        shell.run("q", make)
        first = alive() - before
        shell.run("q", make)
        assert first and not first & alive()


def test_outside_a_notebook_nothing_is_kept(shell, monkeypatch):
    """A script has no shell, a terminal's shell no cells; and some notebooks name none."""
    shell.run(None, PictureShape)
    for other in (None, SimpleNamespace()):
        monkeypatch.setattr(cells, "get_ipython", lambda other=other: other)
        PictureShape()
    assert cells._made == {}
