"""Tables: opened from a pack, found again by name, and told to the journal's commands."""

import logging
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wargame import journal
from wargame.lobby import invitations
from wargame.lobby.access import FACILITATOR
from wargame.lobby.models import Classroom, Game, Seat
from wargame.rules.decide.lobby import bot_fault
from wargame.scenarios import load

log = logging.getLogger(__name__)

MODES = {
    "rigid": "Engine and rules decide; results come at once.",
    "semi-rigid": "You see the proposal first and may amend it, with a reason.",
    "free": "You write the outcome; the proposal is kept beside it.",
}
WHITE_CELL = {"name": "Control", "letter": "C"}  # no side of the scenario, so packs do not name it
CONSENT = (
    "This is an exercise. What you write and decide here is recorded under your seat and can be read by the "
    "facilitator and, after the game, in its report. The name you choose is shown to the table; a pseudonym will do. "
    "Surveys are voluntary, and answered for yourself. Nothing is sent to third parties. You can ask the facilitator "
    "to erase your name and your words at any time."
)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A new table and its links, absolute; `control_link` is the facilitator's."""

    game: Game
    control_link: str
    seat_links: dict[str, str]


def open_game(
    pack_id: str,
    *,
    title: str,
    options: dict[str, Any],
    seats: Collection[str] | None = None,
    consent: str = CONSENT,
    demo: bool = False,
    bots: Mapping[str, str] | None = None,
    classroom: Classroom | None = None,
    seed: int | None = None,
    digest: str | None = None,
) -> Opened:
    """Open a table of a pack: its log begins and each seat (or each of `seats`) gets a link. One transaction.

    `options`: turns, mode, observers and what else the rules read. `bots`: seat -> temperament, of the seats that bots
    play from the beginning; their links take them over. `seed`: of all chance in the game, 0 to 2⁵³ − 1; drawn if not
    given. `digest`: of the pack, if it is loaded already. Raises `load.NoSuchPack`, `load.BadPack`, and `BadBots`.
    """
    with transaction.atomic():
        digest = load.load(pack_id) if digest is None else digest
        pack = journal.document(digest)
        options = {**options, "bots": checked_bots(pack, bots)} if bots else options
        name = uuid.uuid4()
        recipe = {**options, "id": str(name), "title": title}
        seed = drawn_seed() if seed is None else seed
        stream = journal.open_stream(pack_digest=digest, options=recipe, seed=seed)
        game = Game.objects.create(
            id=name,
            stream=stream,
            title=title,
            pack_id=pack_id,
            pack_digest=digest,
            options=options,
            consent=consent,
            demo=demo,
            classroom=classroom,
        )
        rows = Seat.objects.bulk_create(seats_of(pack, game))
        invitations.invite_all(
            [row for row in rows if seats is None or row.seat_id in seats or row.seat_id == FACILITATOR]
        )
    return opened(game)


def open_class(pack_id: str, *, title: str, count: int, alike: bool = False, **settings: Any) -> list[Opened]:
    """Open `count` tables with the same settings, those of `open_game`, named “title – Table n”. All of them or none.

    Each has a seed of its own, or, with `alike`, all have the same: then chance treats them alike, and what differs
    between them is what people did. Raises what `open_game` raises.
    """
    with transaction.atomic():
        settings |= {"classroom": Classroom.objects.create(title=title), "digest": load.load(pack_id)}
        settings["seed"] = drawn_seed() if alike else None
        return [open_game(pack_id, title=table_title(title, number), **settings) for number in range(1, count + 1)]


def table_title(title: str, number: int) -> str:
    """What the table of this number is called in a class."""
    return f"{title} – Table {number}"


def drawn_seed() -> int:
    """53 bits: a browser's numbers hold it exactly."""
    return secrets.randbits(53)


class BadBots(ValueError):
    """A bot was asked for that the scenario does not have, or for a seat that is no player's."""


def checked_bots(pack: Any, bots: Mapping[str, str]) -> dict[str, str]:
    """`bots`, if each of them can play its seat; raises BadBots with the sentence that says why not."""
    for seat, temperament in bots.items():
        refusal = bot_fault(pack, seat, temperament)
        if refusal is not None:
            raise BadBots(refusal.message)
    return dict(bots)


