"""The launcher, for real: each test runs a copy of lab.py that makes a true .venv with a true pip.

What pip installs is one tiny wheel made here, holding stand-ins of the big packages, so nothing
comes from a network. tests/browser starts the true JupyterLab.
"""
import ast
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

import lab

REPO = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals, links or scripts")

STAND_INS = {
    "tensorflow.py": "",
    "ipywidgets.py": "",
    "matplotlib.py": "",
    "nbformat.py": "class sign:\n    NotebookNotary = None\nread = None\n",
    "jupyterlab/__init__.py": "",
    # Says what it was started with. STAND_IN tells where it should hang.
    "jupyterlab/labapp.py": """
import json, os, sys, time
def hang(where):
    if os.environ.get("STAND_IN") == where:
        print("hangs", flush=True)
        time.sleep(60)
hang("import")
class LabApp:
    display_url = "http://localhost:1/lab\\n    http://127.0.0.1:1/lab"
    @classmethod
    def initialize_server(cls, argv):
        print("lab", json.dumps(argv), flush=True)
        return cls()
    def start(self):
        try:
            hang("start")
        except KeyboardInterrupt:
            print("ended by Ctrl-C")
""",
}
TEST_STAND_INS = {
    "nbval.py": "",
    "playwright.py": "",
    "pytest.py": "",
}


