"""A script given to the real journal, and everything that one seat gets of it: every byte, in its order.

The house's clock is set by the script, and what is drawn by chance (salts) is left to chance: nothing of it may show.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.db import connection

from tests.fuzz.pairs import SLOT_MS, Pair, Slot
from tests.rules.table import START_MS
from wargame import journal
from wargame.journal import record, streams
from wargame.journal.read import shelf
from wargame.journal.store import append
from wargame.journal.store.codec import from_ms
from wargame.play.table import feed
from wargame.play.table.feed import canonical, update_frame
from wargame.rules.catalogue import catalogue

TABLES = ("snapshot", "receipt", "written", "entry", "stream")
LOOK_ROUND_EVERY = 15  # slots between two looks at talk, catalogue and the whole view

Stream = list[tuple[int, str, bytes]]
"""(shared slot, what it is, its bytes): nothing that only one game has puts a row here unless it shows."""


class Clock:
    """In place of `time` and `timezone` in the journal."""

    now_ms = 0

    def time_ns(self) -> int:
        return self.now_ms * 1_000_000

    def now(self) -> datetime:
        return from_ms(self.now_ms)


@contextmanager
def clock_of_the_script() -> Iterator[Clock]:
    clock = Clock()
    with patch.object(append, "time", clock), patch.object(streams, "timezone", clock):
        yield clock


def seen(pair: Pair, script: Iterable[Slot], *, fate: int) -> Stream:
    """Plays a script from the beginning, in the stream of its pair, and removes it again; what the viewer got."""
    digest = journal.store_document("pack", pair.pack)
    viewer, got = pair.viewer, []
    forget(pair)
    with clock_of_the_script() as clock:
        clock.now_ms = START_MS - SLOT_MS
        options = {**pair.options, "title": "A pair"}
        journal.open_stream(pack_digest=digest, options=options, seed=fate, stream_id=pair.stream)
        picture = feed.look(pair.stream, [viewer])[viewer]
        got.append((-1, "view", picture.body + picture.etag.encode()))
        shared, due = -1, LOOK_ROUND_EVERY
        for slot in script:
            shared = shared if slot.shared is None else slot.shared
            while due < shared:
                got += [(due, what, body) for what, body in look_round(pair, picture)]
                due += LOOK_ROUND_EVERY
            clock.now_ms = slot.at_ms
            answer = record.handle(
                pair.stream,
                command_id=slot.command_id,
                name=slot.name,
                args=slot.args,
                seat=slot.seat,
                by_bot=slot.bot,
            )
            if slot.seat == viewer:
                got.append((shared, f"answer to {slot.name}", canonical(answer)))
            now = feed.look(pair.stream, [viewer])[viewer]
            if now.etag != picture.etag:
                got.append((shared, "update", update_frame(picture, now)))
                picture = now
        while due < pair.compared:
            got += [(due, what, body) for what, body in look_round(pair, picture)]
            due += LOOK_ROUND_EVERY
        got += [(pair.compared, what, body) for what, body in look_round(pair, picture)]
    forget(pair)
    return got


def look_round(pair: Pair, picture: feed.Picture) -> Iterator[tuple[str, bytes]]:
    """What a seat may ask for beside its view, also where it should get nothing."""
    yield "view", picture.body + picture.etag.encode()
    yield "documents", canonical(sorted(picture.documents()))
    yield "catalogue", canonical(catalogue(journal.pack_of(pair.stream), pair.viewer))
    for room in pair.pack["rooms"]:
        yield f"talk in {room}", canonical(journal.talk_page(pair.stream, seat=pair.viewer, room=room, limit=100))


def forget(pair: Pair) -> None:
    """Removes the stream as if it had never been; past the triggers that keep a log, which is for tests alone."""
    with connection.cursor() as cursor:
        for table in TABLES:
            column = "id" if table == "stream" else "stream_id"
            cursor.execute(
                f"SET session_replication_role = replica; DELETE FROM journal_{table} WHERE {column} = %s; "
                "SET session_replication_role = DEFAULT",
                [pair.stream],
            )
    shelf.drop(pair.stream)
    feed._pictures.clear()
    feed._words.clear()


def first_difference(one: Stream, two: Stream) -> str | None:
    """Where two streams part, in words; None if they are the same to the byte."""
    for place, (left, right) in enumerate(zip(one, two, strict=False)):
        if left != right:
            if left[:2] != right[:2]:
                return f"at {place}: {left[1]} at slot {left[0]}, but {right[1]} at slot {right[0]}"
            return f"slot {left[0]}, {left[1]}: {_around(left[2], right[2])}"
    if len(one) != len(two):
        longer = max(one, two, key=len)
        return f"one stream has more: {longer[min(len(one), len(two))][:2]}"
    return None


def _around(left: bytes, right: bytes) -> str:
    place = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    start = max(0, place - 60)
    return f"…{left[start : place + 60]!r} but …{right[start : place + 60]!r}"
