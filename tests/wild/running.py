"""Cases run: the setup, the call, and a treatment between the two, or in the stead of a line."""

import ast
import contextlib
import io
import linecache
import tempfile
import warnings
from dataclasses import replace

import keras
import numpy as np
import tensorflow as tf
from keras.src.utils import file_utils

from helpers.clinic.syntax import parsed


def run(source, names, title, above=""):
    """Execute `source` in `names`, known to linecache so that tracebacks and AutoGraph can read it.

    `above`: what stands before it in the same file, and has run already.

    What it prints and warns about is not the failure, and would only bury the table.
    """
    filename = f"<{title}>"
    above = [f"{line}\n" for line in above.splitlines()]
    linecache.cache[filename] = (
        len(source),
        None,
        [*above, *source.splitlines(keepends=True)],
        filename,
    )
    source = "\n" * len(above) + source
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
        exec(compile(source, filename, "exec"), names)


def prepared(case, folder):
    """The names after the case's setup; layers are numbered anew, as in a fresh notebook.

    A whole program brings its imports; a piece of one finds tf, keras, layers and np.
    """
    keras.utils.clear_session(free_memory=False)  # collecting garbage takes 0.2 s each time
    keras.utils.set_random_seed(0)  # the weights are the same in every run
    names = {"__name__": "__main__"}
    if not case.whole:
        names |= {"tf": tf, "keras": keras, "layers": keras.layers, "np": np}
    names["folder"] = tempfile.mkdtemp(
        dir=folder
    )  # its own each time: the setup runs once more for every treatment
    run(case.setup, names, f"{case.name}, setup")
    return names


def call_error(case, names):
    """The exception that the case's call raises in `names`, or None."""
    try:
        run(case.call, names, case.name, above=case.setup)
    except Exception as error:
        return error
    return None


def fails(case, folder):
    """Run setup and call; return the names and the exception, which must be there."""
    names = prepared(case, folder)
    error = call_error(case, names)
    assert error is not None, f"{case.name} raised nothing"
    return names, error


class Downloading(BaseException):
    """A builder has taken its arguments and would fetch its weights: nothing is left to refuse."""


@contextlib.contextmanager
def no_downloads():
    """Nothing here needs the network: a treatment that gets as far as a download has helped."""
    get_file = file_utils.get_file

    def refused(*args, **kwargs):
        raise Downloading

    file_utils.get_file = refused
    try:
        yield
    except Downloading:
        pass
    finally:
        file_utils.get_file = get_file


def treated(case, fix, folder):
    """Run a treatment between setup and call, or in the stead of a line of either.

    Returns (its own error, the call's error, the names afterwards): None where nothing was raised,
    and no names where it did, or got as far as a download.
    """
    mended = with_the_fix(case, fix)
    try:
        with no_downloads():
            names = prepared(mended, folder)
            if mended is case:
                run(fix.code, names, f"{case.name}, {fix.name}")
            after = call_error(mended, names)
            return None, after, None if after else names
    except Exception as error:
        return error, None, None
    return None, None, None  # as far as a download


def bodies(tree):
    """Every list of statements in a syntax tree, the outermost first."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            if isinstance(body := getattr(node, name, None), list):
                yield body


def with_the_fix(case, fix):
    """The case with the treatment before its line, or in its stead; the case itself without one."""
    for part in ("setup", "call"):
        tree = parsed(getattr(case, part))
        for body in bodies(tree):
            lines = [ast.unparse(statement) for statement in body]
            if fix.line not in lines:
                continue
            if part == "call" and body is tree.body and not fix.replaces:
                return case  # the code runs between setup and call
            place = lines.index(fix.line)
            body[place : place + fix.replaces] = parsed(fix.code).body
            return replace(case, **{part: ast.unparse(tree)})
    return case


def brief(error):
    """Class and first line of an exception, for the notes."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"
