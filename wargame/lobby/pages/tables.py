"""The facilitator's two pages before the table: opening one, and the links of its seats."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wargame.lobby import access, games, invitations
from wargame.lobby.access import FACILITATOR
from wargame.lobby.invitations import Entered, Refused
from wargame.lobby.models import Game
from wargame.lobby.pages import setting
from wargame.lobby.pages.entrance import SEE_OTHER
from wargame.lobby.pages.frame import base_of, device_of, held_seat, may_open, page, say


@page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Open a table; whoever opens it sits down as its facilitator and sees the links of all the other seats."""
    if not may_open(request):
        words = "Opening a table is for staff here. If that is you, sign in at /admin/ and come back."
        return say(request, 403, "Not open to you", words)
    packs = games.packs()
    if request.method != "POST":
        return render(request, "lobby/new.html", setting.form(packs, {}))
    given = setting.given_by(request.POST)
    wrong = setting.faults(given, packs)
    if wrong:
        return render(request, "lobby/new.html", setting.form(packs, given) | {"wrong": wrong}, status=400)
    made = games.open_game(
        given["pack"],
        title=given["title"],
        options=setting.options(given),
        consent=given["consent"] or games.CONSENT,
        bots=setting.bots(given, packs),
    )
    code = made.control_link.rstrip("/").rsplit("/", 1)[-1]
    entered = invitations.redeem(code, name=given["name"], device=device_of(request))
    if not isinstance(entered, Entered) or entered.token is None:
        raise RuntimeError(f"the facilitator's own seat was not given: {entered}")
    response = HttpResponseRedirect(reverse("links", kwargs={"game": made.game.pk}), status=SEE_OTHER)
    access.set_cookie(response, made.game.pk, FACILITATOR, entered.token)
    return response


@page("GET", "HEAD")
def links(request: HttpRequest, game: UUID) -> HttpResponse:
    """The links of all seats, for the facilitator's browser alone."""
    if held_seat(request, game, FACILITATOR) is None:
        return not_here(request)
    found = get_object_or_404(Game, pk=game)
    base = base_of(request)
    rows = [
        {"seat": seat, "link": base + path if path else None, "code": qr(base + path) if path else ""}
        for seat, path in invitations.links(found)
        if seat.seat_id != FACILITATOR
    ]
    shown = {
        "game": found,
        "rows": rows,
        "table": invitations.table_path(game, FACILITATOR),
        "done": request.GET.get("done"),
    }
    return render(request, "lobby/links.html", shown)


@page("POST")
def change_link(request: HttpRequest, game: UUID, seat: str) -> HttpResponse:
    """`do=renew` withdraws a seat's link and makes another; `do=free` shuts its devices out and empties it."""
    by = held_seat(request, game, FACILITATOR)
    if by is None:
        return not_here(request)
    found = get_object_or_404(Game, pk=game)
    row = found.seats.filter(seat_id=seat).exclude(seat_id=FACILITATOR).first()
    wanted = request.POST.get("do")
    if row is None or wanted not in {"renew", "free"}:
        return say(request, 400, "Nothing was changed", "There is no such seat, or nothing that can be done with it.")
    if wanted == "free":
        refused = invitations.free(row.pk, by=by.seat_id)
        if isinstance(refused, Refused):
            return say(request, 409, "The seat was not freed", refused.message)
    else:
        invitations.invite(row)
    return HttpResponseRedirect(reverse("links", kwargs={"game": game}) + f"#{seat}", status=SEE_OTHER)


def not_here(request: HttpRequest) -> HttpResponse:
    words = "Only the browser of this table's facilitator sees its links. Open your own link first."
    return say(request, 404, "Nothing here for you", words)


def qr(link: str) -> str:
    """An SVG element with the link as a QR code; it carries no style of its own, the page's sheet colours it."""
    code = segno.make(link, error="m", micro=False)
    return str(code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass="qr-dark"))
