"""The environment that a player gets: without the packages of the checks, everything that is played with is there."""

import os
import subprocess

import pytest

from launcher.setup import environment

from .processes import ROOT

LOAD_ALL = """
import django; django.setup()
import wargame.asgi, wargame.celery, launcher.inside.prepare, launcher.inside.web
import kombu.transport.redis, uvicorn, uvloop, channels_redis.pubsub
wargame.celery.app.loader.import_default_modules()
from django.core.management import get_commands, load_command_class
for name, app in get_commands().items():
    if str(app).startswith("wargame."):
        load_command_class(app, name)
from celery.app.control import Inspect
print("all there")
"""


@pytest.mark.slow
def test_the_locked_packages_to_play_are_enough_to_play(tmp_path, monkeypatch):
    for name in ("HOME", "PYTHON", "STAMP"):
        place = {"HOME": "env", "PYTHON": "env/bin/python", "STAMP": "env/third-site.json"}[name]
        monkeypatch.setattr(environment, name, tmp_path / place)
    monkeypatch.setattr(environment, "LOG", tmp_path / "setup.log")
    environment.make("play")
    assert environment.is_current("play") and not environment.is_current("test")
    done = subprocess.run(
        [tmp_path / "env/bin/python", "-c", LOAD_ALL],
        cwd=ROOT,
        env=dict(os.environ, DJANGO_SETTINGS_MODULE="wargame.settings"),
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "all there", done.stderr
    # Nothing of the checks came along, or this would prove nothing.
    assert not (tmp_path / "env/bin/pytest").exists()
