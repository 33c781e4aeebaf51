"""Fixtures of the whole suite. PostgreSQL and Valkey are started by the plugin `launcher.inside.testing`."""

import os
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

RIGHTS = ("django_content_type", "auth_permission")
"""Written with the tables and never by a test."""


@cache
def written_tables() -> tuple[str, ...]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(connection.ops.quote_name(name) for name in found if name not in RIGHTS)


def empty_tables(case: TransactionTestCase | None = None) -> None:
    """Take out what a test committed: only here may the journal's triggers be passed by.

    Django's own flush makes every table anew and asks after all rights, which takes a sixth of a second.
    """
    statements = [f"DELETE FROM {table}" for table in written_tables()]
    with connection.cursor() as cursor:
        cursor.execute("; ".join(["BEGIN; SET LOCAL session_replication_role = replica", *statements, "COMMIT"]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: from the first of them to the end of the session the main thread has an event
    loop (Playwright's), in which Django refuses to ask the database and no test can run a loop of its own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def emptying_tables():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


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
            empty_tables()
        else:
            teardown_databases(own, verbosity=0)


@pytest.fixture
def process_environment(transactional_db, settings):
    """The environment for a child process that has to see the test's database; the test commits for real."""
    name = settings.DATABASES["default"]["NAME"]
    return dict(os.environ, DATABASE_URL=urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl())


@pytest.fixture
def bare_environment():
    """The environment without this session's services, for a child that starts its own (`manage.py play`)."""
    taken = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}
    return {name: value for name, value in os.environ.items() if name not in taken}


@pytest.fixture(scope="session")
def figure():
    """How often to do something: `figure(300)` is 300, the promise's figure, with --long, else a twentieth of it."""
    part = {"long": 1, "normal": 20, "quick": 100}[os.environ.get("TEST_SIZE", "normal")]
    return lambda full: max(1, full // part)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The Chromium that `manage.py test` found; WebGL without a graphics processor, and no talk with the world."""
    arguments = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run"]
    arguments += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.getuid() == 0:
        arguments.append("--no-sandbox")
    found = {"executable_path": os.environ["CHROMIUM"]} if os.environ.get("CHROMIUM") else {}
    return {**browser_type_launch_args, **found, "args": arguments}


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="write the recorded games and their pages anew")
