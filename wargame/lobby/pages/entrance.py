"""Coming in: the landing page, an invitation, and the knocking of a second device.

A GET of an invitation shows it and changes nothing, because programs that check mail open links; a POST redeems it.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from wargame import version
from wargame.lobby import access, door, invitations
from wargame.lobby.invitations import Entered, Knocking, Refused
from wargame.lobby.pages.frame import device_of, held_seat, may_open, page, say
from wargame.lobby.routes import Trouble, slow_down_stranger

SEE_OTHER = 303
TICKET_MINUTES = invitations.KNOCK_MINUTES


@page("GET", "HEAD")
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, and the seats that this browser holds. Tables of others are not listed to anybody."""
    seats = [
        {
            "seat": row.seat,
            "game": row.seat.game,
            "path": invitations.table_path(row.seat.game_id, row.seat.seat_id),
        }
        for row in invitations.seats_of_browser(request.COOKIES)
    ]
    leads = sum(row["seat"].seat_id in access.DESK_SEATS for row in seats) > 1
    shown = {"seats": seats, "leads": leads, "may_open": may_open(request), "version": version()}
    return render(request, "lobby/landing.html", shown)


@page("GET", "HEAD")
def card(request: HttpRequest) -> HttpResponse:
    """The player's card: one sheet of paper, the same for everybody."""
    return render(request, "lobby/card.html")


@page("GET", "HEAD", "POST")
def join(request: HttpRequest, code: str) -> HttpResponse:
    """An invitation: shown by GET, redeemed by POST."""
    json = wants_json(request)
    try:
        found = invitations.look(code)
        if isinstance(found, Refused):
            slow_down_stranger(request)
            return not_opened(request, found, json)
        seat = found.seat
        held = held_seat(request, seat.game_id, seat.seat_id)
        if request.method != "POST":
            taken = seat.person is not None
            return render(request, "lobby/join.html", {"seat": seat, "game": seat.game, "held": held, "taken": taken})
        name = name_in(request, json)
    except Trouble as trouble:
        return not_opened(request, Refused(code=trouble.code, message=trouble.message), json, trouble.status)
    answer = invitations.redeem(code, name=name, device=device_of(request), held=held)
    if isinstance(answer, Refused):
        if answer.code == "bad-name" and not json:
            shown = {"seat": seat, "game": seat.game, "held": held, "taken": False, "wrong": answer.message}
            return render(request, "lobby/join.html", shown, status=400)
        return not_opened(request, answer, json)
    if isinstance(answer, Knocking):
        return waiting(answer, json)
    return entered(answer, json)


def entered(answer: Entered, json: bool) -> HttpResponse:
    """Give the browser its cookie and take it to the table; the code is gone from the address."""
    response: HttpResponse
    if json:
        body = {"token": answer.token, "game": str(answer.game), "seat": answer.seat_id, "table_url": answer.table_path}
        response = JsonResponse(body)
    else:
        response = HttpResponseRedirect(answer.table_path, status=SEE_OTHER)
    if answer.token is not None:
        access.set_cookie(response, answer.game, answer.seat_id, answer.token)
    return response


def waiting(answer: Knocking, json: bool) -> HttpResponse:
    path = reverse("knock", kwargs={"knock": answer.knock})
    response: HttpResponse
    if json:
        body = {"game": str(answer.game), "seat": answer.seat_id, "knock": str(answer.knock), "ticket": answer.ticket}
        response = JsonResponse(body | {"knock_url": path}, status=202)
    else:
        response = HttpResponseRedirect(path, status=SEE_OTHER)
    response.set_cookie(
        ticket_name(answer.knock),
        answer.ticket,
        max_age=TICKET_MINUTES * 60,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
        path=path,
    )
    return response


def ticket_name(knock: UUID) -> str:
    return f"knock-{knock.hex[:8]}"


@page("GET", "HEAD", "POST")
def knock(request: HttpRequest, knock: UUID) -> HttpResponse:
    """The page of a device that waits: it asks again every few seconds, and with POST takes what it was given."""
    ticket = request.COOKIES.get(ticket_name(knock)) or request.headers.get("X-Ticket", "")
    if request.method == "POST":
        answer = invitations.collect(knock, ticket)
        if isinstance(answer, Entered):
            return entered(answer, wants_json(request))
        if isinstance(answer, Refused):
            return not_opened(request, answer, wants_json(request))
    state = invitations.state_of(knock, ticket)
    if state is None:
        return not_opened(request, invitations.refused("knock-closed"), wants_json(request))
    if wants_json(request):
        return JsonResponse({"state": state["state"]})
    return render(request, "lobby/knock.html", state)


@csrf_exempt  # checked below: a bearer token needs none
@page("POST")
def answer_knock(request: HttpRequest, game: UUID, seat: str, knock: UUID) -> HttpResponse:
    """The one who sits at the seat, or the facilitator, lets a device in or not: `{"approve": true}`."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    token, by_cookie = door.credential(headers, request.COOKIES, game, seat)
    by = access.seat_for(token, game)
    if by is None or by.seat_id != seat:
        return JsonResponse({"code": "unknown-game", "message": "This browser holds no such seat."}, status=404)
    if by_cookie and not door.request_is_meant(request):
        words = "The token of the page does not fit its cookie: reload the page and try again."
        return JsonResponse({"code": "no-csrf", "message": words}, status=403)
    approve = approval_in(request)
    if approve is None:
        words = "approve: true lets the device in, false keeps it out."
        return JsonResponse({"code": "bad-field", "message": words, "field": "approve"}, status=400)
    refused = invitations.answer_knock(knock, by=by, approve=approve)
    if refused is not None:
        return JsonResponse({"code": refused.code, "message": refused.message}, status=409)
    return JsonResponse({"ok": True, "approve": approve})


def approval_in(request: HttpRequest) -> bool | None:
    value: Any = request.POST.get("approve")
    if (request.content_type or "").startswith("application/json"):
        body = json_in(request)
        value = body.get("approve") if isinstance(body, dict) else None
        return value if isinstance(value, bool) else None
    return {"true": True, "false": False}.get(value or "")


def json_in(request: HttpRequest) -> Any:
    """The body as JSON, or None for anything else."""
    try:
        return door.read_json(request.body[: 64 * 1024])
    except door.Unreadable:
        return None


def name_in(request: HttpRequest, json: bool) -> str:
    if (request.content_type or "").startswith("application/json"):
        body = json_in(request)
        name = body.get("name") if isinstance(body, dict) else None
    else:
        name = request.POST.get("name")
    return name if isinstance(name, str) else ""


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def not_opened(request: HttpRequest, refused: Refused, json: bool, status: int = 0) -> HttpResponse:
    status = status or {"unknown-invitation": 404, "bad-name": 400, "many-knocks": 429}.get(refused.code, 410)
    if json:
        return JsonResponse({"code": refused.code, "message": refused.message, "field": None}, status=status)
    return say(request, status, "This door does not open", refused.message)
