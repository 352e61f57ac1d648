"""Which computers and Pythons the lab runs on, and what to do on another.

Standard library only, for Python 3.6 and later.
"""

import collections
import platform
import re
import subprocess
import sys
import sysconfig

# TensorFlow 2.21 has wheels for these (and for 3.10, whose newest Keras behaves otherwise).
PYTHONS = ("3.11", "3.12", "3.13")
PREFERRED = "3.12"  # which to get where none of them is; Binder's too

Machine = collections.namedtuple("Machine", "implementation python system arch bits libc release")


def this_machine():
    """What decides whether TensorFlow has a wheel for the Python that runs this."""
    system, libc = platform.system(), platform.libc_ver()
    return Machine(
        implementation=platform.python_implementation(),
        python="{}.{}".format(*sys.version_info)
        + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""),
        system=system,
        # On Windows the Python counts, not the processor: an x64 Python also runs on Arm.
        arch=sysconfig.get_platform() if system == "Windows" else platform.machine(),
        bits=64 if sys.maxsize > 2**32 else 32,
        libc=libc[0],
        release=platform.mac_ver()[0] if system == "Darwin" else libc[1],
    )


def platform_problem(here):
    """Why TensorFlow has no wheel for this platform, and what to do; None if it has one."""
    linux, mac, windows = (here.system == name for name in ("Linux", "Darwin", "Windows"))
    release = tuple(int(part) for part in re.findall(r"\d+", here.release)[:2])
    for wrong, words in (
        (
            not (linux or mac or windows),
            f"TensorFlow runs on Linux, macOS and Windows; this is {here.system}.",
        ),
        (
            here.bits == 32,
            "This is a 32-bit Python. Get a 64-bit one: https://www.python.org/downloads/",
        ),
        (
            linux and here.arch not in ("x86_64", "aarch64"),
            f"On Linux, TensorFlow runs on x86-64 and aarch64 only; this is {here.arch}.",
        ),
        (
            linux and (here.libc != "glibc" or release < (2, 28)),
            "TensorFlow needs a Linux with glibc 2.28 or newer (Debian 10, Ubuntu 20.04, Fedora 29 "
            f"or later); this one has {here.libc or 'another C library'} {here.release}. Alpine "
            "Linux has none: use a Debian image there.",
        ),
        (
            mac and here.arch != "arm64",
            "TensorFlow no longer runs on a Mac with an Intel processor. If yours has an Apple "
            "chip, this Python is an Intel one: get one from https://www.python.org/downloads/.",
        ),
        (mac and release < (12,), f"TensorFlow needs macOS 12 or newer; this is {here.release}."),
        (
            windows and here.arch != "win-amd64",
            "On Windows, also on Arm, TensorFlow needs the x64 Python from "
            f"https://www.python.org/downloads/windows/; this one is {here.arch}.",
        ),
    ):
        if wrong:
            return words
    return None


HOW_TO_GET_PYTHON = {
    "Windows": "winget install Python.Python.{python}\n  py -{python} {typed}",
    "Darwin": "brew install python@{python}\n  python{python} {typed}",
    "Linux": "sudo apt install python{python}-venv   (Debian 12 has 3.11, 13 has 3.13)\n"
    "  sudo dnf install python{python}        (Fedora)\n  python{python} {typed}\n"
    "Where the system has none, https://docs.astral.sh/uv gets one:\n"
    "  uv run --no-project --python {python} {typed}",
}


def python_problem(here, typed):
    """Why this Python cannot be used, and which can; None if it can. typed: the arguments given."""
    if here.implementation == "CPython" and here.python in PYTHONS:
        return None
    typed, found = subprocess.list2cmdline(typed), other_python(here.system)
    way = "To get one:\n  " + HOW_TO_GET_PYTHON[here.system].format(python=PREFERRED, typed=typed)
    if found:
        way = f"One that works is installed. Type:\n  {found} {typed}"
    return (
        f"The lab needs Python {', '.join(PYTHONS[:-1])} or {PYTHONS[-1]}: TensorFlow has no wheel "
        f"for {here.implementation} {here.python}.\n{way}"
    )


def other_python(system):
    """The command of another installed Python that can make the lab, or None."""
    for version in (PREFERRED, *PYTHONS):
        command = ["py", "-" + version] if system == "Windows" else ["python" + version]
        if probe(command, ["venv", "ensurepip"]) == (version, []):
            return " ".join(command)
    return None


def probe(command, modules):
    """(version, those modules that are missing) of the Python that command starts, or None.

    Looks the modules up without importing them: importing TensorFlow takes seconds.
    """
    code = (
        "import sys, importlib.util as u; print('%d.%d' % sys.version_info[:2], "
        "*[m for m in sys.argv[1:] if not u.find_spec(m)])"
    )
    command = command + ["-I", "-c", code] + modules
    try:
        words = subprocess.check_output(command, stderr=subprocess.DEVNULL).decode().split()
    except (OSError, subprocess.CalledProcessError):
        return None
    return words[0], words[1:]
