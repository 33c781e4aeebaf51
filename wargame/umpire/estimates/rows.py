"""Questions as rows: asked by a seat, worked on by a Celery task, told with the bell, cancelled, healed, forgotten.

Losing a row loses nothing of a game: the seat asks again. Every write is one UPDATE with a condition on what it
replaces, so that what was cancelled stays cancelled and what is done stays done.
"""

import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from wargame import journal
from wargame.journal import announce
from wargame.rules.refusals import Refusal, refuse
from wargame.umpire.estimates import question as asking
from wargame.umpire.estimates.answer import answered
from wargame.umpire.estimates.question import Question
from wargame.umpire.inquiry import adjudication
from wargame.umpire.models import Estimate
from wargame.umpire.turns import answers
from wargame.umpire.value.knowledge import known
from wargame.umpire.value.outlook import Outlook
from wargame.umpire.value.table import NotTabulated, Table

log = logging.getLogger(__name__)

OPEN = ("waiting", "queued", "running")
MOST_OPEN = 3  # of a seat at a time
MOST_DEATHS = 3
UNTAKEN_AFTER_S = 5.0
SILENT_AFTER_S = 30.0
KEPT_S = 3600.0
TELL_EVERY_S = 0.5
OUTLOOKS_KEPT = 256
WORDS = {
    "waiting": "The question waits for a worker.",
    "queued": "The question waits for a worker.",
    "running": "Your own figures are played through to the last turn.",
    "done": "Answered.",
    "failed": "No answer was found; ask again. If it fails again, tell the facilitator.",
    "cancelled": "Taken back.",
}

Send = Callable[[str], None]


class Cancelled(Exception):
    """The seat has taken its question back."""


@lru_cache(maxsize=2)
def table(asks: bool) -> Table:
    """This process's table of answers, shared with what adjudications have asked."""
    return Table(adjudication.Memory(shelf=answers.Rows()), asks=asks)


_outlooks: OrderedDict[tuple[UUID, int, str], Outlook] = OrderedDict()
_guard = threading.Lock()


def ask(
    stream: UUID, game: UUID, seat: str, question: Question, *, quick: bool, send: Send
) -> dict[str, Any] | Refusal:
    """The question's row as its seat reads it, or why it cannot be asked.

    A quick one is answered at once if all that the engine would say is at hand; otherwise it becomes an ordinary one,
    which has it asked. `send(id)` puts the task into the queue; if it raises, the reconciler sends it later.
    """
    state, seq = journal.state_at(stream)
    pack: Any = journal.pack_of(stream)
    sight = known(state, pack, seat)
    meant = asking.meant(question, sight, pack, seat)
    if isinstance(meant, Refusal):
        return meant
    if quick:
        key = (stream, seq, seat)
        with _guard:
            before = _outlooks.get(key)
        try:
            told = answered(sight, pack, seat, meant, table(False), quick=True, before=before)
        except NotTabulated:
            told = None
        if isinstance(told, Refusal):
            return told
        if told is not None:
            with _guard:
                _outlooks[key] = told[1]
                while len(_outlooks) > OUTLOOKS_KEPT:
                    _outlooks.popitem(last=False)
            return {"id": None, "state": "done", "done": 1, "total": 1, "words": WORDS["done"], "answer": told[0]}
    return _put(stream, game, seat, question, seq, send)


def _put(stream: UUID, game: UUID, seat: str, question: Question, seq: int, send: Send) -> dict[str, Any] | Refusal:
    name = asking.digest(question, seat=seat, stream=str(stream), seq=seq, quick=False)
    row = Estimate.objects.filter(game=game, seat=seat, digest=name, state__in=(*OPEN, "done")).first()
    if row is not None:
        return view(row)
    if Estimate.objects.filter(game=game, seat=seat, state__in=OPEN).count() >= MOST_OPEN:
        return refuse("too-many-questions", count=MOST_OPEN)
    try:
        row = Estimate.objects.create(
            game=game,
            stream=stream,
            seat=seat,
            digest=name,
            seq=seq,
            question=question.model_dump(mode="json"),
            words=WORDS["waiting"],
            beat=timezone.now(),
        )
    except IntegrityError:  # asked twice at once
        row = Estimate.objects.get(game=game, seat=seat, digest=name, state__in=(*OPEN, "done"))
        return view(row)
    dispatch(row, send)
    row.refresh_from_db()
    return view(row)


