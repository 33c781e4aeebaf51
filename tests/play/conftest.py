"""A database with real commits for a whole module, and a web process that serves it."""

import os

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.play.house import child_environment, serving


@pytest.fixture(scope="session")
def size() -> str:
    """quick, normal or long: how much of a promise's figure is tried."""
    return os.environ.get("TEST_SIZE", "normal")


@pytest.fixture(scope="module")
def committed(django_db_setup, django_db_blocker, emptying_tables):
    """The test's database, open for the whole module; what is written is committed, and gone after the module."""
    with django_db_blocker.unblock():
        own = None
        if not connection.settings_dict["NAME"].startswith("test_"):
            # pytest-django makes the database only for tests that are marked, and these are not.
            own = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        yield
        if own is None:
            call_command("flush", verbosity=0, interactive=False)
        else:
            teardown_databases(own, verbosity=0)


@pytest.fixture(scope="module")
def server(committed, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("web"), child_environment()) as running:
        yield running
