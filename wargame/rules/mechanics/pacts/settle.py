"""What follows for agreements when something was signed, answered, denounced, ended, or a turn has opened.

Each pass reads the state and writes how clauses now stand, until nothing changes any more; what has taken force then
does what it does by itself. Nobody is told of it but the readers of the agreement.
"""

from collections.abc import Mapping
from typing import Any

from wargame.rules.mechanics import effects
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.compliance import is_due, is_kept
from wargame.rules.mechanics.pacts.standing import (
    AWAITED,
    awaiting,
    beginning,
    concerned,
    has_fallen,
    in_force,
    last_turn,
    taken_force,
)
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.pack import Pack

Row = dict[str, Any]
OPEN = ("tabled", "countered")


def made(pack: Pack, offer: Mapping[str, Any], clauses: Mapping[str, Row], turn: int) -> Row:
    """What an agreement begins with beside its terms: who has signed, and what each clause awaits."""
    signed = [*offer["parties"], *(cell for cell in offer["invites"] if cell in offer["signatures"])]
    return {
        "invites": [cell for cell in offer["invites"] if cell not in signed],
        "links": offer["links"],
        "signatories": signed,
        "declined": [],
        "denounced": {},
        "answers": {},
        "standing": {name: _first(pack, offer, clause, signed, turn) for name, clause in clauses.items()},
    }


def _first(pack: Pack, offer: Mapping[str, Any], clause: Row, signed: list[str], turn: int) -> Row:
    awaits: dict[str, Row] = {}
    for cell in dict.fromkeys((clause.get("only_if"), clause["party"])):
        if cell is not None and cell not in signed:
            name = f"the signature of {pack['cells'][cell]['name']}"
            awaits[f"signature:{cell}"] = awaiting("signature", cell, name, turn)
    for approval in clause.get("approvals", []):
        spec = pack["approvals"][approval]
        awaits[f"approval:{approval}"] = awaiting("approval", approval, spec["name"], turn + spec["after_turns"])
    for link in offer["links"]:
        if link["kind"] == "only_with":
            awaits[f"offer:{link['offer']}"] = awaiting("offer", link["offer"], "the agreement it goes with", turn)
    return beginning(awaits, turn)


def settle(acts: Acts) -> None:
    """Brings every agreement to where it stands now, and begins what has taken force. Ends, for nothing goes back."""
    again = True
    while again:
        again = False
        for agreement in list(acts.state["agreements"]):
            again = _settled(acts, agreement) or again
        for offer in list(acts.state["offers"]):
            row = acts.state["offers"][offer]
            if row["view"]["status"] in OPEN and _hangs_on_nothing(acts, row["view"]):
                end_offer(acts, offer)
                again = True
    for agreement in list(acts.state["agreements"]):
        _begin(acts, agreement)


def _settled(acts: Acts, agreement: str) -> bool:
    """Whether anything about this agreement has changed; if so it has been told."""
    row = acts.state["agreements"][agreement]
    view, turn = row["view"], acts.state["turn"]["number"]
    fallen = any(_has_fallen(acts, link["offer"]) for link in view["links"] if link["kind"] == "falls_with")
    new = {name: _next(acts, view, name, fallen) for name in view["standing"]}
    changes = {name: standing for name, standing in new.items() if standing != view["standing"][name]}
    if not changes:
        return False
    _tell(acts, agreement, changes)
    for name, standing in changes.items():
        was = view["standing"][name]["status"]
        if standing["status"] != was:
            words = {"in force": "has taken force", "lapsed": "has lapsed", "ended": "has ended"}[standing["status"]]
            because = f" ({standing['because']})" if standing["because"] else ""
            sentence = view["clauses"][name]["sentence"]
            acts.notice(concerned(view), f"A clause {words} in turn {turn}{because}: {sentence}", about=agreement)
    return True


def _tell(acts: Acts, agreement: str, changes: Mapping[str, Row]) -> None:
    body = {"agreement": agreement, "standing": dict(changes), "turn": acts.state["turn"]["number"]}
    acts.add("standing_changed", body, acts.state["agreements"][agreement]["seen_by"])