def make_wheel(folder, name, version, files):
    """A wheel is a zip file with three small texts in it."""
    info = f"{name}-{version}.dist-info/"
    files = dict(files)
    files[info + "METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files[info + "WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[info + "RECORD"] = "".join(f"{path},,\n" for path in [*files, info + "RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


class Course:
    """A copy of the course in a folder of its own, and the world that its launcher sees."""

    def __init__(self, home, wheels):
        self.home = home
        self.python = home / Path(lab.PYTHON).relative_to(lab.HERE)
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("PIP_", "PYTHON", "JUPYTER"))}
        self.environment.update(
            PIP_CONFIG_FILE=os.devnull, PIP_NO_CACHE_DIR="1",
            PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels))

    def command(self, *arguments):
        return [sys.executable, str(self.home / "lab.py"), *arguments]

    def run(self, *arguments, command=None, **environment):
        """Run the launcher to its end: (exit code, all that it wrote)."""
        done = subprocess.run(
            command or self.command(*arguments), env={**self.environment, **environment},
            cwd=self.home.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=100)
        assert "Traceback" not in done.stdout
        return done.returncode, done.stdout

    def start(self, *arguments, **environment):
        """Start the launcher as a terminal does, in a process group of its own that hears Ctrl-C.

        A shell starts what runs in its background, and so these tests, deaf to it.
        """
        return subprocess.Popen(
            self.command(*arguments), env={**self.environment, **environment}, cwd=self.home,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def break_pip(self, message="pip was called", code=1):
        """Let .venv's pip write message to stderr and fail."""
        (self.package("pip") / "__main__.py").write_text(
            f"import sys\nprint({message!r}, file=sys.stderr)\nsys.exit({code})\n")

    def package(self, name):
        (found,) = self.home.glob(f".venv/[Ll]ib/**/site-packages/{name}")
        return found

    def opened(self, output):
        """The arguments that JupyterLab got."""
        (line,) = [line for line in output.splitlines() if line.startswith("lab ")]
        return json.loads(line[4:])


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheels")
    for version in ("1.0", "2.0"):
        make_wheel(folder, "clinic_stand_ins", version,
                   {**STAND_INS, "clinic_version.py": f"print({version!r})\n"})
    make_wheel(folder, "clinic_test_stand_ins", "1.0", TEST_STAND_INS)
    return folder


@pytest.fixture
def fresh(tmp_path, wheels):
    """A course as it is cloned, in a folder whose name has a space and an accent."""
    home = tmp_path / "a clinic, cloné"
    (home / "tests").mkdir(parents=True)
    (home / "notebooks").mkdir()
    (home / "tests" / "run.py").write_text(
        "import json, pytest, sys\nprint('run', json.dumps(sys.argv[1:]))\nsys.exit(3)\n")
    shutil.copy(REPO / "lab.py", home)
    (home / "requirements.lock").write_text("# a comment\nclinic-stand-ins==1.0\n")
    (home / "tests" / "requirements.lock").write_text(
        "clinic-stand-ins==1.0\nclinic-test-stand-ins==1.0 ; python_version >= '3'\n")
    return Course(home, wheels)


@pytest.fixture(scope="module")
def first_start(tmp_path_factory, wheels):
    """A course that was opened once: its folder, the exit code and the output of that start."""
    course = fresh.__wrapped__(tmp_path_factory.mktemp("first"), wheels)
    return (course.home, *course.run("--no-browser"))


@pytest.fixture
def made(fresh, first_start):
    """A course that has its .venv."""
    shutil.copytree(first_start[0] / ".venv", fresh.home / ".venv", symlinks=True)
    return fresh


def test_the_first_start_makes_the_environment_and_opens_the_lab(first_start):
    home, code, output = first_start
    assert code == 0
    assert "Making .venv" in output
    assert "Installing about 1 packages" in output and "2 GB on disk" in output
    assert "Successfully installed clinic" in output
    assert "The lab is open at http://localhost:1/lab (Ctrl-C ends it)" in output
    stamp = json.loads((home / ".venv" / "installed.json").read_text())
    lock = (home / "requirements.lock").read_bytes()
    assert stamp == {"requirements.lock": hashlib.sha256(lock).hexdigest()}


def test_the_lab_opens_on_the_first_notebook(made):
    arguments = made.opened(made.run("--no-browser")[1])
    assert f"--ServerApp.root_dir={made.home}" in arguments
    assert "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb" in arguments
    assert "--ServerApp.answer_yes=True" in arguments
    assert "--ServerApp.port_retries=0" in arguments
    assert "--no-browser" in arguments
    assert made.opened(made.run("--", "--ServerApp.token=x")[1])[-1] == "--ServerApp.token=x"


def test_the_second_start_calls_no_pip(made):
    made.break_pip()
    os.utime(made.home / "requirements.lock", (1, 1))  # the content counts, not the date
    code, output = made.run()
    assert code == 0
    assert "Installing" not in output and "pip was called" not in output
    assert "The lab is open" in output


def test_a_changed_lock_is_installed(made):
    (made.home / "requirements.lock").write_text("clinic-stand-ins==2.0\n")
    assert made.run()[0] == 0
    assert made.run(command=[str(made.python), "-m", "clinic_version"]) == (0, "2.0\n")
    made.break_pip()
    assert made.run()[0] == 0


def test_pip_is_brought_up_to_its_pin_first(made, tmp_path):
    wheels = tmp_path / "wheels"
    shutil.copytree(made.environment["PIP_FIND_LINKS"], wheels)
    make_wheel(wheels, "pip", "99.1", {
        "pip/__init__.py": "", "pip/__main__.py": "import sys; print('new pip', sys.argv)\n"})
    (made.home / "requirements.lock").write_text("clinic-stand-ins==1.0\npip==99.1\n")
    code, output = made.run(PIP_FIND_LINKS=str(wheels))
    assert code == 0
    assert output.index("Successfully installed pip-99.1") < output.index("new pip")


def test_the_checks_install_their_own_tools_and_serve_the_learner_too(made):
    code, output = made.run("test", "--", "tests/unit", "-k", "binder")
    assert code == 3  # that of tests/run.py
    assert "Successfully installed clinic-test-stand-ins-1.0" in output.replace("_", "-")
    assert output.endswith('run ["tests/unit", "-k", "binder"]\n')
    output = made.run("test", "--quick", "--", "-x")[1]
    assert output.endswith('run ["--quick", "-x"]\n')
    assert made.run("test", "--thorough")[1].endswith('run ["--thorough"]\n')
    pip = (made.package("pip") / "__main__.py").read_text()
    made.break_pip()
    assert made.run()[0] == 0
    assert made.run("test")[0] == 3

    # A learner's lock of another content: the checks must not trust what they installed before.
    (made.package("pip") / "__main__.py").write_text(pip)
    (made.home / "requirements.lock").write_text("clinic-stand-ins==2.0\n")
    assert made.run()[0] == 0
    code, output = made.run("test")
    assert code == 1 and "conflict" in output  # the two locks disagree, and pip says so


@pytest.mark.parametrize("command, script", [
    ("regenerate", "tests/notebooks/regenerate.py"), ("bench", "benchmarks/bench.py")])
def test_other_commands_run_their_script(made, command, script):
    path = made.home / script
    path.parent.mkdir(exist_ok=True)
    path.write_text("import os, sys, nbval\nprint(sys.argv, os.getcwd())\nsys.exit(7)\n")
    code, output = made.run(command, "--", "--only", "01")
    assert code == 7
    assert output.endswith(f"{[script, '--only', '01']} {made.home}\n")


# --- A broken or half-made .venv ------------------------------------------------------------

def empty_folder(course):
    shutil.rmtree(course.home / ".venv")
    (course.home / ".venv").mkdir()


def no_pip(course):
    shutil.rmtree(course.package("pip"))


def python_is_gone(course):
    course.python.unlink()
    if os.name != "nt":
        course.python.symlink_to("/nowhere/python")


def module_is_gone(course):
    course.package("tensorflow.py").unlink()
    course.package("clinic_stand_ins-*").joinpath("RECORD").unlink()
    shutil.rmtree(course.package("clinic_stand_ins-*"))


def killed_while_installing(course):
    (course.home / ".venv" / "installed.json").unlink()
    course.package("ipywidgets.py").unlink()
    shutil.rmtree(course.package("clinic_stand_ins-*"))


def stamp_is_cut(course):
    (course.home / ".venv" / "installed.json").write_text('{"requirem')


@pytest.fixture
def quick_venv(first_start, tmp_path):
    """A PYTHONPATH on which `python -m venv --clear` copies a true .venv: 5 seconds less."""
    (tmp_path / "quick" / "venv").mkdir(parents=True)
    (tmp_path / "quick" / "venv" / "__init__.py").touch()
    (tmp_path / "quick" / "venv" / "__main__.py").write_text(
        "import shutil, sys\nassert sys.argv[1] == '--clear'\n"
        "shutil.rmtree(sys.argv[2])\n"
        f"shutil.copytree({str(first_start[0] / '.venv')!r}, sys.argv[2], symlinks=True)\n")
    return str(tmp_path / "quick")


def test_a_venv_without_its_python_is_remade(made):
    python_is_gone(made)
    (made.home / ".venv" / "left over").touch()
    code, output = made.run()
    assert code == 0 and "The lab is open" in output
    assert "does not work with this Python: remaking" in output
    assert not (made.home / ".venv" / "left over").exists()


@pytest.mark.parametrize("harm, remade", [
    (empty_folder, True), (no_pip, True), (python_is_gone, True),
    (module_is_gone, False), (killed_while_installing, False), (stamp_is_cut, False)])
def test_a_broken_environment_is_repaired(made, quick_venv, harm, remade):
    harm(made)
    code, output = made.run(PYTHONPATH=quick_venv)
    assert code == 0 and "The lab is open" in output
    assert ("does not work with this Python: remaking" in output) == remade
    assert lab.probe([str(made.python)], ["pip", *lab.LEARNER.modules])[1] == []
    made.break_pip()
    assert made.run()[0] == 0


def test_an_environment_of_another_python_is_remade(made, quick_venv):
    # The probe asks .venv's Python for its version: let it answer as an older one.
    code = (f"import sys; sys.path.insert(0, {str(made.home)!r}); import lab\n"
            "probe = lab.probe\n"
            "lab.probe = lambda command, modules: ('3.10', probe(command, modules)[1])\n"
            "sys.exit(lab.main(['--no-browser']))\n")
    code, output = made.run(command=[sys.executable, "-c", code], PYTHONPATH=quick_venv)
    assert code == 0 and "does not work with this Python: remaking" in output


# --- What can go wrong while installing -----------------------------------------------------

def closed_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def test_no_network(made):
    (made.home / "requirements.lock").write_text("clinic-stand-ins==2.0\n")
    del made.environment["PIP_NO_INDEX"]
    code, output = made.run(PIP_INDEX_URL=f"http://127.0.0.1:{closed_port()}/simple",
                            PIP_FIND_LINKS="", PIP_RETRIES="0")
    assert code == 1
    assert "cannot be reached. Check the connection" in output
    assert not (made.home / ".venv" / "installed.json").exists()


@pytest.mark.parametrize("heard, told", [
    ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
     "The disk is full"),
    ("OSError: [WinError 112] There is not enough space on the disk", "The disk is full"),
    ("HINT: This error might have occurred since this system does not have Windows Long Path "
     "support enabled.", "short path"),
    ("ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied",
     "Close what uses it"),
    ("WARNING: Retrying after connection broken by 'NameResolutionError'\nERROR: No matching "
     "distribution found for x", "Check the connection"),
    ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "PIP_CERT"),
    ("first\nsecond\nERROR: something new", "something new\nStart again"),
])
def test_pips_failures_are_explained(made, heard, told):
    (made.home / "requirements.lock").write_text("clinic-stand-ins==2.0\n")
    made.break_pip(heard)
    code, output = made.run()
    assert code == 1
    assert output.startswith("Installing") and heard in output  # its own words stay visible
    assert told in output.split("pip could not install the packages")[1]


