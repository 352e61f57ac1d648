"""The workflow that runs the checks elsewhere, and the script that runs them on a fresh machine."""
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import lab

REPO = Path(__file__).parents[2]
FILE = REPO / ".github" / "workflows" / "checks.yml"


@pytest.fixture
def workflow():
    return yaml.safe_load(FILE.read_text())


def test_the_workflow_keeps_to_the_schema():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows",
         str(FILE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_checks_run_on_every_python_and_system(workflow):
    job = workflow["jobs"]["test"]
    matrix = job["strategy"]["matrix"]
    assert matrix["python"] == list(lab.PYTHONS)
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert job["runs-on"] == "${{ matrix.os }}"
    (setup,) = [s for s in job["steps"] if "setup-python" in s.get("uses", "")]
    assert setup["with"]["python-version"] == "${{ matrix.python }}"


def test_the_checks_are_the_ones_that_everybody_runs(workflow):
    commands = [s["run"] for s in workflow["jobs"]["test"]["steps"] if "run" in s]
    assert commands == ["python lab.py test"]


def test_the_checks_run_on_every_change_and_every_week(workflow):
    # YAML 1.1 reads the key "on" as the truth value.
    assert set(workflow[True]) == {"push", "pull_request", "schedule"}


@pytest.mark.skipif(os.name == "nt", reason="a script for Debian")
@pytest.mark.parametrize("browser", ["chromium", "google-chrome", None])
def test_a_fresh_machine_gets_a_browser_and_runs_the_checks(tmp_path, browser):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in filter(None, ["apt-get", "python3", browser]):
        (tools / name).write_text('#!/bin/sh\necho "$(basename $0)" "$@" CI=$CI "in $PWD"\nexit 5\n'
                                  if name == "python3" else '#!/bin/sh\necho apt-get "$@"\n')
        (tools / name).chmod(0o755)
    for name in ("sh", "bash", "basename", "dirname"):
        (tools / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    script = REPO / ".ci" / "run"
    assert os.access(script, os.X_OK)
    done = subprocess.run(["bash", str(script)], env={"PATH": str(tools)}, cwd=tmp_path,
                          capture_output=True, text=True)
    *before, last = done.stdout.splitlines()
    assert last == f"python3 lab.py test CI=true in {REPO}" and done.returncode == 5
    wanted = [] if browser else [
        "apt-get update", "apt-get install --yes --no-install-recommends chromium"]
    assert before == wanted
