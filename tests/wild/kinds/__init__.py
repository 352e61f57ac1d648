"""Failures of the kinds that people post, a file for each kind, or two where one gets long.

In a file of `cases` the cause is what its failures share; here it is the occasion, and the causes
differ. A file says its KIND. The truths were read off runs of the failing programs.
"""

import pkgutil
from dataclasses import replace
from importlib import import_module


def _of(name):
    """The cases of a file here, each with the file's kind."""
    module = import_module(f"{__name__}.{name}")
    return tuple(replace(case, kind=module.KIND) for case in module.CASES)


CASES = tuple(case for found in pkgutil.iter_modules(__path__) for case in _of(found.name))
