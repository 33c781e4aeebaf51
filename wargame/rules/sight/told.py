"""What a seat was told, as a state of its own: the tables with nothing in them that its sight does not rest on.

For whoever reckons on from a seat's knowledge by the rules themselves: estimates, bots. It is what folding the entries
that the seat may see comes to; a table without a rule here reaches nobody.
"""

from collections.abc import Callable
from typing import Any

from wargame.rules.events import CONTROL, cell_of, sees_everything, visible
from wargame.rules.state import EMPTY, State

Filter = Callable[[Any, str, dict[str, Any]], Any]
"""(table, seat, the game's options) -> the part of the table that the seat was told."""


def _whole(table: Any, seat: str, options: dict[str, Any]) -> Any:
    return table


def _nothing(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {}


def _told(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in table.items() if visible(row["seen_by"], seat, options)}


def _of_own_cell(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {cell: row for cell, row in table.items() if visible((cell,), seat, options)}


def _of_cells(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in table.items() if visible((row["cell"],), seat, options)}


def _rooms(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in table.items() if visible(row["members"], seat, options)}


def _press(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in table.items() if visible(row["to"], seat, options)}


def _sites(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    known = {site: [row for row in rows if visible(row["seen_by"], seat, options)] for site, rows in table.items()}
    return {site: rows for site, rows in known.items() if rows}


def _findings(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    known = {turn: _told(of_turn, seat, options) for turn, of_turn in table.items()}
    return {turn: of_turn for turn, of_turn in known.items() if of_turn}


def _marks(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    """Of who was told of a mark or a deed, a seat knows that it was; others may have been told another time."""
    own = {seat, cell_of(seat)}
    return {
        name: {**row, "seen_by": [viewer for viewer in row["seen_by"] if viewer == "all" or viewer in own]}
        for name, row in table.items()
        if visible(row["seen_by"], seat, options)
    }


CONTROLS = ("scope", "name", "withdrawn_ms")
"""Of a seat of control what only control is told."""


def _seats(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    """The scenario's seats; assistants that were made, and what an assistant may do, are control's alone."""
    return {
        name: {key: value for key, value in row.items() if key not in CONTROLS} if row["cell"] == CONTROL else row
        for name, row in table.items()
        if not row.get("made")
    }


def _own_seat(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in table.items() if name == seat}


def _of_own_seat(table: Any, seat: str, options: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in table.items() if row["seat"] == seat}


TABLES: dict[str, Filter] = {
    "game": _whole,
    "cells": _whole,
    "seats": _seats,
    "turn": _whole,
    "phase": _whole,
    "ready": _whole,
    "funds": _of_own_cell,
    "rooms": _rooms,
    "read": _own_seat,
    "offers": _told,
    "agreements": _told,
    "compliance": _of_own_cell,
    "orders": _of_cells,
    "deeds": _marks,
    "drafts": _of_cells,
    "plans": _nothing,
    "notes": _nothing,
    "commitments": _of_cells,
    "forecasts": _told,
    "questions": _whole,
    "votes": _of_cells,
    "requests": _of_cells,
    "late": _of_cells,
    "meetings": _told,
    "readouts": _told,
    "sites": _sites,
    "treaties": _whole,
    "consents": _whole,
    "indicators": _told,
    "findings": _findings,
    "beliefs": _told,
    "draws": _told,
    "press": _press,
    "notices": _told,
    "hands": _own_seat,
    "sent": _told,
    "marks": _marks,
    "fate": _nothing,
    "proposals": _nothing,
    "rulings": _nothing,
    "surveys": _told,
    "survey_papers": _nothing,
    "survey_sheets": _of_own_seat,
    "survey_refusals": _of_own_seat,
    "bots": _own_seat,
}


def told(state: State, seat: str) -> State:
    """The state as `seat` was told it. Of the same tables the sight of `seat` is the same; control keeps everything."""
    options = state["game"]
    if cell_of(seat) == CONTROL and sees_everything(seat, options):
        return state
    empty: dict[str, Any] = dict(EMPTY)
    tables: dict[str, Any] = {
        name: TABLES[name](table, seat, options) for name, table in state.items() if name in TABLES
    }
    return {**empty, **tables}  # type: ignore[typeddict-item]
