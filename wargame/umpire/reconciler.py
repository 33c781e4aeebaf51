"""What sees to it that things happen that nobody asks for: phases close, closed turns get findings, stale visits end.

One process of a house does it: the one that holds an advisory lock on a connection of its own. Others wait.
It looks at the heads of all open games, folds only those that moved, and acts by ordinary commands, which refuse
whatever has been done meanwhile. So it may die anywhere and begin again.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from wargame import journal
from wargame.journal.models import Stream
from wargame.lobby import attendance
from wargame.lobby.models import Game
from wargame.rules.decide.adjudication import awaiting
from wargame.umpire import queue
from wargame.umpire.bots import live
from wargame.umpire.estimates import rows
from wargame.umpire.frontier import rows as frontiers
from wargame.umpire.models import Work
from wargame.umpire.turns import answers, claims, closed, work

log = logging.getLogger(__name__)

LOCK = 0x7468697264736974  # "thirdsit": the advisory lock of the one reconciler
LOOK_EVERY_S = 0.5
RECONCILE_EVERY_S = 2.0
VISITS_EVERY_S = 20.0
PRUNE_EVERY_S = 3600.0
UNTAKEN_AFTER_S = 5.0
"""A queued turn that no worker has begun by then is queued again, for the broker may have been emptied; each time it
is waited a little longer."""
SILENT_AFTER_S = 40.0
"""A running turn without a sign of life for so long is given to somebody else even if its worker's connection stands;
a task is ended after 25 s."""
BOTS_SILENT_AFTER_S = 6.0
"""Bots that were asked and did nothing for so long are asked again: the task may have been lost."""
SYSTEM = "system"
AHEAD = ("lobby", "briefing", "negotiation", "orders")


@dataclass
class Watched:
    """What this process knows of an open game since it last folded it."""

    game: UUID
    head: int
    deadline_ms: int | None
    turn: int
    phase: str
    paused: bool
    awaiting: int | None
    over: bool
    queued: bool = False  # whether this process has sent the task for `awaiting`
    bots_due: bool = False  # whether a bot of the game would do something now
    bots_pace_s: float = 0.0
    bots_sent_at: float = -1e9  # when they were last asked to, on the monotonic clock, and at which head
    bots_sent_head: int = -1
    prepared: tuple[int, str] = (0, "")  # the turn and phase for which answers were asked ahead


@dataclass
class Reconciler:
    """`send(game, turn)` puts the task into the queue; it may raise, the turn then waits. `ahead(game)` asks ahead.

    `ask(estimate)` sends a seat's question that was lost on the way, `sweep(stream)` the frontier of a finished game.
    """

    send: Callable[[str, int], None]
    ahead: Callable[[str], None] | None = None
    bots: Callable[[str], None] | None = None
    ask: Callable[[str], None] | None = None
    sweep: Callable[[str], None] | None = None
    watched: dict[UUID, Watched] = field(default_factory=dict)
    visits_at: float = 0.0
    pruned_at: float = 0.0
    reconciled_at: float = 0.0

    def look(self) -> None:
        """One look at everything; cheap when nothing has moved: one query."""
        now = time.monotonic()
        self.fold_what_moved()
        self.close_due_phases()
        self.ask_ahead()
        self.ask_bots()
        for stream, seen in self.watched.items():
            if seen.awaiting is not None and not seen.queued:
                self.dispatch(stream, seen)
        if now - self.reconciled_at >= RECONCILE_EVERY_S:
            self.reconciled_at = now
            for stream, seen in self.watched.items():
                if seen.awaiting is not None:
                    self.dispatch(stream, seen)
            if self.ask is not None:
                rows.heal(self.ask)
            if self.sweep is not None:
                frontiers.heal(self.sweep)
        if now - self.visits_at >= VISITS_EVERY_S:
            self.visits_at = now
            attendance.end_stale()
        if now - self.pruned_at >= PRUNE_EVERY_S:
            self.pruned_at = now
            answers.prune()
            rows.prune()

    def fold_what_moved(self) -> None:
        games: dict[UUID, UUID] = dict(Game.objects.filter(over=None).values_list("stream", "pk"))
        for gone in [stream for stream in self.watched if stream not in games]:
            del self.watched[gone]
        heads = dict(Stream.objects.filter(pk__in=games).values_list("pk", "head"))
        for stream, head in heads.items():
            known = self.watched.get(stream)
            if known is None or known.head != head:
                try:
                    self.watched[stream] = watch(games[stream], stream, known)
                except (OperationalError, InterfaceError):
                    raise
                except Exception:  # one game that cannot be folded must not stop the others
                    log.exception("game %s cannot be folded", games[stream])
                    continue
            if self.watched[stream].over:
                Game.objects.filter(stream=stream, over=None).update(over=timezone.now())
                frontiers.ask(stream, games[stream])

    def close_due_phases(self) -> None:
        now_ms = time.time_ns() // 1_000_000
        for stream, seen in self.watched.items():
            if seen.deadline_ms is None or seen.paused or seen.deadline_ms > now_ms:
                continue
            told = journal.handle(
                stream,
                # The deadline is part of the id: an extension made meanwhile is another close.
                command_id=f"close-{seen.turn}-{seen.phase}-{seen.deadline_ms}",
                name="phase.close_due",
                args={"turn": seen.turn, "phase": seen.phase},
                seat=SYSTEM,
            )
            if not told["ok"]:
                log.info("game %s: %s was not closed: %s", seen.game, seen.phase, told["message"])
            seen.deadline_ms = None  # whatever was decided, the head tells when to look again
            seen.head = -1

    def ask_ahead(self) -> None:
        """Once in each phase before the close: most of what the engine will be asked is known by then."""
        for seen in self.watched.values():
            opened = (seen.turn, seen.phase)
            if self.ahead is None or seen.phase not in AHEAD or seen.prepared == opened:
                continue
            seen.prepared = opened
            try:
                self.ahead(str(seen.game))
            except Exception as reason:  # it only saves time
                log.info("nothing is prepared for game %s: %s", seen.game, type(reason).__name__)

    def ask_bots(self) -> None:
        """Where bots have something to do, they are asked to at the table's pace; again if nothing came of it."""
        now = time.monotonic()
        for seen in self.watched.values():
            if self.bots is None or not seen.bots_due:
                continue
            moved = seen.head != seen.bots_sent_head
            if now - seen.bots_sent_at < (seen.bots_pace_s if moved else max(seen.bots_pace_s, BOTS_SILENT_AFTER_S)):
                continue
            seen.bots_sent_at, seen.bots_sent_head = now, seen.head
            try:
                self.bots(str(seen.game))
            except Exception as reason:  # the broker is away: they wait, and are asked again
                log.warning("the bots of game %s could not be asked: %s", seen.game, type(reason).__name__)

    def dispatch(self, stream: UUID, seen: Watched) -> None:
        """See to it that somebody works on the closed turn."""
        assert seen.awaiting is not None
        row = work.row_of(stream, seen.game, seen.awaiting)
        silent_s = (timezone.now() - row.beat).total_seconds()
        if row.state == "failed":
            seen.queued = True
            return
        if row.state == "recorded":  # the row says so and the record does not (a backup came back): work anew
            Work.objects.filter(pk=row.pk).update(state="waiting", words=work.WORDS["waiting"])
        elif row.state == "queued" and silent_s < UNTAKEN_AFTER_S * min(max(1, row.sent), 6):
            seen.queued = True
            return
        elif row.state == "running":
            if silent_s < SILENT_AFTER_S and claims.claimed(stream, row.turn):
                seen.queued = True
                return
            work.died(row)
            row.deaths += 1
        if row.deaths >= closed.MOST_DEATHS:
            closed.quarantine(row, f"Whoever worked on turn {row.turn} came to no end, {row.deaths} times.")
            return
        try:
            self.send(str(seen.game), row.turn)
        except Exception as reason:  # the broker is away: the turn waits, visibly
            log.warning("turn %s of game %s could not be queued: %s", row.turn, seen.game, type(reason).__name__)
            work.move(row, "waiting")
            seen.queued = True  # not at every look: the next reconciliation tries again
            return
        work.sent(row)
        seen.queued = True


