"""Proves the project, and says what it is doing: ruff, mypy, and every test on all cores.

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

# More workers than this gain nothing: the tests that share a notebook take as long.
WORKERS = min(os.cpu_count(), 4)

# Each worker's share of the cores. What a worker starts, such as a kernel, inherits it.
THREADS = dict.fromkeys(
    ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
    str(os.cpu_count() // WORKERS),
)

QUICK = ["-o", "testpaths=tests/unit tests/wild"]
THOROUGH = ["-m", "", "--hypothesis-profile=lab-thorough"]


def stages(depth, given):
    """{name: command} of the checks, in their order. `given`: what the person has for pytest."""
    spread = ["-n", str(WORKERS), "--no-loadscope-reorder"]  # the notebooks first: see groups.py
    depths = {None: [], "quick": QUICK, "thorough": THOROUGH}
    return {
        "ruff check": ["ruff", "check"],
        "ruff format": ["ruff", "format", "--check"],
        "mypy": ["mypy"],
        "pytest": [
            *("pytest", "-c", "tests/pytest.ini", f"--rootdir={ROOT}"),
            *(*spread, *depths[depth], *given),
        ],
    }


def run(title, command):
    """Whether one stage went well; its output goes straight to the terminal."""
    print(f"\n== {title}", flush=True)
    start = time.monotonic()
    code = subprocess.call([sys.executable, "-m", *command], cwd=ROOT, env=os.environ | THREADS)
    print(f"== {'FAILED' if code else 'done'} in {time.monotonic() - start:.0f} s", flush=True)
    return not code


def main(argv):
    """Run every stage, also after one that failed; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    depth = parser.add_mutually_exclusive_group()
    for name in ("quick", "thorough"):
        depth.add_argument(f"--{name}", dest="depth", action="store_const", const=name)
    options, given = parser.parse_known_args(argv)
    checks = stages(options.depth, given)
    passed = {
        name: run(f"{place} of {len(checks)}: {name}", command)
        for place, (name, command) in enumerate(checks.items(), 1)
    }
    failed = [name for name, well in passed.items() if not well]
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    return int(bool(failed))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
