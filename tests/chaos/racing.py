"""Several processes that give commands to the same game at the same moment, through the journal, with real commits.

A `Field` holds the processes ready; `Field.run` gives each race to all of them at once. What was answered is returned
as it was heard; nothing is judged here. `BUGS` names the faults that can be planted in the processes.
"""

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

WAIT_S = 120.0


@dataclass(frozen=True)
class Shot:
    """One command of one contender. `spread_ms`: it is given at a random moment of so many ms after the start."""

    stream: str
    seat: str
    command_id: str
    name: str
    args: dict[str, Any]
    spread_ms: float = 4.0


@dataclass(frozen=True)
class Heard:
    """What a contender was answered; `fault` if there was no answer: nobody knows then what became of the command."""

    shot: Shot
    answer: dict[str, Any] | None
    fault: str | None = None

    @property
    def ok(self) -> bool:
        return self.answer is not None and bool(self.answer["ok"])

    @property
    def code(self) -> str:
        """ "ok", the code of the refusal, or "unknown"."""
        return "unknown" if self.answer is None else "ok" if self.answer["ok"] else str(self.answer["code"])


class Field:
    """`lanes` processes that race. A lane may give several commands in a race, one after the other."""

    def __init__(self, lanes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.gate = context.Barrier(lanes)
        self.pipes = []
        self.processes = []
        for lane in range(lanes):
            here, there = context.Pipe()
            process = context.Process(target=runner, args=(lane, there, self.gate), daemon=True)
            process.start()
            there.close()
            self.pipes.append(here)
            self.processes.append(process)
        for pipe in self.pipes:
            assert self.told(pipe) == "ready"

    def run(self, races: Sequence[Sequence[Sequence[Shot]]], *, seed: int = 0, bug: str = "") -> list[list[Heard]]:
        """races[race][lane] are the commands of a lane; returns what was heard, by race."""
        for lane, pipe in enumerate(self.pipes):
            pipe.send((seed, bug, [list(race[lane]) for race in races]))
        by_lane = [self.told(pipe) for pipe in self.pipes]
        return [[heard for lane in by_lane for heard in lane[race]] for race in range(len(races))]

    def told(self, pipe: Any) -> Any:
        if not pipe.poll(WAIT_S):
            raise AssertionError(f"a contender was silent for {WAIT_S:.0f} s")
        return pipe.recv()

    def close(self) -> None:
        for pipe in self.pipes:
            pipe.send(None)
        for process in self.processes:
            process.join(10)
            if process.is_alive():
                process.kill()


def runner(lane: int, pipe: Any, gate: Any) -> None:
    """The life of one process: as told, race after race, until told nothing more."""
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    pipe.send("ready")
    while (task := pipe.recv()) is not None:
        seed, bug, races = task
        chance = random.Random(f"{seed} {lane}")
        with planted(bug, lane):
            heard = []
            for shots in races:
                gate.wait(WAIT_S)
                heard.append([give(shot, chance) for shot in shots])
        pipe.send(heard)
    connection.close()


def give(shot: Shot, chance: random.Random) -> Heard:
    from wargame.journal import record

    time.sleep(chance.random() * shot.spread_ms / 1000)
    try:
        answer = record.handle(shot.stream, command_id=shot.command_id, name=shot.name, args=shot.args, seat=shot.seat)
    except Exception as error:
        return Heard(shot, None, f"{type(error).__name__}: {error}"[:200])
    return Heard(shot, answer)


# Faults that a harness has to find: each is a way in which such programs have gone wrong.


def _without_lock(stack: ExitStack, lane: int) -> None:
    from wargame.journal import record
    from wargame.journal.models import Receipt
    from wargame.journal.store import rows

    def look(stream_id: Any, *, seat: str, command_id: str) -> Any:
        stream = rows.find(stream_id)
        known = Receipt.objects.filter(stream_id=stream_id, seat=seat, command_id=command_id).first()
        time.sleep(0.002)
        return stream, known and rows.Known(bytes(known.salt), known.body_hash, known.answer)

    stack.enter_context(patch.object(record, "lock_and_look", look))


def _close_without_lock(stack: ExitStack, lane: int) -> None:
    """The close alone does not wait, and takes the next free number as it finds it."""
    if lane == 0:
        _without_lock(stack, lane)


def _sign_by_id_alone(stack: ExitStack, lane: int) -> None:
    from wargame.rules.decide import DECISIONS, offers

    def sign(acts: Any, command: Any) -> Any:
        row = acts.state["offers"].get(command.offer)
        if row is not None:
            version = row["view"]["version"]
            digest = row["view"]["versions"][str(version)]["digest"]
            command = replace(command, version=version, digest=digest)
        return offers.sign(acts, command)

    stack.enter_context(patch.dict(DECISIONS, {"offer.sign": sign}))


def _closed_offers_stay_open(stack: ExitStack, lane: int) -> None:
    from wargame.rules.decide import offers, phases

    every = ("tabled", "countered", "signed", "rejected", "withdrawn", "expired")
    stack.enter_context(patch.object(offers, "OPEN", every))
    stack.enter_context(patch.object(phases, "OPEN", every))


def _signed_twice(stack: ExitStack, lane: int) -> None:
    """Whether a cell has signed already is not asked."""
    from wargame.rules.decide import DECISIONS, offers

    class Blind(dict[str, Any]):
        def __contains__(self, key: object) -> bool:
            return False

    whole = offers._open_offer

    def open_offer(*args: Any, **more: Any) -> Any:
        found = whole(*args, **more)
        return {**found, "signatures": Blind(found["signatures"])} if isinstance(found, dict) else found

    stack.enter_context(patch.object(offers, "_open_offer", open_offer))
    stack.enter_context(patch.dict(DECISIONS, {"offer.sign": offers.sign}))


def _order_after_the_snapshot(stack: ExitStack, lane: int) -> None:
    from wargame.rules.decide import orders

    whole = orders._open

    def open_still(acts: Any, turn: int | None) -> Any:
        return None if acts.state["phase"]["name"] == "adjudication" else whole(acts, turn)

    stack.enter_context(patch.object(orders, "_open", open_still))


def _the_authors_clock(stack: ExitStack, lane: int) -> None:
    """An order counts by when its author says it was sent: here, any within 25 ms after the close."""
    from wargame.rules.decide import orders

    whole = orders._open

    def open_by_other_clock(acts: Any, turn: int | None) -> Any:
        phase = acts.state["phase"]
        sent_ms = acts.context.now_ms - 25
        return None if phase["name"] == "adjudication" and sent_ms <= phase["opened_ms"] else whole(acts, turn)

    stack.enter_context(patch.object(orders, "_open", open_by_other_clock))


def _answered_before_the_commit(stack: ExitStack, lane: int) -> None:
    """Every third acknowledged command is lost: the answer was given, then the transaction did not come about."""
    from django.db import transaction

    from wargame.journal import record

    whole, count = record.handle, [0]

    class Undo(Exception):
        pass

    def handle(*args: Any, **named: Any) -> Any:
        count[0] += 1
        answer = None
        try:
            with transaction.atomic():
                answer = whole(*args, **named)
                if count[0] % 3 == 0:
                    raise Undo
        except Undo:
            pass
        return answer

    stack.enter_context(patch.object(record, "handle", handle))


def _late_without_a_record(stack: ExitStack, lane: int) -> None:
    """A refusal is answered and its receipt forgotten: asked again, the author is told something else."""
    from wargame.journal import record

    whole = record.store

    def store(stream: Any, composed: Any, receipt: Any) -> None:
        if composed.numbers is not None:
            whole(stream, composed, receipt)

    stack.enter_context(patch.object(record, "store", store))


def _promised_twice(stack: ExitStack, lane: int) -> None:
    from wargame.rules.decide import offers

    stack.enter_context(patch.object(offers.promises, "promised_before", lambda *args, **more: None))


BUGS: dict[str, Callable[[ExitStack, int], None]] = {
    "nothing is locked": _without_lock,
    "the close does not lock": _close_without_lock,
    "signed by id alone": _sign_by_id_alone,
    "a closed offer can be closed again": _closed_offers_stay_open,
    "a cell signs twice": _signed_twice,
    "the same may be promised twice": _promised_twice,
    "an order after the snapshot": _order_after_the_snapshot,
    "the author's clock": _the_authors_clock,
    "answered before the commit": _answered_before_the_commit,
    "late without a record": _late_without_a_record,
}


@contextmanager
def planted(bug: str, lane: int) -> Iterator[None]:
    with ExitStack() as stack:
        if bug:
            BUGS[bug](stack, lane)
        yield


@contextmanager
def field_of(lanes: int, environment: dict[str, str]) -> Iterator[Field]:
    """Processes that see the database of this environment, ended afterwards."""
    with patch.dict(os.environ, environment):
        field = Field(lanes)
    try:
        yield field
    finally:
        field.close()
