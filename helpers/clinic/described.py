"""What the description in a model's file may say: Keras's own harmless layers, and no more of them
than are built soon.

Everything here is reading and arithmetic: nothing is imported that a file names, and nothing built.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from typing import Any

import keras

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
#: Of the modules, those whose functions compute, and neither open a file nor change a setting.
FUNCTIONS = {
    "keras.activations",
    "keras.constraints",
    "keras.initializers",
    "keras.losses",
    "keras.metrics",
    "keras.regularizers",
    "builtins",
}
#: Functions that stand there, too, and make an object of any description that they are given.
MAKERS = {"deserialize", "get", "serialize"}

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
    "IndexLookup": READS_FILES,
}

#: Layers. The largest model of keras.applications, EfficientNetB7, has 816.
MOST_LAYERS = 3000
#: Calls of a layer while the model is built. Keras takes up to 0.3 ms for one, and builds a
#: Sequential anew for each layer that joins it: n layers are n (n + 1) / 2 calls.
MOST_CALLS = 20_000
#: Models within models. Each level may call the next several times.
MOST_NESTING = 12
#: How many numbers a layer may make of one. A picture of 4096 × 4096 is made of nothing.
MOST_ENLARGED = 1 << 24
#: Layers that make many numbers of few without a weight, and where they say how many.
ENLARGING = {
    "CategoryEncoding": ("num_tokens",),
    "RepeatVector": ("n",),
    "Resizing": ("height", "width"),
    "UpSampling1D": ("size",),
    "UpSampling2D": ("size",),
    "UpSampling3D": ("size",),
    "ZeroPadding1D": ("padding",),
    "ZeroPadding2D": ("padding",),
    "ZeroPadding3D": ("padding",),
}
#: Kinds of numbers. NumPy would also take "S1000000000": a gigabyte for each.
NUMBERS = re.compile(r"(float|bfloat|u?int|complex)\d{1,3}(_\w{1,10})?|bool")

OWN_LAYER = (
    "If you trust it and have its source, rebuild that part as a layer class of your own and pass "
    "the function that builds the model, not the file."
)
BUILD_IT = (
    "If you trust it, build the model with your own code and pass it, or the function that builds "
    "it, and not the file."
)
LEAVE_IT = "Do not open it."

SAID = 300  # letters of a part of a refusal


class Refused(ValueError):
    """A file that is not loaded. `what` is refused, `why`, and what leads `out`.

    Each is one line of at most `SAID` letters, whatever stood in the file.
    """

    def __init__(self, what: str, why: str, out: str) -> None:
        self.what, self.why, self.out = one_line(what), one_line(why), one_line(out)
        super().__init__(f"{self.what}.\nWhy: {self.why}.\nThe way out: {self.out}")


def one_line(text: str, most: int = SAID) -> str:
    """The text without line ends, colours and letters that do not print, cut in its middle."""
    text = re.sub(r"\x1b\[[\d;]*m", "", text[: 100 * most])
    text = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return text if len(text) <= most else f"{text[: most - 60]} … {text[-57:]}"


def check(description: dict[str, Any]) -> None:
    """Raises `Refused` for the first thing in a description, however deep, that is not Keras's own
    and harmless, or would take minutes or more memory than there is to build.

    How the model was trained is taken out of it: that is not loaded.
    """
    layers = 0
    for part in _dicts(description):
        part.pop("compile_config", None)
        if "class_name" in part:
            _check_part(part)
            layers += _is_layer(part)
        for call in _calls(part):
            _check_call(part, call)
    if layers > MOST_LAYERS:
        why = f"it has {number(layers)} layers and models, and {number(MOST_LAYERS)} are the most"
        raise Refused("the description", why, BUILD_IT)
    calls = calls_to_build(description)
    if calls > MOST_CALLS:
        why = (
            f"Keras would call layers {number(calls)} times to build it (a Sequential is built "
            f"anew for each layer that joins it), and {number(MOST_CALLS)} times are the most"
        )
        raise Refused("the description", why, BUILD_IT)


def _dicts(description: Any) -> Iterator[dict[str, Any]]:
    """All that is a dictionary in a description, however deep."""
    waiting = [description]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


# --- what is named -------------------------------------------------------------------------------


def _check_part(part: dict[str, Any]) -> None:
    """Raises `Refused` for an object of a description that would not come from Keras's own,
    harmless ones.
    """
    kind, module = part["class_name"], part.get("module")
    kind = kind if isinstance(kind, str) else repr(kind)
    what = _what(part, kind)
    if kind in REFUSED_LAYERS:
        raise Refused(what, REFUSED_LAYERS[kind], OWN_LAYER)
    if module is None and kind in PLAIN:
        _check_numbers(what, part.get("config"))
        return
    allowed = isinstance(module, str) and (module in MODULES or module.startswith(PACKAGES))
    if not allowed or not _is_plain_name(kind) or ">" in str(part.get("registered_name")):
        place = f"it comes from {one_line(str(module), 60)!r} and not from Keras's layers"
        own = f"{one_line(kind, 60)} is no class of Keras's own" if module is None else place
        why = f"{own}: to load it is to run it"
        raise Refused(what, why, OWN_LAYER)
    if kind == "function":
        _check_function(str(module), part)
    else:
        _check_class(what, str(module), kind, part)


def _what(part: dict[str, Any], kind: str) -> str:
    config = part.get("config")
    called = config.get("name") if isinstance(config, dict) else config
    if not isinstance(called, str) or not called:
        return f"{one_line(kind, 60)!r}"
    return f"the layer {one_line(called, 60)!r} ({one_line(kind, 60)})"


def _check_function(module: str, part: dict[str, Any]) -> None:
    """Raises `Refused` for what is no function of Keras that only computes."""
    name = part.get("config")
    what = f"the function {one_line(str(name), 60)!r}"
    if module not in FUNCTIONS or not _is_plain_name(name) or name in MAKERS:
        raise Refused(what, "it is named in a way that Keras's own are not", OWN_LAYER)
    if part.get("registered_name") not in (None, "function", name):
        raise Refused(what, "it names two functions, one behind the other", OWN_LAYER)
    if not any(callable(_found(place, str(name))) for place in FUNCTIONS - {"builtins"}):
        why = f"Keras {keras.__version__} has none of that name, and the file holds no code"
        raise Refused(what, why, OWN_LAYER)


def _check_class(what: str, module: str, kind: str, part: dict[str, Any]) -> None:
    """Raises `Refused` for what is no class of Keras that is made from a description."""
    if module == "builtins" or part.get("registered_name") not in (None, kind):
        raise Refused(what, "it is named in a way that Keras's own are not", OWN_LAYER)
    found = _found(module, kind)
    if not isinstance(found, type) or not hasattr(found, "from_config"):
        why = f"Keras {keras.__version__} has no such layer in {module}"
        raise Refused(what, why, f"Another version of Keras may have it. {OWN_LAYER}")
    for base in found.__mro__:  # also where a layer is only a kind of one that is refused
        if base.__name__ in REFUSED_LAYERS:
            raise Refused(what, REFUSED_LAYERS[base.__name__], OWN_LAYER)
    _check_enlarging(what, kind, part.get("config"))


def _found(module: str, kind: str) -> Any:
    """What Keras has under that name, of the parts of Keras that are there already."""
    if module.startswith(PACKAGES):
        return vars(sys.modules[module]).get(kind) if module in sys.modules else None
    place: Any = keras
    for step in module.split(".")[1:]:
        place = getattr(place, step, None)
    return getattr(place, kind, None)


def _is_plain_name(name: object) -> bool:
    """Whether a name is one word: with a dot in it, "layers.Lambda" would lead around the list."""
    return isinstance(name, str) and name.isidentifier()


# --- how much of it there is ---------------------------------------------------------------------


def _check_numbers(what: str, config: Any) -> None:
    """Raises `Refused` for constants of a kind that is none of Keras's."""
    kind = config.get("dtype") if isinstance(config, dict) else None
    if kind is not None and not (isinstance(kind, str) and NUMBERS.fullmatch(kind)):
        raise Refused(what, f"its numbers are of the kind {one_line(str(kind), 60)!r}", LEAVE_IT)


