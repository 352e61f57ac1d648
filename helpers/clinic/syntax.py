"""Python's own parser, asked again where it trips over itself."""

from __future__ import annotations

import ast
from typing import Any

TRIES = 20  # each takes under a millisecond


def parsed(source: str, mode: str = "exec") -> Any:
    """The syntax tree of a source: an `ast.Module`, or in the mode "eval" an `ast.Expression`.

    Raises SyntaxError as `ast.parse` does. That may also say "SystemError: AST constructor
    recursion depth mismatch", of a source that it parses the next time (CPython's gh-106905; met
    with Python 3.11.7, in a process in which TensorFlow ran a generator): then it is tried again.
    """
    for _ in range(TRIES - 1):
        try:
            return ast.parse(source, mode=mode)
        except SystemError:
            continue
    return ast.parse(source, mode=mode)
