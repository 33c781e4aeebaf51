"""Games in chunks, each a row: whoever takes one plays what is left of it, game by game, and stores each as it ends.

A worker may die anywhere: the games that it has finished stand in the row, the others are played again and come out
the same, for a game follows from its seed. Nothing but these rows is written.
"""

import logging
import time
import traceback
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from wargame import journal
from wargame.umpire.bots import live
from wargame.umpire.models import Chunk, Rehearsal
from wargame.umpire.rehearsal import play

log = logging.getLogger(__name__)

GAMES_A_CHUNK = 10
BUDGET_S = 12.0
"""A worker leaves a chunk after so long and takes the next task; the hard limit of a task is 25 s."""
MOST_ATTEMPTS = 12
"""So often nobody got a game of a chunk done before the chunk is given up; a first look at new worlds takes several."""


def begin(pack_id: str, pack_digest: str, *, games: int, turns: int, seed: int) -> Rehearsal:
    """A rehearsal and its chunks, none of them begun."""
    made = Rehearsal.objects.create(pack_id=pack_id, pack_digest=pack_digest, games=games, turns=turns, seed=seed)
    Chunk.objects.bulk_create(
        Chunk(rehearsal=made, first=first, count=min(GAMES_A_CHUNK, games - first), beat=timezone.now())
        for first in range(0, games, GAMES_A_CHUNK)
    )
    return made


def work(chunk_id: int) -> str:
    """Play what is left of a chunk, for a while; returns what came of it."""
    chunk = Chunk.objects.select_related("rehearsal").filter(pk=chunk_id).first()
    if chunk is None or chunk.state in ("done", "failed"):
        return "nothing to do"
    Chunk.objects.filter(pk=chunk.pk).update(state="running", beat=timezone.now())
    began, rows = time.monotonic(), list(chunk.rows)
    try:
        while len(rows) < chunk.count and time.monotonic() - began < BUDGET_S:
            rows.append(one(chunk.rehearsal, chunk.first + len(rows)))
            if not stored(chunk, rows):
                return "somebody else is at it"
    except SoftTimeLimitExceeded:  # what the engine has answered is kept; whoever comes next gets further
        left(chunk, len(rows) > len(chunk.rows))
        return "not done in time"
    if len(rows) < chunk.count:
        left(chunk, True)
    return f"{len(rows)} of {chunk.count}"


def one(rehearsal: Rehearsal, number: int) -> dict[str, Any]:
    """One game as a row; one that breaks off is a row too, and says where."""
    pack = journal.document(rehearsal.pack_digest)
    judge = live.judge_of(pack, rehearsal.pack_digest)
    seed = rehearsal.seed + number
    try:
        return play.game(judge, seed=seed, turns=rehearsal.turns).row
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise
    except Exception as reason:  # whatever it is: the report counts it and names the seed
        log.exception("seed %s", seed)
        return {"seed": seed, "error": "".join(traceback.format_exception(reason))[-2000:]}


def stored(chunk: Chunk, rows: list[dict[str, Any]]) -> bool:
    """Keep the games so far, unless another worker has been quicker."""
    state = "done" if len(rows) == chunk.count else "running"
    mine = Chunk.objects.filter(pk=chunk.pk, done=len(rows) - 1)
    return bool(mine.update(rows=rows, done=len(rows), state=state, attempts=0, beat=timezone.now()))


def left(chunk: Chunk, further: bool) -> None:
    """Somebody else may go on; a chunk in which nobody gets any further is given up."""
    attempts = 0 if further else chunk.attempts + 1
    state = "failed" if attempts >= MOST_ATTEMPTS else "waiting"
    Chunk.objects.filter(pk=chunk.pk, state="running").update(state=state, attempts=attempts, beat=timezone.now())


def games_of(rehearsal_id: UUID) -> list[dict[str, Any]]:
    """All games that are played so far, by seed."""
    chunks = Chunk.objects.filter(rehearsal=rehearsal_id).order_by("first").values_list("rows", flat=True)
    return [row for rows in chunks for row in rows]
