"""The only way to a seat: a token becomes the seat it speaks for, or nothing.

A token is 256 random bits in a cookie of its own for each seat, or a bearer token; only its digest is stored. What a
seat may do or see is not decided here.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from wargame.lobby.models import Credential, Seat
from wargame.rules.events import ASSISTANT, MADE

TOKEN_BYTES = 32
COOKIE_DAYS = 60
FACILITATOR = "control.facilitator"
DESK_SEATS = (FACILITATOR, ASSISTANT)  # and those that are made during a game, whose names begin with MADE
DESKS_LIMIT = 100  # cookies of one browser that are looked up


@dataclass(frozen=True, kw_only=True)
class SeatAccess:
    """A device that may speak for a seat. `author` is the person's opaque id, for the journal's erasable words."""

    game: UUID
    stream: UUID
    seat_id: str
    cell: str
    credential: int
    author: str


def seat_for(token: str | None, game_id: UUID | str) -> SeatAccess | None:
    """The seat of this game that the token opens, or None: unknown, revoked, of another game, or not a token at all."""
    if not token or len(token) > 128 or not token.isascii():
        return None
    found = (
        Credential.objects.filter(token_hash=hashed(token), revoked=None, seat__game=game_id)
        .select_related("seat__game")
        .first()
    )
    return None if found is None else access_of(found)


def desks_of(cookies: Mapping[str, str]) -> list[SeatAccess]:
    """The desks of control that a browser's cookies open, one for each table, the first opened first."""
    words = tuple(seat.replace(".", "-") for seat in DESK_SEATS)
    tokens = [value for name, value in cookies.items() if seat_cookie(name) and any(word in name for word in words)]
    known = [hashed(token) for token in tokens[-DESKS_LIMIT:] if len(token) <= 128 and token.isascii()]
    seats = models.Q(seat__seat_id__in=DESK_SEATS) | models.Q(seat__seat_id__startswith=MADE)
    found = Credential.objects.filter(seats, token_hash__in=known, revoked=None)
    by_table: dict[UUID, SeatAccess] = {}
    # A browser may hold both desks of a table: the facilitator's may do more.
    for row in found.select_related("seat__game").order_by("seat__game__created", "-seat__seat_id"):
        by_table.setdefault(row.seat.game_id, access_of(row))
    return list(by_table.values())


def seat_cookie(name: str) -> bool:
    """Whether a cookie of this name is a seat's."""
    return name.removeprefix("__Host-").startswith("seat-")


def access_of(credential: Credential) -> SeatAccess:
    seat = credential.seat
    return SeatAccess(
        game=seat.game_id,
        stream=seat.game.stream,
        seat_id=seat.seat_id,
        cell=seat.cell,
        credential=credential.pk,
        author=credential.person_id.hex,
    )


def hashed(secret: str) -> str:
    """SHA-256, 64 hex digits. The secrets are random and long, so nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(seat: Seat, person_id: UUID, device: str) -> tuple[str, Credential]:
    """A new token for the seat and its row; the token is told once, to the device."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = Credential.objects.create(seat=seat, person_id=person_id, token_hash=hashed(token), device=device)
    return token, row


def revoke(seat: Seat) -> int:
    """Close the seat to every device that holds it; open sockets learn it at their next check. Returns how many."""
    return Credential.objects.filter(seat=seat, revoked=None).update(revoked=timezone.now())


def live_credentials(game_id: UUID | str) -> set[int]:
    """Ids of the credentials of a game that have not been revoked."""
    return set(Credential.objects.filter(seat__game=game_id, revoked=None).values_list("pk", flat=True))


def names(game_id: UUID | str) -> dict[str, str | None]:
    """Seat id to the name of who sits there; None for an empty seat."""
    rows = Seat.objects.filter(game=game_id).values_list("seat_id", "person__name")
    return {seat: name or None for seat, name in rows}


def cookie_name(game_id: UUID | str, seat_id: str) -> str:
    """The cookie of one seat. Over plain http a browser accepts no `__Host-` name."""
    plain = f"seat-{UUID(str(game_id)).hex[:8]}-{seat_id.replace('.', '-')}"
    return f"__Host-{plain}" if settings.HTTPS else plain


def set_cookie(response: Any, game_id: UUID, seat_id: str, token: str) -> None:
    """Give the device its token: for this site alone, out of reach of scripts, sent along when a link is opened."""
    response.set_cookie(
        cookie_name(game_id, seat_id),
        token,
        max_age=COOKIE_DAYS * 24 * 3600,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
        path="/",
    )
