"""What control did that is no event of the game: looking as a seat, queueing a report, taking a seat's devices away.

Rulings, clocks and injects are commands and stand in the journal. Rows are added and never changed: a trigger of the
first migration refuses it in the database itself.
"""

from django.db import models


class Deed(models.Model):
    """One act of control: who, what, about whom, when, why."""

    game = models.UUIDField(db_index=True)
    at = models.DateTimeField(auto_now_add=True)
    seat = models.CharField(max_length=64)
    credential = models.CharField(max_length=64)  # which device
    action = models.CharField(max_length=32)
    about = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "deed of control"
        verbose_name_plural = "deeds of control"

    def __str__(self) -> str:
        return f"{self.seat} {self.action} {self.about}"
