"""Makes .venv, repairs it, and sees to it that it holds what the locks say.

Standard library only, for Python 3.6 and later.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time

from launcher import HERE, PYTHON, VENV, Stop, machine
from launcher.commands import run, way_out

STAMP = os.path.join(VENV, "installed.json")
LOCK = VENV + ".lock"  # beside it: a remade .venv is emptied
ROOM = 3e9  # bytes; measured: 0.5 GB to download, 2.1 GB in .venv

# What pip may hear from the environment is the way to the packages, and how much to say.
# PIP_TARGET, PIP_USER, PIP_DRY_RUN and such would have it install elsewhere, or nothing.
PIP_HEARS = re.compile(
    "PIP_(.*INDEX.*|FIND_LINKS|TRUSTED_HOST|PROXY|.*CERT|KEYRING_PROVIDER|.*TIMEOUT|.*RETRIES|"
    ".*CACHE_DIR|CONFIG_FILE|USE_.*|REQUIRE_VIRTUALENV|NO_INPUT|ROOT_USER_ACTION|"
    "DISABLE_PIP_VERSION_CHECK|PROGRESS_BAR|NO_COLOR|QUIET|VERBOSE|LOG)$"
)
# These would have .venv's Python take another's modules for its own.
PYTHON_FORGETS = ("PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "PYTHONPLATLIBDIR")


def clean():
    """Take out of the environment what would spoil .venv, and say so."""
    spoilers = [
        name
        for name in sorted(os.environ)
        if name in PYTHON_FORGETS or (name.startswith("PIP_") and not PIP_HEARS.match(name))
    ]
    for name in spoilers:
        del os.environ[name]
    if spoilers:
        names = ", ".join(spoilers)
        print(f"The lab does without what these variables say: {names}", flush=True)
    # A mark that the terminal or pipe cannot show becomes a "?", and stops nothing.
    encoding = os.environ.get("PYTHONIOENCODING", "").split(":")[0]
    os.environ["PYTHONIOENCODING"] = encoding + ":replace"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # since Python 3.7
            stream.reconfigure(errors="replace")


def prepare(job):
    """See to it that .venv works and holds what the locks say; where it does, do nothing."""
    if is_ready(job):
        return
    with alone():
        if not is_ready(job):  # else the start that we waited for has made it
            make(job)


def is_ready(job):
    """Whether .venv has what the job needs: by its stamp, its modules and its packages' files."""
    found = machine.probe([PYTHON], ["pip"] + job.modules)
    wanted = {lock: digest(lock) for lock in job.locks}
    return (
        found == (this_python(), [])
        and wanted.items() <= installed().items()
        and not damaged(job.locks)
    )


def make(job):
    """Make or repair .venv."""
    version, missing = machine.probe([PYTHON], ["pip"] + job.modules) or (None, [])
    broken = damaged(job.locks) if version else {}
    usable = version == this_python() and "pip" not in missing and "pip" not in broken
    if not usable or "tensorflow" in missing:
        check_room()
    if usable:
        for record in broken.values():
            shutil.rmtree(record)  # so that pip does not take the package for installed
    else:
        make_venv()
    install(job.locks)
    missing = machine.probe([PYTHON], job.modules)[1]
    if missing:
        raise Stop(
            f"pip says that everything is installed, but .venv has no {missing[0]}. A setting of "
            f"pip may send packages elsewhere; this shows them:\n  {PYTHON} -m pip config list"
        )
    with open(STAMP, "w") as file:
        json.dump({lock: digest(lock) for lock in job.locks}, file)


def this_python():
    """The version of the Python that runs this, as machine.probe gives it."""
    return "{}.{}".format(*sys.version_info)


@contextlib.contextmanager
def alone():
    """Wait until no other start works on .venv, and keep others waiting meanwhile.

    The system takes the lock back from a start that ends in any way.
    """
    with open(LOCK, "a") as file:
        told = False
        while not take(file):
            if not told:
                print("Another start is making the lab ready; waiting for it ...", flush=True)
            told = True
            time.sleep(0.3)
        yield


