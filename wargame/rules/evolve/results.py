"""Folds of adjudication: the sealed fate, findings, proposals, rulings, and the results that each viewer is told."""

from typing import Any

from wargame.rules.events import Event
from wargame.rules.state import State, changed


def fate_sealed(state: State, event: Event) -> State:
    body = event.body
    return changed(state, fate={"seed": body["seed"], "truth": body["truth"], "injects": body["injects"]})


def _proposal(state: State, turn: int, **fields: Any) -> dict[str, Any]:
    row = state["proposals"].get(str(turn), {})
    return {**state["proposals"], str(turn): {**row, **fields}}


def findings_recorded(state: State, event: Event) -> State:
    turn, findings = event.body["turn"], event.body["findings"]
    view = state["proposals"].get(str(turn), {}).get("view", {})
    view = {**view, "assessments": findings["assessments"]}
    return changed(state, proposals=_proposal(state, turn, findings=findings, view=view))


def proposal_made(state: State, event: Event) -> State:
    return changed(state, proposals=_proposal(state, event.body["turn"], view=event.body["proposal"]))


def adjudication_failed(state: State, event: Event) -> State:
    body = event.body
    row = state["proposals"].get(str(body["turn"]))
    if row is None:
        return state
    view = {**row["view"], "state": "failed", "words": body["words"]}
    return changed(state, proposals=_proposal(state, body["turn"], view=view))


def ruling_made(state: State, event: Event) -> State:
    ruling = event.body["ruling"]
    return changed(state, rulings={**state["rulings"], ruling["id"]: ruling})


def turn_published(state: State, event: Event) -> State:
    """Indicators remember where they stood; the proposal of the turn, where it is known, is published."""
    body = event.body
    indicators = {
        indicator: {**row, "view": {**row["view"], "before": row["view"]["value"]}}
        for indicator, row in state["indicators"].items()
    }
    row = state["proposals"].get(str(body["turn"]))
    if row is None:
        return changed(state, indicators=indicators)
    view = {**row["view"], "state": "published", "ruling": body["ruling"]}
    return changed(state, indicators=indicators, proposals=_proposal(state, body["turn"], view=view))


def findings_published(state: State, event: Event) -> State:
    body = event.body
    turn = str(body["turn"])
    row = {"seen_by": list(event.seen_by), "finding": body["finding"]}
    of_turn = {**state["findings"].get(turn, {}), body["assessment"]: row}
    return changed(state, findings={**state["findings"], turn: of_turn})


def assessment_moved(state: State, event: Event) -> State:
    body = event.body
    known = state["beliefs"].get(body["assessment"], {"parameters": {}})["parameters"]
    step = {name: body[name] for name in ("turn", "was", "value", "because", "about")}
    moves = {**known.get(body["parameter"], {}).get("moves", {}), body["move"]: step}
    held = {name: body[name] for name in ("value", "low", "high", "unit", "was", "because", "turn")}
    row = {"seen_by": list(event.seen_by), "parameters": {**known, body["parameter"]: {**held, "moves": moves}}}
    return changed(state, beliefs={**state["beliefs"], body["assessment"]: row})


def compliance_found(state: State, event: Event) -> State:
    body = event.body
    known = state["compliance"].get(body["observer"], {})
    clauses = {**known, body["agreement"]: body["clauses"]}
    return changed(state, compliance={**state["compliance"], body["observer"]: clauses})


def draw_made(state: State, event: Event) -> State:
    draw = event.body["draw"]
    row = {"seen_by": list(event.seen_by), "inject": event.body["inject"], "view": draw}
    return changed(state, draws={**state["draws"], draw["id"]: row})


def inject_planned(state: State, event: Event) -> State:
    plan = event.body["plan"]
    return changed(state, plans={**state["plans"], plan["inject"]: plan})


def inject_written(state: State, event: Event) -> State:
    inject = event.body["inject"]
    injects = {**state["fate"].get("injects", {}), inject["id"]: inject}
    return changed(state, fate={**state["fate"], "injects": injects})


def draw_redrawn(state: State, event: Event) -> State:
    body = event.body
    findings = state["proposals"][str(body["turn"])]["findings"]
    draws = {**findings["draws"], body["inject"]: body["draw"]}
    return changed(state, proposals=_proposal(state, body["turn"], findings={**findings, "draws": draws}))


def note_pinned(state: State, event: Event) -> State:
    note = event.body["note"]
    return changed(state, notes={**state["notes"], note["id"]: note})
