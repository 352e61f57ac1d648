"""Failures as people meet them, a file for each cause, named as its room in helpers/clinic/causes.

Each truth was read off the run, the model and what the user had. A failure that several causes
explain equally well stands with the one that the clinic names. Every file here is found by being
here.
"""

import pkgutil
from importlib import import_module

from .. import kinds

#: {name of a file here: its cases}.
BY_ROOM = {
    found.name: import_module(f"{__name__}.{found.name}").CASES
    for found in pkgutil.iter_modules(__path__)
}
#: All of them, and those by kind.
CASES = tuple(case for cases in BY_ROOM.values() for case in cases) + kinds.CASES
