"""The locks hold what requirements.txt asks for, for every Python and platform of the course."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lab
from launcher import machine

REPO = Path(__file__).parents[3]
PLATFORMS = {
    "Linux x86-64": ("linux", "Linux", "posix", "x86_64"),
    "Linux on Arm": ("linux", "Linux", "posix", "aarch64"),
    "macOS": ("darwin", "Darwin", "posix", "arm64"),
    "Windows": ("win32", "Windows", "nt", "AMD64"),
}


def requirements(name):
    """The requirements that stand in a file, without its comments, hashes and -r lines."""
    lines = (line.split("#")[0].strip(" \\") for line in (REPO / name).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("-r", "--hash="))]


def version(requirement):
    """The one version that a requirement allows."""
    (specifier,) = requirement.specifier
    assert specifier.operator == "==" and "*" not in specifier.version, f"{requirement} is no pin"
    return specifier.version


def resolution(name, environment=None):
    """Name and version of everything that a file installs in an environment (default: this one)."""
    pins = [r for r in requirements(name) if not r.marker or r.marker.evaluate(environment)]
    found = {canonicalize_name(pin.name): version(pin) for pin in pins}
    assert len(found) == len(pins), "one name has two versions"
    return found


ENVIRONMENTS = [
    pytest.param(
        {
            "python_version": python,
            "python_full_version": python + ".7",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "sys_platform": sys_platform,
            "platform_system": system,
            "os_name": os_name,
            "platform_machine": machine,
        },
        id=f"{platform}, {python}",
    )
    for python in machine.PYTHONS
    for platform, (sys_platform, system, os_name, machine) in PLATFORMS.items()
]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(
    "asked, lock",
    [
        ("requirements.txt", "requirements.lock"),
        ("tests/requirements.txt", "tests/requirements.lock"),
    ],
)
def test_what_is_asked_for_is_locked_at_that_version(asked, lock, environment):
    locked = resolution(lock, environment)
    wanted = resolution(asked, environment)
    assert wanted and wanted.items() <= locked.items()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_checks_run_on_the_learners_versions(environment):
    learner = resolution("requirements.lock", environment)
    assert learner.items() <= resolution("tests/requirements.lock", environment).items()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("lock", lab.TESTER.locks)
def test_every_platform_gets_one_tensorflow(lock, environment):
    found = [
        name for name in resolution(lock, environment) if name in ("tensorflow", "tensorflow-cpu")
    ]
    small = (environment["sys_platform"], environment["platform_machine"]) == ("linux", "x86_64")
    assert found == (["tensorflow-cpu"] if small else ["tensorflow"])


def test_this_environment_is_what_the_lock_says():
    installed = {canonicalize_name(d.name): d.version for d in distributions()}
    locked = resolution("tests/requirements.lock")
    assert {name: installed.get(name) for name in locked} == locked


@pytest.mark.parametrize("lock", lab.TESTER.locks)
def test_every_pin_has_its_hashes(lock):
    """Which the launcher has pip insist on."""
    entries = (REPO / lock).read_text().replace("\\\n", " ").splitlines()
    pins = [entry for entry in entries if not entry.startswith("#")]
    bare = [pin for pin in pins if not re.search(r"==.* --hash=sha256:[0-9a-f]{64}\b", pin)]
    assert len(pins) == len(requirements(lock)) and bare == []


@pytest.mark.parametrize("lock", lab.TESTER.locks)
def test_the_lock_is_made_for_the_oldest_python_that_works(lock):
    """For it and all later ones: what a newer Python alone needs stands there with a marker."""
    command = (REPO / lock).read_text().splitlines()[1]
    assert f"--universal --python-version {machine.PYTHONS[0]} " in command
    assert "--generate-hashes" in command and command.endswith(f"-o {lock}")
