"""What holds for every test: how many examples, that no error of the clinic is swallowed, and that
no test reads or writes the learner's progress."""

import os

import hypothesis

from helpers.clinic import strict
from tests.notebooks.regenerate import NO_PROGRESS

pytest_plugins = ["browser.fixtures", "groups", "progress"]

strict.on = True  # an error inside the clinic is an error
os.environ.update(NO_PROGRESS)  # also in the kernels of the lab that the browser's tests start

# The same examples on every run and machine, no clock, and nothing written to disk.
for profile, count in (("default", 12), ("thorough", 200)):
    hypothesis.settings.register_profile(
        f"lab-{profile}", derandomize=True, deadline=None, database=None, max_examples=count
    )
hypothesis.settings.load_profile("lab-default")
