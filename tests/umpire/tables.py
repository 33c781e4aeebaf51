"""Games of the real pack in the test's own database, played by commands, and processes that see them."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from wargame import journal
from wargame.journal.models import Entry
from wargame.lobby import games
from wargame.umpire.models import Work

ROOT = Path(__file__).resolve().parents[2]
PACK = "european_shield_2007"
HEADS = ("us.president", "russia.president", "nato.secgen")
NO_CLOCK = {"briefing": None, "negotiation": None, "orders": None, "results": None}
FACILITATOR = "control.facilitator"


@dataclass(frozen=True)
class Table:
    game: UUID
    stream: UUID

    def state(self) -> Any:
        return journal.state_at(self.stream)[0]

    def ask(self, who: str, name: str, /, **args: Any) -> dict[str, Any]:
        return journal.handle(self.stream, command_id=secrets.token_hex(8), name=name, args=args, seat=who)

    def do(self, who: str, name: str, /, **args: Any) -> dict[str, Any]:
        answer = self.ask(who, name, **args)
        assert answer["ok"], (name, args, answer)
        return answer["receipt"]

    def order(self, who: str, kind: str, /, **args: Any) -> str:
        return self.do(who, "order.write", kind=kind, args=args)["ref"]

    def to(self, phase: str) -> None:
        """End phases until the table is in `phase` (of this turn, or of the next one's beginning)."""
        for _ in range(8):
            now = self.state()["phase"]["name"]
            if now == phase:
                return
            turn = self.state()["turn"]["number"]
            self.do(FACILITATOR, "phase.end", turn=turn, phase=now, reason="The test goes on.")
        raise AssertionError(f"the table never came to {phase}")

    def recorded(self) -> list[int]:
        """Turns of all findings that the log holds."""
        rows = Entry.objects.filter(stream=self.stream, kind="findings_recorded").order_by("seq")
        return [row.body["turn"] for row in rows]

    def published(self) -> list[int]:
        rows = Entry.objects.filter(stream=self.stream, kind="turn_published").order_by("seq")
        return [row.body["turn"] for row in rows]

    def work(self, turn: int = 1) -> Work | None:
        return Work.objects.filter(stream=self.stream, turn=turn).first()


def open_table(**options: Any) -> Table:
    """A game that has begun, its three heads seated, no clock, results published at once unless told otherwise."""
    opened = games.open_game(PACK, title="A table", options={"minutes": NO_CLOCK, "mode": "rigid", **options})
    table = Table(opened.game.pk, opened.game.stream)
    for seat in HEADS:
        table.do("system", "seat.take", seat=seat)
    table.do(FACILITATOR, "game.start")
    return table


def closed_table(**options: Any) -> Table:
    """A game whose first turn's orders are closed."""
    table = open_table(**options)
    table.to("adjudication")
    return table


@contextmanager
def running(argv: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A child process in a group of its own, ended afterwards with all that it started."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *argv], cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL the process and its group, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def worker(environment: dict[str, str], log: Path, *, name: str = "w") -> Any:
    argv = ["-m", "celery", "-A", "wargame.celery", "worker", "--without-gossip", "--without-mingle", "--pool=prefork"]
    argv += ["--concurrency=1", "--loglevel=INFO", "--queues=adjudicate", f"--hostname={name}@test"]
    return running(argv, environment, log)


def reconciler(environment: dict[str, str], log: Path) -> Any:
    return running(["-m", "django", "reconcile"], environment, log)


def wait_until(condition: Any, within_s: float, what: str) -> float:
    """Seconds until it was so; fails after `within_s`."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"not within {within_s} s: {what}")
        time.sleep(0.1)
    return time.monotonic() - began


def flush_broker() -> None:
    """Empty the broker: what was queued is gone."""
    import redis
    from django.conf import settings

    redis.Redis.from_url(settings.REDIS_URL).flushall()


def locks_free() -> bool:
    """Whether nobody waits for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] == 0
