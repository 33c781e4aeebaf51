"""The data folder: its lock, its secret, its sockets, and a disk that is full."""

import errno
import os
import shutil
import stat
import subprocess
import tempfile
from collections import namedtuple

import pytest

from launcher import folder as folders
from launcher.children import end
from launcher.embedded import postgres
from launcher.embedded.postgres import Postgres
from launcher.talk import Trouble, disk_trouble

from .processes import start_python, wait_until

Usage = namedtuple("Usage", "total used free")


def test_a_second_one_on_the_same_folder_is_told_who_is_there(tmp_path):
    folder = folders.open_folder(tmp_path / "data")
    assert folders.holder(folder) is None
    with folders.take_lock(folder, {"what": "manage.py play", "url": "http://localhost:8000"}):
        with pytest.raises(
            Trouble, match=rf"already running on .*http://localhost:8000.*process {os.getpid()}.*--data"
        ):
            folders.take_lock(folder, {"what": "another"})
        assert folders.holder(folder)["url"] == "http://localhost:8000"
    folders.take_lock(folder, {"what": "another"}).close()


def test_the_lock_of_a_killed_process_is_free(tmp_path):
    code = (
        "import sys, time; from launcher.folder import *; held = take_lock(open_folder(sys.argv[1]), {'what': 'it'});"
        "print('held', flush=True); time.sleep(60)"
    )
    child = start_python(code, tmp_path / "data")
    assert child.stdout.readline() == "held\n"
    folder = folders.Folder(tmp_path / "data")
    with pytest.raises(Trouble, match=rf"in use by it \(process {child.pid}\)"):
        folders.take_lock(folder, {})
    child.kill()
    child.wait()
    wait_until(lambda: folders.holder(folder) is None, 5, "a free lock")
    folders.take_lock(folder, {}).close()


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    folder = folders.open_folder(tmp_path / "data")
    secret = folders.secret_key(folder)
    assert len(secret) >= 50
    assert folders.secret_key(folder) == secret
    assert stat.S_IMODE((folder.root / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["x" * 120, "a folder", "what?"])
def test_sockets_go_elsewhere_where_the_path_does_not_suit_them(tmp_path, name):
    run = folders.Folder(tmp_path / name).run
    assert name not in str(run)
    assert len(str(run / ".s.PGSQL.5432.lock")) < 104
    assert run == folders.Folder(tmp_path / name).run
    assert run != folders.Folder(tmp_path / (name + "2")).run


def test_a_nearly_full_disk_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**30, 2**30, 5 * 2**20))
    with pytest.raises(Trouble, match=r"is full: 5 MB are free and at least 200 MB are needed.*--data"):
        folders.open_folder(tmp_path / "data")


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "is full"), (errno.EROFS, "cannot be written"), (errno.EACCES, "cannot be")]
)
def test_errors_of_the_disk_become_sentences(number, words):
    assert words in disk_trouble(OSError(number, os.strerror(number), "/somewhere"), "/somewhere")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble):
        folders.open_folder(tmp_path / "file" / "data")


def test_a_disk_that_fills_up_while_the_database_is_made(tmp_path, monkeypatch):
    small = tmp_path / "small"
    small.mkdir()
    mounted = os.getuid() == 0 and subprocess.call(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", small]) == 0
    if not mounted:
        pytest.skip("only root can make a small disk")
    try:
        monkeypatch.setattr(folders, "FREE_BYTES_FIRST", 0)
        folder = folders.open_folder(small / "data")
        with pytest.raises(Trouble, match="the disk is full"):
            Postgres(folder).start()
        assert not folder.postgres.exists()
        assert not (folder.root / "postgres.new").exists()
    finally:
        subprocess.check_call(["umount", small])


@pytest.mark.skipif(os.getuid() != 0, reason="only root has to become somebody else")
def test_root_becomes_nobody_where_there_are_no_namespaces_and_stays_so(monkeypatch):
    """A data folder that began under the user nobody goes on so, even where namespaces are allowed again."""
    with tempfile.TemporaryDirectory(prefix="third-site-nobody-") as place:
        os.chmod(place, 0o755)  # nobody has to reach it
        folder = folders.open_folder(place)
        with monkeypatch.context() as forbidden:
            forbidden.setattr(postgres, "how_to_drop_root", lambda reached: "nobody")
            serve_once(Postgres(folder))
        assert folder.postgres.stat().st_uid == 65534
        serve_once(Postgres(folder))


def serve_once(service):
    child = service.start()
    try:
        service.wait(child)
        owner = subprocess.run(["ps", "-o", "user=", "-p", str(child.pid)], capture_output=True, text=True).stdout
        assert owner.strip() == "nobody"
    finally:
        end(child, signals=service.stop_signals)
