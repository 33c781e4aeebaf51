"""What the board of several tables shows of each: where it stands, who is here, what waits for control.

The page asks for this every two seconds instead of opening a socket for each table. A desk's socket carries all that
control may see, the words of everybody among it, and counts as somebody who sits at that desk; ten of them would make
the facilitator present at ten tables, for a few numbers of each. One small answer also comes through where a network
blocks sockets. Each table is read as its own seat of control sees it; no words of people are read at all.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from wargame import journal
from wargame.control.desk import to_ms
from wargame.lobby import attendance, invitations
from wargame.lobby.access import SeatAccess
from wargame.lobby.models import Game
from wargame.lobby.routes import Trouble
from wargame.rules.events import cell_of
from wargame.rules.sight import PARTS
from wargame.umpire.turns import work

RECENT_H = 12  # a board without a class leaves out what ended before
READ = ("turn", "phase", "cells", "rooms", "control")
NO_DESK = (
    "no-desk",
    "This browser leads no table that could stand here. Open your own link of a table, the facilitator's or an "
    "assistant's, in this browser; then come back.",
)
FAULT = "The log of this table cannot be read just now. The server's own log says why."


def tables(desks: Collection[SeatAccess], classroom: UUID | None) -> dict[str, Any]:
    """The board of the tables whose control these desks are: all of a class, or all that are open or ended lately.

    Raises Trouble if none of the desks is at such a table. The number of statements does not grow with the tables.
    """
    by_game = {desk.game: desk for desk in desks}
    found = Game.objects.filter(pk__in=by_game).select_related("classroom").order_by("created")
    games = list(found if classroom is None else found.filter(classroom=classroom))
    if not games:
        raise Trouble(404, *NO_DESK)
    now = timezone.now()
    if classroom is None:
        since = now - timedelta(hours=RECENT_H)
        games = [game for game in games if game.over is None or game.over > since]
    names = [game.pk for game in games]
    states = journal.states_at([game.stream for game in games])
    here = attendance.present(names)
    knocks = Counter(invitations.knocked(names))
    progress = work.of_games(names)
    rows = []
    for game in games:
        desk = by_game[game.pk]
        state = states.get(game.stream)
        standing = None
        if state is not None:
            standing = standing_of(state, desk.seat_id, here=here.get(game.pk, frozenset()))
            standing |= {"knocks": knocks[game.pk], "work": progress.get((game.pk, standing["turn"]))}
        row = {"game": str(game.pk), "seat": desk.seat_id, "title": game.title, "standing": standing}
        rows.append(row | {"fault": FAULT if standing is None else None})
    title = games[0].classroom.title if classroom is not None and games else None
    return {"server_ms": to_ms(now), "title": title, "tables": rows}


def standing_of(state: Any, seat: str, *, here: Collection[str]) -> dict[str, Any]:
    """A table in a few numbers, from what `seat` of control may see; `here` are the seats that have a page open."""
    seen = {name: PARTS[name].fn(state, seat) for name in READ}
    turn, phase, control = seen["turn"]["number"], seen["phase"], seen["control"] or {}
    hands = Counter(map(cell_of, control.get("hands", {})))
    asks = Counter(row["cell"] for row in control.get("time_requests", {}).values() if row["status"] == "open")
    sides = [
        side_of(cell, here=here)
        | {
            "committed": f"{turn}:{cell['id']}" in control.get("commitments", {}),
            "late": control.get("late", {}).get(f"{turn}:{cell['id']}", {}).get("state"),
            "hands": hands[cell["id"]],
            "asks": asks[cell["id"]],
            "unread": unread_of(cell["id"], seen["rooms"].values()),
        }
        for cell in seen["cells"].values()
        if cell["id"] != "control"
    ]
    proposal = control.get("proposals", {}).get(str(turn))
    return {
        "phase": {name: phase[name] for name in ("name", "deadline_ms", "left_ms", "paused", "opened_ms")}
        | {name: bool(phase.get(name)) for name in ("grace", "waiting")},
        "turn": turn,
        "turns": seen["turn"]["of"],
        "sides": sides,
        "proposal": proposal["state"] if proposal else None,
    }


def side_of(cell: dict[str, Any], *, here: Collection[str]) -> dict[str, Any]:
    """Who sits at a side. A bot that plays is here; one that waits behind a person is not counted."""
    seats = cell["seats"].values()
    bots = {seat["id"] for seat in seats if seat["bot"] == "plays"}
    return {
        "id": cell["id"],
        "name": cell["name"],
        "letter": cell["letter"],
        "ready": cell["ready"],
        "taken": sum(seat["taken"] or seat["id"] in bots for seat in seats),
        "here": sum(seat["id"] in bots or (seat["taken"] and seat["id"] in here) for seat in seats),
    }


def unread_of(cell: str, rooms: Iterable[dict[str, Any]]) -> int:
    """What this side has written to control and control has not read."""
    return sum(
        room["unread"]
        for room in rooms
        if room["kind"] == "control" and any(cell_of(member) == cell for member in room["members"])
    )
