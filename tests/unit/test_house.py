"""The house: four storeys, each importing only from those below; small files; docstrings; quiet."""

import ast
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest

#: From the ground up.
STOREYS = ("clinic", "course", "pictures", "panels")
#: What shows something, and what a script or a server may lack.
SHOWING = {"IPython", "anywidget", "ipywidgets", "matplotlib", "traitlets"}
WIDGETS = {"anywidget", "ipywidgets", "traitlets"}
WITH_MATPLOTLIB = {"helpers/pictures/charts.py"}

MOST_LINES, WIDEST = 400, 100


@dataclass(frozen=True)
class Room:
    """A file of the house: its path from the repository, with slashes, and its text."""

    path: str
    text: str

    @property
    def tree(self):
        return ast.parse(self.text)

    @property
    def package(self):
        """The dotted name of the package that the file is in."""
        return ".".join(PurePosixPath(self.path).parent.parts)

    @property
    def storey(self):
        """Its number, 1 for the clinic; 0 outside them all."""
        parts = PurePosixPath(self.path).parts
        return STOREYS.index(parts[1]) + 1 if len(parts) > 2 and parts[1] in STOREYS else 0

    def imported(self, later=True):
        """Absolute names of all that it imports; without `later`, of what comes at once alone."""
        waiting = [self.tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = self.package.split(".")[: 1 - node.level or None] if node.level else ()
                yield from (
                    ".".join((*above, *filter(None, (node.module,)), alias.name))
                    for alias in node.names
                )
            if later or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                waiting += ast.iter_child_nodes(node)


def tops(names):
    return {name.split(".")[0] for name in names}


def python_files(repo):
    """Every file that is ours, with its path from the repository."""
    folders = (repo / folder for folder in ("launcher", "helpers", "tests", "benchmarks"))
    files = [repo / "lab.py", *(file for folder in folders for file in folder.rglob("*.py"))]
    return [Room(file.relative_to(repo).as_posix(), file.read_text("utf-8")) for file in files]


@pytest.fixture(scope="module")
def rooms(repo):
    """All of `helpers`."""
    return [room for room in python_files(repo) if room.path.startswith("helpers/")]


# Each rule takes a room and yields what breaks it, in words.


def imports_upwards(room):
    """Something of a storey above, or of the course from a floor without a storey."""
    for name in room.imported():
        used = [*name.split("."), ""]
        if used[0] == "helpers" and used[1] in STOREYS[room.storey :]:
            yield f"{room.path} imports {name}"


def clinic_shows(room):
    """In the clinic: a widget, matplotlib or IPython, as soon as it is imported."""
    if room.storey == 1:
        yield from (
            f"{room.path} imports {name}" for name in tops(room.imported(later=False)) & SHOWING
        )


def clinic_not_relative(room):
    """In the clinic: an import that would not do under the name that it is installed by."""
    absolute = {
        name.name
        for node in ast.walk(room.tree)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    absolute |= {
        node.module
        for node in ast.walk(room.tree)
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    if room.storey == 1:
        yield from (
            f"{room.path} imports {name}"
            for name in absolute
            if tops([name]) & {"helpers", "shape_clinic"}
        )


def causes_meet(room):
    """A cause that imports another. What causes share begins with an underscore."""
    causes = "helpers.clinic.causes"
    own = f"{room.package}.{PurePosixPath(room.path).stem}"
    if room.package == causes and not PurePosixPath(room.path).stem.startswith("_"):
        for name in room.imported():
            other = name.removeprefix(f"{causes}.").split(".")[0]
            if (
                name.startswith(f"{causes}.")
                and not other.startswith("_")
                and not name.startswith(own)
            ):
                yield f"{room.path} imports {name}"


def widgets_below(room):
    """Widgets anywhere but on the top floor."""
    if STOREYS[room.storey - 1] != "panels" or not room.storey:
        yield from (f"{room.path} imports {name}" for name in tops(room.imported()) & WIDGETS)


def public(tree):
    """(name, node) of public functions and classes, and of the public methods of those."""
    for node in tree.body:
        if (
            isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            and node.name[0] != "_"
        ):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", inner) for name, inner in public(node))


def undocumented(room):
    """What is public and says nothing of itself."""
    nodes = [("", room.tree), *public(room.tree)]
    yield from (f"{room.path} {name}" for name, node in nodes if not ast.get_docstring(node))


def untyped(room):
    """In the clinic: a public function with a parameter or an answer of no type."""
    for name, node in public(room.tree) if room.storey == 1 else ():
        if isinstance(node, ast.ClassDef):
            continue
        given = [
            *node.args.posonlyargs,
            *node.args.args,
            *node.args.kwonlyargs,
            node.args.vararg,
            node.args.kwarg,
        ]
        bare = [
            one.arg
            for one in given
            if one and not one.annotation and one.arg not in ("self", "cls")
        ]
        if bare or not node.returns:
            yield f"{room.path} {name}({', '.join(bare)})"


def too_large(room):
    """More lines, or wider ones, than a reader has patience for."""
    lines = room.text.splitlines()
    if len(lines) > MOST_LINES:
        yield f"{room.path} has {len(lines)} lines"
    yield from (
        f"{room.path}:{number} is {len(line)} wide"
        for number, line in enumerate(lines, 1)
        if len(line) > WIDEST
    )


#: A file that breaks each rule, and one beside it that does not.
PLANTED = [
    (imports_upwards, "clinic/x.py", "from ..course import images", "from . import callsite"),
    (imports_upwards, "clinic/x.py", "def f():\n    import helpers.panels", "import keras"),
    (imports_upwards, "clinic/causes/_x.py", "from ...course.images import a", "from ..x import y"),
    (
        imports_upwards,
        "course/x.py",
        "from helpers.pictures.x import y",
        "from helpers import clinic",
    ),
    (imports_upwards, "pictures/x.py", "from helpers import panels", "from helpers import course"),
    (imports_upwards, "__init__.py", "from . import clinic", '"""Nothing."""'),
    (clinic_shows, "clinic/x.py", "import matplotlib.pyplot", "def f():\n    import matplotlib"),
    (clinic_shows, "clinic/x.py", "try:\n    import IPython\nfinally:\n    pass", "import re"),
    (clinic_not_relative, "clinic/x.py", "from helpers.clinic import y", "from . import y"),
    (clinic_not_relative, "clinic/__main__.py", "import shape_clinic", "from .sizes import y"),
    (causes_meet, "clinic/causes/x.py", "from . import y", "from . import _shared"),
    (causes_meet, "clinic/causes/x.py", "from .y import TITLE", "from ..reading import Fix"),
    (widgets_below, "pictures/x.py", "import ipywidgets", "from IPython.display import HTML"),
    (
        undocumented,
        "course/x.py",
        '"""A."""\nclass A:\n    """B."""\n    def b(self): 1',
        '"""A."""',
    ),
    (untyped, "clinic/x.py", "def f(a) -> int: ...", "def f(a: int) -> int: ...\ndef _g(b): ..."),
    (untyped, "clinic/x.py", "class A:\n    def f(self): 1", "class A:\n    def f(self) -> int: 1"),
    (too_large, "course/x.py", "#\n" * 401, "#\n" * 400),
    (too_large, "course/x.py", "#" * 101, "#" * 100),
]


@pytest.mark.parametrize("rule, path, bad, good", PLANTED)
def test_each_rule_sees_what_breaks_it(rule, path, bad, good):
    assert list(rule(Room(f"helpers/{path}", bad)))
    assert not list(rule(Room(f"helpers/{path}", good)))


@pytest.mark.parametrize(
    "rule",
    [imports_upwards, clinic_shows, clinic_not_relative, causes_meet, widgets_below, undocumented],
)
def test_the_house_keeps_to(rule, rooms):
    assert [breach for room in rooms for breach in rule(room)] == []


def test_every_room_stands_on_a_storey(rooms):
    assert [room.path for room in rooms if not room.storey] == ["helpers/__init__.py"]


def test_what_is_public_in_the_clinic_is_typed(rooms):
    assert [breach for room in rooms for breach in untyped(room)] == []


def test_no_file_is_too_large(repo):
    assert [breach for room in python_files(repo) for breach in too_large(room)] == []


def test_only_the_charts_import_matplotlib(rooms):
    assert {room.path for room in rooms if "matplotlib" in tops(room.imported())} == WITH_MATPLOTLIB


def test_the_builders_import_keras_alone(rooms):
    (builders,) = [room for room in rooms if room.path == "helpers/course/builders.py"]
    assert tops(builders.imported()) == {"keras"}


def alone(repo, code):
    """Run code in a Python of its own, with an environment that no test has touched."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("TF_", "MPL"))
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo,
        env=clean,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


LOADS = """
import sys
import tensorflow, keras  # they bring what they bring
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
import pkgutil, sys
others = ("helpers.course", "helpers.pictures", "helpers.panels")
for name in ("matplotlib", "ipywidgets", "anywidget", "traitlets", "IPython", *others):
    sys.modules[name] = None  # as if it were not there
import tensorflow as tf, keras
from helpers import clinic
for room in pkgutil.walk_packages(clinic.__path__, "helpers.clinic."):
    if not room.name.endswith("__main__"):
        __import__(room.name)
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
picture = tf.zeros((1, 4, 4, 3))
try:
    model(picture)
except ValueError as error:
    print(clinic.explain(error, model, picture).cause)
"""


def test_the_clinic_works_where_nothing_else_of_the_house_is(repo):
    done = alone(repo, WITHOUT)
    assert (done.returncode, done.stdout.strip()) == (0, "size-pinned-by-dense"), done.stderr
