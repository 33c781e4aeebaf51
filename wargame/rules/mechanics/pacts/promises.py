"""Whether a signature, or an offer, promises what cannot be promised: twice the same, or money that is not there.

Only what the seat's own cell knows is looked at: agreements that it reads, and its own funds.
"""

from collections.abc import Mapping
from typing import Any

from wargame.rules.events import cell_of, visible
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.funds import funds_view
from wargame.rules.mechanics.pacts.clashes import earlier_promise
from wargame.rules.mechanics.pacts.settle import payment
from wargame.rules.mechanics.pacts.standing import in_force
from wargame.rules.refusals import Refusal, refuse

Terms = Mapping[str, dict[str, Any]]


def promised_before(acts: Acts, terms: Terms, *, at: str, beside: str | None = None) -> Refusal | None:
    """Refused if a clause clashes with a commitment in an agreement that this seat's cell knows (not in `beside`).

    `at` is the field that the refusal names, with {} for the clause's place.
    """
    pack, state = acts.context.pack, acts.state
    for index, term in enumerate(terms.values()):
        found = earlier_promise(pack, _known(acts, beside), term, state["turn"]["number"])
        if found is not None:
            agreement, number, clause = found
            return refuse(
                "promised-twice",
                at.format(index),
                party=pack["cells"][term["party"]]["name"],
                number=number,
                turn=agreement["from_turn"],
                parties=" and ".join(pack["cells"][party]["name"] for party in agreement["parties"]),
                sentence=clause["sentence"],
            )
    return None


def refused_to_signer(acts: Acts, terms: Terms, *, at: str, beside: str | None = None) -> Refusal | None:
    return promised_before(acts, terms, at=at, beside=beside) or _cannot_pay(acts, terms, at, beside)


def _known(acts: Acts, beside: str | None) -> list[dict[str, Any]]:
    cell = cell_of(acts.seat)
    rows = acts.state["agreements"].items()
    return [row["view"] for name, row in rows if name != beside and visible(row["seen_by"], cell)]


def _cannot_pay(acts: Acts, terms: Terms, at: str, beside: str | None) -> Refusal | None:
    """Refused if the signer would owe this turn more than it has beside its open orders and what it owes already."""
    cell, pack, turn = cell_of(acts.seat), acts.context.pack, acts.state["turn"]["number"]
    funds = funds_view(acts.state, cell)
    if funds is None:
        return None
    owed = [
        clause
        for agreement in _known(acts, beside)
        for name, clause in agreement["clauses"].items()
        if in_force(agreement["standing"][name], turn) and agreement["standing"][name]["paid"] is not True
    ]
    new = _sum(pack, terms.values(), cell, turn)
    left = round(funds["money_bn"] - funds["reserved_bn"] - _sum(pack, owed, cell, turn), 6)
    if new and new > left:
        return refuse("cannot-pay", at, cost=f"{new:g}", left=f"{max(0.0, left):g}")
    return None


def _sum(pack: Any, clauses: Any, cell: str, turn: int) -> float:
    due = (it for it in clauses if it["party"] == cell and it["from_turn"] <= turn and it["condition"] is None)
    return round(sum(payment(pack, it)[2] for it in due if pack["clause_kinds"][it["kind"]].get("pays")), 6)
