"""What a learner has answered so far: one small file beside the course, readable and deletable.

{"prediction": {"225": {"answer": 1, "right": false, "sure": "rather"}}, "exercise": {...}}. Where
there is none, or it cannot be read or written, nothing is known, and nothing fails.
"""

import json
import os
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakSet

#: Where it lies, unless the environment variable SHAPE_CLINIC_PROGRESS names another place.
FILE = Path(__file__).parents[2] / "progress.json"

#: How sure a prediction may be, the least first.
SURE = ("guess", "rather", "certain")

#: Seconds to wait for another notebook's writing, and after which its lock counts as left behind.
PATIENCE, LEFT_BEHIND = 2, 10

#: What shows the progress: `progressed()` of each is called after an answer was noted here.
watchers = WeakSet()


def _file():
    return Path(os.environ.get("SHAPE_CLINIC_PROGRESS", FILE))


def read():
    """{kind: {name: what was answered}}; empty where nothing is known."""
    with suppress(OSError, ValueError, RecursionError):
        known = json.loads(_file().read_text("utf-8"))
        if isinstance(known, dict):
            return {
                kind: {name: answer for name, answer in named.items() if isinstance(answer, dict)}
                for kind, named in known.items()
                if isinstance(named, dict)
            }
    return {}


def record(kind, name, **answer):
    """Note an answer: the first one of its name counts, and a later one changes nothing."""
    if _file().is_file() or not _file().exists():  # no device, which a file would replace
        with suppress(OSError):
            _note(kind, name, answer)
    for watcher in list(watchers):
        watcher.progressed()


def _note(kind, name, answer):
    with _locked():
        known = read()
        if name not in known.setdefault(kind, {}):
            known[kind][name] = answer
            _write(known)


def _write(known):
    """Beside it and then renamed: whoever reads meanwhile reads the one or the other."""
    file = _file()
    handle, aside = tempfile.mkstemp(prefix=file.name, dir=file.parent)
    try:
        with open(handle, "w", encoding="utf-8") as stream:
            json.dump(known, stream, indent=1)
        os.replace(aside, file)
    finally:
        Path(aside).unlink(missing_ok=True)


@contextmanager
def _locked():
    """One notebook at a time reads and writes: others wait for a file that only one can make.

    Raises OSError where none can be made, or another one holds it for too long.
    """
    lock = _file().with_name(_file().name + ".lock")
    until = time.monotonic() + PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            _break_what_was_left(lock)
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _break_what_was_left(lock):
    """A lock that its kernel, killed, has left behind."""
    with suppress(FileNotFoundError):
        if time.time() - lock.stat().st_mtime > LEFT_BEHIND:
            lock.unlink()


def calibration():
    """{how sure: (predictions that were right, predictions)}, of `SURE` in its order."""
    answers = read().get("prediction", {}).values()
    by_sure = {sure: [one for one in answers if one.get("sure") == sure] for sure in SURE}
    return {
        sure: (sum(bool(one.get("right")) for one in listed), len(listed))
        for sure, listed in by_sure.items()
    }
