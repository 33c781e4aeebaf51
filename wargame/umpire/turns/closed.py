"""A closed turn from the record to the record: read, compute outside any lock, store documents, one short command.

Whoever does it twice finds the turn answered: `findings.record` refuses findings for a turn that has them. Nothing of
the outcome lives in the queue or in the progress row.
"""

import logging
import secrets
import traceback
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from wargame import journal
from wargame.lobby.models import Game
from wargame.rules.decide.adjudication import awaiting
from wargame.umpire.inquiry import adjudication
from wargame.umpire.models import Work
from wargame.umpire.turns import answers, claims, work

log = logging.getLogger(__name__)

MOST_FAILURES = 3
MOST_DEATHS = 10
"""A worker that is killed is not the turn's fault; one that kills its worker each time is stopped here."""
DOCUMENT_KIND = "findings"
SYSTEM = "system"


memory = adjudication.Memory(shelf=answers.Rows())


class Refused(RuntimeError):
    """The rules did not take the findings."""


def adjudicate(game_id: str, turn: int) -> str:
    """Adjudicate a turn if it still waits; returns what came of it: recorded, nothing to do, somebody is at it,
    failed or quarantined.

    Raises only what a database raises when it is away: the task then comes again.
    """
    game = Game.objects.filter(pk=game_id).first()
    if game is None:
        return "no such game"
    state, seq = journal.state_at(game.stream)
    if awaiting(state) != turn:
        return "nothing to do"
    with claims.claim(game.stream, turn) as mine:
        if not mine:
            return "somebody is at it"
        return work_on(game, state, seq, turn)


def prepare(game_id: str) -> str:
    """Have the answers at hand that the turn will need if no order changes what stands. Tells nobody."""
    game = Game.objects.filter(pk=game_id, over=None).first()
    if game is None:
        return "no such game"
    state, _ = journal.state_at(game.stream)
    before = memory.computed
    adjudication.ask_ahead(state, journal.pack_of(game.stream), remembered=memory)
    return f"{memory.computed - before} computed"


def work_on(game: Game, state: Any, seq: int, turn: int) -> str:
    """Compute and record, counting what goes wrong."""
    row = work.row_of(game.stream, game.pk, turn)
    work.begun(row)
    try:
        found = answer(game, state, seq, row)
    except (OperationalError, InterfaceError):
        raise  # the database is away: no fault of the turn's
    except SoftTimeLimitExceeded:  # what was answered is kept; whoever comes next goes on from there
        work.died(row)
        return "not done in time"
    except Exception as reason:  # whatever it is: it is counted, told, and tried again or given up in plain words
        log.exception("turn %s of game %s", turn, game.pk)
        return give_up_or_try_again(row, reason)
    return record(game.stream, row, found)


def answer(game: Game, state: Any, seq: int, row: Work) -> dict[str, Any]:
    """The body of findings.record: computed outside any lock, geometry stored, the input named by its entry."""
    pack = journal.pack_of(game.stream)
    result = adjudication.adjudicate(
        state, pack, tell=lambda done, total, words: work.tell(row, done, total, words), remembered=memory
    )
    for name, document in result.documents.items():
        result.findings["assessments"][name]["document"] = journal.store_document(DOCUMENT_KIND, document)
    result.findings["manifest"]["read_to_entry"] = seq
    return result.findings


def record(stream: UUID, row: Work, findings: dict[str, Any]) -> str:
    """The one short command. Somebody else may have been quicker: that is as good."""
    told = journal.handle(
        stream,
        # A fresh id each time: the rules, not the receipt, say that a turn has its findings.
        command_id=f"findings-{row.turn}-{secrets.token_hex(8)}",
        name="findings.record",
        args={"turn": row.turn, "findings": findings},
        seat=SYSTEM,
    )
    if told["ok"] or told["code"] == "already-adjudicated":
        work.move(row, "recorded")
        return "recorded" if told["ok"] else "nothing to do"
    state, _ = journal.state_at(stream)
    if awaiting(state) != row.turn:  # the game was ended meanwhile
        work.move(row, "recorded", words="")
        return "nothing to do"
    return give_up_or_try_again(row, Refused(f"{told['code']}: {told['message']} ({told.get('field')})"))


def give_up_or_try_again(row: Work, reason: Exception) -> str:
    """Count a failure; after the third, tell control in plain words and leave the turn to its ruling."""
    trouble = "".join(traceback.format_exception(reason))
    if work.failed(row, trouble) < MOST_FAILURES:
        return "failed"
    quarantine(row, f"The engine could not answer turn {row.turn} after {MOST_FAILURES} attempts ({brief(reason)}).")
    return "quarantined"


def quarantine(row: Work, words: str) -> None:
    """Control is told, and can rule the turn without the engine."""
    ruling = f"{words} You can publish the turn without the engine's answers: accept or amend it with a reason."
    told = journal.handle(
        row.stream,
        command_id=f"fail-{row.turn}-{secrets.token_hex(8)}",
        name="findings.fail",
        args={"turn": row.turn, "attempt": max(1, min(99, MOST_FAILURES)), "words": ruling},
        seat=SYSTEM,
    )
    work.move(row, "failed" if told["ok"] else "recorded")


def brief(reason: Exception) -> str:
    """What a person is told of an error: its own first line without paths, or its kind."""
    first = str(reason).strip().splitlines()[0] if str(reason).strip() else ""
    return first[:200] if first and "/" not in first else type(reason).__name__
