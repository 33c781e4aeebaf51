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