def dispatch(row: Estimate, send: Send) -> None:
    try:
        send(str(row.pk))
    except Exception as reason:  # the broker is away: the question waits, the reconciler sends it again
        log.warning("estimate %s could not be queued: %s", row.pk, type(reason).__name__)
        _move(row.pk, "waiting")
    else:
        _move(row.pk, "queued", sent=F("sent") + 1)


def view(row: Estimate) -> dict[str, Any]:
    """The row as the seat that asked may read it."""
    return {
        "id": str(row.pk),
        "state": row.state,
        "done": row.done,
        "total": row.total,
        "words": row.words,
        "answer": json.loads(row.answer) if row.answer else None,
    }


def of_seat(game: UUID, seat: str, estimate: UUID) -> dict[str, Any] | None:
    """A question of this seat; None for everybody else's."""
    row = Estimate.objects.filter(pk=estimate, game=game, seat=seat).first()
    return None if row is None else view(row)


def told(estimates: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """How these questions stand; the caller knows whose they are."""
    return {row.pk: view(row) for row in Estimate.objects.filter(pk__in=list(estimates))}


def cancel(game: UUID, seat: str, estimate: UUID) -> dict[str, Any] | None:
    """Take a question back; one that is answered stays answered. None if it is not this seat's."""
    row = Estimate.objects.filter(pk=estimate, game=game, seat=seat).first()
    if row is None:
        return None
    if _move(row.pk, "cancelled"):
        announce.ring(row.stream)
    row.refresh_from_db()
    return view(row)


def _move(estimate: Any, state: str, **changes: Any) -> int:
    values = {"state": state, "words": WORDS[state], "beat": timezone.now(), **changes}
    return int(Estimate.objects.filter(pk=estimate, state__in=OPEN).update(**values))


def work_on(estimate: str) -> str:
    """Answer a question, if it is still open; returns its state. Any number of deliveries answer it once."""
    row = Estimate.objects.filter(pk=UUID(estimate), state__in=OPEN).first()
    if row is None:
        return "nothing to do"
    _move(row.pk, "running")
    try:
        answer = _answer(row)
    except Cancelled:
        return "cancelled"
    except SoftTimeLimitExceeded:  # what the engine has said is kept; the next one goes on from there
        return _died(row)
    if isinstance(answer, Refusal):
        _move(row.pk, "failed", words=answer.message[:200])
    else:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
        _move(row.pk, "done", answer=text, done=F("total"))
    announce.ring(row.stream)
    return str(Estimate.objects.values_list("state", flat=True).get(pk=row.pk))


def _answer(row: Estimate) -> Any:
    """Computed of the state in which it was asked, outside any lock."""
    state, _ = journal.state_at(row.stream, row.seq)
    pack: Any = journal.pack_of(row.stream)
    sight = known(state, pack, row.seat)
    meant = asking.meant(Question.model_validate(row.question), sight, pack, row.seat)
    if isinstance(meant, Refusal):
        return meant
    rung = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal rung
        now = time.monotonic()
        if now - rung < TELL_EVERY_S:
            return
        rung = now
        if not _move(row.pk, "running", done=done, total=total):
            raise Cancelled
        announce.ring(row.stream)

    made = answered(sight, pack, row.seat, meant, table(True), quick=False, tell=tell)
    return made if isinstance(made, Refusal) else made[0]


def _died(row: Estimate) -> str:
    if row.deaths + 1 >= MOST_DEATHS:
        _move(row.pk, "failed", deaths=F("deaths") + 1)
        announce.ring(row.stream)
        return "failed"
    _move(row.pk, "waiting", deaths=F("deaths") + 1)
    return "not done in time"


def heal(send: Send) -> int:
    """Send again what was lost on the way, and what whoever worked on it has left; returns how many."""
    now = timezone.now()
    healed = 0
    for row in Estimate.objects.filter(state__in=OPEN, beat__lt=now - timedelta(seconds=UNTAKEN_AFTER_S)):
        silent_s = (now - row.beat).total_seconds()
        if row.state == "running":
            if silent_s < SILENT_AFTER_S or _died(row) == "failed":
                continue
        elif row.state == "queued" and silent_s < UNTAKEN_AFTER_S * min(max(1, row.sent), 6):
            continue
        dispatch(row, send)
        healed += 1
    return healed


def prune() -> int:
    """Forget what was asked more than an hour ago; returns how many."""
    return int(Estimate.objects.filter(made__lt=timezone.now() - timedelta(seconds=KEPT_S)).delete()[0])
