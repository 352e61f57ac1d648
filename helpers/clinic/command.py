"""The clinic from a command line: `python -m shape_clinic explain|sizes|check|causes`."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from . import __version__, causes, explain, loading, read, render, sizes
from .reading import Confidence, Diagnosis
from .shapes import Shapes, channels_of
from .trace import PASSED, Trace

#: What the command ends with; a text, so that `--help` says the same.
STATUSES = """exit status:
  0    explain: a cause was found; sizes: a rule was found; check: every size passes
  1    explain: no cause known here fits; sizes: no size passes; check: a size does not pass
  2    the command could not do its work: a missing or refused file, a bad size, a wrong option
"""
YES, NO, NO_WORK = 0, 1, 2
NOBODY_READS = 141  # as a shell says of a program that was ended by SIGPIPE

FIRST_TOLD, THEN_TOLD = 2.0, 5.0  # seconds


class CannotWork(Exception):
    """What was asked cannot be done; the message says why, and what leads out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command on these arguments, those of the process by default; gives its exit status.

    SystemExit(2) for arguments that are none.
    """
    _never_stumble_over_a_letter(sys.stdout, sys.stderr)
    chosen = _parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
        sys.stdout.flush()
        return status
    except CannotWork as error:
        print(error, file=sys.stderr)
        return NO_WORK
    except loading.Refused as refused:
        print(refused, file=sys.stderr)  # it names the file
        return NO_WORK
    except BrokenPipeError:
        # Whoever read has gone, as `head` does; at its end Python would flush, and stumble once
        # more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS


def _never_stumble_over_a_letter(*streams: TextIO) -> None:
    """On a terminal or pipe that lacks a letter, such as cp1252, a "?" stands for it."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m {__package__}",
        description="Why a Keras model refuses a shape, and which sizes it takes.",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"shape-clinic {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    about = "the cause of a traceback or message, its numbers, what helps; or what a code means"
    command = commands.add_parser("explain", help=about, description=about)
    command.add_argument(
        "what",
        nargs="?",
        default="-",
        metavar="FILE|-|CODE",
        help="a text file; - for standard input, the default; or a code such as SC104",
    )
    command.add_argument("--json", action="store_true", help="the reading as JSON")
    command.set_defaults(run=_explain)

    about = "which picture sizes a model takes"
    command = commands.add_parser("sizes", help=about, description=about)
    command.add_argument("model", metavar="MODEL.keras")
    command.add_argument("--json", action="store_true", help="the rule and the sizes tried as JSON")
    command.set_defaults(run=_sizes)

    about = "whether a model takes these picture sizes: exit status 0 if it takes every one"
    command = commands.add_parser("check", help=about, description=about)
    command.add_argument("model", metavar="MODEL.keras")
    command.add_argument(
        "--size",
        action="append",
        required=True,
        type=_size,
        metavar="HEIGHTxWIDTH",
        help="in pixels, such as 128x160; may be given again",
    )
    command.add_argument(
        "--format",
        choices=("text", "github"),
        default="text",
        help="github: an annotation for each size that does not pass",
    )
    command.set_defaults(run=_check)

    about = "all causes that are known here, each with its code"
    command = commands.add_parser("causes", help=about, description=about)
    command.set_defaults(run=_causes)
    return parser


# --- explain, causes -----------------------------------------------------------------------------


def _explain(chosen: argparse.Namespace) -> int:
    if re.fullmatch(r"SC\d+", chosen.what, re.IGNORECASE):
        print(_page(chosen.what))
        return YES
    found = explain(message_in(_text_of(chosen.what)))
    print(json.dumps(found.as_data(), indent=2) if chosen.json else render.text(found, _columns()))
    return NO if found.confidence == Confidence.UNKNOWN else YES


def _page(code: str) -> str:
    """The page of words of a cause."""
    try:
        room = causes.by_code(code)
    except KeyError:
        way_out = f"`python -m {__package__} causes` lists those that there are."
        raise CannotWork(f"There is no cause {code.upper()}. {way_out}") from None
    return f"{room.CODE} {room.NAME}: {room.TITLE}\n\n{room.__doc__.strip()}"


def _text_of(name: str) -> str:
    """What stands in a file, or comes on standard input."""
    if name == "-":
        if sys.stdin.isatty():
            print(
                "Paste the traceback, then end it with Ctrl-D (Windows: Ctrl-Z).", file=sys.stderr
            )
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        why = error.strerror or error
        way_out = (
            "Give a file that holds a traceback, a code such as SC104, or - to read from a pipe."
        )
        raise CannotWork(f"{name}: {why}. {way_out}") from None


