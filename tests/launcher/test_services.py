"""The session's own PostgreSQL and Valkey, as every other test finds them."""

import os
import subprocess
import sys

import pytest
import redis
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_a_real_postgresql_reached_by_a_socket_only():
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), inet_server_addr(), current_setting('listen_addresses')")
        version, address, listens = cursor.fetchone()
    assert version.startswith("PostgreSQL")
    if "host=" in os.environ["DATABASE_URL"]:
        assert (address, listens) == (None, "")


def test_the_bell_answers():
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()


def test_a_child_process_sees_what_the_test_commits(process_environment):
    from django.contrib.auth.models import Group

    Group.objects.create(name="committed")
    code = (
        "import django; django.setup(); from django.contrib.auth.models import Group; print(Group.objects.get().name)"
    )
    child = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(process_environment, DJANGO_SETTINGS_MODULE="wargame.settings"),
        capture_output=True,
        text=True,
    )
    assert child.stdout.strip() == "committed", child.stderr
