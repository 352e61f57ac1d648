"""Which tests stay together in one worker: those of a notebook share its run, others their file."""

from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

NOTEBOOKS = sorted(
    path.stem for path in (Path(__file__).parents[1] / "notebooks").glob("[0-9]*.ipynb")
)


def group_of(nodeid):
    """The notebook that a test names among its parameters, else its file."""
    return next((stem for stem in NOTEBOOKS if stem in nodeid), nodeid.partition("::")[0])


class Groups(LoadScopeScheduling):
    """Gives a free worker the next group; the wild cases share nothing, and go one by one."""

    def _split_scope(self, nodeid):
        return nodeid if nodeid.startswith("tests/wild/") else group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Groups(config, log)
