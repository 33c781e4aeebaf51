"""The table over plain HTTP: the same views and commands, for networks that block sockets, for scripts and for bots.

Each function is one address; what may be asked and how it is refused on the way is `lobby.routes`. The description of
all of them is made from the same models (`schema.openapi`).
"""

import asyncio
import gzip
import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from wargame import journal
from wargame.lobby import attendance, invitations
from wargame.lobby.access import SeatAccess
from wargame.lobby.door import unit
from wargame.lobby.routes import Trouble, answered, body_as, framed, number_in, seated, slow_down_stranger
from wargame.play import bodies, protocol
from wargame.play.schema.openapi import openapi
from wargame.play.table import feed
from wargame.play.table.feed import Picture
from wargame.play.table.questions import ask
from wargame.play.table.tables import Unreachable, table
from wargame.rules.catalogue import catalogue as readable_pack
from wargame.rules.refusals import Refusal
from wargame.umpire import live
from wargame.umpire.estimates import rows

LONGEST_WAIT_S = 25
CURSOR_MOST = 10_000_000
WORTH_SQUEEZING_BYTES = 2048
SEARCH_LEAST, SEARCH_MOST = 2, 100


class Poller:
    """A request that waits for another view than the one it names."""

    def __init__(self, found: SeatAccess, etag: str) -> None:
        self.seat = found.seat_id
        self.credential = found.credential
        self.etag = etag
        self.visit: int | None = None
        self.answer: asyncio.Future[Picture | None] = asyncio.get_running_loop().create_future()

    def show(self, picture: Picture) -> None:
        if picture.etag != self.etag and not self.answer.done():
            self.answer.set_result(picture)

    def revoke(self) -> None:
        if not self.answer.done():
            self.answer.set_result(None)

    def beat(self) -> None:
        """A request has no heartbeat."""

    def tell(self, kind: str, message: dict[str, Any]) -> None:
        """What is volatile is told to sockets only."""


