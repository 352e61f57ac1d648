"""Writes the map of the files into CONTRIBUTING.md, from the first line of each.

python3 tests/tree.py
"""

import ast
import re
from pathlib import Path
from textwrap import shorten

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "CONTRIBUTING.md"
WIDTH = 100

#: What has no docstring.
ALSO = {
    "README.md": "what it is, the two commands, the visits",
    "requirements.txt": "what a learner's environment holds; all of it is in requirements.lock",
    "pyproject.toml": "the clinic as a package that pip installs, and the settings of the tools",
    "notebooks/": "the visits, in the order of the course",
    "helpers/": "four floors; each imports only from those before it",
    "helpers/clinic/py.typed": "says that the package has type hints",
    "helpers/panels/order.css": "how the lines to put in order and their maps look",
    "helpers/panels/order.js": "the order's half in the page: moves lines, has the kernel judge",
    "helpers/panels/predictions.css": "how a question looks, and what folds the cells below it",
    "helpers/panels/predictions.js": "the question's half in the page: options, folding, codes",
    "helpers/panels/stage.css": "how the stage and its controls look",
    "helpers/panels/stage.js": "the stage's half in the page: looks frames up, computes nothing",
    "helpers/panels/trial.css": "room for the lines of a claim",
    "helpers/panels/trial.js": "the trial's half in the page: another claim is not guessed yet",
    "helpers/panels/upload.js": "the guard's half in the page: sends no file that is too large",
    "tests/": "unit/ mirrors helpers/; wild/ holds failures that people ask about",
    "benchmarks/": "speed and memory, as ratios in one run",
    "binder/": "what Binder or a JupyterHub needs to build the same environment",
    "docs/": "pictures of the README; the claims on trial, a table",
}
#: In this order; a folder named here is told file by file.
TOLD = (
    *("README.md", "lab.py", "launcher", "requirements.txt", "pyproject.toml", "notebooks/"),
    *("helpers/", "helpers/clinic", "helpers/course", "helpers/pictures", "helpers/panels"),
    *("tests/", "benchmarks/", "binder/", "docs/"),
)
SUFFIXES = (".py", ".js", ".css", ".typed")


def words(path):
    """What is said of a file or a package: its first line, or a cause's code and title."""
    known = ALSO.get(path.relative_to(ROOT).as_posix())
    if known:
        return known
    source = path / "__init__.py" if path.is_dir() else path
    module = ast.parse(source.read_text(encoding="utf-8"))
    if (
        path.relative_to(ROOT).parent.name == "causes"
    ):  # the project may lie in a folder of that name
        return "{CODE}  {TITLE}".format_map(constants(module))
    return ast.get_docstring(module).splitlines()[0]


def constants(module):
    """{name: value} of the texts that a module gives a name."""
    named = (node for node in module.body if isinstance(node, ast.Assign))
    return {
        node.targets[0].id: node.value.value
        for node in named
        if isinstance(node.value, ast.Constant)
    }


def line(path, depth, name=None):
    """One line of the map, cut at a stop where it is too long."""
    start = f"{'  ' * depth}{name or path.name}".ljust(30) + " "
    said, room = words(path), WIDTH - len(start)
    stops = [stop.start() for stop in re.finditer(r"[:;.,?](?= |$)|$", said)]
    fits = [stop for stop in stops if stop <= room]
    return start + (said[: max(fits)] if fits else shorten(said, room, placeholder=" …"))


def folder(path, depth):
    """The lines of a folder: itself, its files, the folders in it."""
    yield line(path, depth, f"{path.name}/")
    files = [file for file in sorted(path.iterdir()) if file.suffix in SUFFIXES]
    yield from (line(file, depth + 1) for file in files if file.name != "__init__.py")
    for inside in sorted(path.iterdir()):
        if (inside / "__init__.py").exists():
            yield from folder(inside, depth + 1)


def tree():
    """The map of the files, one line each."""
    lines = []
    for told in TOLD:
        path, depth = ROOT / told, told.rstrip("/").count("/")
        if told.endswith("/"):
            lines.append(f"{told.ljust(30)} {ALSO[told]}")
        else:
            lines += folder(path, depth) if path.is_dir() else [line(path, depth)]
    return "\n".join(lines) + "\n"


def parts(guide):
    """The guide before the map, the map, and what follows."""
    return re.fullmatch(r"(.*\n```\n)(.*)(```\n.*?)", guide, re.DOTALL).groups()


def main():
    before, _, after = parts(GUIDE.read_text(encoding="utf-8"))
    GUIDE.write_text(before + tree() + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
