"""What holds for every test: which ones stay together in one worker."""

import pytest

from helpers.clinic import strict

strict.on = True  # an error inside the clinic is an error


def pytest_collection_modifyitems(items):
    """A notebook's cells need one kernel, and the browser's tests one lab."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        elif item.path.parent.name == "browser":
            item.add_marker(pytest.mark.xdist_group("browser"))
