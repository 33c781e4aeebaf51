"""Addresses of the facilitator's desk. For every other seat they do not exist."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from wargame.control import board, desk, injects, sheets
from wargame.lobby import access
from wargame.lobby.access import SeatAccess
from wargame.lobby.door import unit
from wargame.lobby.pages.frame import base_of
from wargame.lobby.pages.tables import qr
from wargame.lobby.routes import (
    AssistantBody,
    BecauseBody,
    NewAssistantBody,
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
    await unit(lambda: desk.hold_desk(found, "see-as"))
    reason = request.GET.get("reason", "").strip()
    if len(reason) > REASON_CHARS or "\0" in reason:
        raise Trouble(400, "bad-field", f"reason: at most {REASON_CHARS} characters of plain text.", "reason")
    return answered(await unit(lambda: desk.see_as(found, seat, reason)))


@seated("POST")
async def preview(request: HttpRequest, found: SeatAccess, inject: str) -> HttpResponse:
    """What each seat would see if the inject were sent now; nothing is sent and nothing recorded."""
    await unit(lambda: desk.hold_desk(found, "inject.preview"))
    words = body_as(request, WordsBody)
    return answered(await unit(lambda: injects.preview(found, inject, title=words.title, text=words.text)))


@seated("GET", "POST")
async def sheet(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """The list of injects as a workbook; or, with a workbook in the body, which plans it would change."""
    await unit(lambda: desk.hold_desk(found, "inject.read" if request.method == "GET" else "inject.plan"))
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
    """What control did that is no ruling: who, what, about whom, when, why; and who gave each ruling."""
    await unit(lambda: desk.hold_desk(found, "record.read"))
    return answered(await unit(lambda: desk.whole_record(found)))


@seated("POST")
async def revoke(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """Shut every device out of a seat."""
    await unit(lambda: desk.hold_desk(found, "seat.revoke"))
    reason = body_as(request, ReasonBody).reason
    return answered(await unit(lambda: desk.revoke(found, seat, reason)))


@seated("POST")
async def vacate(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """Empty a seat for somebody else."""
    await unit(lambda: desk.hold_desk(found, "seat.vacate"))
    reason = body_as(request, ReasonBody).reason
    return answered(await unit(lambda: desk.vacate(found, seat, reason)))


@seated("POST")
async def lock(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """Let nobody new to a seat."""
    await unit(lambda: desk.hold_desk(found, "seat.lock"))
    reason = body_as(request, ReasonBody).reason
    return answered(await unit(lambda: desk.lock(found, seat, reason)))


@seated("POST")
async def link(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """A new invitation for a seat."""
    await unit(lambda: desk.hold_desk(found, "seat.link"))
    reason = body_as(request, ReasonBody).reason
    return answered(with_code(request, await unit(lambda: desk.new_link(found, seat, reason))))


@seated("POST")
async def assistants(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """Makes an assistant: a seat in control with a scope, and its link. A repeat of the id makes no second one."""
    await unit(lambda: desk.hold_desk(found, "assistant.make"))
    body = body_as(request, NewAssistantBody)
    words = {"command_id": body.id, "label": body.name, "scope": body.scope, "reason": body.reason}
    return answered(with_code(request, await unit(lambda: desk.make_assistant(found, **words))), 201)


@seated("POST")
async def assistant(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """Gives an assistant another scope, or another name."""
    await unit(lambda: desk.hold_desk(found, "assistant.change"))
    body = body_as(request, AssistantBody)
    words = {"label": body.name, "scope": body.scope, "reason": body.reason}
    return answered(await unit(lambda: desk.change_assistant(found, seat, **words)))


@seated("POST")
async def withdraw(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """Withdraws an assistant: the seat acts no more and its devices are shut out."""
    await unit(lambda: desk.hold_desk(found, "assistant.withdraw"))
    reason = body_as(request, BecauseBody).reason
    return answered(await unit(lambda: desk.withdraw_assistant(found, seat, reason)))


def with_code(request: HttpRequest, told: dict[str, Any]) -> dict[str, Any]:
    """The link whole, as it is handed to somebody, and as a QR code: an SVG element without any style of its own."""
    if told["link"] is None:
        return {**told, "code": ""}
    link = base_of(request) + told["link"]
    return {**told, "link": link, "code": qr(link)}


@seated("POST")
async def report(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """Queue the making of the report."""
    await unit(lambda: desk.hold_desk(found, "report.make"))
    reason = body_as(request, ReasonBody).reason if request.body else ""
    return answered(await unit(lambda: desk.queue_report(found, reason)), 202)


@seated("GET")
async def reports(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """State and files of the report."""
    await unit(lambda: desk.hold_desk(found, "report.read"))
    return answered(await unit(lambda: desk.reports_of(found.game)))


@seated("GET")
async def report_file(request: HttpRequest, found: SeatAccess, name: str) -> HttpResponse:
    """One file of the report, as a download."""
    await unit(lambda: desk.hold_desk(found, "report.read"))
    body, kind = await unit(lambda: desk.report_file(found.game, name))
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
