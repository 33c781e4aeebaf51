"""`manage.py report GAME --out DIR`: the report's three files, made here and now, without a worker."""

import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wargame import journal
from wargame.lobby.models import Game
from wargame.reports.build import build
from wargame.umpire.frontier import rows


class Command(BaseCommand):
    help = "Write report.html, report.pdf and log.jsonl of a game into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("game", help="the game's id, as `manage.py play` prints it")
        parser.add_argument("--out", default=".", help="the folder to write into; made if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            game = Game.objects.get(pk=UUID(options["game"]))
        except (ValueError, Game.DoesNotExist):
            known = ", ".join(str(pk) for pk in Game.objects.order_by("-created").values_list("pk", flat=True)[:3])
            raise CommandError(
                f"There is no game {options['game']!r}."
                + (f" The latest are {known}." if known else " None was opened yet.")
            ) from None
        folder = Path(options["out"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.sweep(game)
            for item in build(game.stream):
                (folder / item.name).write_bytes(item.content)
                self.stdout.write(f"{folder / item.name} ({len(item.content):,} bytes)")
        except OSError as error:
            raise CommandError(f"{folder} cannot be written to: {error.strerror or error}.") from None

    def sweep(self, game: Game) -> None:
        """Have what could have been agreed reckoned, if the game is over: by what is done already, the rest here."""
        state, _ = journal.state_at(game.stream)
        if not state["game"]["over"]:
            return
        rows.ask(game.stream, game.pk)
        said = -1

        def tell(done: int, total: int) -> None:
            nonlocal said
            if total and 10 * done // total != said:
                said = 10 * done // total
                self.stdout.write(f"What could have been agreed: {done} of {total} parts.")

        while rows.work_on(str(game.stream), tell=tell) == "running":
            time.sleep(0.2)
