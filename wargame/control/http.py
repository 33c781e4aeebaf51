"""Addresses of the facilitator's desk. For every other seat they do not exist."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from wargame.control import board, desk, injects, sheets
from wargame.lobby import access
from wargame.lobby.access import SeatAccess
from wargame.lobby.door import unit
from wargame.lobby.routes import (
    ReasonBody,
    Trouble,
    WordsBody,
    answered,
    body_as,
    framed,
    seated,
    slow_down_credential,
    slow_down_stranger,
)

REASON_CHARS = 400


@framed("GET")
async def tables(request: HttpRequest) -> HttpResponse:
    """The tables that this browser leads, side by side: of one class with `?class=`, else all that are open."""
    classroom = request.GET.get("class")
    try:
        wanted = UUID(classroom) if classroom else None
    except ValueError:
        raise Trouble(400, "bad-field", "class: the id of a class, as its address has it.", "class") from None
    held = await unit(lambda: access.desks_of(request.COOKIES))
    if not held:
        slow_down_stranger(request)
        raise Trouble(404, *board.NO_DESK)
    slow_down_credential(held[0].credential)
    return answered(await unit(lambda: board.tables(held, wanted)))


@seated("GET")
async def see_as(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """The view of a seat; that it was looked at is recorded, with the reason if one is given."""
    desk.hold_desk(found)
    reason = request.GET.get("reason", "").strip()
    if len(reason) > REASON_CHARS or "\0" in reason:
        raise Trouble(400, "bad-field", f"reason: at most {REASON_CHARS} characters of plain text.", "reason")
    return answered(await unit(lambda: desk.see_as(found, seat, reason)))


@seated("POST")
async def preview(request: HttpRequest, found: SeatAccess, inject: str) -> HttpResponse:
    """What each seat would see if the inject were sent now; nothing is sent and nothing recorded."""
    desk.hold_desk(found)
    words = body_as(request, WordsBody)
    return answered(await unit(lambda: injects.preview(found, inject, title=words.title, text=words.text)))


@seated("GET", "POST")
async def sheet(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """The list of injects as a workbook; or, with a workbook in the body, which plans it would change."""
    desk.hold_desk(found)
    if request.method == "POST":
        body = workbook_in(request)
        return answered(await unit(lambda: injects.planned_in(found, body)))
    response = HttpResponse(await unit(lambda: injects.workbook_of(found)), content_type=sheets.MEDIA_TYPE)
    response["Content-Disposition"] = "attachment; filename=injects.xlsx"
    return response


def workbook_in(request: HttpRequest) -> bytes:
    """The body, if it is not too long to be a list of injects."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not declared.isdecimal() or int(declared) > sheets.MOST_BYTES or len(request.body) > sheets.MOST_BYTES:
        raise Trouble(413, "too-big", f"A workbook of injects may hold {sheets.MOST_BYTES // 1024} KB.")
    return request.body


@seated("GET")
async def record(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """What control did outside the log: who, what, about whom, when, why."""
    desk.hold_desk(found)
    return answered({"rows": await unit(lambda: desk.record_of(found.game))})


@seated("POST")
async def revoke(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """Shut every device out of a seat."""
    desk.hold_desk(found)
    reason = body_as(request, ReasonBody).reason
    return answered(await unit(lambda: desk.revoke(found, seat, reason)))


@seated("POST")
async def vacate(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """Empty a seat for somebody else."""
    desk.hold_desk(found)
    reason = body_as(request, ReasonBody).reason
    return answered(await unit(lambda: desk.vacate(found, seat, reason)))


@seated("POST")
async def link(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """A new invitation for a seat."""
    desk.hold_desk(found)
    reason = body_as(request, ReasonBody).reason
    return answered(await unit(lambda: desk.new_link(found, seat, reason)))


@seated("POST")
async def report(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """Queue the making of the report."""
    desk.hold_desk(found)
    reason = body_as(request, ReasonBody).reason if request.body else ""
    return answered(await unit(lambda: desk.queue_report(found, reason)), 202)


@seated("GET")
async def reports(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """State and files of the report."""
    desk.hold_desk(found)
    return answered(await unit(lambda: desk.reports_of(found.game)))


@seated("GET")
async def report_file(request: HttpRequest, found: SeatAccess, name: str) -> HttpResponse:
    """One file of the report, as a download."""
    desk.hold_desk(found)
    body, kind = await unit(lambda: desk.report_file(found.game, name))
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
