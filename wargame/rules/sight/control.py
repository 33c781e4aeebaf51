"""Control's part of the picture: for the facilitator, the assistant, and observers who may see all. For others None."""

from typing import Any

from wargame.rules.events import CONTROL, sees_all, sees_everything
from wargame.rules.mechanics.funds import funds_view
from wargame.rules.mechanics.scopes import deeds_of, scope_of
from wargame.rules.state import State
from wargame.rules.view import ControlView


def control(state: State, seat: str) -> ControlView | None:
    if not sees_everything(seat, state["game"]):
        return None
    injects: dict[str, Any] = {
        name: {**row, "sent_ms": state["sent"][name]["at_ms"] if name in state["sent"] else None}
        for name, row in state["fate"].get("injects", {}).items()
    }
    funds = {cell: view for cell in state["funds"] if (view := funds_view(state, cell)) is not None}
    return {
        "seed": state["fate"].get("seed", 0),
        "truth": state["fate"].get("truth", {}),
        "injects": injects,
        "proposals": {turn: row["view"] for turn, row in state["proposals"].items() if "view" in row},
        "draws": {turn: row["findings"]["draws"] for turn, row in state["proposals"].items() if "findings" in row},
        "hands": state["hands"],
        "funds": funds,
        "orders": state["orders"],
        "rulings": state["rulings"],
        "bots": state["bots"],
        "marks": state["marks"],
        "drafts": state["drafts"],
        "commitments": state["commitments"],
        "plans": state["plans"],
        "notes": state["notes"],
        "time_requests": state["requests"],
        "late": state["late"],
        "people": {
            other: {
                "id": other,
                "title": row["title"],
                "name": row.get("name"),
                "scope": scope_of(state, other),
                "taken": row["taken"],
                "made": row.get("made", False),
                "withdrawn_ms": row.get("withdrawn_ms"),
            }
            for other, row in state["seats"].items()
            if row["cell"] == CONTROL
        },
        "scope": scope_of(state, seat),
        "may": list(deeds_of(state, seat)) if sees_all(seat) else [],
    }
