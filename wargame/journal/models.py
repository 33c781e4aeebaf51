"""The tables of the log: what happened, in which order, and what was answered.

Only shapes live here. Nothing else writes them than `record`, `append`, `streams`, `archive` and `words` of this app.
Entries and documents can be added and never changed: triggers of the first migration refuse it in the database itself.
The journal knows no games, people or seats: a stream has an id of its own, and seats and authors are opaque text.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.json import KeyTextTransform

SHA256_HEX_CHARS = 64


class Stream(models.Model):
    """One line of play. Its row is the lock and the counter: a number is taken only while the row is locked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="branches")
    parent_seq = models.BigIntegerField(default=0)  # entries up to this one are the parent's
    head = models.BigIntegerField(default=0)  # number of the last entry
    chain = models.CharField(
        max_length=SHA256_HEX_CHARS
    )  # of the last entry; of the parent's at parent_seq before that
    last_at = models.DateTimeField()  # of the last entry: a server whose clock is behind does not go back in time
    pack = models.CharField(max_length=SHA256_HEX_CHARS)  # digest of the resolved pack
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return str(self.id)


class Entry(models.Model):
    """One thing that happened. The number within the stream is `seq`; `id` only serves the admin and orders nothing."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="entries")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    seen_by = ArrayField(models.CharField(max_length=64))  # viewers: cells or seats, sorted
    seat = models.CharField(max_length=64)  # that asked for it
    cause = models.CharField(max_length=128)  # id of the command that it followed from
    at = models.DateTimeField()  # server clock, whole milliseconds
    chain = models.CharField(max_length=SHA256_HEX_CHARS)

    class Meta:
        ordering = ["stream", "seq"]
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="journal_entry_number")]
        indexes = [
            models.Index(
                "stream",
                KeyTextTransform("room", "body"),
                "seq",
                name="journal_entry_talk",
                condition=models.Q(kind="talk_said"),
            ),
            models.Index(fields=["stream", "kind", "seq"], name="journal_entry_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Receipt(models.Model):
    """What a command was answered; written with its entries, and for refusals too, so that a repeat hears the same."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="receipts")
    seat = models.CharField(max_length=64)
    command_id = models.CharField(max_length=128)
    author = models.CharField(max_length=64, blank=True)  # who wrote it, for erasure
    salt = models.BinaryField(max_length=16)
    body_hash = models.CharField(max_length=SHA256_HEX_CHARS, blank=True)  # salted; blank once its author is erased
    answer = models.JSONField()
    first_seq = models.BigIntegerField(null=True)  # of the entries that followed from it; none after a refusal
    last_seq = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["stream", "at"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seat", "command_id"], name="journal_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.command_id}"


class Written(models.Model):
    """Words of a person, kept apart so that they can be erased: an entry holds only `id`, a salted digest of them."""

    id = models.CharField(primary_key=True, max_length=SHA256_HEX_CHARS)
    stream = models.ForeignKey(Stream, models.PROTECT, related_name="written")
    seat = models.CharField(max_length=64)
    author = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(max_length=16, null=True)
    words = models.TextField(null=True)
    erased = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "written words"
        indexes = [models.Index(fields=["author"], name="journal_written_author")]

    def __str__(self) -> str:
        return self.id[:12]


class Document(models.Model):
    """A large JSON value named by the digest of its text: a resolved pack, the geometry of findings.

    Kept as text and not as jsonb, because the order of its keys is part of what was written.
    """

    digest = models.CharField(primary_key=True, max_length=SHA256_HEX_CHARS)
    kind = models.CharField(max_length=64)
    body = models.TextField()
    stored = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"


class Snapshot(models.Model):
    """The state after an entry: a shortcut for a cold start, and what `manage.py replay` compares its fold with.

    JSON as text, with the tables in the order in which they grew: a fold that iterates goes on in the same order.
    """

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="snapshots")
    seq = models.BigIntegerField()
    rules = models.CharField(max_length=SHA256_HEX_CHARS)  # fingerprint of the rules that folded it
    digest = models.CharField(max_length=SHA256_HEX_CHARS)
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq", "rules"], name="journal_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.stream_id} after {self.seq}"
