"""Reading the log: the state, entries, pages of talk, documents, and words put into a view.

Nothing is written here. A branch reads through its parent: up to `parent_seq` its entries are the parent's. The folded
state of a stream is kept per process and brought up to date by the entries that followed; it is only ever a shortcut.
"""

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from wargame.journal.law import law
from wargame.journal.models import Document, Entry, Receipt, Snapshot, Stream, Written
from wargame.journal.store import rows
from wargame.journal.store.codec import link, record_of
from wargame.journal.store.codec import to_ms as to_ms
from wargame.journal.store.rows import Row
from wargame.journal.store.words import ink_texts

log = logging.getLogger(__name__)

STATES_KEPT = 256
PAGE_LIMIT = 200


class NoSuchStream(LookupError):
    """There is no stream with this id."""


class NoSuchDocument(LookupError):
    """There is no document with this digest."""


@dataclass(frozen=True)
class Folded:
    """The state after entry `seq`, whose chain value is `chain`."""

    state: Any
    seq: int
    chain: str


class Shelf:
    """The folded states that this process keeps, the least used going first."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.lock = threading.Lock()
        self.kept: OrderedDict[UUID, tuple[str, Folded]] = OrderedDict()

    def take(self, stream: UUID) -> Folded | None:
        with self.lock:
            found = self.kept.get(stream)
            if found is None or found[0] != law().fingerprint:
                return None
            self.kept.move_to_end(stream)
            return found[1]

    def put(self, stream: UUID, folded: Folded) -> None:
        with self.lock:
            found = self.kept.get(stream)
            if found is not None and found[0] == law().fingerprint and found[1].seq > folded.seq:
                return  # somebody else has read further
            self.kept[stream] = (law().fingerprint, folded)
            self.kept.move_to_end(stream)
            while len(self.kept) > self.size:
                self.kept.popitem(last=False)

    def drop(self, stream: UUID) -> None:
        with self.lock:
            self.kept.pop(stream, None)


shelf = Shelf(STATES_KEPT)


def stream_row(stream_id: UUID | str) -> Stream:
    """The stream's row; raises NoSuchStream."""
    found = rows.find(stream_id)
    if found is None:
        raise NoSuchStream(f"There is no game log {stream_id}.")
    return found


def lineage(stream: Stream, until: int | None = None) -> list[tuple[UUID, int, int]]:
    """From the root to the stream: (stream id, first entry, last entry) of the line of play that ends at `until`."""
    last = stream.head if until is None else min(until, stream.head)
    parts: list[tuple[UUID, int, int]] = []
    here: Stream | None = stream
    while here is not None:
        if last > here.parent_seq:
            parts.append((here.id, here.parent_seq + 1, last))
        last = min(last, here.parent_seq)
        here = here.parent
    return parts[::-1]


def of_line(stream: Stream, until: int | None = None) -> Q:
    """The condition that picks the entries of a line of play, the parents' part included."""
    condition = Q(pk__in=())
    for name, first, last in lineage(stream, until):
        condition |= Q(stream_id=name, seq__gte=first, seq__lte=last)
    return condition


def entries(
    stream_id: UUID | str, since: int = 0, until: int | None = None, kinds: Sequence[str] | None = None
) -> Iterator[Entry]:
    """Entries after `since` up to and with `until`, in order, old bodies lifted to today's version."""
    found = Entry.objects.filter(of_line(stream_row(stream_id), until), seq__gt=since).order_by("seq")
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    for row in found.iterator(chunk_size=2000):
        row.version, row.body = law().lift(row.kind, row.version, row.body)
        yield row


def authors(stream_id: UUID | str, kinds: Sequence[str]) -> dict[tuple[str, str], str]:
    """(seat, command) to the opaque id of the person who gave it, for entries of these kinds; without erased ones."""
    line = of_line(stream_row(stream_id))
    caused = Entry.objects.filter(line, kind__in=kinds).values_list("stream", "seat", "cause")
    streams, seats, causes = ({row[place] for row in caused} for place in range(3))
    found = Receipt.objects.filter(stream__in=streams, seat__in=seats, command_id__in=causes).exclude(author="")
    return {(seat, command): author for seat, command, author in found.values_list("seat", "command_id", "author")}


def event_of(entry: Entry | Row) -> Any:
    """The rules' event of an entry, lifted to today's version."""
    version, body = law().lift(entry.kind, entry.version, entry.body)
    return law().event(kind=entry.kind, version=version, body=body, seen_by=tuple(entry.seen_by))


def fold(start: Folded, entries: Iterable[Entry | Row]) -> Folded:
    """The state after these further entries; their chain values are taken as they stand (`verify` recomputes them)."""
    state, seq, chain = start.state, start.seq, start.chain
    evolve = law().evolve
    for row in entries:
        if row.seq != seq + 1:
            raise RuntimeError(f"entry {row.seq} follows {seq}: the log has a gap")
        state, seq, chain = evolve(state, event_of(row)), row.seq, row.chain
    return Folded(state, seq, chain)


def folded(stream: Stream, until: int | None = None, *, shortcuts: bool = True) -> Folded:
    """The state after entry `until` (by default the head): from this process's shelf or a snapshot, then the tail."""
    last = stream.head if until is None else min(until, stream.head)
    start = None
    if shortcuts:
        start = shelf.take(stream.id)
        if start is not None and (start.seq > last or (start.seq == stream.head and start.chain != stream.chain)):
            start = None  # asked for the past, or what was kept is of another one (a backup came back)
        if start is None:
            start = from_snapshot(stream, last)
    if start is None:
        start = Folded(law().empty, 0, "")
    if start.seq == last:
        return start if start.chain or last != stream.head else Folded(start.state, last, stream.chain)
    missed = rows.tail(lineage(stream, last), start.seq)
    if start.chain and missed and link(start.chain, record_of(missed[0])) != missed[0].chain:
        return folded(stream, until, shortcuts=False)  # what was kept is not the past of what follows
    result = fold(start, missed)
    if result.seq != last:
        raise RuntimeError(f"the log of {stream.id} ends at {result.seq}, its head says {last}")
    return result


def from_snapshot(stream: Stream, last: int) -> Folded | None:
    """The nearest snapshot of the line of play at or before `last` that these rules have made."""
    condition = Q(pk__in=())
    for name, first, end in lineage(stream, last):
        condition |= Q(stream_id=name, seq__gte=first, seq__lte=end)
    found = Snapshot.objects.filter(condition, rules=law().fingerprint).order_by("-seq").first()
    return None if found is None else Folded(law().load(json.loads(found.body)), found.seq, "")


def state_at(stream_id: UUID | str, seq: int | None = None) -> tuple[Any, int]:
    """The state after entry `seq` (by default the newest) and that entry's number; raises NoSuchStream."""
    stream = stream_row(stream_id)
    result = folded(stream, seq)
    if seq is None and not connection.in_atomic_block:  # what may yet be rolled back is not kept
        shelf.put(stream.id, result)
    return result.state, result.seq


def states_at(stream_ids: Collection[UUID]) -> dict[UUID, Any]:
    """The newest state of each of these streams, by two statements for however many there are.

    What this process has not read before, and a branch, is read by statements of its own, once. Unknown ids are left
    out, and so is a log that cannot be read, with a line in the server's own: the others are not to suffer from it.
    """
    found: dict[UUID, Folded] = {}
    behind: dict[UUID, tuple[Stream, Folded]] = {}
    alone: list[Stream] = []
    for stream in rows.find_all(stream_ids):
        held = shelf.take(stream.id)
        if held is None or stream.parent_id is not None or held.seq > stream.head:
            alone.append(stream)
        elif held.seq < stream.head:
            behind[stream.id] = (stream, held)
        elif held.chain != stream.chain:  # a backup came back
            alone.append(stream)
        else:
            found[stream.id] = held
    missed = rows.tails({name: held.seq for name, (_, held) in behind.items()}) if behind else {}
    for name, (stream, held) in behind.items():
        if not missed[name] or (held.chain and link(held.chain, record_of(missed[name][0])) != missed[name][0].chain):
            alone.append(stream)
            continue
        found[name] = fold(held, missed[name])
    for stream in alone:
        try:
            found[stream.id] = folded(stream)
        except (RuntimeError, ValueError, LookupError):
            log.exception("the log of %s cannot be read", stream.id)
    if not connection.in_atomic_block:
        for name, each in found.items():
            shelf.put(name, each)
    return {name: each.state for name, each in found.items()}


