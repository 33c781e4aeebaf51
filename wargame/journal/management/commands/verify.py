"""`manage.py verify`: chain, receipts, words, documents, snapshots, and what other apps can recompute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wargame.journal import named
from wargame.journal.audit import verify


class Command(BaseCommand):
    help = "Check each log: chain, receipts, words, documents, snapshots and recomputed findings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("game", nargs="*", help="id of a game, or the beginning of it; by default all")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each game")

    def handle(self, *args: Any, game: list[str], json: bool, **options: Any) -> None:
        problems = 0
        try:
            streams = named.all_or(game)
        except named.Unnamed as reason:
            raise CommandError(str(reason)) from None
        for stream in streams:
            verdict = verify.verify(stream)
            problems += len(verdict.problems)
            if json:
                self.stdout.write(verify.as_json(verdict))
                continue
            self.stdout.write(f"{verdict.stream}: {verdict.entries} entries, {verdict.receipts} receipts")
            self.stdout.write(f"  chain ends in {verdict.chain}")
            for problem in verdict.problems:
                self.stdout.write(f"  {problem.code}: {problem.words}")
            also = "".join(f", {name}" for name in verify.CHECKS)
            if not verdict.problems:
                self.stdout.write(f"  nothing wrong: numbers, chain, receipts, words, documents, snapshots{also}")
        if problems:
            raise CommandError(f"{problems} problems found.")
