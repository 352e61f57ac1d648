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
import argparse
import collections
import errno
import glob
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
STAMP = os.path.join(VENV, "installed.json")
START = "notebooks/00-start-here.ipynb"

# TensorFlow 2.21 has wheels for these (and for 3.10, whose newest Keras behaves otherwise).
PYTHONS = ("3.11", "3.12", "3.13")
ROOM = 3e9  # bytes; measured: 0.5 GB to download, 2.1 GB in .venv

Job = collections.namedtuple("Job", "locks modules command")
LEARNER = Job(["requirements.lock"],
              ["jupyterlab", "tensorflow", "ipywidgets", "matplotlib"],
              ["-c", "import lab; lab.serve()"])
TESTER = Job(LEARNER.locks + ["tests/requirements.lock"],
             LEARNER.modules + ["pytest", "nbval", "playwright"],
             ["tests/run.py"])
JOBS = {
    None: LEARNER,
    "test": TESTER,
    "regenerate": TESTER._replace(command=["tests/notebooks/regenerate.py"]),
    "bench": TESTER._replace(command=["benchmarks/bench.py"]),
}

BINDER = ("Or follow the Binder link in README.md: the course then runs in your browser, with "
          "nothing installed.")


class Stop(Exception):
    """What keeps the lab from starting, in words for the person who started it."""


# --- Can it work here at all? ---------------------------------------------------------------

Machine = collections.namedtuple("Machine", "implementation python system arch bits libc release")


def this_machine():
    """What decides whether TensorFlow has a wheel for the Python that runs this."""
    system, libc = platform.system(), platform.libc_ver()
    return Machine(
        implementation=platform.python_implementation(),
        python="%d.%d" % sys.version_info[:2]
               + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""),
        system=system,
        # On Windows the Python counts, not the processor: an x64 Python also runs on Arm.
        arch=sysconfig.get_platform() if system == "Windows" else platform.machine(),
        bits=64 if sys.maxsize > 2 ** 32 else 32,
        libc=libc[0],
        release=platform.mac_ver()[0] if system == "Darwin" else libc[1],
    )


def platform_problem(here):
    """Why TensorFlow has no wheel for this platform, and what to do; None if it has one."""
    linux, mac, windows = (here.system == name for name in ("Linux", "Darwin", "Windows"))
    release = tuple(int(part) for part in re.findall(r"\d+", here.release)[:2])
    for wrong, words in (
        (not (linux or mac or windows),
         "TensorFlow runs on Linux, macOS and Windows; this is %s." % here.system),
        (here.bits == 32,
         "This is a 32-bit Python. Get a 64-bit one: https://www.python.org/downloads/"),
        (linux and here.arch not in ("x86_64", "aarch64"),
         "On Linux, TensorFlow runs on x86-64 and aarch64 only; this is %s." % here.arch),
        (linux and (here.libc != "glibc" or release < (2, 28)),
         "TensorFlow needs a Linux with glibc 2.28 or newer (Debian 10, Ubuntu 20.04, Fedora 29 or "
         "later); this one has %s %s. Alpine Linux has none: use a Debian image there."
         % (here.libc or "another C library", here.release)),
        (mac and here.arch != "arm64",
         "TensorFlow no longer runs on a Mac with an Intel processor. If yours has an Apple chip, "
         "this Python is an Intel one: get another from https://www.python.org/downloads/."),
        (mac and release < (12,),
         "TensorFlow needs macOS 12 or newer; this is %s." % here.release),
        (windows and here.arch != "win-amd64",
         "On Windows, also on Arm, TensorFlow needs the x64 Python from "
         "https://www.python.org/downloads/windows/; this one is %s." % here.arch),
    ):
        if wrong:
            return words
    return None


HOW_TO_GET_PYTHON = {
    "Windows": "winget install Python.Python.3.12\n  py -3.12 {typed}",
    "Darwin": "brew install python@3.12\n  python3.12 {typed}",
    "Linux": "sudo apt install python3.12-venv   (Ubuntu 24.04; Debian 12 has 3.11, 13 has 3.13)\n"
             "  sudo dnf install python3.12        (Fedora)\n  python3.12 {typed}\n"
             "Where the system has none, https://docs.astral.sh/uv gets one:\n"
             "  uv run --no-project --python 3.12 {typed}",
}


