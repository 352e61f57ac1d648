"""What can go wrong while installing, Ctrl-C, and two starts at once: see stand_ins."""

import os
import signal
import socket
import sys

import pytest
from stand_ins import POSIX

from launcher.commands import way_out


def closed_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def test_no_network(made):
    made.lock("clinic-stand-ins==2.0")
    del made.environment["PIP_NO_INDEX"]
    code, output = made.run(
        PIP_INDEX_URL=f"http://127.0.0.1:{closed_port()}/simple", PIP_FIND_LINKS="", PIP_RETRIES="0"
    )
    assert code == 1
    assert "cannot be reached. Check the connection" in output
    assert not made.stamp.exists()


@pytest.mark.parametrize(
    "heard, told",
    [
        (
            "ERROR: Could not install packages: OSError: [Errno 28] No space left on device",
            "The disk is full",
        ),
        ("OSError: [WinError 112] There is not enough space on the disk", "The disk is full"),
        (
            "HINT: This error might have occurred since this system does not have Windows Long "
            "Path support enabled.",
            "short path",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied",
            "Close what uses it",
        ),
        (
            "WARNING: Retrying after connection broken by 'NameResolutionError'\n"
            "ERROR: No matching distribution found for x",
            "Check the connection",
        ),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "PIP_CERT"),
        ("first\nsecond\nERROR: something new", "something new\nStart again"),
    ],
)
def test_pips_failures_are_explained(made, heard, told):
    made.lock("clinic-stand-ins==2.0")
    made.break_pip(heard)
    code, output = made.run()
    assert code == 1
    assert output.startswith("Installing") and heard in output  # its own words stay visible
    assert told in output.split("pip could not install the packages")[1]


def test_a_disk_too_small_is_said_before_the_start(fresh):
    full = "import shutil; shutil.disk_usage = lambda path: shutil._ntuple_diskusage(9e9, 8e9, 1e9)"
    code, output = fresh.run(command=fresh.patched(full))
    assert code == 1
    assert "has 1.0 GB free" in output and "about 3 GB" in output
    assert not (fresh.home / ".venv").exists()


def test_a_python_without_its_venv_module(fresh, quick_venv, tmp_path):
    # Debian's own words, and what its python3 leaves behind without the package python3-venv.
    (tmp_path / "venv.py").write_text(
        "import os, sys\nos.makedirs(os.path.join(sys.argv[-1], 'bin'))\nprint('''\\\n"
        "The virtual environment was not created successfully because ensurepip is not\n"
        "available.  On Debian/Ubuntu systems, you need to install the python3-venv\n"
        "package using the following command.\n\n    apt install python3.11-venv\n''')\n"
        "sys.exit(1)\n"
    )
    debians = f"""
from launcher import environment
run = environment.run
def debian(command, **pipes):
    return run([sys.executable, {str(tmp_path / "venv.py")!r}, command[-1]], **pipes)
environment.run = debian
"""
    code, output = fresh.run(command=fresh.patched(debians))
    assert code == 1
    assert "sudo apt install python3-venv python{}.{}-venv\n".format(*sys.version_info) in output
    code, output = fresh.run(command=fresh.patched(quick_venv))  # once it is there
    assert code == 0 and "remaking" in output


def test_a_python_without_any_venv_module():
    assert "sudo apt install" in way_out("x", "/usr/bin/python3: No module named venv")


def test_a_missing_lock(made):
    (made.home / "requirements.lock").unlink()
    code, output = made.run()
    assert code == 1
    assert "requirements.lock is missing" in output and "git checkout" in output


def test_a_package_that_is_not_the_locked_one(made):
    made.lock("clinic-stand-ins==2.0")
    lock = made.home / "requirements.lock"
    lock.write_text(lock.read_text()[:-5] + "0000\n")
    code, output = made.run()
    assert code == 1 and "not the one that the lock names" in output
    assert made.version() == "1.0"


@pytest.fixture
def silent_index():
    """An index that takes connections and never answers; its address is in `url`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def url(server):
    return f"http://127.0.0.1:{server.getsockname()[1]}/"


@POSIX
def test_two_starts_at_once(made, silent_index):
    """The second waits for the first, and goes on where that one fails."""
    made.lock("clinic-stand-ins==2.0")
    first = made.start(PIP_FIND_LINKS=url(silent_index))
    connection, _ = silent_index.accept()  # pip is at work, and gets no answer
    second = made.start()
    line = second.stdout.readline()
    assert line == "Another start is making the lab ready; waiting for it ...\n"
    os.killpg(first.pid, signal.SIGINT)
    assert "Stopped" in first.communicate(timeout=60)[0]
    connection.close()
    output = second.communicate(timeout=60)[0]
    assert second.returncode == 0 and "Installing" in output and "The lab is open" in output


@POSIX
def test_the_start_that_waited_installs_nothing_again(fresh):
    """On a folder where nothing is yet, both open the lab."""
    both = [fresh.start("--no-browser"), fresh.start("--no-browser")]
    outputs = [process.communicate(timeout=200)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert all("The lab is open" in output for output in outputs)
    assert sorted(output.count("Installing about") for output in outputs) == [0, 1]


@POSIX
@pytest.mark.parametrize("send", ["killpg", "kill"], ids=["at a terminal", "to lab.py alone"])
def test_ctrl_c_while_installing(made, silent_index, send):
    made.lock("clinic-stand-ins==2.0")
    process = made.start(PIP_FIND_LINKS=url(silent_index))
    connection, _ = silent_index.accept()  # pip is at work, and gets no answer
    getattr(os, send)(process.pid, signal.SIGINT)
    output = process.communicate(timeout=60)[0]
    connection.close()
    assert process.returncode == 130
    assert output.endswith("Stopped. Start again to go on where it ended.\n")
    assert "Traceback" not in output
    with pytest.raises(ProcessLookupError):  # nothing of it still runs
        os.killpg(process.pid, 0)
    assert made.run()[0] == 0


@POSIX
@pytest.mark.parametrize(
    "where, code, last_words",
    [("start", 0, "ended by Ctrl-C\n"), ("import", -signal.SIGINT, "hangs\n")],
)
def test_ctrl_c_in_the_lab(made, where, code, last_words):
    process = made.start(STAND_IN=where)
    output = ""
    while not output.endswith("hangs\n"):
        output += process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    output += process.communicate(timeout=60)[0]
    assert process.returncode == code
    assert output.endswith(last_words) and "Traceback" not in output
    assert made.run()[0] == 0