def packs() -> list[dict[str, Any]]:
    """The playable scenarios, as `{id, title, turns, lengths, minutes, cells}`; a faulty one is left out and logged.

    `cells`: `{id, name, head, bots}` of each side that bots can play: its head's seat, and temperament -> name.
    """
    found = []
    for pack_id in load.pack_ids():
        try:
            pack = load.resolved(pack_id)
        except load.BadPack as reason:
            log.warning("%s", reason)
            continue
        first = pack["turns"][0]["minutes"]
        turns = len(pack["turns"])
        lengths = pack.get("lengths") or [{"turns": turns, "words": "All turns"}]
        row = {"id": pack_id, "title": pack["title"], "turns": turns, "lengths": lengths, "minutes": first}
        found.append({**row, "cells": playable_by_bots(pack)})
    return found


def playable_by_bots(pack: dict[str, Any]) -> list[dict[str, Any]]:
    """The sides for which the pack has bots; one bot in the seat of its head runs a whole side."""
    heads = {row["cell"]: seat for seat, row in pack["seats"].items() if row["head"]}
    return [
        {
            "id": cell,
            "name": pack["cells"][cell]["name"],
            "head": heads[cell],
            "bots": {key: its["name"] for key, its in known.items()},
        }
        for cell, known in pack.get("bots", {}).items()
    ]


def seats_of(pack: dict[str, Any], game: Game) -> list[Seat]:
    """The seats of a pack as unsaved rows, in its order."""
    cells = {"control": {"name": "Control", "letter": "C"}, **pack["cells"]}  # control is no side of the pack
    return [
        Seat(
            game=game,
            seat_id=seat_id,
            cell=row["cell"],
            title=row["title"],
            cell_name=cells.get(row["cell"], WHITE_CELL)["name"],
            letter=cells.get(row["cell"], WHITE_CELL)["letter"],
            place=place,
        )
        for place, (seat_id, row) in enumerate(pack["seats"].items())
    ]


def opened(game: Game, base: str | None = None) -> Opened:
    """A table's links again, absolute; seats without an open link are left out."""
    start = (base or settings.PUBLIC_URL).rstrip("/")
    paths = {seat.seat_id: start + path for seat, path in invitations.links(game) if path is not None}
    return Opened(
        game=game,
        control_link=paths.get(FACILITATOR, ""),
        seat_links={seat: link for seat, link in paths.items() if seat != FACILITATOR},
    )


def note_ends() -> int:
    """Mark the tables whose log says that the game has ended; returns how many were news. For whoever lists tables."""
    ended = 0
    for game in Game.objects.filter(over=None):
        last = next(journal.entries(game.stream, kinds=["game_ended"]), None)
        if last is not None:
            ended += Game.objects.filter(pk=game.pk, over=None).update(over=last.at)
    return ended


def as_extra(stream: UUID) -> dict[str, Any] | None:
    """What an archive of a game keeps of the lobby: the table, not its people."""
    game = Game.objects.filter(stream=stream).first()
    if game is None:
        return None
    kept = ("title", "pack_id", "pack_digest", "options", "consent")
    return {"id": str(game.pk), **{name: getattr(game, name) for name in kept}, "over": game.over is not None}


def take_extra(stream: UUID, kept: dict[str, Any]) -> None:
    """Make the table of an imported game, each seat empty and with a new link. Raises ValueError if it is here."""
    if Game.objects.filter(pk=kept["id"]).exists():
        raise ValueError(f"the game {kept['id']} is here already")
    over = timezone.now() if kept["over"] else None
    kept = {name: kept[name] for name in ("title", "pack_id", "pack_digest", "options", "consent")} | {"pk": kept["id"]}
    game = Game.objects.create(stream=stream, over=over, **kept)
    invitations.invite_all(Seat.objects.bulk_create(seats_of(journal.document(game.pack_digest), game)))


def stream_named(name: str) -> UUID | None:
    """The stream of the game with this id, or of the only one whose id or title begins so."""
    condition = Q(title__istartswith=name)
    try:
        condition = Q(pk=UUID(name))
    except ValueError:
        if all(each in "0123456789abcdef-" for each in name.lower()) and len(name) >= 4:
            condition |= Q(
                pk__in=[pk for pk in Game.objects.values_list("pk", flat=True) if str(pk).startswith(name.lower())]
            )
    found = list(Game.objects.filter(condition).values_list("stream", flat=True)[:2])
    return found[0] if len(found) == 1 else None
