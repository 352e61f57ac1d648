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
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import keras

from . import places
from .described import LEAVE_IT, Refused, one_line
from .described import check as _check_description
from .stored import build, check_weights, first_line, reason

MB = 1 << 20

#: Bounds of an archive. The largest model of keras.applications that a laptop holds, VGG19, is 550
#: MB.
MOST_BYTES = 1024 * MB
#: Keras writes three members, and a few more for vocabularies.
MOST_MEMBERS = 100
#: Keras stores without compression. What shrinks by more than this is made to swell.
MOST_SWELLING = 100
#: How Keras packs (not at all), and what people pack again with. LZMA may ask for 4 GB of memory.
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
ENCRYPTED = 0x1 | 0x40  # two bits of a member's flags
#: EfficientNetB7's description, of over 800 layers, is under 1 MB.
MOST_CONFIG = 16 * MB

THE_FILE = "the file"
WEIGHTS = "model.weights.h5"
DECRYPT = "Unpack it with its password, and zip it again without one."
SAVE_AGAIN = "Save the model again with model.save('model.keras'), from Keras 3."
COPY_AGAIN = f"Copy the file again, whole. {SAVE_AGAIN}"


def load(source: str | os.PathLike[str] | bytes, name: str = "") -> Any:
    """The model in a `.keras` file, uncompiled. Raises `Refused` for what is no such file, or is
    not safe.

    `source`: a path as people write it (with ~, in quotes, with file: before it), or the file's
    bytes. `name` is what the refusal calls the file by, the path's own by default. Its layers must
    be Keras's own.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        with _named(name), io.BytesIO(source) as file:
            return _model(file, len(source))
    path = places.found(source)
    with _named(name or path.name), _opened(path) as file:
        return _model(file, os.fstat(file.fileno()).st_size)


@contextlib.contextmanager
def _named(name: str) -> Iterator[None]:
    """A refusal from in here names the file."""
    try:
        yield
    except Refused as refused:
        if not name:
            raise
        short = one_line(name, 80)
        what = short if refused.what == THE_FILE else f"{refused.what}, in {short}"
        raise Refused(what, refused.why, refused.out) from refused.__cause__


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        why = f"it cannot be opened: {error.strerror or first_line(error)}"
        raise Refused(THE_FILE, why, "Check that you may read it.") from error


def _model(file: IO[bytes], size: int) -> Any:
    """The model in an open file of that many bytes."""
    with _archive(file) as archive, tempfile.TemporaryDirectory(prefix="model-") as folder:
        _check_archive(archive, size)
        description = _description(archive)
        try:
            _check_description(description)
        except RecursionError as error:
            raise Refused("the description", reason(error), LEAVE_IT) from error
        weights = _unpacked(archive, Path(folder))
        held = check_weights(weights)
        try:
            return build(description, weights, held)
        except Refused:
            raise
        except Exception as error:  # any type: a file can be wrong in every way
            why = f"Keras cannot read it: {reason(error)}"
            raise Refused(THE_FILE, why, _from_another_keras(archive) or SAVE_AGAIN) from error


def _unpacked(archive: zipfile.ZipFile, folder: Path) -> Path:
    """The file of weights, unpacked into a folder of ours."""
    if WEIGHTS not in archive.namelist():
        why = f"Keras cannot read it: it has no {WEIGHTS}, in which the weights lie"
        raise Refused("the archive", why, _from_another_keras(archive) or SAVE_AGAIN)
    with _whole(WEIGHTS), archive.open(WEIGHTS) as packed, (folder / WEIGHTS).open("wb") as into:
        shutil.copyfileobj(packed, into, MB)
    return folder / WEIGHTS


@contextlib.contextmanager
def _whole(name: str) -> Iterator[None]:
    """A member that cannot be unpacked is refused."""
    try:
        yield
    except Exception as error:  # zlib.error, BadZipFile, OSError, EOFError, RuntimeError, ...
        why = f"it is damaged, and cannot be unpacked: {first_line(error)}"
        raise Refused(f"the member {name!r}", why, COPY_AGAIN) from error


def _from_another_keras(archive: zipfile.ZipFile) -> str:
    """The way out where another version of Keras wrote the file, "" where this one did."""
    with contextlib.suppress(Exception):  # of a file that is refused anyway
        written = json.loads(archive.read("metadata.json"))["keras_version"]
        if re.fullmatch(r"[\w.]{1,30}", written) and written != keras.__version__:
            here = keras.__version__
            return f"Keras {written} wrote it, and this is {here}. Save it again with {here}."
    return ""


@contextlib.contextmanager
def _archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The file as a zip archive."""
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # a damaged list of members raises several types
        why = f"it is no zip archive, or cut off: {first_line(error)}"
        raise Refused(THE_FILE, why, COPY_AGAIN) from error
    with archive:
        yield archive


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
    what = f"the member {one_line(name, 80)!r}"
    if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
        why = "its name leads out of the archive, to a place on this computer"
        raise Refused(what, why, LEAVE_IT)
    if member.file_size > max(MB, MOST_SWELLING * member.compress_size):
        raise Refused(what, "it swells when it is unpacked: a zip bomb", LEAVE_IT)
    if member.flag_bits & ENCRYPTED:
        raise Refused(what, "it is encrypted, and Keras takes no password", DECRYPT)
    if member.compress_type not in PACKED:
        why = f"it is packed in a way that is not taken here (number {member.compress_type})"
        raise Refused(what, why, SAVE_AGAIN)
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
    with _whole(member.filename):
        text = archive.read(member)
    try:
        found = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        why = f"it cannot be read as JSON: {first_line(error)}"
        raise Refused("config.json", why, SAVE_AGAIN) from error
    if not isinstance(found, dict):
        raise Refused("config.json", "it describes no model", SAVE_AGAIN)
    return found


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
