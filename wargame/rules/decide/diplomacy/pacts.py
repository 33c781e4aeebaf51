"""What can be done with an agreement: joined or declined by guests, approved, and left by who is bound."""

from typing import Any

from wargame.rules.commands.pacts import AnswerApproval, DeclineAgreement, DenounceAgreement, JoinAgreement
from wargame.rules.decide.frame import no_power, record_ruling, wrong_phase
from wargame.rules.events import Words, cell_of, said_by, visible
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.pacts import promises, settle
from wargame.rules.mechanics.pacts.standing import AWAITED, concerned
from wargame.rules.mechanics.powers import effective, is_control
from wargame.rules.refusals import Refusal, refuse

Agreement = dict[str, Any]


def _known(acts: Acts, name: str) -> Agreement | Refusal:
    if not acts.state["phase"]["may_negotiate"] and not is_control(acts.seat):
        return wrong_phase(acts.state, "negotiation, and orders where the scenario allows it")
    row = acts.state["agreements"].get(name)
    if row is None or not visible(row["seen_by"], acts.seat, acts.state["game"]):
        return refuse("unknown-agreement", "agreement", agreement=name)
    view: Agreement = row["view"]
    return view


def _invited(acts: Acts, name: str) -> Agreement | Refusal:
    """The agreement, if this seat signs for a cell that was invited and has not answered."""
    agreement = _known(acts, name)
    if isinstance(agreement, Refusal):
        return agreement
    if "sign" not in effective(acts.state, acts.seat):
        return no_power(acts.state, acts.seat, "sign")
    cell = cell_of(acts.seat)
    if cell not in agreement["invites"] or cell in agreement["declined"]:
        return refuse("not-invited", "agreement")
    return agreement


def join(acts: Acts, command: JoinAgreement) -> str | Refusal | None:
    agreement = _invited(acts, command.agreement)
    if isinstance(agreement, Refusal):
        return agreement
    if command.digest != agreement["digest"]:
        return refuse("wrong-digest", "digest")
    refusal = promises.refused_to_signer(acts, agreement["clauses"], at="agreement", beside=command.agreement)
    if refusal is not None:
        return refusal
    return _answer(acts, command.agreement, joins=True, reason=None)


def decline(acts: Acts, command: DeclineAgreement) -> str | Refusal | None:
    agreement = _invited(acts, command.agreement)
    if isinstance(agreement, Refusal):
        return agreement
    reason = Words(command.reason) if command.reason.strip() else None
    return _answer(acts, command.agreement, joins=False, reason=reason)


def _answer(acts: Acts, agreement: str, *, joins: bool, reason: Words | None) -> str:
    body = {
        "agreement": agreement,
        "cell": cell_of(acts.seat),
        "seat": acts.seat,
        "joins": joins,
        "reason": reason,
        "at_ms": acts.context.now_ms,
    }
    acts.add("invitation_answered", body, acts.state["agreements"][agreement]["seen_by"])
    settle.settle(acts)
    return agreement


def denounce(acts: Acts, command: DenounceAgreement) -> str | Refusal | None:
    """Its own clauses end: with the longest notice that their kinds ask, or at once if another party is known to have
    broken one of its own."""
    agreement = _known(acts, command.agreement)
    if isinstance(agreement, Refusal):
        return agreement
    if "sign" not in effective(acts.state, acts.seat):
        return no_power(acts.state, acts.seat, "sign")
    cell, turn, pack = cell_of(acts.seat), acts.state["turn"]["number"], acts.context.pack
    own = {
        name: row
        for name, row in agreement["standing"].items()
        if agreement["clauses"][name]["party"] == cell
        and row["status"] in (AWAITED, "in force")
        and row["ends_turn"] is None
    }
    if cell not in agreement["signatories"] or not own:
        return refuse("nothing-to-leave", "agreement")
    if command.on_breach and not _broken_by_another(acts, agreement, cell):
        return refuse("no-breach", "on_breach")
    changes = {}
    for name, row in own.items():
        kind = pack["clause_kinds"][agreement["clauses"][name]["kind"]]
        now = command.on_breach or row["status"] == AWAITED
        changes[name] = {
            **row,
            "ends_turn": turn + (0 if now else kind.get("notice_turns", 0)),
            "because": f"{pack['cells'][cell]['name']} has denounced it",
        }
    body = {
        "agreement": command.agreement,
        "cell": cell,
        "denunciation": {
            "cell": cell,
            "seat": acts.seat,
            "turn": turn,
            "ends_turn": max(row["ends_turn"] for row in changes.values()),
            "on_breach": command.on_breach,
            "reason": Words(command.reason),
            "at_ms": acts.context.now_ms,
        },
        "standing": changes,
    }
    acts.add("agreement_denounced", body, acts.state["agreements"][command.agreement]["seen_by"])
    name, ends = pack["cells"][cell]["name"], max(row["ends_turn"] for row in changes.values())
    until = f"it stays bound until turn {ends} begins" if ends > turn else "it is bound no longer"
    text = f"{name} has denounced an agreement of turn {agreement['from_turn']}: {until}."
    acts.notice([other for other in concerned(agreement) if other != cell], text, about=command.agreement)
    settle.settle(acts)
    return command.agreement


def _broken_by_another(acts: Acts, agreement: Agreement, cell: str) -> bool:
    found = acts.state["compliance"].get(cell, {}).get(agreement["id"], {})
    return any(
        found.get(name, {}).get("status") == "breached"
        for name, clause in agreement["clauses"].items()
        if clause["party"] != cell
    )


def answer_approval(acts: Acts, command: AnswerApproval) -> str | Refusal | None:
    agreement = _known(acts, command.agreement)
    if isinstance(agreement, Refusal):
        return agreement
    standing = agreement["standing"].get(command.clause)
    awaited = standing["awaits"].get(f"approval:{command.approval}") if standing else None
    if standing is None or awaited is None or standing["status"] != AWAITED or awaited["status"] != AWAITED:
        return refuse("nothing-awaited", "approval")
    clause = agreement["clauses"][command.clause]
    power = _power(acts, command.approval, clause)
    if not is_control(acts.seat) and (power is None or power not in effective(acts.state, acts.seat)):
        return no_power(acts.state, acts.seat, power) if power else refuse("not-control")
    turn = acts.state["turn"]["number"]
    if turn < awaited["from_turn"]:
        return refuse("too-early", "approval", turn=awaited["from_turn"])
    settle.answer_approval(
        acts,
        command.agreement,
        command.clause,
        command.approval,
        given=command.given,
        by=said_by(acts.seat),
        because=Words(command.reason),
    )
    if is_control(acts.seat):
        after = {"clause": command.clause, "approval": command.approval, "given": command.given}
        record_ruling(acts, "approval.answer", command.reason, before=command.agreement, after=after)
    settle.settle(acts)
    return command.agreement


def _power(acts: Acts, approval: str, clause: dict[str, Any]) -> str | None:
    """The power that answers, with the host of the clause's site for `$host`; None: nobody at the table holds it."""
    pack = acts.context.pack
    power = pack["approvals"][approval].get("power")
    if power is None or not power.endswith("$host"):
        return power
    site = pack["sites"].get(str(clause["args"].get("site")))
    return power.replace("$host", str(site["host"])) if site else None
