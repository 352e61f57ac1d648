"""From a checked description and a file of weights to a model: what HDF5 could hide, how many
weights there would be, and why Keras will not have it, in words.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras

from .described import BUILD_IT, LEAVE_IT, Refused, number, one_line
from .words import innermost

#: Groups and arrays. The largest model of keras.applications has under 10,000.
MOST_OBJECTS = 100_000
#: What an array may swell by when it is read. Keras stores its own as they are.
MOST_SWELLING = 100
#: Bytes of all arrays together.
MOST_BYTES = 1 << 30
#: Weights that a description may make and the file does not hold: what is missing is then told
#: by Keras, layer by layer. 64 MB.
MOST_MISSING = 1 << 24
#: What a layer may give for one batch: 4 GB of numbers.
MOST_GIVEN = 1 << 30

#: What of Keras's words tells a reader nothing: the whole description, advice for one's own code.
SURPLUS = re.compile(
    r"\n\s*(?:Arguments received by|Full object config|config=)|\. Make sure custom classes"
    r"|The following nodes failed to be resolved"
)
SHAPES = re.compile(r"variable\.shape=(\([\d, ]*\)), Received: value\.shape=(\([\d, ]*\))")

OTHER_FILE = "it points to what lies in another file of this computer"


def check_weights(path: Path) -> int:
    """How many numbers a file of weights holds. `Refused` for one that reads other files, or
    swells.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return sum(_checked(name, array) for name, array in _arrays(file))
    except Refused:
        raise
    except Exception as error:  # any type: HDF5 can be damaged in every way
        why = (
            f"it cannot be read as HDF5, which is what Keras stores weights in: {first_line(error)}"
        )
        raise Refused(f"the member {path.name!r}", why, "Copy the file again, whole.") from error


def _arrays(file: Any) -> Iterator[tuple[str, Any]]:
    """Each array of a file once, however many names it has."""
    import h5py

    waiting, seen, objects = [file], set(), 0
    while waiting:
        group = waiting.pop()
        for name in group:
            objects += 1
            if objects > MOST_OBJECTS:
                why = f"it has more than {MOST_OBJECTS} arrays and groups"
                raise Refused("the file of weights", why, LEAVE_IT)
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise Refused(_what(group, name), OTHER_FILE, LEAVE_IT)
            found = group[name]
            address = h5py.h5o.get_info(found.id).addr
            if address not in seen:
                seen.add(address)
                if isinstance(found, h5py.Group):
                    waiting.append(found)
                elif isinstance(found, h5py.Dataset):
                    yield _what(group, name), found


def _what(group: Any, name: str) -> str:
    return f"the array {one_line(f'{group.name}/{name}'.lstrip('/'), 80)!r}"


def _checked(what: str, array: Any) -> int:
    """The numbers of one array."""
    if array.external or array.is_virtual:
        raise Refused(what, OTHER_FILE, LEAVE_IT)
    if array.dtype.hasobject or array.shape is None:
        raise Refused(what, "it holds no numbers", LEAVE_IT)
    count = math.prod(array.shape)
    size, stored = count * array.dtype.itemsize, array.id.get_storage_size()
    if size > MOST_BYTES or size > max(1 << 20, MOST_SWELLING * stored):
        why = (
            f"it says that it has {size} bytes, and {stored} are stored: it swells when it is read"
        )
        raise Refused(what, why, LEAVE_IT)
    return count


def build(description: dict[str, Any], weights: Path, held: int) -> Any:
    """The model of a description, with its weights out of a file that holds so many numbers.

    `Refused` for one that would make many more weights than that. They are counted before there is
    memory for any. What Keras raises leaves as it is.
    """
    from keras.src.saving.serialization_lib import ObjectSharingScope

    with _nothing_left_waiting():
        with keras.StatelessScope(initialize_variables=False), ObjectSharingScope():
            model = keras.saving.deserialize_keras_object(description, safe_mode=True)
        if not isinstance(model, keras.Model):
            raise ValueError(f"it describes no model, but a {type(model).__name__}")
        _check_count(model, held)
        _check_answers(model)
        with keras.StatelessScope():
            pass  # at its end Keras makes the weights that were put off
    if not model.built:
        why = "it was saved before it was built: it knows no input, and has no weights"
        raise Refused("the model", why, "Call it once on a picture, and save it again.")
    with warnings.catch_warnings(record=True) as warned:
        model.load_weights(weights)
    for warning in warned:  # of a file that is refused, Keras also tells what follows from that
        warnings.warn(one_line(str(warning.message)), warning.category, stacklevel=2)
    return model


@contextmanager
def _nothing_left_waiting() -> Iterator[None]:
    """Weights that were put off, and then refused, are forgotten: Keras would make them later."""
    from keras.src.backend.common.global_state import set_global_attribute

    try:
        yield
    finally:
        set_global_attribute("uninitialized_variables", [])


def _check_count(model: Any, held: int) -> None:
    counts = [(math.prod(one.shape), one.path) for one in model.variables]
    total = sum(count for count, _ in counts)
    if total > held + MOST_MISSING:
        largest, path = max(counts)
        why = (
            f"it would make {number(total)} weights, {number(largest)} of them as "
            f"{one_line(path, 80)!r}, and the file holds {number(held)}"
        )
        raise Refused("the description", why, BUILD_IT)


def _check_answers(model: Any) -> None:
    """`Refused` where a layer gives more numbers than there is memory for, as far as its shape is
    known.
    """
    for layer in getattr(model, "operations", ()):
        given = [one for node in layer._inbound_nodes for one in node.output_tensors]
        most = max((math.prod(side or 1 for side in one.shape) for one in given), default=0)
        if most > MOST_GIVEN:
            why = f"it gives {number(most)} numbers, and {number(MOST_GIVEN)} are the most"
            raise Refused(f"the layer {one_line(layer.name, 60)!r}", why, BUILD_IT)


# --- why Keras will not have it ------------------------------------------------------------------


def reason(error: BaseException) -> str:
    """Why Keras could not read a file, in one line: the innermost of what it says."""
    if isinstance(error, RecursionError):
        return "its parts lie too deep in one another"
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    told, where = str(error)[:100_000], ""
    object_ = re.search(r"Example error message for object <(\w+) name=([^,>]+)", told)
    if object_:
        where = f"of the layer {object_[2]!r} ({object_[1]}): "
        told = told[object_.end() :].partition(":\n\n")[2].partition("\n\nList of objects")[0]
    elif named := re.findall(
        r"Exception encountered when calling (?:layer '([^']+)'|(\w+)\.call)", told
    ):
        where = f"in {named[-1][0] or named[-1][1]}: "
    return where + _plainly(error, innermost(told))


def _plainly(error: BaseException, told: str) -> str:
    """What an exception tells, of which some is told by its class alone."""
    told = one_line(SURPLUS.split(told)[0])
    if shapes := SHAPES.search(told):
        return f"its weights are {shapes[1]} by its description, and {shapes[2]} in the file"
    told = told.strip(" .:")
    if isinstance(error, (KeyError, AttributeError, IndexError, TypeError)) and len(told) < 120:
        return f"its description is not as Keras writes it ({type(error).__name__}: {told})"
    return told or type(error).__name__


def first_line(error: BaseException) -> str:
    """The first line of an exception, its class where it has none."""
    return one_line((str(error).strip().splitlines() or [type(error).__name__])[0]).rstrip(".")
