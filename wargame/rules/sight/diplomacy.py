"""What a seat sees of meetings: those that its cell was asked to, with the readouts that it was told."""

from typing import Any

from wargame.rules.events import cell_of, visible
from wargame.rules.state import State
from wargame.rules.view.diplomacy import MeetingView

HELD_OR_CALLED = ("called", "held")
TAKES_A_SLOT = ("called", "held", "closed")  # the time of a meeting that was held is spent


def meetings(state: State, seat: str) -> dict[str, MeetingView]:
    told: dict[str, dict[str, Any]] = {}
    for row in state["readouts"].values():
        if visible(row["seen_by"], seat, state["game"]):
            told.setdefault(row["meeting"], {})[row["view"]["cell"]] = row["view"]
    seen: dict[str, Any] = {
        name: {**row["view"], "readouts": told.get(name, {}), "yours": yours(row["view"], seat, told.get(name, {}))}
        for name, row in state["meetings"].items()
        if visible(row["seen_by"], seat, state["game"])
    }
    return seen


def yours(meeting: dict[str, Any], seat: str, readouts: dict[str, Any]) -> list[str]:
    """What the seat's cell may do with the meeting now: answer, close, readout; its powers say who may."""
    cell, status = cell_of(seat), meeting["status"]
    may = []
    if status == "called" and cell in meeting["cells"] and cell not in (*meeting["attending"], *meeting["answers"]):
        may.append("answer")
    called = meeting["called_by"] is not None and cell_of(meeting["called_by"]) == cell
    if (status == "held" and cell in meeting["attending"]) or (status == "called" and called):
        may.append("close")
    if meeting["held_ms"] is not None and cell in meeting["attending"] and cell not in readouts:
        may.append("readout")
    return may
