"""A running family and a Chromium for the tests of whole screens."""

import os

import pytest

from tests.harness.running import playing

TAKEN = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}


@pytest.fixture(scope="session")
def flat_browser(playwright, browser_type_launch_args):
    """A Chromium without WebGL: the page falls back to its flat map, and four of them run at once on two cores."""
    arguments = [word for word in browser_type_launch_args["args"] if "swiftshader" not in word]
    options = {**browser_type_launch_args, "args": [*arguments, "--disable-gpu", "--disable-3d-apis"]}
    browser = playwright.chromium.launch(**options)
    yield browser
    browser.close()


@pytest.fixture
def family(tmp_path):
    """A table of its own, freshly opened, from `manage.py play`."""
    environment = {name: value for name, value in os.environ.items() if name not in TAKEN}
    with playing(tmp_path / "data", environment) as running:
        yield running
