"""Folds of meetings and of rooms that were left or closed."""

from typing import Any

from wargame.rules.events import Event
from wargame.rules.state import State, changed


def meeting_called(state: State, event: Event) -> State:
    meeting = event.body["meeting"]
    row = {"seen_by": list(event.seen_by), "view": meeting}
    return changed(state, meetings={**state["meetings"], meeting["id"]: row})


def _meeting(state: State, name: str, **fields: Any) -> dict[str, Any]:
    row = state["meetings"][name]
    return {**state["meetings"], name: {**row, "view": {**row["view"], **fields}}}


def meeting_answered(state: State, event: Event) -> State:
    body = event.body
    view = state["meetings"][body["meeting"]]["view"]
    answer = {key: body[key] for key in ("accept", "by", "reason", "at_ms")}
    attending = [
        cell for cell in view["cells"] if cell in view["attending"] or (cell == body["cell"] and body["accept"])
    ]
    answers = {**view["answers"], body["cell"]: answer}
    return changed(state, meetings=_meeting(state, body["meeting"], answers=answers, attending=attending))


def meeting_held(state: State, event: Event) -> State:
    body = event.body
    held = {"status": "held", "room": body["room"], "held_ms": body["at_ms"]}
    return changed(state, meetings=_meeting(state, body["meeting"], **held))


def meeting_closed(state: State, event: Event) -> State:
    """Its room, where it is known, stays to be read."""
    body = event.body
    ended = {"status": body["status"], "closed_ms": body["at_ms"], "closed_by": body["by"]}
    tables: dict[str, Any] = {"meetings": _meeting(state, body["meeting"], **ended)}
    room = state["rooms"].get(body["room"])
    if room is not None:
        tables["rooms"] = {**state["rooms"], body["room"]: {**room, "closed": True}}
    return changed(state, **tables)


def readout_given(state: State, event: Event) -> State:
    meeting, readout = event.body["meeting"], event.body["readout"]
    row = {"seen_by": list(event.seen_by), "meeting": meeting, "view": readout}
    return changed(state, readouts={**state["readouts"], f"{meeting}:{readout['cell']}": row})


def room_left(state: State, event: Event) -> State:
    body = event.body
    room = state["rooms"].get(body["room"])
    if room is None:
        return state
    return changed(state, rooms={**state["rooms"], body["room"]: {**room, "members": body["members"]}})
