"""How quick a table is: N tables of six people, one action a second each, against a real server on embedded services.

    python benchmarks/table.py --tables 1,10,50,100 --seconds 30

Prints for each size: the own acknowledgement, and when the last of the table's other five had it on screen (p50, p95,
p99); processor time for an action (web, PostgreSQL, Valkey apart); memory; how long all people took to come back
after the web process was killed (-9). `--ring` measures 150 idle sockets and a ring to 100 of them. Run it in the
project's environment; it starts PostgreSQL, Valkey and the web process in a temporary folder and ends them.
"""

import argparse
import asyncio
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SEATS = ("us.president", "us.state", "russia.president", "russia.foreign", "nato.secgen", "nato.poland")
WARM_UP_S = 3.0
IDLE_S = 8.0
LOST_AFTER_S = 5.0
HERTZ = os.sysconf("SC_CLK_TCK")
NO_CLOCK = {"briefing": None, "negotiation": None, "orders": None, "results": None}


# --- the house ---------------------------------------------------------------------------------------------------


@contextmanager
def house(folder: Path, web: int):
    """PostgreSQL (as durable as in play), Valkey, migrations; yields the environment for web processes."""
    from launcher.folder import open_folder
    from launcher.services import services

    os.environ["SECRET_KEY"] = secrets.token_urlsafe(64)
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "wargame.settings"
    with services(open_folder(folder)) as urls:
        os.environ.update(urls)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        yield dict(os.environ)


