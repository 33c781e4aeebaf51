"""How a clause of an agreement stands: what it awaits, whether it has taken force, when it ended, and why.

    awaiting -> in force -> ended
             -> lapsed

It awaits signatures of others ("only if …"), second consents, or the agreement that its own goes with.
"""

from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]

FOREVER = 10**6
AWAITED = "awaiting"


def awaiting(kind: str, of: str, name: str, from_turn: int) -> Row:
    """Something that a clause awaits: `of` is the cell, the approval or the offer; not answered before `from_turn`."""
    return {"kind": kind, "of": of, "name": name, "status": AWAITED, "from_turn": from_turn, "turn": None}


def beginning(awaits: dict[str, Row], turn: int) -> Row:
    """The standing of a clause in a new agreement."""
    first = {"status": AWAITED, "since_turn": None, "ends_turn": None, "because": None, "begun": False, "paid": None}
    standing = {**first, "awaits": awaits}
    return standing if awaits else taken_force(standing, turn)


def taken_force(standing: Row, turn: int) -> Row:
    return {**standing, "status": "in force", "since_turn": turn}


def last_turn(clause: Mapping[str, Any]) -> int:
    until = clause["until_turn"]
    return FOREVER if until is None else int(until)


def is_alive(standing: Mapping[str, Any] | None, clause: Mapping[str, Any], turn: int) -> bool:
    """Whether the clause binds, or may still come to bind, in `turn` or later."""
    if standing is not None and standing["status"] in ("lapsed", "ended"):
        return False
    return last_turn(clause) >= turn


def in_force(standing: Mapping[str, Any] | None, turn: int) -> bool:
    """Whether the clause has taken force and was not ended. One without a standing has."""
    if standing is None:
        return True
    ends = standing["ends_turn"]
    return bool(standing["status"] == "in force" and (ends is None or turn < ends))


def status_of(agreement: Mapping[str, Any]) -> str:
    """Of the whole agreement: "awaiting" while nothing has taken force, "in force" while anything is, then "ended"."""
    statuses = {row["status"] for row in agreement["standing"].values()}
    return "in force" if "in force" in statuses else AWAITED if AWAITED in statuses else "ended"


def has_fallen(agreement: Mapping[str, Any], turn: int) -> bool:
    """Whether it has ended otherwise than by its time: nothing of it stands, or a party has left it."""
    left = any(row["ends_turn"] <= turn for row in agreement["denounced"].values())
    return left or status_of(agreement) == "ended"


def concerned(agreement: Mapping[str, Any]) -> list[str]:
    """The cells that are told what becomes of an agreement: those who signed it and those who may or might have."""
    return list(dict.fromkeys([*agreement["signatories"], *agreement["invites"], *agreement["declined"]]))


def awaited_words(standing: Mapping[str, Any]) -> str:
    """What a clause still awaits, as one says it."""
    names = [row["name"] for row in standing["awaits"].values() if row["status"] == AWAITED]
    return " and ".join(names) or "nothing"
