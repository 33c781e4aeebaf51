"""What a monkey does with agreements, and how it hangs offers on others. See `tests.fuzz.games.monkey`."""

from random import Random
from typing import Any

Args = dict[str, Any]


def _agreement(chance: Random, board: Any) -> Any:
    rows = [row["view"] for row in board.state["agreements"].values()]
    return chance.choice(rows) if rows else None


def _join(chance: Random, board: Any, seat: str) -> Args | None:
    view = _agreement(chance, board)
    digest = "0" * 32 if chance.random() < 0.05 else view and view["digest"]
    return None if view is None else {"agreement": view["id"], "digest": digest}


def _decline(chance: Random, board: Any, seat: str) -> Args | None:
    view = _agreement(chance, board)
    return None if view is None else {"agreement": view["id"], "reason": chance.choice(["", "never"])}


def _denounce(chance: Random, board: Any, seat: str) -> Args | None:
    view = _agreement(chance, board)
    if view is None or chance.random() < 0.7:
        return None
    return {"agreement": view["id"], "reason": "enough", "on_breach": chance.random() < 0.4}


def _answer(chance: Random, board: Any, seat: str) -> Args | None:
    awaited = [
        (view["view"]["id"], clause, row["of"])
        for view in board.state["agreements"].values()
        for clause, standing in view["view"]["standing"].items()
        for row in standing["awaits"].values()
        if row["kind"] == "approval"
    ]
    if not awaited:
        return None
    agreement, clause, approval = chance.choice(awaited)
    given = chance.random() < 0.6
    return {"agreement": agreement, "clause": clause, "approval": approval, "given": given, "reason": "because"}


PACTS = {
    "agreement.join": _join,
    "agreement.decline": _decline,
    "agreement.denounce": _denounce,
    "approval.answer": _answer,
}


def guests_and_links(chance: Random, board: Any, cell: str, to: list[str]) -> Args:
    """Of an offer: who else may sign, and what it hangs on."""
    made: Args = {}
    free = [other for other in board.pack["cells"] if other != cell and other not in to]
    if free and chance.random() < 0.3:
        made["invites"] = [chance.choice(free)]
    if board.state["offers"] and chance.random() < 0.2:
        kinds = chance.sample(["only_with", "falls_with"], chance.choice([1, 1, 2]))
        offer = chance.choice(list(board.state["offers"]))
        made["links"] = [{"offer": offer, "kind": kind} for kind in kinds]
    return made


def only_if(chance: Random, clauses: list[Args], parties: list[str]) -> list[Args]:
    """The clauses, some of which wait for a signature."""
    return [{**clause, "only_if": chance.choice(parties)} if chance.random() < 0.15 else clause for clause in clauses]
