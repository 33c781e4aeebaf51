"""A seat's questions to the umpire, from the wire to the rows and back. Who asks is who reads: nobody else does."""

from typing import Any

from wargame.lobby.access import SeatAccess
from wargame.rules.refusals import Refusal
from wargame.umpire import queue
from wargame.umpire.estimates import rows
from wargame.umpire.estimates.question import Question


def ask(found: SeatAccess, question: Question, *, quick: bool) -> dict[str, Any] | Refusal:
    """The question as its seat reads it (`bodies.Estimate`), or why it cannot be asked. A unit of work."""
    return rows.ask(found.stream, found.game, found.seat_id, question, quick=quick, send=queue.estimate)


def frame(told: dict[str, Any], asked: str) -> dict[str, Any]:
    """The message that tells the frame `asked` how its question stands."""
    return {**told, "type": "estimate", "id": asked, "estimate": told["id"]}