class Web:
    """The web process on a port of its own; can be killed and started again on the same."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        import socket

        self.environment, self.log = environment, log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        argv = [sys.executable, "-m", "launcher.inside.web", "--port", str(self.port)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(argv, cwd=ROOT, env=self.environment, stdout=out, stderr=out)

    def wait(self) -> None:
        import httpx

        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise SystemExit(f"The server did not answer; see {self.log}.")


def open_tables(number: int) -> list[dict[str, Any]]:
    """Tables in the phase in which talk, offers and orders are all allowed."""
    from wargame import journal
    from wargame.lobby import games, invitations

    made = []
    for _ in range(number):
        opened = games.open_game("european_shield_2007", title="Load", options={"minutes": NO_CLOCK, "mode": "rigid"})
        tokens = {}
        for seat in SEATS:
            code = opened.seat_links[seat].rstrip("/").rsplit("/", 1)[-1]
            tokens[seat] = invitations.redeem(code, name=seat, device="load").token
        give = {"seat": "control.facilitator"}
        journal.handle(opened.game.stream, command_id=secrets.token_hex(8), name="game.start", args={}, **give)
        for phase in ("briefing", "negotiation"):
            args = {"turn": 1, "phase": phase, "reason": "Load."}
            journal.handle(opened.game.stream, command_id=secrets.token_hex(8), name="phase.end", args=args, **give)
        made.append({"game": str(opened.game.pk), "tokens": tokens})
    return made


# --- the people --------------------------------------------------------------------------------------------------


@dataclass
class Client:
    """One page, as light as it can be: it notes when something arrives, and keeps its etag."""

    port: int
    game: str
    seat: str
    token: str
    etag: str | None = None
    socket: Any = None
    updates: int = 0
    updated: asyncio.Event = field(default_factory=asyncio.Event)
    updated_s: float = 0.0
    answers: dict[str, asyncio.Future[tuple[float, dict[str, Any]]]] = field(default_factory=dict)
    live_s: float = 0.0
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    beats: int = 0

    async def open(self) -> None:
        from websockets.asyncio.client import connect

        self.socket = await connect(
            f"ws://127.0.0.1:{self.port}/ws/table/{self.game}/{self.seat}/",
            origin=f"http://127.0.0.1:{self.port}",
            additional_headers={"Authorization": f"Bearer {self.token}"},
            compression=None,
            ping_interval=None,
            open_timeout=30,
        )
        await self.socket.send(json.dumps({"type": "hello", "csrf": "", "etag": self.etag}))

    async def live(self) -> None:
        """Read for ever; come back after a cut as the page does, with a growing, jittered pause."""
        from websockets import WebSocketException

        tries = 0
        while True:
            try:
                if self.socket is None:
                    await self.open()
                async for raw in self.socket:
                    self.hear(raw)
                    tries = 0
            except (OSError, WebSocketException, TimeoutError):
                pass
            self.socket = None
            self.live_s = 0.0
            self.cut.set()
            tries += 1
            pause_s = min(15.0, 0.4 * 2 ** (tries - 1))
            await asyncio.sleep(pause_s / 2 + pause_s / 2 * random.random())

    def hear(self, raw: str) -> None:
        now_s = time.perf_counter()
        if raw.startswith('{"type":"update"'):
            self.etag = raw.split('"to":"', 1)[1].split('"', 1)[0]
            self.updates += 1
            self.updated_s = now_s
            self.updated.set()
        elif '"type":"heartbeat"' in raw:
            self.beats += 1
            self.live_s = self.live_s or now_s
        else:
            message = json.loads(raw)
            waiting = self.answers.pop(message.get("id"), None)
            if waiting is not None and not waiting.done():
                waiting.set_result((now_s, message))

    async def command(self, name: str, args: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        """(milliseconds to the answer, the answer)."""
        name_of_it = secrets.token_hex(8)
        self.answers[name_of_it] = asyncio.get_running_loop().create_future()
        answer = self.answers[name_of_it]
        began_s = time.perf_counter()
        await self.socket.send(json.dumps({"type": "command", "id": name_of_it, "name": name, "args": args}))
        at_s, message = await asyncio.wait_for(answer, 10)
        return (at_s - began_s) * 1000, message

    async def next_update(self, since_s: float) -> float:
        """When the first update after that moment arrived."""
        while self.updated_s <= since_s:
            self.updated.clear()
            await self.updated.wait()
        return self.updated_s


@dataclass
class Tally:
    own_ms: list[float] = field(default_factory=list)
    others_ms: list[float] = field(default_factory=list)
    failed: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    actions: int = 0


def action(number: int, seat: str) -> tuple[str, dict[str, Any], bool]:
    """Of ten actions seven are talk to all, one an open offer, one an order, one talk in the own cell; seen by all?"""
    kind = number % 10
    clause = {"id": "c", "kind": "start_extension", "party": seat.split(".")[0], "args": {}}
    if kind == 3 and not seat.startswith("nato"):
        to = "russia" if seat.startswith("us") else "us"
        words = {"title": f"Offer {number}", "to": [to], "clauses": [clause], "open": True, "expires_turn": 2}
        return "offer.table", words, True
    if kind == 6 and seat in ("us.president", "russia.president", "nato.secgen"):
        args = {"title": f"Statement {number}", "text": "What we think of it."}
        return "order.write", {"kind": "public_statement", "args": args}, False
    if kind == 9:
        return "talk.say", {"room": seat.split(".")[0], "text": f"Between us, {number}."}, False
    return "talk.say", {"room": "all", "text": f"Action {number} of the load, a sentence of common length."}, True


async def one_table(clients: dict[str, Client], until_s: float, tally: Tally) -> None:
    """One action a second, by each of the six in turn."""
    await asyncio.sleep(random.random())
    number = 0
    next_s = time.perf_counter()
    while time.perf_counter() < until_s:
        seat = SEATS[number % 6]
        name, args, public = action(number, seat)
        began_s = time.perf_counter()
        others = [client for other, client in clients.items() if other != seat]
        watching = [asyncio.create_task(client.next_update(began_s)) for client in others] if public else []
        tally.actions += 1
        try:
            own_ms, answer = await clients[seat].command(name, args)
            if answer["type"] == "ack":
                tally.own_ms.append(own_ms)
                if public:
                    times = await asyncio.wait_for(asyncio.gather(*watching), LOST_AFTER_S)
                    tally.others_ms.append((max(times) - began_s) * 1000)
            else:
                tally.refused[answer["code"]] = tally.refused.get(answer["code"], 0) + 1
        except TimeoutError:
            tally.failed += 1
        for each in watching:
            each.cancel()
        number += 1
        next_s += 1.0
        await asyncio.sleep(max(0.0, next_s - time.perf_counter()))


# --- what it costs -----------------------------------------------------------------------------------------------


def cpu_s(pid: int) -> float:
    """Processor time of a process and of those of its children that are done, seconds."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(stat[11]) + int(stat[12]) + int(stat[13]) + int(stat[14])) / HERTZ


def rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def processes_of(needle: str, folder: Path) -> list[int]:
    """Ids of the processes of this benchmark's own services: below this process, and named so."""
    found, known = [], {os.getpid()}
    rows = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                rows.append(
                    (int(entry.name), int(stat.rsplit(")", 1)[1].split()[1]), stat.split("(", 1)[1].rsplit(")", 1)[0])
                )
            except (FileNotFoundError, ProcessLookupError):
                continue
    changed = True
    while changed:
        changed = False
        for pid, parent, name in rows:
            if parent in known and pid not in known:
                known.add(pid)
                changed = True
                if needle in name:
                    found.append(pid)
    return found


def costs(web: Web, folder: Path) -> dict[str, float]:
    """Processor time so far, by part."""
    return {
        "web": cpu_s(web.process.pid),
        "postgres": sum(cpu_s(pid) for pid in processes_of("postgres", folder)),
        "valkey": sum(cpu_s(pid) for pid in processes_of("valkey", folder)),
    }


def quantiles(values: list[float]) -> str:
    if not values:
        return "none"
    rows = sorted(values)
    return " / ".join(f"{rows[min(len(rows) - 1, int(len(rows) * part))]:.0f}" for part in (0.50, 0.95, 0.99))


# --- the runs ----------------------------------------------------------------------------------------------------


async def gather_people(port: int, tables: list[dict[str, Any]]) -> list[dict[str, Client]]:
    made = [
        {seat: Client(port, table["game"], seat, token) for seat, token in table["tokens"].items()} for table in tables
    ]
    for table in made:
        await asyncio.gather(*(client.open() for client in table.values()))
    return made


async def load(number: int, seconds: float, web: Web, folder: Path, tables: list[dict[str, Any]]) -> None:
    people = await gather_people(web.port, tables)
    everybody = [client for table in people for client in table.values()]
    living = [asyncio.create_task(client.live()) for client in everybody]
    await until_live(everybody, 60)
    warm = Tally()
    await asyncio.gather(*(one_table(table, time.perf_counter() + WARM_UP_S, warm) for table in people))
    idle_before = costs(web, folder)
    await asyncio.sleep(IDLE_S)
    before, began_s = costs(web, folder), time.perf_counter()
    idle_ms = {part: (before[part] - idle_before[part]) * 1000 / IDLE_S / number for part in before}
    tally = Tally()
    await asyncio.gather(*(one_table(table, began_s + seconds, tally) for table in people))
    took_s = time.perf_counter() - began_s
    after = costs(web, folder)
    spent = {part: (after[part] - before[part]) * 1000 / max(1, tally.actions) for part in after}
    print(
        f"{number:4d} tables, {len(everybody)} sockets, {took_s:.0f} s: {tally.actions} actions "
        f"({tally.actions / took_s:.0f}/s), {tally.failed} failed, refused {tally.refused or 'none'}"
    )
    print(f"     own acknowledgement, ms (p50/p95/p99):      {quantiles(tally.own_ms)}")
    print(f"     last of the other five, ms (p50/p95/p99):   {quantiles(tally.others_ms)}")
    words = ", ".join(f"{part} {value:.1f}" for part, value in spent.items())
    memory_mb = rss_mb(web.process.pid)
    print(f"     processor for an action, ms: {sum(spent.values()):.1f} ({words}); web uses {memory_mb:.0f} MB")
    print(f"     while nobody acts, ms of processor a second and table: {sum(idle_ms.values()):.1f}")
    await come_back(web, everybody)
    for each in living:
        each.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    await asyncio.gather(*(client.socket.close() for client in everybody if client.socket), return_exceptions=True)