def _check_enlarging(what: str, kind: str, config: Any) -> None:
    """Raises `Refused` for a layer whose answer would not fit into memory, whatever it is given."""
    if kind in ENLARGING and isinstance(config, dict):
        times = 1
        for one in (one for key in ENLARGING[kind] for one in _whole_numbers(config.get(key))):
            times = min(times * max(1, one), 10**30)  # of a long list, the product would take hours
        if times > MOST_ENLARGED:
            why = (
                f"it would make {number(times)} numbers of one, and {number(MOST_ENLARGED)} are "
                "the most"
            )
            raise Refused(what, why, BUILD_IT)


def _whole_numbers(value: Any) -> list[int]:
    """The numbers in a value and its lists; Keras takes a text of digits for one, too."""
    if isinstance(value, list):
        return [one for part in value for one in _whole_numbers(part)]
    try:
        return [int(value)] if isinstance(value, (int, float, str)) else []
    except (ValueError, OverflowError):
        return []


def _calls(part: dict[str, Any]) -> list[Any]:
    """The calls of a layer that its description asks for: one for each place that it stands in."""
    calls = part.get("inbound_nodes")
    return calls if isinstance(calls, list) else []


def _check_call(part: dict[str, Any], call: Any) -> None:
    """Raises `Refused` for a layer that is called on constants alone: loading would run it."""
    inside = list(_dicts(call))
    if any("inbound_nodes" in inner for inner in inside):
        raise Refused("the description", "it has calls of layers in calls of layers", LEAVE_IT)
    if not any(map(_is_tensor, inside)) and not _is_old_call(call):
        why = (
            "it is called on constants, and not on what another layer gives: it would run, on any "
            "amount of numbers, while the file is loaded"
        )
        raise Refused(_what(part, str(part.get("class_name"))), why, LEAVE_IT)


