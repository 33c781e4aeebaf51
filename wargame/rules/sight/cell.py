"""What only the seats of one cell see: their drafts, votes, commitments and forecasts."""

from typing import Any

from wargame.rules.events import cell_of, visible
from wargame.rules.state import State
from wargame.rules.view.cell import CommitmentMade, DraftView, ForecastView, LateView, TimeRequestView, VoteView


def drafts(state: State, seat: str) -> dict[str, DraftView]:
    return _own(state["drafts"], seat)


def _own(table: dict[str, Any], seat: str) -> dict[str, Any]:
    cell = cell_of(seat)
    return {name: row for name, row in table.items() if row["cell"] == cell}


def commitments(state: State, seat: str) -> dict[str, CommitmentMade]:
    return _own(state["commitments"], seat)


def votes(state: State, seat: str) -> dict[str, VoteView]:
    return _own(state["votes"], seat)


def time_requests(state: State, seat: str) -> dict[str, TimeRequestView]:
    return _own(state["requests"], seat)


def late(state: State, seat: str) -> dict[str, LateView]:
    return _own(state["late"], seat)


def forecasts(state: State, seat: str) -> dict[str, ForecastView]:
    """Questions that this seat answered or that are resolved; of others' forecasts none before the game is over."""
    seen: dict[str, Any] = {
        name: {"outcome": row["outcome"], "resolved_turn": row["turn"], "given": {}}
        for name, row in state["questions"].items()
    }
    for row in state["forecasts"].values():
        if visible(row["seen_by"], seat, state["game"]):
            question = row["view"]["question"]
            seen.setdefault(question, {"outcome": None, "resolved_turn": None, "given": {}})
            seen[question]["given"][row["view"]["seat"]] = row["view"]
    return seen
