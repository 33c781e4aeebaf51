"""Putting entries at the end of a stream: the lock, the numbers, the chain, the snapshots.

The only code that inserts entries of play (`archive` inserts those of an import). Every function here runs in a
transaction of its caller's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wargame.journal.codec import digest_of, from_ms, link, record_of, settle, spell, to_ms
from wargame.journal.law import law
from wargame.journal.models import Entry, Snapshot, Stream
from wargame.journal.read import Folded
from wargame.journal.words import Pen

SNAPSHOT_EVERY = 200


@dataclass(frozen=True, kw_only=True)
class Author:
    """Whose doing it is: the seat, the command, and the person's opaque id, if there is one."""

    seat: str
    command_id: str
    person: str = ""


def lock(stream_id: UUID | str) -> Stream | None:
    """The stream's row, locked until the transaction ends: whoever comes next waits. None if there is no such stream.

    NO KEY: inserting an entry takes a share of the row's key, which a stronger lock would make wait.
    """
    return Stream.objects.select_for_update(no_key=True).filter(pk=stream_id).first()


def now_ms(stream: Stream) -> int:
    """Server time in ms, never before the stream's last entry; read it under the lock."""
    return max(time.time_ns() // 1_000_000, to_ms(stream.last_at))


def append(
    stream: Stream, events: Sequence[Any], *, author: Author, at_ms: int, before: Folded
) -> tuple[Folded, tuple[int, int] | None]:
    """Append the events to the locked stream: (state after them, first and last number, or None without events).

    `before` is the state at the stream's head. Words in the bodies go to their own table.
    """
    if not events:
        return before, None
    rules = law()
    pen = Pen(stream=stream.id, seat=author.seat, author=author.person)
    rows: list[Entry] = []
    state, seq, chain = before.state, stream.head, stream.chain
    for event in events:
        seq += 1
        row = Entry(
            stream_id=stream.id,
            seq=seq,
            kind=event.kind,
            version=event.version,
            body=settle(event.body, words=rules.words, keep=pen.keep),
            seen_by=sorted(set(event.seen_by)),
            seat=author.seat,
            cause=author.command_id,
            at=from_ms(at_ms),
        )
        row.chain = chain = link(chain, record_of(row))
        rows.append(row)
        # What is folded is what will be read back, not what was decided.
        state = rules.evolve(
            state, rules.event(kind=row.kind, version=row.version, body=row.body, seen_by=tuple(row.seen_by))
        )
    pen.write()
    Entry.objects.bulk_create(rows)
    first, stream.head, stream.chain, stream.last_at = stream.head + 1, seq, chain, from_ms(at_ms)
    Stream.objects.filter(pk=stream.pk).update(head=seq, chain=chain, last_at=stream.last_at)
    after = Folded(state, seq, chain)
    if first // SNAPSHOT_EVERY != (seq + 1) // SNAPSHOT_EVERY:
        take_snapshot(stream.id, after)
    return after, (first, seq)


def take_snapshot(stream_id: UUID, after: Folded) -> str:
    """Store the state as JSON under these rules' fingerprint, unless it is there; returns its digest."""
    body = spell(law().dump(after.state))
    digest = digest_of(body)
    Snapshot.objects.get_or_create(
        stream_id=stream_id, seq=after.seq, rules=law().fingerprint, defaults={"digest": digest, "body": body}
    )
    return digest
