"""What holds for every test: how many examples, and that no error of the clinic is swallowed."""

import hypothesis

from helpers.clinic import strict

pytest_plugins = ["browser.fixtures", "groups", "progress"]

strict.on = True  # an error inside the clinic is an error

# The same examples on every run and machine, no clock, and nothing written to disk.
for profile, count in (("default", 12), ("thorough", 200)):
    hypothesis.settings.register_profile(
        f"lab-{profile}", derandomize=True, deadline=None, database=None, max_examples=count
    )
hypothesis.settings.load_profile("lab-default")
