"""A world in which lab.py can be tried in seconds: tiny wheels in place of the big packages.

The launcher is a copy of the true one, makes a true .venv, and calls a true pip; what pip installs
is made here, so nothing comes from a network. tests/browser starts the true JupyterLab.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import launcher

REPO = Path(__file__).parents[3]
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals, links or scripts")

STAND_INS = {
    "tensorflow.py": "",
    "ipywidgets.py": "",
    "matplotlib.py": "",
    "nbformat.py": "class sign:\n    NotebookNotary = None\nread = None\n",
    "jupyter_core/__init__.py": "",
    "jupyter_core/paths.py": """
import os, sys
def jupyter_config_dir():
    return os.path.join(os.path.dirname(sys.prefix), "jupyter")
jupyter_data_dir = jupyter_runtime_dir = jupyter_config_dir
""",
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
TEST_STAND_INS = {"nbval.py": "", "playwright.py": "", "pytest.py": ""}


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
        self.home, self.wheels = home, wheels
        self.python = home / Path(launcher.PYTHON).relative_to(launcher.HERE)
        self.stamp = home / ".venv" / "installed.json"
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PIP_", "PYTHON", "JUPYTER"))
        }
        self.environment |= {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_CACHE_DIR": "1",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
        }
        shutil.copy(REPO / "lab.py", home)
        shutil.copytree(
            REPO / "launcher", home / "launcher", ignore=shutil.ignore_patterns("__pycache__")
        )
        self.lock("clinic-stand-ins==1.0")
        self.lock("clinic-stand-ins==1.0", "clinic-test-stand-ins==1.0", name="tests/requirements")

    def lock(self, *pins, name="requirements"):
        """Write a lock of these pins, with their wheels' hashes, as the course's locks are."""
        text = "# a comment\n"
        for pin in pins:
            package, version = pin.split("==")
            (wheel,) = self.wheels.glob(f"{package.replace('-', '_')}-{version}-*.whl")
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            text += f"{pin} ; python_version >= '3' \\\n    --hash=sha256:{digest}\n"
        (self.home / f"{name}.lock").write_text(text)

    def command(self, *arguments):
        return [sys.executable, str(self.home / "lab.py"), *arguments]

    def patched(self, code, *arguments):
        """The command that runs the launcher with some code before."""
        code = f"import sys; sys.path.insert(0, {str(self.home)!r}); import lab\n{code}\n"
        return [sys.executable, "-c", f"{code}sys.exit(lab.main({list(arguments)!r}))"]

    def run(self, *arguments, command=None, **environment):
        """Run the launcher to its end: (exit code, all that it wrote)."""
        done = subprocess.run(
            command or self.command(*arguments),
            env=self.environment | environment,
            cwd=self.home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=100,
        )
        assert "Traceback" not in done.stdout
        return done.returncode, done.stdout

    def start(self, *arguments, **environment):
        """Start the launcher as a terminal does, in a process group of its own that hears Ctrl-C.

        A shell starts what runs in its background, and so these tests, deaf to it.
        """
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment | environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def break_pip(self, message="pip was called", code=1):
        """Let .venv's pip write message to stderr and fail."""
        (self.package("pip") / "__main__.py").write_text(
            f"import sys\nprint({message!r}, file=sys.stderr)\nsys.exit({code})\n"
        )

    def package(self, name):
        (found,) = self.home.glob(f".venv/[Ll]ib/**/site-packages/{name}")
        return found

    def version(self):
        """The version of the stand-ins that .venv holds."""
        return self.run(command=[str(self.python), "-m", "clinic_version"])[1].strip()

    def opened(self, output):
        """The arguments that JupyterLab got."""
        (line,) = [line for line in output.splitlines() if line.startswith("lab ")]
        return json.loads(line[4:])
