"""Proves the project, and says what it is doing: every test, on all cores.

    python3 lab.py test                 all of it
    python3 lab.py test --quick         what needs no browser and runs no notebook
    python3 lab.py test --thorough      more examples and longer sweeps as well
    python3 lab.py test -- -k word      what follows the -- goes to pytest
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# More workers than this gain nothing: the longest group of tests that share a notebook takes as long.
WORKERS = min(os.cpu_count(), 4)

# Each worker's share of the cores. What a worker starts, such as a kernel, inherits it.
THREADS = dict.fromkeys(
    ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
    str(os.cpu_count() // WORKERS),
)


def stages(depth, given):
    """(name, command) of each check. `given`: what the person has for pytest."""
    tests = ["-c", "tests/pytest.ini", f"--rootdir={ROOT}", "-n", str(WORKERS), "--dist", "loadgroup"]
    if depth == "quick":
        tests += ["-o", "testpaths=tests/unit tests/wild"]
    return [("pytest", ["pytest", *tests, *given])]


def run(name, command):
    """Whether one stage went well; its output goes straight to the terminal."""
    print(f"\n== {name}", flush=True)
    start = time.monotonic()
    code = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=os.environ | THREADS).returncode
    print(f"== {name}: {'failed' if code else 'passed'} in {time.monotonic() - start:.0f} s", flush=True)
    return not code


def main(argv):
    """Run every stage, also after one that failed; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    depth = parser.add_mutually_exclusive_group()
    for name in ("quick", "thorough"):
        depth.add_argument(f"--{name}", dest="depth", action="store_const", const=name)
    options, given = parser.parse_known_args(argv)
    return int(not all([run(*stage) for stage in stages(options.depth, given)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