def watch(game: UUID, stream: UUID, known: Watched | None) -> Watched:
    """What matters of a game's state now."""
    state, head = journal.state_at(stream)
    phase = state["phase"]
    waits = awaiting(state)
    return Watched(
        game=game,
        head=head,
        deadline_ms=phase["deadline_ms"],
        turn=state["turn"]["number"],
        phase=phase["name"],
        paused=bool(phase["paused"]),
        awaiting=waits,
        over=bool(state["game"].get("over")),
        queued=known is not None and known.awaiting == waits and known.queued,
        bots_due=bool(live.seats(state)) and live.have_something_to_do(state, journal.pack_of(stream)),
        bots_pace_s=known.bots_pace_s if known is not None else live.pace_s(options_of(game)),
        bots_sent_at=known.bots_sent_at if known is not None else -1e9,
        bots_sent_head=known.bots_sent_head if known is not None else -1,
        prepared=known.prepared if known is not None else (0, ""),
    )


def options_of(game: UUID) -> dict[str, Any]:
    found: dict[str, Any] = Game.objects.values_list("options", flat=True).get(pk=game)
    return found


class Lock:
    """The advisory lock, on a connection of its own: PostgreSQL lets go of it when the connection ends."""

    def __init__(self) -> None:
        self.link: psycopg.Connection[Any] | None = None

    def held(self) -> bool:
        """Whether this process holds the lock; tries to take it. Raises nothing: without a database nobody holds it."""
        try:
            if self.link is None or self.link.closed:
                parameters = {
                    key: value for key, value in connection.get_connection_params().items() if key not in UNFIT
                }
                self.link = psycopg.connect(**parameters, autocommit=True, connect_timeout=3)
                row = self.link.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
                if row is None or not row[0]:
                    self.close()
                    return False
                return True
            self.link.execute("SELECT 1")
            return True
        except psycopg.Error as reason:
            log.warning("no database for the reconciler (%s)", type(reason).__name__)
            self.close()
            return False

    def close(self) -> None:
        if self.link is not None:
            try:
                self.link.close()
            finally:
                self.link = None


