"""The workflow that runs the checks elsewhere, and the script that runs them on a fresh machine."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from stand_ins import REPO

from launcher import machine

FILE = REPO / ".github" / "workflows" / "checks.yml"


@pytest.fixture
def workflow():
    return yaml.safe_load(FILE.read_text())


@pytest.fixture
def jobs(workflow):
    return workflow["jobs"]


def schema_errors(schema, path):
    """What does not keep to a schema that check-jsonschema brings along."""
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(path)])
    return done.output if done.exit_code else ""


def test_the_workflow_keeps_to_the_schema():
    assert schema_errors("vendor.github-workflows", FILE) == ""


def test_the_quick_checks_run_on_every_python_and_system(jobs):
    job = jobs["quick"]
    matrix = job["strategy"]["matrix"]
    assert matrix["python"] == list(machine.PYTHONS)
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert job["runs-on"] == "${{ matrix.os }}"


def setup_python(job):
    (setup,) = [s for s in job["steps"] if s.get("uses", "").startswith("actions/setup-python@")]
    return setup["with"]["python-version"]


@pytest.mark.parametrize(
    "name, python, command, when",
    [
        ("quick", "${{ matrix.python }}", "python lab.py test --quick", "!="),
        ("whole", machine.PREFERRED, "python lab.py test", "!="),
        ("weekly", machine.PREFERRED, "python lab.py test --thorough", "=="),
    ],
)
def test_a_job_runs_what_everybody_runs(jobs, name, python, command, when):
    job = jobs[name]
    assert [step["run"] for step in job["steps"] if "run" in step] == [command]
    assert setup_python(job) == python
    assert job["if"] == f"github.event_name {when} 'schedule'"
    assert name == "quick" or job["runs-on"] == "ubuntu-latest"


def test_the_checks_run_on_every_change_and_every_week(workflow):
    # YAML 1.1 reads the key "on" as the truth value.
    assert set(workflow[True]) == {"push", "pull_request", "schedule"}


@pytest.mark.skipif(os.name == "nt", reason="a script for Debian")
@pytest.mark.parametrize(
    "browser, has_venv, lacking",
    [
        ("chromium", True, None),
        ("google-chrome", True, None),
        (None, True, "chromium"),
        ("chromium", False, "python3-venv"),
        (None, False, "chromium python3-venv"),
    ],
)
def test_a_fresh_machine_gets_what_it_lacks_and_runs_the_checks(
    tmp_path, browser, has_venv, lacking
):
    python = f"""#!/bin/sh
[ "$1" = -c ] && exit {0 if has_venv else 1}
echo "$(basename $0)" "$@" CI=$CI "in $PWD"
exit 5
"""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in filter(None, ["apt-get", "python3", browser]):
        text = python if name == "python3" else '#!/bin/sh\necho apt-get "$@"\n'
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    for name in ("sh", "bash", "basename", "dirname"):
        places = (Path("/bin", name), Path("/usr/bin", name))
        (tools / name).symlink_to(next(place for place in places if place.exists()))
    script = REPO / ".ci" / "run"
    assert os.access(script, os.X_OK)
    done = subprocess.run(
        ["bash", str(script)],
        env={"PATH": str(tools)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    *before, last = done.stdout.splitlines()
    assert last == f"python3 lab.py test CI=true in {REPO}" and done.returncode == 5
    install = f"apt-get install --yes --no-install-recommends {lacking}"
    assert before == (["apt-get update", install] if lacking else [])
