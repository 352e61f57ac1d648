"""The house: one direction of imports, few rooms with widgets, docstrings, and quiet."""

import ast
import os
import subprocess
import sys

import pytest

#: Rooms from the ground up. None imports one of its own storey or above.
STOREYS = (
    {"builders", "images", "remedies", "environment", "colours", "callsite", "loading"},
    {"readings"},
    {"trace", "messages"},
    {"replay", "sizes"},
    {"fixes", "silent", "repair"},
    {"diagnosis", "batches"},
    {"figures"},
    {"batch_figures", "charts", "stage", "map_figures"},
    {"panels", "exercises"},
    {"own_model", "silent_panel"},
)
WITH_MATPLOTLIB = {"charts"}
WITH_WIDGETS = {"stage", "panels", "exercises", "own_model"}


@pytest.fixture(scope="module")
def rooms(repo):
    """{name: syntax tree} of all rooms."""
    files = [file for file in (repo / "helpers").glob("*.py") if file.stem != "__init__"]
    return {file.stem: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def imported(tree):
    """Dotted names of all that is imported, at the top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, ("helpers" if node.level else "", node.module)))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def top_names(tree):
    return {name.split(".")[0] for name in imported(tree)}


def test_how_imports_are_found():
    code = "import a.b\nfrom helpers import x as y\nfrom .z import w\ndef f():\n    from helpers.q import r"
    assert set(imported(ast.parse(code))) == {"a.b", "helpers.x", "helpers.z.w", "helpers.q.r"}


def test_every_room_has_its_storey(rooms):
    """A new one finds its place in STOREYS first."""
    assert set(rooms) == set().union(*STOREYS)


def test_one_direction_of_imports(rooms):
    below = set()
    for storey in STOREYS:
        for room in storey:
            used = {name.split(".")[1] for name in imported(rooms[room]) if name.startswith("helpers.")}
            assert used <= below, f"{room} imports {used - below}, which is not below it"
        below |= storey


def test_only_the_charts_import_matplotlib(rooms):
    assert {room for room, tree in rooms.items() if "matplotlib" in top_names(tree)} == WITH_MATPLOTLIB


def test_only_the_top_imports_widgets(rooms):
    found = {room for room, tree in rooms.items() if top_names(tree) & {"ipywidgets", "anywidget"}}
    assert found <= WITH_WIDGETS and {"stage", "panels"} <= found


def test_the_builders_import_keras_alone(rooms):
    assert top_names(rooms["builders"]) == {"keras"}


def public(tree):
    """(name, node) of public functions and classes, and of the public methods of those."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name[0] != "_":
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", inner) for name, inner in public(node))


def test_what_is_public_has_a_docstring(rooms):
    bare = [f"{room}.{name}" for room, tree in rooms.items() for name, node in public(tree)
            if not ast.get_docstring(node)]
    bare += [room for room, tree in rooms.items() if not ast.get_docstring(tree)]
    assert bare == []


def alone(repo, code):
    """Run code in a Python of its own, with an environment that no test has touched."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "MPL"))}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=repo, env=clean, capture_output=True, text=True, encoding="utf-8"
    )


LOADS = """
import sys
import helpers  # TensorFlow and Keras bring what they bring
before = set(sys.modules)
from helpers.course import images
for name in images.PICTURES:
    images.read(name)
print(sorted({name.split(".")[0] for name in set(sys.modules) - before} & {"skimage", "scipy"}))
"""


def test_pictures_are_found_without_importing_their_packages(repo):
    done = alone(repo, LOADS)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


WITHOUT = """
import sys
for name in ("matplotlib", "ipywidgets", "anywidget", "IPython"):
    sys.modules[name] = None  # as if it were not installed
from helpers.course import builders
from helpers.clinic import diagnosis
import tensorflow as tf
model, picture = builders.fixed_sequential(), tf.zeros((1, 128, 128, 3))
try:
    model(picture)
except ValueError as error:
    print(diagnosis.explain(error, model, picture).received)
"""


def test_a_plain_script_can_use_the_diagnosis_without_matplotlib_or_widgets(repo):
    done = alone(repo, WITHOUT)
    assert (done.returncode, done.stdout.strip()) == (0, "127008"), done.stderr


FAILING_OP = """
import os
import helpers
import tensorflow as tf
from helpers.course import builders
try:
    tf.linalg.matmul(tf.zeros((2, 3)), tf.zeros((2, 3)))
except tf.errors.InvalidArgumentError:
    builders.fixed_sequential()(tf.zeros((1, 224, 224, 3)))
else:
    print("it did not fail")
os.write(2, b"still open")
"""


def test_nothing_is_printed(repo):
    """Neither by the import nor by an op that fails; what comes after the import can speak again."""
    done = alone(repo, FAILING_OP)
    assert (done.stdout, done.stderr, done.returncode) == ("", "still open", 0)
