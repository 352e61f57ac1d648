"""What the unit tests share: the models, each built once."""

import asyncio
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


@pytest.fixture(autouse=True)
def no_event_loop():
    """A browser that tests before these left open in this worker keeps its event loop running."""
    browsers = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(browsers)
