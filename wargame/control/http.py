"""Addresses of the facilitator's desk. For every other seat they do not exist."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from wargame.control import desk
from wargame.lobby.access import SeatAccess
from wargame.lobby.door import unit
from wargame.lobby.routes import ReasonBody, Trouble, answered, body_as, seated

REASON_CHARS = 400


@seated("GET")
async def see_as(request: HttpRequest, found: SeatAccess, seat: str) -> HttpResponse:
    """The view of a seat; that it was looked at is recorded, with the reason if one is given."""
    desk.hold_desk(found)
    reason = request.GET.get("reason", "").strip()
    if len(reason) > REASON_CHARS or "\0" in reason:
        raise Trouble(400, "bad-field", f"reason: at most {REASON_CHARS} characters of plain text.", "reason")
    return answered(await unit(lambda: desk.see_as(found, seat, reason)))


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
