"""The settings' typed readers: what the environment may say, and the sentence where it says something else."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from wargame import settings, version

from .processes import ROOT


def load(**variables):
    """Load the settings in a process of their own; returns its error output, empty where all is well."""
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL", "SECRET_KEY")}
    code = "import wargame.settings"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True
    ).stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short or too plain"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too short or too plain"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps' is neither yes nor no"),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "game.example"}, "only where ALLOWED_HOSTS is local"),
        ({"DATABASE_URL": "sqlite:///db"}, "only PostgreSQL can keep the journal"),
        ({"DATABASE_URL": "postgresql://host"}, "DATABASE_URL should read postgresql://"),
        ({"REDIS_URL": "http://host"}, "REDIS_URL should read redis://"),
        ({"DATABASE_POOL": "-1"}, "DATABASE_POOL='-1' is not a whole number from 0 to 200"),
        ({"DATABASE_POOL": "many"}, "DATABASE_POOL='many' is not a whole number"),
    ],
)
def test_a_value_that_does_not_suit_stops_the_start_with_a_sentence(variables, words):
    assert words in load(**variables)


def test_the_values_of_this_session_suit():
    assert load() == ""
    assert load(DEBUG="1", SECRET_KEY="short") == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://a:b%40c@db:5433/game",
            {"NAME": "game", "USER": "a", "PASSWORD": "b@c", "HOST": "db", "PORT": "5433"},
        ),
        ("postgresql://postgres@/x?host=/run/pg", {"NAME": "x", "USER": "postgres", "HOST": "/run/pg", "PORT": ""}),
        ("postgres://db/x?sslmode=require", {"HOST": "db", "OPTIONS": {"sslmode": "require"}}),
    ],
)
def test_a_database_url_is_taken_apart(monkeypatch, url, expected):
    monkeypatch.setenv("DATABASE_URL", url)
    read = settings.read_database("DATABASE_URL")
    assert {name: read[name] for name in expected} == expected


def test_flags_and_lists_are_read(monkeypatch):
    for text, value in (("1", True), ("Yes", True), ("off", False), ("", False)):
        monkeypatch.setenv("FLAG", text)
        assert settings.read_flag("FLAG") is value
    monkeypatch.setenv("LIST", " a, b,,c ")
    assert settings.read_list("LIST") == ["a", "b", "c"]
    monkeypatch.setenv("NUMBER", "12")
    assert settings.read_number("NUMBER", 1, low=0, high=20) == 12
    with pytest.raises(ImproperlyConfigured):
        settings.read_number("NUMBER", 1, low=0, high=10)


def test_the_version_is_the_changelogs_newest():
    assert f"## {version()}" in (ROOT / "CHANGELOG.md").read_text()
