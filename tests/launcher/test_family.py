"""The supervisor: who dies is started again, and nobody outlives it."""

import os
import signal
import sys

import pytest

from launcher import family as families
from launcher.children import end
from launcher.family import Family, Program
from launcher.folder import open_folder
from launcher.talk import Trouble

from .processes import alive, descendants, pids, start_python, wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
# A family of PostgreSQL, Valkey and a program that has a child of its own which listens to no polite signal.
WHOLE = """
import os, signal, sys, time
for name in ("DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)
from launcher.embedded.postgres import FORGETFUL
from launcher.family import Family, Program
from launcher.folder import open_folder, take_lock
from launcher.services import wanted_services

def stop(number, frame):
    raise SystemExit(0)

signal.signal(signal.SIGTERM, stop)
folder = open_folder(sys.argv[1])
held = take_lock(folder, {"what": "a test"})
family = Family(folder)
try:
    for service in wanted_services(folder, FORGETFUL):
        service.wait(family.add(service))
    program = [sys.executable, "-c", "import time; time.sleep(600)"]
    family.add(Program("program", program, folder=folder, env=None, cwd=None))
    print("ready", flush=True)
    while True:
        family.tick()
        time.sleep(0.02)
finally:
    family.end()
"""


@pytest.fixture
def folder(tmp_path):
    return open_folder(tmp_path / "data")


@pytest.fixture
def family(folder):
    made = Family(folder)
    yield made
    for child in made.children.values():
        end(child, grace_s=0.1)


@pytest.fixture
def whole(tmp_path):
    """A supervisor in a process of its own; ended, and looked after, when the test is over."""
    child = start_python(WHOLE, tmp_path / "data")
    assert child.stdout.readline() == "ready\n", child.stdout.read()
    everybody = descendants(child.pid)
    yield child, tmp_path / "data"
    child.kill()
    child.wait()
    try:
        wait_until(lambda: not any(map(alive, everybody)), 10, "an end of everybody")
    finally:
        for pid in filter(alive, everybody):
            os.kill(pid, signal.SIGKILL)


def member(folder, argv=SLEEPER, name="sleeper", **more):
    return Program(name, argv, folder=folder, env=dict(os.environ), cwd=None, **more)


def test_who_is_killed_is_started_again(family, folder, capsys):
    first = family.add(member(folder))
    first.kill()
    wait_until(lambda: family.tick() or family.children["sleeper"] is not first, 5, "a new child")
    assert alive(family.children["sleeper"].pid)
    assert pids(folder.root)["sleeper"] == family.children["sleeper"].pid
    assert "sleeper ended (SIGKILL); it is started again in 0.1 s" in capsys.readouterr().err


def test_what_cannot_live_is_tried_less_and_less_often_and_then_given_up(family, folder, monkeypatch, capsys):
    monkeypatch.setattr(families, "BACKOFF_S", (0.01, 0.02, 0.03))
    monkeypatch.setattr(families, "GIVE_UP_AFTER", 4)
    family.add(member(folder, ["/bin/sh", "-c", "echo no room; exit 3"], "broken", essential=True))
    with pytest.raises(Trouble, match=r"broken cannot be kept running: it ended 5 times.*broken\.log tells why"):
        wait_until(family.tick, 10, "giving up")
    said = capsys.readouterr().err
    assert [f"in {wait} s" in said for wait in ("0.01", "0.02", "0.03")] == [True] * 3
    assert "exit code 3" in said
    assert "no room" in (folder.logs / "broken.log").read_text()


def test_the_table_goes_on_without_a_worker_that_cannot_live(family, folder, monkeypatch, capsys):
    monkeypatch.setattr(families, "BACKOFF_S", (0.01,))
    monkeypatch.setattr(families, "GIVE_UP_AFTER", 3)
    family.add(member(folder, ["/bin/false"], "broken"))
    wait_until(lambda: family.tick() or family.deaths["broken"] > 5, 10, "a sixth death")
    said = capsys.readouterr().err
    assert said.count("broken ended") == 3
    assert "goes on ending" in said


def test_one_that_cannot_even_be_started_leaves_an_end_to_the_others(family, folder):
    family.add(member(folder))
    with pytest.raises(OSError):
        family.add(member(folder, ["/no/such/program"], "missing"))
    family.end()
    assert family.children["sleeper"].poll() is not None
    assert pids(folder.root) == {}


def test_one_that_held_out_begins_anew(family, folder, monkeypatch):
    monkeypatch.setattr(families, "BACKOFF_S", (0.01,))
    monkeypatch.setattr(families, "STEADY_S", 0.0)
    monkeypatch.setattr(families, "GIVE_UP_AFTER", 2)
    for _ in range(5):
        child = family.children.get("sleeper") or family.add(member(folder))
        child.kill()
        wait_until(lambda old=child: family.tick() or family.children["sleeper"] is not old, 5, "a new child")


def test_one_that_ignores_the_polite_signal_is_ended_all_the_same(folder):
    deaf = member(folder, ["/bin/sh", "-c", "trap '' TERM; sleep 600 & wait; sleep 600"])
    child = deaf.start()
    wait_until(lambda: len(descendants(child.pid)) > 1, 5, "its own child")
    everybody = descendants(child.pid)
    end(child, grace_s=0.2)
    wait_until(lambda: not any(map(alive, everybody)), 5, "an end of both")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_nobody_outlives_a_supervisor_that_is_killed(whole):
    supervisor, data = whole
    everybody = descendants(supervisor.pid)
    assert len(everybody) >= 6  # PostgreSQL alone is several
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not any(map(alive, everybody)), 10, "an end of everybody")
    log = (data / "log" / "postgres.log").read_text()
    assert "received fast shutdown request" in log  # in an orderly way, not by a kill


def test_an_end_that_is_asked_for_ends_everybody_and_tidies_up(whole):
    supervisor, data = whole
    everybody = descendants(supervisor.pid)
    supervisor.terminate()
    assert supervisor.wait(timeout=20) == 0
    assert not any(map(alive, everybody))
    assert pids(data) == {}
    assert not list((data / "run").glob("*.sock")) and not list((data / "run").glob(".s.PGSQL*"))


def test_postgresql_and_valkey_come_back_after_a_kill(whole):
    supervisor, data = whole
    for name in ("postgres", "valkey", "postgres"):
        before = pids(data)[name]
        os.kill(before, signal.SIGKILL)
        wait_until(lambda name=name, before=before: pids(data)[name] != before, 10, f"a new {name}")
    wait_until(
        lambda: "database system is ready" in (data / "log" / "postgres.log").read_text()[-400:], 20, "readiness"
    )
    assert supervisor.poll() is None


def test_a_server_left_by_a_killed_launcher_is_ended_at_the_next_start(tmp_path):
    """Where the system does not end children with their parent (macOS), a new start finds the old server running."""
    from launcher.embedded.postgres import FORGETFUL, Postgres, ready

    folder = open_folder(tmp_path / "data")
    service = Postgres(folder, FORGETFUL)
    left = service.start()
    service.wait(left)
    again = Postgres(folder, FORGETFUL)
    child = again.start()
    try:
        assert left.wait(timeout=10) == 0
        again.wait(child)
        assert ready(folder) and child.poll() is None
    finally:
        end(child, signals=again.stop_signals)
