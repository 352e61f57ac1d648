"""Is this the environment that the course was written for? Says so in clear words."""

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import tensorflow as tf

REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
PYTHONS = ((3, 11), (3, 12), (3, 13))
WAY_OUT = "close the lab and start it with: python3 lab.py"


def check():
    """Print a line for each thing that the visits need, and the way out where one is missing.

    A mark that standard output cannot show, as on a Windows pipe, becomes a "?".
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    for line in report():
        print(line.encode(encoding, "replace").decode(encoding))


def report():
    """The lines that `check` prints. Nothing in them depends on the machine when all is well."""
    yield _line(
        sys.version_info[:2] in PYTHONS,
        "Python is 3.11, 3.12 or 3.13",
        f"it is {sys.version.split()[0]}",
    )
    for name, wanted in pins().items():
        found = _version(name)
        yield _line(found == wanted, f"{name} {wanted}", f"here it is {found or 'missing'}")
    shape = tuple(
        tf.nn.conv2d(tf.zeros((1, 224, 224, 3)), tf.zeros((3, 3, 3, 32)), 1, "VALID").shape
    )
    yield _line(
        shape == (1, 222, 222, 32), "a convolution of a 224 × 224 picture runs", f"it gave {shape}"
    )


def pins():
    """{name: version} of what the notebooks import, from requirements.txt.

    Under TensorFlow's two names it is one package; pip is for the installation alone.
    """
    found = re.findall(
        r"^([\w-]+)==([\w.]+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {
        name.replace("tensorflow-cpu", "tensorflow"): pin for name, pin in found if name != "pip"
    }


def _version(name):
    if name == "tensorflow":
        return tf.__version__
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _line(good, what, otherwise):
    return (
        f"✓ {what}"
        if good
        else f"✗ {what}: {otherwise}. Other versions may behave differently; {WAY_OUT}"
    )
