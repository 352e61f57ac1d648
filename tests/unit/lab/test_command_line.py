"""The command line: what may be given, and what is said of the rest."""

import pytest


def test_help_names_every_command(fresh):
    code, output = fresh.run("--help")
    assert code == 0
    for word in ("test", "regenerate", "bench", "--port", "--no-browser", " -- "):
        assert word in output
    assert not (fresh.home / ".venv").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["tset"],
        ["--prot", "1"],
        ["--port", "none"],
        ["--port", "70000"],
        ["test", "--port", "8888"],
        ["--quick"],
        ["regenerate", "--thorough"],
        ["test", "--quick", "--thorough"],
    ],
)
def test_a_mistyped_command_line(fresh, arguments):
    code, output = fresh.run(*arguments)
    assert code == 2 and "lab.py: error:" in output
