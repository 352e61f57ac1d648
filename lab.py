#!/usr/bin/env python3
"""Opens Shape Clinic, and makes what it needs the first time.

  python3 lab.py              open the course in JupyterLab
  python3 lab.py test         run every check (--quick: what takes no browser and no notebook,
                              in two minutes; --thorough: more examples of everything)
  python3 lab.py regenerate   run the notebooks and store what they show
  python3 lab.py bench        measure how fast the sliders answer

Everything is installed into .venv beside this file, and nowhere else. Arguments after -- go to
JupyterLab, to pytest, or to the script that the command runs:
  python3 lab.py test -- tests/unit -k binder
"""

# Needs the standard library only, and keeps to what Python 3.6 can parse: an older Python than
# TensorFlow's must still be able to say so.
import os
import sys

if __name__ == "__main__":
    # A folder in PYTHONPATH may hold a json.py or a venv.py, which would stand before Python's own.
    for _folder in filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)):
        if os.path.abspath(_folder) in sys.path[1:]:
            sys.path.remove(os.path.abspath(_folder))

import argparse
import collections
import subprocess

from launcher import BINDER, HERE, PYTHON, Stop, environment, machine
from launcher.commands import way_out

Job = collections.namedtuple("Job", "locks modules command")
LEARNER = Job(
    ["requirements.lock"],
    ["jupyterlab", "tensorflow", "ipywidgets", "matplotlib"],
    ["-m", "launcher.serve"],
)
TESTER = Job(
    LEARNER.locks + ["tests/requirements.lock"],
    LEARNER.modules + ["pytest", "nbval", "playwright"],
    ["tests/run.py"],
)
JOBS = {
    None: LEARNER,
    "test": TESTER,
    "regenerate": TESTER._replace(command=["tests/notebooks/regenerate.py"]),
    "bench": TESTER._replace(command=["benchmarks/bench.py"]),
}


def parse(argv):
    """Our options, and what stands after --."""
    cut = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(
        description=__doc__,
        usage="python3 lab.py [test | regenerate | bench] [options] [-- ...]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=[job for job in JOBS if job],
        help="what to do instead of opening the lab",
    )
    parser.add_argument(
        "--port", type=port_number, help="where the lab listens (the first free one from 8888 on)"
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="do not open a browser, only print the address"
    )
    depth = parser.add_mutually_exclusive_group()
    for flag, words in (
        ("--quick", "only the checks that are done in two minutes"),
        ("--thorough", "also the checks that take long"),
    ):
        depth.add_argument(flag, dest="depth", action="store_const", const=flag, help=words)
    options = parser.parse_args(argv[:cut])
    if options.command and (options.port is not None or options.no_browser):
        parser.error("--port and --no-browser are for opening the lab")
    if options.depth and options.command != "test":
        parser.error(f"{options.depth} is for the command test")
    return options, argv[cut + 1 :]


def port_number(text):
    """A port from the command line."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text}")
    return int(text)


def become(command):
    """Let command take over this process, its signals and its exit code."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    child = subprocess.Popen(command)  # Windows' exec would return to the prompt at once
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass  # the child has heard it too, and ends in its own way


def main(argv):
    """Do what the command line says; return the exit code."""
    options, given = parse(argv)
    job = JOBS[options.command]
    os.chdir(HERE)
    try:
        environment.clean()
        here = machine.this_machine()
        problem = machine.platform_problem(here) or machine.python_problem(here, sys.argv)
        if problem:
            raise Stop(problem + "\n" + BINDER)
        environment.prepare(job)
        flags = argv if job is LEARNER else ([options.depth] if options.depth else []) + given
        return become([PYTHON] + job.command + flags)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except OSError as error:
        print("\n" + way_out("The lab could not be made ready", str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on where it ended.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
