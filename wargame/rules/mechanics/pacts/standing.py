"""How a clause of an agreement stands: what it awaits, whether it has taken force, when it ended, and why.

    awaiting -> in force -> ended
             -> lapsed

It awaits signatures of others ("only if …"), second consents, or the agreement that its own hangs on.
"""

from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]

FOREVER = 10**6


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
    return standing["status"] == "in force" and (ends is None or turn < ends)
