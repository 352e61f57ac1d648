"""Each notebook is what its run gives, and whole: nothing unrun, cleared, noisy, of one machine.

The fixture `visit` runs it, once for all tests of it, those of the browser too.
"""

import base64
import copy
import io
import json
import re
import sys
from pathlib import Path

import nbformat
import numpy as np
import PIL.Image
import pytest
from nbval.plugin import IPyNbFile, coalesce_streams

from tests.notebooks import regenerate

NOTEBOOKS = sorted(regenerate.NOTEBOOKS.glob("*.ipynb"))
VISITS = [path for path in NOTEBOOKS if not path.name.startswith("00")]
PICTURE = re.compile(r"data:image/\w+;base64,([\w+/=]+)")
SECTIONS = (
    "The symptom",
    "Predict",
    "Look inside",
    "The error, decoded",
    "The cause",
    "The treatment",
    "Your turn",
    "What to remember",
    "Where next",
)

each_run = pytest.mark.parametrize(
    "visit", [path.stem for path in NOTEBOOKS], indirect=True, scope="session"
)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_visit = pytest.mark.parametrize("path", VISITS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def outputs(notebook, kind):
    return [
        output
        for cell in code_cells(notebook)
        for output in cell.outputs
        if output.output_type == kind
    ]


def without_pictures(notebook):
    """The notebook's text without pixels and what depends on the machine: see sanitize.cfg."""
    for error in outputs(notebook, "error"):
        error.traceback = []  # the message is compared all the same
        error.evalue = re.sub(r"__inference_<lambda>_\d+", "", error.evalue)
    return PICTURE.sub(
        "PICTURE", json.dumps(notebook, ensure_ascii=False, sort_keys=True, indent=1)
    )


def pixels(notebook):
    found = PICTURE.findall(json.dumps(notebook, sort_keys=True))  # as it is stored
    return [
        np.asarray(PIL.Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"), float)
        for data in found
    ]


@each_run
def test_stored_is_what_a_run_gives(visit):
    """Outputs, messages, alt texts, every frame of every panel; pictures but for rounding."""
    stored, made = read(stored_at(visit)), copy.deepcopy(visit.made)
    stored_pixels, made_pixels = pixels(stored), pixels(made)
    assert without_pictures(stored) == without_pictures(made)
    for one, other in zip(stored_pixels, made_pixels, strict=True):
        assert one.shape == other.shape
        assert np.abs(one - other).mean() < 2  # of 255


@each_run
def test_nbval_finds_the_outputs_of_the_run_in_the_notebook(visit, request):
    """nbval's own comparison, by its own settings, of what the one run gave."""
    stored = IPyNbFile.from_parent(request.session, path=stored_at(visit))
    stored.setup_sanitize_files()
    for item, made in zip(stored.collect(), code_cells(visit.made), strict=True):
        same = item.compare_outputs(
            coalesce_streams(made.outputs), coalesce_streams(item.cell.outputs)
        )
        assert same, "\n".join(item.comparison_traceback)


def stored_at(visit):
    """The course's own file of a visit."""
    return regenerate.NOTEBOOKS / f"{visit.stem}.ipynb"


@each_notebook
def test_every_cell_was_run_from_a_fresh_kernel_top_to_bottom(path):
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@each_notebook
def test_a_cell_fails_exactly_where_it_is_meant_to(path):
    for cell in code_cells(read(path)):
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == ("raises-exception" in cell.metadata.get("tags", ())), cell.source


@each_notebook
def test_no_noise_on_stderr(path):
    assert [
        output.text for output in outputs(read(path), "stream") if output.name == "stderr"
    ] == []


@each_notebook
def test_no_place_of_a_machine_is_stored(path):
    text = path.read_text(encoding="utf-8")
    places = [
        str(regenerate.NOTEBOOKS.parent),
        sys.prefix,
        str(Path.home()) + "/",
        "site-packages",
        "/tmp/",
        "C:\\\\",
    ]
    assert [place for place in places if place in text] == []


@each_notebook
def test_every_picture_has_alt_text(path):
    text = json.dumps(read(path))
    for tag in re.findall(r"<img [^>]*>|<svg class=[^>]*>", text):
        assert re.search(r"(alt|aria-label)='[^']{20,}'", tag), tag[:200]


@each_notebook
def test_every_widget_shown_is_stored(path):
    notebook = read(path)
    state = notebook.metadata.widgets[regenerate.STATE]["state"]
    shown = [
        output.data[regenerate.VIEW]["model_id"]
        for output in outputs(notebook, "execute_result")
        if regenerate.VIEW in output.data
    ]
    assert shown and set(shown) <= set(state)


@each_notebook
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)]+)\)", prose(read(path)))
    assert links and [link for link in links if not (path.parent / link).is_file()] == []


@each_notebook
def test_cells_are_short(path):
    assert [cell.source for cell in code_cells(read(path)) if cell.source.count("\n") >= 12] == []


@each_visit
def test_a_visit_has_its_sections_in_order(path):
    headings = re.findall(r"^## (.+)$", prose(read(path)), re.MULTILINE)
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)


@each_visit
def test_every_number_of_the_prose_appears_in_a_cell(path):
    """Three digits and more: sizes, lengths of rows, counts. The tasks ask for their own."""
    notebook = read(path)
    told = re.findall(r"\b\d{3,}\b", prose(notebook).split("## Your turn")[0])
    shown = "\n".join(cell.source + json.dumps(cell.outputs) for cell in code_cells(notebook))
    assert [number for number in told if not re.search(rf"\b{number}\b", shown)] == []


def test_the_map_lists_every_visit():
    start = prose(read(NOTEBOOKS[0]))
    for path in VISITS:
        assert f"]({path.name})" in start
        title = prose(read(path)).splitlines()[0].removeprefix("# ")
        assert title in start
