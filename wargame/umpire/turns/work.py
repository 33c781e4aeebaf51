"""Progress of a turn's adjudication: rows, each change with the bell. What is written here decides nothing.

States: waiting (no worker has it), queued, running, recorded, failed (control has been told). Every write is one UPDATE
with a condition on what it replaces; whole rows are never saved.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from wargame.journal import announce
from wargame.umpire.models import Work

WORDS = {
    "waiting": "The turn waits for a worker.",
    "queued": "The turn waits for a worker.",
    "running": "The engine works out what each side's figures mean.",
    "recorded": "The results are recorded.",
    "failed": "The engine gave no answer; control has been told.",
}


def of_game(game: UUID | str) -> dict[str, Any] | None:
    """{turn, state, done, total, words} of the newest turn that was worked on, as everybody at the table may see it."""
    row = Work.objects.filter(game=game).order_by("-turn").first()
    if row is None:
        return None
    return {"turn": row.turn, "state": row.state, "done": row.done, "total": row.total, "words": row.words}


def of_games(games: Collection[UUID]) -> dict[tuple[UUID, int], dict[str, Any]]:
    """(game, turn) → {state, done, total, failures} of all turns of these games that were worked on."""
    fields = ("state", "done", "total", "failures")
    rows = Work.objects.filter(game__in=games).values("game", "turn", *fields)
    return {(row["game"], row["turn"]): {name: row[name] for name in fields} for row in rows}


def row_of(stream: UUID, game: UUID, turn: int) -> Work:
    """The row of a turn, made if there is none; two who make it at once get the same."""
    row, _ = Work.objects.get_or_create(
        stream=stream, turn=turn, defaults={"game": game, "beat": timezone.now(), "words": WORDS["waiting"]}
    )
    return row


def move(row: Work, state: str, **changes: Any) -> None:
    """The row's new state, now; a turn that is recorded stays so."""
    values = {"state": state, "beat": timezone.now(), "words": WORDS[state], **changes}
    if Work.objects.filter(pk=row.pk).exclude(state="recorded").update(**values):
        announce.ring(row.stream)


def begun(row: Work) -> None:
    move(row, "running", done=0, total=0)


def tell(row: Work, done: int, total: int, words: str) -> None:
    """A sign of life."""
    move(row, "running", done=done, total=total, words=words[:200])


def sent(row: Work) -> None:
    move(row, "queued", sent=F("sent") + 1)


def died(row: Work) -> None:
    """Whoever had it has not been heard of."""
    move(row, "waiting", deaths=F("deaths") + 1)


def failed(row: Work, trouble: str) -> int:
    """Why it could not be done; returns how often that has happened."""
    move(row, "waiting", failures=F("failures") + 1, trouble=trouble[:4000])
    return Work.objects.values_list("failures", flat=True).get(pk=row.pk)
