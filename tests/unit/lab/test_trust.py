"""Which notebooks the launcher signs: those that regeneration has stored, as they were stored."""

import json
import shutil

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from stand_ins import REPO

from launcher import trust

NOTEBOOKS = REPO / "notebooks"
COMMITTED = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


def notebook(text):
    """One cell, whose stored output holds a script."""
    html = {"text/html": f"<script>{text}</script>"}
    output = nbformat.v4.new_output("display_data", html)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[output])])


@pytest.fixture
def is_signed(tmp_path, monkeypatch):
    """is_signed(path), after a start, on a machine that has signed nothing before."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()

    def check(path):
        with NotebookNotary(data_dir=str(tmp_path / "data")) as notary:
            return notary.check_signature(nbformat.read(path, as_version=4))

    return check


@pytest.fixture
def folder(tmp_path):
    """A folder of notebooks with one that is the course's own."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    nbformat.write(notebook("ours"), folder / "01-ours.ipynb")
    stored = {"01-ours.ipynb": trust.digest(nbformat.read(folder / "01-ours.ipynb", 4))}
    (folder / trust.DIGESTS).write_text(json.dumps(stored))
    return folder


def test_the_courses_own_notebook_is_signed(folder, is_signed):
    assert not is_signed(folder / "01-ours.ipynb")
    trust.trust(folder)
    assert is_signed(folder / "01-ours.ipynb")


def test_a_notebook_dropped_into_the_folder_is_not(folder, is_signed):
    nbformat.write(notebook("theirs"), folder / "04-x.ipynb")
    trust.trust(folder)
    assert is_signed(folder / "01-ours.ipynb") and not is_signed(folder / "04-x.ipynb")


def test_nor_is_one_that_was_changed_since(folder, is_signed):
    nbformat.write(notebook("theirs now"), folder / "01-ours.ipynb")
    trust.trust(folder)
    assert not is_signed(folder / "01-ours.ipynb")


def test_other_line_ends_and_indents_are_no_change(folder, is_signed):
    path = folder / "01-ours.ipynb"
    path.write_bytes(json.dumps(json.loads(path.read_text()), indent=3).encode() + b"\r\n")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    trust.trust(folder)
    assert is_signed(path)


def test_a_notebook_half_saved_does_not_keep_the_lab_shut(folder, capsys):
    (folder / "01-ours.ipynb").write_text('{"cells": [')
    trust.trust(folder)
    assert "show once their cells are run" in capsys.readouterr().err


def test_a_folder_without_digests_has_nothing_to_sign(folder, is_signed, capsys):
    (folder / trust.DIGESTS).unlink()
    trust.trust(folder)
    assert not is_signed(folder / "01-ours.ipynb")
    assert capsys.readouterr().err == ""


def test_the_committed_notebooks_are_what_regeneration_stored(tmp_path, is_signed):
    """Red after a change that was not regenerated: its panels would stay hidden."""
    assert sorted(trust.digests(NOTEBOOKS)) == COMMITTED
    shutil.copytree(NOTEBOOKS, tmp_path / "copy")
    trust.trust(tmp_path / "copy")
    assert [name for name in COMMITTED if not is_signed(tmp_path / "copy" / name)] == []
