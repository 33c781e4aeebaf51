"""The same thing promised twice: commitments of one party that repeat or contradict each other.

Which do is the pack's to say (`ClauseKind.clashes`). Only agreements that the asker knows are looked at.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from wargame.rules.mechanics.pacts.standing import is_alive, last_turn
from wargame.rules.pack import Clash, Pack

Term = Mapping[str, Any]


def clash(pack: Pack, one: Term, other: Term) -> bool:
    """Whether two commitments cannot both be given: same party, overlapping turns, and a clash that the pack names."""
    if one["party"] != other["party"] or not _overlap(one, other):
        return False
    kinds = pack["clause_kinds"]
    return any(_hits(it, one, other) for it in kinds[one["kind"]].get("clashes", [])) or any(
        _hits(it, other, one) for it in kinds[other["kind"]].get("clashes", [])
    )


def _hits(it: Clash, one: Term, other: Term) -> bool:
    if it["with"] != other["kind"]:
        return False
    mine, theirs = one["args"], other["args"]
    if any(mine.get(field) != theirs.get(field) for field in it.get("same", [])):
        return False
    differ = it.get("differ", [])
    if differ and all(mine.get(field) == theirs.get(field) for field in differ):
        return False
    either = it.get("either")
    return either is None or bool(mine.get(either)) or bool(theirs.get(either))


def _overlap(one: Term, other: Term) -> bool:
    begins = (int(one["from_turn"]), int(other["from_turn"]))
    return begins[0] <= last_turn(other) and begins[1] <= last_turn(one)


def earlier_promise(
    pack: Pack, agreements: Iterable[Mapping[str, Any]], term: Term, turn: int
) -> tuple[Mapping[str, Any], int, Term] | None:
    """(agreement, number of its clause, clause): the first commitment alive in `turn` that `term` clashes with."""
    for agreement in agreements:
        for number, name in enumerate(agreement["order"], start=1):
            clause = agreement["clauses"][name]
            standing = agreement.get("standing", {}).get(name)
            if is_alive(standing, clause, turn) and clash(pack, term, _until(clause, standing)):
                return agreement, number, clause
    return None


def _until(clause: Term, standing: Mapping[str, Any] | None) -> Term:
    """The clause with the end that a denunciation gives it."""
    if standing is None or standing["ends_turn"] is None:
        return clause
    return {**clause, "until_turn": min(last_turn(clause), standing["ends_turn"] - 1)}
