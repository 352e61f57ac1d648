"""Which Python and which machine the launcher takes, and what it says to the others."""

import ast
import shutil
from pathlib import Path

import pytest
from stand_ins import POSIX, REPO

from launcher import machine

OLD_PYTHONS_READ = ("__init__", "machine", "environment", "commands")

GOOD = machine.Machine("CPython", "3.12", "Linux", "x86_64", 64, "glibc", "2.36")
MAC = GOOD._replace(system="Darwin", arch="arm64", libc="", release="14.5")
WINDOWS = GOOD._replace(system="Windows", arch="win-amd64", libc="", release="")


def test_the_syntax_is_one_that_old_pythons_read():
    for name in ("lab", *(f"launcher/{name}" for name in OLD_PYTHONS_READ)):
        ast.parse((REPO / f"{name}.py").read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", ["3.6", "3.7", "3.8", "3.9", "3.10", "3.14"])
def test_a_real_python_that_tensorflow_has_no_wheel_for(fresh, version):
    found = [
        shutil.which("python" + version),
        *map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python")),
    ]
    python = next((p for p in found if p and machine.probe([p], [])), None)
    if python is None:
        pytest.skip(f"no Python {version} here")
    code, output = fresh.run(command=[python, str(fresh.home / "lab.py")], PATH="")
    assert code == 1
    assert (
        f"needs Python 3.11, 3.12 or 3.13: TensorFlow has no wheel for CPython {version}" in output
    )
    assert not (fresh.home / ".venv").exists()


@pytest.mark.parametrize(
    "here",
    [
        GOOD._replace(python="3.10"),
        GOOD._replace(python="3.14"),
        GOOD._replace(python="3.13t"),
        GOOD._replace(implementation="PyPy", python="3.11"),
    ],
)
@pytest.mark.parametrize(
    "system, how",
    [
        ("Linux", "uv run --no-project --python 3.12 lab.py test"),
        ("Darwin", "brew install python@3.12\n  python3.12 lab.py test"),
        ("Windows", "winget install Python.Python.3.12\n  py -3.12 lab.py test"),
    ],
)
def test_a_wrong_python_hears_how_to_get_a_right_one(monkeypatch, here, system, how):
    monkeypatch.setattr(machine, "other_python", lambda system: None)
    words = machine.python_problem(here._replace(system=system), ["lab.py", "test"])
    assert "3.11, 3.12 or 3.13" in words and f"{here.implementation} {here.python}" in words
    assert how in words


@pytest.mark.parametrize("version", machine.PYTHONS)
def test_the_pythons_that_work(version):
    assert machine.python_problem(GOOD._replace(python=version), []) is None


@POSIX
def test_a_right_python_on_the_path_is_named(tmp_path, monkeypatch):
    def put(name, text):
        (tmp_path / name).write_text("#!/bin/sh\n" + text)
        (tmp_path / name).chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.other_python("Linux") is None
    put("python3.12", "echo no such version >&2; exit 127\n")  # as a version manager's shim may
    put("python3.11", "echo 3.11 ensurepip\n")  # comes without its venv
    put("python3.13", "echo 3.13\n")
    wrong = GOOD._replace(python="3.14")
    assert machine.python_problem(wrong, ["my lab.py", "test"]).endswith(
        'Type:\n  python3.13 "my lab.py" test'
    )
    put("py", 'test "$1" = -3.12 && echo 3.12\n')
    assert machine.other_python("Windows") == "py -3.12"


@pytest.mark.parametrize(
    "here, told",
    [
        (GOOD._replace(bits=32), "64-bit"),
        (GOOD._replace(arch="ppc64le"), "x86-64 and aarch64 only; this is ppc64le"),
        (GOOD._replace(arch="armv7l"), "x86-64 and aarch64 only"),
        (GOOD._replace(libc="", release=""), "has another C library"),
        (GOOD._replace(libc="musl", release="1.2.5"), "this one has musl 1.2.5"),
        (GOOD._replace(libc="libc", release="6.0"), "this one has libc 6.0"),
        (GOOD._replace(release="2.17"), "this one has glibc 2.17"),
        (MAC._replace(arch="x86_64"), "Intel"),
        (MAC._replace(release="11.7"), "macOS 12"),
        (WINDOWS._replace(arch="win-arm64"), "x64 Python"),
        (WINDOWS._replace(arch="win32", bits=32), "64-bit"),
        (WINDOWS._replace(arch="mingw_x86_64_ucrt_gnu"), "x64 Python"),
        (GOOD._replace(system="FreeBSD"), "this is FreeBSD"),
    ],
)
def test_platforms_that_tensorflow_has_no_wheel_for(here, told):
    assert told in machine.platform_problem(here)


@pytest.mark.parametrize(
    "here",
    [
        GOOD,
        GOOD._replace(arch="aarch64", release="2.28"),
        MAC,
        MAC._replace(release="12.0"),
        MAC._replace(release="26.1"),
        WINDOWS,
        machine.this_machine(),
    ],
)
def test_platforms_that_work(here):
    assert machine.platform_problem(here) is None


def test_what_a_machine_says_of_itself(monkeypatch):
    monkeypatch.setattr(machine.sysconfig, "get_config_var", lambda name: name == "Py_GIL_DISABLED")
    assert machine.this_machine().python.endswith("t")  # a free-threaded build needs other wheels
    monkeypatch.setattr(machine.platform, "system", lambda: "Windows")
    monkeypatch.setattr(machine.platform, "machine", lambda: "ARM64")
    monkeypatch.setattr(machine.sysconfig, "get_platform", lambda: "win-amd64")
    assert (
        machine.platform_problem(machine.this_machine()) is None
    )  # an x64 Python on Windows for Arm
    monkeypatch.setattr(machine.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(machine.platform, "machine", lambda: "arm64")
    monkeypatch.setattr(machine.platform, "mac_ver", lambda: ("11.7.10", ("", "", ""), "arm64"))
    assert "11.7.10" in machine.platform_problem(machine.this_machine())
