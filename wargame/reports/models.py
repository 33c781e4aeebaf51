"""Reports that were asked for, and their files, kept in the database: any web node can hand them out."""

import uuid

from django.db import models


class Report(models.Model):
    """One request. `game` is the lobby's id, kept as a value: a report outlives what it was made of."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    game = models.UUIDField(db_index=True)
    seat = models.CharField(max_length=64)  # who asked
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    words = models.CharField(max_length=400, blank=True)  # of a failure
    head = models.BigIntegerField(null=True)  # the last entry it tells of
    asked = models.DateTimeField(auto_now_add=True)
    done = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked"]

    def __str__(self) -> str:
        return f"{self.game} {self.state}"


class ReportFile(models.Model):
    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["report", "name"], name="reports_file_once")]

    def __str__(self) -> str:
        return self.name
