"""Putting entries at the end of a locked stream: the numbers, the chain, the snapshots.

The only code that adds entries of play (`archive` adds those of an import). Every function here runs in a
transaction of its caller's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from wargame.journal.law import law
from wargame.journal.models import Snapshot, Stream, Written
from wargame.journal.read import Folded
from wargame.journal.store.codec import digest_of, from_ms, link, record_of, settle, spell, to_ms
from wargame.journal.store.rows import Answered, Row, write
from wargame.journal.store.words import Pen

SNAPSHOT_EVERY = 200


@dataclass(frozen=True, kw_only=True)
class Author:
    """Whose doing it is: the seat, the command, and the person's opaque id, if there is one."""

    seat: str
    command_id: str
    person: str = ""


def now_ms(stream: Stream) -> int:
    """Server time in ms, never before the stream's last entry; read it under the lock."""
    return max(time.time_ns() // 1_000_000, to_ms(stream.last_at))


@dataclass(frozen=True, kw_only=True)
class Composed:
    """Entries that are ready to be stored, the words that they name, and the state after them."""

    rows: tuple[Row, ...]
    words: tuple[Written, ...]
    after: Folded

    @property
    def numbers(self) -> tuple[int, int] | None:
        return (self.rows[0].seq, self.rows[-1].seq) if self.rows else None


def compose(stream: Stream, events: Sequence[Any], *, author: Author, at_ms: int, before: Folded) -> Composed:
    """Number and chain the events from the locked stream's head on; nothing is stored. `before` is the state there."""
    rules = law()
    pen = Pen(stream=stream.id, seat=author.seat, author=author.person)
    rows: list[Row] = []
    state, seq, chain, at = before.state, stream.head, stream.chain, from_ms(at_ms)
    for event in events:
        seq += 1
        body = settle(event.body, words=rules.words, keep=pen.keep)
        seen_by = sorted(set(event.seen_by))
        row = Row(seq, event.kind, event.version, body, seen_by, author.seat, author.command_id, at, "")
        chain = link(chain, record_of(row))
        rows.append(replace(row, chain=chain))
        # What is folded is what will be read back, not what was decided.
        state = rules.evolve(state, rules.event(kind=row.kind, version=row.version, body=body, seen_by=tuple(seen_by)))
    return Composed(rows=tuple(rows), words=tuple(pen.rows), after=Folded(state, seq, chain))


def store(stream: Stream, composed: Composed, receipt: Answered | None) -> None:
    """Store what was composed, move the head, and now and then keep the state."""
    if composed.numbers is not None:
        first, stream.head = composed.numbers
        stream.chain, stream.last_at = composed.after.chain, composed.rows[-1].at
    write(stream, composed.rows, composed.words, receipt)
    if composed.numbers is not None and first // SNAPSHOT_EVERY != (stream.head + 1) // SNAPSHOT_EVERY:
        take_snapshot(stream.id, composed.after)


def take_snapshot(stream_id: UUID, after: Folded) -> str:
    """Store the state as JSON under these rules' fingerprint, unless it is there; returns its digest."""
    body = spell(law().dump(after.state))
    digest = digest_of(body)
    Snapshot.objects.get_or_create(
        stream_id=stream_id, seq=after.seq, rules=law().fingerprint, defaults={"digest": digest, "body": body}
    )
    return digest
