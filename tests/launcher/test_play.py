"""`manage.py play` as a person runs it: from the command line to the links, through deaths, to the end and back."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from .processes import ROOT, alive, descendants, pids, wait_until

pytestmark = pytest.mark.slow

START_LIMIT_S = 120


class Table:
    """One run of `manage.py play` on a folder."""

    def __init__(self, data, env):
        self.data = data
        self.log = (data.parent / "play.log").open("a+")
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "play", "--port", "0", "--json", "--no-browser", "--data", data],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        line = self.process.stdout.readline()
        self.took_s = time.monotonic() - begun
        assert line, self.said()
        self.links = json.loads(line)

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def get(self, path):
        with urllib.request.urlopen(self.links["url"] + path, timeout=10) as answer:
            return answer.status

    def answers(self):
        try:
            return self.get("/healthz") == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        rest = self.process.stdout.read()
        assert rest == "", f"more than one line on standard output: {rest}"
        return code


@pytest.fixture(scope="module")
def environment():
    taken = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}
    return {name: value for name, value in os.environ.items() if name not in taken}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("play") / "data"


@pytest.fixture(scope="module")
def table(data, environment):
    opened = Table(data, environment)
    yield opened
    if opened.process.poll() is None:
        opened.end()


def test_one_line_of_json_names_the_table_and_its_links(table):
    links = table.links
    assert {"url", "game", "control", "seats"} <= set(links)
    assert links["control"].startswith(links["url"])
    assert len(links["seats"]) >= 6
    assert table.answers()
    assert table.get(links["control"].removeprefix(links["url"])) == 200


def test_the_links_are_told_to_the_person_too(table):
    said = table.said()
    for link in [table.links["control"], *table.links["seats"].values()]:
        assert link in said


def test_everything_that_belongs_to_the_family_runs(table):
    members = pids(table.data)
    assert set(members) == {
        "supervisor", "postgres", "valkey", "web", "worker-turns", "worker-long", "reconciler"
    }  # fmt: skip
    assert members["supervisor"] == table.process.pid


def test_a_command_beside_it_uses_its_database(table, environment):
    code = "from wargame.lobby.models import Game; print(Game.objects.get().pk)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code, "--data", table.data],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == table.links["game"], done.stderr


def test_a_second_start_on_its_data_is_told_where_it_is(table, environment):
    done = subprocess.run(
        [sys.executable, "manage.py", "play", "--port", "0", "--no-browser", "--data", table.data],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "already running" in done.stderr and table.links["url"] in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["web", "postgres", "valkey", "reconciler", "worker-turns"])
def test_who_is_killed_comes_back(table, name):
    before = pids(table.data)[name]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: pids(table.data)[name] != before, 20, f"a new {name}")
    wait_until(table.answers, 30, "an answer of the page")


def test_an_orderly_end_leaves_nobody_and_the_next_start_has_the_same_game(table, data, environment):
    everybody = descendants(table.process.pid)
    assert table.end(signal.SIGINT) == 0
    assert not any(map(alive, everybody))
    again = Table(data, environment)
    try:
        assert again.links["game"] == table.links["game"]
        # The promise is 5 s on a machine that does nothing else; a test may share its two cores.
        assert again.took_s < 15
    finally:
        everybody = descendants(again.process.pid)
        again.end(signal.SIGKILL)
    wait_until(lambda: not any(map(alive, everybody)), 15, "an end of everybody after the supervisor was killed")


def test_after_a_kill_the_same_data_are_there_again(table, data, environment):
    again = Table(data, environment)
    try:
        assert again.links["game"] == table.links["game"]
        assert again.answers()
    finally:
        assert again.end() == 0
