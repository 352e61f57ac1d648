"""A .venv that is broken or half made, and variables that would break it: see stand_ins."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from stand_ins import REPO, Course

import lab
from launcher import environment, machine


def empty_folder(course):
    shutil.rmtree(course.home / ".venv")
    (course.home / ".venv").mkdir()


def no_pip(course):
    shutil.rmtree(course.package("pip"))


def python_is_gone(course):
    course.python.unlink()
    if os.name != "nt":
        course.python.symlink_to("/nowhere/python")


def package_is_gone(course):
    course.package("tensorflow.py").unlink()
    shutil.rmtree(course.package("clinic_stand_ins-*"))


def code_is_gone(course):
    """Its record is there: pip takes it for installed."""
    course.package("tensorflow.py").unlink()


def code_that_nobody_asks_for_is_gone(course):
    course.package("clinic_version.py").unlink()


def code_and_list_are_gone(course):
    course.package("tensorflow.py").unlink()
    (course.package("clinic_stand_ins-*") / "RECORD").unlink()


def killed_while_installing(course):
    course.stamp.unlink()
    course.package("ipywidgets.py").unlink()
    shutil.rmtree(course.package("clinic_stand_ins-*"))


def stamp_is_cut(course):
    course.stamp.write_text('{"requirem')


def stamp_is_null(course):
    course.stamp.write_text("null")


def stamp_is_a_list(course):
    course.stamp.write_text("[1, 2]")


def test_a_venv_without_its_python_is_remade(made):
    python_is_gone(made)
    (made.home / ".venv" / "left over").touch()
    code, output = made.run()
    assert code == 0 and "The lab is open" in output
    assert "does not work with this Python: remaking" in output
    assert not (made.home / ".venv" / "left over").exists()


@pytest.mark.parametrize(
    "harm, remade",
    [
        (empty_folder, True),
        (no_pip, True),
        (python_is_gone, True),
        (package_is_gone, False),
        (code_is_gone, False),
        (code_that_nobody_asks_for_is_gone, False),
        (code_and_list_are_gone, False),
        (killed_while_installing, False),
        (stamp_is_cut, False),
        (stamp_is_null, False),
        (stamp_is_a_list, False),
    ],
)
def test_a_broken_environment_is_repaired(made, quick_venv, harm, remade):
    harm(made)
    code, output = made.run(command=made.patched(quick_venv))
    assert code == 0 and "The lab is open" in output
    assert ("does not work with this Python: remaking" in output) == remade
    assert machine.probe([str(made.python)], ["pip", *lab.LEARNER.modules])[1] == []
    assert made.version() == "1.0"
    made.break_pip()
    assert made.run()[0] == 0


def test_an_environment_of_another_python_is_remade(made, quick_venv):
    # The probe asks .venv's Python for its version: let it answer as an older one, the first time.
    older = """
from launcher import machine
probe, asked = machine.probe, []
def older(command, modules):
    asked.append(command)
    version, missing = probe(command, modules)
    return ("3.10" if len(asked) < 4 else version), missing
machine.probe = older
"""
    code, output = made.run(command=made.patched(quick_venv + older))
    assert code == 0 and "does not work with this Python: remaking" in output


def test_a_pip_that_is_not_whole_is_remade(made, quick_venv):
    import ensurepip

    (wheel,) = Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl")
    (made.package("pip") / "_internal" / "cli" / "main.py").unlink()
    made.wheels = wheel.parent
    lock = made.home / "requirements.lock"
    ours = lock.read_text()
    made.lock("pip==" + wheel.name.split("-")[1])
    lock.write_text(ours + lock.read_text())
    links = f"{made.environment['PIP_FIND_LINKS']} {wheel.parent}"
    code, output = made.run(command=made.patched(quick_venv), PIP_FIND_LINKS=links)
    assert code == 0 and "does not work with this Python: remaking" in output


def test_a_package_of_the_learners_is_left_alone(made):
    record = made.package("clinic_stand_ins-*").parent / "mine-1.0.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text("mine.py,,\n")
    made.break_pip()
    assert made.run()[0] == 0
    assert record.exists()


@pytest.mark.parametrize(
    "name, value",
    [
        ("PIP_TARGET", "elsewhere"),
        ("PIP_USER", "1"),
        ("PIP_DRY_RUN", "1"),
    ],
)
def test_variables_that_would_send_the_packages_elsewhere(made, tmp_path, name, value):
    made.lock("clinic-stand-ins==2.0")
    value = str(tmp_path / value) if value == "elsewhere" else value
    code, output = made.run(**{name: value})
    assert code == 0 and made.version() == "2.0"
    assert f"does without what these variables say: {name}" in output


def test_only_what_spoils_is_taken_out_of_the_environment(monkeypatch, capsys):
    for name in list(os.environ):
        if name.startswith(("PIP_", "PYTHON")):
            monkeypatch.delenv(name)
    kept = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_CERT", "PIP_PROXY", "PIP_CACHE_DIR")
    gone = (
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_NO_DEPS",
        "PIP_CONSTRAINT",
        "PIP_PYTHON",
        "PIP_REPORT",
        "PYTHONHOME",
    )
    for name in kept + gone:
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    environment.clean()
    assert [name for name in kept + gone if name in os.environ] == list(kept)
    assert os.environ["PYTHONIOENCODING"] == "latin-1:replace"
    assert capsys.readouterr().out.count("PIP_") == 6


def test_a_setting_of_pip_that_sends_the_packages_elsewhere_is_named(made, tmp_path):
    package_is_gone(made)
    (tmp_path / "pip.conf").write_text(f"[install]\ntarget = {tmp_path / 'elsewhere'}\n")
    code, output = made.run(PIP_CONFIG_FILE=str(tmp_path / "pip.conf"))
    assert code == 1
    assert ".venv has no tensorflow" in output and "-m pip config list" in output
    assert not made.stamp.exists()


def test_a_pythonpath_that_shadows_modules(made, quick_venv, tmp_path):
    """Those of Python's own library that the launcher needs, and those that .venv holds."""
    shutil.rmtree(made.home / ".venv")
    for name in ("json", "argparse", "tempfile", "venv", "jupyterlab", "nbformat", "launcher"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('the wrong {name}')")
    code, output = made.run("--no-browser", PYTHONPATH=str(tmp_path))
    assert code == 0 and "The lab is open" in output and "wrong" not in output
    assert "does without what these variables say: PYTHONPATH" in output


@pytest.mark.skipif(os.name == "nt", reason="a home that is no folder")
def test_a_home_that_cannot_be_written_to(tmp_path, wheels):
    """The true JupyterLab, with the folders that it would make below a file."""
    home = tmp_path / "course"
    (home / "tests").mkdir(parents=True)
    (home / "notebooks").mkdir()
    course = Course(home, wheels)
    shutil.copytree(REPO / "binder", home / "binder")
    (tmp_path / "file").touch()
    command = [sys.executable, "-m", "launcher.serve", "--no-browser"]
    names = {name for name in course.environment if not name.startswith(("XDG", "IPYTHON", "MPL"))}
    server = subprocess.Popen(
        command,
        cwd=home,
        env={name: course.environment[name] for name in names} | {"HOME": str(tmp_path / "file")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        output = ""
        while "The lab is open" not in output:
            line = server.stdout.readline()
            assert line, output
            output += line
    finally:
        server.kill()
        server.communicate()
    assert "Traceback" not in output and len(output.splitlines()) < 10
    assert f"keeps its settings in {home / '.venv' / 'home'}" in output
    assert (home / ".venv" / "home" / "jupyter" / "runtime").is_dir()
