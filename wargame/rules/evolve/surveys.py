"""Folds of surveys: papers that control wrote, what is open, what was handed in, who asked not to be surveyed."""

from wargame.rules.events import Event
from wargame.rules.state import Row, State, changed


def survey_written(state: State, event: Event) -> State:
    paper = event.body["paper"]
    return changed(state, survey_papers={**state["survey_papers"], paper["id"]: paper})


def survey_opened(state: State, event: Event) -> State:
    view = event.body["survey"]
    row = {"seen_by": list(event.seen_by), "view": view}
    return changed(state, surveys={**state["surveys"], view["id"]: row})


def survey_closed(state: State, event: Event) -> State:
    body = event.body
    row = state["surveys"][body["survey"]]
    closed = {**row, "view": {**row["view"], "open": False, "closed_ms": body["at_ms"]}}
    return changed(state, surveys={**state["surveys"], body["survey"]: closed})


def _handed_in(state: State, sheet: Row) -> State:
    key = f"{sheet['survey']}|{sheet['seat']}|{sheet['sitting']}"
    first_ms = state["survey_sheets"].get(key, {}).get("first_ms", sheet["at_ms"])
    return changed(state, survey_sheets={**state["survey_sheets"], key: {**sheet, "first_ms": first_ms}})


def survey_answered(state: State, event: Event) -> State:
    """The later sheet counts; what the earlier ones said stays in the log."""
    return _handed_in(state, {**event.body["sheet"], "status": "answered", "reason": None})


def survey_declined(state: State, event: Event) -> State:
    return _handed_in(state, {**event.body["sheet"], "status": "declined", "answers": {}, "skipped": {}})


def survey_consent_changed(state: State, event: Event) -> State:
    body = event.body
    key = f"{body['seat']}|{body['sitting']}"
    rest = {name: row for name, row in state["survey_refusals"].items() if name != key}
    refusal = {key: {"seat": body["seat"], "at_ms": body["at_ms"]}}
    return changed(state, survey_refusals=rest if body["given"] else {**rest, **refusal})