def _next(acts: Acts, view: Row, name: str, fallen: bool) -> Row:
    """How a clause stands now, from how it stood."""
    standing: Row = view["standing"][name]
    turn = acts.state["turn"]["number"]
    if standing["status"] in ("lapsed", "ended"):
        return standing
    if standing["ends_turn"] is not None and turn >= standing["ends_turn"]:
        return {**standing, "status": "ended"}
    if fallen:
        status = "lapsed" if standing["status"] == AWAITED else "ended"
        return {**standing, "status": status, "because": "the agreement that it hangs on has ended"}
    if standing["status"] != AWAITED:
        return standing
    awaits = {key: _answered(acts, view, name, key, row) for key, row in standing["awaits"].items()}
    refused = next((row for row in awaits.values() if row["status"] == "refused"), None)
    if refused is not None:
        return {**standing, "awaits": awaits, "status": "lapsed", "because": f"{refused['name']} was refused"}
    if all(row["status"] == "given" for row in awaits.values()):
        return {**taken_force(standing, turn), "awaits": awaits}
    return {**standing, "awaits": awaits}


def _answered(acts: Acts, view: Row, clause: str, key: str, row: Row) -> Row:
    if row["status"] != AWAITED:
        return row
    match row["kind"]:
        case "signature":
            given = row["of"] in view["signatories"]
            answer = "given" if given else "refused" if row["of"] in view["declined"] else AWAITED
        case "approval":
            reply = view["answers"].get(f"{clause}:{row['of']}")
            answer = AWAITED if reply is None else "given" if reply["given"] else "refused"
        case _:
            answer = _with_offer(acts, row["of"])
    return row if answer == AWAITED else {**row, "status": answer, "turn": acts.state["turn"]["number"]}


def _with_offer(acts: Acts, offer: str) -> str:
    """Whether what was offered is in force ("given"), can no longer be ("refused"), or is still to come."""
    if _has_fallen(acts, offer):
        return "refused"
    agreement = _agreement_of(acts, offer)
    turn = acts.state["turn"]["number"]
    stands = agreement is not None and any(in_force(it, turn) for it in agreement["standing"].values())
    return "given" if stands else AWAITED


def _agreement_of(acts: Acts, offer: str) -> Row | None:
    views = (row["view"] for row in acts.state["agreements"].values())
    return next((view for view in views if view["offer"] == offer), None)


def _has_fallen(acts: Acts, offer: str) -> bool:
    """Whether an offer ended unsigned, or what was agreed by it has ended otherwise than by its time."""
    row = acts.state["offers"].get(offer)
    if row is None or row["view"]["status"] in OPEN:
        return False
    if row["view"]["status"] != "signed":
        return True
    agreement = _agreement_of(acts, offer)
    return agreement is not None and has_fallen(agreement, acts.state["turn"]["number"])


def _hangs_on_nothing(acts: Acts, offer: Row) -> bool:
    return any(_has_fallen(acts, link["offer"]) for link in offer["links"])


def end_offer(acts: Acts, offer: str) -> None:
    """An open offer ends with the one that it hangs on; its readers are told."""
    row = acts.state["offers"][offer]
    body = {"offer": offer, "status": "expired", "by": None, "reason": None, "at_ms": acts.context.now_ms}
    acts.add("offer_closed", body, row["seen_by"])
    acts.notice(row["view"]["parties"], "An offer ended with the one that it hangs on.", about=offer)


# What clauses do by themselves.


def _begin(acts: Acts, agreement: str) -> None:
    """What has taken force, has come to its turn and waits for nothing does what it does, once."""
    row = acts.state["agreements"][agreement]
    pack, turn, told = acts.context.pack, acts.state["turn"]["number"], tuple(row["seen_by"])
    for name, clause in row["view"]["clauses"].items():
        standing = row["view"]["standing"][name]
        if standing["begun"] or not in_force(standing, turn) or not clause["from_turn"] <= turn <= last_turn(clause):
            continue
        situation = situation_of(acts.state, pack, told)
        bindings = {"party": clause["party"], "turn": turn, **clause["args"]}
        if clause["condition"] is not None and not holds(situation, clause["condition"], bindings):
            continue
        _tell(acts, agreement, {name: {**standing, "begun": True}})
        effects.do(acts, pack["clause_kinds"][clause["kind"]].get("effects", []), deed(agreement, clause, turn, told))


