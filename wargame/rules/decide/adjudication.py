"""From closed orders to published results: findings, proposal, ruling. A turn is adjudicated once.

`rigid`: what the rules propose is published as the findings come. `semi-rigid` and `free`: control accepts it, or
amends it with a reason that all see. The proposal stays in the record beside what was published.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from wargame.rules.commands import AcceptAdjudication, AmendAdjudication, RecordFindings, ReportFailure
from wargame.rules.commands.control import Redraw
from wargame.rules.decide.answers import checked
from wargame.rules.decide.frame import open_phase, record_ruling, wrong_phase
from wargame.rules.decide.publishing import NO_FINDINGS, Amendments, publish, say_as_control
from wargame.rules.events import CONTROL, Words
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import State


def awaiting(state: State) -> int | None:
    """The turn whose closed orders wait for findings, or None. What the reconciler asks."""
    turn = state["turn"]["number"]
    if state["game"].get("over") or state["phase"]["name"] != "adjudication":
        return None
    return None if "findings" in state["proposals"].get(str(turn), {}) else turn


def _answerable(acts: Acts, turn: int) -> Refusal | None:
    """Refused unless `turn` is being adjudicated and has no findings yet."""
    proposal = acts.state["proposals"].get(str(turn), {})
    if "findings" in proposal or proposal.get("view", {}).get("state") == "published":
        return refuse("already-adjudicated", "turn", turn=turn)
    return _current(acts, turn)


def _current(acts: Acts, turn: int) -> Refusal | None:
    if turn != acts.state["turn"]["number"]:
        return refuse("wrong-turn", "turn", given=turn, turn=acts.state["turn"]["number"])
    if acts.state["phase"]["name"] != "adjudication":
        return wrong_phase(acts.state, "adjudication")
    return None


def record(acts: Acts, command: RecordFindings) -> str | Refusal | None:
    refusal = _answerable(acts, command.turn)
    if refusal is not None:
        return refusal
    findings = checked(acts, command.turn, command.findings)
    if isinstance(findings, Refusal):
        return findings
    body = {"turn": command.turn, "findings": findings, "at_ms": acts.context.now_ms}
    acts.add("findings_recorded", body, (CONTROL,))
    _propose(acts, command.turn)
    if acts.state["game"]["mode"] == "rigid":
        _publish(acts, command.turn, Amendments())
    return None


def fail(acts: Acts, command: ReportFailure) -> str | Refusal | None:
    refusal = _answerable(acts, command.turn)
    if refusal is not None:
        return refusal
    body = {"turn": command.turn, "attempt": command.attempt, "words": command.words, "at_ms": acts.context.now_ms}
    acts.add("adjudication_failed", body, (CONTROL,))
    return None


def _findings(acts: Acts, turn: int) -> dict[str, Any]:
    findings: dict[str, Any] = acts.state["proposals"][str(turn)].get("findings", NO_FINDINGS)
    return findings


def _propose(acts: Acts, turn: int) -> None:
    """Plays the publication through on the side and shows control what would come of it."""
    findings = _findings(acts, turn)
    scratch = Acts(acts.state, acts.context, acts.seat)
    publish(scratch, turn, findings, Amendments())
    moved: dict[str, list[Any]] = {}
    for event in scratch.events:
        if event.kind == "indicator_moved":
            moved.setdefault(event.body["indicator"], []).append(event.body["change"])
    proposal = {
        "turn": turn,
        "state": "proposed",
        "assessments": findings["assessments"],
        "indicators": moved,
        "outcomes": {order: row["outcome"] for order, row in scratch.state["orders"].items() if row["turn"] == turn},
        "words": None,
        "ruling": None,
    }
    acts.add("proposal_made", {"turn": turn, "proposal": proposal}, (CONTROL,))


def propose_again(acts: Acts) -> None:
    """After something happened in mid-adjudication: the waiting proposal, if there is one, is drawn up anew."""
    turn = acts.state["turn"]["number"]
    proposal = acts.state["proposals"].get(str(turn), {})
    if acts.state["phase"]["name"] == "adjudication" and proposal.get("view", {}).get("state") == "proposed":
        _propose(acts, turn)


def _rulable(acts: Acts, turn: int) -> Refusal | None:
    """Refused unless there is a proposal to rule on, or a failure that control rules over."""
    proposal = acts.state["proposals"].get(str(turn), {}).get("view", {})
    if proposal.get("state") == "published":
        return refuse("already-adjudicated", "turn", turn=turn)
    refusal = _current(acts, turn)
    if refusal is not None:
        return refusal
    if proposal.get("state") not in ("proposed", "failed"):
        return refuse("no-proposal", "turn", turn=turn)
    return None


def accept(acts: Acts, command: AcceptAdjudication) -> str | Refusal | None:
    refusal = _rulable(acts, command.turn)
    if refusal is not None:
        return refusal
    ruling = record_ruling(acts, "adjudication.accept", command.reason, before=None, after=None)
    _publish(acts, command.turn, Amendments(reason=Words(command.reason) if command.reason.strip() else None))
    return ruling


def amend(acts: Acts, command: AmendAdjudication) -> str | Refusal | None:
    refusal = _rulable(acts, command.turn)
    if refusal is not None:
        return refusal
    for indicator in command.indicators:
        if indicator not in acts.context.pack["indicators"]:
            return refuse("unknown-indicator", "indicators", indicator=indicator)
    orders = {order for order, row in acts.state["orders"].items() if row["turn"] == command.turn}
    for order in (*command.outcomes, *command.failed):
        if order not in orders:
            return refuse("unknown-outcome", "outcomes", order=order)
    view = acts.state["proposals"][str(command.turn)]["view"]
    before = {"indicators": view["indicators"], "outcomes": view["outcomes"]}
    outcomes = {order: Words(text) for order, text in command.outcomes.items()}
    account = Words(command.account) if command.account.strip() else None
    after = {"indicators": command.indicators, "outcomes": outcomes, "failed": list(command.failed)}
    if account is not None:
        after["account"] = account
    ruling = record_ruling(acts, "adjudication.amend", command.reason, before=before, after=after)
    amendments = Amendments(
        reason=Words(command.reason),
        indicators=command.indicators,
        outcomes=outcomes,
        failed=frozenset(command.failed),
        account=account,
    )
    _publish(acts, command.turn, amendments)
    return ruling


def redraw(acts: Acts, command: Redraw) -> str | Refusal | None:
    """Draws anew from the same distribution, by a key of the seed and of how often it was drawn before.

    Those who know of the test read that, and why; what came of it nobody but control, before the turn is published.
    """
    refusal = _rulable(acts, command.turn)
    if refusal is not None:
        return refusal
    drawn = _findings(acts, command.turn)["draws"]
    old = drawn.get(command.inject)
    if old is None:
        return refuse("no-draw", "inject", inject=command.inject, choices=", ".join(drawn) or "nothing")
    before = old.get("redrawn", [])
    key = f"redraw {command.inject} {len(before) + 1}"
    outcome, percentile = drawn_anew(acts.state["fate"]["seed"], command.turn, key, old["distribution"])
    kept = {
        "outcome": old["outcome"],
        "percentile": old["percentile"],
        "reason": Words(command.reason),
        "by": acts.seat,
    }
    answer = {**old, "outcome": old["labels"][outcome], "percentile": percentile, "redrawn": [*before, kept]}
    body = {"turn": command.turn, "inject": command.inject, "draw": answer, "at_ms": acts.context.now_ms}
    acts.add("draw_redrawn", body, (CONTROL,))
    ruling = record_ruling(
        acts,
        "adjudication.redraw",
        command.reason,
        before={command.inject: old["outcome"]},
        after={command.inject: answer["outcome"]},
    )
    spec = acts.context.pack["injects"][command.inject].get("draw")
    title = f"Drawn anew: {spec['title'] if spec else command.inject}"
    told = acts.state["sent"][command.inject]["seen_by"]
    say_as_control(acts, f"redraw {command.inject} {len(before)}", title, Words(command.reason), to=told)
    propose_again(acts)
    return ruling


def drawn_anew(seed: int, turn: int, key: str, chances: Sequence[float]) -> tuple[int, float]:
    """(outcome, its percentile 0–100) of these chances, which sum to 1, by seed, turn and key: the same everywhere."""
    word = int.from_bytes(blake2b(f"{seed}\x1f{turn}\x1f{key}".encode(), digest_size=8).digest()) >> 11
    share, below = word / float(1 << 53), 0.0
    for outcome, chance in enumerate(chances):
        below += chance
        if share < below:
            return outcome, round(100.0 * (below - chance / 2), 1)
    last = max(outcome for outcome, chance in enumerate(chances) if chance > 0)  # the chances are rounded
    return last, round(100.0 * (1.0 - chances[last] / 2), 1)


def _publish(acts: Acts, turn: int, amendments: Amendments) -> None:
    publish(acts, turn, _findings(acts, turn), amendments)
    open_phase(acts, "results", turn)
