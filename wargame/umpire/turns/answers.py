"""Answers of the engine that outlive a process: rows that may be deleted at any time."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from wargame.umpire.models import Answer

KEPT_DAYS = 30


class Rows:
    """A shelf of rows; two who put the same answer at once are no error."""

    def get(self, name: str) -> dict[str, Any] | None:
        body = Answer.objects.filter(pk=name).values_list("body", flat=True).first()
        return None if body is None else json.loads(body)

    def put(self, name: str, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
        Answer.objects.bulk_create([Answer(name=name, body=text)], ignore_conflicts=True)


def prune() -> int:
    """Delete what is older than thirty days; returns how many."""
    return Answer.objects.filter(made__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()[0]
