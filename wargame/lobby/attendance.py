"""When somebody was at the table: intervals, begun and ended by the postman, ended by the reconciler if he died."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from wargame.lobby.access import SeatAccess
from wargame.lobby.models import Attendance, Seat

STALE_AFTER_S = 60
BETWEEN_REQUESTS_S = 2  # who asks again and again over HTTP is not gone between two requests


def arrive(found: SeatAccess) -> int:
    """Begin an interval; returns its id for `seen` and `depart`."""
    seat = Seat.objects.only("pk").get(game=found.game, seat_id=found.seat_id)
    return Attendance.objects.create(seat=seat, credential_id=found.credential, seen=timezone.now()).pk


def arrive_again(found: SeatAccess) -> int:
    """Like `arrive`, for a device that asks again and again: an interval that ended just now goes on."""
    now = timezone.now()
    since = now - timedelta(seconds=BETWEEN_REQUESTS_S)
    last = Attendance.objects.filter(credential=found.credential, departed__gt=since).order_by("-departed").first()
    if last is None:
        return arrive(found)
    Attendance.objects.filter(pk=last.pk).update(departed=None, seen=now)
    return last.pk


def present(games: Collection[UUID]) -> dict[UUID, set[str]]:
    """Game → the seats that have a page open, as the postmen last said it."""
    now = timezone.now()
    lately = Q(departed=None) | Q(departed__gt=now - timedelta(seconds=BETWEEN_REQUESTS_S))
    rows = Attendance.objects.filter(lately, seat__game__in=games, seen__gt=now - timedelta(seconds=STALE_AFTER_S))
    found: dict[UUID, set[str]] = {}
    for game, seat in rows.order_by().values_list("seat__game", "seat__seat_id").distinct():
        found.setdefault(game, set()).add(seat)
    return found


def seen(visits: Iterable[int]) -> None:
    """A sign of life of these intervals; to be given at least every minute."""
    Attendance.objects.filter(pk__in=list(visits), departed=None).update(seen=timezone.now())


def depart(visit: int) -> None:
    """End an interval; ending it twice keeps the first end."""
    now = timezone.now()
    Attendance.objects.filter(pk=visit, departed=None).update(seen=now, departed=now)


def end_stale(older_than_s: float = STALE_AFTER_S) -> int:
    """End the intervals that gave no sign of life for so long, at their last one; returns how many."""
    limit = timezone.now() - timedelta(seconds=older_than_s)
    return Attendance.objects.filter(departed=None, seen__lt=limit).update(departed=F("seen"))
