"""The frame of the picture: game, you, turn, phase, cells, funds, rooms, your hand."""

from typing import Any

from wargame.rules.events import CONTROL, cell_of, visible
from wargame.rules.mechanics.funds import funds_view
from wargame.rules.mechanics.powers import effective, is_control, stands_in_for
from wargame.rules.mechanics.scopes import beyond
from wargame.rules.state import State
from wargame.rules.view import CellView, FundsView, GameView, HandView, PhaseView, RoomView, TurnView, YouView

GAME_FIELDS = tuple(GameView.__annotations__)


def game(state: State, seat: str) -> GameView:
    return {name: state["game"][name] for name in GAME_FIELDS if name in state["game"]}  # type: ignore[return-value]


def you(state: State, seat: str) -> YouView:
    row = state["seats"].get(seat)
    return {
        "seat": seat,
        "cell": cell_of(seat),
        "title": row["title"] if row else seat,
        "powers": effective(state, seat),
        "stands_in_for": stands_in_for(state, seat),
    }


def turn(state: State, seat: str) -> TurnView:
    return state["turn"]


def phase(state: State, seat: str) -> PhaseView:
    return state["phase"]


def cells(state: State, seat: str) -> dict[str, CellView]:
    return {
        cell: {
            "id": cell,
            "name": row["name"],
            "letter": row["letter"],
            "ready": state["ready"].get(cell, False),
            "seats": {
                other: {
                    "id": other,
                    "title": its["title"],
                    "powers": its["powers"],
                    "head": its["head"],
                    "taken": its["taken"],
                    "bot": its.get("bot"),
                }
                for other, its in state["seats"].items()
                if its["cell"] == cell and not its.get("made")
            },
        }
        for cell, row in state["cells"].items()
    }


def funds(state: State, seat: str) -> FundsView | None:
    return funds_view(state, cell_of(seat))


def rooms(state: State, seat: str) -> dict[str, RoomView]:
    return {
        room: _room(state, seat, row)
        for room, row in state["rooms"].items()
        if visible(row["members"], seat, state["game"])
    }


def may_speak(state: State, seat: str, room: dict[str, Any]) -> bool:
    """Members with the power to speak may; facilitator and assistants may in rooms that name control or all."""
    members = room["members"]
    if room.get("closed"):
        return False
    if cell_of(seat) == CONTROL:
        works = is_control(seat) and beyond(state, seat, "talk.say") is None
        return works and ("all" in members or CONTROL in members or seat in members)
    return visible(members, seat) and "speak" in effective(state, seat)


def _room(state: State, seat: str, row: dict[str, Any]) -> RoomView:
    read = state["read"].get(seat, {}).get(row["id"], 0)
    return {
        "id": row["id"],
        "kind": row["kind"],
        "title": row["title"],
        "members": row["members"],
        "count": row["count"],
        "unread": max(0, row["count"] - read),
        "last_ms": row["last_ms"],
        "closed": row.get("closed", False),
        "may_speak": may_speak(state, seat, row),
    }


def hand(state: State, seat: str) -> HandView | None:
    return state["hands"].get(seat)
