"""Folds of the world: money, sites, treaties, indicators, what was said in public, what somebody was told."""

from wargame.rules.events import ALL, Event
from wargame.rules.state import State, changed


def funds_changed(state: State, event: Event) -> State:
    body = event.body
    funds = {"money_bn": body["money_bn"], "capital": body["capital"]}
    return changed(state, funds={**state["funds"], body["cell"]: funds})


def inject_sent(state: State, event: Event) -> State:
    body = event.body
    row = {"at_ms": body["at_ms"], "turn": body["turn"], "seen_by": list(event.seen_by)}
    return changed(state, sent={**state["sent"], body["inject"]: row})


def press_published(state: State, event: Event) -> State:
    item = event.body["item"]
    return changed(state, press={**state["press"], item["id"]: item})


def site_changed(state: State, event: Event) -> State:
    """The site's history keeps what each viewer was told last; what all were told makes the older states needless."""
    site = event.body["site"]
    row = {"seen_by": list(event.seen_by), "site": site}
    told = set(event.seen_by)
    older = state["sites"].get(site["id"], [])
    kept = [] if ALL in told else [old for old in older if not set(old["seen_by"]) <= told]
    return changed(state, sites={**state["sites"], site["id"]: [*kept, row]})


def treaty_changed(state: State, event: Event) -> State:
    return changed(state, treaties={**state["treaties"], event.body["treaty"]: event.body["status"]})


def consent_answered(state: State, event: Event) -> State:
    consent = event.body["consent"]
    return changed(state, consents={**state["consents"], consent["id"]: consent})


def mark_set(state: State, event: Event) -> State:
    known = state["marks"].get(event.body["mark"], {"turn": event.body["turn"], "seen_by": []})
    row = {"turn": known["turn"], "seen_by": sorted({*known["seen_by"], *event.seen_by})}
    return changed(state, marks={**state["marks"], event.body["mark"]: row})


def indicator_moved(state: State, event: Event) -> State:
    body = event.body
    row = state["indicators"].get(body["indicator"])
    old = row["view"] if row else {"before": body["value"], "changes": {}}
    changes = old["changes"] if body["change"] is None else {**old["changes"], body["change_id"]: body["change"]}
    view = {
        "id": body["indicator"],
        "name": body["name"],
        "value": body["value"],
        "before": old["before"],
        "changes": changes,
    }
    return changed(
        state, indicators={**state["indicators"], body["indicator"]: {"seen_by": list(event.seen_by), "view": view}}
    )


def notice_given(state: State, event: Event) -> State:
    notice = event.body["notice"]
    row = {"seen_by": list(event.seen_by), "view": notice}
    return changed(state, notices={**state["notices"], notice["id"]: row})