def test_a_disk_too_small_is_said_before_the_start(fresh):
    code = (f"import shutil, sys; sys.path.insert(0, {str(fresh.home)!r}); import lab\n"
            "shutil.disk_usage = lambda path: shutil._ntuple_diskusage(9e9, 8e9, 1e9)\n"
            "sys.exit(lab.main([]))")
    code, output = fresh.run(command=[sys.executable, "-c", code])
    assert code == 1
    assert "has 1.0 GB free" in output and "about 3 GB" in output
    assert not (fresh.home / ".venv").exists()


def test_a_python_without_its_venv_module(fresh, quick_venv, tmp_path):
    # Debian's own words, and what its python3 leaves behind without the package python3-venv.
    (tmp_path / "debian" / "venv").mkdir(parents=True)
    (tmp_path / "debian" / "venv" / "__init__.py").touch()
    (tmp_path / "debian" / "venv" / "__main__.py").write_text(
        "import os, sys\nos.makedirs(os.path.join(sys.argv[-1], 'bin'))\nprint('''\\\n"
        "The virtual environment was not created successfully because ensurepip is not\n"
        "available.  On Debian/Ubuntu systems, you need to install the python3-venv\n"
        "package using the following command.\n\n    apt install python3.11-venv\n''')\n"
        "sys.exit(1)\n")
    code, output = fresh.run(PYTHONPATH=str(tmp_path / "debian"))
    assert code == 1
    assert "sudo apt install python3-venv python%d.%d-venv\n" % sys.version_info[:2] in output
    code, output = fresh.run(PYTHONPATH=quick_venv)  # once it is there
    assert code == 0 and "remaking" in output


