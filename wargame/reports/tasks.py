"""Making a report as work of the queue `export`; PostgreSQL holds the request and the files, Celery only carries it."""

import hashlib
import logging
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from wargame.lobby.models import Game
from wargame.reports.build import Built, build
from wargame.reports.models import Report, ReportFile

log = logging.getLogger(__name__)


@shared_task(name="reports.build_report")
def build_report(report_id: str) -> str:
    """Build and store the files of a queued report. A repeat of a finished one changes nothing."""
    report = Report.objects.get(pk=UUID(report_id))
    if report.state == Report.State.DONE:
        return report.state
    Report.objects.filter(pk=report.pk).update(state=Report.State.RUNNING)
    try:
        stream = Game.objects.get(pk=report.game).stream
        files = build(stream)
    except Exception:
        log.exception("report %s of game %s failed", report.pk, report.game)
        Report.objects.filter(pk=report.pk).update(
            state=Report.State.FAILED,
            words="The report could not be made; nothing of the game is touched. Ask for it again; if it fails again, "
            f"give this number to whoever runs the server: {report.pk}.",
        )
        return Report.State.FAILED
    store(report, files)
    return Report.State.DONE


def store(report: Report, files: tuple[Built, ...]) -> None:
    """All files and the state at once: nobody sees half a report."""
    with transaction.atomic():
        report.files.all().delete()
        ReportFile.objects.bulk_create(
            ReportFile(
                report=report,
                name=item.name,
                media_type=item.media_type,
                content=item.content,
                sha256=hashlib.sha256(item.content).hexdigest(),
            )
            for item in files
        )
        Report.objects.filter(pk=report.pk).update(state=Report.State.DONE, done=timezone.now(), words="")
