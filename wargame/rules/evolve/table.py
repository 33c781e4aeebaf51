"""Folds of what lies on the table: offers, agreements, orders."""

from typing import Any

from wargame.rules.events import ALL, Event
from wargame.rules.state import State, changed


def offer_tabled(state: State, event: Event) -> State:
    offer = event.body["offer"]
    return changed(state, offers={**state["offers"], offer["id"]: {"seen_by": list(event.seen_by), "view": offer}})


def _offer(state: State, offer: str, **fields: Any) -> State:
    row = state["offers"].get(offer)
    if row is None:
        return state
    return changed(state, offers={**state["offers"], offer: {**row, "view": {**row["view"], **fields}}})


def offer_countered(state: State, event: Event) -> State:
    body = event.body
    row = state["offers"].get(body["offer"])
    if row is None:
        return state
    version = body["version"]
    versions = {**row["view"]["versions"], str(version["number"]): version}
    return _offer(state, body["offer"], status="countered", version=version["number"], versions=versions, signatures={})


def offer_signed(state: State, event: Event) -> State:
    body = event.body
    row = state["offers"].get(body["offer"])
    if row is None:
        return state
    return _offer(state, body["offer"], signatures={**row["view"]["signatures"], body["cell"]: body["at_ms"]})


def offer_closed(state: State, event: Event) -> State:
    body = event.body
    return _offer(
        state,
        body["offer"],
        status=body["status"],
        closed_ms=body["at_ms"],
        closed_by=body["by"],
        reason=body["reason"],
    )


def agreement_made(state: State, event: Event) -> State:
    agreement = event.body["agreement"]
    row = {"seen_by": list(event.seen_by), "view": agreement}
    return changed(state, agreements={**state["agreements"], agreement["id"]: row})


def _agreement(state: State, agreement: str, **fields: Any) -> State:
    row = state["agreements"].get(agreement)
    if row is None:
        return state
    view = {**row["view"], **fields}
    return changed(state, agreements={**state["agreements"], agreement: {**row, "view": view}})


def _view(state: State, agreement: str, table: str) -> Any:
    row = state["agreements"].get(agreement)
    return row["view"][table] if row else {}


def standing_changed(state: State, event: Event) -> State:
    body = event.body
    standing = {**_view(state, body["agreement"], "standing"), **body["standing"]}
    return _agreement(state, body["agreement"], standing=standing)


def invitation_answered(state: State, event: Event) -> State:
    body = event.body
    told = "signatories" if body["joins"] else "declined"
    names = [*_view(state, body["agreement"], told), body["cell"]]
    invites = [cell for cell in _view(state, body["agreement"], "invites") if cell != body["cell"]]
    changes: dict[str, Any] = {told: names, "invites": invites}
    if body["reason"] is not None:
        given = state["agreements"].get(body["agreement"], {}).get("view", {}).get("declined_because", {})
        changes["declined_because"] = {**given, body["cell"]: body["reason"]}
    return _agreement(state, body["agreement"], **changes)


def approval_answered(state: State, event: Event) -> State:
    body = event.body
    name = f"{body['clause']}:{body['approval']}"
    answers = {**_view(state, body["agreement"], "answers"), name: body["answer"]}
    return _agreement(state, body["agreement"], answers=answers)


def agreement_denounced(state: State, event: Event) -> State:
    body = event.body
    denounced = {**_view(state, body["agreement"], "denounced"), body["cell"]: body["denunciation"]}
    standing = {**_view(state, body["agreement"], "standing"), **body["standing"]}
    return _agreement(state, body["agreement"], denounced=denounced, standing=standing)


def order_written(state: State, event: Event) -> State:
    order = event.body["order"]
    return changed(state, orders={**state["orders"], order["id"]: order})


def order_dropped(state: State, event: Event) -> State:
    gone = event.body["order"]
    return changed(state, orders={order: row for order, row in state["orders"].items() if order != gone})


def orders_closed(state: State, event: Event) -> State:
    turn = event.body["turn"]
    orders = {
        order: {**row, "status": "closed"} if row["turn"] == turn and row["status"] == "written" else row
        for order, row in state["orders"].items()
    }
    waiting = {
        "turn": turn,
        "state": "waiting",
        "assessments": {},
        "indicators": {},
        "outcomes": {},
        "words": None,
        "ruling": None,
    }
    return changed(state, orders=orders, proposals={**state["proposals"], str(turn): {"view": waiting}})


def order_carried_out(state: State, event: Event) -> State:
    body = event.body
    tables: dict[str, Any] = {}
    own = state["orders"].get(body["order"])
    if own is not None and not body.get("found_by"):
        result = {"status": body["status"], "outcome": body["outcome"]}
        tables["orders"] = {**state["orders"], body["order"]: {**own, **result}}
    if body["copy"] is not None:
        known = state["deeds"].get(body["order"], {"seen_by": []})
        told = {*known["seen_by"], *event.seen_by}
        row = {"seen_by": [ALL] if ALL in told else sorted(told), "view": body["copy"]}
        tables["deeds"] = {**state["deeds"], body["order"]: row}
    return changed(state, **tables)
