"""Whether what was agreed is kept: clause by clause, each turn, and as each observer can tell."""

from typing import Any

from wargame.rules.events import CONTROL, covers
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.pacts.standing import AWAITED, awaited_words, in_force, last_turn
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import Situation, situation_of
from wargame.rules.pack import Pack
from wargame.rules.state import State

Row = dict[str, Any]
Clause = dict[str, Any]


def find(acts: Acts) -> None:
    """Adds what each cell that knows an agreement can tell of it, and for control the truth."""
    pack = acts.context.pack
    truth = situation_of(acts.state, pack, None)
    known = {cell: situation_of(acts.state, pack, (cell,)) for cell in acts.state["cells"] if cell != CONTROL}
    for agreement, row in list(acts.state["agreements"].items()):
        for observer, situation in {**known, CONTROL: truth}.items():
            if observer != CONTROL and not covers(row["seen_by"], (observer,)):
                continue
            clauses = {
                name: _found(row["view"], clause, truth=truth, situation=situation, observer=observer)
                for name, clause in row["view"]["clauses"].items()
            }
            body = {"turn": truth.turn, "observer": observer, "agreement": agreement, "clauses": clauses}
            acts.add("compliance_found", body, (observer,))


def bindings_of(clause: Clause, *, observer: str, turn: int, agreement: str | None = None) -> dict[str, Any]:
    known = {"party": clause["party"], "observer": observer, "turn": turn}
    return {**known, "agreement": agreement, "clause": clause.get("id"), **clause["args"]}


def is_due(situation: Situation, clause: Clause, *, standing: Row | None = None, observer: str = CONTROL) -> bool:
    """Whether the clause binds now: it has taken force, its turns have come, and what it waits for is the case."""
    turn = situation.turn
    if not in_force(standing, turn) or not clause["from_turn"] <= turn <= last_turn(clause):
        return False
    return clause["condition"] is None or holds(
        situation, clause["condition"], bindings_of(clause, observer=observer, turn=turn)
    )


def is_kept(truth: Situation, clause: Clause, *, standing: Row | None = None, agreement: str | None = None) -> bool:
    """Whether the clause is due and not broken, in truth."""
    bindings = bindings_of(clause, observer=CONTROL, turn=truth.turn, agreement=agreement)
    return is_due(truth, clause, standing=standing) and not holds(truth, _breach(truth.pack, clause), bindings)


def _breach(pack: Pack, clause: Clause) -> str:
    return pack["clause_kinds"][clause["kind"]]["breach"]


def _found(agreement: Row, clause: Clause, *, truth: Situation, situation: Situation, observer: str) -> Row:
    pack, turn = truth.pack, truth.turn
    kind = pack["clause_kinds"][clause["kind"]]
    standing = agreement["standing"][clause["id"]]
    bindings = bindings_of(clause, observer=observer, turn=turn, agreement=agreement["id"])
    if not is_due(situation, clause, standing=standing, observer=observer):
        return _commitment("not due", turn, _not_due(pack, clause, standing, turn))
    breach = pack["predicates"][kind["breach"]]["words"]
    means = _means(clause, kind["verify"], situation, bindings, observer)
    if means is not None:
        broken = holds(truth, kind["breach"], bindings)
        return _commitment("breached" if broken else "kept", turn, f"{means}: {breach}" if broken else means)
    if holds(situation, kind["breach"], bindings):
        return _commitment("breached", turn, f"it is known that {breach}")
    needed = " or ".join(pack["predicates"][name]["words"] for name in kind["verify"])
    return _commitment("unverifiable", turn, f"to tell, you would need that {needed}")


def _commitment(status: str, turn: int, because: str) -> dict[str, Any]:
    return {"status": status, "turn": turn, "because": because}


def _not_due(pack: Pack, clause: Clause, standing: Row, turn: int) -> str:
    if standing["status"] == AWAITED:
        return f"it awaits {awaited_words(standing)}"
    if not in_force(standing, turn):
        ended = "it has lapsed" if standing["status"] == "lapsed" else "it has ended"
        return f"{ended}: {standing['because']}" if standing["because"] else ended
    if turn < clause["from_turn"]:
        return f"it begins in turn {clause['from_turn']}"
    if clause["until_turn"] is not None and turn > clause["until_turn"]:
        return f"it ended with turn {clause['until_turn']}"
    return f"it waits until {pack['predicates'][clause['condition']]['words']}"


def _means(
    clause: Clause, verify: list[str], situation: Situation, bindings: dict[str, Any], observer: str
) -> str | None:
    """How the observer can tell, in words; None if he cannot."""
    if observer == CONTROL:
        return "the record"
    if observer == clause["party"]:
        return "your own knowledge"
    if not verify:
        return "for all to see"
    for name in verify:
        if holds(situation, name, bindings):
            return f"you can tell, for {situation.pack['predicates'][name]['words']}"
    return None


def is_bound(state: State, cell: str) -> bool:
    """Whether any clause of any agreement binds `cell`."""
    return any(
        clause["party"] == cell for row in state["agreements"].values() for clause in row["view"]["clauses"].values()
    )


def broken_by(before: State, after: State, pack: Pack, cell: str) -> list[str]:
    """Warnings to `cell`: the clauses that bind it and are broken `after` and not `before`, as it can know."""
    old, new = (situation_of(state, pack, (cell,)) for state in (before, after))
    warnings = []
    for agreement in new.agreements:
        for number, name in enumerate(agreement["order"], start=1):
            clause = agreement["clauses"][name]
            if clause["party"] != cell:
                continue
            breach = pack["clause_kinds"][clause["kind"]]["breach"]
            bindings = bindings_of(clause, observer=cell, turn=new.turn, agreement=agreement["id"])
            due = is_due(new, clause, standing=agreement["standing"][name], observer=cell)
            if due and holds(new, breach, bindings) and not holds(old, breach, bindings):
                warnings.append(f"This would break clause {number} of an agreement in force: {clause['sentence']}")
    return warnings
