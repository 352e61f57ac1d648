"""The diagnosis of shape failures: needs TensorFlow alone, works in any script."""

from .diagnosis import Diagnosis, Fix, clinic, examine, explain, hook, read

__all__ = ["Diagnosis", "Fix", "clinic", "examine", "explain", "hook", "read"]
__version__ = "0.1.0"
