"""What a monkey does beside offers and orders: drafts, rooms, meetings, votes. See `tests.fuzz.monkey`."""

from random import Random
from typing import Any

from tests.fuzz.forms import clauses_for, order_for

Args = dict[str, Any]


def _one(chance: Random, names: Any) -> Any:
    names = list(names)
    return chance.choice(names) if names else None


def _draft(chance: Random, board: Any, seat: str) -> Any:
    """A draft of the game, mostly one of the seat's own cell."""
    rows = board.state["drafts"]
    mine = [name for name, row in rows.items() if row["cell"] == seat.split(".")[0]]
    return rows.get(_one(chance, mine if mine and chance.random() < 0.9 else rows))


def _changes(chance: Random, board: Any, seat: str) -> Args:
    if chance.random() < 0.5:
        made = clauses_for(chance, board.pack, [seat.split(".")[0]], 1)[:1]
        return {"clauses": {row.pop("id"): row for row in made}}
    if chance.random() < 0.5:
        kind, args = order_for(chance, board.pack, seat.split(".")[0])
        return {"kind": kind, "args": args}
    return {"title": f"words {chance.randint(0, 99)}", "open": chance.random() < 0.5}


def _save_draft(chance: Random, board: Any, seat: str) -> Args | None:
    changes, row = _changes(chance, board, seat), _draft(chance, board, seat)
    if row is None or chance.random() < 0.2:
        return {"of": chance.choice(["offer", "order", "counter"]), "changes": changes}
    base = max(0, row["version"] - (chance.random() < 0.4))
    return {"draft": row["id"], "base_version": base, "changes": changes}


def _drop_draft(chance: Random, board: Any, seat: str) -> Args | None:
    row = _draft(chance, board, seat)
    return None if row is None else {"draft": row["id"], "version": row["version"] or 1}


LIFE: dict[str, Any] = {"draft.save": _save_draft, "draft.drop": _drop_draft}
