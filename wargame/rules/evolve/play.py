"""Folds of the frame of play: the recipe, seats, phases, clocks, readiness, hands."""

from typing import Any

from wargame.rules.events import Event
from wargame.rules.state import State, changed


def game_opened(state: State, event: Event) -> State:
    body = event.body
    told = list(event.seen_by)
    return changed(
        state,
        game={**body["game"], "started": False, "over": False},
        cells=body["cells"],
        seats={seat: {**row, "taken": False, "sitting": 0, "bot": None} for seat, row in body["seats"].items()},
        turn={**state["turn"], "of": body["game"]["turns"]},
        phase={**state["phase"], "opened_ms": body["at_ms"]},
        sites={site: [{"seen_by": told, "site": row}] for site, row in body["sites"].items()},
        treaties=body["treaties"],
    )


def _seat(state: State, seat: str, **fields: Any) -> State:
    if seat not in state["seats"]:
        return state
    return changed(state, seats={**state["seats"], seat: {**state["seats"][seat], **fields}})


def _bot_of(state: State, event: Event) -> Any:
    return state["seats"].get(event.body["seat"], {}).get("bot")


def seat_taken(state: State, event: Event) -> State:
    """A bot that played the seat steps aside. `sitting` counts those who sat down, not who came back to his seat."""
    seat = event.body["seat"]
    before = state["seats"].get(seat, {}).get("sitting", 0)
    now = before if event.body.get("again") else before + 1
    return _seat(state, seat, taken=True, sitting=now, bot="waits" if _bot_of(state, event) else None)


def seat_left(state: State, event: Event) -> State:
    """A bot that waited behind the seat plays again."""
    waits = _bot_of(state, event) is not None
    return _seat(state, event.body["seat"], taken=waits, bot="plays" if waits else None)


def bot_seated(state: State, event: Event) -> State:
    return _seat(state, event.body["seat"], taken=True, bot="plays")


def seat_handed_back(state: State, event: Event) -> State:
    return _seat(state, event.body["seat"], taken=True, bot="plays")


def bot_left(state: State, event: Event) -> State:
    seat = event.body["seat"]
    bots = {other: row for other, row in state["bots"].items() if other != seat}
    return changed(_seat(state, seat, taken=_bot_of(state, event) == "waits", bot=None), bots=bots)


def bot_tempered(state: State, event: Event) -> State:
    body = event.body
    row = {"notes": {}, **state["bots"].get(body["seat"], {}), "temperament": body["temperament"]}
    return changed(state, bots={**state["bots"], body["seat"]: row})


def bot_noted(state: State, event: Event) -> State:
    body = event.body
    row = state["bots"].get(body["seat"], {"temperament": "", "notes": {}})
    notes = {**row["notes"], body["note"]["id"]: body["note"]}
    return changed(state, bots={**state["bots"], body["seat"]: {**row, "notes": notes}})


def assistant_made(state: State, event: Event) -> State:
    its = event.body["assistant"]
    row = {
        "cell": "control",
        "title": "Assistant",
        "powers": ["speak"],
        "head": False,
        "taken": False,
        "bot": None,
        "made": True,
        "name": its["name"],
        "scope": its["scope"],
        "by": its["by"],
        "made_ms": its["at_ms"],
        "withdrawn_ms": None,
    }
    return changed(state, seats={**state["seats"], its["seat"]: row})


def assistant_changed(state: State, event: Event) -> State:
    return _seat(state, event.body["seat"], scope=event.body["scope"], name=event.body["name"])


def assistant_withdrawn(state: State, event: Event) -> State:
    return _seat(state, event.body["seat"], withdrawn_ms=event.body["at_ms"])


def game_started(state: State, event: Event) -> State:
    return changed(state, game={**state["game"], "started": True})


def phase_opened(state: State, event: Event) -> State:
    return changed(state, phase=event.body["phase"], turn=event.body["turn"], ready={})


def clock_set(state: State, event: Event) -> State:
    return changed(state, phase={**state["phase"], **event.body["clock"]})


def clock_rules_changed(state: State, event: Event) -> State:
    body = event.body
    return changed(state, game={**state["game"], **body["rules"]}, phase={**state["phase"], "reason": body["reason"]})


def orders_awaited(state: State, event: Event) -> State:
    return changed(state, phase={**state["phase"], "deadline_ms": None, "waiting": True})


def cell_readied(state: State, event: Event) -> State:
    return changed(state, ready={**state["ready"], event.body["cell"]: event.body["ready"]})


def hand_raised(state: State, event: Event) -> State:
    body = event.body
    hands = {seat: hand for seat, hand in state["hands"].items() if seat != body["seat"]}
    if body["up"]:
        hands[body["seat"]] = {"seat": body["seat"], "about": body["about"], "at_ms": body["at_ms"]}
    return changed(state, hands=hands)


def game_ended(state: State, event: Event) -> State:
    return changed(state, game={**state["game"], "over": True})


def grace_given(state: State, event: Event) -> State:
    phase = {**state["phase"], "deadline_ms": event.body["deadline_ms"], "grace": True}
    return changed(state, phase={**phase, "waiting": False} if "waiting" in phase else phase)
