"""The list of planted faults is not stale; planting them is tests/faults/plant.py's work."""

from collections import Counter

import pytest

from tests.faults import listed


@pytest.mark.parametrize("fault", listed.FAULTS, ids=lambda fault: fault.name)
def test_the_fault_can_be_planted(fault, repo):
    """What it changes stands there once, and the tests that should see it are there."""
    assert fault.planted() != fault.text()
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert f"def {name.split('[')[0]}" in (repo / file).read_text("utf-8"), test


def test_there_are_enough_each_with_a_name_of_its_own():
    names = Counter(fault.name for fault in listed.FAULTS)
    assert len(names) >= 40 and set(names.values()) == {1}
