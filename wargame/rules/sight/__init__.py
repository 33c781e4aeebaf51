"""What a seat may see: the one function through which anything of a game leaves the server, and its parts.

Each part names the tables that it reads. If these are the same objects as before, the part is the same as before: that
is how `sight_again` makes the next picture from the last one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wargame.rules.sight import cell, control, diplomacy, frame, knowledge, surveys, table
from wargame.rules.state import State
from wargame.rules.view import View


@dataclass(frozen=True)
class SightPart:
    """`fn(state, seat)` gives one entry of the picture and reads no other tables of the state than `reads`."""

    reads: tuple[str, ...]
    fn: Callable[[State, str], Any]


PARTS: dict[str, SightPart] = {
    "game": SightPart(("game",), frame.game),
    "you": SightPart(("seats",), frame.you),
    "turn": SightPart(("turn",), frame.turn),
    "phase": SightPart(("phase",), frame.phase),
    "cells": SightPart(("cells", "seats", "ready"), frame.cells),
    "funds": SightPart(("funds", "orders", "meetings"), frame.funds),
    "rooms": SightPart(("rooms", "read", "game", "seats"), frame.rooms),
    "offers": SightPart(("offers", "game", "seats", "phase"), table.offers),
    "agreements": SightPart(("agreements", "compliance", "game", "seats"), table.agreements),
    "orders": SightPart(("orders", "deeds", "game"), table.orders),
    "drafts": SightPart(("drafts",), cell.drafts),
    "commitments": SightPart(("commitments",), cell.commitments),
    "forecasts": SightPart(("forecasts", "questions", "game"), cell.forecasts),
    "surveys": SightPart(
        ("surveys", "survey_papers", "survey_sheets", "survey_refusals", "seats", "game"), surveys.surveys
    ),
    "votes": SightPart(("votes",), cell.votes),
    "time_requests": SightPart(("requests",), cell.time_requests),
    "late": SightPart(("late",), cell.late),
    "meetings": SightPart(("meetings", "readouts", "game"), diplomacy.meetings),
    "sites": SightPart(("sites", "game"), knowledge.sites),
    "treaties": SightPart(("treaties",), knowledge.treaties),
    "consents": SightPart(("consents",), knowledge.consents),
    "indicators": SightPart(("indicators", "game"), knowledge.indicators),
    "findings": SightPart(("findings", "game"), knowledge.findings),
    "assessments": SightPart(("beliefs", "game"), knowledge.assessments),
    "draws": SightPart(("draws", "game"), knowledge.draws),
    "press": SightPart(("press", "game"), knowledge.press),
    "notices": SightPart(("notices", "game"), knowledge.notices),
    "hand": SightPart(("hands",), frame.hand),
    "control": SightPart(
        (
            "game",
            "fate",
            "sent",
            "proposals",
            "hands",
            "funds",
            "orders",
            "rulings",
            "bots",
            "marks",
            "drafts",
            "meetings",
            "commitments",
            "plans",
            "notes",
            "requests",
            "late",
            "seats",
        ),
        control.control,
    ),
}


def sight(state: State, seat: str) -> View:
    """The picture of `seat`, a JSON value. It holds nothing that the seat was not told."""
    return {name: part.fn(state, seat) for name, part in PARTS.items()}  # type: ignore[return-value]


def sight_again(state: State, seat: str, before: State, picture: View) -> View:
    """The picture of `seat` in `state`, taking each part whose tables are the same from `picture`, made of `before`."""
    new: dict[str, Any] = {}
    for name, part in PARTS.items():
        same = all(state[read] is before[read] for read in part.reads)  # type: ignore[literal-required]
        new[name] = picture[name] if same else part.fn(state, seat)  # type: ignore[literal-required]
    return new  # type: ignore[return-value]
