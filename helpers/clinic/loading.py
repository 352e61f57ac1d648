"""Models from elsewhere: `.keras` files that nobody vouches for, and keras.applications without
weights.

A `.keras` file is a zip with a description of the layers (config.json) and their weights. It is
checked here before Keras sees it, against a list of what is allowed: no code in it runs, and no
file that it names is read.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import keras

MB = 1 << 20

#: Bounds of an archive. The largest model of keras.applications that a laptop holds, VGG19, is 550
#: MB.
MOST_BYTES = 1024 * MB
#: Keras writes three members, and a few more for vocabularies.
MOST_MEMBERS = 100
#: Keras stores without compression. What shrinks by more than this is made to swell.
MOST_SWELLING = 100
#: EfficientNetB7's description, of over 800 layers, is under 1 MB.
MOST_CONFIG = 16 * MB

#: Where Keras keeps what a model's description may name. Its operations (`x + y`) stand in
#: keras.src.ops.
MODULES = {
    "keras",
    "keras.activations",
    "keras.constraints",
    "keras.initializers",
    "keras.layers",
    "keras.losses",
    "keras.metrics",
    "keras.models",
    "keras.optimizers",
    "keras.optimizers.schedules",
    "keras.regularizers",
    "builtins",  # functions by name, such as relu: Keras looks for them among its own
}
PACKAGES = ("keras.src.applications.", "keras.src.layers.", "keras.src.models.", "keras.src.ops.")

#: Keras's marks for plain values in a description.
PLAIN = {"__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__"}

RUNS_CODE = "it would run code that lies in the file"
FROM_ELSEWHERE = "it runs a program that lies in another file"
READS_FILES = "it reads a file of this computer whose name the model's file chooses"
#: Layers of Keras that are refused, and why.
REFUSED_LAYERS = {
    "Lambda": RUNS_CODE,
    "__lambda__": RUNS_CODE,
    "TorchModuleWrapper": RUNS_CODE,
    "FlaxLayer": RUNS_CODE,
    "JaxLayer": RUNS_CODE,
    "TFSMLayer": FROM_ELSEWHERE,
    "TextVectorization": READS_FILES,
    "StringLookup": READS_FILES,
    "IntegerLookup": READS_FILES,
}

OWN_LAYER = (
    "If you trust it and have its source, rebuild that part as a layer class of your own and pass "
    "the function that builds the model, not the file."
)
LEAVE_IT = "Do not open it."
SAVE_AGAIN = "Save the model again with model.save('model.keras'), from Keras 3."


class Refused(ValueError):
    """A file that is not loaded. `what` is refused, `why`, and what leads `out`."""

    def __init__(self, what: str, why: str, out: str) -> None:
        super().__init__(f"{what}.\nWhy: {why}.\nThe way out: {out}")
        self.what, self.why, self.out = what, why, out


def load(source: str | os.PathLike[str] | bytes) -> Any:
    """The model in a `.keras` file, uncompiled. Raises `Refused` for what is no such file, or is
    not safe.

    `source`: a path, or the file's bytes. Its layers must be Keras's own.
    """
    with _as_file(source) as path, _opened(path) as archive:
        _check_archive(archive, os.path.getsize(path))
        _check_description(_description(archive))
        try:
            return keras.saving.load_model(path, compile=False, safe_mode=True)
        except Exception as error:  # any type: a file can be wrong in every way
            why = f"Keras cannot read it: {_first_line(error)}"
            raise Refused("the file", why, _from_another_keras(archive) or SAVE_AGAIN) from error


def _from_another_keras(archive: zipfile.ZipFile) -> str:
    """The way out where another version of Keras wrote the file, "" where this one did."""
    with contextlib.suppress(KeyError, ValueError, TypeError):
        written = json.loads(archive.read("metadata.json"))["keras_version"]
        if re.fullmatch(r"[\w.]{1,30}", written) and written != keras.__version__:
            here = keras.__version__
            return f"Keras {written} wrote it, and this is {here}. Save it again with {here}."
    return ""


@contextlib.contextmanager
def _as_file(source: str | os.PathLike[str] | bytes) -> Iterator[Path]:
    """The path of a file that holds `source`; bytes are written to one while it is needed."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        with tempfile.TemporaryDirectory(prefix="model-") as folder:
            path = Path(folder) / "model.keras"
            path.write_bytes(source)
            yield path
        return
    path = Path(source)
    if not path.is_file():
        way_out = "Check the path; it begins in the folder that Python was started in."
        raise Refused(path.name, "there is no such file", way_out)
    if path.suffix != ".keras":
        why = f"only .keras files are taken, and this one ends in {path.suffix or 'nothing'}"
        raise Refused(path.name, why, f"Load it where you trust it. {SAVE_AGAIN}")
    yield path


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The file as a zip archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        why = f"it is no zip archive, or cut off: {_first_line(error)}"
        raise Refused("the file", why, f"Copy it again, whole. {SAVE_AGAIN}") from error


