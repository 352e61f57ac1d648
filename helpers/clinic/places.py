"""A path as people write it, to the file that it means."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from .described import Refused, one_line

CHECK = "Check the path; it begins in the folder that Python was started in."
TAKE_FILE = "Load it where you trust it. Save the model again with model.save('model.keras')."
QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "„": "“", "«": "»"}


def found(written: str | os.PathLike[str]) -> Path:
    """The `.keras` file that a path means. `Refused`, without places of this computer, where none
    is there.

    Blanks and quotes around it, `~` and `file:` are understood.
    """
    text = _bare(os.fspath(written)) if isinstance(written, str) else os.fspath(written)
    if not text:
        raise Refused("the path", "nothing stands there", CHECK)
    if re.match(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]+://", text):
        why = "it is an address in the network, and nothing is fetched from there"
        out = "Download the file yourself, and give the path that it has then."
        raise Refused(one_line(text.split("?")[0], 80), why, out)
    path = Path(_of_url(text) if text.startswith("file:") else text)
    try:
        path = path.expanduser()
        is_file, is_folder = path.is_file(), path.is_dir()
    except (OSError, ValueError, RuntimeError):  # too long, with a zero in it, nobody's home
        is_file = is_folder = False
    if is_folder:
        raise _folder(path)
    if not is_file:
        there = path.exists() if "\0" not in text and len(text) < 4000 else False
        why = "it is no file that can be read" if there else "there is no such file"
        raise Refused(one_line(path.name, 80), why, CHECK)
    if path.suffix.lower() != ".keras":
        why = f"only .keras files are taken, and this one ends in {path.suffix or 'nothing'}"
        raise Refused(one_line(path.name, 80), why, TAKE_FILE)
    return path


def _bare(text: str) -> str:
    """A text without the blanks and quotes around it."""
    text = text.strip()
    quoted = len(text) > 1 and QUOTES.get(text[0]) == text[-1]
    return text[1:-1].strip() if quoted else text


def _of_url(text: str) -> str:
    """The path in a `file:` address, also in one with a slash too few."""
    parts = urlsplit(text)
    if parts.netloc not in ("", "localhost"):
        why = "it lies on another computer, and nothing is fetched from there"
        raise Refused("the address", why, "Copy the file here, and give the path that it has then.")
    path = unquote(parts.path)
    return url2pathname(parts.path) if path.startswith("/") else path


def _folder(path: Path) -> Refused:
    """What to say of a folder: which files lie in it, or that it is a model of another format."""
    try:
        inside = sorted(one.name for one in path.iterdir())
    except OSError:
        inside = []
    name = f"{one_line(path.name or str(path), 80)}"
    files = [one for one in inside if one.lower().endswith(".keras")]
    if "saved_model.pb" in inside:
        why = "it is a folder in TensorFlow's SavedModel format, and only .keras files are taken"
        return Refused(name, why, TAKE_FILE)
    if "config.json" in inside and "model.weights.h5" in inside:
        why = "it is a folder, and looks like a .keras file that was unpacked"
        return Refused(name, why, "Give the .keras file itself, or zip what is in the folder.")
    if not files:
        return Refused(name, "it is a folder, and no .keras file lies in it", CHECK)
    given = ", ".join(one_line(one, 40) for one in files[:3]) + (", …" if files[3:] else "")
    return Refused(name, "it is a folder", f"Give the path of a file in it: {given}.")
