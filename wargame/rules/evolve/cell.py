"""Folds of what goes on inside a cell: drafts, votes, commitments, forecasts."""

from wargame.rules.events import Event
from wargame.rules.state import State, changed


def draft_saved(state: State, event: Event) -> State:
    body = event.body
    old = state["drafts"].get(body["draft"], {"fields": {}, "begun_by": body["by"], "begun_ms": body["at_ms"]})
    mark = {"version": body["version"], "by": body["by"], "at_ms": body["at_ms"]}
    fields = {**old["fields"], **{path: {"value": value, **mark} for path, value in body["fields"].items()}}
    draft = {
        "id": body["draft"],
        "cell": body["cell"],
        "of": body["of"],
        "about": body["about"],
        "version": body["version"],
        "status": "open",
        "ref": None,
        "fields": fields,
        "begun_by": old["begun_by"],
        "begun_ms": old["begun_ms"],
        "edited_by": body["by"],
        "edited_ms": body["at_ms"],
    }
    return changed(state, drafts={**state["drafts"], body["draft"]: draft})


def draft_closed(state: State, event: Event) -> State:
    body = event.body
    end = {"status": body["status"], "ref": body["ref"], "edited_by": body["by"], "edited_ms": body["at_ms"]}
    draft = {**state["drafts"][body["draft"]], **end}
    return changed(state, drafts={**state["drafts"], body["draft"]: draft})


def commitment_made(state: State, event: Event) -> State:
    row = event.body["commitment"]
    return changed(state, commitments={**state["commitments"], f"{row['turn']}:{row['cell']}": row})


def forecast_given(state: State, event: Event) -> State:
    """The later one counts; how the earlier ones were stays in the log."""
    view = event.body["forecast"]
    row = {"seen_by": list(event.seen_by), "view": {**view, "brier": None}}
    return changed(state, forecasts={**state["forecasts"], f"{view['question']}:{view['seat']}": row})


def forecast_resolved(state: State, event: Event) -> State:
    body = event.body
    answer = {"outcome": body["outcome"], "turn": body["turn"]}
    return changed(state, questions={**state["questions"], body["question"]: answer})


def forecast_scored(state: State, event: Event) -> State:
    body = event.body
    key = f"{body['question']}:{body['seat']}"
    row = state["forecasts"][key]
    return changed(
        state, forecasts={**state["forecasts"], key: {**row, "view": {**row["view"], "brier": body["brier"]}}}
    )


def forecasts_opened(state: State, event: Event) -> State:
    opened = {key: {"seen_by": list(event.seen_by), "view": view} for key, view in event.body["forecasts"].items()}
    return changed(state, forecasts=opened)


def vote_called(state: State, event: Event) -> State:
    vote = event.body["vote"]
    return changed(state, votes={**state["votes"], vote["id"]: vote})


def vote_cast(state: State, event: Event) -> State:
    body = event.body
    vote = state["votes"][body["vote"]]
    return changed(
        state, votes={**state["votes"], body["vote"]: {**vote, "cast": {**vote["cast"], body["seat"]: body["choice"]}}}
    )


def vote_closed(state: State, event: Event) -> State:
    body = event.body
    vote = {**state["votes"][body["vote"]], "open": False, "closed_ms": body["at_ms"]}
    return changed(state, votes={**state["votes"], body["vote"]: vote})


def time_asked(state: State, event: Event) -> State:
    request = event.body["request"]
    return changed(state, requests={**state["requests"], request["id"]: request})


def time_answered(state: State, event: Event) -> State:
    body = event.body
    answer = {key: body[key] for key in ("status", "granted_s", "answer", "answered_ms")}
    return changed(
        state, requests={**state["requests"], body["request"]: {**state["requests"][body["request"]], **answer}}
    )


def cell_late(state: State, event: Event) -> State:
    body = event.body
    row = {"cell": body["cell"], "turn": body["turn"], "state": body["state"], "orders": body["orders"]}
    return changed(state, late={**state["late"], f"{body['turn']}:{body['cell']}": row})
