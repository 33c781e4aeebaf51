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
from django.db.models import QuerySet
from django.db.models.functions import Length
from kombu.exceptions import OperationalError as QueueAway

from wargame import journal
from wargame.control.models import Deed
from wargame.lobby import access, assistants, invitations
from wargame.lobby.access import FACILITATOR, SeatAccess
from wargame.lobby.invitations import Refused
from wargame.lobby.models import Credential, Person, Seat
from wargame.lobby.routes import NOT_YOURS, Trouble
from wargame.rules.events import CONTROL, cell_of, sees_all
from wargame.rules.mechanics.scopes import beyond
from wargame.rules.sight import sight
from wargame.rules.sight.surveys import NOTHING

REPORT_TASK = "reports.build_report"
PERSON_CHARS = 32  # of an author's id in the journal
TOLD_TO_ALL = {
    "game_started": "game.start",
    "clock_paused": "clock.pause",
    "clock_resumed": "clock.resume",
    "clock_extended": "clock.extend",
    "bot_seated": "bot.seat",
    "bot_left": "bot.unseat",
}
"""What control does in the log that makes no ruling: the entry itself is the record."""
STATES = {"queued": "queued", "running": "making", "done": "ready", "failed": "failed"}

log = logging.getLogger(__name__)


def hold_desk(found: SeatAccess, deed: str) -> None:
    """Raises Trouble for every seat that does not work for control: for those the desk does not exist; and for a deed
    that the seat's scope does not have, with the scope that would be right."""
    if not sees_all(found.seat_id):
        raise Trouble(404, *NOT_YOURS)
    state, _ = journal.state_at(found.stream)
    refusal = beyond(state, found.seat_id, deed)
    if refusal is not None:
        raise Trouble(403, refusal.code, refusal.message)


def hold_devices(found: SeatAccess, seat: str) -> None:
    """Raises Trouble for the devices of control's own seats, which only the facilitator gives and takes."""
    if cell_of(seat) == CONTROL:
        hold_desk(found, "control.devices")


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
    """All deeds of a game beside its log, oldest first; `person` is the name of who held the device."""
    rows = list(Deed.objects.filter(game=game))
    persons = names_of(Credential.objects.filter(pk__in=[int(row.credential) for row in rows]))
    return [
        {
            "at_ms": to_ms(row.at),
            "seat": row.seat,
            "person": persons.get(int(row.credential), ""),
            "action": row.action,
            "about": row.about,
            "reason": row.reason,
        }
        for row in rows
    ]


def names_of(credentials: QuerySet[Credential]) -> dict[int, str]:
    """Credential to the name of its person; without those who have been erased."""
    return {pk: name for pk, name in credentials.values_list("pk", "person__name") if name}


def whole_record(found: SeatAccess) -> dict[str, Any]:
    """What control did that its picture does not hold: deeds beside the log, the clock and the bots in its hand; and
    who gave each ruling, by the ruling's id."""
    persons = dict(Person.objects.filter(credentials__seat__game=found.game).values_list("pk", "name"))
    authors = journal.authors(found.stream, (*TOLD_TO_ALL, "ruling_made"))
    by, rows = {}, record_of(found.game)
    entries = list(journal.entries(found.stream, kinds=(*TOLD_TO_ALL, "ruling_made")))
    bodies = journal.ink([entry.body for entry in entries], found.stream)
    for entry, body in zip(entries, bodies, strict=True):
        author = authors.get((entry.seat, entry.cause), "")
        person = persons.get(UUID(author), "") if len(author) == PERSON_CHARS else ""
        if entry.kind == "ruling_made":
            by[body["ruling"]["id"]] = person
        elif cell_of(entry.seat) == CONTROL:
            reason = body.get("clock", {}).get("reason") or ""
            told = {"at_ms": to_ms(entry.at), "seat": entry.seat, "person": person, "action": TOLD_TO_ALL[entry.kind]}
            rows.append({**told, "about": body.get("seat", ""), "reason": reason})
    return {"rows": sorted(rows, key=lambda row: row["at_ms"]), "by": by}


def to_ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def seat_row(found: SeatAccess, seat: str) -> Seat:
    row = Seat.objects.filter(game=found.game, seat_id=seat).first()
    state, _ = journal.state_at(found.stream)
    if row is None and state["seats"].get(seat, {}).get("made"):
        row = assistants.row_of(found.game, seat)  # of a game that came here as an archive
    if row is not None and state["seats"].get(seat, {}).get("withdrawn_ms"):
        raise Trouble(409, "assistant-withdrawn", "This seat of control was withdrawn. Make another assistant.", "seat")
    if row is None:
        raise Trouble(404, "unknown-seat", f"There is no seat “{seat}” at this table.", "seat")
    return row


@transaction.atomic
def revoke(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """Shut every device out of a seat; its person keeps it and comes back by knocking or by a new link."""
    hold_devices(found, seat)
    row = seat_row(found, seat)
    record(found, "revoke", seat, reason)
    return {"seat": seat, "revoked": access.revoke(row)}


@transaction.atomic
def vacate(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """Empty a seat for somebody else: its devices are shut out and its link opens it anew."""
    hold_devices(found, seat)
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
    hold_devices(found, seat)
    row = seat_row(found, seat)
    record(found, "link", seat, reason)
    return {"seat": seat, "link": invitations.link_of(invitations.invite(row))}


@transaction.atomic
def lock(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """Nobody new comes to the seat: its link is withdrawn and whoever knocks there is refused. Who sits there stays."""
    hold_devices(found, seat)
    row = seat_row(found, seat)
    record(found, "lock", seat, reason)
    invitations.shut(row, by=found.seat_id)
    return {"seat": seat}


@transaction.atomic
def make_assistant(found: SeatAccess, *, command_id: str, label: str, scope: str, reason: str) -> dict[str, Any]:
    """A seat with a link for somebody who helps; the ruling in the log is the record of it."""
    made = assistants.make(found, command_id=command_id, label=label, scope=scope, reason=reason)
    if isinstance(made, Refused):
        raise Trouble(409, made.code, made.message)
    row, invitation = made
    return {"seat": row.seat_id, "link": invitations.link_of(invitation)}


def change_assistant(found: SeatAccess, seat: str, *, label: str, scope: str, reason: str) -> dict[str, Any]:
    refused = assistants.change(found, seat, label=label, scope=scope, reason=reason)
    if refused is not None:
        raise Trouble(409, refused.code, refused.message)
    return {"seat": seat, "scope": scope}


def withdraw_assistant(found: SeatAccess, seat: str, reason: str) -> dict[str, Any]:
    """The assistant's devices are shut out within seconds, and the seat acts no more from now on."""
    shut = assistants.withdraw(found, seat, reason=reason)
    if isinstance(shut, Refused):
        raise Trouble(409, shut.code, shut.message)
    return {"seat": seat, "revoked": shut}


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