def message_in(text: str) -> str:
    """The message that ends a traceback, of Python or IPython; a text that is none, as it is."""
    text = re.sub(r"\x1b\[[\d;]*m", "", text)
    frames = list(
        re.finditer(
            r"^ {0,99}(?:File \"|File .{0,999}:\d|Cell In\[)|Traceback \(most recent", text, re.M
        )
    )
    after = text[frames[-1].start() :] if frames else text
    raised = re.search(
        r"^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Warning)\b(?: *: |$)", after, re.M
    )
    return (after[raised.end() :] if frames and raised else text).strip()


def _columns() -> int:
    return min(100, shutil.get_terminal_size().columns)


def _causes(chosen: argparse.Namespace) -> int:
    widest = max(len(room.NAME) for room in causes.ROOMS)
    for room in causes.ROOMS:
        print(f"{room.CODE}  {room.NAME:<{widest}}  {room.TITLE}")
    return YES


# --- sizes, check
# ----------------------------------------------------------------------------------


def _sizes(chosen: argparse.Namespace) -> int:
    model = _model(chosen.model)
    with _telling(f"{chosen.model}: looking for the sizes that it takes"):
        found = sizes.valid_sizes(model)
    print(json.dumps(_as_data(model, found), indent=2) if chosen.json else found)
    return YES if found.rule else NO


def _as_data(model: Any, found: sizes.ValidSizes) -> dict[str, Any]:
    rules = {"height": found.height, "width": found.width}
    return {
        "model": found.model,
        "made_for": list(model.input_shape),
        "rule": found.rule or None,
        **{side: rule and dict(vars(rule)) for side, rule in rules.items()},
        "tried": [dict(vars(run)) for run in found.runs],
        "broken": [list(size) for size in found.broken],
    }


def _check(chosen: argparse.Namespace) -> int:
    model = _model(chosen.model)
    shapes, channels = Shapes(model), channels_of(model)
    failed = 0
    for height, width in chosen.size:
        with _telling(f"{chosen.model}: looking at {height} × {width}"):
            seen = shapes.trace((1, height, width, channels))
        failed += seen.outcome != PASSED
        if chosen.format == "text":
            print(f"{height} × {width}: {_told(seen)}")
        elif seen.outcome != PASSED:
            print(_annotation(chosen.model, f"{height} × {width}", _told(seen)))
    return NO if failed else YES


def _told(seen: Trace) -> str:
    """What became of a size: "passed", or where it did not, and why."""
    reading: Diagnosis | None = None if seen.outcome == PASSED else read(seen)
    where = f" at {reading.layer}" if reading and reading.layer else ""
    return f"{seen.outcome}{where}" + (f". {reading.summary}" if reading else "")


def _annotation(file: str, title: str, message: str) -> str:
    """A line that GitHub's runner shows as an error, as its workflow commands escape it."""

    def escaped(text: str, letters: str) -> str:
        return "".join(f"%{ord(one):02X}" if one in letters else one for one in text)

    place, head = escaped(file, "%\r\n:,"), escaped(title, "%\r\n:,")
    return f"::error file={place},title={head}::{escaped(message, '%' + chr(13) + chr(10))}"


def _size(text: str) -> sizes.Size:
    """(height, width) of "128x160"."""
    found = re.fullmatch(r"0*([1-9]\d{0,5})[x×X]0*([1-9]\d{0,5})", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no size. Write height x width in pixels, such as 128x160."
        )
    return int(found[1]), int(found[2])


def _model(path: str) -> Any:
    """The model in a file. `loading.Refused` for a bad file, CannotWork for one of no pictures."""
    with _telling(f"{path}: loading"):
        model = loading.load(path)
    door = model.input_shape
    if len(door) != 4 or not isinstance(door[-1], int | None):
        raise CannotWork(
            f"{path}: it takes {door}, and a size is that of one picture, (batch, height, width, "
            "channels). A model of other inputs has no sizes to look for."
        )
    return model


@contextmanager
def _telling(what: str) -> Iterator[None]:
    """While open, says on stderr that it is still at it, the first time after two seconds."""
    over = threading.Event()

    def tell() -> None:
        pause, waited = FIRST_TOLD, 0.0
        while not over.wait(pause):
            waited += pause
            pause = THEN_TOLD
            print(f"{what}: {waited:.0f} seconds so far", file=sys.stderr, flush=True)

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
