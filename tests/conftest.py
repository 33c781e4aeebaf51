"""Fixtures of the whole suite. PostgreSQL and Valkey are started by the plugin `launcher.inside.testing`."""

import os
from urllib.parse import urlsplit

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

plain_sql_flush = DatabaseOperations.sql_flush


def sql_flush_past_the_journal(self, *args, **kwargs):
    """Empty the tables after a test that committed: only here may the journal's triggers be passed by."""
    statements = plain_sql_flush(self, *args, **kwargs)
    return ["SET LOCAL session_replication_role = replica;", *statements] if statements else statements


@pytest.fixture(scope="session", autouse=True)
def emptying_tables():
    DatabaseOperations.sql_flush = sql_flush_past_the_journal
    yield
    DatabaseOperations.sql_flush = plain_sql_flush


@pytest.fixture
def process_environment(transactional_db, settings):
    """The environment for a child process that has to see the test's database; the test commits for real."""
    name = settings.DATABASES["default"]["NAME"]
    return dict(os.environ, DATABASE_URL=urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl())
