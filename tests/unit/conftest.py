"""What the unit tests share: one hypothesis profile, and the models, each built once."""

from pathlib import Path

import hypothesis
import pytest

from helpers.course import builders

REPO = Path(__file__).resolve().parents[2]

# The same examples on every run and machine, no clock, and nothing written to disk.
hypothesis.settings.register_profile(
    "lab", derandomize=True, deadline=None, database=None, max_examples=12
)
hypothesis.settings.load_profile("lab")


@pytest.fixture(scope="session")
def repo():
    """The folder that holds `helpers`."""
    return REPO


@pytest.fixture(scope="session")
def models():
    """{name: model} of all builders. Nothing here trains them, so they can be shared."""
    made = (builders.fixed_sequential(), builders.fixed_functional(), builders.flexible_head())
    return {model.name: model for model in made}
