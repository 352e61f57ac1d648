"""What a reader meets first: README, CONTRIBUTING and the files that other programs read."""

import ast
import json
import re
import shlex
import sys
from collections import Counter

import pytest
import tensorflow as tf
import yaml
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from packaging.requirements import Requirement
from stand_ins import REPO
from test_locks import requirements
from test_workflows import schema_errors

import helpers.clinic
import lab
from helpers.clinic import command
from helpers.course import builders
from launcher import machine
from tests.wild.cases import CASES

PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
FORMS = sorted((REPO / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def text(name):
    return (REPO / name).read_text(encoding="utf-8")


def blocks(page, language):
    """The code blocks of a page that are marked with this language ("" for none)."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text(page), re.DOTALL | re.MULTILINE)
    return [code for marked, code in found if marked == language]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_a_file_or_a_site(page):
    links = re.findall(r"\]\(([^)]+)\)", text(page))
    assert links or page == "CONTRIBUTING.md"
    local = [link for link in links if not link.startswith("https://")]
    assert [link for link in local if not (REPO / link).is_file()] == []


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_are_there(page):
    """By their path, or by their name alone where the words around it say in which folder."""
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|txt|py|cff))`", text(page))
    assert named
    ours = {path.name for folder in ("helpers", "tests") for path in REPO.glob(f"{folder}/**/*.*")}
    lost = [name for name in named if not (REPO / name).exists() and name not in ours]
    assert lost == []


def commands(page):
    """What follows `python3 lab.py` in the page's blocks and sentences."""
    return re.findall(r"python3 lab\.py\b([^`\n]*)", text(page))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", ".github/workflows/checks.yml"])
def test_every_command_is_one_that_the_launcher_takes(page):
    found = commands(page) or re.findall(r"python lab\.py\b(.*)", text(page))
    assert found
    for words in found:
        given = shlex.split(words)
        if given != ["--help"]:
            lab.parse(given)


def test_readme_names_the_two_commands_in_blocks_of_their_own():
    assert blocks("README.md", "")[:2] == ["python3 lab.py\n", "python3 lab.py test\n"]


@pytest.fixture
def shell(monkeypatch):
    """An IPython with what README's code takes for given: a model, a picture that it refuses."""
    shell = InteractiveShell.instance()
    monkeypatch.setitem(sys.modules, "shape_clinic", helpers.clinic)
    model, x = builders.fixed_sequential(), tf.zeros((1, 128, 128, 3))
    with pytest.raises(ValueError) as caught:
        model(x)
    shell.user_ns.update(model=model, x=x, error=caught.value)
    yield shell
    helpers.clinic.hook(False)
    InteractiveShell.clear_instance()


def test_the_code_of_the_readme_runs(shell):
    """A statement may fail only with a reading, which is what it is there to show."""
    (block,) = blocks("README.md", "python")
    for statement in ast.parse(shell.transform_cell(block)).body:
        with capture_output():
            done = shell.run_cell(ast.unparse(statement))
        assert done.error_before_exec is None
        notes = getattr(done.error_in_exec, "__notes__", ())
        assert done.success or any("394272" in note for note in notes), done


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with the two files that README's command line is about."""
    monkeypatch.chdir(tmp_path)
    builders.flexible_head().save("model.keras")
    message = "expected axis -1 of input shape to have value 394272, but received input with shape"
    (tmp_path / "error.log").write_text(f"ValueError: {message} (1, 127008)\n")


def test_the_command_line_of_the_readme_runs(files, capsys):
    lines = [line for block in blocks("README.md", "") for line in block.splitlines()]
    found = [line for line in lines if line.startswith("python -m shape_clinic ")]
    assert len(found) >= 5
    for words in found:
        assert command.main(shlex.split(words, comments=True)[3:]) == 0, words
        assert capsys.readouterr().out


def test_readme_counts_the_cases():
    assert f"`tests/wild` has {len(CASES)} programs" in text("README.md")


def test_readme_lists_every_visit():
    visits = {path.name for path in REPO.glob("notebooks/*.ipynb")}
    assert set(re.findall(r"\]\(notebooks/([^)]+)\)", text("README.md"))) == visits


def test_the_versions_in_the_words_are_those_that_work():
    first, second, last = machine.PYTHONS
    assert f"Python {first}, {second} or {last}" in text("README.md")
    container = json.loads(text(".devcontainer/devcontainer.json"))
    assert container["image"].endswith(f":{machine.PREFERRED}")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_keeps_to_its_schema(form):
    kind = "issue-config" if form.name == "config.yml" else "issue-forms"
    assert schema_errors(f"vendor.github-{kind}", form) == ""


def test_a_form_asks_for_the_reading():
    form = yaml.safe_load(text(".github/ISSUE_TEMPLATE/reading.yml"))
    labels = [part["attributes"].get("label") for part in form["body"]]
    assert "Paste your reading" in labels


def test_the_citation_keeps_to_its_schema_and_names_the_packages_version():
    assert schema_errors("vendor.citation-file-format", REPO / "CITATION.cff") == ""
    cited = yaml.safe_load(text("CITATION.cff"))
    (version,) = re.findall(r'^__version__ = "(.+)"$', text("helpers/clinic/__init__.py"), re.M)
    assert cited["version"] == version
    assert cited["authors"] == [{"name": "The Shape Clinic authors"}]


def test_the_hooks_use_the_tools_that_the_checks_use():
    hooks = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    used = {Requirement(pin) for hook in hooks for pin in hook["additional_dependencies"]}
    assert used and used <= set(requirements("tests/requirements.txt"))


def test_the_map_of_the_files_is_true(monkeypatch):
    """Red when a file came or went: python3 tests/tree.py writes it anew."""
    monkeypatch.syspath_prepend(REPO / "tests")
    import tree

    assert tree.parts(text("CONTRIBUTING.md"))[1] == tree.tree()
    files = Counter(path.name for path in REPO.glob("helpers/**/*.py"))
    del files["__init__.py"]
    assert files <= Counter(re.findall(r"^ +(\S+\.py) ", tree.tree(), re.MULTILINE))
