"""`manage.py export GAME --out FILE`: a game as one archive that anyone can check."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wargame.journal import named
from wargame.journal.audit import archive


class Command(BaseCommand):
    help = "Write a game as one archive: log, receipts, words, documents and a manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("game", help="id of a game, or the beginning of it")
        parser.add_argument("--out", required=True, metavar="FILE", type=Path, help="the zip file to write")
        parser.add_argument("--without-words", action="store_true", help="leave out what people wrote")

    def handle(self, *args: Any, game: str, out: Path, without_words: bool, **options: Any) -> None:
        try:
            manifest = archive.export(named.find(game), out, words=not without_words)
        except named.Unnamed as reason:
            raise CommandError(str(reason)) from None
        except OSError as reason:
            raise CommandError(f"{out} cannot be written: {reason.strerror}.") from None
        self.stdout.write(f"{out}: {manifest['entries']} entries, chain ends in {manifest['chain']}")
