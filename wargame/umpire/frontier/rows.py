"""The frontier of a finished game as work: parts in rows, any number of hands, nothing done twice, one document.

A hand takes the first part that nobody has and nobody is at, for as long as its task may last, and comes again. When no
part is missing they are put together and stored; the row then names the document.
"""

import json
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from wargame import journal
from wargame.journal import announce
from wargame.umpire.estimates.rows import table
from wargame.umpire.frontier import reckon
from wargame.umpire.models import Frontier, Part
from wargame.umpire.turns import claims

log = logging.getLogger(__name__)

DOCUMENT_KIND = "frontier"
WORKS_S = 6.0  # so short that a turn which waits for the same worker does not wait long
SILENT_AFTER_S = 30.0
MOST_DEATHS = 20
PARTS_FROM = 1_000_000
"""Claims of parts are numbered from here, those of turns from one."""

Send = Callable[[str], None]
Tell = Callable[[int, int], None]


def begun_at(stream: UUID) -> int | None:
    """The entry with which the first turn's briefing was open; None before that."""
    return next((entry.seq for entry in journal.entries(stream, kinds=("phase_opened",))), None)


def swept(stream: UUID) -> reckon.Sweep | None:
    """What is to be swept; None for a game that never began."""
    first = begun_at(stream)
    if first is None:
        return None
    state, _ = journal.state_at(stream, first)
    pack: Any = journal.pack_of(stream)
    return reckon.sweep(state, pack)


def ask(stream: UUID, game: UUID) -> Frontier:
    """The row of a game that is over; made if there is none."""
    row, _ = Frontier.objects.get_or_create(stream=stream, defaults={"game": game, "beat": timezone.now()})
    return row


def work_on(stream: str, send: Send | None = None, *, within_s: float = WORKS_S, tell: Tell | None = None) -> str:
    """Value parts until the time is over or none is missing; `send` asks for another hand. Returns the row's state."""
    row = Frontier.objects.filter(pk=UUID(stream)).exclude(state__in=("done", "failed")).first()
    if row is None:
        return "nothing to do"
    try:
        finished = _values(row, time.monotonic() + within_s, tell)
    except SoftTimeLimitExceeded:  # the engine was slow: what it said is kept
        finished = False
    if finished:
        return _close(row)
    if send is not None:
        send(stream)
    return "running"


def _values(row: Frontier, until_s: float, tell: Tell | None) -> bool:
    """Whether no part is missing now."""
    whole = swept(row.stream)
    total = whole.parts if whole is not None else 0
    _beat(row, state="running", chunks=total)
    while whole is not None:
        known = set(row.parts.values_list("number", flat=True))
        missing = [number for number in range(total) if number not in known]
        if tell is not None:
            tell(total - len(missing), total)
        if not missing:
            break
        if time.monotonic() >= until_s:
            return False
        for number in missing:
            with claims.claim(row.stream, PARTS_FROM + number) as mine:
                if mine and not row.parts.filter(number=number).exists():
                    body = json.dumps(reckon.part(whole, number, table(True)), allow_nan=False)
                    Part.objects.bulk_create([Part(frontier=row, number=number, body=body)], ignore_conflicts=True)
                    break
        else:
            return False  # others are at all that is missing
        _beat(row)
    return True


def _beat(row: Frontier, **changes: Any) -> None:
    Frontier.objects.filter(pk=row.pk).exclude(state="done").update(beat=timezone.now(), **changes)


def _close(row: Frontier) -> str:
    """All parts are there: one document. Whoever does it twice stores the same."""
    whole = swept(row.stream)
    if whole is None:
        Frontier.objects.filter(pk=row.pk).update(state="failed")
        return "failed"
    parts = [json.loads(body) for body in row.parts.order_by("number").values_list("body", flat=True)]
    end, _ = journal.state_at(row.stream)
    digest = journal.store_document(DOCUMENT_KIND, reckon.together(whole, parts, end, table(True)))
    Frontier.objects.filter(pk=row.pk).update(state="done", document=digest, beat=timezone.now())
    announce.ring(row.stream)
    return "done"


def heal(send: Send) -> int:
    """Ask for a hand where nobody has been heard of; returns for how many games."""
    silent = timezone.now() - timedelta(seconds=SILENT_AFTER_S)
    healed = 0
    for row in Frontier.objects.filter(state="waiting") | Frontier.objects.filter(state="running", beat__lt=silent):
        if row.deaths >= MOST_DEATHS:
            Frontier.objects.filter(pk=row.pk, state=row.state).update(state="failed")
            continue
        Frontier.objects.filter(pk=row.pk).update(deaths=row.deaths + 1, state="running", beat=timezone.now())
        try:
            send(str(row.pk))
        except Exception as reason:  # the broker is away: it is asked for again
            log.warning("the frontier of game %s could not be queued: %s", row.game, type(reason).__name__)
            continue
        healed += 1
    return healed


def found(stream: UUID) -> tuple[str, dict[str, Any] | None, str]:
    """(state, the document's body, its digest) of a game's frontier; state "none" if nobody has asked for it."""
    row = Frontier.objects.filter(pk=stream).first()
    if row is None:
        return "none", None, ""
    return row.state, journal.document(row.document) if row.document else None, row.document


def progress(stream: UUID) -> tuple[int, int]:
    """(parts valued, parts in all)."""
    row = Frontier.objects.filter(pk=stream).first()
    return (0, 0) if row is None else (row.parts.count(), row.chunks)
