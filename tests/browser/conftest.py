"""A running family with a table for each test, and a Chromium for the tests of whole screens."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.seats import SOON_MS
from tests.harness.running import Running, more_tables, playing

TAKEN = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}


@pytest.fixture(scope="session", autouse=True)
def patience():
    """Whatever is expected without a limit of its own may take as long as a busy machine needs."""
    expect.set_options(timeout=SOON_MS)


@pytest.fixture(scope="session")
def chromium(playwright, browser_type_launch_args):
    """A Chromium without WebGL: the page falls back to its flat map, and four of them run at once on two cores."""
    arguments = [word for word in browser_type_launch_args["args"] if "swiftshader" not in word]
    options = {**browser_type_launch_args, "args": [*arguments, "--disable-gpu", "--disable-3d-apis"]}
    browser = playwright.chromium.launch(**options)
    yield browser
    browser.close()


@pytest.fixture
def flat_browser(chromium) -> Iterator[Browser]:
    """Empty again after each test: pages that nobody looks at any more would go on drawing."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def tables(tmp_path_factory, request) -> Iterator[Iterator[Running]]:
    """One family for all tests of the session; a table, freshly opened, for each."""
    environment = {name: value for name, value in os.environ.items() if name not in TAKEN}
    with playing(tmp_path_factory.mktemp("family") / "data", environment) as running:
        others = sum("family" in item.fixturenames for item in request.session.items) - 1
        yield iter([running, *more_tables(running, environment, others)])


@pytest.fixture
def family(tables) -> Running:
    """A table of its own, freshly opened, from `manage.py play`."""
    return next(tables)