def deed(agreement: str, clause: Row, turn: int, seen_by: tuple[str, ...]) -> effects.Deed:
    words = {"party": clause["party"], "cell": clause["party"], "turn": turn, "sentence": clause["sentence"]}
    return effects.Deed(
        about=agreement, because=f"agreed: {clause['sentence']}", seen_by=seen_by, bindings={**words, **clause["args"]}
    )


def each_turn(acts: Acts, turn: int) -> None:
    """At the end of a turn: what is due is paid, and what is due and truly kept brings what it brings."""
    pack = acts.context.pack
    for agreement, row in list(acts.state["agreements"].items()):
        for name, clause in row["view"]["clauses"].items():
            kind, standing = pack["clause_kinds"][clause["kind"]], row["view"]["standing"][name]
            situation = situation_of(acts.state, pack, None)
            if kind.get("pays") and standing["paid"] is not True and is_due(situation, clause, standing=standing):
                _pay(acts, agreement, name)
            if kind.get("each_turn") and is_kept(situation, clause, standing=standing, agreement=agreement):
                effects.do(acts, kind["each_turn"], deed(agreement, clause, turn, tuple(row["seen_by"])))


def _pay(acts: Acts, agreement: str, name: str) -> None:
    """All of it, or nothing: funds never fall below zero, and what was not paid is tried again with the next turn."""
    row = acts.state["agreements"][agreement]
    clause, standing = row["view"]["clauses"][name], row["view"]["standing"][name]
    payer, payee, money_bn = payment(acts.context.pack, clause)
    funds = acts.state["funds"].get(payer)
    paid = funds is not None and funds["money_bn"] >= money_bn
    if paid:
        because = f"agreed: {clause['sentence']}"
        effects.change_funds(acts, payer, money_bn=-money_bn, capital=0, because=because)
        effects.change_funds(acts, payee, money_bn=money_bn, capital=0, because=because)
    else:
        acts.notice((payer, payee), f"This could not be paid: {clause['sentence']}", about=agreement)
    if standing["paid"] is not paid:
        _tell(acts, agreement, {name: {**standing, "paid": paid}})


def payment(pack: Pack, clause: Mapping[str, Any]) -> tuple[str, str, float]:
    """(who pays, to whom, billions of dollars) of a clause of a kind that pays."""
    pays = pack["clause_kinds"][clause["kind"]]["pays"]
    bound = {**clause["args"], "party": clause["party"]}
    to, money_bn = (bound[value[1:]] if isinstance(value, str) and value.startswith("$") else value
                    for value in (pays["to"], pays["money_bn"]))  # fmt: skip
    return clause["party"], str(to), float(money_bn)


# Second consents.


def ask_for_approvals(acts: Acts) -> None:
    """The scenario's own rules answer for those who have no seat: asked with each turn's results, when it is time."""
    pack, turn = acts.context.pack, acts.state["turn"]["number"]
    for agreement, row in list(acts.state["agreements"].items()):
        situation = situation_of(acts.state, pack, row["seen_by"])
        for name, standing in row["view"]["standing"].items():
            clause = row["view"]["clauses"][name]
            bindings = {"party": clause["party"], "turn": turn, **clause["args"]}
            for awaited in standing["awaits"].values() if standing["status"] == AWAITED else ():
                if awaited["kind"] != "approval" or awaited["status"] != AWAITED or turn < awaited["from_turn"]:
                    continue
                spec = pack["approvals"][awaited["of"]]
                for given, rule in ((True, spec.get("yes")), (False, spec.get("no"))):
                    if rule is not None and holds(situation, rule, bindings):
                        because = pack["predicates"][rule]["words"]
                        answer_approval(acts, agreement, name, awaited["of"], given=given, by=None, because=because)
                        break


def answer_approval(
    acts: Acts, agreement: str, clause: str, approval: str, *, given: bool, by: str | None, because: Any
) -> None:
    """Told to the agreement's readers; what follows is `settle`'s."""
    body = {
        "agreement": agreement,
        "clause": clause,
        "approval": approval,
        "answer": {
            "given": given,
            "by": by,
            "because": because,
            "turn": acts.state["turn"]["number"],
            "at_ms": acts.context.now_ms,
        },
    }
    acts.add("approval_answered", body, acts.state["agreements"][agreement]["seen_by"])
