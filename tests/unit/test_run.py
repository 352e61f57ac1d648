"""The script behind lab.py test: its stages, what each depth leaves out, and its exit code."""

import configparser

from tests import run


def pytests_settings(repo):
    ini = configparser.ConfigParser()
    ini.read(repo / "tests" / "pytest.ini")
    return ini["pytest"]


def test_all_stages_run_and_one_that_fails_is_named(monkeypatch, capfd):
    checks = {"good": ["platform"], "bad": ["no_such_module"], "last": ["platform"]}
    monkeypatch.setattr(run, "stages", lambda depth, given: checks)
    assert run.main([]) == 1
    told = capfd.readouterr().out
    assert [f"== {place} of 3: {name}" in told for place, name in enumerate(checks, 1)] == [
        True
    ] * 3
    assert told.rstrip().endswith("Failed: bad")
    del checks["bad"]
    assert run.main([]) == 0
    assert capfd.readouterr().out.rstrip().endswith("All checks passed.")


def test_what_follows_goes_to_pytest_as_it_stands():
    for depth in (None, "quick", "thorough"):
        assert run.stages(depth, ["-k", "word"])["pytest"][-2:] == ["-k", "word"]


def test_quick_leaves_out_what_needs_a_browser_or_runs_notebooks(repo):
    every = set(pytests_settings(repo)["testpaths"].split())
    quick = set(run.QUICK[-1].removeprefix("testpaths=").split())
    assert every - quick == {"tests/browser", "tests/notebooks"}
    assert all((repo / path).is_dir() for path in every)


def test_only_thorough_runs_what_is_marked_so(repo, pytestconfig):
    assert '-m "not thorough"' in pytests_settings(repo)["addopts"]
    assert run.THOROUGH[:2] == ["-m", ""]  # the last -m counts
    assert any(mark.startswith("thorough:") for mark in pytestconfig.getini("markers"))
