"""The shared code of Shape Clinic. One direction, no room imports a room to its right:

builders, images, remedies -> trace -> diagnosis, batches -> figures -> batch_figures, charts, stage
-> panels, exercises

For a model of one's own: loading; trace -> sizes -> repair; figures -> map_figures; panels -> own_model.

Importing the package brings TensorFlow in without its start-up lines.
"""

import contextlib
import os


@contextlib.contextmanager
def _no_stderr():
    """Send file descriptor 2 to nowhere: the lines come from C++, below `sys.stderr`."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


# TensorFlow repeats every exception of an op as a log line; the notebooks show the exception itself.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# The level alone does not silence what is logged before TensorFlow's logger is set up (oneDNN, CPU features).
with _no_stderr():
    import tensorflow as tf

    tf.zeros(())  # the first op wakes the CPU device, which logs once more