@seated("GET")
async def view(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """The whole view and its name. With `?wait=` and If-None-Match: when it is another one, or 304 after the wait."""
    wait_s = number_in(request, "wait", low=0, high=LONGEST_WAIT_S, default=0) or 0
    held = etag_in(request.headers.get("If-None-Match", ""))
    if held and wait_s:
        picture = await wait_for_other(found, held, wait_s)
    else:
        picture = (await unit(lambda: feed.look(found.stream, [found.seat_id])))[found.seat_id]
    if picture is None or picture.etag == held:
        response = HttpResponse(status=304)
        response["ETag"] = f'"{held}"'
        return response
    response = HttpResponse(picture.body, content_type="application/json")
    response["ETag"] = f'"{picture.etag}"'
    return response


async def wait_for_other(found: SeatAccess, held: str, wait_s: float) -> Picture | None:
    poller = Poller(found, held)
    here = table(found.game, found.stream)
    visit = poller.visit = await unit(lambda: attendance.arrive_again(found))
    try:
        async with asyncio.timeout(wait_s):
            poller.show(await here.join(poller))
            picture = await poller.answer
    except TimeoutError:
        return None
    except Unreachable:
        raise Trouble(503, "not-reached", "The server cannot reach its database just now. Try again.") from None
    finally:
        here.leave(poller)
        await unit(lambda: attendance.depart(visit))
    if picture is None:
        raise Trouble(404, "unknown-game", "There is no such game, or it is not open to you.")
    return picture


def etag_in(header: str) -> str | None:
    """The first name in an If-None-Match header."""
    first = header.split(",")[0].strip().removeprefix("W/").strip('"')
    return first or None


@seated("POST")
async def commands(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """One command. 200 after the commit; 409 with the same body again for a refusal. A repeat gets its first answer."""
    body = body_as(request, bodies.CommandBody)
    answer = await unit(
        lambda: journal.handle(
            found.stream,
            command_id=body.id,
            name=body.name,
            args=body.args,
            seat=found.seat_id,
            words_from=found.author,
        )
    )
    return answered(answer, 200 if answer["ok"] else 409)


@seated("POST")
async def estimates(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """What would this do? 200 with the answer, 202 where it has to be worked out, 409 for what cannot be asked."""
    body = body_as(request, bodies.EstimateBody)
    told = await unit(lambda: ask(found, body.question, quick=body.quick))
    if isinstance(told, Refusal):
        return answered({"ok": False, "code": told.code, "message": told.message, "field": told.field}, 409)
    return answered(told, 200 if told["answer"] else 202)


@seated("GET", "DELETE")
async def estimate(request: HttpRequest, found: SeatAccess, estimate: UUID) -> HttpResponse:
    """A question of this very seat; with DELETE it is taken back."""
    look = rows.cancel if request.method == "DELETE" else rows.of_seat
    told = await unit(lambda: look(found.game, found.seat_id, estimate))
    if told is None:
        raise Trouble(404, "unknown-estimate", "There is no such question of this seat.")
    return answered(told)


@seated("GET")
async def catalogue(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """What this seat may read of the scenario: briefs, forms, maps, assessments."""
    body = await unit(lambda: json.dumps(readable_pack(journal.pack_of(found.stream), found.seat_id)).encode())
    return squeezed(request, body)


@seated("GET")
async def document(request: HttpRequest, found: SeatAccess, digest: str) -> HttpResponse:
    """A document that the seat's own view names; every other one does not exist for it."""

    def fetch() -> bytes | None:
        picture = feed.look(found.stream, [found.seat_id])[found.seat_id]
        return journal.document_text(digest).encode() if digest in picture.documents() else None

    body = await unit(fetch)
    if body is None:
        raise Trouble(404, "unknown-document", "There is no such document in your view.")
    return squeezed(request, body)


def squeezed(request: HttpRequest, body: bytes) -> HttpResponse:
    """JSON, compressed if the browser takes it. Only for answers in which nothing of the request stands: there the size
    of what was compressed tells a listener nothing."""
    response = HttpResponse(body, content_type="application/json", headers={"Vary": "Accept-Encoding"})
    if len(body) >= WORTH_SQUEEZING_BYTES and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(body, compresslevel=6, mtime=0)
        response["Content-Encoding"] = "gzip"
    return response


@seated("GET")
async def grid(request: HttpRequest, found: SeatAccess, name: str) -> HttpResponse:
    """The cells of a grid of the pack: where land is, which is nobody's secret."""
    question = live.grid_question(await unit(lambda: journal.pack_of(found.stream)), name)
    if question is None:
        raise Trouble(404, "unknown-grid", f"There is no grid “{name}” in this scenario.")
    try:
        return answered(await live.desk().ask(question))
    except live.Away as reason:
        raise Trouble(503, "not-reached", str(reason)) from None


@seated("GET")
async def messages(request: HttpRequest, found: SeatAccess, room: str) -> HttpResponse:
    """A page of a room's talk, oldest first: after a cursor, before it, or the newest."""
    after = number_in(request, "after", low=0, high=CURSOR_MOST)
    before = number_in(request, "before", low=0, high=CURSOR_MOST)
    limit = number_in(request, "limit", low=1, high=protocol.PAGE_LIMIT, default=50) or 50
    if after is not None and before is not None:
        raise Trouble(400, "bad-field", "before: give after or before, not both.", "before")

    def fetch() -> tuple[list[dict[str, Any]], bool] | None:
        picture = feed.look(found.stream, [found.seat_id])[found.seat_id]
        if room not in picture.view["rooms"]:
            return None
        return journal.talk_page(found.stream, seat=found.seat_id, room=room, after=after, before=before, limit=limit)

    page = await unit(fetch)
    if page is None:
        raise Trouble(404, "unknown-room", f"There is no room “{room}” that you can enter.")
    return answered({"items": page[0], "more": page[1]})


@seated("GET")
async def search(request: HttpRequest, found: SeatAccess) -> HttpResponse:
    """What was said in the seat's own rooms and holds these words, newest first."""
    words = request.GET.get("q", "").strip()
    if not SEARCH_LEAST <= len(words) <= SEARCH_MOST or "\x00" in words:
        raise Trouble(400, "bad-field", f"q: give {SEARCH_LEAST} to {SEARCH_MOST} characters to look for.", "q")
    items, more = await unit(lambda: journal.talk_found(found.stream, seat=found.seat_id, words=words))
    return answered({"items": items, "more": more})


@framed("POST")
async def redeem(request: HttpRequest) -> HttpResponse:
    """An invitation's code becomes the bearer token of its seat. A seat that is taken is knocked at."""
    slow_down_stranger(request)
    body = body_as(request, bodies.RedeemBody)
    device = request.headers.get("User-Agent", "")[: invitations.DEVICE_CHARS]
    outcome = await unit(lambda: invitations.redeem(body.code, name=body.name, device=device))
    if isinstance(outcome, invitations.Refused):
        raise Trouble(404 if outcome.code == "unknown-invitation" else 409, outcome.code, outcome.message)
    if isinstance(outcome, invitations.Knocking):
        words = "This seat is taken. Who sits there has been asked; open the link in a browser to wait for the answer."
        raise Trouble(409, "seat-taken", words)
    return answered(
        {
            "token": outcome.token,
            "game": str(outcome.game),
            "seat": outcome.seat_id,
            "table_url": request.build_absolute_uri(outcome.table_path),
        }
    )


@framed("GET")
async def description(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1 of all this."""
    return answered(openapi())


@framed("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
async def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address below /api/."""
    raise Trouble(404, "not-found", "There is nothing at this address. The addresses are listed in /api/openapi.json.")