def _is_tensor(part: dict[str, Any]) -> bool:
    return part.get("class_name") == "__keras_tensor__"


def _is_old_call(call: Any) -> bool:
    """Whether a call is told as Keras 2 did: a list of [layer, call, output, options]."""
    return (
        isinstance(call, list)
        and bool(call)
        and all(isinstance(one, list) and len(one) > 2 and isinstance(one[0], str) for one in call)
    )


def _is_layer(part: dict[str, Any]) -> bool:
    """Whether a part of a description is a layer, an operation or a model."""
    module, kind = part.get("module"), part.get("class_name")
    if module in ("keras", "keras.models"):  # there stands also the kind of a layer's numbers
        return kind in ("Sequential", "Functional", "Model")
    return isinstance(module, str) and (module == "keras.layers" or module.startswith(PACKAGES))


def calls_to_build(part: dict[str, Any], depth: int = 0) -> int:
    """How many calls of a layer it takes Keras at most to build a part of a description."""
    if depth > MOST_NESTING:
        why = f"its layers lie in one another more than {MOST_NESTING} deep"
        raise Refused("the description", why, BUILD_IT)
    config = part.get("config")
    if not isinstance(config, dict):
        return 1
    layers = config.get("layers")
    if not isinstance(layers, list):
        inner = [one for one in config.values() if isinstance(one, dict) and _is_layer(one)]
        # Bidirectional calls a second one of the layer that it holds.
        return 1 + 2 * sum(calls_to_build(one, depth + 1) for one in inner)
    layers = [one for one in layers if isinstance(one, dict)]
    each = [max(1, len(_calls(one))) * calls_to_build(one, depth + 1) for one in layers]
    if part.get("class_name") == "Sequential":
        return sum(calls * (len(each) - place) for place, calls in enumerate(each))
    return sum(each) + _tries(layers)


def _tries(layers: list[dict[str, Any]]) -> int:
    """What it costs, in calls, that layers are named before those that they wait for: Keras goes
    through the whole list again and again.
    """
    named: set[str] = set()
    waiting = 0
    for layer in layers:
        name = layer.get("name")
        if isinstance(name, str):
            named.add(name)
        for inner in _dicts(_calls(layer)):
            config = inner.get("config")
            if _is_tensor(inner) and isinstance(config, dict):
                waiting += _named_in(config.get("keras_history")) not in named
    return waiting * len(layers) // 8


def _named_in(history: Any) -> str:
    """The layer that a tensor came from."""
    came = history[0] if isinstance(history, list) and history else ""
    return came if isinstance(came, str) else ""


def number(value: int) -> str:
    """A number in figures, a long one by its power of ten."""
    if value < 10**15:
        return f"{value:,}".replace(",", " ")
    return f"10^{int(math.log10(value) + 1e-9)}"  # Python does not write the longest
