"""Folds of talk: rooms count their messages; the messages themselves are paged from the journal."""

from wargame.rules.events import Event
from wargame.rules.state import State, changed


def room_opened(state: State, event: Event) -> State:
    room = event.body["room"]
    return changed(state, rooms={**state["rooms"], room["id"]: {**room, "count": 0, "last_ms": None}})


def talk_said(state: State, event: Event) -> State:
    body = event.body
    room, seat, n = body["room"], body["seat"], body["n"]
    if room not in state["rooms"]:
        return state
    rooms = {**state["rooms"], room: {**state["rooms"][room], "count": n, "last_ms": body["at_ms"]}}
    if _read(state, seat, room) < n - 1:
        return changed(state, rooms=rooms)
    return changed(state, rooms=rooms, read=_marked(state, seat, room, n))


def room_read(state: State, event: Event) -> State:
    body = event.body
    return changed(state, read=_marked(state, body["seat"], body["room"], body["upto"]))


def _read(state: State, seat: str, room: str) -> int:
    return state["read"].get(seat, {}).get(room, 0)


def _marked(state: State, seat: str, room: str, n: int) -> dict[str, dict[str, int]]:
    return {**state["read"], seat: {**state["read"].get(seat, {}), room: n}}
