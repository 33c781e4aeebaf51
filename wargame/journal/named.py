"""Which stream is meant by what somebody typed. The journal knows ids; other apps may know names and say so here."""

from collections.abc import Callable
from uuid import UUID

from wargame.journal.models import Stream

FINDERS: list[Callable[[str], UUID | None]] = []
"""Filled by other apps in their AppConfig.ready: a name to a stream's id, or None."""


class Unnamed(LookupError):
    """No stream, or more than one, is meant."""


def find(name: str) -> Stream:
    """The stream with this id or with an id that begins so, or what a finder says. Raises Unnamed."""
    for finder in FINDERS:
        found = finder(name)
        if found is not None:
            return Stream.objects.get(pk=found)
    try:
        rows = list(Stream.objects.filter(pk=UUID(name)))
    except ValueError:
        start = name.lower().replace("-", "")
        rows = [row for row in Stream.objects.all() if len(start) >= 4 and row.pk.hex.startswith(start)]
    if len(rows) != 1:
        raise Unnamed(f"{name!r} is {'no game' if not rows else 'more than one game'} here. Give its id.")
    return rows[0]


def all_or(names: list[str]) -> list[Stream]:
    """The streams of these names, or every stream, oldest first."""
    return [find(name) for name in names] if names else list(Stream.objects.order_by("created"))
