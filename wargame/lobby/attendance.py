"""When somebody was at the table: intervals, begun and ended by the postman, ended by the reconciler if he died."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from wargame.lobby.access import SeatAccess
from wargame.lobby.models import Attendance, Seat

STALE_AFTER_S = 60


def arrive(found: SeatAccess) -> int:
    """Begin an interval; returns its id for `seen` and `depart`."""
    seat = Seat.objects.only("pk").get(game=found.game, seat_id=found.seat_id)
    return Attendance.objects.create(seat=seat, credential_id=found.credential, seen=timezone.now()).pk


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