def pack_of(stream_id: UUID | str) -> dict[str, Any]:
    """The resolved pack that this game is played with."""
    return document(stream_row(stream_id).pack)


@lru_cache(maxsize=64)
def document(digest: str) -> Any:
    """The body of a document; treat it as read-only, it is kept per process. Raises NoSuchDocument."""
    return json.loads(document_text(digest))


def document_text(digest: str) -> str:
    """The JSON text of a document, whose SHA-256 is its digest. Raises NoSuchDocument."""
    try:
        return Document.objects.values_list("body", flat=True).get(pk=digest)
    except Document.DoesNotExist:
        raise NoSuchDocument(f"There is no document {digest}.") from None


def ink(view: Any, stream_id: UUID | str) -> Any:
    """The view with each ``{"$text": id}`` replaced by the words, `[erased]` where they are gone.

    Only words written in this line of play are found, so that an id from elsewhere opens nothing.
    """
    return ink_texts(view, ancestors(stream_id))


@lru_cache(maxsize=4096)
def ancestors(stream_id: UUID | str) -> tuple[UUID, ...]:
    """The stream and its parents; that never changes."""
    return tuple(name for name, _, _ in whole_lineage(stream_row(stream_id)))


def whole_lineage(stream: Stream) -> list[tuple[UUID, int, int]]:
    """Like `lineage`, with the streams that have no entries of their own yet."""
    parts = [(stream.id, stream.parent_seq + 1, stream.head)]
    while stream.parent is not None:
        last = stream.parent_seq
        stream = stream.parent
        parts.append((stream.id, stream.parent_seq + 1, last))
    return parts[::-1]


def talk_page(
    stream_id: UUID | str,
    *,
    seat: str,
    room: str,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[list[dict[str, Any]], bool]:
    """A page of a room's talk as this seat may read it, oldest first, and whether there is more in that direction.

    Each item is ``{n, id, seat, at_ms, text}``; `n` counts the room's own messages from 1. Without `after` or `before`
    the newest come. A room that the seat may not read is an empty page.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    stream = stream_row(stream_id)
    state = folded(stream).state
    found = Entry.objects.filter(of_line(stream), kind="talk_said")
    found = found.annotate(room=KeyTextTransform("room", "body")).filter(room=room)  # as the index has it
    if after is not None:
        found = found.filter(body__n__gt=after)
    elif before is not None:
        found = found.filter(body__n__lt=before)
    readable = (
        event
        for event in in_parts(found, size=limit + 1, forward=after is not None)
        if law().visible(event, seat, state)
    )
    picked = list(islice(readable, limit + 1))
    items = [{name: event.body[name] for name in ("n", "id", "seat", "at_ms", "text")} for event in picked[:limit]]
    if after is None:
        items.reverse()
    return ink(items, stream_id), len(picked) > limit


def talk_found(stream_id: UUID | str, *, seat: str, words: str, limit: int = 50) -> tuple[list[dict[str, Any]], bool]:
    """Messages in any room of this seat's that hold `words`, in any case, newest first, and whether there are more.

    Each item is ``{room, n, id, seat, at_ms, text}``. Rooms that the seat may not read are not looked into; of erased
    words nothing is found.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    stream = stream_row(stream_id)
    state = folded(stream).state
    holding = Written.objects.filter(stream__in=ancestors(stream_id), words__icontains=words).values("id")
    said = Entry.objects.filter(of_line(stream), kind="talk_said")
    said = said.annotate(text_id=KeyTextTransform("$text", KeyTransform("text", "body"))).filter(text_id__in=holding)
    readable = (event for event in in_parts(said, size=limit + 1, forward=False) if law().visible(event, seat, state))
    picked = list(islice(readable, limit + 1))
    items = [
        {name: event.body[name] for name in ("room", "n", "id", "seat", "at_ms", "text")} for event in picked[:limit]
    ]
    return ink(items, stream_id), len(picked) > limit


def in_parts(found: QuerySet[Entry], *, size: int, forward: bool) -> Iterator[Any]:
    """The events of these entries, by a few at a time: nearly always the first part is enough."""
    found = found.order_by("seq" if forward else "-seq")
    part = list(found[:size])
    while part:
        yield from map(event_of, part)
        if len(part) < size:
            return
        last = part[-1].seq
        part = list((found.filter(seq__gt=last) if forward else found.filter(seq__lt=last))[:size])
