"""The one switch that lets errors inside the clinic through.

Explaining a failure must not be a second failure, so a learner never sees an error of the clinic's
own: the reading is then poorer, and says so. Tests switch `on`, so that such an error is loud.
"""

from __future__ import annotations

on = False


def swallowed(error: Exception) -> None:
    """To be called where an error of the clinic's own is caught: raises it again under tests."""
    if on:
        raise error
