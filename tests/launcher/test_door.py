"""`manage.py` from outside: what it says to a person whose machine or wish does not fit."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import door, play
from launcher.folder import open_folder, take_lock
from launcher.setup import environment
from launcher.talk import Trouble

from .processes import ROOT, start_python, wait_until

pytestmark = pytest.mark.slow


def manage(*words, env, limit_s=60):
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=limit_s
    )


def test_a_platform_that_does_not_suit_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "win32")
    assert door.main(["manage.py", "play"]) == 1
    assert "runs on Linux and macOS, not on win32" in capsys.readouterr().err


def test_without_a_word_it_tells_its_words(capsys):
    assert door.main(["manage.py"]) == 2
    assert "manage.py play" in capsys.readouterr().out


def test_an_old_python_reads_manage_py_and_all_of_the_launcher():
    """Syntax newer than 3.8 would be a traceback on the very machines the launcher is for."""
    import ast

    for path in [ROOT / "manage.py", *(ROOT / "launcher").rglob("*.py")]:
        ast.parse(path.read_text(), feature_version=(3, 8))


def test_a_taken_port_is_said_at_once(tmp_path, bare_environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = manage("play", "--port", str(port), "--data", tmp_path / "data", "--no-browser", env=bare_environment)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(f"Port {port} is taken by another program")
    assert "Traceback" not in done.stderr


def test_a_second_start_on_the_same_data_is_told_the_first_ones_address(tmp_path, bare_environment):
    folder = open_folder(tmp_path / "data")
    with take_lock(folder, {"what": "manage.py play", "url": "http://localhost:8123"}):
        done = manage("play", "--port", "0", "--data", folder.root, "--no-browser", env=bare_environment)
    assert done.returncode == 1
    assert "already running" in done.stderr and "http://localhost:8123" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["--port", "70000"], ["--port", "x"], ["--web", "0"], ["--nonsense"], ["--data"]])
def test_options_that_make_no_sense_are_refused_with_a_sentence(words, bare_environment):
    done = manage("play", *words, env=bare_environment)
    assert done.returncode in (1, 2)
    assert done.stderr and "Traceback" not in done.stderr


def test_a_port_of_ones_own_choice_is_the_same_on_both_families():
    opened = play.listen(0, lan=False)
    try:
        assert len({each.getsockname()[1] for each in opened}) == 1
        assert {each.getsockname()[0] for each in opened} <= {"127.0.0.1", "::1"}
        with pytest.raises(Trouble, match="is taken"):
            play.listen(opened[0].getsockname()[1], lan=True)
    finally:
        for each in opened:
            each.close()


def test_a_command_starts_the_services_for_itself_and_ends_them(tmp_path, bare_environment):
    data = tmp_path / "data"
    done = manage("migrate", "--data", data, env=bare_environment)
    assert done.returncode == 0, done.stderr
    done = manage("dbshell", "--data=" + str(data), "--", "-c", "select 1", env=bare_environment)
    if shutil.which("psql"):
        assert "1 row" in done.stdout, done.stderr
    assert not (data / "run" / "valkey.sock").exists()


def test_a_command_uses_the_services_that_run(tmp_path, bare_environment):
    code = (
        "import sys; from launcher.services import main; sys.argv = ['services', '--data', sys.argv[1], '--forgetful'];"
        "sys.exit(main())"
    )
    running = start_python(code, tmp_path / "data", env=bare_environment)
    try:
        wait_until(lambda: "Running" in running.stdout.readline(), 30, "services")
        done = manage("migrate", "--data", tmp_path / "data", env=bare_environment)
        assert done.returncode == 0, done.stderr
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 0


def test_commands_that_need_no_database_start_none(tmp_path, bare_environment):
    done = manage("check", "--data", tmp_path / "data", env=bare_environment)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data").exists()


def test_an_environment_that_was_cut_short_or_is_outdated_is_not_current(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp")
    assert not environment.is_current("play")
    (tmp_path / "stamp").write_text("{half")
    assert not environment.is_current("play")
    (tmp_path / "stamp").write_text('{"play": "another lock"}')
    assert not environment.is_current("play")
    (tmp_path / "stamp").write_text(json.dumps({"play": environment.digest("play")}))
    assert environment.is_current("play") and not environment.is_current("test")


def test_no_python_new_enough_is_one_sentence(monkeypatch):
    monkeypatch.setattr(environment, "find_python", lambda: None)
    monkeypatch.setattr(environment, "note", lambda *words: False)
    with pytest.raises(Trouble, match=r"needs Python 3\.12 or newer and found none here: install one"):
        environment.make_empty("uv")


def packages(path: Path) -> set[str]:
    lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    names = [line.split("[")[0].split("=")[0].split("<")[0].split(">")[0] for line in lines if line and line[0] != "-"]
    return {name.lower().replace("_", "-").strip() for name in names if name.strip()}


@pytest.mark.parametrize("kind", ["play", "test", "uv", "node"])
def test_the_locks_name_all_that_is_asked_for_with_hashes_and_no_address(kind):
    folder = ROOT / "requirements"
    lock = (folder / f"{kind}.lock").read_text()
    locked = {line.split("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))}
    assert packages(folder / f"{kind}.in") <= locked
    assert "://" not in lock
    for entry in lock.split("\n\n"):
        assert entry.count("==") == 0 or "--hash=sha256:" in entry


def test_what_is_played_with_is_what_is_tested():
    def pins(kind):
        lines = (ROOT / "requirements" / f"{kind}.lock").read_text().splitlines()
        return {line.split(";")[0].strip(" \\") for line in lines if "==" in line and line[0].isalpha()}

    assert pins("play") <= pins("test")


@pytest.mark.slow
def test_a_disk_that_fills_up_at_the_first_start_is_a_sentence(tmp_path, bare_environment):
    """A small disk of 12 MB, and a launcher that does not look how much is free beforehand."""
    if os.getuid() != 0 or subprocess.call(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", tmp_path]) != 0:
        pytest.skip("only root can make a small disk")
    code = (
        "import sys; from launcher import folder, play; folder.FREE_BYTES_FIRST = 0; play.build_page = lambda: None;"
        "from launcher import door; sys.exit(door.main(['manage.py', 'play', '--port', '0', '--data', sys.argv[1]]))"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path / "data"],
            cwd=ROOT,
            env=bare_environment,
            capture_output=True,
            text=True,
        )
    finally:
        subprocess.check_call(["umount", tmp_path])
    assert done.returncode == 1
    assert "the disk is full" in done.stderr and "Traceback" not in done.stderr
