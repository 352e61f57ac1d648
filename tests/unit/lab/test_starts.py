"""A first start, a second, one after a change: see stand_ins."""

import hashlib
import json
import os
import shutil

import pytest
from stand_ins import make_wheel


def test_the_first_start_makes_the_environment_and_opens_the_lab(first_start):
    home, code, output = first_start
    assert code == 0
    assert "Making .venv" in output
    assert "Installing about 1 packages" in output and "2 GB on disk" in output
    assert "Successfully installed clinic" in output
    assert "The lab is open at http://localhost:1/lab (Ctrl-C ends it)" in output
    stamp = json.loads((home / ".venv" / "installed.json").read_text())
    lock = (home / "requirements.lock").read_bytes()
    assert stamp == {"requirements.lock": hashlib.sha256(lock).hexdigest()}


def test_the_lab_opens_on_the_first_notebook(made):
    arguments = made.opened(made.run("--no-browser")[1])
    assert f"--ServerApp.root_dir={made.home}" in arguments
    assert "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb" in arguments
    assert "--ServerApp.answer_yes=True" in arguments
    assert "--no-browser" in arguments
    assert made.opened(made.run("--", "--ServerApp.token=x")[1])[-1] == "--ServerApp.token=x"


def test_the_second_start_calls_no_pip(made):
    made.break_pip()
    os.utime(made.home / "requirements.lock", (1, 1))  # the content counts, not the date
    code, output = made.run()
    assert code == 0
    assert "Installing" not in output and "pip was called" not in output
    assert "The lab is open" in output


def test_a_changed_lock_is_installed(made):
    made.lock("clinic-stand-ins==2.0")
    assert made.run()[0] == 0
    assert made.version() == "2.0"
    made.break_pip()
    assert made.run()[0] == 0


def test_pip_is_brought_up_to_its_pin_first(made, tmp_path):
    made.wheels = tmp_path / "wheels"
    shutil.copytree(made.environment["PIP_FIND_LINKS"], made.wheels)
    says = "import sys; print('new pip', sys.argv)\n"
    make_wheel(made.wheels, "pip", "99.1", {"pip/__init__.py": "", "pip/__main__.py": says})
    made.lock("clinic-stand-ins==1.0", "pip==99.1")
    code, output = made.run(PIP_FIND_LINKS=str(made.wheels))
    assert code == 0
    first, then = output.index("Successfully installed pip-99.1"), output.index("new pip")
    assert first < then and "'--require-hashes'" in output[then:]


def test_the_checks_install_their_own_tools_and_serve_the_learner_too(made):
    code, output = made.run("test", "--", "tests/unit", "-k", "binder")
    assert code == 3  # that of tests/run.py
    assert "Successfully installed clinic-test-stand-ins-1.0" in output.replace("_", "-")
    assert output.endswith('run ["tests/unit", "-k", "binder"]\n')
    assert made.run("test", "--quick", "--", "-x")[1].endswith('run ["--quick", "-x"]\n')
    assert made.run("test", "--thorough")[1].endswith('run ["--thorough"]\n')
    pip = (made.package("pip") / "__main__.py").read_text()
    made.break_pip()
    assert made.run()[0] == 0
    assert made.run("test")[0] == 3

    # A learner's lock of another content: the checks must not trust what they installed before.
    (made.package("pip") / "__main__.py").write_text(pip)
    made.lock("clinic-stand-ins==2.0")
    assert made.run()[0] == 0
    code, output = made.run("test")
    assert code == 1 and "conflict" in output  # the two locks disagree, and pip says so


@pytest.mark.parametrize(
    "command, script",
    [("regenerate", "tests/notebooks/regenerate.py"), ("bench", "benchmarks/bench.py")],
)
def test_other_commands_run_their_script(made, command, script):
    path = made.home / script
    path.parent.mkdir(exist_ok=True)
    path.write_text("import os, sys, nbval\nprint(sys.argv, os.getcwd())\nsys.exit(7)\n")
    code, output = made.run(command, "--", "--only", "01")
    assert code == 7
    assert output.endswith(f"{[script, '--only', '01']} {made.home}\n")


def test_a_mark_that_a_pipe_cannot_show_ends_nothing(made):
    """A Windows pipe knows 256 letters, and ✓ is none of them."""
    (made.home / "tests" / "run.py").write_text("import sys\nprint('\\u2713 passed')\n")
    made.environment |= {"PYTHONIOENCODING": "cp1252"}
    code, output = made.run("test")
    assert code == 0 and output.endswith("? passed\n")
