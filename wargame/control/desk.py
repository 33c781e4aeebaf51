"""What the facilitator's desk asks for beside commands: seeing as a seat, the report, a seat's devices. Units of work.

Everything that changes something or looks behind somebody's cards is recorded with who, what, when and why, in the same
transaction as the thing itself.
"""

import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from celery import Celery
from django.apps import apps
from django.db import transaction
from django.db.models.functions import Length
from kombu.exceptions import OperationalError as QueueAway

from wargame import journal
from wargame.control.models import Deed
from wargame.lobby import access, invitations
from wargame.lobby.access import DESK_SEATS, FACILITATOR, SeatAccess
from wargame.lobby.models import Credential, Seat
from wargame.lobby.routes import NOT_YOURS, Trouble
from wargame.rules.sight import sight
from wargame.rules.sight.surveys import NOTHING

REPORT_TASK = "reports.build_report"
STATES = {"queued": "queued", "running": "making", "done": "ready", "failed": "failed"}

log = logging.getLogger(__name__)


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
    """The view of `seat` as it stands, marked as looked at by control, without what its person answers in surveys.

    Raises Trouble if there is no such seat.
    """
    state, _ = journal.state_at(found.stream)
    if seat not in state["seats"]:
        raise Trouble(404, "unknown-seat", f"There is no seat “{seat}” at this table.", "seat")
    deed = record(found, "see-as", seat, reason)
    when = deed.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    mark = f"{seat} as seen by {found.seat_id}, {when} UTC. Looking is recorded."
    view = {**sight(state, seat), "surveys": NOTHING}
    return {"seat": seat, "watermark": mark, "view": journal.ink(view, found.stream)}


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


def seat_row(found: SeatAccess, seat: str) -> Seat:
    row = Seat.objects.filter(game=found.game, seat_id=seat).first()
    if row is None:
        raise Trouble(404, "unknown-seat", f"There is no seat “{seat}” at this table.", "seat")
    return row


@transaction.atomic
def revoke(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """Shut every device out of a seat; its person keeps it and comes back by knocking or by a new link."""
    row = seat_row(found, seat)
    record(found, "revoke", seat, reason)
    return {"seat": seat, "revoked": access.revoke(row)}


@transaction.atomic
def vacate(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """Empty a seat for somebody else: its devices are shut out and its link opens it anew."""
    row = seat_row(found, seat)
    if seat == FACILITATOR:
        raise Trouble(409, "last-facilitator", "The facilitator's own seat cannot be emptied from the desk.", "seat")
    record(found, "vacate", seat, reason)
    devices = Credential.objects.filter(seat=row, revoked=None).count()
    refused = invitations.free(row.pk, by=found.seat_id)
    if refused is not None:
        raise Trouble(409, refused.code, refused.message)
    return {"seat": seat, "revoked": devices}


@transaction.atomic
def new_link(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """A new invitation for a seat; the links it had are withdrawn. The path is told, not the host."""
    row = seat_row(found, seat)
    record(found, "link", seat, reason)
    return {"seat": seat, "link": invitations.link_of(invitations.invite(row))}


def queue_report(found: SeatAccess, reason: str) -> dict[str, Any]:
    """Record the wish as a row and hand it to a worker; without a queue the row waits and says so."""
    with transaction.atomic():
        record(found, "report", "", reason)
        asked = report_rows().create(game=found.game, seat=found.seat_id)
    try:
        workers().send_task(REPORT_TASK, args=[str(asked.pk)], queue="export", retry=False)
    except QueueAway as reason_away:
        log.warning("report %s not handed to a worker (%s)", asked.pk, reason_away)
        words = "The queue of the workers cannot be reached just now. The table goes on; ask again in a minute."
        raise Trouble(503, "no-queue", words) from None
    return reports_of(found.game)


def workers() -> Celery:
    """The program's Celery; a web process has no other reason to import it."""
    from wargame.celery import app

    return app


def reports_of(game: UUID) -> dict[str, Any]:
    """How far the newest report is, and the files of the newest that is done."""
    newest = report_rows().filter(game=game).order_by("-asked").first()
    done = report_rows().filter(game=game, state="done").order_by("-asked").first()
    if newest is None:
        return {"state": "none", "words": "No report has been asked for.", "files": []}
    files = [
        {
            "name": file.name,
            "bytes": file.size,
            "made_ms": to_ms(done.done),
            "url": f"/api/games/{game}/reports/{quote(file.name)}",
        }
        for file in (done.files.annotate(size=Length("content")).defer("content") if done else ())
    ]
    return {"state": STATES[newest.state], "words": newest.words or None, "files": files}


def report_file(game: UUID, name: str) -> tuple[bytes, str]:
    """Bytes and media type of one file of the newest finished report. Raises Trouble if there is none of this name."""
    done = report_rows().filter(game=game, state="done").order_by("-asked").first()
    found = done.files.filter(name=name).first() if done else None
    if found is None:
        raise Trouble(404, "unknown-file", f"There is no file “{name}” in the report of this game.", "name")
    return bytes(found.content), found.media_type


def report_rows() -> Any:
    """The rows of the reports app, by name: the desk and the report are neighbours and do not import each other."""
    return apps.get_model("reports", "Report")._default_manager
