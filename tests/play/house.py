"""Tables in the test's own database, and web processes of their own that serve them. Ends what it started."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx

ROOT = Path(__file__).resolve().parents[2]
PACK = "european_shield_2007"
PLAYERS = ("us.president", "us.state", "russia.president", "russia.foreign", "nato.secgen", "nato.poland")
CONTROL = ("control.facilitator", "control.assistant", "control.observer")
NO_CLOCK = {"briefing": None, "negotiation": None, "orders": None, "results": None}


@dataclass(frozen=True)
class Seats:
    """A table and the bearer tokens of its taken seats."""

    game: str
    stream: UUID
    tokens: dict[str, str]
    codes: dict[str, str] = field(default_factory=dict)  # of invitations that nobody has redeemed yet


def open_table(title: str = "A table", *, seats: tuple[str, ...] = PLAYERS + CONTROL, **options: Any) -> Seats:
    """Open a table of the pack and sit people down, in the test's own process."""
    from wargame.lobby import games, invitations

    opened = games.open_game(PACK, title=title, options={"minutes": NO_CLOCK, "mode": "rigid", **options})
    codes = {seat: link.rstrip("/").rsplit("/", 1)[-1] for seat, link in opened.seat_links.items()}
    codes["control.facilitator"] = opened.control_link.rstrip("/").rsplit("/", 1)[-1]
    tokens = {}
    for seat in seats:
        entered = invitations.redeem(codes.pop(seat), name=f"Person at {seat}", device="test")
        assert isinstance(entered, invitations.Entered), entered
        assert entered.token
        tokens[seat] = entered.token
    return Seats(str(opened.game.pk), opened.game.stream, tokens, codes)


def command(table: Seats, seat: str, name: str, **args: Any) -> dict[str, Any]:
    """Give a command in the test's own process; the receipt."""
    from wargame import journal

    answer = journal.handle(table.stream, command_id=secrets.token_hex(8), name=name, args=args, seat=seat)
    assert answer["ok"], answer
    return answer["receipt"]


def to_phase(table: Seats, wanted: str) -> None:
    """Let the facilitator end phases of the first turn until the wanted one."""
    from wargame import journal

    state, _ = journal.state_at(table.stream)
    if not state["game"]["started"]:
        command(table, "control.facilitator", "game.start")
    for _ in range(4):
        state, _ = journal.state_at(table.stream)
        if state["phase"]["name"] == wanted:
            return
        words = {"turn": state["turn"]["number"], "phase": state["phase"]["name"], "reason": "The test goes on."}
        command(table, "control.facilitator", "phase.end", **words)
    raise AssertionError(f"{wanted} was not reached")


def child_environment() -> dict[str, str]:
    """For a process that has to see this test's database."""
    from django.conf import settings

    name = settings.DATABASES["default"]["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return dict(os.environ, DATABASE_URL=url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """A web process. `log` has what it said."""

    port: int
    process: subprocess.Popen
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def said(self) -> str:
        return self.log.read_text(errors="replace")


AS_IT_IS = ""
WITHOUT_PACES = """
from wargame.play import protocol
protocol.FRAMES_LIMIT = 10**6
import django
django.setup()
from wargame.lobby import routes
routes._paces.limit = routes._strangers.limit = 10**6
"""


@contextmanager
def serving(
    folder: Path, environment: dict[str, str], *, changed: str = AS_IT_IS, within_s: float = 120.0
) -> Iterator[Server]:
    """One web process on a free port, as the supervisor starts it; `changed` is Python that runs in it before."""
    port = free_port()
    log = folder / f"web-{port}.log"
    program = f"{changed}\nfrom launcher.inside.web import main\nmain()\n"
    argv = [sys.executable, "-c", program, "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        until = time.monotonic() + within_s
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            assert process.poll() is None, log.read_text(errors="replace")[-3000:]
            assert time.monotonic() < until, log.read_text(errors="replace")[-3000:]
            time.sleep(0.1)
        yield Server(port, process, log)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
