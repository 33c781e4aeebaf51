"""The data folder of a local game: its lock, its secret, its sockets, and who is running on it.

One family at a time works on a folder; `flock` holds that even across a SIGKILL, because the kernel lets go of it.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

from launcher.children import NOBODY
from launcher.talk import Trouble, disk_trouble

# A unix socket's path has 108 bytes on Linux and 104 on macOS; ".s.PGSQL.5432" has to fit behind the folder.
SOCKET_FOLDER_BYTES = 104 - len("/.s.PGSQL.5432.lock") - 1
# A new database takes about 40 MB, and its log of changes grows by 16 MB at a time.
FREE_BYTES_FIRST = 200 * 2**20
FREE_BYTES_LATER = 64 * 2**20


class Folder:
    """Where things are in a data folder. Making one writes nothing; `open_folder` does."""

    def __init__(self, root):
        self.root = Path(root).absolute()
        self.postgres = self.root / "postgres"
        self.logs = self.root / "log"
        self.lock = self.root / "lock"
        self.run = socket_folder(self.root)

    @property
    def database_url(self):
        return database_url(self.run)

    @property
    def redis_url(self):
        return "unix://{}".format(self.run / "valkey.sock")


def database_url(run, name="third_site"):
    return "postgresql://postgres@/{}?host={}".format(name, run)


def socket_folder(root):
    """`root`/run, or a folder under the temporary one where that path is too long for a socket."""
    wanted = root / "run"
    if len(os.fsencode(str(wanted))) <= SOCKET_FOLDER_BYTES and not set("?#%& ") & set(str(wanted)):
        return wanted
    name = "third-site-{}-{}".format(os.getuid(), hashlib.sha256(os.fsencode(str(root))).hexdigest()[:12])
    short = Path(tempfile.gettempdir()) / name
    return short if len(os.fsencode(str(short))) <= SOCKET_FOLDER_BYTES else Path("/tmp") / name


def open_folder(root):
    """The folder, made if it is not there. Raises Trouble where that is not possible or the disk is nearly full."""
    folder = Folder(root)
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
        folder.logs.mkdir(exist_ok=True)
        folder.run.mkdir(mode=0o700, exist_ok=True)
        facts = folder.run.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in (os.getuid(), NOBODY):
            raise Trouble(
                "{} belongs to somebody else: remove it, or give another folder with --data.".format(folder.run)
            )
        free = shutil.disk_usage(str(folder.root)).free
    except OSError as error:
        raise Trouble(disk_trouble(error, folder.root)) from error
    wanted = FREE_BYTES_LATER if folder.postgres.exists() else FREE_BYTES_FIRST
    if free < wanted:
        raise Trouble(
            "The disk that holds {} is full: {} MB are free and at least {} MB are needed. "
            "Free some space there, or give another folder with --data.".format(
                folder.root, free // 2**20, wanted // 2**20
            )
        )
    return folder


def take_lock(folder, notice):
    """Hold the folder for this process; returns the open file. `notice` (a dict) tells others who holds it and why."""
    try:
        held = open(str(folder.lock), "a+")  # noqa: SIM115 - stays open as long as the lock is held
    except OSError as error:
        raise Trouble(disk_trouble(error, folder.lock)) from error
    os.set_inheritable(held.fileno(), False)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise Trouble(occupied(folder)) from None
    write_notice(held, notice)
    return held


def write_notice(held, notice):
    held.seek(0)
    held.truncate()
    held.write(json.dumps(dict(notice, pid=os.getpid())))
    held.flush()


def holder(folder):
    """The notice of the process that holds the folder, or None where nobody does.

    It has `what` and `pid`, and once its services run `DATABASE_URL` and `REDIS_URL`; of a table also `url`.
    """
    try:
        with open(str(folder.lock)) as held:
            try:
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                try:
                    return json.loads(held.read())
                except ValueError:
                    return {}
    except OSError:
        pass
    return None


def occupied(folder):
    notice = holder(folder) or {}
    if notice.get("url"):
        return (
            "A table is already running on {}: open {}, or stop it (process {}) with Ctrl-C, "
            "or give another folder with --data.".format(folder.root, notice["url"], notice.get("pid"))
        )
    return "{} is in use by {} (process {}): wait until it has ended, or give another folder with --data.".format(
        folder.root, notice.get("what", "another command"), notice.get("pid", "unknown")
    )


def secret_key(folder):
    """The folder's secret, made once and readable by its owner only."""
    path = folder.root / "secret-key"
    try:
        if not path.exists():
            handle = os.open(str(path) + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(64))
            os.replace(str(path) + ".new", str(path))
        return path.read_text().strip()
    except OSError as error:
        raise Trouble(disk_trouble(error, path)) from error
