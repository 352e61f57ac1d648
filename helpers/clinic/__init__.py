"""The diagnosis of shape failures: needs TensorFlow alone, works in any script."""

from importlib.util import find_spec

if find_spec("tensorflow") is None:
    raise ImportError(
        "Shape Clinic reads the failures of TensorFlow and Keras, and TensorFlow is not installed "
        "here: pip install tensorflow"
    )

from .diagnose import explain, read
from .examine import examine
from .reading import Diagnosis, Fix
from .ways_in import clinic, hook

__all__ = ["Diagnosis", "Fix", "clinic", "examine", "explain", "hook", "read"]
__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """`%load_ext shape_clinic`: from now on, the reading of each cell that fails, as by `hook`."""
    hook(True)


def unload_ipython_extension(shell: object) -> None:
    """`%unload_ext shape_clinic`: ends that."""
    hook(False)
