"""Signs the course's own notebooks, as Jupyter does with one that you have run yourself.

Jupyter hides the stored panels of an unsigned notebook until every cell has been run, because a
stored output may hold a script that runs in the page. So what is signed here is what
`lab.py regenerate` has stored, known by its digest, and no other notebook that lies in the folder.

    python -m launcher.trust        signs them, in .venv's Python or on Binder
"""

import hashlib
import json
import sys
from pathlib import Path

from nbformat import read, sign

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
DIGESTS = "digests.json"


def digest(notebook):
    """The notebook's content as a short text, whatever the line ends and the indent of its file."""
    text = json.dumps(notebook, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def digests(folder):
    """{file name: digest} as regeneration has stored them in `folder`."""
    stored = folder / DIGESTS
    return json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else {}


def trust(folder=NOTEBOOKS):
    """Sign the notebooks of `folder` that are still what their digest says."""
    try:
        with sign.NotebookNotary() as notary:
            for name, stored in digests(folder).items():
                notebook = read(folder / name, as_version=4)
                if digest(notebook) == stored:
                    notary.sign(notebook)
    except Exception:  # a home that cannot be written to, a notebook half saved: open all the same
        print("The notebooks' stored panels show once their cells are run.", file=sys.stderr)


if __name__ == "__main__":
    trust()
