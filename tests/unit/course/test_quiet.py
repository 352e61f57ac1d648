"""The quiet start holds back TensorFlow's lines, and nothing that somebody needs to read."""

import os
import subprocess
import sys

import pytest

START = "from helpers.course import quiet\nquiet.start()\n"
KNOWN = (
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
    "I0000 00:00:1795612264.485970   13783 port.cc:153] oneDNN custom operations are on.\n"
    "2026-11-25 13:00:00.1: I tensorflow/core/platform/cpu_feature_guard.cc:210] This binary is\n"
    "To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow\n"
    "E0000 00:00:1795612264.485970 1 cuda_dnn.cc:8310] Unable to register cuDNN factory\n"
)
SAYS = f"import os\nos.write(2, {KNOWN!r}.encode())\n"


def alone(repo, code, *, tensorflow=None, tmp_path=None, **options):
    """Run code in a fresh Python; `tensorflow` is the source of a module that stands in for it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    clean.pop("PYTHONFAULTHANDLER", None)
    if tensorflow is not None:
        (tmp_path / "tensorflow.py").write_text(f"{tensorflow}\ndef zeros(shape): pass\n")
        clean["PYTHONPATH"] = str(tmp_path)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=repo, env=clean, capture_output=True, text=True, **options
    )


FAILING_OP = """
import os
import tensorflow as tf
try:
    tf.linalg.matmul(tf.zeros((2, 3)), tf.zeros((2, 3)))
except tf.errors.InvalidArgumentError:
    tf.nn.conv2d(tf.zeros((1, 9, 9, 3)), tf.zeros((3, 3, 3, 2)), 1, "VALID")
else:
    print("it did not fail")
os.write(2, b"still open")
"""


def test_nothing_of_tensorflow_is_printed(repo):
    """Neither by its import nor by an op that fails; what comes after can speak again."""
    done = alone(repo, START + FAILING_OP)
    assert (done.stdout, done.stderr, done.returncode) == ("", "still open", 0)


def test_what_is_no_start_up_line_comes_out_after_all(repo, tmp_path):
    says = f"{SAYS}os.write(2, b'E0000 00:00:17 1 device.cc:1] it burns\\n')\n"
    says += "import sys\nprint('and I', file=sys.stderr)"
    done = alone(repo, START, tensorflow=says, tmp_path=tmp_path)
    assert done.stderr == "E0000 00:00:17 1 device.cc:1] it burns\nand I\n"


@pytest.mark.parametrize("what", ["ImportError('no such library')", "SystemExit('enough')"])
def test_an_exception_brings_everything_out(repo, tmp_path, what):
    done = alone(repo, START, tensorflow=f"{SAYS}raise {what}", tmp_path=tmp_path)
    assert done.returncode == 1 and done.stderr.startswith(KNOWN)
    assert what.split("'")[1] in done.stderr


def test_a_crash_speaks(repo, tmp_path):
    done = alone(repo, START, tensorflow="import os\nos.abort()", tmp_path=tmp_path)
    assert done.returncode != 0
    assert "Fatal Python error: Aborted" in done.stderr and "in start" in done.stderr


def test_crashes_are_told_as_before_afterwards(repo, tmp_path):
    asks = "import faulthandler\nprint(faulthandler.is_enabled())"
    before, after = (
        f"{asks}\n{START}{asks}",
        f"import faulthandler\nfaulthandler.enable()\n{START}{asks}",
    )
    assert alone(repo, before, tensorflow="", tmp_path=tmp_path).stdout == "False\nFalse\n"
    assert alone(repo, after, tensorflow="", tmp_path=tmp_path).stdout == "True\n"


@pytest.mark.parametrize(
    "without", ["import os\nos.close(2)\n", "import sys\nsys.stderr = sys.__stderr__ = None\n"]
)
def test_it_starts_where_there_is_no_stderr(repo, tmp_path, without):
    done = alone(repo, f"{without}{START}print('on')", tensorflow="", tmp_path=tmp_path)
    assert (done.returncode, done.stdout) == (0, "on\n")


def test_no_descriptor_is_left_open(repo, tmp_path):
    counts = "import os\nprint(len(os.listdir('/dev/fd')))\n"
    if not os.path.isdir("/dev/fd"):
        pytest.skip("no list of descriptors here")
    before, after = alone(
        repo, counts + START + counts, tensorflow="", tmp_path=tmp_path
    ).stdout.split()
    assert before == after