def python_problem(here, typed):
    """Why this Python cannot be used, and which can; None if it can. typed: the arguments given."""
    if here.implementation == "CPython" and here.python in PYTHONS:
        return None
    typed, found = subprocess.list2cmdline(typed), other_python(here.system)
    return ("The lab needs Python 3.11, 3.12 or 3.13: TensorFlow has no wheel for %s %s.\n%s"
            % (here.implementation, here.python,
               "One that works is installed. Type:\n  %s %s" % (found, typed) if found else
               "To get one:\n  " + HOW_TO_GET_PYTHON[here.system].format(typed=typed)))


def other_python(system):
    """The command of another installed Python that can make the lab, or None."""
    for version in ("3.12", "3.13", "3.11"):
        command = ["py", "-" + version] if system == "Windows" else ["python" + version]
        if probe(command, ["venv", "ensurepip"]) == (version, []):
            return " ".join(command)
    return None


# --- The environment ------------------------------------------------------------------------

def probe(command, modules):
    """(version, those modules that are missing) of the Python that command starts, or None.

    Looks the modules up without importing them: importing TensorFlow takes seconds.
    """
    code = ("import sys, importlib.util as u; print('%d.%d' % sys.version_info[:2], "
            "*[m for m in sys.argv[1:] if not u.find_spec(m)])")
    try:
        words = subprocess.check_output(command + ["-I", "-c", code] + modules,
                                        stderr=subprocess.DEVNULL).decode().split()
    except (OSError, subprocess.CalledProcessError):
        return None
    return words[0], words[1:]


def prepare(job):
    """See to it that .venv works and holds what the locks say; with a good stamp, do nothing."""
    wanted = {lock: digest(lock) for lock in job.locks}
    found = probe([PYTHON], ["pip"] + job.modules)
    usable = found and found[0] == "%d.%d" % sys.version_info[:2] and "pip" not in found[1]
    if usable and not found[1] and wanted.items() <= installed().items():
        return
    if not usable or "tensorflow" in found[1]:
        check_room()
    if not usable:
        make_venv()
    install(job.locks)
    with open(STAMP, "w") as file:
        json.dump(wanted, file)