def _check_archive(archive: zipfile.ZipFile, size: int) -> None:
    """Raises `Refused` for an archive that could swell, or write outside its place."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        why = f"it has {len(members)} members, and {MOST_MEMBERS} are the most"
        raise Refused("the archive", why, SAVE_AGAIN)
    for member in members:
        _check_member(member)
    if len({member.filename for member in members}) < len(members):
        raise Refused("the archive", "two of its members have the same name", SAVE_AGAIN)
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        why = f"unpacked it has {total // MB} MB, and {MOST_BYTES // MB} MB are the most"
        raise Refused("the archive", why, SAVE_AGAIN)
    if total > MOST_SWELLING * size:
        why = f"it swells to {total // size} times its size: a zip bomb"
        raise Refused("the archive", why, LEAVE_IT)


def _check_member(member: zipfile.ZipInfo) -> None:
    name, place = member.filename, PurePosixPath(member.filename)
    what = f"the member {name!r}"
    if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
        why = "its name leads out of the archive, to a place on this computer"
        raise Refused(what, why, LEAVE_IT)
    if member.file_size > max(MB, MOST_SWELLING * member.compress_size):
        raise Refused(what, "it swells when it is unpacked: a zip bomb", LEAVE_IT)
    if (member.external_attr >> 16) & 0o170000 == 0o120000:
        raise Refused(what, "it is a link to another place", LEAVE_IT)


def _description(archive: zipfile.ZipFile) -> dict[str, Any]:
    """config.json as Python data."""
    try:
        member = archive.getinfo("config.json")
    except KeyError:
        raise Refused(
            "the archive", "it has no config.json, so it is no model of Keras", SAVE_AGAIN
        ) from None
    if member.file_size > MOST_CONFIG:
        why = f"it has {member.file_size // MB} MB, and {MOST_CONFIG // MB} MB are the most"
        raise Refused("config.json", why, SAVE_AGAIN)
    try:
        found = json.load(io.TextIOWrapper(archive.open(member), "utf-8"))
    except (ValueError, RecursionError) as error:
        why = f"it cannot be read as JSON: {_first_line(error)}"
        raise Refused("config.json", why, SAVE_AGAIN) from error
    if not isinstance(found, dict):
        raise Refused("config.json", "it describes no model", SAVE_AGAIN)
    found.pop("compile_config", None)  # how it was trained is not loaded
    return found


def _check_description(description: dict[str, Any]) -> None:
    """Raises `Refused` for the first thing in a description, however deep, that is not Keras's own
    and harmless.
    """
    waiting: list[Any] = [description]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "class_name" in part:
                _check_part(part)
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _check_part(part: dict[str, Any]) -> None:
    """Raises `Refused` for an object of a description that would not come from Keras's own,
    harmless ones.
    """
    kind, module = part["class_name"], part.get("module")
    kind = kind if isinstance(kind, str) else repr(kind)
    called = part["config"].get("name") if isinstance(part.get("config"), dict) else None
    what = f"the layer {called!r} ({kind})" if called else f"{kind!r}"
    if kind in REFUSED_LAYERS:
        raise Refused(what, REFUSED_LAYERS[kind], OWN_LAYER)
    if module is None and kind in PLAIN:
        return
    allowed = isinstance(module, str) and (module in MODULES or module.startswith(PACKAGES))
    if not allowed or not _is_plain_name(kind) or ">" in str(part.get("registered_name")):
        why = f"it comes from {module!r} and not from Keras's layers: to load it is to run it"
        raise Refused(what, why, OWN_LAYER)
    if (kind == "function" or module == "builtins") and not _is_plain_name(part.get("config")):
        raise Refused(what, "it names a function in a way that Keras's own do not", OWN_LAYER)


def _is_plain_name(name: object) -> bool:
    """Whether a name is one word: with a dot in it, "layers.Lambda" would lead around the list."""
    return isinstance(name, str) and name.isidentifier()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300].rstrip(".")


# --- keras.applications --------------------------------------------------------------------------


#: Those that a laptop builds in seconds, of differing makes.
FEW = ("ResNet50", "MobileNetV2", "EfficientNetB0", "InceptionV3", "DenseNet121", "VGG16")


def applications() -> list[str]:
    """The names of all models that keras.applications has, in alphabetical order."""
    found = sorted(vars(keras.applications).items())
    return [name for name, made in found if name[0].isupper() and callable(made)]


def application(name: str, **options: Any) -> Any:
    """A model of keras.applications by name, with random weights: nothing is downloaded.

    `options` go to its builder, such as `include_top=False`. ValueError for a name that is not
    there.
    """
    if name not in applications():
        raise ValueError(f"keras.applications has no {name!r}; it has {', '.join(applications())}.")
    return getattr(keras.applications, name)(weights=None, **options)
