"""No sentence of the course claims more than a cell of it shows: see claims.py."""

import nbformat
import pytest

from tests.notebooks import claims

NOTEBOOKS = sorted(claims.NOTEBOOKS.glob("[0-9]*.ipynb"))

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@each_notebook
def test_every_claim_names_a_cell_that_says_something(path):
    said = set(claims.evidence(path))
    assert [str(claim) for claim in claims.claims(path) if claim.cell not in said] == []


@each_notebook
def test_no_tag_outlives_its_sentence(path):
    assert list(claims.stale(path)) == []


@pytest.mark.parametrize(
    "text, claimed",
    [
        ("It takes any size. It is blue.", ["It takes any size."]),
        ("It is so. (It cannot be otherwise.) Good.", ["(It cannot be otherwise."]),
        ("Does it take any size? `any(x)` is code.", []),
        ("# It takes any size. Why does it crash?", []),
        ("- It always\n  works\n- it does", ["- It always works"]),
        ("| a | only b |\n|---|---|\n| c | d |", ["| a | only b |"]),
        ("```\nalways\n```\nNot so.", []),
        ("Many, germany, nevertheless.", []),
    ],
)
def test_what_a_claim_is(text, claimed):
    assert list(claims.claiming(text)) == claimed


@pytest.fixture
def notebook(tmp_path):
    """notebook(tags, output) -> a file with one claim, its tags, and a cell with that output."""

    def written(tags, output, section="The cause"):
        cells = [
            nbformat.v4.new_markdown_cell(f"## {section}"),
            nbformat.v4.new_markdown_cell("It is always so.", metadata={"claims": tags}),
            nbformat.v4.new_code_cell("f()", id="shown", outputs=[output]),
        ]
        path = tmp_path / "01-a.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return written


TAG = {"says": "always so", "cell": "shown"}
TEXT = nbformat.v4.new_output("stream", name="stdout", text="True")
PICTURE = nbformat.v4.new_output(
    "execute_result", data={"text/plain": "<IPython.core.display.HTML object>"}
)
ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])


@pytest.mark.parametrize(
    "tags, output, holds",
    [
        ([TAG], TEXT, True),
        ([TAG], ERROR, True),
        ([TAG], PICTURE, False),
        ([], TEXT, False),
        ([TAG | {"cell": "elsewhere"}], TEXT, False),
        ([TAG | {"says": "always not"}], TEXT, False),
    ],
)
def test_a_claim_without_a_cell_that_tells_is_found(notebook, tags, output, holds):
    path = notebook(tags, output)
    (claim,) = claims.claims(path)
    assert (claim.cell in claims.evidence(path)) == holds


def test_a_tag_without_its_sentence_is_found(notebook):
    (told,) = claims.stale(notebook([TAG | {"says": "never"}], TEXT))
    assert told.endswith(": never")


def test_a_task_is_no_claim(notebook):
    assert list(claims.claims(notebook([], TEXT, section="Your turn"))) == []