def digest(lock):
    """A lock's content as a short text; of the content, so that a new date changes nothing."""
    try:
        with open(lock, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        raise Stop("%s is missing, so this copy of the course is not whole. Download it again, "
                   "or bring the file back with: git checkout -- %s" % (lock, lock))


def installed():
    """What the last finished install wrote: each lock's digest."""
    try:
        with open(STAMP) as file:
            return dict(json.load(file))
    except (OSError, ValueError):
        return {}


def check_room():
    """Stop before a first install that cannot fit."""
    free = shutil.disk_usage(HERE).free
    if free < ROOM:
        raise Stop("The disk has %.1f GB free where the course lies, and the lab needs about "
                   "%.0f GB. Make room, or move the folder to another disk, and start again."
                   % (free / 1e9, ROOM / 1e9))


def make_venv():
    """Make .venv, or make it anew."""
    print("%s .venv with Python %d.%d ..." % (
        (".venv does not work with this Python: remaking" if os.path.lexists(VENV) else "Making",)
        + sys.version_info[:2]), flush=True)
    code, output = run([sys.executable, "-m", "venv", "--clear", VENV],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if code:
        raise Stop(way_out("Python could not make .venv", output))


def install(locks):
    """Let pip install what the locks say. The stamp goes first: half an install has none."""
    if os.path.exists(STAMP):
        os.remove(STAMP)
    pins = {}
    for lock in locks:
        with open(lock, encoding="utf-8") as file:
            pins.update(re.findall(r"^([\w.-]+)==([\w.+!-]+)", file.read(), re.MULTILINE))
    print("Installing about %d packages into .venv. The first time that is 0.5 GB to download and "
          "2 GB on disk, and takes a few minutes." % len(pins), flush=True)
    if "pip" in pins:
        # First by itself: the pip that comes with Python may unpack for minutes without a word.
        pip("pip==" + pins["pip"])
    pip(*[word for lock in locks for word in ("-r", lock)])


def pip(*what):
    """pip install; its progress goes straight to the terminal."""
    code, errors = run([PYTHON, "-m", "pip", "install", "--disable-pip-version-check"] + list(what),
                       stderr=subprocess.PIPE)
    if code:
        raise Stop(way_out("pip could not install the packages", errors))


def run(command, **pipes):
    """Run command to its end, showing the pipe that we read; return the exit code and its text."""
    child = subprocess.Popen(command, universal_newlines=True, errors="replace", **pipes)
    heard = []
    try:
        for line in child.stdout or child.stderr:
            sys.stderr.write(line)
            sys.stderr.flush()
            heard.append(line)
        return child.wait(), "".join(heard)
    except KeyboardInterrupt:
        end(child)
        raise


def end(child):
    """End child after Ctrl-C, leaving it time to clear its temporary files away."""
    try:
        # At a terminal it has got Ctrl-C too, and a second one would disturb the clearing: so
        # first wait, and press only a child that goes on working.
        for patience in (3, 5):
            try:
                child.wait(timeout=patience)
                return
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
    finally:
        child.kill()
        child.wait()


WAYS_OUT = (
    ("No space left|not enough space|Errno 28|WinError 112|quota exceeded",
     "The disk is full. The lab needs about 3 GB: make room (or move the course to another "
     "disk) and start again."),
    ("ensurepip|No module named '?venv",
     "This Python comes without its venv module, which Debian and Ubuntu keep in a package of its "
     "own:\n  sudo apt install python3-venv python%d.%d-venv\nThen start again."
     % sys.version_info[:2]),
    ("(?i)long path",
     "Windows cuts paths at 260 letters. Move the course to a short path, such as C:\\clinic, or "
     "allow long paths (https://pip.pypa.io/warnings/enable-long-paths), and start again."),
    ("CERTIFICATE_VERIFY_FAILED|SSLError",
     "The package index's certificate is not trusted here, as happens behind a company's proxy. "
     "Ask whoever runs the network for its certificate file, set the variable PIP_CERT to it, and "
     "start again."),
    ("(?i)name resolution|name or service|getaddrinfo|nodename nor servname|NameResolutionError|"
     "new connection|connection (refused|broken|aborted|reset)|network is unreachable|"
     "Max retries|timed out|timeout|ProxyError|ConnectionError|from versions: none",
     "The network, or the package index, cannot be reached. Check the connection (behind a proxy, "
     "set the variable HTTPS_PROXY) and start again: what is downloaded already stays."),
    ("Permission denied|Errno 13|WinError (5|32)\\b",
     "A file in .venv cannot be changed. Close what uses it (another lab, an editor), make sure "
     "that the folder is yours to write to, and start again."),
)


def way_out(what, output):
    """What failed, in words, with what to do about it."""
    for pattern, words in WAYS_OUT:
        if re.search(pattern, output):
            return "%s.\n%s" % (what, words)
    last = "\n".join("  " + line for line in output.strip().splitlines()[-6:])
    return ("%s. The last lines it wrote:\n%s\nStart again; if that ends here too, delete the "
            "folder .venv and start once more.\n%s" % (what, last, BINDER))


# --- The lab --------------------------------------------------------------------------------

def lab_arguments(options, given):
    """JupyterLab's arguments: ours, less those that the person gave after --, and then theirs."""
    # JupyterLab refuses an option that is given twice, also by one of its other names.
    other_names = {"debug": "log_level", "notebook_dir": "root_dir"}
    names = [arg.lstrip("-").split("=")[0].split(".")[-1].replace("-", "_") for arg in given]
    names = [other_names.get(name, name) for name in names]
    ours = {
        "ServerApp.root_dir": HERE,
        "LabApp.default_url": "/lab/tree/" + START,
        "ServerApp.port_retries": 0,
        # One Ctrl-C ends the lab, without a question.
        "ServerApp.answer_yes": True,
        # overrides.json there turns off the question about news and the look for updates, which
        # JupyterLab's own switch, news_url, does not reach; and it has a saved notebook keep its
        # panels, which would be gone when it is opened again.
        "LabApp.app_settings_dir": os.path.join(HERE, "binder"),
        "Application.log_level": "WARN",
    }
    if "port" not in names:
        ours["ServerApp.port"] = choose_port(options.port)
    arguments = ["--%s=%s" % item for item in ours.items() if item[0].split(".")[1] not in names]
    if options.no_browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # the usual user in a container; JupyterLab refuses it
    return arguments + given


def choose_port(asked):
    """The port that was asked for if it is free, or the first free one."""
    free = next((port for port in range(8888, 9888) if port != asked and is_free(port)), None)
    if asked is not None:
        if not is_free(asked):
            raise Stop("Port %d is taken by another program, or reserved. Port %s is free:\n"
                       "  --port %s" % (asked, free, free))
        return asked
    if free is None:
        raise Stop("No port from 8888 to 9887 is free. Name another one with --port.")
    if free != 8888:
        print("Port 8888 is taken (by another lab?), so this one uses port %d." % free)
    return free


def is_free(port):
    """Whether a server can listen on this port of localhost, on IPv4 and on IPv6."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as sock:
                if os.name != "nt":  # as the server does: a port just closed counts as free
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False  # any other error: this machine has no IPv6
    return True


def serve():
    """Be JupyterLab. Runs in .venv's Python, with JupyterLab's arguments as its own."""
    # While everything is imported, let Ctrl-C end the process at once: no traceback.
    listener = signal.signal(signal.SIGINT, signal.SIG_DFL)
    trust()
    from jupyterlab.labapp import LabApp
    server = LabApp.initialize_server(argv=sys.argv[1:])
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, listener)  # JupyterLab has its own only at a terminal
    print("The lab is open at %s (Ctrl-C ends it)" % server.display_url.split()[0], flush=True)
    server.start()


def trust():
    """Sign the course's notebooks, as Jupyter does with one that you have run yourself.

    It hides the stored panels of an unsigned notebook until every cell has been run. Only the
    course's own are signed, not what else may lie in the folder.
    """
    from nbformat import read, sign
    try:
        with sign.NotebookNotary() as notary:
            for path in glob.glob("notebooks/[0-9][0-9]-*.ipynb"):
                notary.sign(read(path, as_version=4))
    except Exception:  # a home that cannot be written to, a notebook half saved: open all the same
        print("The notebooks' stored panels show once their cells are run.", file=sys.stderr)


# --- The command line -----------------------------------------------------------------------

def parse(argv):
    """Our options, and what stands after --."""
    cut = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(
        description=__doc__, usage="python3 lab.py [test | regenerate | bench] [options] [-- ...]",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="?", choices=[job for job in JOBS if job],
                        help="what to do instead of opening the lab")
    parser.add_argument("--port", type=port_number,
                        help="where the lab listens (the first free one from 8888 on)")
    parser.add_argument("--no-browser", action="store_true",
                        help="do not open a browser, only print the address")
    depth = parser.add_mutually_exclusive_group()
    for flag, words in (("--quick", "only the checks that are done in two minutes"),
                        ("--thorough", "also the checks that take long")):
        depth.add_argument(flag, dest="depth", action="store_const", const=flag, help=words)
    options = parser.parse_args(argv[:cut])
    if options.command and (options.port is not None or options.no_browser):
        parser.error("--port and --no-browser are for opening the lab")
    if options.depth and options.command != "test":
        parser.error("%s is for the command test" % options.depth)
    return options, argv[cut + 1:]


def port_number(text):
    """A port from the command line."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535, not %s" % text)
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
        here = this_machine()
        problem = platform_problem(here) or python_problem(here, sys.argv)
        if problem:
            raise Stop(problem + "\n" + BINDER)
        prepare(job)
        return become([PYTHON] + job.command + ([options.depth] if options.depth else [])
                      + (given if options.command else lab_arguments(options, given)))
    except Stop as stop:
        print("\n%s" % stop, file=sys.stderr)
        return 1
    except OSError as error:
        print("\n" + way_out("The lab could not be made ready", str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on where it ended.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