async def until_live(clients: list[Client], within_s: float) -> None:
    until_s = time.perf_counter() + within_s
    while any(client.live_s == 0.0 for client in clients):
        if time.perf_counter() > until_s:
            raise SystemExit(f"{sum(client.live_s == 0.0 for client in clients)} people never came in.")
        await asyncio.sleep(0.02)


async def come_back(web: Web, clients: list[Client]) -> None:
    """SIGKILL, start again as the supervisor does (0.1 s later), and wait until everybody's light is green."""
    for client in clients:
        client.cut.clear()
    began_s = time.perf_counter()
    web.process.kill()
    web.process.wait()
    await asyncio.sleep(0.1)
    web.start()
    await asyncio.gather(*(client.cut.wait() for client in clients))
    await until_live(clients, 120)
    times = sorted(client.live_s - began_s for client in clients)
    half = times[len(times) // 2]
    print(
        f"     return of {len(clients)} after SIGKILL of the web process, s: half {half:.1f}, all {times[-1]:.1f}",
        flush=True,
    )


async def ring(web: Web, tables: list[dict[str, Any]]) -> None:
    """150 sockets of one table idle for 30 s, then ten rings."""
    table = tables[0]
    watchers = [Client(web.port, table["game"], "us.state", table["tokens"]["us.state"]) for _ in range(150)]
    speaker = Client(web.port, table["game"], "us.president", table["tokens"]["us.president"])
    for client in (*watchers, speaker):
        await client.open()
    living = [asyncio.create_task(client.live()) for client in (*watchers, speaker)]
    await until_live([*watchers, speaker], 60)
    await asyncio.sleep(30)
    closed = sum(client.cut.is_set() for client in watchers)
    medians, lasts = [], []
    for number in range(10):
        began_s = time.perf_counter()
        await speaker.command("talk.say", {"room": "all", "text": f"Ring {number}."})
        times = sorted([await client.next_update(began_s) for client in watchers])[:100]
        medians.append((times[50] - began_s) * 1000)
        lasts.append((times[-1] - began_s) * 1000)
        await asyncio.sleep(1)
    print(
        f"150 sockets idle 30 s: {closed} closed. A ring to 100 sockets, ms: median {statistics.median(medians):.0f} "
        f"({min(medians):.0f} to {max(medians):.0f} in ten rings), last {statistics.median(lasts):.0f}",
        flush=True,
    )
    for each in living:
        each.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    await asyncio.gather(*(client.socket.close() for client in (*watchers, speaker)), return_exceptions=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--tables", default="1,10,50,100", help="sizes, parted by commas")
    parser.add_argument("--seconds", type=float, default=30.0, help="length of each run")
    parser.add_argument("--ring", action="store_true", help="also 150 idle sockets and a ring to 100 of them")
    options = parser.parse_args()
    sizes = [int(each) for each in options.tables.split(",") if each]
    with tempfile.TemporaryDirectory(prefix="third-site-load-") as name, house(Path(name), 1) as environment:
        folder = Path(name)
        began_s = time.perf_counter()
        tables = open_tables(max([*sizes, 1]))
        took_s = time.perf_counter() - began_s
        busy = os.getloadavg()[0]
        print(f"{len(tables)} tables opened in {took_s:.0f} s; load average {busy:.1f}, {os.cpu_count()} cores")
        web = Web(environment, folder / "web.log")
        web.start()
        try:
            web.wait()
            if options.ring:
                asyncio.run(ring(web, tables))
            for size in sizes:
                asyncio.run(load(size, options.seconds, web, folder, tables[:size]))
            said = web.log.read_text(errors="replace")
            print(f"the web process said {said.count('ERROR')} errors and {said.count('Traceback')} tracebacks")
            if "Traceback" in said:
                print(said[-3000:])
        finally:
            web.process.kill()
            web.process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
