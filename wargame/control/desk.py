"""What the facilitator's desk asks for beside commands: seeing as a seat, the report, a seat's devices. Units of work.

Everything that changes something or looks behind somebody's cards is recorded with who, what, when and why, in the same
transaction as the thing itself.
"""

from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as QueueAway

from wargame import journal
from wargame.control.models import Deed
from wargame.lobby.access import SeatAccess
from wargame.lobby.routes import NOT_YOURS, Trouble
from wargame.rules.sight import sight

DESK_SEATS = ("control.facilitator", "control.assistant")
REPORT_TASK = "wargame.reports.tasks.build_report"
REPORT_MODULE = "wargame.reports.files"


def hold_desk(found: SeatAccess) -> None:
    """Raises Trouble for every seat but the facilitator's and the assistant's: for others the desk does not exist."""
    if found.seat_id not in DESK_SEATS:
        raise Trouble(404, *NOT_YOURS)


def record(found: SeatAccess, action: str, about: str, reason: str) -> Deed:
    return Deed.objects.create(
        game=found.game, seat=found.seat_id, credential=str(found.credential), action=action, about=about, reason=reason
    )


@transaction.atomic
def see_as(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """The view of `seat` as it stands, marked as looked at by control. Raises Trouble if there is no such seat."""
    state, _ = journal.state_at(found.stream)
    if seat not in state["seats"]:
        raise Trouble(404, "unknown-seat", f"There is no seat “{seat}” at this table.", "seat")
    deed = record(found, "see-as", seat, reason)
    when = deed.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    mark = f"{seat} as seen by {found.seat_id}, {when} UTC. Looking is recorded."
    return {"seat": seat, "watermark": mark, "view": journal.ink(sight(state, seat), found.stream)}


def record_of(game: UUID) -> list[dict[str, Any]]:
    """All deeds of a game, oldest first."""
    return [
        {
            "at_ms": to_ms(row.at),
            "seat": row.seat,
            "action": row.action,
            "about": row.about,
            "reason": row.reason,
        }
        for row in Deed.objects.filter(game=game)
    ]


def to_ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def queue_report(found: SeatAccess, reason: str) -> dict[str, Any]:
    """Record the wish and hand it to a worker. Raises Trouble if no queue can be reached."""
    with transaction.atomic():
        record(found, "report", "", reason)
        try:
            current_app.send_task(REPORT_TASK, args=[str(found.game)], queue="export", retry=False)
        except QueueAway:
            words = "The queue of the workers cannot be reached just now. The table goes on; ask again in a minute."
            raise Trouble(503, "no-queue", words) from None
    return {**reports_of(found.game), "state": "queued"}


def reports_of(game: UUID) -> dict[str, Any]:
    """What `reports` has made of this game so far: state, words, files."""
    keeper = report_keeper()
    if keeper is None:
        return {"state": "none", "words": "No report has been asked for.", "files": []}
    return keeper.files_of(game)


def report_file(game: UUID, name: str) -> tuple[bytes, str]:
    """Bytes and media type of one file of the report. Raises Trouble if there is none of this name."""
    keeper = report_keeper()
    found = keeper.read_file(game, name) if keeper else None
    if found is None:
        raise Trouble(404, "unknown-file", f"There is no file “{name}” in the report of this game.", "name")
    return found


def report_keeper() -> ModuleType | None:
    """The reports app, by name: the desk and the report are neighbours and do not import each other."""
    return import_module(REPORT_MODULE) if find_spec(REPORT_MODULE) else None
