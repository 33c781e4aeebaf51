"""One `Table` for each game that somebody in this process watches: it hears the bell, looks once, and shows everybody.

The channel layer is a doorbell. However many rings come in, and however many sockets are here, one look at the
journal answers them: the pictures of all seats present, of one moment. Every few seconds it looks without being rung,
asks whether the credentials still hold, and so heals whatever a lost ring left behind. Presence and typing are kept
here alone, never stored; other processes are told of them through the same bell.
"""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from wargame.journal import announce
from wargame.lobby.door import unit
from wargame.play.table import feed
from wargame.play.table.feed import Picture
from wargame.play.table.questions import frame
from wargame.play.table.roll import Roll, call
from wargame.rules.events import said_by
from wargame.umpire.estimates.rows import OPEN

BEAT_S = 4.0  # the heartbeat reaches a page at least every five seconds
LAYER_LIMIT_S = 1.0
LONGEST_PAUSE_S = 30.0
OWN_RING_S = 0.15  # how long a command of this process waits for its own ring before it looks without one
PICTURES_HELD = 6  # of a seat: a page that comes back with one of them gets a patch
ABSENT_AFTER_S = 15.0  # another process that has said nothing for so long has nobody here
TYPING_S = 6.0
EDITING = "editing:"  # before the id of a draft or order: kept and told like the typing in a room
WHOLE_S = 20.0  # the whole roll is called at least so often
HERE_PAUSE_S = 0.25  # presence is told to others at most this often

DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)

log = logging.getLogger(__name__)


class Watcher(Protocol):
    """What a table shows pictures to: a socket, or a request that waits."""

    seat: str
    credential: int
    visit: int | None  # its attendance

    def show(self, picture: Picture) -> None: ...
    def beat(self) -> None: ...
    def tell(self, kind: str, message: dict[str, Any]) -> None: ...
    def revoke(self) -> None: ...


@dataclass
class Elsewhere:
    """What another process last said of its seats."""

    seats: set[str]
    typing: dict[str, list[str]]
    until_s: float


