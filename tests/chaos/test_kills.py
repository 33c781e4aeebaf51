"""[P1] [P2] [P11] Server, worker, PostgreSQL, Valkey and reconciler are killed (-9) while a turn is being played."""

import itertools
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from launcher.folder import Folder
from tests.chaos.writers import Writer
from tests.harness.people import redeem, wait_for
from tests.harness.running import ROOT, playing

# Killed in this order again and again; PostgreSQL and the server most often, for they hold what can be lost.
VICTIMS = ("web", "postgres", "worker-turns", "valkey", "web", "postgres", "reconciler", "worker-long")
SIZE = os.environ.get("TEST_SIZE", "normal")
KILLS = {"quick": 8, "normal": 16, "long": 300}[SIZE]
BETWEEN_KILLS_S = 1.2
ROOM = "all"
HEADS = ("us.president", "russia.president", "nato.secgen")
# The promise's 15 s are those of a machine that does nothing else; the normal run has other tests beside it.
ADJUDICATED_WITHIN_S = 15.0 if SIZE == "long" else 30.0
BACK_WITHIN_S = 20.0 if SIZE == "long" else 60.0


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_doubled(tmp_path, bare_environment):
    """[P1] acked ⊆ stored, each once, each order in its own turn; [P2] one set of findings; [P11] back in time."""
    with playing(tmp_path / "data", bare_environment) as family:
        control = redeem(family.url, family.control, "Facilitator")
        people = [redeem(family.url, family.seats[seat], f"Head of {seat}") for seat in HEADS]
        control.send("game.start")
        end_phase(control, "briefing")
        stop = threading.Event()
        writers = [Writer(person=person, room=ROOM, stop=stop) for person in people]
        threads = [threading.Thread(target=writer.run) for writer in writers]
        for thread in threads:
            thread.start()
        victims = itertools.cycle(VICTIMS)
        try:
            killed = kill_some(family, victims, KILLS // 3)
            end_phase(control, "negotiation")
            killed += kill_some(family, victims, KILLS // 3)
            # On a slow machine all that has passed in killing; without orders the turn would show nothing.
            wait_for(
                lambda: all(writer.ordered or writer.broken for writer in writers),
                within_s=90,
                what="everybody has had an order acknowledged",
            )
            took_s, died = adjudicate_over_dead_workers(family, control)
            killed += died
            killed += kill_some(family, victims, KILLS - len(killed))
        finally:
            stop.set()
            for thread in threads:
                thread.join(90)
        for writer in writers:
            if writer.broken is not None:
                raise writer.broken
        report(killed, writers, took_s)
        assert len(killed) >= KILLS
        assert took_s <= ADJUDICATED_WITHIN_S
        check_talk(control, writers)
        check_orders(family, writers)
        check_findings(family)
        verify(family, bare_environment)


def end_phase(control, phase: str) -> None:
    view = control.view()
    assert view["phase"]["name"] == phase
    control.send("phase.end", turn=max(1, view["turn"]["number"]), phase=phase, reason="The test goes on.")


def kill_some(family, victims, count: int) -> list[str]:
    """Kill so many members one after the other, each only when it is there; returns their names."""
    killed: list[str] = []
    while len(killed) < count:
        name = next(victims)
        before = wait_for(lambda name=name: alive(family, name), within_s=BACK_WITHIN_S, what=f"{name} is back")
        family.kill(name)
        killed.append(name)
        wait_for(
            lambda name=name, old=before: alive(family, name) not in (0, old),
            within_s=BACK_WITHIN_S,
            what=f"{name} is back",
        )
        time.sleep(BETWEEN_KILLS_S)
    return killed


def alive(family, name: str) -> int:
    """The member's process number if that process runs, else 0."""
    pid = family.pids()[name]
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return 0
    return 0 if state == "Z" else pid


def adjudicate_over_dead_workers(family, control) -> tuple[float, list[str]]:
    """End the orders, kill both workers at once, and measure from their death to the proposal; then control accepts."""
    end_phase(control, "orders")
    time.sleep(0.3)  # so that a worker has begun
    for name in ("worker-turns", "worker-long"):
        family.kill(name)
    died_at = time.monotonic()
    wait_for(
        lambda: control.view()["control"]["proposals"]["1"]["state"] == "proposed",
        within_s=60,
        what="the turn is adjudicated after its worker died",
    )
    took_s = time.monotonic() - died_at
    control.send("adjudication.accept", turn=1)
    assert control.view()["phase"]["name"] == "results"
    return took_s, ["worker-turns", "worker-long"]


def check_talk(control, writers) -> None:
    stored = [item["text"] for item in control.messages(ROOM)]
    acked = [words for writer in writers for words in writer.said]
    assert acked, "nobody was acknowledged anything: the test shows nothing"
    assert sorted(set(acked) - set(stored)) == [], "acknowledged and lost"
    assert len(stored) == len(set(stored)), "stored twice"


def check_orders(family, writers) -> None:
    """Each acknowledged order is stored once, as its receipt says, and before the orders of its turn were closed.

    Every command was asked until it was answered, so what is stored is what was acknowledged, no more and no less.
    """
    stored = [(seq, body["order"]) for seq, body in entries(family, "order_written")]
    closed = {body["turn"]: seq for seq, body in entries(family, "orders_closed")}
    acked = sorted(order for writer in writers for order in writer.ordered)
    assert acked, "no order was acknowledged: the test shows nothing"
    assert sorted(order["id"] for _, order in stored) == acked
    assert [order["id"] for seq, order in stored if seq > closed.get(order["turn"], seq)] == []


def check_findings(family) -> None:
    turns = [body["turn"] for _, body in entries(family, "findings_recorded")]
    assert turns == [1], "the turn is adjudicated exactly once"


def entries(family, kind: str) -> list[tuple[int, dict]]:
    """Numbers and bodies of the stored entries of a kind, from PostgreSQL itself, past every cache of the program."""
    with psycopg.connect(Folder(family.data).database_url) as line:
        return line.execute(
            "SELECT e.seq, e.body FROM journal_entry e JOIN lobby_game g ON g.stream = e.stream_id "
            "WHERE g.id = %s AND e.kind = %s ORDER BY e.seq",
            (family.game, kind),
        ).fetchall()


def verify(family, environment) -> None:
    """`manage.py verify` on the running family's data: chain, receipts, and the findings computed again."""
    done = subprocess.run(
        [sys.executable, "manage.py", "verify", family.game, "--data", str(family.data)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def report(killed, writers, took_s: float) -> None:
    said = sum(len(writer.said) for writer in writers)
    ordered = sum(len(writer.ordered) for writer in writers)
    refused: dict[str, int] = {}
    for writer in writers:
        for code, number in writer.refused.items():
            refused[code] = refused.get(code, 0) + number
    print(
        f"[P1] kills {len(killed)} of {sorted(set(killed))}; acknowledged: {said} messages, {ordered} orders; "
        f"refused {refused}"
    )
    print(f"[P11] results {took_s:.1f} s after the workers' death")
