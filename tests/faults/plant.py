"""Plants each fault of the list in a copy of the project, and says whether the tests see it.

    .venv/bin/python tests/faults/plant.py              all of them
    .venv/bin/python tests/faults/plant.py alpha sizes  those with one of these words in the name
    .venv/bin/python tests/faults/plant.py -j 1         one at a time; two is what it does else

First the same tests run where nothing is planted: what is red there can show nothing. The exit
status is 1 where a fault is missed. TensorFlow is imported once, and every run is a fork of that
process: this is for Linux and macOS.
"""

import argparse
import importlib
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.faults.fault import Fault, copy
from tests.faults.listed import FAULTS

LONGEST = 900  # seconds for the tests of one fault
GREEN, RED = 0, 1  # pytest's exit status where all passed, and where a test failed
#: What takes long to import, and is none of ours.
ONCE = ("tensorflow", "keras", "h5py", "hypothesis", "IPython", "nbformat", "pytest")
FORK = multiprocessing.get_context("fork")


def main(argv: list[str]) -> int:
    """Plant what the command line chooses; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*")
    parser.add_argument("-j", dest="jobs", type=int, default=2)
    given = parser.parse_args(argv)
    chosen = [one for one in FAULTS if not given.words or any(w in one.name for w in given.words)]
    for name in ONCE:
        importlib.import_module(name)
    began = time.monotonic()
    if not chosen or not _green(chosen, given.jobs):
        return 1
    missed = _missed(chosen, given.jobs)
    caught = len(chosen) - len(missed)
    print(f"{caught} of {len(chosen)} faults seen, in {time.monotonic() - began:.0f} s")
    print("".join(f"  MISSED {name}\n" for name in missed), end="")
    return int(bool(missed))


def _green(chosen: list[Fault], jobs: int) -> bool:
    """Whether the tests of these faults pass where nothing is planted."""
    tests = tuple(dict.fromkeys(test for fault in chosen for test in fault.tests))
    print(f"Nothing planted: {len(tests)} tests or files of tests ...", flush=True)
    parts = [tests[first::jobs] for first in range(min(jobs, len(tests)))]
    with ThreadPoolExecutor(jobs) as pool:
        runs = list(pool.map(tried, parts))
    for status, told in runs:
        print("\n".join(told[-1:] if status == GREEN else told), flush=True)
    return all(status == GREEN for status, _ in runs)


def _missed(chosen: list[Fault], jobs: int) -> list[str]:
    """Names of the faults that no test sees, in the order of the list; says of each how it went."""
    missed = set()
    with ThreadPoolExecutor(jobs) as pool:
        runs = {pool.submit(tried, fault.tests, fault): fault for fault in chosen}
        for done, run in enumerate(as_completed(runs), 1):
            fault, (status, told) = runs[run], run.result()
            by = next((line for line in told if line.startswith("FAILED ")), "").split(" - ")[0]
            seen = status == RED and bool(by)
            if not seen:
                missed.add(fault.name)
            outcome = by.removeprefix("FAILED ") if seen else f"MISSED (pytest ended with {status})"
            print(f"[{done}/{len(chosen)}] {fault.name}: {outcome}", flush=True)
            if not seen and status != GREEN:
                print("\n".join(f"    {line}" for line in told[-12:]), flush=True)
    return [fault.name for fault in chosen if fault.name in missed]


def tried(tests: tuple[str, ...], fault: Fault | None = None) -> tuple[int | None, list[str]]:
    """(pytest's exit status, its lines) in a copy of the project, with a fault in it or none.

    The status is None where the run did not end in time, and negative where a signal ended it.
    """
    with tempfile.TemporaryDirectory(prefix="fault-") as home:
        folder, told = Path(home) / "project", Path(home) / "told.txt"
        copy(folder)
        if fault:
            fault.plant(folder)
        process = FORK.Process(target=partial(_run, folder, told, tests, bool(fault)))
        process.start()
        process.join(LONGEST)
        if process.exitcode is None:
            process.kill()
            return None, []
        return process.exitcode, told.read_text(encoding="utf-8").splitlines()


def _run(folder: Path, told: Path, tests: tuple[str, ...], first: bool) -> None:
    """In the fork: pytest in that folder, its words into a file; `first`: up to the first red."""
    import pytest

    with open(told, "wb", 0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(folder)
    here = str(Path(__file__).resolve().parents[2])
    sys.path[:] = [place for place in sys.path if place not in (here, str(Path(__file__).parent))]
    for name in [name for name in sys.modules if name.split(".")[0] == "tests"]:
        del sys.modules[name]  # the copy has its own
    options = ["-c", "tests/pytest.ini", f"--rootdir={folder}", "-o", "addopts=", "-q", "-rf"]
    options += [f"--basetemp={folder.parent / 'tmp'}"]
    options += ["-p", "no:nbval", "-p", "no:cacheprovider"]
    status = pytest.main([*options, *(["-x"] if first else []), *tests])
    sys.stdout.flush()
    os._exit(status)  # without the farewells of a process that this one is a copy of


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