@dataclass(eq=False)
class Table:
    game: UUID
    stream: UUID
    watchers: set[Watcher] = field(default_factory=set)
    pictures: dict[str, deque[Picture]] = field(default_factory=dict)
    elsewhere: dict[str, Elsewhere] = field(default_factory=dict)
    typing: dict[tuple[str, str], float] = field(default_factory=dict)  # (room, seat) -> until
    names: dict[str, str | None] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)  # of control, when the names were read
    waiting: dict[UUID, tuple[str, str]] = field(default_factory=dict)  # question -> who asked, in which frame
    process: str = field(default_factory=lambda: secrets.token_hex(6))
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    here_due: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[asyncio.Future[None]] = field(default_factory=list)
    rung: bool = False  # since the last look
    rung_s: float = 0.0
    whole_s: float = 0.0  # when the whole roll is called next
    looks: int = 0
    task: asyncio.Task[None] | None = None

    # --- coming and going ---------------------------------------------------------------------------------------

    async def join(self, watcher: Watcher) -> Picture:
        """From now on the watcher is shown what changes; returns its picture of now."""
        self.watchers.add(watcher)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.serve(), name=f"table {self.game}")
        self.here_due.set()
        await self.look_again()
        return self.pictures[watcher.seat][-1]

    def leave(self, watcher: Watcher) -> None:
        self.watchers.discard(watcher)
        self.typing = {key: until for key, until in self.typing.items() if key[1] != watcher.seat}
        self.here_due.set()
        if not self.watchers:
            self.awake.set()

    async def look_again(self) -> None:
        """Wait until a look that began after this call has been shown."""
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.asked.append(answered)
        self.awake.set()
        await answered

    def changed(self, since_s: float) -> None:
        """A command that was begun then has been committed: if its ring does not come, look all the same."""
        asyncio.get_running_loop().call_later(OWN_RING_S, self.look_unless_rung, since_s)

    def look_unless_rung(self, since_s: float) -> None:
        if self.rung_s < since_s:
            self.awake.set()

    def held(self, seat: str, etag: str | None) -> Picture | None:
        """The picture of this name, if it is one of the last few of the seat."""
        return next((each for each in self.pictures.get(seat, ()) if each.etag == etag), None)

    # --- the work -----------------------------------------------------------------------------------------------

    async def serve(self) -> None:
        """Runs while somebody watches; who comes while the last one's things are put away is served all the same."""
        while self.watchers:
            ear = asyncio.create_task(self.listen())
            mouth = asyncio.create_task(self.tell_others())
            try:
                await self.look_and_look()
            finally:
                ear.cancel()
                mouth.cancel()
                await asyncio.gather(ear, mouth, return_exceptions=True)
            await self.say({"type": "here", "process": self.process, "seats": [], "typing": {}})
        for each in self.asked:
            if not each.done():
                each.set_exception(Unreachable())
        self.asked.clear()

    async def look_and_look(self) -> None:
        """At every ring and at every beat, as long as somebody watches."""
        beat_s = 0.0
        while self.watchers:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.awake.wait(), max(0.0, beat_s - time.monotonic()))
            self.awake.clear()
            beating = time.monotonic() >= beat_s
            if beating:
                beat_s = time.monotonic() + BEAT_S
            await self.look(beating)

    async def look(self, beating: bool) -> None:
        """One look at the journal, shown to everybody; who waits for it learns whether it came about."""
        asked, self.asked = self.asked, []
        fault: Exception | None = None
        try:
            await self.look_and_show(beating, newcomers=bool(asked))
        except Exception as reason:
            # Mostly the database is away. No heartbeat goes out, so the pages say that they are not live; the next
            # beat tries again.
            fault = Unreachable()
            words = ("table %s: no look at the journal (%s)", self.game, type(reason).__name__)
            log.warning(*words) if isinstance(reason, DATABASE_AWAY) else log.exception(*words)
        for each in asked:
            if not each.done():
                each.set_exception(fault) if fault else each.set_result(None)

    async def look_and_show(self, beating: bool, *, newcomers: bool) -> None:
        """One unit of work in a thread, then everybody is shown what is new for them."""
        watchers = list(self.watchers)
        now_s = time.monotonic()
        rung, self.rung = self.rung, False
        whole = now_s >= self.whole_s
        if whole:
            self.whole_s = now_s + WHOLE_S
        visits = [visit for each in watchers if (visit := each.visit) is not None] if whole else []
        seats = {each.seat for each in watchers}
        estimates = list(self.waiting)
        pictures, roll = await survey(self.game, self.stream, seats, visits, estimates, guard=beating, whole=whole)
        self.looks += 1
        news = self.keep(pictures)
        if roll.names is not None:
            self.names = roll.names
        for each in watchers:
            if roll.credentials is not None and each.credential not in roll.credentials and each in self.watchers:
                each.revoke()
                self.leave(each)
                continue
            each.show(pictures[each.seat])
            if beating:
                each.beat()
            if roll.progress is not None:
                each.tell("progress", {"type": "progress", **roll.progress})
            for knock in (roll.knocks or {}).get(each.seat, ()):
                each.tell(f"knock {knock['id']}", {"type": "knock", **knock})
        self.tell_answers(estimates, roll.estimates)
        if whole or newcomers:
            self.show_presence()
        # Rung without news: a knock, a name, the progress of work. Seats that changed: their names have too, also
        # those of control's own people, whom only control's pictures have.
        control = next((found for each in pictures.values() if (found := each.view.get("control"))), None)
        people = {seat for seat, row in (control or {}).get("people", {}).items() if row["taken"]}
        if whole:
            self.people = people
        elif (rung and not news) or "cells" in news or people != self.people:
            self.whole_s = 0.0
            self.awake.set()

    def keep(self, pictures: dict[str, Picture]) -> set[str]:
        """Hold the new pictures beside the last ones; the names of the parts that changed for anybody."""
        news: set[str] = set()
        for seat, picture in pictures.items():
            held = self.pictures.setdefault(seat, deque(maxlen=PICTURES_HELD))
            if not held or held[-1] is not picture:
                if held:
                    old = held[-1].parts
                    news |= {name for name, part in picture.parts.items() if old[name].digest != part.digest}
                held.append(picture)
        for seat in self.pictures.keys() - {each.seat for each in self.watchers}:
            del self.pictures[seat]
        return news

    def awaits(self, seat: str, estimate: UUID, asked: str) -> None:
        """A question that `seat` asked here is not answered yet: the seat's pages are told how it goes on."""
        self.waiting[estimate] = (seat, asked)

    def tell_answers(self, estimates: Iterable[UUID], found: dict[UUID, dict[str, Any]]) -> None:
        """How these questions stand, to the pages of the seats that asked; one that is gone is waited for no more."""
        for estimate in estimates:
            seat, asked = self.waiting[estimate]
            told = found.get(estimate)
            if told is None:
                del self.waiting[estimate]
                continue
            for each in self.watchers:
                if each.seat == seat:
                    each.tell(f"estimate {estimate}", frame(told, asked))
            if told["state"] not in OPEN:
                del self.waiting[estimate]

    # --- what is never stored -----------------------------------------------------------------------------------

    def types(self, seat: str, room: str) -> None:
        fresh = (room, seat) not in self.typing
        self.typing[room, seat] = time.monotonic() + TYPING_S
        if fresh:
            self.here_due.set()
            self.show_presence()

    def stops_typing(self, seat: str) -> None:
        self.typing = {key: until for key, until in self.typing.items() if key[1] != seat}

    def present(self) -> tuple[set[str], dict[str, list[str]]]:
        """Seats that have a page open anywhere, and who types where."""
        now_s = time.monotonic()
        self.typing = {key: until for key, until in self.typing.items() if until > now_s}
        self.elsewhere = {name: each for name, each in self.elsewhere.items() if each.until_s > now_s}
        seats = {each.seat for each in self.watchers}
        rooms: dict[str, set[str]] = {}
        for room, seat in self.typing:
            rooms.setdefault(room, set()).add(seat)
        for other in self.elsewhere.values():
            seats |= other.seats
            for room, them in other.typing.items():
                rooms.setdefault(room, set()).update(them)
        return seats, {room: sorted(them) for room, them in rooms.items()}

    def show_presence(self) -> None:
        """Tell each watcher who is here, and who types in its own rooms: that a room is in use is not for others."""
        online, typing = self.present()
        for each in self.watchers:
            held = self.pictures.get(each.seat)
            if not held:
                continue
            view = held[-1].view
            known = [seat for cell in view["cells"].values() for seat in cell["seats"]]
            colleagues = [*view["control"]["people"]] if view.get("control") else []
            seats = {seat: {"online": seat in online, "name": self.names.get(seat)} for seat in [*known, *colleagues]}
            author = (lambda seat: seat) if colleagues else said_by
            rooms = {
                room: others
                for room, them in typing.items()
                if room in view["rooms"] and (others := sorted({author(seat) for seat in them if seat != each.seat}))
            }
            things = {
                thing: others
                for key, them in typing.items()
                if (thing := key.removeprefix(EDITING)) != key
                and edits(view, thing)
                and (others := [seat for seat in them if seat != each.seat])
            }
            each.tell("presence", {"type": "presence", "seats": seats, "typing": rooms, "editing": things})

    # --- the bell -----------------------------------------------------------------------------------------------

    async def listen(self) -> None:
        """Hear rings and what other processes say; drain what has piled up, so that many rings are one look."""
        layer, pause_s = get_channel_layer(), BEAT_S
        while True:
            try:
                channel = await asyncio.wait_for(layer.new_channel(), LAYER_LIMIT_S)
                await asyncio.wait_for(layer.group_add(announce.group(self.stream), channel), LAYER_LIMIT_S)
                break
            except Exception as reason:
                log.warning("table %s: no bell (%s); looking every %.0f s", self.game, type(reason).__name__, BEAT_S)
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)  # the layer keeps a little of every failed attempt
        self.awake.set()  # what happened before we could hear
        try:
            while True:
                self.hear(await layer.receive(channel))
        finally:
            try:
                await asyncio.wait_for(layer.group_discard(announce.group(self.stream), channel), LAYER_LIMIT_S)
            except Exception as reason:
                log.warning("table %s: did not leave the bell (%s)", self.game, type(reason).__name__)

    def hear(self, message: dict[str, Any]) -> None:
        if message.get("type") == "ring":
            self.rung, self.rung_s = True, time.monotonic()
            self.awake.set()
        elif message.get("type") == "here" and message["process"] != self.process:
            known = self.elsewhere.get(message["process"])
            self.elsewhere[message["process"]] = Elsewhere(
                set(message["seats"]), message["typing"], time.monotonic() + ABSENT_AFTER_S
            )
            if known is None:
                self.here_due.set()  # a newcomer has not heard of us
            self.show_presence()

    async def tell_others(self) -> None:
        """Tell the other processes who is here: when it changes, and now and then."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.here_due.wait(), BEAT_S)
            self.here_due.clear()
            now_s = time.monotonic()
            typing: dict[str, list[str]] = {}
            for (room, seat), until in self.typing.items():
                if until > now_s:
                    typing.setdefault(room, []).append(seat)
            said = {
                "type": "here",
                "process": self.process,
                "seats": sorted({each.seat for each in self.watchers}),
                "typing": typing,
            }
            await self.say(said)
            self.show_presence()
            await asyncio.sleep(HERE_PAUSE_S)

    async def say(self, said: dict[str, Any]) -> None:
        try:
            await asyncio.wait_for(get_channel_layer().group_send(announce.group(self.stream), said), LAYER_LIMIT_S)
        except Exception as reason:  # volatile: the next telling makes it good
            log.info("table %s: presence not told (%s)", self.game, type(reason).__name__)


def edits(view: dict[str, Any], thing: str) -> bool:
    """Whether `thing` is a draft or an order of the viewer's own cell."""
    own = view["drafts"].get(thing) or view["orders"].get(thing)
    return own is not None and own["cell"] == view["you"]["cell"]


class Unreachable(Exception):
    """The journal could not be read just now."""


def survey(
    game: UUID,
    stream: UUID,
    seats: Iterable[str],
    visits: Collection[int],
    estimates: Collection[UUID],
    *,
    guard: bool,
    whole: bool,
) -> Awaitable[tuple[dict[str, Picture], Roll]]:
    """The pictures of these seats and what is asked of the game's roll, in one unit of work."""

    def ask() -> tuple[dict[str, Picture], Roll]:
        pictures = feed.look(stream, seats)
        busy = any(each.view["phase"]["name"] == "adjudication" for each in pictures.values())
        return pictures, call(game, visits, estimates, guard=guard, whole=whole, busy=busy)

    return unit(ask)


_tables: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, Table]] = WeakKeyDictionary()


def table(game: UUID, stream: UUID) -> Table:
    """The table of a game in this process (and event loop); one nobody watches is forgotten."""
    here = _tables.setdefault(asyncio.get_running_loop(), {})
    found = here.get(game)
    if found is None:
        for name in [
            name for name, each in here.items() if not each.watchers and (each.task is None or each.task.done())
        ]:
            del here[name]
        found = here[game] = Table(game, stream)
    return found
