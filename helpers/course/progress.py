"""What a learner has answered so far: one small file beside the course, readable and deletable.

{"prediction": {"225": {"answer": 1, "right": false, "sure": "rather"}}, "exercise": {...}}. Where
there is none, or it cannot be read or written, nothing is known, and nothing fails.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

#: Where it lies, unless the environment variable SHAPE_CLINIC_PROGRESS names another place.
FILE = Path(__file__).parents[2] / "progress.json"


def _file():
    return Path(os.environ.get("SHAPE_CLINIC_PROGRESS", FILE))


def read():
    """{kind: {name: what was answered}}; empty where nothing is known."""
    with suppress(OSError, ValueError):
        known = json.loads(_file().read_text("utf-8"))
        if isinstance(known, dict):
            return known
    return {}


def record(kind, name, **answer):
    """Note an answer: the first one of its name counts, and a later one changes nothing."""
    known = read()
    if name in known.setdefault(kind, {}):
        return
    known[kind][name] = answer
    with suppress(OSError):
        aside = _file().with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps(known, indent=1), "utf-8")
        os.replace(aside, _file())
