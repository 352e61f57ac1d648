"""The clinic as a package in anyone's program: importing it changes nothing."""

import os
import subprocess
import sys

CONFIGURES = """
import os, sys
before, said, err = dict(os.environ), sys.stderr, os.fstat(2)
import {name}
import tensorflow as tf
assert dict(os.environ) == before, set(os.environ) ^ set(before)
assert sys.stderr is said and os.fstat(2) == err
tf.config.threading.set_intra_op_parallelism_threads(2)
tf.config.threading.set_inter_op_parallelism_threads(2)
cpu = tf.config.list_physical_devices("CPU")[0]
two = [tf.config.LogicalDeviceConfiguration()] * 2  # as set_memory_growth, only before the first op
tf.config.set_logical_device_configuration(cpu, two)
print(len(tf.config.list_logical_devices("CPU")))
"""


def fresh(code, **options):
    """Run code in a Python of its own, without what a test may have told TensorFlow."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    clean |= options.pop("env", {})
    return subprocess.run(
        [sys.executable, "-c", code], env=clean, capture_output=True, encoding="utf-8", **options
    )


def test_a_program_can_configure_tensorflow_after_importing_it(repo):
    done = fresh(CONFIGURES.format(name="helpers.clinic"), cwd=repo)
    assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr
