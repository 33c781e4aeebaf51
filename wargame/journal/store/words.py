"""What people wrote: kept beside the log, read into a view, and erased without the log noticing.

Only the table `Written` and the traces of an author in receipts are touched here.
"""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wargame.journal.models import Receipt, Written
from wargame.journal.store.codec import salted, texts_in, with_texts

ERASED = "[erased]"
SALT_BYTES = 16


class Pen:
    """Collects the words of one command: `keep` gives their ids, `rows` are to be stored with the entries."""

    def __init__(self, *, stream: UUID, seat: str, author: str) -> None:
        self.stream = stream
        self.seat = seat
        self.author = author
        self.rows: list[Written] = []

    def keep(self, text: str) -> str:
        salt = secrets.token_bytes(SALT_BYTES)
        name = salted(salt, text.encode())
        self.rows.append(
            Written(id=name, stream_id=self.stream, seat=self.seat, author=self.author, salt=salt, words=text)
        )
        return name


def look_up(stream: Iterable[UUID] | UUID, names: Iterable[str]) -> dict[str, str]:
    """The words of these ids as far as they belong to the stream (or one of several); `[erased]` for all others."""
    wanted = set(names)
    if not wanted:
        return {}
    streams = [stream] if isinstance(stream, UUID) else list(stream)
    rows = Written.objects.filter(id__in=wanted, stream_id__in=streams).values_list("id", "words")
    known = {name: words for name, words in rows if words is not None}
    return {name: known.get(name, ERASED) for name in wanted}


def ink_texts(value: Any, streams: Iterable[UUID]) -> Any:
    """The value with every ``{"$text": id}`` replaced by its words; parts without one stay the same objects."""
    names = texts_in(value)
    return with_texts(value, look_up(streams, names)) if names else value


def erase_author(author: str) -> int:
    """Make the words of an author unreadable for good, in every stream; returns how many pieces there were.

    The rows stay, without words and salt, so that the log still says that something was written. What a command was is
    forgotten too: its receipt keeps the answer, and any repeat under its id hears that answer.
    """
    if not author:
        raise ValueError("an author without a name cannot be erased: every nameless piece would go")
    with transaction.atomic():
        erased = Written.objects.filter(author=author, erased=None).update(
            words=None, salt=None, author="", erased=timezone.now()
        )
        Receipt.objects.filter(author=author).update(body_hash="", salt=b"", author="")
    return erased


def matches(row: Written) -> bool:
    """Whether words that are still there are those that the log names."""
    if row.erased is not None:
        return row.words is None and row.salt is None
    return row.words is not None and row.salt is not None and salted(row.salt, row.words.encode()) == row.id
