"""Reading shapes, layers and operations out of the text of a message. Plain text in, plain data
out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .reading import Clue, Shape

#: Characters read of a message: some hold whole arrays, and what matters stands at either end.
LONGEST = 20_000

#: A shape as any of the libraries writes it, for the patterns of wordings.
SHAPE = r"[\(\[][\d\s,None?.]{0,200}[\)\]]"

#: What may stand between two parts of a wording. It has an end: texts that begin a wording over and
#: over would keep an open one busy for minutes.
GAP = r".{0,300}?"

Reader = Callable[[re.Match[str], str], "Clue | None"]


@dataclass(frozen=True)
class Wording:
    """One way of saying it: a pattern, what reads its groups, and where it was seen.

    `read(found, text)` may say None: then the words are about something else. `seen`: the versions
    on which the wording was met, as "TF 2.4 to 2.6", "Keras 3.15" or the name of another library.
    """

    pattern: str
    read: Reader
    seen: str

    def clue(self, text: str) -> Clue | None:
        """What the text says in this wording, None where it does not stand in it."""
        found = re.search(self.pattern, text, re.DOTALL)
        return self.read(found, text) if found else None


def plain(message: str) -> str:
    """Without the terminal's escape codes for bold, which a page would print as they are."""
    return re.sub(r"\x1b\[[\d;]*m", "", message)


def innermost(message: str) -> str:
    """What was said first, of messages that Keras has put one into the other."""
    return re.split(
        r"Exception encountered(?::| when calling [^\n]*\n)|\bError encountered:", message
    )[-1]


def telling(message: str) -> str:
    """The line of a message that says what was wrong: "Dimensions must be equal, but are 4 and 5".

    Left out is what stands around it: which calls it came through, what they were given, the lines
    that AutoGraph lists, nodes and devices of a graph. "" for a message without words.
    """
    said = innermost(plain(message)[:LONGEST]).split("\nArguments received by ")[0]
    if listed := re.findall(
        r"^ +\w[\w.]*: (.*)$", said.partition("in user code:")[2], re.MULTILINE
    ):
        said = listed[-1]
    for noise in _NOISE:
        said = re.sub(noise, "", said)
    return next((line.strip() for line in said.splitlines() if line.strip()), "")


#: What TensorFlow says of its graphs within a sentence.
_NOISE = (
    r"\{\{function_node [^}]*\}\} ?",
    r"Error in user-defined function passed to \S+ transformation with iterator: \S+: ",
    r"\.? for '\{\{node [^']*'(?= with input shapes)",
    r" ?\[Op:\w*\](?: name: ?)?",
)


def bounded(message: str) -> str:
    """The plain text of a message, its middle left out where it is longer than `LONGEST`.

    Numbers of more digits than any size has are left out as well.
    """
    half = LONGEST // 2
    text = message if len(message) <= LONGEST else message[:half] + "\n" + message[-half:]
    return re.sub(r"\d{19,}", "…", plain(text))


def shape_of(text: str) -> Shape:
    """'(None, 224, 3)', '[1,224 3]' or '1, ?' as a tuple, None for what is open."""
    parts = re.findall(r"\d+|None|\?|-1", text)
    return tuple(int(part) if part.isdigit() else None for part in parts)


def input_shapes(text: str) -> list[Shape]:
    """The shapes behind "input shapes:", as TensorFlow's operations list them; [] for none."""
    if "input shapes:" not in text:
        return []
    listed = re.findall(r"\[[\d,?]*\]", text.split("input shapes:")[-1])
    return [shape_of(one) for one in listed]


def sides(shape: Iterable[int | None]) -> str:
    """'224 × ?' of (224, None)."""
    return " × ".join("?" if size is None else str(size) for size in shape)


def layer_in(text: str) -> tuple[str, str]:
    """(name, class) of the layer that a message speaks of, "" for what it does not say."""
    for pattern in _LAYERS:
        if found := re.search(pattern, text):
            groups = found.groupdict()
            name = groups.get("name") or _layer_of_node(text)
            kind = groups.get("kind") or ""
            return name, "" if kind in ("Sequential", "Functional", "Model") and name else kind
    return _layer_of_node(text), ""


_LAYERS = (
    r"calling layer ['\"](?P<name>[^'\"]+)['\"] \(type (?P<kind>\w+)\)",
    r"of layer ['\"]?(?P<name>[\w./-]+)['\"]? is incompatible",
    r"[Ii]nput \d+ of layer ['\"]?(?P<name>[\w./-]+)['\"]?",
    r"<(?P<kind>\w+) name=(?P<name>[\w./-]+)",
    r"variable path='(?:[^']*/)?(?P<name>[^/']+)/[^/']+'",
    r"restore variable with shape .{0,300}? and name (?:\S{0,200}/)?(?P<name>[^/\s]+)/[^/\s]+:0",
    r"calling (?P<kind>\w+)\.call\(\)",
)


def _layer_of_node(text: str) -> str:
    """The layer in a node's path: 'StatefulPartitionedCall/sequential_1/dense_1/Relu' ->
    'dense_1'.
    """
    found = re.search(
        r"(?:\{\{node |[Dd]etected at node )(?:StatefulPartitionedCall/|gradient_tape/)*"
        r"([\w./-]+)/",
        text,
    )
    return found[1].split("/")[-1] if found else ""


def op_in(text: str) -> str:
    """The op that a message names: '[Op:MatMul]' or '= Conv2D[T=...' -> 'MatMul', 'Conv2D'."""
    for pattern in _OPS:
        found = re.search(pattern, text)
        if found and not found[1].startswith("IteratorGetNext"):
            return found[1]
    return ""


_OPS = (
    r"\}\} = (\w+)\[",
    r"Node number \d+ \((\w+)\)",
    r"\[Op:(?!__inference|IteratorGetNext)(\w+)\]",
    r"__wrapped__(?:_Mkl|__Mkl)?([A-Za-z0-9]+?)(?:_N_\d+)?_device_",
)


def in_a_loss(text: str) -> bool:
    """Whether it was a loss that could not compare what it was given."""
    return bool(
        re.search(
            r"compile_loss|/(?:mean_)?(?:squared|absolute)_error|crossentropy|compute_loss", text
        )
    )
