"""Fixtures of the whole suite. PostgreSQL and Valkey are started by the plugin `launcher.testing`."""

import os
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def process_environment(transactional_db, settings):
    """The environment for a child process that has to see the test's database; the test commits for real."""
    name = settings.DATABASES["default"]["NAME"]
    return dict(os.environ, DATABASE_URL=urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl())
