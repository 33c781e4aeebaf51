"""`manage.py play` as a child of a test, on a folder and a port of its own. Ends what it started, nothing else."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 240
END_WITHIN_S = 40


@dataclass(frozen=True)
class Running:
    """A family that answers: its addresses, and the process numbers that it keeps in `family.json`."""

    url: str
    game: str
    control: str
    seats: dict[str, str]
    data: Path
    process: subprocess.Popen

    def pids(self) -> dict[str, int]:
        """Member name → process number, as it is now."""
        return json.loads((self.data / "family.json").read_text())

    def kill(self, member: str) -> int:
        """SIGKILL a member (for PostgreSQL the postmaster); returns the process number that it had."""
        pid = self.pids()[member]
        os.kill(pid, signal.SIGKILL)
        return pid


OPEN = """
from wargame.lobby.management.commands import demo
for _ in range({}):
    print(demo.one_line(demo.opened(demo.PACK)))
"""


def more_tables(running: Running, environment: dict[str, str], count: int) -> list[Running]:
    """So many further tables of a running family, each as freshly opened as its first."""
    if count < 1:
        return []
    words = ["shell", "--no-imports", "--data", str(running.data), "-c", OPEN.format(count)]
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return [replace(running, game=each["game"], control=each["control"], seats=each["seats"]) for each in told]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def playing(data: Path, environment: dict[str, str], *options: str):
    """Start `manage.py play --json` and yield it once it answers; afterwards end it as Ctrl-C would."""
    port = free_port()
    argv = [
        sys.executable,
        "manage.py",
        "play",
        "--json",
        "--no-browser",
        "--port",
        str(port),
        "--data",
        str(data),
        *options,
    ]
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors)
        try:
            line = _first_line(process, log)
            told = json.loads(line)
            yield Running(
                url=told["url"],
                game=told["game"],
                control=told["control"],
                seats=told["seats"],
                data=data,
                process=process,
            )
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(END_WITHIN_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    raise AssertionError(
                        f"the family did not end within {END_WITHIN_S} s of Ctrl-C; see {log}"
                    ) from None


def _first_line(process: subprocess.Popen, log: Path) -> str:
    deadline = time.monotonic() + START_WITHIN_S
    told = b""
    while time.monotonic() < deadline and b"\n" not in told:
        if select.select([process.stdout], [], [], 0.1)[0]:
            more = os.read(process.stdout.fileno(), 65536)
            if not more:
                break
            told += more
    if b"\n" in told:
        return told.split(b"\n", 1)[0].decode()
    raise AssertionError(f"`manage.py play` told no links in {START_WITHIN_S} s:\n{log.read_text()[-3000:]}")