UNFIT = ("cursor_factory", "context", "pool")
"""Of Django's connection parameters, those that a plain psycopg connection does not take."""


def of_this_house(send: Callable[[str, int], None]) -> Reconciler:
    """The reconciler that puts all it sends into the house's queues."""
    return Reconciler(send=send, ahead=queue.prepare, bots=queue.play_bots, ask=queue.estimate, sweep=queue.frontier)


def run(
    stop: Callable[[], bool], *, every_s: float = LOOK_EVERY_S, send: Callable[[str, int], None] = queue.adjudicate
) -> None:
    """Look again and again until `stop()`; a database that is away is waited for."""
    lock, reconciler, had_it = Lock(), None, False
    try:
        while not stop():
            began = time.monotonic()
            close_old_connections()
            if lock.held():
                if not had_it:
                    log.info("this process reconciles")
                    had_it, reconciler = True, of_this_house(send)
                assert reconciler is not None
                try:
                    reconciler.look()
                except (OperationalError, InterfaceError) as reason:
                    log.warning("the database went away (%s)", type(reason).__name__)
                    connection.close()
                except Exception:  # the house must go on; what went wrong is in the log
                    log.exception("a look of the reconciler")
            else:
                had_it, reconciler = False, None
            pause_s = every_s if had_it else RECONCILE_EVERY_S
            time.sleep(max(0.02, pause_s - (time.monotonic() - began)))
    finally:
        lock.close()
