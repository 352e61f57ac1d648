"""The launcher behind lab.py: what may run here, the environment, JupyterLab, trust.

`machine`, `environment` and `commands` need the standard library only, and keep to what Python 3.6
can parse: an older Python than TensorFlow's must still be able to say so. `serve` and `trust` run
in .venv.
"""

import os

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))

BINDER = (
    "Or follow the Binder link in README.md: the course then runs in your browser, with "
    "nothing installed."
)


class Stop(Exception):
    """What keeps the lab from starting, in words for the person who started it."""
