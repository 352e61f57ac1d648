"""`lab.py regenerate`: which notebooks it runs, and that what it stores is whole."""

import os
import subprocess
import sys

import nbformat
import pytest
from stand_ins import REPO

from launcher import trust

SCRIPT = REPO / "tests" / "notebooks" / "regenerate.py"


@pytest.fixture
def regenerate(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPT.parent)
    import regenerate

    return regenerate


@pytest.fixture
def folder(tmp_path):
    """Two notebooks, never run."""
    for number in (1, 2):
        cell = nbformat.v4.new_code_cell(f"print({number} + 40)")
        notebook = nbformat.v4.new_notebook(cells=[cell])
        nbformat.write(notebook, tmp_path / f"0{number}-x.ipynb")
    return tmp_path


def outputs(path):
    return [cell.outputs for cell in nbformat.read(path, as_version=4).cells]


def test_what_was_run_is_written_and_known_to_the_launcher(regenerate, folder):
    before = (folder / "02-x.ipynb").read_bytes()
    regenerate.main(["01"], folder)
    ((output,),) = outputs(folder / "01-x.ipynb")
    assert output.text == "41\n"
    stored = nbformat.read(folder / "01-x.ipynb", as_version=4)
    assert trust.digests(folder) == {"01-x.ipynb": trust.digest(stored)}
    assert (folder / "02-x.ipynb").read_bytes() == before
    assert sorted(os.listdir(folder)) == ["01-x.ipynb", "02-x.ipynb", trust.DIGESTS]


def test_a_notebook_that_is_gone_leaves_no_digest(regenerate, folder):
    one, two = folder / "01-x.ipynb", folder / "02-x.ipynb"
    for path in (two, one):
        regenerate.store(nbformat.read(path, as_version=4), path)
    assert list(trust.digests(folder)) == [one.name, two.name]
    two.unlink()
    regenerate.store(nbformat.read(one, as_version=4), one)
    assert list(trust.digests(folder)) == [one.name]


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["write", "replace"])
def test_a_full_disk_or_ctrl_c_leaves_the_old_notebook(
    regenerate, folder, monkeypatch, where, trouble
):
    def cut(self, text, **_):
        with open(self, "w") as file:
            file.write(text[:20])
        raise trouble

    def refuse(*_):
        raise trouble

    path = folder / "01-x.ipynb"
    before = path.read_bytes()
    if where == "write":
        monkeypatch.setattr(type(path), "write_text", cut)
    else:
        monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(type(trouble)):
        regenerate.store(nbformat.v4.new_notebook(), path)
    assert path.read_bytes() == before
    assert sorted(os.listdir(folder)) == ["01-x.ipynb", "02-x.ipynb"]


@pytest.mark.parametrize("names", [["77"], ["nonsense"], ["01", "77"]])
def test_a_name_that_no_notebook_has(regenerate, folder, names):
    """Nothing is run, and what there is is listed."""
    with pytest.raises(SystemExit) as stop:
        regenerate.main(names, folder)
    assert f"No notebook's name begins with '{names[-1]}'" in stop.value.code
    assert stop.value.code.endswith("\n  01-x\n  02-x")
    assert outputs(folder / "01-x.ipynb") == [[]]


def test_a_name_that_no_notebook_has_is_a_failure():
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "nonsense"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and done.stdout == ""
    assert "\n  01-fixed-input-shape\n" in done.stderr and "cell 1 of" not in done.stderr


def test_no_name_chooses_all(regenerate, folder):
    assert [path.name for path in regenerate.chosen([], folder)] == ["01-x.ipynb", "02-x.ipynb"]


def test_what_a_cell_says_of_this_machine_alone_is_not_stored(regenerate, folder):
    path = folder / "01-x.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].metadata.tags = ["nbval-ignore-output"]
    nbformat.write(notebook, path)
    regenerate.main([], folder)
    assert outputs(path) == [[]] and outputs(folder / "02-x.ipynb")[0][0].text == "42\n"


def test_a_widget_of_the_learner_alone_is_not_stored_and_what_others_show_is(regenerate, folder):
    path = folder / "01-x.ipynb"
    code = "import ipywidgets\nshared = ipywidgets.Label('shared')", "ipywidgets.HTML('mine')"
    code += ("ipywidgets.VBox([shared])", "shared")
    cells = [nbformat.v4.new_code_cell(one) for one in code]
    for cell in cells[1:3]:
        cell.metadata.tags = ["nbval-ignore-output"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    regenerate.main(["01"], folder)
    text = path.read_text()
    assert [len(stored) for stored in outputs(path)] == [0, 0, 0, 1]
    assert "mine" not in text.replace(code[1], "") and "VBoxModel" not in text
    assert '"value": "shared"' in text and "LabelStyleModel" in text


def test_no_progress_of_the_learners_is_read_or_written(regenerate, folder, monkeypatch):
    """The kernel is told of a place that is not there, whatever place this process was told of."""
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(folder / "progress.json"))
    path = folder / "01-x.ipynb"
    notebook = nbformat.read(path, as_version=4)
    code = (
        "import os, pathlib\n"
        "place = pathlib.Path(os.environ['SHAPE_CLINIC_PROGRESS'])\n"
        "print(place.parent.exists())"
    )
    notebook.cells[0].source = code
    nbformat.write(notebook, path)
    regenerate.main(["01"], folder)
    assert outputs(path)[0][0].text == "False\n"
