"""The check of the environment says what is wrong, and nothing of the machine otherwise."""

import os
import subprocess
import sys

import pytest

from helpers.course import environment


def test_all_is_well_here():
    assert [line for line in environment.report() if not line.startswith("✓ ")] == []


def test_tensorflow_and_keras_are_among_the_pins():
    pins = environment.pins()
    assert {"tensorflow", "keras", "ipywidgets", "numpy"} <= set(pins)
    assert "tensorflow-cpu" not in pins and "pip" not in pins


def lines(word):
    return [line for line in environment.report() if word in line]


@pytest.mark.parametrize("found", ["3.12.4", None])
def test_another_version_or_none_is_named_with_the_way_out(monkeypatch, found):
    wanted = environment.pins()["keras"]
    real = environment._version
    monkeypatch.setattr(
        environment, "_version", lambda name: found if name == "keras" else real(name)
    )
    (line,) = lines("keras")
    assert (
        line.startswith(f"✗ keras {wanted}")
        and (found or "missing") in line
        and "python3 lab.py" in line
    )


def test_another_python_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    (line,) = lines("Python is")
    assert line.startswith("✗ ")


def test_a_package_that_is_not_there_has_no_version():
    assert environment._version("no-such-package") is None


def test_a_pipe_that_knows_256_letters_ends_nothing():
    """As on Windows: what it cannot show becomes a question mark."""
    command = "from helpers.course import environment; environment.check()"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=environment.REQUIREMENTS.parent,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
        stdout=subprocess.PIPE,
        encoding="cp1252",
        timeout=100,
    )
    assert done.returncode == 0
    assert "? Python is 3.11, 3.12 or 3.13\n" in done.stdout
    assert "224 × 224" in done.stdout
