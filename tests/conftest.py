"""What holds for every test: how many examples, and which tests stay together in one worker."""

import hypothesis
import pytest

from helpers.clinic import strict

pytest_plugins = ["browser.fixtures"]

strict.on = True  # an error inside the clinic is an error

# The same examples on every run and machine, no clock, and nothing written to disk.
for profile, count in (("default", 12), ("thorough", 200)):
    hypothesis.settings.register_profile(
        f"lab-{profile}", derandomize=True, deadline=None, database=None, max_examples=count
    )
hypothesis.settings.load_profile("lab-default")


def pytest_collection_modifyitems(items):
    """Those of one notebook share its run, others of a file what the file sets up.

    The notebooks come first: they take longest, and what is left then evens the workers out.
    """
    for item in items:
        visit = item.callspec.params.get("visit") if hasattr(item, "callspec") else None
        folder, file = item.path.parent.name, item.path.stem
        if visit or folder != "wild":
            item.add_marker(pytest.mark.xdist_group(visit or f"{folder}-{file}"))
