"""A course to start: as it is cloned, or with its .venv."""

import os
import shutil

import pytest
from stand_ins import STAND_INS, TEST_STAND_INS, Course, make_wheel


@pytest.fixture(scope="session")
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheels")
    for version in ("1.0", "2.0"):
        files = STAND_INS | {"clinic_version.py": f"print({version!r})\n"}
        make_wheel(folder, "clinic_stand_ins", version, files)
    make_wheel(folder, "clinic_test_stand_ins", "1.0", TEST_STAND_INS)
    return folder


def new_course(folder, wheels):
    """A course as it is cloned, in a folder whose name has a space and an accent."""
    home = folder / "a clinic, cloné"
    (home / "tests").mkdir(parents=True)
    (home / "notebooks").mkdir()
    (home / "tests" / "run.py").write_text(
        "import json, pytest, sys\nprint('run', json.dumps(sys.argv[1:]))\nsys.exit(3)\n"
    )
    return Course(home, wheels)


@pytest.fixture
def fresh(tmp_path, wheels):
    """A course that was never opened."""
    return new_course(tmp_path, wheels)


@pytest.fixture(scope="session")
def first_start(tmp_path_factory, wheels):
    """A course that was opened once: its folder, the exit code and the output of that start."""
    course = new_course(tmp_path_factory.mktemp("first"), wheels)
    return (course.home, *course.run("--no-browser"))


def link_or_copy(source, target):
    """A second name for a package's file, which is quick; a copy of what is written to in place."""
    shared = "site-packages" in source and not source.endswith("__main__.py")
    (os.link if shared else shutil.copy2)(source, target)


@pytest.fixture
def made(fresh, first_start):
    """A course that has its .venv."""
    old, new = first_start[0] / ".venv", fresh.home / ".venv"
    shutil.copytree(old, new, symlinks=True, copy_function=link_or_copy)
    return fresh


@pytest.fixture
def quick_venv(first_start):
    """Code for `Course.patched`: a remade .venv is a copy of one that is there, 5 seconds less."""
    return f"""
import shutil
from launcher import environment
run = environment.run
def quick(command, **pipes):
    if "venv" not in command:
        return run(command, **pipes)
    shutil.rmtree(command[-1], ignore_errors=True)
    shutil.copytree({str(first_start[0] / ".venv")!r}, command[-1], symlinks=True)
    return 0, ""
environment.run = quick
"""
