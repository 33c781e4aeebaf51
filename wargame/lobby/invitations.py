"""Links to seats: made, shown again to the facilitator, redeemed, revoked; and the knocking of a second device.

Looking at an invitation changes nothing (`look`); only `redeem` does. A code has 192 bits. It is computed from a random
nonce with the server's secret, so that the facilitator can see the links again while the database holds only digests.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wargame import journal
from wargame.journal import announce
from wargame.lobby.access import FACILITATOR, SeatAccess, hashed, issue, revoke, seat_cookie
from wargame.lobby.models import Credential, Game, Invitation, Knock, Person, Seat
from wargame.rules.events import MADE

CONTROL = "control"
CODE_CHARS = 32  # of 6 bits
VALID_DAYS = 60
KNOCK_MINUTES = 10
KNOCKS_AT_ONCE = 5
NAME_CHARS = 60
DEVICE_CHARS = 60

Why = Literal[
    "unknown-invitation", "expired-invitation", "revoked-invitation", "bad-name", "many-knocks", "knock-closed"
]
SENTENCES: dict[str, str] = {
    "unknown-invitation": "This link opens no seat. Was it copied whole? If so, ask the facilitator for a new one.",
    "expired-invitation": "This link has expired. Ask the facilitator for a new one.",
    "revoked-invitation": "This link has been withdrawn. Ask the facilitator for a new one.",
    "bad-name": f"Write a name or a pseudonym of 1 to {NAME_CHARS} characters.",
    "many-knocks": "Several devices are asking for this seat already. Wait until somebody there has answered them.",
    "knock-closed": "This request is closed. Open your invitation link to ask again.",
}


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Why a seat was not given."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Entered:
    """The device holds the seat; `token` is None if it held it before."""

    game: UUID
    seat_id: str
    token: str | None

    @property
    def table_path(self) -> str:
        return table_path(self.game, self.seat_id)


@dataclass(frozen=True, kw_only=True)
class Knocking:
    """The seat is taken: the device waits with its ticket until somebody answers."""

    game: UUID
    seat_id: str
    knock: UUID
    ticket: str


def table_path(game: UUID, seat_id: str) -> str:
    return f"/table/{game}/{seat_id}/"


def invite(seat: Seat, *, days: int = VALID_DAYS) -> Invitation:
    """A new link for the seat; links that it had are withdrawn."""
    Invitation.objects.filter(seat=seat, revoked=None).update(revoked=timezone.now())
    made = new_invitation(seat, days=days)
    made.save()
    return made


def invite_all(seats: Collection[Seat]) -> None:
    """The first link of each of these new seats, by one statement."""
    Invitation.objects.bulk_create([new_invitation(seat, days=VALID_DAYS) for seat in seats])


def new_invitation(seat: Seat, *, days: int) -> Invitation:
    """An unsaved invitation with a nonce of its own."""
    nonce = secrets.token_hex(16)
    expires = timezone.now() + timedelta(days=days)
    return Invitation(seat=seat, nonce=nonce, code_hash=hashed(code_of(nonce)), expires=expires)


def code_of(nonce: str) -> str:
    """The code of a link: 32 characters of 6 bits, the same for a nonce as long as the server's secret stays."""
    digest = salted_hmac("wargame.lobby.invitation", nonce, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode()[:CODE_CHARS]


def link_of(invitation: Invitation) -> str | None:
    """Path of the link, or None if the server's secret has changed since it was made."""
    code = code_of(invitation.nonce)
    return f"/join/{code}/" if hashed(code) == invitation.code_hash else None


def look(code: str) -> Invitation | Refused:
    """What a code opens, without opening it."""
    found = None
    if code.isascii() and len(code) == CODE_CHARS:
        found = Invitation.objects.select_related("seat__game", "seat__person").filter(code_hash=hashed(code)).first()
    if found is None:
        return refused("unknown-invitation")
    if found.revoked is not None:
        return refused("revoked-invitation")
    if found.expires <= timezone.now():
        return refused("expired-invitation")
    return found


def redeem(
    code: str, *, name: str, device: str = "", held: SeatAccess | None = None, person: Person | None = None
) -> Entered | Knocking | Refused:
    """Take the seat, come back to it, or knock at it. `held` is what the device's cookie for this seat opens, if any.

    Redeeming a link again is harmless: the device that holds the seat keeps it, another one knocks. `person`: who sits
    down, if known already from another table; a facilitator of ten tables is one person, erased once.
    """
    name = clean(name)
    with transaction.atomic():
        found = look(code)
        if isinstance(found, Refused):
            return found
        seat = Seat.objects.select_for_update(no_key=True, of=("self",)).select_related("game").get(pk=found.seat_id)
        if held is not None and (held.game, held.seat_id) == (seat.game_id, seat.seat_id):
            return Entered(game=seat.game_id, seat_id=seat.seat_id, token=None)
        if not name:
            return refused("bad-name")
        if seat.person_id is not None:
            return knock_at(seat, name=name, device=device)
        answer = sit_down(seat, name=name, device=device, person=person)
        if isinstance(answer, Entered) and found.redeemed is None:
            Invitation.objects.filter(pk=found.pk).update(redeemed=timezone.now())
        return answer


def sit_down(seat: Seat, *, name: str, device: str, person: Person | None = None) -> Entered | Refused:
    """Give an empty, locked seat to a new person, or to `person`; in the same transaction the journal records it."""
    answer = ask_journal(seat, "seat.take")
    if answer.get("code") == "seat-taken":  # by somebody whom this server does not know: the game was imported
        ask_journal(seat, "seat.leave")
        answer = ask_journal(seat, "seat.take")
    if not answer["ok"]:
        return Refused(code=answer["code"], message=answer["message"])
    if person is None:
        person = Person.objects.create(name=name, consented=timezone.now(), consent=seat.game.consent)
    Seat.objects.filter(pk=seat.pk).update(person=person)
    token, _ = issue(seat, person.pk, device[:DEVICE_CHARS])
    begin_with_the_first(seat)
    return Entered(game=seat.game_id, seat_id=seat.seat_id, token=token)


def begin_with_the_first(seat: Seat) -> None:
    """A table that was set up for a person alone begins when that person sits down; nobody else would begin it."""
    if seat.game.options.get("begins") != "with the first player" or seat.cell == CONTROL:
        return
    journal.handle(
        seat.game.stream, command_id=f"lobby-begin-{seat.seat_id}", name="game.start", args={}, seat=FACILITATOR
    )


def ask_journal(seat: Seat, name: str) -> dict[str, Any]:
    """Tell the game that a seat is taken or left; the lobby speaks as the house."""
    answer: dict[str, Any] = journal.handle(
        seat.game.stream,
        command_id=f"lobby-{secrets.token_hex(8)}",
        name=name,
        args={"seat": seat.seat_id},
        seat="system",
    )
    return answer


def free(seat_pk: int, *, by: str) -> Refused | None:
    """Empty a seat: its devices are shut out, the journal records that it is left, and its link opens it anew."""
    with transaction.atomic():
        seat = Seat.objects.select_for_update(no_key=True, of=("self",)).select_related("game").get(pk=seat_pk)
        if seat.person_id is None:
            return None
        answer = ask_journal(seat, "seat.leave")
        if not answer["ok"]:
            return Refused(code=answer["code"], message=answer["message"])
        revoke(seat)
        Knock.objects.filter(seat=seat, answered=None).update(answered=timezone.now(), approved=False, answered_by=by)
        Seat.objects.filter(pk=seat.pk).update(person=None)
    return None


def shut(seat: Seat, *, by: str) -> None:
    """Nobody new comes in: the seat's links are withdrawn and who knocks is refused."""
    now = timezone.now()
    Invitation.objects.filter(seat=seat, revoked=None).update(revoked=now)
    Knock.objects.filter(seat=seat, answered=None).update(answered=now, approved=False, answered_by=by)


def close(seat: Seat, *, by: str) -> None:
    """Nobody comes in any more, and the seat has nobody."""
    shut(seat, by=by)
    Seat.objects.filter(pk=seat.pk).update(person=None)


def knock_at(seat: Seat, *, name: str, device: str) -> Knocking | Refused:
    """Ask at a taken, locked seat; not more than a few may ask at a time."""
    since = timezone.now() - timedelta(minutes=KNOCK_MINUTES)
    if Knock.objects.filter(seat=seat, answered=None, created__gte=since).count() >= KNOCKS_AT_ONCE:
        return refused("many-knocks")
    ticket = secrets.token_urlsafe(32)
    row = Knock.objects.create(seat=seat, ticket_hash=hashed(ticket), name=name, device=device[:DEVICE_CHARS])
    announce.ring(seat.game.stream)
    return Knocking(game=seat.game_id, seat_id=seat.seat_id, knock=row.pk, ticket=ticket)


def pending_knocks(game_id: UUID | str) -> dict[str, list[dict[str, str]]]:
    """Who is to be told of which knock: seat -> [{id, device}], oldest first; the facilitator is told of all."""
    since = timezone.now() - timedelta(minutes=KNOCK_MINUTES)
    rows = Knock.objects.filter(seat__game=game_id, answered=None, created__gte=since).select_related("seat")
    told: dict[str, list[dict[str, str]]] = {}
    for row in rows.order_by("created"):
        device = ", ".join(part for part in (row.name, row.device) if part) or "another device"
        for seat in {row.seat.seat_id, FACILITATOR}:
            words = device if seat == row.seat.seat_id else f"{device}, for {row.seat}"
            told.setdefault(seat, []).append({"id": str(row.pk), "device": words})
    return told


def knocked(games: Collection[UUID]) -> list[UUID]:
    """For each knock at these tables that nobody has answered, its table."""
    since = timezone.now() - timedelta(minutes=KNOCK_MINUTES)
    rows = Knock.objects.filter(seat__game__in=games, answered=None, created__gte=since)
    return list(rows.order_by().values_list("seat__game", flat=True))


def answer_knock(knock_id: UUID, *, by: SeatAccess, approve: bool) -> Refused | None:
    """Let the device in or not. Only the seat it knocks at and the facilitator may; for others there is no knock."""
    with transaction.atomic():
        row = (
            Knock.objects.select_for_update(of=("self",))
            .select_related("seat__game")
            .filter(pk=knock_id, seat__game=by.game)
            .first()
        )
        if row is None or by.seat_id not in {row.seat.seat_id, FACILITATOR}:
            return refused("knock-closed")
        if row.answered is not None or overdue(row):
            return None if row.approved == approve else refused("knock-closed")
        row.answered, row.approved, row.answered_by = timezone.now(), approve, by.seat_id
        row.save(update_fields=["answered", "approved", "answered_by"])
        announce.ring(row.seat.game.stream)
    return None


def overdue(row: Knock) -> bool:
    return row.created < timezone.now() - timedelta(minutes=KNOCK_MINUTES)


def collect(knock_id: UUID, ticket: str) -> Entered | Refused | None:
    """What has come of a knock: the seat for the device that holds the ticket, a refusal, or None while it waits."""
    with transaction.atomic():
        row = (
            Knock.objects.select_for_update(of=("self",))
            .select_related("seat__game")
            .filter(pk=knock_id, ticket_hash=hashed(ticket))
            .first()
        )
        if row is None or row.collected is not None or (row.answered is None and overdue(row)):
            return refused("knock-closed")
        if row.answered is None:
            return None
        if not row.approved:
            return refused("knock-closed")
        seat = row.seat
        if seat.person_id is None:
            return refused("knock-closed")
        row.collected = timezone.now()
        row.save(update_fields=["collected"])
        token, _ = issue(seat, seat.person_id, row.device)
    return Entered(game=seat.game_id, seat_id=seat.seat_id, token=token)


def state_of(knock_id: UUID, ticket: str) -> dict[str, Any] | None:
    """How a knock stands, for the device with its ticket: state `waiting`, `approved` or `refused`, game, seat."""
    row = Knock.objects.select_related("seat__game").filter(pk=knock_id, ticket_hash=hashed(ticket)).first()
    if row is None or row.collected is not None or (row.answered is None and overdue(row)):
        return None
    state = "waiting" if row.answered is None else "approved" if row.approved else "refused"
    return {"state": state, "game": row.seat.game, "seat": row.seat}


def seats_of_browser(cookies: dict[str, str]) -> list[Credential]:
    """The live credentials among a browser's cookies, newest first: what this browser may go back to."""
    tokens = [value for name, value in cookies.items() if seat_cookie(name)][:40]
    rows = Credential.objects.filter(token_hash__in=[hashed(token) for token in tokens], revoked=None)
    return list(rows.select_related("seat__game").order_by("-created"))


def clean(name: str) -> str:
    """A name in one line without control characters, cut to its limit."""
    line = " ".join("".join(each if each.isprintable() else " " for each in name).split())
    return line[:NAME_CHARS]


def refused(code: Why) -> Refused:
    return Refused(code=code, message=SENTENCES[code])


def links(game: Game) -> list[tuple[Seat, str | None]]:
    """Each seat in the pack's order with the path of its newest open link, or None if it has none."""
    return links_of([game])[game.pk]


def links_of(games: Collection[Game]) -> dict[UUID, list[tuple[Seat, str | None]]]:
    """The `links` of several tables, by table, in as many statements as for one."""
    open_links = Invitation.objects.filter(seat__game__in=games, revoked=None, expires__gt=timezone.now())
    newest = {row.seat_id: link_of(row) for row in open_links.order_by("created")}
    by_table: dict[UUID, list[tuple[Seat, str | None]]] = {game.pk: [] for game in games}
    known = {game.pk: game for game in games}
    for seat in Seat.objects.filter(game__in=games).select_related("person").order_by("game", "place", "pk"):
        seat.game = known[seat.game_id]  # the same object: what it has counted is counted once
        # An assistant without a link whom nobody is any more was withdrawn: the record has him, no list of links.
        if seat.pk in newest or seat.person_id is not None or not seat.seat_id.startswith(MADE):
            by_table[seat.game_id].append((seat, newest.get(seat.pk)))
    return by_table
