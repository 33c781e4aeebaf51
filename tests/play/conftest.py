"""A web process that serves the test's database."""

import os

import pytest

from tests.play.house import child_environment, serving


@pytest.fixture(scope="session")
def size() -> str:
    """quick, normal or long: how much of a promise's figure is tried."""
    return os.environ.get("TEST_SIZE", "normal")


@pytest.fixture(scope="module")
def server(committed, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("web"), child_environment()) as running:
        yield running
