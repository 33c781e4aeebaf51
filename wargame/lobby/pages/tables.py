"""The facilitator's pages before the table: opening one or a class of them, and the links of their seats."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import segno
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wargame.lobby import access, games, invitations
from wargame.lobby.access import FACILITATOR
from wargame.lobby.games import Opened
from wargame.lobby.invitations import Entered, Refused
from wargame.lobby.models import Game, Person
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
    count = setting.count_of(given) or 1
    asked: dict[str, Any] = {
        "title": given["title"],
        "options": setting.options(given),
        "consent": given["consent"] or games.CONSENT,
        "bots": setting.bots(given, packs),
    }
    with transaction.atomic():
        if count == 1:
            made = [games.open_game(given["pack"], **asked)]
        else:
            made = games.open_class(given["pack"], count=count, alike=given["seeds"] == "alike", **asked)
        tokens = take_control(made, name=given["name"], device=device_of(request))
    room = made[0].game.classroom_id
    where = reverse("class-links", kwargs={"classroom": room}) if room else links_path(made[0].game.pk)
    response = HttpResponseRedirect(where, status=SEE_OTHER)
    for game, token in tokens.items():
        access.set_cookie(response, game, FACILITATOR, token)
    return response


def take_control(made: Collection[Opened], *, name: str, device: str) -> dict[UUID, str]:
    """Sit one person down as facilitator of each of these new tables: game -> the token of the seat."""
    tokens: dict[UUID, str] = {}
    person: Person | None = None
    for each in made:
        code = each.control_link.rstrip("/").rsplit("/", 1)[-1]
        entered = invitations.redeem(code, name=name, device=device, person=person)
        if not isinstance(entered, Entered) or entered.token is None:
            raise RuntimeError(f"the facilitator's own seat was not given: {entered}")
        tokens[each.game.pk] = entered.token
        person = person or each.game.seats.get(seat_id=FACILITATOR).person
    return tokens


def links_path(game: UUID) -> str:
    return reverse("links", kwargs={"game": game})


@page("GET", "HEAD")
def links(request: HttpRequest, game: UUID) -> HttpResponse:
    """The links of all seats, for the facilitator's browser alone."""
    if held_seat(request, game, FACILITATOR) is None:
        return not_here(request)
    found = get_object_or_404(Game, pk=game)
    shown = {"title": found.title, "tables": sheets(request, [found]), "one": found}
    return render(request, "lobby/links.html", shown)


@page("GET", "HEAD")
def class_links(request: HttpRequest, classroom: UUID) -> HttpResponse:
    """The links of all seats of those tables of a class whose facilitator this browser is."""
    held = {desk.game for desk in access.desks_of(request.COOKIES) if desk.seat_id == FACILITATOR}
    found = list(Game.objects.filter(classroom=classroom, pk__in=held).select_related("classroom").order_by("created"))
    if not found:
        return not_here(request)
    shown = {"title": found[0].classroom, "tables": sheets(request, found), "classroom": found[0].classroom}
    return render(request, "lobby/links.html", shown)


def sheets(request: HttpRequest, found: Collection[Game]) -> list[dict[str, Any]]:
    """What the sheet of links shows of each table: its seats, with their links as text and as a code."""
    base = base_of(request)
    seats = invitations.links_of(found)
    return [
        {
            "game": game,
            "desk": invitations.table_path(game.pk, FACILITATOR),
            "rows": [
                {"seat": seat, "link": base + path if path else None, "code": qr(base + path) if path else ""}
                for seat, path in seats[game.pk]
                if seat.seat_id != FACILITATOR
            ],
        }
        for game in found
    ]


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
    whole = request.POST.get("from") == "class" and found.classroom_id is not None
    where = reverse("class-links", kwargs={"classroom": found.classroom_id}) if whole else links_path(game)
    return HttpResponseRedirect(f"{where}#{anchor(game, seat)}", status=SEE_OTHER)


def anchor(game: UUID, seat: str) -> str:
    """The place of a seat on the sheet of links."""
    return f"{game}-{seat}"


def not_here(request: HttpRequest) -> HttpResponse:
    words = "Only the browser of this table's facilitator sees its links. Open your own link first."
    return say(request, 404, "Nothing here for you", words)


def qr(link: str) -> str:
    """An SVG element with the link as a QR code; it carries no style of its own, the page's sheet colours it."""
    code = segno.make(link, error="m", micro=False)
    return str(code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass="qr-dark"))
