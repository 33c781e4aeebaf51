"""`manage.py import FILE`: take a game in from an archive, after checking all of it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wargame.journal.audit import archive


class Command(BaseCommand):
    help = "Check an archive that `export` wrote and take its game in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the archive")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            stream = archive.take_in(file)
        except archive.BadArchive as reason:
            raise CommandError(f"{file}: {reason}") from None
        self.stdout.write(f"Taken in: stream {stream}")
