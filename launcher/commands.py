"""Runs a command to its end, and says in words why it failed. Standard library only."""

import os
import re
import signal
import subprocess
import sys

from launcher import BINDER


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
    (
        "No space left|not enough space|Errno 28|WinError 112|quota exceeded",
        "The disk is full. The lab needs about 3 GB: make room (or move the course to another "
        "disk) and start again.",
    ),
    (
        "ensurepip|No module named '?venv",
        "This Python comes without its venv module, which Debian and Ubuntu keep in a package of "
        "its own:\n  sudo apt install python3-venv python{}.{}-venv\nThen start again.".format(
            *sys.version_info
        ),
    ),
    (
        "(?i)long path",
        "Windows cuts paths at 260 letters. Move the course to a short path, such as C:\\clinic, "
        "or allow long paths (https://pip.pypa.io/warnings/enable-long-paths), and start again.",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index's certificate is not trusted here, as happens behind a company's proxy. "
        "Ask whoever runs the network for its certificate file, set the variable PIP_CERT to it, "
        "and start again.",
    ),
    (
        "(?i)name resolution|name or service|getaddrinfo|nodename nor servname|NameResolutionError|"
        "new connection|connection (refused|broken|aborted|reset)|network is unreachable|"
        "Max retries|timed out|timeout|ProxyError|ConnectionError|from versions: none",
        "The network, or the package index, cannot be reached. Check the connection (behind a "
        "proxy, set the variable HTTPS_PROXY) and start again: what is downloaded already stays.",
    ),
    (
        "DO NOT MATCH THE HASHES",
        "A package that came is not the one that the lock names: it was cut short, or changed on "
        "the way. Start again; if that ends here too, another network may bring the true one.",
    ),
    (
        "Permission denied|Errno 13|WinError (5|32)\\b",
        "A file in .venv cannot be changed. Close what uses it (another lab, an editor), make sure "
        "that the folder is yours to write to, and start again.",
    ),
)


def way_out(what, output):
    """What failed, in words, with what to do about it."""
    for pattern, words in WAYS_OUT:
        if re.search(pattern, output):
            return f"{what}.\n{words}"
    last = "\n".join("  " + line for line in output.strip().splitlines()[-6:])
    return (
        f"{what}. The last lines it wrote:\n{last}\nStart again; if that ends here too, delete the "
        f"folder .venv and start once more.\n{BINDER}"
    )