def take(file):
    """Whether the lock is ours now."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network's disk without locks: better unguarded than never
        pass
    return True


# Prints the packages of which a module is gone while their record is there: {name: its folder}.
FIND_DAMAGED = """
import csv, json, pathlib, re, sysconfig
home, damaged = pathlib.Path(sysconfig.get_path("purelib")), {}
for folder in home.glob("*.dist-info"):
    record = folder / "RECORD"
    lines = record.read_text("utf-8").splitlines() if record.exists() else ["no record.py"]
    if not all((home / row[0]).exists() for row in csv.reader(lines) if row[0].endswith(".py")):
        damaged[re.sub("[-_.]+", "-", folder.name.split("-")[0]).lower()] = str(folder)
print(json.dumps(damaged))
"""


def damaged(locks):
    """{name: folder of its record} of the locks' packages whose code is not whole in .venv.

    What else a learner may have installed there is not ours to repair.
    """
    ours = {re.sub("[-_.]+", "-", name).lower() for name in pins(locks)}
    found = json.loads(subprocess.check_output([PYTHON, "-I", "-c", FIND_DAMAGED]).decode())
    return {name: record for name, record in found.items() if name in ours}


def pins(locks):
    """{name: version} of all that the locks name."""
    found = {}
    for lock in locks:
        with open(lock, encoding="utf-8") as file:
            found.update(re.findall(r"^([\w.-]+)==([\w.+!-]+)", file.read(), re.MULTILINE))
    return found


def digest(lock):
    """A lock's content as a short text; of the content, so that a new date changes nothing."""
    try:
        with open(lock, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        raise Stop(
            f"{lock} is missing, so this copy of the course is not whole. Download it again, "
            f"or bring the file back with: git checkout -- {lock}"
        ) from error


def installed():
    """What the last finished install wrote: each lock's digest."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        stamp = None
    return stamp if isinstance(stamp, dict) else {}


def check_room():
    """Stop before a first install that cannot fit."""
    free = shutil.disk_usage(HERE).free
    if free < ROOM:
        raise Stop(
            f"The disk has {free / 1e9:.1f} GB free where the course lies, and the lab needs about "
            f"{ROOM / 1e9:.0f} GB. Make room, or move the folder to another disk, and start again."
        )


def make_venv():
    """Make .venv, or make it anew."""
    remade = ".venv does not work with this Python: remaking"
    what = remade if os.path.lexists(VENV) else "Making"
    print(f"{what} .venv with Python {this_python()} ...", flush=True)
    code, output = run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if code:
        raise Stop(way_out("Python could not make .venv", output))


def install(locks):
    """Let pip install what the locks say. The stamp goes first: half an install has none."""
    if os.path.exists(STAMP):
        os.remove(STAMP)
    print(
        f"Installing about {len(pins(locks))} packages into .venv. The first time that is 0.5 GB "
        "to download and 2 GB on disk, and takes a few minutes.",
        flush=True,
    )
    with open(locks[0], encoding="utf-8") as file:
        pip_itself = re.search(r"^pip==.*(\n +--hash=.*)*", file.read(), re.MULTILINE)
    if pip_itself:
        # First by itself: the pip that comes with Python may unpack for minutes without a word.
        # It reads hashes from a file only.
        first = os.path.join(VENV, "pip.lock")
        with open(first, "w") as file:
            file.write(pip_itself.group())
        pip("-r", first)
    pip(*[word for lock in locks for word in ("-r", lock)])


def pip(*what):
    """pip install; its progress goes straight to the terminal."""
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-user"]
    command += ["--disable-pip-version-check"] + list(what)
    code, errors = run(command, stderr=subprocess.PIPE)
    if code:
        raise Stop(way_out("pip could not install the packages", errors))