def test_a_python_without_any_venv_module():
    assert "sudo apt install" in lab.way_out("x", "/usr/bin/python3: No module named venv")


def test_a_missing_lock(made):
    (made.home / "requirements.lock").unlink()
    code, output = made.run()
    assert code == 1
    assert "requirements.lock is missing" in output and "git checkout" in output


# --- Ctrl-C ---------------------------------------------------------------------------------

@POSIX
@pytest.mark.parametrize("send", [os.killpg, os.kill], ids=["at a terminal", "to lab.py alone"])
def test_ctrl_c_while_installing(made, send):
    (made.home / "requirements.lock").write_text("clinic-stand-ins==2.0\n")
    with socket.create_server(("127.0.0.1", 0)) as silent_index:
        url = "http://127.0.0.1:%d/" % silent_index.getsockname()[1]
        process = made.start(PIP_FIND_LINKS=url)
        connection, _ = silent_index.accept()  # pip is at work, and gets no answer
        send(process.pid, signal.SIGINT)
        output = process.communicate(timeout=60)[0]
        connection.close()
    assert process.returncode == 130
    assert output.endswith("Stopped. Start again to go on where it ended.\n")
    assert "Traceback" not in output
    with pytest.raises(ProcessLookupError):  # nothing of it still runs
        os.killpg(process.pid, 0)
    assert made.run()[0] == 0


@POSIX
@pytest.mark.parametrize("where, code, last_words", [
    ("start", 0, "ended by Ctrl-C\n"), ("import", -signal.SIGINT, "hangs\n")])
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


# --- The port -------------------------------------------------------------------------------

