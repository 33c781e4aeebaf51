"""`manage.py demo`: a table to try things at, and its links. The same until it is over or --fresh is given."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from wargame.lobby import games, invitations
from wargame.lobby.access import FACILITATOR
from wargame.lobby.models import Game
from wargame.scenarios import load

PACK = "european_shield_2007"
TURNS = 3


class Command(BaseCommand):
    help = "Open a demo table, or find the one that is open, and print the facilitator's link and one link per seat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON: url, game, control, seats")
        parser.add_argument("--fresh", action="store_true", help="open a new table even if a demo table is open")
        parser.add_argument(
            "--bots",
            nargs="?",
            const="",
            metavar="CELL",
            help="you play CELL (the first one) alone, bots play the others; it begins when you sit down",
        )
        parser.add_argument("--pack", default=PACK, help=f"the scenario (default {PACK})")

    def handle(self, *args: Any, json: bool, fresh: bool, pack: str, bots: str | None, **options: Any) -> None:
        try:
            if bots is None:
                made = (None if fresh else found(pack)) or opened(pack)
            else:
                made = opened_alone(pack, bots)
        except (load.NoSuchPack, load.BadPack, games.BadBots) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(one_line(made) if json else in_words(made))


def opened(pack: str) -> games.Opened:
    options = {"turns": TURNS, "mode": "semi-rigid", "observers": "public"}
    return games.open_game(pack, title="Demonstration table", options=options, demo=True)


def opened_alone(pack: str, mine: str) -> games.Opened:
    """A new table for one person: bots of the middle temperament in all cells but `mine`, no clock, no facilitator."""
    cells = games.playable_by_bots(load.resolved(pack))
    names = [cell["id"] for cell in cells]
    mine = mine or next(iter(names), "")
    if mine not in names:
        raise games.BadBots(f"--bots: there is no cell {mine!r} in this scenario. Choose among {', '.join(names)}.")
    bots = {cell["head"]: list(cell["bots"])[len(cell["bots"]) // 2] for cell in cells if cell["id"] != mine}
    options = {
        "turns": TURNS,
        "mode": "rigid",
        "observers": "public",
        "end_when_ready": True,
        "minutes": dict.fromkeys(("briefing", "negotiation", "orders", "results")),
        "begins": "with the first player",
        "bots_pace": "human",
    }
    return games.open_game(pack, title="Alone against bots", options=options, bots=bots)


def found(pack: str) -> games.Opened | None:
    """The newest open demo table, each of its seats with a link that works."""
    games.note_ends()
    game = Game.objects.filter(demo=True, over=None, pack_id=pack).order_by("-created").first()
    if game is None:
        return None
    with transaction.atomic():
        for seat, link in invitations.links(game):
            if link is None:
                invitations.invite(seat)
    return games.opened(game)


def one_line(made: games.Opened) -> str:
    return json.dumps(
        {
            "url": settings.PUBLIC_URL,
            "game": str(made.game.pk),
            "control": made.control_link,
            "seats": made.seat_links,
        }
    )


def in_words(made: games.Opened) -> str:
    width = max(len(seat) for seat in [*made.seat_links, FACILITATOR])
    rows = [(FACILITATOR, made.control_link), *made.seat_links.items()]
    return "\n".join([f"{made.game.title} ({made.game.pk})", *(f"  {seat:<{width}}  {link}" for seat, link in rows)])
