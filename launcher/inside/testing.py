"""The pytest plugin that gives a test session a PostgreSQL and a Valkey of its own, before Django's settings are read.

DATABASE_URL and REDIS_URL in the environment take precedence. The services live in a temporary folder and keep nothing.
"""

import os
import secrets
import shutil
import tempfile

import pytest

from launcher.embedded.postgres import FORGETFUL
from launcher.folder import open_folder
from launcher.services import services
from launcher.talk import Trouble


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    # A wrapper runs before every plain implementation, so also before pytest-django's, which reads the settings.
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    if early_config.known_args_namespace.help or early_config.known_args_namespace.version:
        os.environ.setdefault("DATABASE_URL", "postgresql:///none")
        os.environ.setdefault("REDIS_URL", "redis://localhost")
        return (yield)
    root = tempfile.mkdtemp(prefix="third-site-test-")
    running = services(open_folder(root), FORGETFUL)
    try:
        urls = running.__enter__()
    except Trouble as trouble:
        raise pytest.UsageError(str(trouble)) from trouble
    os.environ.update(urls)

    def clean_up():
        running.__exit__(None, None, None)
        shutil.rmtree(root, ignore_errors=True)

    early_config.add_cleanup(clean_up)
    return (yield)
