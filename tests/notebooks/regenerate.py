"""Runs the notebooks from a fresh kernel, top to bottom, and stores what they show.

    python3 lab.py regenerate                    all of them
    python3 lab.py regenerate -- 01              those whose name begins with 01

A cell tagged nbval-ignore-output says something of the machine that it runs on, or of the learner:
nothing of it is stored.
What would differ from run to run or from machine to machine is made the same: the random ids of
widgets, the folders in tracebacks, the times. The widgets' state is stored, so that a panel answers
before the first cell was run. The digest of what is stored is kept beside the notebooks: the
launcher trusts what still has it, and nothing else.
"""

import json
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))  # a script's own folder alone stands there

from launcher import trust  # noqa: E402

NOTEBOOKS = ROOT / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"

#: The tag of a cell whose output nbval does not compare, and nothing stores.
IGNORED = "nbval-ignore-output"

#: Nothing that is stored may tell of one learner: the progress lies in a folder that is not there.
NO_PROGRESS = {"SHAPE_CLINIC_PROGRESS": str(ROOT / "no-such-folder" / "progress.json")}


def cleared(path):
    """The notebook at `path` without anything that a run leaves in it."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    notebook.metadata.pop("widgets", None)
    return notebook


def regenerated(path):
    """The notebook at `path`, run anew. Raises where a cell fails that is not meant to."""
    notebook = cleared(path)
    progress = Progress(path.name, sum(cell.cell_type == "code" for cell in notebook.cells))
    client = NotebookClient(
        notebook,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        store_widget_state=True,
        on_cell_executed=progress.step,
    )
    client.execute(env=os.environ | NO_PROGRESS)
    return normalised(notebook)


class Progress:
    """A line that says how far a notebook is."""

    def __init__(self, name, total):
        self.name, self.total, self.done = name, total, 0

    def step(self, **_):
        self.done += 1
        end = "\n" if self.done == self.total else ""
        print(
            f"\r{self.name}: cell {self.done} of {self.total}", end=end, file=sys.stderr, flush=True
        )


def normalised(notebook):
    """The same notebook without what differs from run to run or from machine to machine."""
    keep_only = {
        key: notebook.metadata[key] for key in ("kernelspec", "widgets") if key in notebook.metadata
    }
    notebook.metadata = {**keep_only, "language_info": {"name": "python"}}
    _forget_what_is_of_the_machine(notebook)
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.traceback = [_without_folders(line) for line in output.traceback]
    text = json.dumps(notebook, ensure_ascii=False)
    for place, model_id in enumerate(_model_ids(notebook)):
        text = text.replace(model_id, f"{place:032x}")
    return nbformat.from_dict(json.loads(text))


def _forget_what_is_of_the_machine(notebook):
    """Drop the outputs of the cells that are tagged so, with the widgets that they alone show."""
    tagged = [cell for cell in notebook.cells if IGNORED in cell.metadata.get("tags", ())]
    others = [cell for cell in notebook.cells if cell not in tagged]
    state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    for model_id in _held(_shown(tagged), state) - _held(_shown(others), state):
        del state[model_id]
    for cell in tagged:
        cell.outputs = []


def _shown(cells):
    """The ids of the widgets that stand under these cells."""
    return [
        output.data[VIEW]["model_id"]
        for cell in cells
        for output in cell.get("outputs", ())
        if VIEW in output.get("data", {})
    ]


def _held(ids, state):
    """These widgets, with all that they are made of: boxes name what is in them."""
    found, waiting = set(), [*ids]
    while waiting:
        model_id = waiting.pop()
        if model_id in state and model_id not in found:
            found.add(model_id)
            waiting += re.findall(r"IPY_MODEL_(\w+)", json.dumps(state[model_id]))
    return found


def _joined(outputs):
    """Where the kernel flushes its streams is a matter of time: join neighbours of one stream."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == last.get("output_type") == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _without_folders(line):
    """A traceback's line with paths from the packages' folder on: no place of this machine."""
    return re.sub(r"(~|[A-Za-z]:|/)[^\s\x1b]*[/\\]site-packages[/\\]", "", line)


def _model_ids(notebook):
    """The widgets' ids in the order in which the notebook shows and then names them."""
    state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    return list(dict.fromkeys([*_shown(notebook.cells), *state]))


def chosen(names, folder=NOTEBOOKS):
    """The notebooks whose file name begins with one of `names`; all for none.

    Raises SystemExit, with the list of what there is, for a name with which none begins.
    """
    paths = sorted(folder.glob("*.ipynb"))
    for name in names:
        if not any(path.name.startswith(name) for path in paths):
            there = "\n".join(f"  {path.stem}" for path in paths)
            raise SystemExit(f"No notebook's name begins with {name!r}. There are:\n{there}")
    return [path for path in paths if path.name.startswith(tuple(names) or "")]


def store(notebook, path):
    """Put the notebook in the place of the one at `path`, whole or not at all, with its digest."""
    digests = trust.digests(path.parent) | {path.name: trust.digest(notebook)}
    # In the order of the names, and without those of notebooks that are gone.
    kept = {name: digests[name] for name in sorted(digests) if (path.parent / name).exists()}
    replace(path, nbformat.writes(notebook) + "\n")
    replace(path.parent / trust.DIGESTS, json.dumps(kept, indent=1) + "\n")


def replace(path, text):
    """Write beside and rename: a full disk or Ctrl-C leaves what stands there as it was."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def main(names, folder=NOTEBOOKS):
    """Run and store the notebooks of `folder` that `names` choose."""
    for path in chosen(names, folder):
        store(regenerated(path), path)


if __name__ == "__main__":
    main(sys.argv[1:])
