"""Beginnings: documents, a new stream with the recipe of its game, and a branch of a stream.

What happens within a stream afterwards is `handle`'s business.
"""

import uuid
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wargame.journal import announce
from wargame.journal.law import law
from wargame.journal.models import Document, Entry, Stream
from wargame.journal.read import Folded, document, of_line, shelf, stream_row
from wargame.journal.store.append import Author, compose, now_ms, store
from wargame.journal.store.codec import GENESIS, digest_of, spell

OPENING = "open"


def store_document(kind: str, body: Any) -> str:
    """Keep a JSON value for good and return its digest; the same value twice is one row. Raises codec.Unwritable."""
    text = spell(body)
    digest = digest_of(text)
    # Atomic of its own: two who store the same value at once are no error, the second insert finds the first.
    Document.objects.bulk_create([Document(digest=digest, kind=kind, body=text)], ignore_conflicts=True)
    return digest


def open_stream(*, pack_digest: str, options: dict[str, Any], seed: int, stream_id: UUID | None = None) -> UUID:
    """Begin a stream: its first entries are the recipe of the game. Raises read.NoSuchDocument, codec.Unwritable."""
    pack = document(pack_digest)
    name = stream_id or uuid.uuid4()
    rules = law()
    with transaction.atomic():
        stream = Stream.objects.create(
            id=name, chain=GENESIS, pack=pack_digest, last_at=timezone.now().replace(microsecond=0)
        )
        at_ms = now_ms(stream)
        context = rules.context(pack=pack, now_ms=at_ms, command_id=OPENING, stream=name.hex)
        events = rules.open_game(pack, pack_digest=pack_digest, options=options, seed=seed, context=context)
        author = Author(seat="system", command_id=OPENING)
        composed = compose(stream, events, author=author, at_ms=at_ms, before=Folded(rules.empty, 0, GENESIS))
        store(stream, composed, None)
        transaction.on_commit(lambda: shelf.put(name, composed.after))
        announce.ring(name)
    return name


def branch(stream_id: UUID | str, seq: int) -> UUID:
    """A new stream that shares the line of play up to the command that entry `seq` belongs to, all of that included.

    What was played after it stays where it is. Raises ValueError for an entry that is not there, read.NoSuchStream.
    """
    stream = stream_row(stream_id)
    if not 1 <= seq <= stream.head:
        raise ValueError(f"entry {seq} is not in this game, which has entries 1 to {stream.head}")
    last = Entry.objects.get(of_line(stream), seq=seq)
    # A command is one step: half of its entries would be a state that never was.
    last = Entry.objects.filter(stream_id=last.stream_id, seat=last.seat, cause=last.cause).latest("seq")
    made = Stream.objects.create(
        parent_id=last.stream_id,
        parent_seq=last.seq,
        head=last.seq,
        chain=last.chain,
        last_at=last.at,
        pack=stream.pack,
    )
    return made.id
