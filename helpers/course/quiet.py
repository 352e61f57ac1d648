"""TensorFlow brought in without its start-up lines: for the first cell of a notebook."""

import contextlib
import faulthandler
import os
import re
import sys
import tempfile

#: What TensorFlow writes as it starts: on oneDNN, on the CPU, on a GPU that is not there.
#: It writes from C++, below `sys.stderr`: "I0000 00:00:1795612264.48 13783 port.cc:153] ...".
_START_UP = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog"
    rb"|To enable the following instructions:"
    rb"|(?:[IWE]\d{4} |\d{4}-\d\d-\d\d )"
    rb".*?\b(?:port|cpu_feature_guard|computation_placer|cud\w+)\.cc:\d+\]"
)


def start():
    """Imports TensorFlow and wakes its CPU, and holds back its start-up lines, nothing else.

    What else is written meanwhile comes out at the end; after an exception, which is raised as it
    came, everything does; where the process crashes, Python's own words on the crash do. From here
    on TensorFlow does not log what it also raises. Raises whatever the import of TensorFlow raises.
    """
    # It repeats every exception of an op as a log line; the notebooks show the exception itself.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # The level alone does not silence what is logged before TensorFlow's logger is set up.
    with _start_up_lines_held_back():
        import tensorflow as tf

        tf.zeros(())  # the first op wakes the CPU device, which logs once more


@contextlib.contextmanager
def _start_up_lines_held_back():
    """While open, what is written to file descriptor 2 waits in a file."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr, as under pythonw
        kept = None
    if kept is None:
        yield
        return
    known = _START_UP
    with os.fdopen(kept, "wb", 0) as stderr, tempfile.TemporaryFile() as waiting:
        _flush()
        os.dup2(waiting.fileno(), 2)
        try:
            with _crashes_speak(stderr):
                yield
        except BaseException:
            known = None
            raise
        finally:
            _flush()
            os.dup2(stderr.fileno(), 2)
            waiting.seek(0)
            stderr.writelines(line for line in waiting if not (known and known.match(line)))


@contextlib.contextmanager
def _crashes_speak(stderr):
    """While open, a crash is told there; whoever listens already stays as it is."""
    ours = not faulthandler.is_enabled()
    if ours:
        faulthandler.enable(stderr)
    try:
        yield
    finally:
        if ours:
            faulthandler.disable()


def _flush():
    if sys.stderr is not None:
        sys.stderr.flush()
