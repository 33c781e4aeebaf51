"""A person's data: what is kept, given out on request, and erased. The log keeps its numbers and still verifies."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wargame import journal
from wargame.journal.models import Written
from wargame.lobby import assistants
from wargame.lobby.models import Attendance, Credential, Knock, Person, Seat


def erase(person_id: UUID) -> int:
    """Erase a person's name, words and traces of devices, and shut their devices out; returns the pieces of writing.

    What the seat did stays in the log, since it belongs to the game of the others too.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        pieces: int = journal.erase_author(person.pk.hex) + assistants.forget(person.pk)
        now = timezone.now()
        Credential.objects.filter(person=person, revoked=None).update(revoked=now)
        Credential.objects.filter(person=person).update(device="")
        Knock.objects.filter(seat__person=person).update(name="", device="")
        Person.objects.filter(pk=person.pk, erased=None).update(name="", erased=now)
    return pieces


def everything_about(person_id: UUID) -> dict[str, Any]:
    """All that is kept about a person, as a JSON value: for whoever asks what that is."""
    person = Person.objects.get(pk=person_id)
    return {
        "name": person.name,
        "consented": person.consented.isoformat(),
        "consent": person.consent,
        "seats": [
            {"game": str(seat.game_id), "seat": seat.seat_id}
            for seat in Seat.objects.filter(credentials__person=person).distinct()
        ],
        "devices": list(Credential.objects.filter(person=person).values_list("device", flat=True)),
        "attendance": [
            {"seat": row.seat.seat_id, "from": row.arrived.isoformat(), "to": (row.departed or row.seen).isoformat()}
            for row in Attendance.objects.filter(credential__person=person).select_related("seat")
        ],
        "words": list(Written.objects.filter(author=person.pk.hex, erased=None).values_list("words", flat=True)),
    }
