"""Who sits where: games, people, seats, what opens a seat, and when somebody was there.

Only shapes live here. Nothing of what is played is stored in these tables; that is the journal's. A person's name is in
one row, which can be erased. Secrets are stored as SHA-256 digests: a copy of the database opens no seat.
"""

import uuid

from django.db import models
from django.utils.functional import cached_property

SHA256_HEX_CHARS = 64
DRAWN_SIDES = 6  # shapes and colours of the style sheet


class Classroom(models.Model):
    """Tables that were opened together, to be led side by side. What is played at one is no matter of another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.title


class Game(models.Model):
    """One play of a scenario; its log is the stream."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stream = models.UUIDField(unique=True)
    title = models.CharField(max_length=120)
    pack_id = models.CharField(max_length=64)
    pack_digest = models.CharField(max_length=SHA256_HEX_CHARS)
    options = models.JSONField(default=dict)
    consent = models.TextField()  # what each person agrees to on joining
    demo = models.BooleanField(default=False)
    classroom = models.ForeignKey(Classroom, models.SET_NULL, null=True, blank=True, related_name="tables")
    created = models.DateTimeField(auto_now_add=True)
    over = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def sides(self) -> dict[str, int]:
        """The number by which each side is drawn, 1 to 6: its place among the ids, read backwards, as the table's page
        counts (frontend/src/table/sides.ts). Control has none."""
        cells = set(self.seats.values_list("cell", flat=True)) - {"control"}
        return {cell: place % DRAWN_SIDES + 1 for place, cell in enumerate(sorted(cells, reverse=True))}


class Person(models.Model):
    """Somebody who joined, under a name or pseudonym of their own choice; there are no accounts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, blank=True)
    consented = models.DateTimeField()
    consent = models.TextField()  # the words that were agreed to
    erased = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or "[erased]"


class Seat(models.Model):
    """A place in a game. It is taken while it has a person; its row is the lock of everything about the seat."""

    game = models.ForeignKey(Game, models.CASCADE, related_name="seats")
    seat_id = models.CharField(max_length=64)
    cell = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    cell_name = models.CharField(max_length=120)
    letter = models.CharField(max_length=2)
    place = models.PositiveSmallIntegerField(default=0)  # in the pack's order; assistants that were made come last
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="seats")

    class Meta:
        ordering = ["game", "place"]
        constraints = [models.UniqueConstraint(fields=["game", "seat_id"], name="lobby_seat_once")]

    def __str__(self) -> str:
        return f"{self.cell_name} · {self.title}"

    @property
    def side(self) -> int:
        return self.game.sides.get(self.cell, 0)


class Credential(models.Model):
    """What one device holds to speak for a seat; the token itself is only in that device's cookie."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="credentials")
    person = models.ForeignKey(Person, models.PROTECT, related_name="credentials")
    token_hash = models.CharField(max_length=SHA256_HEX_CHARS, unique=True)
    device = models.CharField(max_length=60, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.seat} on {self.device or 'a device'}"


class Invitation(models.Model):
    """A link to a seat. Its code is made from `nonce` with the server's secret, which the database does not hold."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="invitations")
    nonce = models.CharField(max_length=32)
    code_hash = models.CharField(max_length=SHA256_HEX_CHARS, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)
    redeemed = models.DateTimeField(null=True, blank=True)  # the first time

    class Meta:
        ordering = ["seat", "created"]

    def __str__(self) -> str:
        return f"for {self.seat}"


class Knock(models.Model):
    """Another device asks for a seat that is taken; whoever sits there, or the facilitator, lets it in or not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="knocks")
    ticket_hash = models.CharField(max_length=SHA256_HEX_CHARS)  # of what the asking device holds
    name = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=60, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    answered = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)  # seat
    collected = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.device or 'a device'} at {self.seat}"


class Attendance(models.Model):
    """An interval in which a device had the table open."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="attendance")
    credential = models.ForeignKey(Credential, models.CASCADE, related_name="attendance")
    arrived = models.DateTimeField(auto_now_add=True)
    seen = models.DateTimeField()  # last sign of life; an interval that was never ended ends here
    departed = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "attendance"
        ordering = ["-arrived"]
        indexes = [models.Index(fields=["seen"], name="lobby_attendance_open", condition=models.Q(departed=None))]

    def __str__(self) -> str:
        return f"{self.seat} from {self.arrived:%Y-%m-%d %H:%M}"
