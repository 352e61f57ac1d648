"""The diagnosis of shape failures: needs TensorFlow alone, works in any script."""

from .diagnose import explain, read
from .examine import examine
from .reading import Diagnosis, Fix
from .ways_in import clinic, hook

__all__ = ["Diagnosis", "Fix", "clinic", "examine", "explain", "hook", "read"]
__version__ = "0.1.0"
