"""`manage.py replay`: fold logs anew in this process and compare with the snapshots that were stored while playing."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wargame.journal import named
from wargame.journal.audit import verify


class Command(BaseCommand):
    help = "Fold each log from its first entry and compare with every stored snapshot."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("game", nargs="*", help="id of a game, or the beginning of it; by default all")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each game")

    def handle(self, *args: Any, game: list[str], json: bool, **options: Any) -> None:
        different = 0
        try:
            streams = named.all_or(game)
        except named.Unnamed as reason:
            raise CommandError(str(reason)) from None
        for stream in streams:
            found = verify.replay(stream)
            different += len(found.different)
            self.stdout.write(one_line(found) if json else in_words(found))
        if different:
            raise CommandError(f"{different} stored states are not what the log folds to.")


def one_line(found: verify.Replay) -> str:
    return json.dumps({**vars(found), "stream": str(found.stream)})


def in_words(found: verify.Replay) -> str:
    rest = f", {len(found.other_rules)} made by other rules differ" if found.other_rules else ""
    compared = f"{len(found.same)} of {len(found.same) + len(found.different)} snapshots agree{rest}"
    return f"{found.stream}: {found.entries} entries, state {found.digest[:16]}, {compared}"
