"""Celery tasks of the umpire. Celery makes them quick; that they are done at all is the reconciler's business."""

from celery import shared_task

from wargame.umpire import queue
from wargame.umpire.bots import live
from wargame.umpire.estimates import rows
from wargame.umpire.frontier import rows as frontiers
from wargame.umpire.rehearsal import chunks
from wargame.umpire.turns import closed


@shared_task(name="umpire.adjudicate")
def adjudicate(game: str, turn: int) -> str:
    """Adjudicate one closed turn of a game; any number of deliveries, at once or later, record it once."""
    return closed.adjudicate(game, turn)


@shared_task(name="umpire.prepare")
def prepare(game: str) -> str:
    """Ask the engine ahead what will be asked if nothing changes; nothing is recorded, and nothing waits for it."""
    return closed.prepare(game)


@shared_task(name="umpire.play_bots")
def play_bots(game: str) -> str:
    """The bots of a game take their next steps; any number of deliveries take each step once."""
    return live.act(game)


@shared_task(name="umpire.rehearse")
def rehearse(chunk: int) -> str:
    """Play what is left of a chunk of a rehearsal; any number of deliveries play each game once."""
    return chunks.work(chunk)


@shared_task(name="umpire.estimate")
def estimate(estimate: str) -> str:
    """Answer one seat's question what something would do; a repeat finds it answered."""
    return rows.work_on(estimate)


@shared_task(name="umpire.frontier")
def frontier(stream: str) -> str:
    """Value some of the packages of a finished game, and ask for another hand while any are left."""
    return frontiers.work_on(stream, queue.frontier)
