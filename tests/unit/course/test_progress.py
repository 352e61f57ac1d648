"""What was answered is kept: the first answer counts, two notebooks lose nothing, nothing fails."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.course import progress


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The file that holds the progress of this test."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(path))
    return path


def test_nothing_is_known_before_an_answer(file):
    assert progress.read() == {} and not file.exists()


def test_an_answer_is_kept_and_can_be_read_by_anybody(file):
    progress.record("prediction", "225", answer=1, right=False, sure="rather")
    progress.record("exercise", "fixed_size.row_length")
    kept = {
        "prediction": {"225": {"answer": 1, "right": False, "sure": "rather"}},
        "exercise": {"fixed_size.row_length": {}},
    }
    assert progress.read() == kept == json.loads(file.read_text("utf-8"))
    assert os.listdir(file.parent) == [file.name]  # no lock, nothing half written


def test_the_first_answer_counts(file):
    progress.record("prediction", "225", right=False)
    progress.record("prediction", "225", right=True)
    assert progress.read() == {"prediction": {"225": {"right": False}}}


def test_what_was_deleted_is_forgotten(file):
    progress.record("exercise", "a")
    file.unlink()
    progress.record("exercise", "b")
    assert progress.read() == {"exercise": {"b": {}}}


@pytest.mark.parametrize(
    "broken", ["", "{", "[1]", "null", '{"prediction": 3}', '{"exercise": {"a": 1}}', "[" * 10**5]
)
def test_a_broken_file_is_as_none(file, broken):
    file.write_text(broken)
    assert not progress.read().get("prediction") and not progress.read().get("exercise")
    progress.record("exercise", "b")
    assert progress.read()["exercise"] == {"b": {}}


def test_where_nothing_can_be_written_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(tmp_path / "no-folder" / "progress.json"))
    progress.record("exercise", "a")
    assert progress.read() == {} and os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="there, a link needs rights of its own")
def test_a_device_is_not_replaced_by_a_file(tmp_path, monkeypatch):
    """Whoever sends the progress to /dev/null keeps it."""
    place = tmp_path / "progress.json"
    place.symlink_to(os.devnull)
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(place))
    progress.record("exercise", "a")
    assert place.is_symlink() and os.listdir(tmp_path) == [place.name]


def test_a_file_that_may_not_be_written_stays_as_it_is(file, monkeypatch):
    progress.record("exercise", "a")
    monkeypatch.setattr(progress.os, "replace", raising(PermissionError))
    progress.record("exercise", "b")
    assert progress.read() == {"exercise": {"a": {}}}
    assert os.listdir(file.parent) == [file.name]


def raising(error):
    def fails(*_):
        raise error

    return fails


def test_whoever_reads_meanwhile_reads_the_one_or_the_other(file, monkeypatch):
    """It is renamed whole: at the moment before, the file is the old one."""
    progress.record("exercise", "a")
    seen, rename = [], os.replace

    def replace(aside, place):
        seen.append(json.loads(file.read_text("utf-8")))
        rename(aside, place)

    monkeypatch.setattr(progress.os, "replace", replace)
    progress.record("exercise", "b")
    assert seen == [{"exercise": {"a": {}}}]
    assert progress.read() == {"exercise": {"a": {}, "b": {}}}


NOTE = """
import sys
from helpers.course import progress
progress.PATIENCE = 60  # on a busy machine too
for number in range(20):
    progress.record("exercise", f"{sys.argv[1]}-{number}")
"""


def test_two_notebooks_lose_nothing(file, repo):
    """Each in a process of its own, both writing at once."""
    writing = [
        subprocess.Popen([sys.executable, "-c", NOTE, name], cwd=repo) for name in ("one", "other")
    ]
    assert [process.wait() for process in writing] == [0, 0]
    assert len(progress.read()["exercise"]) == 40


def test_threads_of_one_kernel_lose_nothing(file, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: progress.record("exercise", str(number)), range(40)))
    assert len(progress.read()["exercise"]) == 40


def test_a_lock_that_was_left_behind_is_broken(file):
    lock = file.with_name("progress.json.lock")
    lock.touch()
    before = time.time() - 2 * progress.LEFT_BEHIND
    os.utime(lock, (before, before))
    progress.record("exercise", "a")
    assert progress.read() == {"exercise": {"a": {}}} and not lock.exists()


def test_a_lock_that_is_held_is_waited_for_and_then_left_alone(file, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.1)
    lock = file.with_name("progress.json.lock")
    lock.touch()
    progress.record("exercise", "a")
    assert progress.read() == {} and lock.exists()


def test_how_often_one_was_right_by_how_sure_one_was(file):
    assert progress.calibration() == {"guess": (0, 0), "rather": (0, 0), "certain": (0, 0)}
    for name, sure, right in (
        ("a", "guess", False),
        ("b", "certain", True),
        ("c", "certain", False),
        ("d", "never heard of", True),
    ):
        progress.record("prediction", name, answer=0, right=right, sure=sure)
    assert progress.calibration() == {"guess": (0, 1), "rather": (0, 0), "certain": (1, 2)}


class Watcher:
    """What counts how often it was told."""

    def __init__(self):
        self.told = 0

    def progressed(self):
        self.told += 1


def test_whoever_shows_the_progress_is_told_of_an_answer(file):
    watcher = Watcher()
    progress.watchers.add(watcher)
    progress.record("exercise", "a")
    assert watcher.told == 1