@pytest.mark.parametrize("family, host", [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_taken_port(made, family, host):
    try:
        server = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with server:
        taken = str(server.getsockname()[1])
        code, output = made.run("--port", taken)
        assert code == 1
        assert f"Port {taken} is taken" in output
        free = output.split("--port ")[-1].strip()
    assert f"--ServerApp.port={free}" in made.opened(made.run("--port", free)[1])


def test_without_a_port_the_first_free_one_is_taken(made):
    try:
        holder = socket.create_server(("127.0.0.1", 8888))
    except OSError:
        holder = socket.socket()  # somebody else holds it, which does as well
    with holder:
        output = made.run()[1]
    (port,) = [int(a.split("=")[1]) for a in made.opened(output) if a.startswith("--ServerApp.port=")]
    assert port > 8888
    assert f"Port 8888 is taken (by another lab?), so this one uses port {port}." in output


# --- The command line -----------------------------------------------------------------------

def test_help_names_every_command(fresh):
    code, output = fresh.run("--help")
    assert code == 0
    for word in ("test", "regenerate", "bench", "--port", "--no-browser", " -- "):
        assert word in output
    assert not (fresh.home / ".venv").exists()


@pytest.mark.parametrize("arguments", [
    ["tset"], ["--prot", "1"], ["--port", "none"], ["--port", "70000"], ["test", "--port", "8888"],
    ["--quick"], ["regenerate", "--thorough"], ["test", "--quick", "--thorough"]])
def test_a_mistyped_command_line(fresh, arguments):
    code, output = fresh.run(*arguments)
    assert code == 2 and "lab.py: error:" in output


@pytest.mark.parametrize("given, gone", [
    (["--port=9000"], "ServerApp.port"), (["--ServerApp.port", "9000"], "ServerApp.port"),
    (["--notebook-dir=/tmp"], "ServerApp.root_dir"), (["--log-level=10"], "Application.log_level"),
    (["--debug"], "Application.log_level"),
    (["--ServerApp.default_url=/tree"], "LabApp.default_url")])
def test_arguments_for_jupyterlab_replace_ours(given, gone):
    everything = lab.lab_arguments(*lab.parse([]))
    arguments = lab.lab_arguments(*lab.parse(["--", *given]))
    ours, last = arguments[:-len(given)], arguments[-len(given):]
    assert last == given
    # JupyterLab refuses an option that comes twice.
    assert [a for a in everything if not a.startswith(f"--{gone}=")] == ours != everything


# --- Which Python, which machine ------------------------------------------------------------

GOOD = lab.Machine("CPython", "3.12", "Linux", "x86_64", 64, "glibc", "2.36")
MAC = GOOD._replace(system="Darwin", arch="arm64", libc="", release="14.5")
WINDOWS = GOOD._replace(system="Windows", arch="win-amd64", libc="", release="")


def test_the_syntax_is_one_that_old_pythons_read():
    ast.parse((REPO / "lab.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("version", ["3.6", "3.7", "3.8", "3.9", "3.10", "3.14"])
def test_a_real_python_that_tensorflow_has_no_wheel_for(fresh, version):
    found = [shutil.which("python" + version),
             *map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))]
    python = next((p for p in found if p and lab.probe([p], [])), None)
    if python is None:
        pytest.skip(f"no Python {version} here")
    code, output = fresh.run(command=[python, str(fresh.home / "lab.py")], PATH="")
    assert code == 1
    assert f"needs Python 3.11, 3.12 or 3.13: TensorFlow has no wheel for CPython {version}" in output
    assert not (fresh.home / ".venv").exists()


@pytest.mark.parametrize("here", [
    GOOD._replace(python="3.10"), GOOD._replace(python="3.14"), GOOD._replace(python="3.13t"),
    GOOD._replace(implementation="PyPy", python="3.11")])
@pytest.mark.parametrize("system, how", [
    ("Linux", "uv run --no-project --python 3.12 lab.py test"),
    ("Darwin", "brew install python@3.12\n  python3.12 lab.py test"),
    ("Windows", "winget install Python.Python.3.12\n  py -3.12 lab.py test")])
def test_a_wrong_python_hears_how_to_get_a_right_one(monkeypatch, here, system, how):
    monkeypatch.setattr(lab, "other_python", lambda system: None)
    words = lab.python_problem(here._replace(system=system), ["lab.py", "test"])
    assert "3.11, 3.12 or 3.13" in words and f"{here.implementation} {here.python}" in words
    assert how in words


@pytest.mark.parametrize("version", lab.PYTHONS)
def test_the_pythons_that_work(version):
    assert lab.python_problem(GOOD._replace(python=version), []) is None


@POSIX
def test_a_right_python_on_the_path_is_named(tmp_path, monkeypatch):
    def put(name, text):
        (tmp_path / name).write_text("#!/bin/sh\n" + text)
        (tmp_path / name).chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    assert lab.other_python("Linux") is None
    put("python3.12", "echo no such version >&2; exit 127\n")  # as a version manager's shim may
    put("python3.11", "echo 3.11\n")
    put("python3.13", "echo 3.13 ensurepip\n")  # comes without its venv
    wrong = GOOD._replace(python="3.14")
    assert lab.python_problem(wrong, ["my lab.py", "test"]).endswith(
        'Type:\n  python3.11 "my lab.py" test')
    put("py", 'test "$1" = -3.12 && echo 3.12\n')
    assert lab.other_python("Windows") == "py -3.12"


@pytest.mark.parametrize("here, told", [
    (GOOD._replace(bits=32), "64-bit"),
    (GOOD._replace(arch="ppc64le"), "x86-64 and aarch64 only; this is ppc64le"),
    (GOOD._replace(arch="armv7l"), "x86-64 and aarch64 only"),
    (GOOD._replace(libc="", release=""), "has another C library"),
    (GOOD._replace(libc="musl", release="1.2.5"), "this one has musl 1.2.5"),
    (GOOD._replace(libc="libc", release="6.0"), "this one has libc 6.0"),
    (GOOD._replace(release="2.17"), "this one has glibc 2.17"),
    (MAC._replace(arch="x86_64"), "Intel"),
    (MAC._replace(release="11.7"), "macOS 12"),
    (WINDOWS._replace(arch="win-arm64"), "x64 Python"),
    (WINDOWS._replace(arch="win32", bits=32), "64-bit"),
    (WINDOWS._replace(arch="mingw_x86_64_ucrt_gnu"), "x64 Python"),
    (GOOD._replace(system="FreeBSD"), "this is FreeBSD"),
])
def test_platforms_that_tensorflow_has_no_wheel_for(here, told):
    assert told in lab.platform_problem(here)


@pytest.mark.parametrize("here", [
    GOOD, GOOD._replace(arch="aarch64", release="2.28"), MAC, MAC._replace(release="12.0"),
    MAC._replace(release="26.1"), WINDOWS, lab.this_machine()])
def test_platforms_that_work(here):
    assert lab.platform_problem(here) is None


def test_what_a_machine_says_of_itself(monkeypatch):
    monkeypatch.setattr(lab.sysconfig, "get_config_var", lambda name: name == "Py_GIL_DISABLED")
    assert lab.this_machine().python.endswith("t")  # a free-threaded build needs other wheels
    monkeypatch.setattr(lab.platform, "system", lambda: "Windows")
    monkeypatch.setattr(lab.platform, "machine", lambda: "ARM64")
    monkeypatch.setattr(lab.sysconfig, "get_platform", lambda: "win-amd64")
    assert lab.platform_problem(lab.this_machine()) is None  # an x64 Python on Windows for Arm
    monkeypatch.setattr(lab.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(lab.platform, "machine", lambda: "arm64")
    monkeypatch.setattr(lab.platform, "mac_ver", lambda: ("11.7.10", ("", "", ""), "arm64"))
    assert "11.7.10" in lab.platform_problem(lab.this_machine())


# --- Trust ----------------------------------------------------------------------------------

def test_only_the_courses_notebooks_are_trusted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    Path("notebooks").mkdir()
    for name in ("01-ours.ipynb", "theirs.ipynb"):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(
            name, outputs=[nbformat.v4.new_output("display_data", {"text/html": "<b>x</b>"})])])
        nbformat.write(notebook, f"notebooks/{name}")
    lab.trust()
    with NotebookNotary(data_dir=str(tmp_path / "data")) as notary:
        ours, theirs = (notary.check_signature(nbformat.read(f"notebooks/{name}", as_version=4))
                        for name in ("01-ours.ipynb", "theirs.ipynb"))
    assert ours and not theirs


def test_a_notebook_half_saved_does_not_keep_the_lab_shut(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    Path("notebooks").mkdir()
    Path("notebooks/01-cut.ipynb").write_text('{"cells": [')
    lab.trust()
    assert "show once their cells are run" in capsys.readouterr().err
