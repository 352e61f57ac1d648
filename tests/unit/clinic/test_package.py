"""The clinic as a package in anyone's program: importing it changes nothing, it stands alone."""

import os
import subprocess
import sys

import pytest

from helpers import clinic
from helpers.clinic import causes

CONFIGURES = """
import os, sys
before, said, err = dict(os.environ), sys.stderr, os.fstat(2)
import helpers.clinic
import tensorflow as tf
assert dict(os.environ) == before, set(os.environ) ^ set(before)
assert sys.stderr is said and os.fstat(2) == err
tf.config.threading.set_intra_op_parallelism_threads(2)
tf.config.threading.set_inter_op_parallelism_threads(2)
cpu = tf.config.list_physical_devices("CPU")[0]
two = [tf.config.LogicalDeviceConfiguration()] * 2  # as set_memory_growth, only before the first op
tf.config.set_logical_device_configuration(cpu, two)
print(len(tf.config.list_logical_devices("CPU")))
"""


def fresh(code, **options):
    """Run code in a Python of its own, without what a test may have told TensorFlow."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    clean |= options.pop("env", {})
    return subprocess.run(
        [sys.executable, "-c", code], env=clean, capture_output=True, encoding="utf-8", **options
    )


def test_a_program_can_configure_tensorflow_after_importing_it(repo):
    done = fresh(CONFIGURES, cwd=repo)
    assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr


# --- as a wheel
# ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(repo, tmp_path_factory):
    """A folder with nothing in it but the wheel, built and installed without a network."""
    built, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-deps", "--no-index"]
    build = ["wheel", *offline, "--no-build-isolation", "--wheel-dir", str(built), str(repo)]
    subprocess.run([*pip, *build], check=True)
    (wheel,) = built.iterdir()
    subprocess.run([*pip, "install", *offline, "--target", str(target), str(wheel)], check=True)
    return target


def elsewhere(installed, tmp_path, code):
    """Run code in an empty folder, where of this repository nothing but the wheel is to be had."""
    return fresh(code, cwd=tmp_path, env={"PYTHONPATH": str(installed)})


def test_the_wheel_holds_the_clinic_and_nothing_else(repo, installed):
    names = {path.name for path in installed.iterdir()} - {"__pycache__"}
    assert names == {"shape_clinic", f"shape_clinic-{clinic.__version__}.dist-info"}

    def files(folder):
        found = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix() for path in found if path.suffix != ".pyc"}

    assert files(installed / "shape_clinic") == files(repo / "helpers" / "clinic")
    assert "py.typed" in files(installed / "shape_clinic")


EXPLAINS = """
import importlib.metadata, importlib.util, sys
import keras, tensorflow as tf
before = set(sys.modules)
from shape_clinic import clinic, examine, explain, hook
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
picture = tf.zeros((1, 4, 4, 3))
try:
    model(picture)
except ValueError as error:
    reading = explain(error, model, picture)
assert reading.fixes and str(reading.layer).startswith("dense"), reading
from shape_clinic import __version__, causes
assert importlib.metadata.version("shape-clinic") == __version__
assert importlib.util.find_spec("helpers") is None
others = {"helpers", "matplotlib", "ipywidgets", "anywidget", "IPython", "PIL", "skimage"}
print(reading.cause, reading.confidence, len(causes.ROOMS))
print(sorted({name.split(".")[0] for name in set(sys.modules) - before} & others))
"""


def test_explain_works_from_the_wheel_and_nothing_of_the_course_comes_along(installed, tmp_path):
    done = elsewhere(installed, tmp_path, EXPLAINS)
    assert done.returncode == 0, done.stderr
    told = f"size-pinned-by-dense high {len(causes.ROOMS)}\n[]\n"
    assert done.stdout == told


def test_the_command_works_from_the_wheel(installed, tmp_path):
    code = (
        "import runpy, sys; sys.argv = ['x', 'explain', 'SC104']; runpy.run_module('shape_clinic')"
    )
    code = code.replace("('shape_clinic')", "('shape_clinic', run_name='__main__')")
    done = elsewhere(installed, tmp_path, code)
    assert done.returncode == 0 and done.stdout.startswith("SC104 "), done.stderr


# --- as an extension of IPython
# ----------------------------------------------------------------------

IN_IPYTHON = """
from IPython.terminal.interactiveshell import TerminalInteractiveShell
shell = TerminalInteractiveShell.instance(colors="nocolor", history_load_length=0)
shell.run_cell("import keras, tensorflow as tf")
shell.run_cell("model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(2, 3)])")
for magic in ("%load_ext shape_clinic", "%unload_ext shape_clinic", "%load_ext shape_clinic"):
    shell.run_cell(magic)
    print("AFTER", magic)
    shell.run_cell("model(tf.zeros((1, 8, 8, 4)))")
print("A CELL THAT DOES NOT FAIL")
shell.run_cell("print(model(tf.zeros((1, 8, 8, 3))).shape)")
"""


def test_an_extension_of_ipython_in_a_terminal(installed, tmp_path):
    """Switches the hook on and off; the reading is text there."""
    there = {"PYTHONPATH": str(installed), "IPYTHONDIR": str(tmp_path), "COLUMNS": "80"}
    done = fresh(IN_IPYTHON, cwd=tmp_path, env=there)
    assert done.returncode == 0, done.stderr
    _, loaded, unloaded, again = done.stdout.split("AFTER")
    assert "cause: channel-mismatch (SC104)" in loaded and "cause:" not in unloaded
    again, fine = again.split("A CELL THAT DOES NOT FAIL")
    assert "cause: channel-mismatch (SC104)" in again and "cause:" not in fine
    assert "<" not in loaded[loaded.index("\n  at conv2d") :]
