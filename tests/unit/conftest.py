"""What the unit tests share: the models, each built once."""

from pathlib import Path

import pytest

from helpers.course import builders

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def repo():
    """The folder that holds `helpers`."""
    return REPO


@pytest.fixture(scope="session")
def models():
    """{name: model} of all builders. Nothing here trains them, so they can be shared."""
    made = (builders.fixed_sequential(), builders.fixed_functional(), builders.flexible_head())
    return {model.name: model for model in made}
